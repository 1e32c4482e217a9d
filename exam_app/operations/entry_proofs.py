"""One entry of the journal followed to the signed head of its ledger: reading it is itself recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.errors import Sentence, sentence
from exam_app.journal import JournalEntry, Ledger, LedgerCheckpoint, Tag
from exam_app.ledger import NoteRefused, ProofRefused, inclusion_proof, leaf_hash, open_note, verify_inclusion
from exam_app.operations import operation
from exam_app.queries.journals import Entry, entries_in
from exam_app.terms import N_
from exam_app.work import Work, ledger_key

MOST_LEAVES = 200_000
"""A page reads so many hashes at most; a longer ledger is verified as a bundle."""


@dataclass(frozen=True)
class EntryProof:
    """Where an entry stands, and whether its hash leads to a head that this city's key signed."""

    entry: Entry
    about_person_id: UUID | None
    leaf: str
    """The text that was hashed: RFC 8785 JSON, personal text as salted hashes."""
    leaf_hash: str
    """Computed anew, hexadecimal."""
    size: int
    """Of the signed head; 0 while no head covers the entry."""
    root: str
    path: Sequence[str]
    """The siblings on the way up, the lowest first (RFC 6962, 2.1.1)."""
    note: str
    signed_at: datetime | None
    fault: Sentence | None
    """What does not hold; None where it does, or where no head covers the entry yet."""

    @property
    def holds(self) -> bool:
        return self.fault is None and bool(self.note)


@operation(Permission.AUDIT)
def prove_entry(work: Work, entry_id: UUID) -> EntryProof:
    """Compute the entry's hash anew and follow it to the newest signed head; raises :class:`NotFound`.

    What does not hold is said and not raised: it is what an auditor looks for.
    """
    row = work.get(JournalEntry, entry_id)
    ledger = work.get(Ledger, row.ledger_id)
    (entry,) = entries_in(work, [JournalEntry.city_id == work.city_id, JournalEntry.id == row.id])
    head = _head(work, ledger, row.leaf_index)
    path, fault = _followed(work, row, head) if head else ((), _changed(row))
    work.record(Tag.ENTRY_PROVED, "ledger", ledger.id, about=row.about_person_id, leaf=row.leaf_index)
    return EntryProof(
        entry=entry,
        about_person_id=row.about_person_id,
        leaf=row.leaf().decode(),
        leaf_hash=leaf_hash(row.leaf()).hex(),
        size=head.size if head else 0,
        root=_root(work, head).hex() if head and fault is None else "",
        path=[each.hex() for each in path],
        note=head.note if head else "",
        signed_at=head.signed_at if head else None,
        fault=fault,
    )


def _head(work: Work, ledger: Ledger, leaf_index: int) -> LedgerCheckpoint | None:
    """The newest signed head, where it covers the entry."""
    query = (
        select(LedgerCheckpoint)
        .where(
            LedgerCheckpoint.city_id == work.city_id,
            LedgerCheckpoint.ledger_id == ledger.id,
            LedgerCheckpoint.size > leaf_index,
        )
        .order_by(LedgerCheckpoint.size.desc())
        .limit(1)
    )
    return work.one(query)


def _root(work: Work, head: LedgerCheckpoint) -> bytes:
    """As the note says it: the number beside it in the table proves nothing."""
    return open_note(head.note, [ledger_key(work.site, work.city_id).verifier]).root


def _changed(row: JournalEntry) -> Sentence | None:
    if leaf_hash(row.leaf()) != row.leaf_hash:
        return sentence(N_("The entry does not give the hash that it was numbered with: it was changed afterwards."))
    return None


def _followed(work: Work, row: JournalEntry, head: LedgerCheckpoint) -> tuple[Sequence[bytes], Sentence | None]:
    if (changed := _changed(row)) is not None:
        return (), changed
    if head.size > MOST_LEAVES:
        return (), sentence(N_("This ledger is too long for a page. Download it and verify it as a bundle."))
    query = (
        select(JournalEntry.leaf_hash)
        .where(
            JournalEntry.city_id == work.city_id,
            JournalEntry.ledger_id == row.ledger_id,
            JournalEntry.leaf_index < head.size,
        )
        .order_by(JournalEntry.leaf_index)
    )
    hashes = work.all(query)
    if len(hashes) != head.size:
        return (), sentence(N_("Entries of this ledger are missing below its signed head."))
    path = inclusion_proof(row.leaf_index, hashes)
    try:
        verify_inclusion(row.leaf_index, head.size, leaf_hash(row.leaf()), path, _root(work, head))
    except NoteRefused:
        return path, sentence(N_("The head of this ledger is not signed with this city's key."))
    except ProofRefused:
        return path, sentence(N_("The entry does not lead to the signed head: an entry of this ledger was changed."))
    return path, None
