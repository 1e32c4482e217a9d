"""Answers that were kept on a computer and taken in from a file."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, CheckConstraint, String, UniqueConstraint
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
