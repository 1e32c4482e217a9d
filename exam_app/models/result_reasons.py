"""Why papers were marked again: one row for each cause, named by every result that it made."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped

from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.terms import MarkedAgainFor


class ResultReason(CityOwned, Base):
    """What made papers be marked again: its kind and the one row that decided it.

    A correction of a key makes many results and is one reason; held answers and an appeal make one.
    """

    __tablename__ = "result_reason"
    __table_args__ = (
        UniqueConstraint("city_id", "key_correction_id"),
        UniqueConstraint("city_id", "held_decision_id"),
        UniqueConstraint("city_id", "appeal_id"),
        # Of three exactly one, and the one that the kind names.
        CheckConstraint("(kind = 'key_correction') = (key_correction_id IS NOT NULL)", name="key_correction_named"),
        CheckConstraint("(kind = 'held_answers') = (held_decision_id IS NOT NULL)", name="held_decision_named"),
        CheckConstraint("(kind = 'appeal') = (appeal_id IS NOT NULL)", name="appeal_named"),
    )
    append_only = True
    kind: Mapped[MarkedAgainFor] = term_column(MarkedAgainFor)
    key_correction_id: Mapped[UUID | None] = belongs_to("key_correction", nullable=True, index=False)
    held_decision_id: Mapped[UUID | None] = belongs_to("held_decision", nullable=True, index=False)
    appeal_id: Mapped[UUID | None] = belongs_to("appeal", nullable=True, index=False)
    at: Mapped[datetime]
