"""What leaves as a table for another system: the people of one examination, as far as the actor's desk reaches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, exists, func, select
from sqlalchemy.orm import aliased

from exam_app.models import (
    Authority,
    Booking,
    Certificate,
    ExamCentre,
    ExamSession,
    Person,
    Registration,
    Result,
    ResultAnnulment,
    ResultRelease,
    Room,
    Seat,
    Sitting,
    StatusChange,
    TrainingUnit,
)
from exam_app.models.exam_sessions import NEVER_HELD
from exam_app.queries.listings import Listing, page_within
from exam_app.terms import RegistrationState, TableSubject
from exam_app.work import Work

SESSIONS_A_PAGE = 30


@dataclass(frozen=True)
class SessionTables:
    """An examination with how many rows each of its tables would have here; 0: there is no such table yet."""

    id: UUID
    name: str
    centre: str
    starts_at: datetime
    rows: dict[TableSubject, int]


def session_tables(work: Work, *, page: int = 1) -> Listing[SessionTables]:
    """Examinations with a table to write, the newest first; five statements."""
    seen = (ExamSession.city_id == work.city_id, ExamSession.state.not_in(NEVER_HELD))
    total = work.count(select(func.count()).select_from(ExamSession).where(*seen))
    here = page_within(page, total, SESSIONS_A_PAGE)
    query = (
        select(ExamSession.id, ExamSession.name, ExamCentre.name.label("centre"), ExamSession.starts_at)
        .join(ExamCentre, (ExamCentre.city_id == ExamSession.city_id) & (ExamCentre.id == ExamSession.centre_id))
        .where(*seen)
        .order_by(ExamSession.starts_at.desc(), ExamSession.id)
        .limit(SESSIONS_A_PAGE)
        .offset((here - 1) * SESSIONS_A_PAGE)
    )
    found = work.rows(query)
    counts = {subject: _counts(work, subject, [row.id for row in found]) for subject in ROWS}
    rows = [
        SessionTables(*row, rows={subject: counted.get(row.id, 0) for subject, counted in counts.items()})
        for row in found
    ]
    return Listing(rows, total, here, SESSIONS_A_PAGE)


def _counts(work: Work, subject: TableSubject, session_ids: Sequence[UUID]) -> dict[UUID, int]:
    query = ROWS[subject](work).where(Booking.exam_session_id.in_(session_ids))
    counted = query.with_only_columns(Booking.exam_session_id, func.count()).group_by(Booking.exam_session_id)
    return {row[0]: row[1] for row in work.rows(counted)}


def rows_of(work: Work, subject: TableSubject, session_id: UUID) -> Sequence[Row[Any]]:
    """The rows of one table, by ticket number; one statement. Sealed fields are still sealed."""
    return work.rows(
        ROWS[subject](work).where(Booking.exam_session_id == session_id).order_by(Booking.ticket_number, Booking.id)
    )


def _booked(work: Work, *columns: Any) -> Select[*tuple[Any, ...]]:
    """Everybody booked whose registration is approved and within reach, with what every table may name."""
    return (
        select(
            Person.id.label("person_id"),
            Person.name,
            Person.sex,
            Person.birth_date,
            Person.id_number_sealed,
            Person.phone_sealed,
            TrainingUnit.name.label("training_unit"),
            Authority.name.label("county"),
            Registration.submitted_at,
            ExamSession.name.label("exam"),
            ExamSession.starts_at,
            Booking.ticket_number,
            *columns,
        )
        .select_from(Booking)
        .join(Registration, (Registration.city_id == Booking.city_id) & (Registration.id == Booking.registration_id))
        .join(Person, (Person.city_id == Booking.city_id) & (Person.id == Booking.person_id))
        .join(ExamSession, (ExamSession.city_id == Booking.city_id) & (ExamSession.id == Booking.exam_session_id))
        .join(Authority, (Authority.city_id == Registration.city_id) & (Authority.id == Registration.county_id))
        .outerjoin(
            TrainingUnit,
            (TrainingUnit.city_id == Registration.city_id) & (TrainingUnit.id == Registration.training_unit_id),
        )
        .where(Booking.city_id == work.city_id)
    )


def _registrations(work: Work) -> Select[*tuple[Any, ...]]:
    return (
        _booked(work, ExamCentre.name.label("centre"), Room.name.label("room"), Seat.number.label("seat"))
        .join(ExamCentre, (ExamCentre.city_id == ExamSession.city_id) & (ExamCentre.id == ExamSession.centre_id))
        .outerjoin(Room, (Room.city_id == Booking.city_id) & (Room.id == Booking.room_id))
        .outerjoin(Seat, (Seat.city_id == Booking.city_id) & (Seat.id == Booking.seat_id))
        .where(Registration.state.in_((RegistrationState.APPROVED, RegistrationState.COMPLETED)))
    )


def _results(work: Work) -> Select[*tuple[Any, ...]]:
    """The newest mark of every sitting, once two persons released the examination."""
    other = aliased(Result)
    newest = (
        select(func.max(other.number))
        .where(other.city_id == Result.city_id, other.sitting_id == Result.sitting_id)
        .correlate(Result)
        .scalar_subquery()
    )
    released = exists(
        select(ResultRelease.id)
        .where(
            ResultRelease.city_id == Booking.city_id,
            ResultRelease.exam_session_id == Booking.exam_session_id,
            ResultRelease.second_at.is_not(None),
        )
        .correlate(Booking)
    )
    return (
        _booked(work, Result.raw, Result.maximum, Result.cut_score, Result.passed, _annulled().label("is_annulled"))
        .join(Sitting, (Sitting.city_id == Booking.city_id) & (Sitting.booking_id == Booking.id))
        .join(Result, (Result.city_id == Sitting.city_id) & (Result.sitting_id == Sitting.id))
        .where(Result.number == newest, released)
    )


def _annulled() -> ColumnElement[bool]:
    taken = aliased(ResultAnnulment)
    return exists(
        select(taken.id).where(taken.city_id == Result.city_id, taken.sitting_id == Result.sitting_id).correlate(Result)
    )


def _certificates(work: Work) -> Select[*tuple[Any, ...]]:
    """Certificates for results of the examination that nothing has ended."""
    end = aliased(StatusChange)
    ended = exists(
        select(end.id)
        .where(end.city_id == Certificate.city_id, end.certificate_id == Certificate.id, end.second_at.is_not(None))
        .correlate(Certificate)
    )
    return (
        _booked(work, Certificate.number, Certificate.issued_on)
        .join(Sitting, (Sitting.city_id == Booking.city_id) & (Sitting.booking_id == Booking.id))
        .join(Result, (Result.city_id == Sitting.city_id) & (Result.sitting_id == Sitting.id))
        .join(Certificate, (Certificate.city_id == Result.city_id) & (Certificate.result_id == Result.id))
        .where(~ended)
    )


ROWS = {
    TableSubject.REGISTRATIONS: _registrations,
    TableSubject.RESULTS: _results,
    TableSubject.CERTIFICATES: _certificates,
}
"""The statement behind each table that is written."""
