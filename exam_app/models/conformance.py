"""How an examination was held, against what is prescribed: one report, and a lead for each deviation."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to


class ConformanceReport(CityOwned, Base):
    """The report of one examination, made by the site itself after its end; nobody orders it and nobody can skip it."""

    __tablename__ = "conformance_report"
    __table_args__ = (UniqueConstraint("city_id", "exam_session_id"),)
    append_only = True
    exam_session_id: Mapped[UUID] = belongs_to("exam_session", index=False)
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """Step, room, finding, who, when (ISO 8601), evidence, in the order of the steps."""
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 over the lines in RFC 8785 bytes, hexadecimal; the ledger has it, too."""
    note: Mapped[str] = mapped_column(String(600))
    """The signed head of the site's ledger that covers it."""
    at: Mapped[datetime]


class OrganiserLead(CityOwned, Base):
    """A step that was not held as prescribed. A lead, no finding: people open a case, or do not, with their reasons."""

    __tablename__ = "organiser_lead"
    __table_args__ = (
        UniqueConstraint("city_id", "exam_session_id", "step", "room_id"),
        Index("ix_organiser_lead_opened_at", "city_id", "opened_at"),
    )
    append_only = True
    exam_session_id: Mapped[UUID] = belongs_to("exam_session", index=False)
    room_id: Mapped[UUID | None] = belongs_to("room", nullable=True, index=False)
    step: Mapped[str] = mapped_column(String(20))
    """A key of :data:`exam_app.conformance.STEPS`."""
    opened_at: Mapped[datetime]


class LeadAnswer(CityOwned, Base):
    """What the organiser says to a lead. It stands for ever; a further answer is a further row."""

    __tablename__ = "lead_answer"
    __table_args__ = (CheckConstraint("words <> ''", name="has_its_words"),)
    append_only = True
    lead_id: Mapped[UUID] = belongs_to("organiser_lead")
    words: Mapped[str] = mapped_column(String(1000))
    by_person_id: Mapped[UUID] = belongs_to("person", index=False)
    at: Mapped[datetime]


class LeadClosing(CityOwned, Base):
    """The end of a lead: somebody who gave none of its answers read the newest one and says why no more is asked."""

    __tablename__ = "lead_closing"
    __table_args__ = (
        UniqueConstraint("city_id", "lead_id"),
        CheckConstraint("by_person_id <> answered_by_id", name="two_people"),
        CheckConstraint("reason <> ''", name="a_reason_is_given"),
    )
    append_only = True
    lead_id: Mapped[UUID] = belongs_to("organiser_lead", index=False)
    answer_id: Mapped[UUID] = belongs_to("lead_answer", index=False)
    answered_by_id: Mapped[UUID] = belongs_to("person", index=False)
    """Who gave that answer, kept here so that the table itself refuses one person for both."""
    reason: Mapped[str] = mapped_column(String(1000))
    by_person_id: Mapped[UUID] = belongs_to("person", index=False)
    at: Mapped[datetime]
