"""Periodic assessment of guards by their unit (Regulation art. 19): the plan of a post, and each try of a guard.

It is the unit's own act: no table of the state examination knows of it, and it changes nothing in a certificate.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.models.own_papers import OwnPaper
from exam_app.terms import FollowUp

MOST_MONTHS = 36
REPEATED = (FollowUp.TRAINED_AGAIN, FollowUp.OTHER_DUTIES)
"""What asks the guard to be assessed again, by a date."""


class AssessmentPlan(CityOwned, Base):
    """From when on and how often the guards of a post are assessed. The law names no frequency; the unit does.

    One plan stands for a post. Another rhythm is another plan: this one ends, and what was due by it stays readable.
    """

    __tablename__ = "assessment_plan"
    __table_args__ = (
        CheckConstraint(f"every_months BETWEEN 1 AND {MOST_MONTHS}", name="rhythm_possible"),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_by_somebody"),
        Index(
            "uq_assessment_plan_standing",
            "city_id",
            "post_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
    guard_unit_id: Mapped[UUID] = belongs_to("guard_unit")
    post_id: Mapped[UUID] = belongs_to("post")
    first_due_on: Mapped[date]
    every_months: Mapped[int]
    needs_training: Mapped[bool] = mapped_column(default=False)
    """Only who has the class hours of the post's training plan takes it: the unit's rule for its own assessment."""
    planned_by_id: Mapped[UUID] = belongs_to("person", index=False)
    planned_at: Mapped[datetime]
    ended_by_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    ended_at: Mapped[datetime | None]


class Assessment(OwnPaper, Base):
    """One try of one guard, and what the unit did when it failed. The follow-up is recorded once and then stands."""

    __tablename__ = "assessment"
    __table_args__ = (
        Index("ix_assessment_unit_person", "city_id", "guard_unit_id", "person_id", "started_at"),
        Index("ix_assessment_person", "city_id", "person_id", "started_at"),
        Index(
            "uq_assessment_open",
            "city_id",
            "person_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        CheckConstraint("(closed_at IS NULL) = (raw IS NULL)", name="closed_papers_are_marked"),
        CheckConstraint("(closed_at IS NULL) = (closed_on IS NULL)", name="closed_on_a_day"),
        CheckConstraint("follow_up IS NULL OR raw < cut_score", name="only_failures_are_followed_up"),
        CheckConstraint(
            "(follow_up IS NULL) = (followed_up_at IS NULL) AND (follow_up IS NULL) = (followed_up_by_id IS NULL)",
            name="followed_up_by_somebody",
        ),
        CheckConstraint(
            "(follow_up IS NOT NULL AND follow_up IN ('trained_again', 'other_duties')) = (repeat_by IS NOT NULL)",
            name="repeated_by_a_day",
        ),
        CheckConstraint("follow_up <> 'no_measure' OR note <> ''", name="no_measure_has_a_reason"),
    )
    plan_id: Mapped[UUID] = belongs_to("assessment_plan")
    post_id: Mapped[UUID] = belongs_to("post", index=False)
    guard_unit_id: Mapped[UUID] = belongs_to("guard_unit", index=False)
    closed_on: Mapped[date | None]
    """The legal day on which it was finished: from it the next one is counted."""
    follow_up: Mapped[FollowUp | None] = term_column(FollowUp, nullable=True)
    note: Mapped[str] = mapped_column(String(200), default="")
    repeat_by: Mapped[date | None]
    followed_up_by_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    followed_up_at: Mapped[datetime | None]
