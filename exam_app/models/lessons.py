"""Lessons of a course: who teaches what where and when, what shows who was there, and what was entered late."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ColumnElement, Index, String, UniqueConstraint, or_, text
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, belongs_to, term_column
from exam_app.models.one_unit import OfOneUnit, of_one_unit
from exam_app.terms import ProofKind, SubjectArea

CLASS_HOUR = timedelta(minutes=45)
"""A class hour of the ministry outline (domain.md 3)."""
MINUTES_OF_A_DAY = 24 * 60
DOORS_OPEN = timedelta(minutes=30)
"""So long before a lesson begins, and after it has ended, its code is taken."""
END_BEGINS = timedelta(minutes=10)
"""A scan from so long before the end on shows who is still there; one before shows who has come."""
CONFIRM_WITHIN = timedelta(hours=24)
"""So long after its end a trainer confirms a lesson; afterwards it takes a reason and two people."""


class Trainer(OfOneUnit, Base):
    """Somebody who teaches at a unit, from when until when (Regulation art. 32: teachers)."""

    __tablename__ = "trainer"
    __table_args__ = (
        of_one_unit(),
        Index(
            "uq_trainer_teaching_at_guard_unit",
            "city_id",
            "guard_unit_id",
            "person_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
        CheckConstraint("until IS NULL OR until >= since", name="dates_in_order"),
        Index(
            "uq_trainer_teaching",
            "city_id",
            "training_unit_id",
            "person_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )
    person_id: Mapped[UUID] = belongs_to("person")
    qualification: Mapped[str] = mapped_column(String(120), default="")
    """As the unit states it: a title, a certificate with its number."""
    since: Mapped[date]
    until: Mapped[date | None]
    """Last day; None while teaching here."""
    recorded_by_id: Mapped[UUID] = belongs_to("person", index=False)
    recorded_at: Mapped[datetime]


class Classroom(OfOneUnit, Base):
    """A room, ground or post where a unit teaches, with the hours in which it is open."""

    __tablename__ = "classroom"
    __table_args__ = (
        of_one_unit(),
        UniqueConstraint("city_id", "guard_unit_id", "name"),
        UniqueConstraint("city_id", "training_unit_id", "name"),
        CheckConstraint(
            f"opens_at >= 0 AND closes_at <= {MINUTES_OF_A_DAY} AND opens_at < closes_at", name="hours_in_order"
        ),
        CheckConstraint("places >= 1", name="places_positive"),
    )
    name: Mapped[str] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(String(160))
    places: Mapped[int]
    opens_at: Mapped[int]
    """Minutes after midnight on the site's clock."""
    closes_at: Mapped[int]
    added_at: Mapped[datetime]


class Lesson(OfOneUnit, Base):
    """One lesson of a course. What was planned stays; it is confirmed by its trainer once, or cancelled."""

    __tablename__ = "lesson"
    __table_args__ = (
        of_one_unit(),
        Index("ix_lesson_guard_unit", "city_id", "guard_unit_id", "starts_at"),
        CheckConstraint("ends_at > starts_at", name="times_in_order"),
        CheckConstraint("hours BETWEEN 1 AND 6", name="hours_possible"),
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name="confirmed_by_somebody"),
        CheckConstraint("(cancelled_at IS NULL) = (cancelled_by_id IS NULL)", name="cancelled_by_somebody"),
        CheckConstraint("confirmed_at IS NULL OR cancelled_at IS NULL", name="confirmed_or_cancelled"),
        Index("ix_lesson_course", "city_id", "course_id", "starts_at"),
        Index("ix_lesson_unit", "city_id", "training_unit_id", "starts_at"),
        Index("ix_lesson_trainer", "city_id", "trainer_id", "starts_at"),
    )
    course_id: Mapped[UUID] = belongs_to("course", index=False)
    classroom_id: Mapped[UUID] = belongs_to("classroom")
    trainer_id: Mapped[UUID] = belongs_to("trainer", index=False)
    area: Mapped[SubjectArea] = term_column(SubjectArea)
    subject: Mapped[str] = mapped_column(String(80))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    hours: Mapped[int]
    """Class hours that whoever stays from the beginning to the end attends."""
    roll_call_at: Mapped[datetime]
    """When the site asks for a picture of the room; nobody is shown it before."""
    planned_by_id: Mapped[UUID] = belongs_to("person", index=False)
    planned_at: Mapped[datetime]
    """Later than ``starts_at`` where a lesson was entered after it had been held."""
    confirmed_by_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    confirmed_at: Mapped[datetime | None]
    cancelled_by_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    cancelled_at: Mapped[datetime | None]
    cancelled_because: Mapped[str] = mapped_column(String(200), default="")


class AttendanceProof(OfOneUnit, Base):
    """One sign that one person was in one lesson at one moment; of each kind there is at most one."""

    __tablename__ = "attendance_proof"
    __table_args__ = (
        of_one_unit(),
        Index("ix_attendance_proof_guard_unit", "city_id", "guard_unit_id", "at"),
        UniqueConstraint("city_id", "lesson_id", "person_id", "kind"),
        Index("ix_attendance_proof_person", "city_id", "person_id", "at"),
        Index("ix_attendance_proof_unit", "city_id", "training_unit_id", "at"),
        CheckConstraint("(kind IN ('arrived', 'left')) = (device IS NOT NULL)", name="codes_are_scanned_by_a_device"),
    )
    append_only = True
    lesson_id: Mapped[UUID] = belongs_to("lesson", index=False)
    person_id: Mapped[UUID] = belongs_to("person", index=False)
    kind: Mapped[ProofKind] = term_column(ProofKind)
    at: Mapped[datetime]
    device: Mapped[bytes | None]
    """Keyed hash of a number that the browser keeps: equal where one phone scanned, and of no other use."""
    network: Mapped[bytes | None]
    """Keyed hash of the address from which it was scanned."""
    by_person_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    """Who stated it; None where the person's own phone did."""


class RollCall(OfOneUnit, Base):
    """One picture of the room, taken by the trainer at the moment that the site asked for it; once a lesson.

    Whom the trainer sees in it is an :class:`AttendanceProof` of each.
    """

    __tablename__ = "roll_call"
    __table_args__ = (
        of_one_unit(),
        Index("ix_roll_call_unit", "city_id", "training_unit_id"),
        Index("ix_roll_call_guard_unit", "city_id", "guard_unit_id"),
        UniqueConstraint("city_id", "lesson_id"),
        CheckConstraint("taken_at >= asked_at", name="answered_when_asked"),
    )
    append_only = True
    lesson_id: Mapped[UUID] = belongs_to("lesson", index=False)
    asked_at: Mapped[datetime]
    taken_at: Mapped[datetime]
    picture_sealed: Mapped[bytes]
    """Our own re-encoding as JPEG; faces are personal data, so every opening is recorded."""
    digest: Mapped[bytes]
    """SHA-256 of that JPEG."""
    taken_by_id: Mapped[UUID] = belongs_to("person", index=False)


class LateEntry(OfOneUnit, Base):
    """Who attended a lesson that its trainer did not confirm in time: one states it with a reason, another signs.

    Two people or nothing: the hours are written when the second one, who may also decline, has signed.
    """

    __tablename__ = "late_entry"
    __table_args__ = (
        of_one_unit(),
        Index("ix_late_entry_guard_unit", "city_id", "guard_unit_id", "first_at"),
        CheckConstraint("first_person_id <> second_person_id", name="two_people"),
        CheckConstraint(
            "(second_person_id IS NULL) = (second_at IS NULL) AND (second_at IS NULL) = (accepted IS NULL)",
            name="signed_by_somebody",
        ),
        Index(
            "uq_late_entry_standing",
            "city_id",
            "lesson_id",
            unique=True,
            sqlite_where=text("accepted IS NULL OR accepted"),
            postgresql_where=text("accepted IS NULL OR accepted"),
        ),
        Index("ix_late_entry_unit", "city_id", "training_unit_id", "first_at"),
    )
    lesson_id: Mapped[UUID] = belongs_to("lesson")
    attendance: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Class hours by person id."""
    reason: Mapped[str] = mapped_column(String(200))
    first_person_id: Mapped[UUID] = belongs_to("person", index=False)
    first_at: Mapped[datetime]
    second_person_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    second_at: Mapped[datetime | None]
    accepted: Mapped[bool | None]
    """What the second person said; None while nobody has."""

    @classmethod
    def stands(cls) -> ColumnElement[bool]:
        """It was not declined: signed, or waiting for its second person."""
        return or_(cls.accepted.is_(None), cls.accepted.is_(True))
