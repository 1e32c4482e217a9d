"""Tamper evidence, pure: the Merkle tree of RFC 6962, its proofs, signed checkpoints, and bundles checked offline.

A ledger is a list of leaves that only grows. Its checkpoint (size and root, signed) commits to every leaf up to that
size in its order; whoever holds one can later prove that nothing before it was edited, removed, swapped or inserted.
Values in, values out: no database, no clock, no Flask (architecture B1, exam-delivery 3).
"""

from exam_app.ledger.bundle import Bundle, BundleRefused, Verified, read_bundle, verify_bundle, write_bundle
from exam_app.ledger.checkpoint import Checkpoint, LedgerKey, NoteRefused, Verifier, open_note, open_text
from exam_app.ledger.cosignature import Cosignature, WitnessVerifier, cosignature_in
from exam_app.ledger.offers import Offer, read_offers, write_offers
from exam_app.ledger.proofs import (
    ProofRefused,
    consistency_proof,
    inclusion_proof,
    verify_consistency,
    verify_inclusion,
)
from exam_app.ledger.receipt import Receipt, Vouch, is_by_the_room, open_receipt, receipt_code
from exam_app.ledger.room_keys import RoomKey, read_statements, vouched_key, write_statements
from exam_app.ledger.tree import Tree, leaf_hash, node_hash, root_of

__all__ = [
    "Bundle",
    "BundleRefused",
    "Checkpoint",
    "Cosignature",
    "LedgerKey",
    "NoteRefused",
    "Offer",
    "ProofRefused",
    "Receipt",
    "RoomKey",
    "Tree",
    "Verified",
    "Verifier",
    "Vouch",
    "WitnessVerifier",
    "consistency_proof",
    "cosignature_in",
    "inclusion_proof",
    "is_by_the_room",
    "leaf_hash",
    "node_hash",
    "open_note",
    "open_receipt",
    "open_text",
    "read_bundle",
    "read_offers",
    "read_statements",
    "receipt_code",
    "root_of",
    "verify_bundle",
    "verify_consistency",
    "verify_inclusion",
    "vouched_key",
    "write_bundle",
    "write_offers",
    "write_statements",
]
