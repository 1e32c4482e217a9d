"""What stands beside a unit's filings: what its posts are, and who entered and answered what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import aliased

from exam_app.models import Filing, FilingAnswer, Person, Post
from exam_app.queries.units import Unit
from exam_app.terms import N_, FilingAct, FilingAnswerKind, Term
from exam_app.work import Work


class FilingEntryKind(Term):
    """What was entered of a filing."""

    RECORDED = "recorded", N_("Event recorded")
    RECEIVED = "received", N_("Filing received")
    SET_ASIDE = "set_aside", N_("Entered in error")


@dataclass(frozen=True)
class FilingEntry:
    """One entry about a filing: what was entered, when and by whom."""

    at: datetime
    kind: FilingEntryKind
    act: FilingAct
    on: date
    """The day of the event, or the day of receipt."""
    said: str
    """What changes, the number under which it was received, or what was wrong."""
    by: str


@dataclass(frozen=True)
class Guarded:
    """How many posts of a unit are of a kind that the law names."""

    key_units: int = 0
    venues: int = 0


def guarded_by_unit(work: Work) -> Mapping[UUID, Guarded]:
    """Key protected units and entertainment venues that each guard unit in reach guards; one statement."""
    query = (
        select(
            Post.guard_unit_id,
            func.sum(cast(Post.is_key_unit, Integer)),
            func.sum(cast(Post.is_entertainment, Integer)),
        )
        .where(Post.city_id == work.city_id)
        .group_by(Post.guard_unit_id)
    )
    return {unit_id: Guarded(key_units, venues) for unit_id, key_units, venues in work.rows(query)}


def filing_entries(work: Work, unit: Unit) -> Sequence[FilingEntry]:
    """Everything that was entered about a unit's filings, newest first; one statement."""
    recorder, answerer = aliased(Person), aliased(Person)
    query = (
        select(Filing, FilingAnswer, recorder.name, answerer.name)
        .outerjoin(FilingAnswer, (FilingAnswer.city_id == Filing.city_id) & (FilingAnswer.filing_id == Filing.id))
        .outerjoin(recorder, (recorder.city_id == Filing.city_id) & (recorder.id == Filing.recorded_by_id))
        .outerjoin(answerer, (answerer.city_id == FilingAnswer.city_id) & (answerer.id == FilingAnswer.answered_by_id))
        .where(
            Filing.city_id == work.city_id,
            Filing.of_unit(unit.id),
        )
    )
    found = []
    for filing, answer, recorded_by, answered_by in work.rows(query):
        found.append(
            FilingEntry(
                filing.recorded_at,
                FilingEntryKind.RECORDED,
                filing.act,
                filing.event_on,
                " · ".join(filter(None, (filing.what, filing.division_code))),
                recorded_by or "",
            )
        )
        if answer is not None:
            found.append(_answered(filing, answer, answered_by or ""))
    return sorted(found, key=lambda entry: entry.at, reverse=True)


def _answered(filing: Filing, answer: FilingAnswer, by: str) -> FilingEntry:
    is_error = answer.answer == FilingAnswerKind.SET_ASIDE
    kind = FilingEntryKind.SET_ASIDE if is_error else FilingEntryKind.RECEIVED
    said = answer.note if is_error else answer.number
    return FilingEntry(answer.answered_at, kind, filing.act, answer.received_on, said, by)
