"""Cases: a suspicion being examined by people. Numbers are frozen evidence; views, decision and reasons are theirs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.terms import CaseOutcome, CaseState, ReaderView


class Case(CityOwned, Base):
    """One suspicion about an examination. Opened by a person with a reason; nothing follows from that for anyone."""

    __tablename__ = "case_file"
    __table_args__ = (
        UniqueConstraint("city_id", "year", "serial"),
        UniqueConstraint("city_id", "screening_id", "lead_number"),
        Index("ix_case_file_queue", "city_id", "state", "opened_at"),
    )
    year: Mapped[int]
    serial: Mapped[int]
    exam_session_id: Mapped[UUID] = belongs_to("exam_session")
    screening_id: Mapped[UUID] = belongs_to("screening", index=False)
    lead_number: Mapped[int]
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The lead as it stood when the case was opened (:class:`exam_app.models.Screening`, ``leads``)."""
    reason: Mapped[str] = mapped_column(String(300))
    state: Mapped[CaseState] = term_column(CaseState)
    """Follows from reviews and decision; stored for the queue, and because readers see each other's view only later."""
    readers_filed: Mapped[int] = mapped_column(default=0)
    opened_by_id: Mapped[UUID] = belongs_to("person", index=False)
    opened_at: Mapped[datetime]

    @property
    def number(self) -> str:
        """How people call it, such as 2026-017."""
        return f"{self.year}-{self.serial:03d}"


class CaseSubject(CityOwned, Base):
    """Somebody the case is about, who neither reads it nor decides it."""

    __tablename__ = "case_subject"
    __table_args__ = (UniqueConstraint("city_id", "case_id", "person_id"),)
    append_only = True
    case_id: Mapped[UUID] = belongs_to("case_file", index=False)
    person_id: Mapped[UUID] = belongs_to("person")


class CaseReview(CityOwned, Base):
    """What one reader thinks. Two read, and neither sees the other's view before both are filed."""

    __tablename__ = "case_review"
    __table_args__ = (UniqueConstraint("city_id", "case_id", "reader_id"),)
    append_only = True
    case_id: Mapped[UUID] = belongs_to("case_file", index=False)
    reader_id: Mapped[UUID] = belongs_to("person", index=False)
    view: Mapped[ReaderView] = term_column(ReaderView)
    reasons: Mapped[str] = mapped_column(String(1000))
    filed_at: Mapped[datetime]


class CaseDecision(CityOwned, Base):
    """How a case ends, with reasons and two signatures; the second person may send it back instead."""

    __tablename__ = "case_decision"
    __table_args__ = (
        Index(
            "uq_case_decision_standing",
            "city_id",
            "case_id",
            unique=True,
            sqlite_where=text("sent_back_at IS NULL"),
            postgresql_where=text("sent_back_at IS NULL"),
        ),
        CheckConstraint("second_person_id IS NULL OR second_person_id <> first_person_id", name="two_people"),
        CheckConstraint("(second_person_id IS NULL) = (second_at IS NULL)", name="second_signature_whole"),
    )
    case_id: Mapped[UUID] = belongs_to("case_file")
    outcome: Mapped[CaseOutcome] = term_column(CaseOutcome)
    reasons: Mapped[str] = mapped_column(String(2000))
    first_person_id: Mapped[UUID] = belongs_to("person", index=False)
    first_at: Mapped[datetime]
    second_person_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    second_at: Mapped[datetime | None]
    sent_back_at: Mapped[datetime | None]
