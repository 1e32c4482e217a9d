"""Courses, who attends them, class hours, and the draft of a roster that waits for its confirmation."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.models.one_unit import OfOneUnit, of_one_unit
from exam_app.rosters.columns import RowKind
from exam_app.terms import OutlineLevel, SubjectArea


class Course(OfOneUnit, Base):
    """A class of a training unit (培训班), or in-service training of a guard unit (在岗培训)."""

    __tablename__ = "course"
    __table_args__ = (
        of_one_unit(),
        UniqueConstraint("city_id", "guard_unit_id", "name"),
        UniqueConstraint("city_id", "training_unit_id", "name"),
    )
    name: Mapped[str] = mapped_column(String(80))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    level: Mapped[OutlineLevel | None] = term_column(OutlineLevel, nullable=True)
    """The level of the ministry outline it is held for; None where it is held for none, as in-service training."""
    created_at: Mapped[datetime]


class Enrolment(OfOneUnit, Base):
    """A person attends a course; through it a training unit may see the person. A guard unit sees its own anyway."""

    __tablename__ = "enrolment"
    __table_args__ = (
        of_one_unit(),
        Index("ix_enrolment_guard_unit", "city_id", "guard_unit_id", "person_id"),
        UniqueConstraint("city_id", "course_id", "person_id"),
        Index("ix_enrolment_unit_person", "city_id", "training_unit_id", "person_id"),
    )
    course_id: Mapped[UUID] = belongs_to("course")
    person_id: Mapped[UUID] = belongs_to("person")
    enrolled_at: Mapped[datetime]


class TrainingRecord(OfOneUnit, Base):
    """Class hours of one person in one lesson. Never edited: a correction is a new row that names the old one.

    What counts is the newest row of each chain; ``hours`` 0 in a correction strikes the old row out. ``held_on`` is
    when it happened, ``recorded_at`` when the site was told: both are kept, so that what was known on a past day about
    another past day can be read.
    """

    __tablename__ = "training_record"
    __table_args__ = (
        of_one_unit(),
        Index("ix_training_record_guard_unit", "city_id", "guard_unit_id", "held_on"),
        CheckConstraint("hours BETWEEN 0 AND 6", name="hours_possible"),
        CheckConstraint("(corrects_id IS NULL) = (reason IS NULL)", name="a_correction_gives_its_reason"),
        UniqueConstraint("city_id", "corrects_id"),
        Index(
            "uq_training_record_first",
            "city_id",
            "lesson_id",
            "person_id",
            unique=True,
            sqlite_where=text("corrects_id IS NULL"),
            postgresql_where=text("corrects_id IS NULL"),
        ),
        # Everything that hours are summed by: five records of each of a thousand guards are read from the index alone.
        Index(
            "ix_training_record_day",
            "city_id",
            "person_id",
            "held_on",
            "area",
            "hours",
            "recorded_at",
            "guard_unit_id",
            "id",
        ),
        Index("ix_training_record_unit_day", "city_id", "training_unit_id", "held_on"),
    )
    append_only = True
    course_id: Mapped[UUID] = belongs_to("course")
    lesson_id: Mapped[UUID] = belongs_to("lesson")
    person_id: Mapped[UUID] = belongs_to("person", index=False)
    held_on: Mapped[date]
    """The legal day on which the lesson began."""
    area: Mapped[SubjectArea] = term_column(SubjectArea)
    hours: Mapped[int]
    corrects_id: Mapped[UUID | None] = belongs_to("training_record", nullable=True, index=False)
    reason: Mapped[str | None] = mapped_column(String(200))
    recorded_by_id: Mapped[UUID] = belongs_to("person", index=False)
    recorded_at: Mapped[datetime]


class RosterDraft(CityOwned, Base):
    """A checked roster file that waits for its confirmation; sealed, and gone after 24 hours."""

    __tablename__ = "roster_draft"
    __table_args__ = (
        CheckConstraint("(course_id IS NULL) <> (guard_unit_id IS NULL)", name="for_a_course_or_a_guard_unit"),
        CheckConstraint("(course_id IS NULL) = (training_unit_id IS NULL)", name="a_course_with_its_unit"),
        CheckConstraint("(kind = 'trainee') = (course_id IS NOT NULL)", name="trainees_for_a_course"),
        CheckConstraint("(kind = 'payroll') = (month IS NOT NULL)", name="a_payroll_has_its_month"),
        CheckConstraint("(month IS NULL) = (payroll_id IS NULL)", name="a_month_with_its_list"),
    )
    kind: Mapped[RowKind] = term_column(RowKind)
    training_unit_id: Mapped[UUID | None] = belongs_to("training_unit", nullable=True)
    course_id: Mapped[UUID | None] = belongs_to("course", nullable=True)
    guard_unit_id: Mapped[UUID | None] = belongs_to("guard_unit", nullable=True)
    month: Mapped[date | None]
    """Of a payroll, the first day of its month."""
    payroll_id: Mapped[UUID | None]
    """The list that a payroll becomes; the rows of its file that are repaired later join the same list."""
    file_name: Mapped[str] = mapped_column(String(200))
    content_sealed: Mapped[bytes | None]
    """The rows with their findings as sealed JSON; None once confirmed or expired."""
    created_by_id: Mapped[UUID] = belongs_to("person", index=False)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    confirmed_at: Mapped[datetime | None]
    written: Mapped[int | None]
    """Rows that the confirmation wrote; a second confirmation answers with the same figure."""
