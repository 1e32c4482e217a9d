"""Score appeals: what was asked, what the second marker said, what two people decided; and the office's own periods."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.terms import AppealChannel, AppealOutcome, AppealState


class OwnAppealRule(CityOwned, Base):
    """The periods that the office sets from a day on; they replace those it had set before."""

    __tablename__ = "own_appeal_rule"
    __table_args__ = (
        UniqueConstraint("city_id", "since"),
        CheckConstraint("ask_days BETWEEN 1 AND 90", name="ask_days_possible"),
        CheckConstraint("decide_days BETWEEN 1 AND 90", name="decide_days_possible"),
    )
    append_only = True
    since: Mapped[date]
    document: Mapped[str] = mapped_column(String(120))
    """Where it was published."""
    ask_days: Mapped[int]
    """Working days after the result became known."""
    decide_days: Mapped[int]
    """Working days after it was asked for."""
    set_by_id: Mapped[UUID] = belongs_to("person", index=False)
    set_at: Mapped[datetime]


class Appeal(CityOwned, Base):
    """A candidate asks that the marking of a released result be checked: once for each attempt.

    An attempt without a paper, such as a resit of the physical test alone, has no sitting: its components are checked.
    The days are those of the rule in force when the result became known; a later rule changes nothing.
    """

    __tablename__ = "appeal"
    __table_args__ = (
        UniqueConstraint("city_id", "booking_id"),
        UniqueConstraint("city_id", "year", "serial"),
        Index("ix_appeal_asked_at", "city_id", "asked_at"),
        Index(
            "ix_appeal_open",
            "city_id",
            "decide_by",
            sqlite_where=text("state <> 'final'"),
            postgresql_where=text("state <> 'final'"),
        ),
        CheckConstraint("(channel = 'in_person') = (taken_by_id IS NOT NULL)", name="who_took_it_down"),
        CheckConstraint(
            "(sitting_id IS NULL) = (result_number IS NULL) AND (result_number IS NULL OR result_number >= 1)",
            name="a_marking_is_appealed",
        ),
        CheckConstraint("known_on <= ask_until", name="period_in_order"),
        CheckConstraint("(state = 'final') = (decided_at IS NOT NULL)", name="final_says_when"),
    )
    year: Mapped[int]
    serial: Mapped[int]
    sitting_id: Mapped[UUID | None] = belongs_to("sitting", nullable=True, index=False)
    """None where no paper was sat."""
    exam_session_id: Mapped[UUID] = belongs_to("exam_session")
    booking_id: Mapped[UUID] = belongs_to("booking", index=False)
    person_id: Mapped[UUID] = belongs_to("person")
    county_id: Mapped[UUID] = belongs_to("authority")
    result_number: Mapped[int | None]
    """Which marking of the sitting is appealed against."""
    channel: Mapped[AppealChannel] = term_column(AppealChannel)
    taken_by_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    words: Mapped[str] = mapped_column(String(2000))
    known_on: Mapped[date]
    ask_until: Mapped[date]
    decide_by: Mapped[date]
    state: Mapped[AppealState] = term_column(AppealState)
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]

    @property
    def number(self) -> str:
        """As it is written on the letter: 2026-0007."""
        return f"{self.year}-{self.serial:04d}"

    @property
    def is_decided(self) -> bool:
        return self.decided_at is not None


class AppealRemark(CityOwned, Base):
    """What the second marker found: the sum of the events anew, and a word on every item. Never changed after.

    Of an attempt without a paper there is nothing to count: only its components are marked anew.
    """

    __tablename__ = "appeal_remark"
    __table_args__ = (
        UniqueConstraint("city_id", "appeal_id"),
        CheckConstraint(
            "marker_id <> release_first_id AND marker_id <> release_second_id", name="somebody_who_released_nothing"
        ),
        CheckConstraint(
            "(recount_maximum IS NULL) = (recount_raw IS NULL) AND (recount_passed IS NULL) = (recount_raw IS NULL)"
            " AND (recount_agrees IS NULL) = (recount_raw IS NULL) AND (sum_agrees IS NULL) = (recount_raw IS NULL)"
            " AND (chain_holds IS NULL) = (recount_raw IS NULL)",
            name="recount_whole",
        ),
    )
    append_only = True
    appeal_id: Mapped[UUID] = belongs_to("appeal", index=False)
    marker_id: Mapped[UUID] = belongs_to("person", index=False)
    release_first_id: Mapped[UUID] = belongs_to("person", index=False)
    """Who released the result: kept here, so that the table itself can refuse them as markers."""
    release_second_id: Mapped[UUID] = belongs_to("person", index=False)
    recount_raw: Mapped[int | None]
    """None, and all of the recount, where no paper was sat."""
    recount_maximum: Mapped[int | None]
    recount_passed: Mapped[bool | None]
    recount_agrees: Mapped[bool | None]
    """Whether the events, added up anew with the same keys, say what the result says."""
    sum_agrees: Mapped[bool | None]
    """Whether they come to the answers that were kept beside them for display."""
    chain_holds: Mapped[bool | None]
    """Whether every saved change hashes its predecessor, without a hole."""
    items: Mapped[list[Any]] = mapped_column(JSON)
    """Slot, value of :class:`~exam_app.terms.ItemView`, and note, for every slot of the paper."""
    parts: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """Component and note, for each whose marks are doubted: an :class:`AppealCall` lets a third examiner mark it. Of an
    attempt without a paper every component, with what the second marker's own :class:`AppealMark` rests on."""
    summary: Mapped[str] = mapped_column(String(1000))
    marked_at: Mapped[datetime]


class AppealCall(CityOwned, Base):
    """The marks of a component are doubted: its third examiner marks the candidate, without being told them."""

    __tablename__ = "appeal_call"
    __table_args__ = (UniqueConstraint("city_id", "appeal_id", "component_id"),)
    append_only = True
    appeal_id: Mapped[UUID] = belongs_to("appeal", index=False)
    component_id: Mapped[UUID] = belongs_to("exam_component")
    booking_id: Mapped[UUID] = belongs_to("booking", index=False)
    exam_session_id: Mapped[UUID] = belongs_to("exam_session", index=False)
    called_at: Mapped[datetime]


class AppealMark(CityOwned, Base):
    """What the third examiner gives, or without a paper the second marker. It counts beside the first marks once the
    decision is signed, and not before."""

    __tablename__ = "appeal_mark"
    __table_args__ = (
        UniqueConstraint("city_id", "call_id"),
        Index("ix_appeal_mark_component", "city_id", "component_id", "booking_id"),
        CheckConstraint("points >= 0", name="no_negative_points"),
    )
    append_only = True
    call_id: Mapped[UUID] = belongs_to("appeal_call", index=False)
    appeal_id: Mapped[UUID] = belongs_to("appeal")
    component_id: Mapped[UUID] = belongs_to("exam_component", index=False)
    booking_id: Mapped[UUID] = belongs_to("booking", index=False)
    examiner_id: Mapped[UUID] = belongs_to("person", index=False)
    points: Mapped[int]
    marked_at: Mapped[datetime]


class AppealDecision(CityOwned, Base):
    """A decision that one person proposed; it holds once another has signed. What was sent back stays."""

    __tablename__ = "appeal_decision"
    __table_args__ = (
        Index("ix_appeal_decision_appeal", "city_id", "appeal_id", "first_at"),
        CheckConstraint("second_person_id IS NULL OR second_person_id <> first_person_id", name="two_people"),
        CheckConstraint("(second_person_id IS NULL) = (second_at IS NULL)", name="second_signature_whole"),
        CheckConstraint("sent_back_at IS NULL OR second_at IS NULL", name="sent_back_or_signed"),
        CheckConstraint("(sent_back_at IS NULL) = (sent_back_by_id IS NULL)", name="who_sent_it_back"),
        CheckConstraint(
            "(maximum IS NULL) = (raw IS NULL) AND (cut_score IS NULL) = (raw IS NULL)"
            " AND (passed IS NULL) = (raw IS NULL)",
            name="points_whole",
        ),
    )
    appeal_id: Mapped[UUID] = belongs_to("appeal", index=False)
    outcome: Mapped[AppealOutcome] = term_column(AppealOutcome)
    raw: Mapped[int | None]
    """What the paper comes to by this decision; None where no paper was sat."""
    maximum: Mapped[int | None]
    cut_score: Mapped[int | None]
    passed: Mapped[bool | None]
    parts: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """Of each component that was marked again: its kind, points before and after as they are written, whether it is
    passed now."""
    reasons: Mapped[str] = mapped_column(String(2000))
    """They stand in the letter."""
    first_person_id: Mapped[UUID] = belongs_to("person", index=False)
    first_at: Mapped[datetime]
    second_person_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    second_at: Mapped[datetime | None]
    sent_back_by_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    sent_back_at: Mapped[datetime | None]

    @property
    def is_waiting(self) -> bool:
        return self.second_at is None and self.sent_back_at is None
