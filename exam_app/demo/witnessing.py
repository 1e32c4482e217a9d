"""A witness outside the site has looked at the ledgers this morning, and its answer was brought back."""

import tempfile
from datetime import UTC, timedelta
from pathlib import Path

from exam_app.actors import the_system
from exam_app.demo.staff import CITY_CODE
from exam_app.demo.world import World
from exam_app.ledger import read_offers, write_offers
from exam_app.ledger.witness import Witness, make_witness
from exam_app.operations.ledgers import sign_due_ledgers
from exam_app.operations.witnessing import add_witness, take_cosignatures
from exam_app.queries.witnesses import offers_for
from exam_app.work import Work, ledger_key

OWNER = "云川市人民检察院"
NAME = "procuratorate.yunchuan.example"


def witness_all(world: World) -> None:
    """Arrange one round: heads signed, carried to the witness, vouched for, carried back."""
    at = world.calendar.built_at - timedelta(hours=2)

    def carry(work: Work) -> None:
        key = ledger_key(work.site, work.city_id)
        with tempfile.TemporaryDirectory() as folder:
            made = make_witness(Path(folder) / NAME, NAME, key.verifier.to_line(), work.site.random_bytes)
            offers = offers_for(work, add_witness(work, owner=OWNER, key_line=made.verifier.to_line()))
            answers = Witness(Path(folder) / NAME).judge_all(
                read_offers(offers), int(work.now.astimezone(UTC).timestamp())
            )
        take_cosignatures(work, write_offers(one.note for one in answers if one.note).encode())

    world.then(at, the_system(CITY_CODE), sign_due_ledgers)
    world.then(at + timedelta(minutes=20), "ma", carry)
