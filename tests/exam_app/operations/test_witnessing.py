"""A site and its witness: what is carried there and back, and what it exposes."""

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from exam_app.actors import the_system
from exam_app.errors import Invalid, NotAllowed
from exam_app.journal import Ledger
from exam_app.ledger import cosignature_in, read_bundle, read_offers, verify_bundle, write_offers
from exam_app.ledger.witness import Witness, make_witness
from exam_app.operations import courses
from exam_app.operations.ledgers import export_ledger, sign_due_ledgers
from exam_app.operations.witnessing import add_witness, take_cosignatures
from exam_app.queries.ledgers import ledgers
from exam_app.queries.witnesses import offers_for, witnesses
from exam_app.work import Site, Work, ledger_key
from tests.cast import CITY, Cast
from tests.conftest import NOON

SECONDS = 1_795_000_000


@pytest.fixture
def witness(site: Site, tmp_path: Path) -> Witness:
    make_witness(tmp_path / "w", "w.example", ledger_key(site, CITY).verifier.to_line(), lambda size: b"\x07" * size)
    return Witness(tmp_path / "w")


@pytest.fixture
def witness_id(site: Site, cast: Cast, witness: Witness) -> UUID:
    sign(site)
    with Work.open(site, cast["ma"], NOON) as work:
        return add_witness(work, owner="云川市人民检察院", key_line=witness.key.verifier.to_line())


def sign(site: Site) -> None:
    with Work.open(site, the_system(CITY), NOON) as work:
        sign_due_ledgers(work)


def offered(site: Site, cast: Cast, witness_id: UUID) -> str:
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        return offers_for(work, witness_id)


def looked(witness: Witness, offers: str) -> bytes:
    answers = witness.judge_all(read_offers(offers), SECONDS)
    return write_offers(one.note for one in answers if one.note).encode()


def taken(site: Site, cast: Cast, answer: bytes) -> int:
    with Work.open(site, cast["ma"], NOON) as work:
        return take_cosignatures(work, answer)


def test_what_a_witness_vouches_for_stands_beside_the_checkpoint(
    site: Site, cast: Cast, witness: Witness, witness_id: UUID
) -> None:
    answer = looked(witness, offered(site, cast, witness_id))
    assert taken(site, cast, answer) == 1
    assert taken(site, cast, answer) == 0, "brought twice, kept once"
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        (line,) = ledgers(work).lines.rows
        (one,) = witnesses(work)
    assert line.vouched_size > 0
    assert (one.ledgers, one.owner, one.name) == (1, "云川市人民检察院", "w.example")


def test_the_next_offer_continues_from_what_was_vouched_for(
    site: Site, cast: Cast, witness: Witness, witness_id: UUID
) -> None:
    taken(site, cast, looked(witness, offered(site, cast, witness_id)))
    with Work.open(site, cast["li"], NOON) as work:
        courses.open_course(work, name="一期", starts_on=work.today, ends_on=work.today)
    sign(site)
    offers = offered(site, cast, witness_id)
    (offer,) = read_offers(offers)
    assert offer.old_size > 0
    assert witness.judge_all([offer], SECONDS)[0].is_good
    assert taken(site, cast, looked(witness, offers)) == 1


def test_an_answer_that_was_lost_is_made_good_by_the_next_one(
    site: Site, cast: Cast, witness: Witness, witness_id: UUID
) -> None:
    looked(witness, offered(site, cast, witness_id))  # and the memory stick is lost
    with Work.open(site, cast["li"], NOON) as work:
        courses.open_course(work, name="一期", starts_on=work.today, ends_on=work.today)
    sign(site)
    assert taken(site, cast, looked(witness, offered(site, cast, witness_id))) == 1, "what it saw first"
    assert taken(site, cast, looked(witness, offered(site, cast, witness_id))) == 1, "and the proof from there"


def test_a_bundle_carries_the_witness_s_line_and_still_holds(
    site: Site, cast: Cast, witness: Witness, witness_id: UUID
) -> None:
    taken(site, cast, looked(witness, offered(site, cast, witness_id)))
    with Work.open(site, cast["ma"], NOON) as work:
        ledger_id = work.all(select(Ledger.id).where(Ledger.name == "site"))[0]
        bundle = read_bundle(export_ledger(work, ledger_id).content)
    assert verify_bundle(bundle, [ledger_key(site, CITY).verifier]).checkpoints >= 1
    assert any(cosignature_in(note, witness.key.verifier) for note in bundle.checkpoints)


@pytest.mark.parametrize("what", ["stranger", "damaged", "not ours", "nothing"])
def test_an_answer_that_shows_nothing_is_refused_and_nothing_of_it_kept(
    site: Site, cast: Cast, witness: Witness, witness_id: UUID, tmp_path: Path, what: str
) -> None:
    offers = offered(site, cast, witness_id)
    answer = looked(witness, offers)
    if what == "stranger":
        make_witness(tmp_path / "x", "w.example", ledger_key(site, CITY).verifier.to_line(), lambda size: bytes(size))
        answer = looked(Witness(tmp_path / "x"), offers)
    elif what == "damaged":
        answer = answer.replace(b"old", b"0ld")
    elif what == "not ours":
        (one,) = read_offers(answer.decode())
        answer = write_offers([type(one)(one.old_size, (), one.note.replace("/site", "/room/a/b"))]).encode()
    else:
        answer = b"\xff"
    with pytest.raises(Invalid, match="Nothing was kept"):
        taken(site, cast, answer)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        assert witnesses(work)[0].last_at is None


def test_a_witness_is_admitted_once_and_by_the_auditor_alone(
    site: Site, cast: Cast, witness: Witness, witness_id: UUID
) -> None:
    line = witness.key.verifier.to_line()
    with Work.open(site, cast["ma"], NOON) as work:
        assert add_witness(work, owner="又一次", key_line=line) == witness_id
        with pytest.raises(Invalid):
            add_witness(work, owner="我们自己", key_line=ledger_key(site, CITY).verifier.to_line())
        with pytest.raises(Invalid):
            add_witness(work, owner=" ", key_line=line)
    with Work.open(site, cast["wu"], NOON) as work, pytest.raises(NotAllowed):
        add_witness(work, owner="自己", key_line=line)
