"""A roster of trainees or guards: a file previewed, its rows repaired, the good ones confirmed.

What a confirmed row does is a matter of its kind: :mod:`exam_app.operations.roster_kinds`.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from exam_app.actors import Permission
from exam_app.errors import Conflict, NotFound
from exam_app.journal import Tag
from exam_app.models import IdentityQuestion, RosterDraft
from exam_app.operations import operation
from exam_app.operations.people import KnownPerson, known_people, new_person
from exam_app.operations.roster_kinds import Into, IntoCourse, IntoUnit
from exam_app.queries.mappings import headings_of_people
from exam_app.queries.rosters import open_draft
from exam_app.rosters import CheckedRow, Column, Draft, Entry, Outcome, Standing, read_roster
from exam_app.work import Work

DRAFT_LIFE = timedelta(hours=24)
SLICE = 500
LONGEST_GIVEN = LONGEST_FILE_NAME = 200


@dataclass(frozen=True)
class Confirmed:
    """What a confirmation wrote: the rows of how many people, and the draft that keeps the rows still to repair."""

    written: int
    rest_id: UUID | None = None


# -- previewed and repaired -----------------------------------------------------------------------------


@operation(Permission.TRAIN)
def preview_roster(work: Work, course_id: UUID, *, file_name: str, data: bytes) -> UUID:
    """Check a course's roster and keep it as a sealed draft for 24 hours; returns the draft's id. Nobody is enrolled
    yet.

    Raises :class:`~exam_app.rosters.FileRefused` when the bytes are no roster. The file is parsed and checked before
    the first write, so the database's write lock is held for one small row only.
    """
    return _preview(work, IntoCourse.of(work, course_id), file_name, data)


@operation(Permission.EMPLOY)
def preview_guards(work: Work, *, file_name: str, data: bytes) -> UUID:
    """The same for the roster of the actor's guard unit: name, ID number and day of hiring, as its clerk keeps it."""
    return _preview(work, IntoUnit.of(work), file_name, data)


def _preview(work: Work, into: Into, file_name: str, data: bytes) -> UUID:
    draft = _looked_up(work, into, Draft(read_roster(data, into.kind, headings_of_people(work)), {}, into.posts))
    rows = draft.check(work.today)
    _forget_expired(work)
    row = _keep_draft(work, into, draft, file_name, work.now + DRAFT_LIFE)
    work.record(
        Tag.ROSTER_PREVIEWED,
        "roster_draft",
        row.id,
        accepted=len(_of(rows, Outcome.ACCEPTED)),
        refused=len(_of(rows, Outcome.REFUSED)),
    )
    return row.id


def _of(rows: Sequence[CheckedRow], outcome: Outcome) -> list[Entry]:
    """What the rows of one outcome say of their people; a refused row may say nothing and counts all the same."""
    return [row.entry for row in rows if row.outcome == outcome]  # type: ignore[misc]


@operation(Permission.TRAIN, Permission.EMPLOY)
def repair_row(work: Work, draft_id: UUID, number: int, given: Mapping[Column, str]) -> CheckedRow:
    """Put cells of one row right in the draft; the rest of the file need not be sent again.

    Returns the row as it is judged now; what was typed is kept even when it is still wrong.
    """
    row, draft = _draft_with(work, draft_id, number)
    draft = draft.with_given(number, {column: text[:LONGEST_GIVEN] for column, text in given.items()})
    entry = draft.entry(number)
    looked_up = _standings(work, _into(work, row), [entry]) if entry is not None else {}
    draft = replace(draft, standings={**draft.standings, **looked_up})
    row.content_sealed = _seal(work, draft, row.id)
    return next(checked for checked in draft.check(work.today) if checked.row.number == number)


@operation(Permission.TRAIN, Permission.EMPLOY)
def leave_out_row(work: Work, draft_id: UUID, number: int) -> None:
    """Leave one row out of the roster; typing it again takes it back in."""
    row, draft = _draft_with(work, draft_id, number)
    row.content_sealed = _seal(work, draft.without(number), row.id)


def _draft_with(work: Work, draft_id: UUID, number: int) -> tuple[RosterDraft, Draft]:
    row = work.lock(RosterDraft, draft_id)
    draft = open_draft(work, row)
    if not draft.has_row(number):
        raise NotFound("This does not exist, or not for you.")
    return row, draft


@operation(Permission.TRAIN, Permission.EMPLOY)
def discard_roster(work: Work, draft_id: UUID) -> None:
    """Delete an unconfirmed roster before its day is over."""
    row = work.lock(RosterDraft, draft_id)
    open_draft(work, row)
    _forget(work, row)


@operation(Permission.CLOSE_EXPIRED, Permission.TRAIN, Permission.EMPLOY)
def expire_rosters(work: Work) -> int:
    """Delete what is left of unconfirmed rosters after 24 hours; returns how many there were."""
    return _forget_expired(work)


def _forget_expired(work: Work) -> int:
    over = work.all(
        select(RosterDraft).where(
            RosterDraft.city_id == work.city_id,
            RosterDraft.content_sealed.is_not(None),
            RosterDraft.expires_at <= work.now,
        )
    )
    for row in over:
        _forget(work, row)
    return len(over)


def _forget(work: Work, row: RosterDraft) -> None:
    row.content_sealed, row.expires_at = None, min(row.expires_at, work.now)
    work.record(Tag.ROSTER_EXPIRED, "roster_draft", row.id)


def _keep_draft(work: Work, into: Into, draft: Draft, file_name: str, expires_at: datetime) -> RosterDraft:
    row_id = work.new_id()
    return work.add(
        RosterDraft(
            city_id=work.city_id,
            id=row_id,
            **into.columns,
            file_name=file_name[:LONGEST_FILE_NAME],
            content_sealed=_seal(work, draft, row_id),
            created_by_id=work.actor.person_id,
            created_at=work.now,
            expires_at=expires_at,
        )
    )


def _seal(work: Work, draft: Draft, row_id: UUID) -> bytes:
    return work.site.vault.seal(draft.to_json(), "roster_draft", row_id)


# -- a roster: what the record knows ------------------------------------------------------------------------------


def _into(work: Work, row: RosterDraft, *, lock: bool = False) -> Into:
    """What the roster of this draft goes into; locked, so that two rosters of it are confirmed one after the other."""
    if row.course_id is not None:
        return IntoCourse.of(work, row.course_id, lock=lock)
    return IntoUnit.of(work, lock=lock)


def _looked_up(work: Work, into: Into, draft: Draft) -> Draft:
    return replace(draft, standings=_standings(work, into, draft.entries()))


def _standings(work: Work, into: Into, entries: Sequence[Entry]) -> dict[str, Standing]:
    """What stands against writing these rows; nobody is in it who is new, or known by the same name.

    The whole list is one journalled look. That a person is known to another unit shows only when the names disagree.
    """
    known = _known(work, entries)
    agreed = _names_the_county_confirmed(work, into)
    standings: dict[str, Standing] = {}
    agreeing = []
    for entry in entries:
        person = known.get(entry.id_number.text)
        if person is not None and entry.name not in {person.name, *agreed[person.id]}:
            standings[entry.key] = Standing.OTHER_NAME
        elif person is not None:
            agreeing.append((person.id, entry))
    return standings | into.standings(work, agreeing)


def _known(work: Work, entries: Sequence[Entry]) -> Mapping[str, KnownPerson]:
    return known_people(work, [entry.id_number.text for entry in entries]) if entries else {}


def _names_the_county_confirmed(work: Work, into: Into) -> Mapping[UUID, set[str]]:
    """By person: other names under which the county has found them to be the person this unit means."""
    column, unit_id = into.unit
    settled = select(IdentityQuestion).where(
        IdentityQuestion.city_id == work.city_id,
        getattr(IdentityQuestion, column) == unit_id,
        IdentityQuestion.same_person.is_(True),
    )
    names: dict[UUID, set[str]] = defaultdict(set)
    for question in work.all(settled):
        names[question.person_id].add(
            work.site.vault.open(question.stated_name_sealed, "identity_question", question.id)
        )
    return names


# -- a roster: confirmed ------------------------------------------------------------------------------------------


@operation(Permission.TRAIN, Permission.EMPLOY)
def confirm_roster(work: Work, draft_id: UUID) -> Confirmed:
    """Write everybody whose row is accepted and hand doubtful identities to the county, once.

    Confirming again writes nothing and returns the same figure. What the record knows is looked up anew, because hours
    may have passed since the preview. Rows still to repair go on in a draft of their own, until the same hour. Raises
    :class:`TooLate` when the draft is gone, :class:`Conflict` when there is nothing to write yet.
    """
    row = work.lock(RosterDraft, draft_id)
    if row.confirmed_at is not None:
        return Confirmed(row.written or 0)
    draft = open_draft(work, row)
    into = _into(work, row, lock=True)
    draft = _looked_up(work, into, replace(draft, posts=into.posts))
    rows = draft.check(work.today)
    accepted, asked = _of(rows, Outcome.ACCEPTED), _of(rows, Outcome.COUNTY)
    if not accepted and not asked:
        raise Conflict("No row can be written yet. Repair at least one, then confirm.")
    _take_in(work, into, accepted)
    _ask_county(work, into, asked)
    row.confirmed_at, row.written, row.content_sealed = work.now, len(accepted), None
    work.record(Tag.ROSTER_CONFIRMED, "roster_draft", row.id, written=len(accepted))
    rest = draft.rest(rows)
    rest_id = _keep_draft(work, into, rest, row.file_name, row.expires_at).id if rest is not None else None
    return Confirmed(len(accepted), rest_id)


def _take_in(work: Work, into: Into, entries: Sequence[Entry]) -> None:
    known = {number: person.id for number, person in _known(work, entries).items()}
    try:
        for start in range(0, len(entries), SLICE):
            _take_in_some(work, into, entries[start : start + SLICE], known)
    except IntegrityError as error:
        # Another unit wrote the same new person between our look and now; the next look finds that person.
        raise Conflict(
            "Somebody entered one of these people at the same moment. Nothing was written; confirm again."
        ) from error


def _take_in_some(work: Work, into: Into, entries: Sequence[Entry], known: Mapping[str, UUID]) -> None:
    newcomers = {
        entry.id_number.text: new_person(work, name=entry.name, id_number=entry.id_number, phone=entry.phone)
        for entry in entries
        if entry.id_number.text not in known
    }
    work.add_all(list(newcomers.values()))
    ids = {**known, **{number: person.id for number, person in newcomers.items()}}
    into.take_in(work, {ids[entry.id_number.text]: entry for entry in entries})


def _ask_county(work: Work, into: Into, entries: Sequence[Entry]) -> None:
    """One open question for each person and unit; the stated name is sealed, the known one stays where it is."""
    county_id = into.county(work)
    column, unit_id = into.unit
    open_already = set(
        work.all(
            select(IdentityQuestion.person_id).where(
                IdentityQuestion.city_id == work.city_id,
                getattr(IdentityQuestion, column) == unit_id,
                IdentityQuestion.settled_at.is_(None),
            )
        )
    )
    known = _known(work, entries)
    for entry in entries:
        person_id = known[entry.id_number.text].id
        if person_id not in open_already:
            question_id = work.new_id()
            work.add(
                IdentityQuestion(
                    city_id=work.city_id,
                    id=question_id,
                    county_id=county_id,
                    person_id=person_id,
                    stated_name_sealed=work.site.vault.seal(entry.name, "identity_question", question_id),
                    asked_at=work.now,
                    **into.columns,
                    **into.stated(entry),
                )
            )
            work.record(Tag.IDENTITY_ASKED, "identity_question", question_id, about=person_id)
