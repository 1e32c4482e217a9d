"""How much the guards of a post are trained, by their unit's own plan (Regulation art. 18: periodically, per post)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to
from exam_app.terms import SubjectArea

MOST_MONTHS = 36
MOST_HOURS = 300
"""Class hours of one area in one period; the longest course of the ministry outline has 284 in all (domain.md 3)."""


class TrainingPlan(CityOwned, Base):
    """Class hours of law, professional knowledge and skills within every so many months, for the guards of one post.

    The law names neither hours nor rhythm: the unit states them. One plan stands for a post; other figures are another
    plan, so that what was due by the old one stays readable.
    """

    __tablename__ = "training_plan"
    __table_args__ = (
        CheckConstraint(f"every_months BETWEEN 1 AND {MOST_MONTHS}", name="rhythm_possible"),
        CheckConstraint(
            f"law_hours BETWEEN 0 AND {MOST_HOURS} AND knowledge_hours BETWEEN 0 AND {MOST_HOURS}"
            f" AND skill_hours BETWEEN 0 AND {MOST_HOURS} AND law_hours + knowledge_hours + skill_hours > 0",
            name="hours_possible",
        ),
        CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name="ended_by_somebody"),
        Index(
            "uq_training_plan_standing",
            "city_id",
            "post_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
    guard_unit_id: Mapped[UUID] = belongs_to("guard_unit")
    post_id: Mapped[UUID] = belongs_to("post")
    law_hours: Mapped[int]
    knowledge_hours: Mapped[int]
    skill_hours: Mapped[int]
    every_months: Mapped[int]
    starts_on: Mapped[date]
    """The first period begins here, or on the day a guard was hired if that is later."""
    planned_by_id: Mapped[UUID] = belongs_to("person", index=False)
    planned_at: Mapped[datetime]
    ended_by_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def hours(self) -> dict[SubjectArea, int]:
        """What is asked, by area."""
        return {
            SubjectArea.LAW: self.law_hours,
            SubjectArea.KNOWLEDGE: self.knowledge_hours,
            SubjectArea.SKILLS: self.skill_hours,
        }
