"""A witness that somebody else keeps, and what it says of a site's ledgers."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from exam_app.actors import the_system
from exam_app.ledger import read_offers
from exam_app.ledger.witness import Answer, Witness, make_witness
from exam_app.operations.ledgers import sign_due_ledgers
from exam_app.operations.witnessing import add_witness
from exam_app.queries.witnesses import offers_for
from exam_app.work import Site, Work, ledger_key
from tests.cast import CITY
from tests.faults.conftest import Place


def admitted(place: Place, folder: Path) -> tuple[Witness, UUID]:
    """A witness that the place's auditor has admitted."""
    make_witness(folder, "w.example", ledger_key(place.site, CITY).verifier.to_line(), lambda size: b"\x07" * size)
    witness = Witness(folder)
    with Work.open(place.site, place.cast["ma"], datetime.now(UTC)) as work:
        return witness, add_witness(work, owner="云川市人民检察院", key_line=witness.key.verifier.to_line())


def looked_at(site: Site, place: Place, witness: Witness, witness_id: UUID) -> Sequence[Answer]:
    """Sign what grew, and let the witness look at it."""
    now = datetime.now(UTC)
    with Work.open(site, the_system(CITY), now) as work:
        sign_due_ledgers(work)
    with Work.open(site, place.cast["ma"], now, read_only=True) as work:
        offers = offers_for(work, witness_id)
    return witness.judge_all(read_offers(offers), int(now.timestamp()))
