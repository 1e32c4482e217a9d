"""Which results can be appealed against, by whom, and until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from exam_app.appeal_clocks import AppealRule, rule_on
from exam_app.models import Appeal, Booking, ExamSession, Person, Registration, Result, ResultRelease, Sitting
from exam_app.queries.appeal_rules import own_appeal_rules
from exam_app.queries.people import masked_number
from exam_app.queries.results import ReleasedResult, released_results
from exam_app.queries.review_clocks import day_of
from exam_app.terms import ComponentKind
from exam_app.work import Work


@dataclass(frozen=True)
class Score:
    """What a paper came to."""

    raw: int
    maximum: int
    passed: bool


@dataclass(frozen=True)
class Appealable:
    """A released result of a person, and until when its check can be asked for."""

    exam_session_id: UUID
    exam_name: str
    score: Score | None
    """Of the paper; None where none was sat."""
    parts: Sequence[ComponentKind]
    """What was examined instead of a paper; empty where one was sat."""
    known_on: date
    """When the result was released, or changed after that."""
    rule: AppealRule

    @property
    def ask_until(self) -> date:
        return self.rule.ask_until(self.known_on)


def appealable(work: Work, person_id: UUID) -> Sequence[Appealable]:
    """The released results of a person against which nobody appealed yet, the newest first; the period may be over.

    An annulled result belongs to a case, whose letter says how to object.
    """
    asked = set(
        work.all(select(Appeal.exam_session_id).where(Appeal.city_id == work.city_id, Appeal.person_id == person_id))
    )
    own = own_appeal_rules(work)
    sat = [
        (result.sat_at, _of_a_paper(work, own, result))
        for result in released_results(work, [person_id]).get(person_id, ())
        if result.annulled_at is None
    ]
    found = [*sat, *_without_a_paper(work, own, person_id)]
    newest_first = sorted(found, key=lambda each: (each[0], each[1].exam_session_id), reverse=True)
    return [each for _, each in newest_first if each.exam_session_id not in asked]


def _of_a_paper(work: Work, own: Sequence[AppealRule], result: ReleasedResult) -> Appealable:
    known_at = result.changed_at or result.released_at
    assert known_at is not None  # only released results are read
    known_on = day_of(work, known_at)
    return Appealable(
        result.exam_session_id,
        result.exam_name,
        Score(result.raw, result.maximum, result.passed),
        (),
        known_on,
        rule_on(own, known_on),
    )


def _without_a_paper(work: Work, own: Sequence[AppealRule], person_id: UUID) -> Sequence[tuple[datetime, Appealable]]:
    """Released attempts in which no paper was sat and something else was examined, with their beginning."""
    query = (
        select(Booking, ExamSession, ResultRelease.second_at)
        .join(ExamSession, (ExamSession.city_id == Booking.city_id) & (ExamSession.id == Booking.exam_session_id))
        .join(
            ResultRelease,
            (ResultRelease.city_id == Booking.city_id) & (ResultRelease.exam_session_id == Booking.exam_session_id),
        )
        .outerjoin(Sitting, (Sitting.city_id == Booking.city_id) & (Sitting.booking_id == Booking.id))
        .where(
            Booking.city_id == work.city_id,
            Booking.person_id == person_id,
            ResultRelease.second_at.is_not(None),
            Sitting.id.is_(None),
        )
    )
    found = []
    for booking, session, released_at in work.rows(query):
        parts = parts_asked(booking)
        if parts and released_at is not None:
            known_on = day_of(work, released_at)
            shown = Appealable(session.id, session.name, None, parts, known_on, rule_on(own, known_on))
            found.append((session.starts_at, shown))
    return found


def parts_asked(booking: Booking) -> Sequence[ComponentKind]:
    """What an attempt asks besides the theory."""
    return [kind for kind in ComponentKind if kind is not ComponentKind.THEORY and booking.asks(kind)]


@dataclass(frozen=True)
class Appellant:
    """Somebody at the county's desk, found by the ticket, with the result that the ticket led to."""

    person_id: UUID
    name: str
    id_number: str
    """Masked."""
    ticket_number: str
    exam_session_id: UUID
    result: Appealable | None
    """None: not released, annulled, or appealed against already."""


def appellant_of(work: Work, ticket_number: str) -> Appellant | None:
    """Who holds a ticket among those of the viewer's county; None for a number that nobody there holds."""
    query = (
        select(Booking, Person)
        .join(Person, (Person.city_id == Booking.city_id) & (Person.id == Booking.person_id))
        .where(Booking.city_id == work.city_id, Booking.ticket_number == ticket_number)
        .limit(1)
    )
    rows = work.rows(query)
    if not rows:
        return None
    booking, person = rows[0]
    found = {each.exam_session_id: each for each in appealable(work, person.id)}
    return Appellant(
        person.id,
        person.name,
        masked_number(work, person),
        ticket_number,
        booking.exam_session_id,
        found.get(booking.exam_session_id),
    )


def newest_result_in(work: Work, person_id: UUID, exam_session_id: UUID) -> Result | None:
    """The marking of a person's sitting that counts; None where no paper was sat."""
    query = (
        select(Result)
        .where(Result.city_id == work.city_id, Result.person_id == person_id, Result.exam_session_id == exam_session_id)
        .order_by(Result.number.desc())
        .limit(1)
    )
    return work.one(query)


def booking_in(work: Work, person_id: UUID, exam_session_id: UUID) -> tuple[UUID, UUID]:
    """A person's booking in an examination, and the county of its application."""
    query = (
        select(Booking.id, Registration.county_id)
        .join(Registration, (Registration.city_id == Booking.city_id) & (Registration.id == Booking.registration_id))
        .where(
            Booking.city_id == work.city_id,
            Booking.person_id == person_id,
            Booking.exam_session_id == exam_session_id,
        )
    )
    rows = work.rows(query)
    booking_id, county_id = work.found(rows[0] if rows else None)
    return booking_id, county_id
