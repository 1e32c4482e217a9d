"""Checkpoints: text that other logs' tools read, and nobody else can sign."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_app.ledger import Checkpoint, LedgerKey, NoteRefused, Tree, Verifier, leaf_hash, open_note

KEY = LedgerKey.from_seed("330300.watchword", bytes(range(32)))
STRANGER = LedgerKey.from_seed("330300.watchword", bytes(32))
HEAD = Checkpoint.of("330300.watchword/site", Tree().append(leaf_hash(b"one")).append(leaf_hash(b"two")))


def test_a_note_signed_by_another_program_is_verified() -> None:
    """The example of the package documentation of Go's golang.org/x/mod/sumdb/note."""
    verifier = Verifier.from_line("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    signed = base64.b64decode(
        "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
    )
    assert signed[:4] == verifier.key_hash
    assert verifier.accepts(text, signed[4:])
    assert not verifier.accepts(text.replace("is", "was"), signed[4:])


def test_a_signed_checkpoint_reads_back() -> None:
    assert open_note(KEY.sign(HEAD), [KEY.verifier]) == HEAD


def test_a_checkpoint_is_three_lines_that_fit_on_paper() -> None:
    note = KEY.sign(HEAD)
    assert note.split("\n")[:4] == ["330300.watchword/site", "2", base64.b64encode(HEAD.root).decode(), ""]
    assert note.splitlines()[4].startswith("— 330300.watchword ")


@given(st.data())
def test_a_note_with_any_character_changed_is_refused(data: st.DataObject) -> None:
    note = KEY.sign(HEAD)
    at = data.draw(st.integers(0, len(note) - 1))
    changed = note[:at] + data.draw(st.sampled_from(sorted(set("Aa0+/=\n —x") - {note[at]}))) + note[at + 1 :]
    with pytest.raises(NoteRefused):
        open_note(changed, [KEY.verifier])


def test_a_key_of_the_same_name_is_another_key() -> None:
    with pytest.raises(NoteRefused, match="no known key signed it"):
        open_note(STRANGER.sign(HEAD), [KEY.verifier])


def test_a_witness_may_add_a_signature() -> None:
    witness = LedgerKey.from_seed("witness", bytes(reversed(range(32))))
    both = KEY.sign(HEAD) + witness.sign(HEAD).splitlines()[-1] + "\n"
    assert open_note(both, [KEY.verifier]) == open_note(both, [witness.verifier]) == HEAD


def test_one_wrong_signature_of_a_known_key_spoils_the_note() -> None:
    other = Checkpoint("330300.watchword/site", 3, HEAD.root)
    spoiled = KEY.sign(HEAD) + KEY.sign(other).splitlines()[-1] + "\n"
    with pytest.raises(NoteRefused, match="its signature is wrong"):
        open_note(spoiled, [KEY.verifier])


@pytest.mark.parametrize("text", ["", "\n\n", "a\n1\nb\n", "a\n1\nb\n\n", "a\n1\nb\n\n— c\n", "a" * 5000])
def test_what_is_no_note_is_refused(text: str) -> None:
    with pytest.raises(NoteRefused):
        open_note(text, [KEY.verifier])


@pytest.mark.parametrize(
    "text", ["o\n02\n%s\n", "o\n+2\n%s\n", "o\n2\n%s", "o\n-2\n%s\n", "o\n2\n%s\n\n", "o\n2\nAAAA\n"]
)
def test_a_checkpoint_has_one_spelling(text: str) -> None:
    with pytest.raises(NoteRefused):
        Checkpoint.from_text(text.replace("%s", base64.b64encode(HEAD.root).decode()))


def test_a_verifier_key_reads_back_and_a_damaged_one_does_not() -> None:
    line = KEY.verifier.to_line()
    assert Verifier.from_line(line + "\n") == KEY.verifier
    for damaged in (line[:-4], line.replace("330300", "330301"), "x" + line, "", "a+b", "a+00000000+!!!!"):
        with pytest.raises(NoteRefused):
            Verifier.from_line(damaged)
