"""One scheduled examination: when, where, with which blueprint, who sits where, who supervises."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from exam_app import session_states
from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.terms import ComponentKind, ExamSessionState

CHECK_IN_OPENS = timedelta(minutes=60)
"""How long before the start a candidate may sign in at a seat."""
OVER = (ExamSessionState.CLOSED, ExamSessionState.WITHDRAWN)
"""Whoever is booked in one of these may be booked in another; its rooms are free."""
NEVER_HELD = (ExamSessionState.PLANNED, ExamSessionState.WITHDRAWN)
"""Nobody is examined in these: no sitting, no mark, no result."""


class ExamSession(CityOwned, Base):
    """One scheduled examination at one centre. Times are moments; the page shows them in the centre's zone."""

    __tablename__ = "exam_session"
    __table_args__ = (
        Index(
            "uq_exam_session_moment",
            "city_id",
            "centre_id",
            "starts_at",
            unique=True,
            sqlite_where=text("state <> 'withdrawn'"),
            postgresql_where=text("state <> 'withdrawn'"),
        ),
        Index("ix_exam_session_starts_at", "city_id", "starts_at"),
        Index("ix_exam_session_calendar", "state", "starts_at"),
        CheckConstraint("minutes BETWEEN 1 AND 600", name="minutes_possible"),
        CheckConstraint("seat_draw >= 1", name="draws_count_from_one"),
    )
    centre_id: Mapped[UUID] = belongs_to("exam_centre")
    blueprint_id: Mapped[UUID] = belongs_to("blueprint_version", index=False)
    name: Mapped[str] = mapped_column(String(80))
    starts_at: Mapped[datetime]
    minutes: Mapped[int]
    late_minutes: Mapped[int] = mapped_column(default=30)
    """Who comes later than this after the start is not admitted."""
    seed: Mapped[bytes]
    """32 secret random bytes; with a booking's id they seed that candidate's paper."""
    seat_draw: Mapped[int] = mapped_column(default=1)
    """Which draw of seats stands, counted from 1; with the seed it says who sits where."""
    state: Mapped[ExamSessionState] = term_column(ExamSessionState)
    closed_at: Mapped[datetime | None]

    @property
    def ends_at(self) -> datetime:
        """The end for who starts on time; a sitting's own deadline is what counts."""
        return self.starts_at + timedelta(minutes=self.minutes)

    def ledger_of(self, room_id: UUID) -> str:
        """The name of the ledger that keeps one room of this examination."""
        return f"room:{self.id}:{room_id}"

    def admits_at(self, now: datetime) -> bool:
        opens = self.starts_at - CHECK_IN_OPENS
        closes = self.starts_at + timedelta(minutes=self.late_minutes)
        return self.state in session_states.OPEN and opens <= now <= closes


class Booking(CityOwned, Base):
    """A candidate's place in an examination: the seat and the admission ticket.

    A seat is a row of its room and has one booking an examination: a full room takes nobody more, whoever asks.
    """

    __tablename__ = "booking"
    __table_args__ = (
        ForeignKeyConstraint(["city_id", "room_id", "seat_id"], ["seat.city_id", "seat.room_id", "seat.id"]),
        CheckConstraint("(room_id IS NULL) = (seat_id IS NULL)", name="a_seat_is_in_a_room"),
        UniqueConstraint("city_id", "exam_session_id", "person_id"),
        UniqueConstraint("city_id", "exam_session_id", "seat_id"),
        UniqueConstraint("city_id", "ticket_number"),
    )
    exam_session_id: Mapped[UUID] = belongs_to("exam_session", index=False)
    registration_id: Mapped[UUID] = belongs_to("registration")
    person_id: Mapped[UUID] = belongs_to("person")
    room_id: Mapped[UUID | None] = belongs_to("room", nullable=True)
    seat_id: Mapped[UUID | None] = belongs_to("seat", nullable=True, index=False)
    ticket_number: Mapped[str | None] = mapped_column(String(14))
    """YYMMDD of the session and eight random digits; given when the session is published, and kept when it is moved."""
    booked_at: Mapped[datetime]
    components: Mapped[list[str]] = mapped_column(JSON, default=lambda: [ComponentKind.THEORY.value])
    """What this attempt asks, values of ComponentKind: everything, or in a resit what is left."""

    def asks(self, kind: ComponentKind) -> bool:
        return kind.value in self.components


class Invigilation(CityOwned, Base):
    """A person supervises a room in an examination."""

    __tablename__ = "invigilation"
    __table_args__ = (
        UniqueConstraint("city_id", "exam_session_id", "room_id", "person_id"),
        Index("uq_invigilation_person", "city_id", "exam_session_id", "person_id", unique=True),
        Index(
            "uq_invigilation_chief",
            "city_id",
            "exam_session_id",
            "room_id",
            unique=True,
            sqlite_where=text("is_chief"),
            postgresql_where=text("is_chief"),
        ),
    )
    exam_session_id: Mapped[UUID] = belongs_to("exam_session", index=False)
    room_id: Mapped[UUID] = belongs_to("room")
    person_id: Mapped[UUID] = belongs_to("person")
    assigned_at: Mapped[datetime]
    is_chief: Mapped[bool] = mapped_column(default=False)
    """Who answers for the room; one a room."""
