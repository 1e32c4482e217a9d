"""The witness: vouches for a ledger that grows, and exposes every other one, whoever holds the ledger's key."""

import base64
import hashlib
import json
import struct
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from exam_app.ledger import (
    Checkpoint,
    LedgerKey,
    NoteRefused,
    Offer,
    Tree,
    WitnessVerifier,
    consistency_proof,
    cosignature_in,
    leaf_hash,
    open_note,
    read_offers,
    write_offers,
)
from exam_app.ledger import witness as witness_module
from exam_app.ledger.witness import Answer, Witness, make_witness

KEY = LedgerKey.from_seed("330300.watchword", bytes(range(32)))
ORIGIN = "330300.watchword/site"
SECONDS = 1_795_000_000
LEAVES = [f"leaf {number}".encode() for number in range(12)]


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    make_witness(tmp_path / "w", "witness.example", KEY.verifier.to_line() + "\n", lambda size: b"\x07" * size)
    return Witness(tmp_path / "w")


def note_of(leaves: Sequence[bytes], key: LedgerKey = KEY, origin: str = ORIGIN) -> str:
    tree = Tree()
    for leaf in leaves:
        tree = tree.append(leaf_hash(leaf))
    return key.sign(Checkpoint.of(origin, tree))


def offer_of(leaves: Sequence[bytes], old: int = 0, key: LedgerKey = KEY) -> Offer:
    hashes = [leaf_hash(leaf) for leaf in leaves]
    proof = consistency_proof(old, hashes) if 0 < old <= len(hashes) else []
    return Offer(old, tuple(proof), note_of(leaves, key))


def judged(witness: Witness, *offers: Offer) -> Answer:
    return witness.judge_all(offers, SECONDS)[-1]


def test_a_witness_vouches_for_a_ledger_that_only_grew(witness: Witness) -> None:
    first = judged(witness, offer_of(LEAVES[:5]))
    assert (first.is_good, "believed as it is" in first.words) == (True, True)
    grown = judged(witness, offer_of(LEAVES[:9], 5))
    assert grown.is_good
    assert grown.note is not None
    signed = cosignature_in(grown.note.note, witness.key.verifier)
    assert signed is not None
    assert signed.at.timestamp() == SECONDS
    assert open_note(grown.note.note, [KEY.verifier]).size == 9


def test_its_line_is_that_of_the_standard(witness: Witness) -> None:
    """C2SP tlog-cosignature, taken apart by hand: key hash, big-endian time, Ed25519 over header, time and text."""
    answer = judged(witness, offer_of(LEAVES[:5]))
    assert answer.note is not None
    text, _, lines = answer.note.note.rpartition("\n\n")
    name, encoded = lines.splitlines()[1].removeprefix("\N{EM DASH} ").split(" ")
    packed = base64.b64decode(encoded)
    public = witness.key.verifier.public
    assert (name, len(packed)) == ("witness.example", 76)
    assert packed[:4] == hashlib.sha256(b"witness.example\n\x04" + public).digest()[:4]
    assert struct.unpack(">Q", packed[4:12]) == (SECONDS,)
    message = f"cosignature/v1\ntime {SECONDS}\n{text}\n".encode()
    Ed25519PublicKey.from_public_bytes(public).verify(packed[12:], message)


FORGED = {
    "edited": [*LEAVES[:2], b"edited", *LEAVES[3:9]],
    "deleted": [*LEAVES[:2], *LEAVES[3:10]],
    "swapped": [*LEAVES[:2], LEAVES[3], LEAVES[2], *LEAVES[4:9]],
    "inserted": [*LEAVES[:2], b"inserted", *LEAVES[2:9]],
}


@pytest.mark.parametrize("what", FORGED)
@pytest.mark.parametrize("size", [5, 8])
def test_a_history_written_anew_with_the_stolen_key_is_refused_for_ever(witness: Witness, what: str, size: int) -> None:
    """The forger signs with the ledger's own key; size 5 is what the witness holds, 8 is beyond it."""
    assert judged(witness, offer_of(LEAVES[:5])).is_good
    forged = judged(witness, offer_of(FORGED[what][:size], 5))
    assert not forged.is_good
    good = judged(witness, offer_of(LEAVES[:9], 5))
    assert not good.is_good
    assert "refused for ever" in good.words
    assert good.note is None


def test_a_ledger_cut_short_is_not_vouched_for(witness: Witness) -> None:
    judged(witness, offer_of(LEAVES[:5]), offer_of(LEAVES[:9], 5))
    for old in (0, 5, 7):
        cut = judged(witness, offer_of(LEAVES[:7], old))
        assert "fewer than the 9" in cut.words
        assert cut.note is not None
        assert open_note(cut.note.note, [KEY.verifier]).size == 9
    assert judged(witness, offer_of(LEAVES[:10], 9)).is_good, "an old file brought again says nothing of the ledger"


def test_another_ledger_of_a_size_once_vouched_for_is_refused_for_ever(witness: Witness) -> None:
    judged(witness, offer_of(LEAVES[:5]), offer_of(LEAVES[:9], 5))
    assert "Two different ledgers of 5 entries" in judged(witness, offer_of(FORGED["edited"][:5])).words
    assert "refused for ever" in judged(witness, offer_of(LEAVES[:10], 9)).words
    assert "330300.watchword/site" in next(witness.folder.glob("*/refused.txt")).read_text(encoding="utf-8")


def test_one_ledger_refused_leaves_the_others_alone(witness: Witness) -> None:
    judged(witness, offer_of(LEAVES[:5]), offer_of(FORGED["edited"][:5], 5))
    other = Offer(0, (), note_of(LEAVES[:3], origin="330300.watchword/room/a/b"))
    assert judged(witness, other).is_good


def test_a_proof_from_nothing_is_refused_once_something_was_seen(witness: Witness) -> None:
    judged(witness, offer_of(LEAVES[:5]))
    again = judged(witness, offer_of(LEAVES[:9], 0))
    assert (again.is_good, "this witness has seen 5" in again.words) == (False, True)
    assert again.note is not None
    assert again.note.old_size == 5, "the answer tells the site from where to prove"


def test_a_first_look_does_not_begin_in_the_middle(witness: Witness) -> None:
    assert "never seen this ledger" in judged(witness, offer_of(LEAVES[:9], 5)).words


def test_a_stranger_s_key_says_nothing_and_condemns_nothing(witness: Witness) -> None:
    thief = LedgerKey.from_seed("330300.watchword", b"\x01" * 32)
    judged(witness, offer_of(LEAVES[:5]))
    assert "no known key signed it" in judged(witness, offer_of(FORGED["edited"][:5], 5, thief)).words
    assert judged(witness, offer_of(LEAVES[:9], 5)).is_good


def test_the_key_of_one_city_does_not_sign_for_another(tmp_path: Path) -> None:
    other = LedgerKey.from_seed("330100.watchword", b"\x02" * 32)
    lines = f"{KEY.verifier.to_line()}\n{other.verifier.to_line()}\n"
    make_witness(tmp_path, "w", lines, lambda size: b"\x07" * size)
    assert not judged(Witness(tmp_path), Offer(0, (), note_of(LEAVES[:3], other, ORIGIN))).is_good


def test_the_same_offer_again_gets_the_same_answer(witness: Witness) -> None:
    first = witness.judge_all([offer_of(LEAVES[:5])], SECONDS)
    again = witness.judge_all([offer_of(LEAVES[:5])], SECONDS + 60)
    assert first[0].note == again[0].note


@pytest.mark.parametrize("at", ["before", "after"])
def test_a_crash_never_lets_a_smaller_ledger_through(
    witness: Witness, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    """Power fails as the larger checkpoint is renamed into its place, or just before it would be signed."""
    judged(witness, offer_of(LEAVES[:5]))
    write = witness_module._write

    def cut(path: Path, content: str) -> None:
        if at == "after":
            write(path, content)
        raise KeyboardInterrupt

    monkeypatch.setattr(witness_module, "_write", cut)
    with pytest.raises(KeyboardInterrupt):
        judged(witness, offer_of(LEAVES[:9], 5))
    monkeypatch.undo()
    assert judged(witness, offer_of(LEAVES[:4])).is_good is False
    assert judged(witness, offer_of(LEAVES[:9], 5)).is_good
    assert judged(witness, offer_of(LEAVES[:7], 5)).is_good is False


def test_a_witness_never_takes_the_place_of_another(witness: Witness) -> None:
    with pytest.raises(FileExistsError):
        make_witness(witness.folder, "other", KEY.verifier.to_line(), lambda size: b"\x09" * size)
    assert witness.key.name == "witness.example"


@given(st.integers(1, 12), st.integers(1, 12), st.integers(0, 11), st.data())
def test_only_continuations_are_vouched_for(old: int, new: int, edited: int, data: st.DataObject) -> None:
    """Whatever the sizes, an edited entry below what was seen is never vouched for."""
    leaves = [*LEAVES[:edited], b"edited", *LEAVES[edited + 1 :]][:new]
    with tempfile.TemporaryDirectory() as folder:
        make_witness(Path(folder), "w", KEY.verifier.to_line(), lambda size: b"\x07" * size)
        here = Witness(Path(folder))
        judged(here, offer_of(LEAVES[:old]))
        answer = judged(here, offer_of(leaves, min(old, new)))
        continues = new >= old and leaves[:old] == LEAVES[:old]
        assert answer.is_good == continues


def test_the_published_proofs_of_continuation_get_the_published_verdicts(outside_data: Path, tmp_path: Path) -> None:
    """Every consistency vector of transparency-dev, offered to a witness that has seen its first tree."""
    lines = (outside_data / "merkle" / "rfc6962_proofs.jsonl").read_text().splitlines()
    judged_ones = 0
    for number, one in enumerate(map(json.loads, lines)):
        if one["kind"] != "consistency" or not 0 < one["size1"] <= one["size2"]:
            continue
        old_root, root = (base64.b64decode(one[name]) for name in ("root1", "root2"))
        if len(old_root) != 32 or len(root) != 32 or one["size1"] == one["size2"]:
            continue
        folder = tmp_path / str(number)
        make_witness(folder, "w", KEY.verifier.to_line(), lambda size: b"\x07" * size)
        here = Witness(folder)
        assert judged(here, Offer(0, (), KEY.sign(Checkpoint(ORIGIN, one["size1"], old_root)))).is_good
        proof = tuple(base64.b64decode(step) for step in one["proof"] or ())
        answer = judged(here, Offer(one["size1"], proof, KEY.sign(Checkpoint(ORIGIN, one["size2"], root))))
        assert answer.is_good == (not one["wantErr"]), one["desc"]
        judged_ones += 1
    assert judged_ones > 20


OFFERS = [offer_of(LEAVES[:5]), offer_of(LEAVES[:9], 5)]


def test_a_file_of_offers_is_read_back_as_it_was_written() -> None:
    assert read_offers(write_offers(OFFERS)) == OFFERS


def test_a_file_damaged_anywhere_is_read_by_nobody() -> None:
    """So that dirt on a memory stick is never taken for a forged ledger, which a witness would not forgive."""
    content = write_offers(OFFERS)
    for position in range(0, len(content) - 1, 7):
        letter = "A" if content[position] != "A" else "B"
        with pytest.raises(NoteRefused):
            read_offers(content[:position] + letter + content[position + 1 :])
    with pytest.raises(NoteRefused):
        read_offers(content[:40])


def test_a_witness_key_is_read_back_and_a_ledger_key_is_not_taken_for_one(witness: Witness) -> None:
    line = witness.key.verifier.to_line()
    assert WitnessVerifier.from_line(line) == witness.key.verifier
    for wrong in (KEY.verifier.to_line(), line[:-4], line.replace("witness", "Witness", 1), "x+y", ""):
        with pytest.raises(NoteRefused):
            WitnessVerifier.from_line(wrong)


def test_a_line_in_the_witness_s_name_with_another_signature_is_refused(witness: Witness) -> None:
    answer = judged(witness, offer_of(LEAVES[:5]))
    assert answer.note is not None
    body, _, line = answer.note.note.rstrip("\n").rpartition("\n")
    mark, name, encoded = line.split(" ")
    packed = bytearray(base64.b64decode(encoded))
    packed[8] ^= 1  # the time
    forged = f"{body}\n{mark} {name} {base64.b64encode(packed).decode()}\n"
    with pytest.raises(NoteRefused, match="signature is wrong"):
        cosignature_in(forged, witness.key.verifier)
    stranger = replace(witness.key.verifier, public=bytes(32))
    assert cosignature_in(answer.note.note, stranger) is None
