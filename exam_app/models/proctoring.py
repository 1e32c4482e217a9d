"""What happens in a room on the day: who was identified, what was reported, what was granted, who signed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ColumnElement, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.models.exam_sessions import Invigilation
from exam_app.terms import IdentityOutcome, IncidentKind, SeatMoveReason, Severity, SignalKind


class IdentityCheck(CityOwned, Base):
    """An invigilator compared face, card and ticket of one candidate. Looking again adds a row; the newest counts."""

    __tablename__ = "identity_check"
    __table_args__ = (UniqueConstraint("city_id", "booking_id", "number"),)
    append_only = True
    exam_session_id: Mapped[UUID] = belongs_to("exam_session", index=False)
    room_id: Mapped[UUID] = belongs_to("room", index=False)
    booking_id: Mapped[UUID] = belongs_to("booking", index=False)
    number: Mapped[int]
    outcome: Mapped[IdentityOutcome] = term_column(IdentityOutcome)
    by_person_id: Mapped[UUID] = belongs_to("person", index=False)
    at: Mapped[datetime]


class Incident(CityOwned, Base):
    """What an invigilator says happened; of one candidate, or of the whole room (``booking_id`` None)."""

    __tablename__ = "incident"
    __table_args__ = (
        Index("ix_incident_room", "city_id", "exam_session_id", "room_id", "at"),
        UniqueConstraint("city_id", "nonce"),
        CheckConstraint("at <= received_at", name="noted_before_received"),
    )
    append_only = True
    exam_session_id: Mapped[UUID] = belongs_to("exam_session", index=False)
    room_id: Mapped[UUID] = belongs_to("room", index=False)
    booking_id: Mapped[UUID | None] = belongs_to("booking", nullable=True)
    kind: Mapped[IncidentKind] = term_column(IncidentKind)
    severity: Mapped[Severity] = term_column(Severity)
    note: Mapped[str] = mapped_column(String(300), default="")
    nonce: Mapped[str] = mapped_column(String(36))
    """Made where it was noted: pressing twice, or sending again, raises one incident."""
    by_person_id: Mapped[UUID] = belongs_to("person", index=False)
    at: Mapped[datetime]
    """When it was noted; by the device's clock where the network was down, never later than ``received_at``."""
    received_at: Mapped[datetime]


class Signal(CityOwned, Base):
    """What the candidate's page reported of itself. Evidence, never a verdict: a notification can take the focus."""

    __tablename__ = "signal"
    __table_args__ = (
        UniqueConstraint("city_id", "sitting_id", "epoch", "number"),
        CheckConstraint("seconds >= 0", name="no_negative_length"),
    )
    append_only = True
    sitting_id: Mapped[UUID] = belongs_to("sitting", index=False)
    epoch: Mapped[int]
    number: Mapped[int]
    """Counted by the page from 1 within an epoch, so that sending again stores once."""
    kind: Mapped[SignalKind] = term_column(SignalKind)
    seconds: Mapped[int]
    """How long it lasted by the page's own clock; 0 for a moment."""
    received_at: Mapped[datetime]


class SeatMove(CityOwned, Base):
    """A candidate goes on at another seat, of this or another room, or at the same with the computer started anew.

    Of a sitting that has begun the lease of ``old_epoch`` ended with it and that of ``new_epoch`` was granted; both are
    None where nothing had begun.
    """

    __tablename__ = "seat_move"
    __table_args__ = (
        ForeignKeyConstraint(["city_id", "room_id", "from_seat_id"], ["seat.city_id", "seat.room_id", "seat.id"]),
        ForeignKeyConstraint(["city_id", "to_room_id", "to_seat_id"], ["seat.city_id", "seat.room_id", "seat.id"]),
        Index("ix_seat_move_room", "city_id", "exam_session_id", "room_id", "moved_at"),
        Index("ix_seat_move_to_room", "city_id", "exam_session_id", "to_room_id", "moved_at"),
        UniqueConstraint("city_id", "sitting_id", "new_epoch"),
        UniqueConstraint("city_id", "nonce"),
        CheckConstraint(
            "(sitting_id IS NULL) = (old_epoch IS NULL) AND (sitting_id IS NULL) = (new_epoch IS NULL)",
            name="a_sitting_has_its_epochs",
        ),
        CheckConstraint("new_epoch = old_epoch + 1", name="the_next_epoch"),
    )
    append_only = True
    exam_session_id: Mapped[UUID] = belongs_to("exam_session", index=False)
    room_id: Mapped[UUID] = belongs_to("room", index=False)
    to_room_id: Mapped[UUID] = belongs_to("room", index=False)
    """The same one but for who goes on in another room."""
    booking_id: Mapped[UUID] = belongs_to("booking")
    sitting_id: Mapped[UUID | None] = belongs_to("sitting", nullable=True, index=False)
    from_seat_id: Mapped[UUID] = belongs_to("seat", index=False)
    to_seat_id: Mapped[UUID] = belongs_to("seat", index=False)
    old_epoch: Mapped[int | None]
    new_epoch: Mapped[int | None]
    reason: Mapped[SeatMoveReason] = term_column(SeatMoveReason)
    note: Mapped[str] = mapped_column(String(200), default="")
    nonce: Mapped[str] = mapped_column(String(36))
    """Of the page that was shown: pressing twice is one move."""
    by_person_id: Mapped[UUID] = belongs_to("person", index=False)
    moved_at: Mapped[datetime]

    @property
    def is_same_seat(self) -> bool:
        """The computer was started anew and knows nothing any more; the candidate stays."""
        return self.from_seat_id == self.to_seat_id


class RoomPulse(CityOwned, Base):
    """Which pages of a room gave a sign of life in some seconds: one row for the room, not one for each candidate.

    Written by the door for answers every few seconds by each process that heard somebody. Who is missing from all rows
    was silent; nothing else is concluded from it, and it changes nobody's rights (exam-delivery 2.6).
    """

    __tablename__ = "room_pulse"
    __table_args__ = (Index("ix_room_pulse_room", "city_id", "exam_session_id", "room_id", "at"),)
    append_only = True
    exam_session_id: Mapped[UUID] = belongs_to("exam_session", index=False)
    room_id: Mapped[UUID] = belongs_to("room", index=False)
    at: Mapped[datetime]
    """When the last of them was heard."""
    heard: Mapped[list[str]] = mapped_column(JSON)
    """The ids of their sittings, in hexadecimal."""


class TimeExtension(CityOwned, Base):
    """Minutes granted to one sitting, or to a whole room (``sitting_id`` None); over 15 need a second person."""

    __tablename__ = "time_extension"
    __table_args__ = (
        Index("ix_time_extension_room", "city_id", "exam_session_id", "room_id"),
        CheckConstraint("minutes BETWEEN 1 AND 120", name="minutes_possible"),
        CheckConstraint("second_person_id IS NULL OR second_person_id <> first_person_id", name="two_people"),
        CheckConstraint("(minutes <= 15) OR (in_force_at IS NULL) = (second_person_id IS NULL)", name="long_needs_two"),
        UniqueConstraint("city_id", "nonce"),
    )
    exam_session_id: Mapped[UUID] = belongs_to("exam_session", index=False)
    room_id: Mapped[UUID] = belongs_to("room", index=False)
    sitting_id: Mapped[UUID | None] = belongs_to("sitting", nullable=True)
    minutes: Mapped[int]
    reason: Mapped[str] = mapped_column(String(200))
    nonce: Mapped[str] = mapped_column(String(36))
    first_person_id: Mapped[UUID] = belongs_to("person", index=False)
    first_at: Mapped[datetime]
    second_person_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    in_force_at: Mapped[datetime | None]


class RoomSignature(CityOwned, Base):
    """One invigilator closed a room with the PIN; the room is closed when all on duty have signed."""

    __tablename__ = "room_signature"
    __table_args__ = (UniqueConstraint("city_id", "exam_session_id", "room_id", "person_id"),)
    append_only = True
    exam_session_id: Mapped[UUID] = belongs_to("exam_session", index=False)
    room_id: Mapped[UUID] = belongs_to("room", index=False)
    person_id: Mapped[UUID] = belongs_to("person", index=False)
    signed_at: Mapped[datetime]

    @classmethod
    def of_duty(cls) -> ColumnElement[bool]:
        """The signature belongs to the duty, for a join with :class:`Invigilation`."""
        return (
            (cls.city_id == Invigilation.city_id)
            & (cls.exam_session_id == Invigilation.exam_session_id)
            & (cls.room_id == Invigilation.room_id)
            & (cls.person_id == Invigilation.person_id)
        )
