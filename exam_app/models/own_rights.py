"""What somebody asks about the own data or against a decision, and what the office answered."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.terms import CorrectionField, ObjectionAbout, ObjectionOutcome


class CorrectionRequest(CityOwned, Base):
    """Something about a person is wrong or missing, in the person's words; the county answers once, done or not done
    with its reason (Personal Information Protection Law art. 46 and 50)."""

    __tablename__ = "correction_request"
    __table_args__ = (
        Index("ix_correction_request_queue", "city_id", "county_id", "asked_at"),
        CheckConstraint("(answered_at IS NULL) = (done IS NULL)", name="an_answer_says_whether"),
        CheckConstraint("(answered_at IS NULL) = (answered_by_id IS NULL)", name="an_answer_names_its_person"),
    )
    person_id: Mapped[UUID] = belongs_to("person")
    county_id: Mapped[UUID] = belongs_to("authority", index=False)
    field: Mapped[CorrectionField] = term_column(CorrectionField)
    words_sealed: Mapped[bytes]
    """What is right, as the person says. Sealed: it may be a telephone or an ID number."""
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    done: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(String(500), default="")


class Objection(CityOwned, Base):
    """Against one decision, in the person's words; the office that decided answers once, by somebody else than who
    decided."""

    __tablename__ = "objection"
    __table_args__ = (
        UniqueConstraint("city_id", "registration_id", "about", "decided_at"),
        Index("ix_objection_queue", "city_id", "filed_at"),
        CheckConstraint("(about = 'result') = (exam_session_id IS NOT NULL)", name="a_result_has_its_examination"),
        CheckConstraint("(answered_at IS NULL) = (outcome IS NULL)", name="an_answer_has_an_outcome"),
        CheckConstraint("(answered_at IS NULL) = (answered_by_id IS NULL)", name="an_answer_names_its_person"),
    )
    person_id: Mapped[UUID] = belongs_to("person")
    registration_id: Mapped[UUID] = belongs_to("registration", index=False)
    exam_session_id: Mapped[UUID | None] = belongs_to("exam_session", nullable=True, index=False)
    about: Mapped[ObjectionAbout] = term_column(ObjectionAbout)
    decided_at: Mapped[datetime]
    words: Mapped[str] = mapped_column(String(2000))
    filed_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    outcome: Mapped[ObjectionOutcome | None] = term_column(ObjectionOutcome, nullable=True)
    answer: Mapped[str] = mapped_column(String(2000), default="")
