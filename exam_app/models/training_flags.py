"""Leads from looking through training records: what was seen, what the unit answered, what the county noted.

A flag is a lead and never a verdict. Nothing here changes a class hour, a registration or a certificate.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.models.one_unit import OfOneUnit, of_one_unit
from exam_app.plausibility import FlagKind
from exam_app.terms import FlagReading


class TrainingLook(CityOwned, Base):
    """One look through all training records of a city: how much was looked at, with which method."""

    __tablename__ = "training_look"
    __table_args__ = (Index("ix_training_look_until", "city_id", "until"),)
    append_only = True
    until: Mapped[date]
    """The last day looked at; the period is a year."""
    method: Mapped[str] = mapped_column(String(40))
    lessons: Mapped[int]
    records: Mapped[int]
    raised: Mapped[int]
    """Flags that were not known before."""
    at: Mapped[datetime]


class TrainingFlag(OfOneUnit, Base):
    """One flag as one unit sees it; what concerns several units is a row for each, so that none sees another's.

    Found again by a later look it stays the same row, with the facts of its first day.
    """

    __tablename__ = "training_flag"
    __table_args__ = (
        of_one_unit(),
        UniqueConstraint("city_id", "guard_unit_id", "fingerprint"),
        UniqueConstraint("city_id", "training_unit_id", "fingerprint"),
        Index("ix_training_flag_raised", "city_id", "raised_at"),
    )
    append_only = True
    look_id: Mapped[UUID] = belongs_to("training_look", index=False)
    kind: Mapped[FlagKind] = term_column(FlagKind)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Numbers and days for the sentence of its kind."""
    subjects: Mapped[list[list[str]]] = mapped_column(JSON)
    """What it is about: pairs of kind and id, the first being the subject itself."""
    records: Mapped[int]
    """Class-hour records of this unit that it concerns."""
    fingerprint: Mapped[str] = mapped_column(String(64))
    raised_at: Mapped[datetime]


class FlagAnswer(OfOneUnit, Base):
    """What the unit says to a flag. It stands beside the flag for ever; a further answer is a further row."""

    __tablename__ = "flag_answer"
    __table_args__ = (of_one_unit(),)
    append_only = True
    flag_id: Mapped[UUID] = belongs_to("training_flag")
    words: Mapped[str] = mapped_column(String(600))
    by_person_id: Mapped[UUID] = belongs_to("person", index=False)
    at: Mapped[datetime]


class FlagNote(OfOneUnit, Base):
    """What the county made of a flag and its answers. The newest note counts; earlier ones stay."""

    __tablename__ = "flag_note"
    __table_args__ = (
        of_one_unit(),
        CheckConstraint("words <> ''", name="has_its_reason"),
    )
    append_only = True
    flag_id: Mapped[UUID] = belongs_to("training_flag")
    reading: Mapped[FlagReading] = term_column(FlagReading)
    words: Mapped[str] = mapped_column(String(600))
    by_person_id: Mapped[UUID] = belongs_to("person", index=False)
    at: Mapped[datetime]
