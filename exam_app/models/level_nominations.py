"""Nominations for a vocational level by the unit that taught for it, and whether class hours are asked for first.

No examination of a level and no certificate of one is kept here: both belong to the body that assesses levels.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.terms import LevelRoute, OutlineLevel


class LevelNomination(CityOwned, Base):
    """A trainee is nominated for a level, with what was known that day: years, certificate below, class hours."""

    __tablename__ = "level_nomination"
    __table_args__ = (
        UniqueConstraint("city_id", "course_id", "person_id"),
        Index("ix_level_nomination_unit", "city_id", "training_unit_id", "nominated_on"),
        Index("ix_level_nomination_person", "city_id", "person_id"),
        Index("ix_level_nomination_day", "city_id", "nominated_on"),
        CheckConstraint(
            "(previous_number IS NULL) = (previous_on IS NULL)"
            " AND (route = 'lower_level') = (previous_number IS NOT NULL)",
            name="the_level_below_with_number_and_day",
        ),
        CheckConstraint("(stated_from IS NULL) OR paper <> ''", name="stated_work_is_shown_by_a_paper"),
        CheckConstraint("stated_to IS NULL OR stated_to >= stated_from", name="stated_work_in_order"),
        CheckConstraint("eligible_on <= nominated_on", name="not_before_its_day"),
        CheckConstraint("days_worked >= 0 AND theory_hours >= 0 AND skill_hours >= 0", name="figures_possible"),
    )
    append_only = True
    training_unit_id: Mapped[UUID] = belongs_to("training_unit", index=False)
    course_id: Mapped[UUID] = belongs_to("course", index=False)
    person_id: Mapped[UUID] = belongs_to("person", index=False)
    level: Mapped[OutlineLevel] = term_column(OutlineLevel)
    route: Mapped[LevelRoute] = term_column(LevelRoute)
    nominated_on: Mapped[date]
    eligible_on: Mapped[date]
    """The first day on which the condition of the standard was met."""
    days_worked: Mapped[int]
    """Different days of work up to the nomination, by rosters and by what was stated."""
    stated_from: Mapped[date | None]
    stated_to: Mapped[date | None]
    """Last day of the work stated; None while it goes on, or where none was stated."""
    paper: Mapped[str] = mapped_column(String(120), default="")
    """What shows the work stated, or the service."""
    previous_number: Mapped[str | None] = mapped_column(String(40))
    previous_on: Mapped[date | None]
    theory_hours: Mapped[int]
    """Class hours of law and professional knowledge in the course that a proof of presence stands behind."""
    skill_hours: Mapped[int]
    outline_hours: Mapped[int]
    """What the outline asked of the level in all."""
    hours_needed: Mapped[bool]
    """Whether a rule in force asked for them."""
    nominated_by_id: Mapped[UUID] = belongs_to("person", index=False)
    nominated_at: Mapped[datetime]


class LevelHoursRule(CityOwned, Base):
    """From a day on, a city or a training unit asks for the outline's class hours before a nomination, or does not.

    The city's holds for all units; a unit may ask for them where the city does not, never the other way round.
    """

    __tablename__ = "level_hours_rule"
    __table_args__ = (Index("ix_level_hours_rule_unit", "city_id", "training_unit_id", "since"),)
    append_only = True
    training_unit_id: Mapped[UUID | None] = belongs_to("training_unit", nullable=True, index=False)
    """None where the city set it."""
    since: Mapped[date]
    needs_hours: Mapped[bool]
    set_by_id: Mapped[UUID] = belongs_to("person", index=False)
    set_at: Mapped[datetime]
