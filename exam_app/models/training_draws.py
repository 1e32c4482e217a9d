"""Lots drawn by a county: lessons to visit unannounced, and trainees to call back after their lessons.

Whoever chooses whom to visit can be asked to choose others. So a draw keeps its seed and its pool's digest: anybody
with the pool finds the same lots again.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.terms import DrawnOutcome, DrawPurpose

MOST_LOTS = 50


class TrainingDraw(CityOwned, Base):
    """One draw; of each purpose a county draws once a day, so that nobody draws until it pleases."""

    __tablename__ = "training_draw"
    __table_args__ = (
        UniqueConstraint("city_id", "county_id", "purpose", "drawn_on"),
        CheckConstraint(f"lots BETWEEN 1 AND {MOST_LOTS}", name="lots_possible"),
    )
    append_only = True
    county_id: Mapped[UUID] = belongs_to("authority", index=False)
    purpose: Mapped[DrawPurpose] = term_column(DrawPurpose)
    drawn_on: Mapped[date]
    """The legal day."""
    seed: Mapped[str] = mapped_column(String(32))
    pool_size: Mapped[int]
    pool_digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 over the ids of the pool in their order, one a line."""
    lots: Mapped[int]
    drawn_by_id: Mapped[UUID] = belongs_to("person", index=False)
    drawn_at: Mapped[datetime]


class DrawnLot(CityOwned, Base):
    """One lot: a lesson or a person."""

    __tablename__ = "drawn_lot"
    __table_args__ = (
        UniqueConstraint("city_id", "draw_id", "place"),
        CheckConstraint("(lesson_id IS NULL) <> (person_id IS NULL)", name="a_lesson_or_a_person"),
    )
    append_only = True
    county_id: Mapped[UUID] = belongs_to("authority", index=False)
    draw_id: Mapped[UUID] = belongs_to("training_draw", index=False)
    place: Mapped[int]
    """1 for the first lot."""
    lesson_id: Mapped[UUID | None] = belongs_to("lesson", nullable=True, index=False)
    person_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)


class DrawnResult(CityOwned, Base):
    """What a visit or a call found; a later row may say more, none is lost."""

    __tablename__ = "drawn_result"
    __table_args__ = (Index("ix_drawn_result_lot", "city_id", "lot_id", "at"),)
    append_only = True
    county_id: Mapped[UUID] = belongs_to("authority", index=False)
    lot_id: Mapped[UUID] = belongs_to("drawn_lot", index=False)
    outcome: Mapped[DrawnOutcome] = term_column(DrawnOutcome)
    words: Mapped[str] = mapped_column(String(600))
    by_person_id: Mapped[UUID] = belongs_to("person", index=False)
    at: Mapped[datetime]
