"""Resits: what an office sets for them from a day on, and attempts that two people make up for."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.terms import MakeUpGround


class OwnResitRule(CityOwned, Base):
    """What the office sets for resits from a day on; it replaces all that it had set before. None sets nothing."""

    __tablename__ = "own_resit_rule"
    __table_args__ = (
        UniqueConstraint("city_id", "since"),
        CheckConstraint("waiting_days BETWEEN 1 AND 3650", name="waiting_days_possible"),
        CheckConstraint("most_attempts BETWEEN 1 AND 99", name="most_attempts_possible"),
        CheckConstraint("pass_lasts_days BETWEEN 1 AND 3650", name="pass_lasts_days_possible"),
    )
    append_only = True
    since: Mapped[date]
    document: Mapped[str] = mapped_column(String(120))
    """Where it was published."""
    waiting_days: Mapped[int | None]
    most_attempts: Mapped[int | None]
    pass_lasts_days: Mapped[int | None]
    set_by_id: Mapped[UUID] = belongs_to("person", index=False)
    set_at: Mapped[datetime]


class MakeUp(CityOwned, Base):
    """An attempt that counts as none, for a whole examination, one of its rooms or one candidate: by two persons."""

    __tablename__ = "make_up"
    __table_args__ = (
        Index("ix_make_up_exam_session", "city_id", "exam_session_id", "first_at"),
        CheckConstraint("room_id IS NULL OR booking_id IS NULL", name="a_room_or_a_person"),
        CheckConstraint("incident_id IS NOT NULL OR document <> ''", name="evidence_is_named"),
        CheckConstraint("second_person_id IS NULL OR second_person_id <> first_person_id", name="two_people"),
        CheckConstraint("(second_person_id IS NULL) = (second_at IS NULL)", name="second_signature_whole"),
        CheckConstraint("dropped_at IS NULL OR second_at IS NULL", name="dropped_or_signed"),
    )
    exam_session_id: Mapped[UUID] = belongs_to("exam_session", index=False)
    room_id: Mapped[UUID | None] = belongs_to("room", nullable=True, index=False)
    booking_id: Mapped[UUID | None] = belongs_to("booking", nullable=True)
    """With neither room nor booking it is for everybody."""
    ground: Mapped[MakeUpGround] = term_column(MakeUpGround)
    reason: Mapped[str] = mapped_column(String(300))
    incident_id: Mapped[UUID | None] = belongs_to("incident", nullable=True, index=False)
    """What an invigilator reported of it on the day."""
    document: Mapped[str] = mapped_column(String(120), default="")
    """Certificate, decision or log that shows it, where no incident does."""
    first_person_id: Mapped[UUID] = belongs_to("person", index=False)
    first_at: Mapped[datetime]
    second_person_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    second_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]

    def covers(self, booking_id: UUID, room_id: UUID | None) -> bool:
        """Whether a booking of its examination is made up for."""
        if self.booking_id is not None:
            return self.booking_id == booking_id
        return self.room_id is None or self.room_id == room_id
