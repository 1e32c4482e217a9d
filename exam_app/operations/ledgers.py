"""Ledgers: sign their heads as time passes, and hand one out as a bundle that anybody can verify."""

from dataclasses import dataclass
from datetime import UTC
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.errors import Conflict
from exam_app.journal import JournalEntry, Ledger, LedgerCheckpoint, Tag
from exam_app.ledger import Bundle, Checkpoint, Tree, leaf_hash, write_bundle
from exam_app.models import LedgerCosignature
from exam_app.operations import operation
from exam_app.work import Work, ledger_key

SIGNED_AT_ONCE = 50


@dataclass(frozen=True)
class ExportedLedger:
    """A bundle file (:mod:`exam_app.ledger.bundle`) and the name to save it under."""

    file_name: str
    content: bytes
    leaves: int


@operation(Permission.SIGN_LEDGERS)
def sign_due_ledgers(work: Work) -> int:
    """Sign the heads of ledgers that grew since their last checkpoint; returns how many. Call until it says 0."""
    query = (
        select(Ledger.name)
        .where(Ledger.city_id == work.city_id, Ledger.signed_size < Ledger.size)
        .order_by(Ledger.id)
        .limit(SIGNED_AT_ONCE)
    )
    names = work.all(query)
    for name in names:
        work.sign_ledger(name)
    return len(names)


@operation(Permission.AUDIT, Permission.SIGN_LEDGERS)
def export_ledger(work: Work, ledger_id: UUID) -> ExportedLedger:
    """One ledger as a bundle: all leaves as they were hashed, all checkpoints, and a head signed for this export.

    The export is itself recorded, in the site's own ledger. Raises :class:`Conflict` when a stored entry no longer
    gives the hash it was numbered with: the database was changed behind the program, and the leaf is named.
    """
    ledger = work.get(Ledger, ledger_id)
    leaves = _leaves(work, ledger)
    tree = Tree()
    for leaf in leaves:
        tree = tree.append(leaf_hash(leaf))
    if tree != ledger.tree:
        raise Conflict("The entries of this ledger do not give its head. Entries are missing or were changed.")
    exported = f"exported {work.now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    head = ledger_key(work.site, work.city_id).sign(Checkpoint.of(ledger.origin, tree, exported))
    work.record(Tag.LEDGER_EXPORTED, "ledger", ledger.id, leaves=len(leaves), head=tree.root.hex())
    return ExportedLedger(
        file_name=f"ledger-{work.now.astimezone(work.site.settings.zone):%Y%m%d-%H%M}-{tree.root.hex()[:8]}.zip",
        content=write_bundle(Bundle(leaves, _notes(work, ledger), head)),
        leaves=len(leaves),
    )


def _leaves(work: Work, ledger: Ledger) -> list[bytes]:
    query = (
        select(JournalEntry)
        .where(
            JournalEntry.city_id == work.city_id,
            JournalEntry.ledger_id == ledger.id,
            JournalEntry.leaf_index < ledger.size,
        )
        .order_by(JournalEntry.leaf_index)
    )
    leaves = []
    for entry in work.all(query):
        leaf = entry.leaf()
        if leaf_hash(leaf) != entry.leaf_hash:
            raise Conflict(
                "Entry %(number)s of this ledger was changed in the database. Restore the backup before it.",
                number=entry.leaf_index,
            )
        leaves.append(leaf)
    return leaves


def _notes(work: Work, ledger: Ledger) -> list[str]:
    """The checkpoints, the witnesses' lines under each."""
    query = (
        select(LedgerCheckpoint.size, LedgerCheckpoint.note)
        .where(
            LedgerCheckpoint.city_id == work.city_id,
            LedgerCheckpoint.ledger_id == ledger.id,
            LedgerCheckpoint.size <= ledger.size,
        )
        .order_by(LedgerCheckpoint.size)
    )
    vouched = (
        select(LedgerCosignature.size, LedgerCosignature.line)
        .where(LedgerCosignature.city_id == work.city_id, LedgerCosignature.ledger_id == ledger.id)
        .order_by(LedgerCosignature.received_at)
    )
    lines: dict[int, str] = {}
    for size, line in work.rows(vouched):
        lines[size] = lines.get(size, "") + line
    return [note + lines.get(size, "") for size, note in work.rows(query)]
