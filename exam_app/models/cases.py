"""Cases: a suspicion being examined by people. Numbers are frozen evidence; views, decision and reasons are theirs."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.terms import CaseAbout, CaseOutcome, CaseState, ConsequenceKind, ReaderView, ReplyChannel


class Case(CityOwned, Base):
    """One suspicion about an examination. Opened by a person with a reason; nothing follows from that for anyone."""

    __tablename__ = "case_file"
    __table_args__ = (
        UniqueConstraint("city_id", "year", "serial"),
        UniqueConstraint("city_id", "screening_id", "lead_number"),
        UniqueConstraint("city_id", "exam_session_id", "about", "about_id"),
        Index("ix_case_file_queue", "city_id", "state", "opened_at"),
        CheckConstraint(
            "(about = 'pair') = (lead_number IS NOT NULL) AND (about = 'pair') = (about_id IS NULL)",
            name="a_pair_by_its_lead",
        ),
        CheckConstraint("lead_number IS NULL OR screening_id IS NOT NULL", name="a_lead_of_a_screening"),
    )
    year: Mapped[int]
    serial: Mapped[int]
    exam_session_id: Mapped[UUID] = belongs_to("exam_session")
    about: Mapped[CaseAbout] = term_column(CaseAbout)
    about_id: Mapped[UUID | None]
    """The booking of a candidate, the person who supervised, the room, or the unit; a pair has its lead instead."""
    screening_id: Mapped[UUID | None] = belongs_to("screening", nullable=True, index=False)
    lead_number: Mapped[int | None]
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What was known when the case was opened. Of a pair its lead (:class:`exam_app.models.Screening`, ``leads``);
    of anything else what :mod:`exam_app.queries.case_evidence` gathered."""
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


class CaseSlip(CityOwned, Base):
    """Tells one concerned person what is suspected and until when to reply; found by its number before the city is.

    Silence is no admission; nothing is decided before the last day is over or everybody has replied.
    """

    __tablename__ = "case_slip"
    __table_args__ = (
        UniqueConstraint("city_id", "case_id", "person_id"),
        UniqueConstraint("city_id", "number"),
        Index("ix_case_slip_number", "number"),
        CheckConstraint(
            "(person_id IS NULL) = (representative IS NOT NULL) AND"
            " (representative IS NULL) = (last_four_sealed IS NULL)",
            name="a_person_or_a_representative",
        ),
    )
    append_only = True
    case_id: Mapped[UUID] = belongs_to("case_file", index=False)
    person_id: Mapped[UUID | None] = belongs_to("person", nullable=True)
    """None for a unit, for which a representative answers."""
    representative: Mapped[str | None] = mapped_column(String(60))
    last_four_sealed: Mapped[bytes | None]
    """The last four of the representative's ID number, as typed in by the officer."""
    number: Mapped[str] = mapped_column(String(10))
    place: Mapped[str] = mapped_column(String(120))
    """Where that was: room and seat, room, or unit, as printed."""
    reply_until: Mapped[date]
    """The last day, in the site's zone; the whole of it."""
    issued_by_id: Mapped[UUID] = belongs_to("person", index=False)
    issued_at: Mapped[datetime]

    def takes_replies_on(self, today: date) -> bool:
        return today <= self.reply_until


class CaseReply(CityOwned, Base):
    """What a concerned person says to the suspicion. Several are possible; none is ever changed."""

    __tablename__ = "case_reply"
    __table_args__ = (
        CheckConstraint("(channel = 'online') = (entered_by_id IS NULL)", name="entered_by_an_officer"),
        Index("ix_case_reply_case", "city_id", "case_id", "at"),
    )
    append_only = True
    case_id: Mapped[UUID] = belongs_to("case_file", index=False)
    slip_id: Mapped[UUID] = belongs_to("case_slip")
    channel: Mapped[ReplyChannel] = term_column(ReplyChannel)
    words: Mapped[str] = mapped_column(String(2000))
    entered_by_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    """The officer who took down a reply given in person or on paper."""
    at: Mapped[datetime]


class CaseConsequence(CityOwned, Base):
    """What follows from a case that was upheld: an act of its own, proposed by one and carried out by another."""

    __tablename__ = "case_consequence"
    __table_args__ = (
        Index(
            "uq_case_consequence_standing",
            "city_id",
            "case_id",
            "kind",
            "slip_id",
            unique=True,
            sqlite_where=text("dropped_at IS NULL"),
            postgresql_where=text("dropped_at IS NULL"),
        ),
        CheckConstraint("second_person_id IS NULL OR second_person_id <> first_person_id", name="two_people"),
        CheckConstraint("(second_person_id IS NULL) = (second_at IS NULL)", name="second_signature_whole"),
        CheckConstraint("dropped_at IS NULL OR second_at IS NULL", name="dropped_or_carried_out"),
        CheckConstraint("(kind = 'bar_from_duty') = (barred_until IS NOT NULL)", name="a_bar_has_its_last_day"),
    )
    case_id: Mapped[UUID] = belongs_to("case_file")
    kind: Mapped[ConsequenceKind] = term_column(ConsequenceKind)
    slip_id: Mapped[UUID | None] = belongs_to("case_slip", nullable=True, index=False)
    """Whom it concerns; None for a whole room."""
    words: Mapped[str] = mapped_column(String(1000))
    """Its grounds, or what the unit is told; stands in the letter."""
    barred_until: Mapped[date | None]
    first_person_id: Mapped[UUID] = belongs_to("person", index=False)
    first_at: Mapped[datetime]
    second_person_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    second_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]


class DutyBar(CityOwned, Base):
    """A person supervises no examination up to and including that day. Scheduling asks; the case stays closed to it."""

    __tablename__ = "duty_bar"
    __table_args__ = (UniqueConstraint("city_id", "consequence_id"),)
    append_only = True
    person_id: Mapped[UUID] = belongs_to("person")
    consequence_id: Mapped[UUID] = belongs_to("case_consequence", index=False)
    until: Mapped[date]
    at: Mapped[datetime]
