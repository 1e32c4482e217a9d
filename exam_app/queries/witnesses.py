"""Witnesses of the ledgers: who vouched for what, and what each is offered next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from exam_app.errors import NotFound
from exam_app.journal import JournalEntry, Ledger, LedgerCheckpoint
from exam_app.ledger import Offer, WitnessVerifier, consistency_proof, write_offers
from exam_app.models import LedgerCosignature, LedgerWitness
from exam_app.work import Work

OFFERED_AT_ONCE = 200
"""Ledgers in one file; the next file has the rest."""


@dataclass(frozen=True)
class WitnessLine:
    """A witness with what it vouches for."""

    id: UUID
    owner: str
    key_line: str
    ledgers: int
    last_at: datetime | None
    waiting: int
    """Ledgers that grew since it last vouched for them."""

    @property
    def name(self) -> str:
        return WitnessVerifier.from_line(self.key_line).name


def witnesses(work: Work) -> Sequence[WitnessLine]:
    """The city's witnesses, the oldest first. Three statements."""
    found = work.all(
        select(LedgerWitness).where(LedgerWitness.city_id == work.city_id).order_by(LedgerWitness.added_at)
    )
    signed = work.count(select(func.count(Ledger.id)).where(Ledger.city_id == work.city_id, Ledger.signed_size > 0))
    newest = _newest_of_all(work)
    return [
        WitnessLine(
            id=one.id,
            owner=one.owner,
            key_line=one.key_line,
            ledgers=len(mine := [row for row in newest if row.witness_id == one.id]),
            last_at=max((row.at for row in mine), default=None),
            waiting=signed - sum(row.size >= row.signed_size for row in mine),
        )
        for one in found
    ]


@dataclass(frozen=True)
class _Newest:
    witness_id: UUID
    ledger_id: UUID
    size: int
    signed_size: int
    at: datetime


def _newest_of_all(work: Work) -> Sequence[_Newest]:
    """Of each witness and ledger: the largest size vouched for, and when the last signature was made."""
    query = (
        select(
            LedgerCosignature.witness_id,
            LedgerCosignature.ledger_id,
            func.max(LedgerCosignature.size),
            Ledger.signed_size,
            func.max(LedgerCosignature.signed_at),
        )
        .join(Ledger, (Ledger.city_id == LedgerCosignature.city_id) & (Ledger.id == LedgerCosignature.ledger_id))
        .where(LedgerCosignature.city_id == work.city_id)
        .group_by(LedgerCosignature.witness_id, LedgerCosignature.ledger_id, Ledger.signed_size)
    )
    return [_Newest(*row) for row in work.rows(query)]


def witness_named(work: Work, name: str) -> LedgerWitness:
    """The newest witness with this name in its key. Raises :class:`NotFound` where there is none."""
    query = (
        select(LedgerWitness)
        .where(LedgerWitness.city_id == work.city_id, LedgerWitness.key_line.startswith(f"{name}+", autoescape=True))
        .order_by(LedgerWitness.added_at.desc())
        .limit(1)
    )
    found = work.one(query)
    if found is None:
        raise NotFound("There is no witness of this name. The auditor adds it under “Witnesses”.")
    return found


def offers_for(work: Work, witness_id: UUID) -> str:
    """What a witness is offered (:mod:`exam_app.ledger.offers`): every ledger that was signed since it last vouched.

    Two statements for each ledger, at most :data:`OFFERED_AT_ONCE` ledgers; checkpoints and hashes, nothing of anybody.
    """
    work.get(LedgerWitness, witness_id)
    vouched = {one.ledger_id: one.size for one in _newest_of_all(work) if one.witness_id == witness_id}
    query = select(Ledger).where(Ledger.city_id == work.city_id, Ledger.signed_size > 0).order_by(Ledger.id)
    grown = [ledger for ledger in work.all(query) if ledger.signed_size > vouched.get(ledger.id, 0)]
    return write_offers(_offers(work, grown[:OFFERED_AT_ONCE], vouched))


def _offers(work: Work, grown: Sequence[Ledger], vouched: dict[UUID, int]) -> Iterator[Offer]:
    for ledger in grown:
        old = vouched.get(ledger.id, 0)
        note = select(LedgerCheckpoint.note).where(
            LedgerCheckpoint.city_id == work.city_id,
            LedgerCheckpoint.ledger_id == ledger.id,
            LedgerCheckpoint.size == ledger.signed_size,
        )
        proof = consistency_proof(old, _leaf_hashes(work, ledger)) if old else []
        yield Offer(old, tuple(proof), work.found(work.one(note)))


def _leaf_hashes(work: Work, ledger: Ledger) -> Sequence[bytes]:
    query = (
        select(JournalEntry.leaf_hash)
        .where(
            JournalEntry.city_id == work.city_id,
            JournalEntry.ledger_id == ledger.id,
            JournalEntry.leaf_index < ledger.signed_size,
        )
        .order_by(JournalEntry.leaf_index)
    )
    return work.all(query)
