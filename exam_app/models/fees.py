"""Fees as records: what the city charges from a day on, what is owed, receipts, and what two people forgave.

No money moves here. The official receipt is written by the finance system; its number is what is kept.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.fees import FeeRule
from exam_app.terms import FeeKind, FeeMethod, FeeReliefKind, FeeState


class OwnFeeRule(CityOwned, Base):
    """What the city charges from a day on; it replaces all that it had set before."""

    __tablename__ = "own_fee_rule"
    __table_args__ = (UniqueConstraint("city_id", "since"),)
    append_only = True
    since: Mapped[date]
    document: Mapped[str] = mapped_column(String(120))
    """Number of the document that sets the prices."""
    decided_by: Mapped[str] = mapped_column(String(120))
    prices: Mapped[dict[str, int]] = mapped_column(JSON)
    """Fen by values of FeeKind; a kind that is missing is not charged."""
    ticket_needs_fee: Mapped[bool]
    set_by_id: Mapped[UUID] = belongs_to("person", index=False)
    set_at: Mapped[datetime]

    @property
    def rule(self) -> FeeRule:
        prices = {kind: self.prices[kind.value] for kind in FeeKind if kind.value in self.prices}
        return FeeRule(self.since, self.document, self.decided_by, prices, self.ticket_needs_fee)


class FeeReceipt(CityOwned, Base):
    """Money that came in, for one fee or for many at once. It is never changed; a mistake withdraws it as a whole."""

    __tablename__ = "fee_receipt"
    __table_args__ = (
        Index(
            "uq_fee_receipt_number",
            "city_id",
            "number",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        CheckConstraint("amount_fen > 0", name="something_came_in"),
    )
    county_id: Mapped[UUID | None] = belongs_to("authority", nullable=True, index=False)
    """The desk that took it; None for the city's."""
    number: Mapped[str] = mapped_column(String(40))
    """As it stands on the official receipt or payment slip."""
    method: Mapped[FeeMethod] = term_column(FeeMethod)
    received_on: Mapped[date]
    payer: Mapped[str] = mapped_column(String(120), default="")
    """Who paid, where it was not the person."""
    amount_fen: Mapped[int]
    recorded_by_id: Mapped[UUID] = belongs_to("person", index=False)
    recorded_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class FeeRecord(CityOwned, Base):
    """One fee of one attempt, with the rule that it was charged by. Amount, kind and rule are never changed."""

    __tablename__ = "fee_record"
    __table_args__ = (
        Index(
            "uq_fee_record_attempt",
            "city_id",
            "registration_id",
            "kind",
            "attempt",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_fee_record_county", "city_id", "county_id", "state", "charged_at"),
        Index("ix_fee_record_state", "city_id", "state", "charged_at"),
        Index("ix_fee_record_session", "city_id", "exam_session_id", "state"),
        Index("ix_fee_record_unit", "city_id", "training_unit_id", "state"),
        CheckConstraint("attempt BETWEEN 1 AND 999", name="attempt_possible"),
        CheckConstraint("amount_fen BETWEEN 0 AND 1000000", name="amount_possible"),
        CheckConstraint("state = 'dropped' OR (state = 'free') = (amount_fen = 0)", name="free_is_nothing"),
        CheckConstraint("(state IN ('paid', 'refunded')) = (receipt_id IS NOT NULL)", name="paid_has_its_receipt"),
        CheckConstraint("(state IN ('dropped', 'refunded')) = (ended_at IS NOT NULL)", name="ended_has_its_day"),
    )
    registration_id: Mapped[UUID] = belongs_to("registration", index=False)
    person_id: Mapped[UUID] = belongs_to("person")
    county_id: Mapped[UUID] = belongs_to("authority", index=False)
    training_unit_id: Mapped[UUID | None] = belongs_to("training_unit", nullable=True, index=False)
    """The unit that registered the person."""
    exam_session_id: Mapped[UUID | None] = belongs_to("exam_session", nullable=True, index=False)
    """For which examination it counts now; None while a settled fee waits for the next one."""
    kind: Mapped[FeeKind] = term_column(FeeKind)
    attempt: Mapped[int]
    amount_fen: Mapped[int]
    is_made_up: Mapped[bool]
    """Nothing is owed because the attempt takes the place of one that two people made up for."""
    rule_id: Mapped[UUID] = belongs_to("own_fee_rule", index=False)
    state: Mapped[FeeState] = term_column(FeeState)
    receipt_id: Mapped[UUID | None] = belongs_to("fee_receipt", nullable=True)
    charged_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class FeeRelief(CityOwned, Base):
    """A fee is waived or paid back, or a wrong receipt taken out: by two persons, for a reason."""

    __tablename__ = "fee_relief"
    __table_args__ = (
        Index(
            "ix_fee_relief_waiting",
            "city_id",
            "first_at",
            sqlite_where=text("second_at IS NULL AND dropped_at IS NULL"),
            postgresql_where=text("second_at IS NULL AND dropped_at IS NULL"),
        ),
        CheckConstraint("(kind = 'mistake') = (receipt_id IS NOT NULL)", name="a_mistake_is_of_a_receipt"),
        CheckConstraint("second_person_id IS NULL OR second_person_id <> first_person_id", name="two_people"),
        CheckConstraint("(second_person_id IS NULL) = (second_at IS NULL)", name="second_signature_whole"),
        CheckConstraint("dropped_at IS NULL OR second_at IS NULL", name="dropped_or_signed"),
    )
    county_id: Mapped[UUID] = belongs_to("authority", index=False)
    """Of the fee."""
    fee_id: Mapped[UUID] = belongs_to("fee_record")
    receipt_id: Mapped[UUID | None] = belongs_to("fee_receipt", nullable=True)
    """The receipt that is to be taken out, with every fee on it."""
    kind: Mapped[FeeReliefKind] = term_column(FeeReliefKind)
    reason: Mapped[str] = mapped_column(String(300))
    first_person_id: Mapped[UUID] = belongs_to("person", index=False)
    first_at: Mapped[datetime]
    second_person_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    second_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]
