"""Witnesses of the ledgers: programs of other owners, whose signatures stand beside our own."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to


class LedgerWitness(CityOwned, Base):
    """A witness whose signatures are taken in. A new key is a new witness; nobody takes the place of another."""

    __tablename__ = "ledger_witness"
    __table_args__ = (UniqueConstraint("city_id", "key_line"),)
    append_only = True
    owner: Mapped[str] = mapped_column(String(80))
    """Who keeps it, in words: an authority, a procurator's office."""
    key_line: Mapped[str] = mapped_column(String(200))
    """Its verifier key (:class:`exam_app.ledger.WitnessVerifier`)."""
    added_by_id: Mapped[UUID] = belongs_to("person", index=False)
    added_at: Mapped[datetime]


class LedgerCosignature(CityOwned, Base):
    """A witness vouched for one checkpoint of one ledger."""

    __tablename__ = "ledger_cosignature"
    __table_args__ = (
        UniqueConstraint("city_id", "witness_id", "ledger_id", "size"),
        Index("ix_ledger_cosignature_ledger", "city_id", "ledger_id", "size"),
    )
    append_only = True
    witness_id: Mapped[UUID] = belongs_to("ledger_witness", index=False)
    ledger_id: Mapped[UUID] = belongs_to("ledger", index=False)
    size: Mapped[int]
    """That of the checkpoint."""
    line: Mapped[str] = mapped_column(String(400))
    """What the witness writes under the note, its line break included."""
    signed_at: Mapped[datetime]
    """By the witness's clock."""
    received_at: Mapped[datetime]
