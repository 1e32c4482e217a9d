"""Answers that were kept on a computer: the files that were taken in, and what two people decided about late ones."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to


class AnswerImport(CityOwned, Base):
    """One file of kept answers that brought something new; its changes are :class:`Response` rows of this epoch."""

    __tablename__ = "answer_import"
    __table_args__ = (
        UniqueConstraint("city_id", "sitting_id", "epoch", "first_seq"),
        CheckConstraint("first_seq <= last_seq", name="in_order"),
        CheckConstraint("counted >= 0 AND held >= 0 AND late >= 0", name="counts_possible"),
        CheckConstraint("counted + held + late = last_seq - first_seq + 1", name="every_change_has_a_level"),
    )
    append_only = True
    sitting_id: Mapped[UUID] = belongs_to("sitting", index=False)
    exam_session_id: Mapped[UUID] = belongs_to("exam_session")
    person_id: Mapped[UUID] = belongs_to("person")
    epoch: Mapped[int]
    first_seq: Mapped[int]
    """Of what was new."""
    last_seq: Mapped[int]
    counted: Mapped[int]
    held: Mapped[int]
    late: Mapped[int]
    slots: Mapped[list[Any]] = mapped_column(JSON)
    """Number and :class:`~exam_app.terms.KeptEffect` of every question that the new changes answer, as it was when the
    file came; no answers."""
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the file."""
    made_ms: Mapped[int] = mapped_column(BigInteger)
    """When it was saved, by the clock of that computer."""
    by_person_id: Mapped[UUID] = belongs_to("person", index=False)
    imported_at: Mapped[datetime]


class HeldDecision(CityOwned, Base):
    """Whether the held changes of one computer count: one row, two people, and neither is shown what it does to a mark.

    It speaks of the changes with the level ``HELD`` of one epoch from ``first_seq`` to ``last_seq``; what is held later
    needs a decision of its own.
    """

    __tablename__ = "held_decision"
    __table_args__ = (
        Index("ix_held_decision_sitting", "city_id", "sitting_id", "epoch"),
        Index("ix_held_decision_first_at", "city_id", "first_at"),
        Index(
            "uq_held_decision_open",
            "city_id",
            "sitting_id",
            "epoch",
            unique=True,
            sqlite_where=text("second_at IS NULL AND dropped_at IS NULL"),
            postgresql_where=text("second_at IS NULL AND dropped_at IS NULL"),
        ),
        CheckConstraint("first_seq <= last_seq", name="in_order"),
        CheckConstraint("reason <> ''", name="a_reason_is_given"),
        CheckConstraint("second_person_id IS NULL OR second_person_id <> first_person_id", name="two_people"),
        CheckConstraint("(second_person_id IS NULL) = (second_at IS NULL)", name="second_signature_whole"),
        CheckConstraint("dropped_at IS NULL OR second_at IS NULL", name="dropped_or_signed"),
    )
    sitting_id: Mapped[UUID] = belongs_to("sitting", index=False)
    exam_session_id: Mapped[UUID] = belongs_to("exam_session")
    person_id: Mapped[UUID] = belongs_to("person")
    epoch: Mapped[int]
    first_seq: Mapped[int]
    last_seq: Mapped[int]
    changes: Mapped[int]
    """How many of these are held."""
    counts: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(300))
    first_person_id: Mapped[UUID] = belongs_to("person", index=False)
    first_at: Mapped[datetime]
    second_person_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    second_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]
