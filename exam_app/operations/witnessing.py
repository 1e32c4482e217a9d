"""Witnesses: admit one, take in what it vouches for."""

from collections.abc import Sequence
from contextlib import suppress
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.errors import Invalid
from exam_app.journal import Ledger, LedgerCheckpoint, Tag
from exam_app.ledger import Cosignature, NoteRefused, Offer, WitnessVerifier, cosignature_in, open_note, read_offers
from exam_app.models import LedgerCosignature, LedgerWitness
from exam_app.operations import operation
from exam_app.terms import N_
from exam_app.work import Work, ledger_key

LONGEST_OWNER = 80
LONGEST_KEY = 200


@operation(Permission.AUDIT)
def add_witness(work: Work, *, owner: str, key_line: str) -> UUID:
    """Admit a witness by its verifier key; the same key again is the same witness. Returns its id.

    Raises :class:`Invalid` for a line that is no key of a witness, or an owner that is missing or too long.
    """
    owner, key_line = " ".join(owner.split()), key_line.strip()
    if not 0 < len(owner) <= LONGEST_OWNER:
        raise Invalid.in_field("owner", N_("Use 1 to %(length)s characters."), length=LONGEST_OWNER)
    try:
        verifier = WitnessVerifier.from_line(key_line)
    except NoteRefused as refusal:
        raise _no_key() from refusal
    if len(key_line) > LONGEST_KEY:
        raise _no_key()
    again = select(LedgerWitness.id).where(LedgerWitness.city_id == work.city_id, LedgerWitness.key_line == key_line)
    if (known := work.one(again)) is not None:
        return known
    witness = work.add(
        LedgerWitness(
            city_id=work.city_id,
            id=work.new_id(),
            owner=owner,
            key_line=key_line,
            added_by_id=work.found(work.actor.person_id),
            added_at=work.now,
        )
    )
    work.record(Tag.WITNESS_ADDED, "ledger_witness", witness.id, witness=verifier.name, key=verifier.public.hex())
    return witness.id


def _no_key() -> Invalid:
    return Invalid.in_field(
        "key_line", N_("This is no key of a witness. Enter the whole line that “watchword ledger witness new” printed.")
    )


@operation(Permission.AUDIT, Permission.SIGN_LEDGERS)
def take_cosignatures(work: Work, content: bytes) -> int:
    """Take in a witness's answer file; returns how many checkpoints it newly vouches for.

    Each must be one that this site signed, unchanged, with the signature of an admitted witness under it. What was
    taken in before changes nothing. Raises :class:`Invalid` for a damaged file, a wrong signature, a checkpoint that
    is not ours; then nothing of the file is kept.
    """
    try:
        answers = read_offers(content.decode())
    except (NoteRefused, UnicodeDecodeError) as refusal:
        raise Invalid.in_field(
            "answer", N_("This is no answer of a witness, or the file is damaged. Nothing was kept.")
        ) from refusal
    witnesses = [
        (witness, WitnessVerifier.from_line(witness.key_line))
        for witness in work.all(select(LedgerWitness).where(LedgerWitness.city_id == work.city_id))
    ]
    taken = sum(_take(work, witnesses, answer) for answer in answers)
    if taken:
        work.record(Tag.LEDGERS_COSIGNED, "ledger_witness", None, count=taken)
    return taken


def _take(work: Work, witnesses: Sequence[tuple[LedgerWitness, WitnessVerifier]], answer: Offer) -> bool:
    ledger, checkpoint = _of_ours(work, answer.note)
    witness, signed = _signed_by(witnesses, answer.note)
    known = select(LedgerCosignature.id).where(
        LedgerCosignature.city_id == work.city_id,
        LedgerCosignature.witness_id == witness.id,
        LedgerCosignature.ledger_id == ledger.id,
        LedgerCosignature.size == checkpoint.size,
    )
    if work.one(known) is not None:
        return False
    work.add(
        LedgerCosignature(
            city_id=work.city_id,
            id=work.new_id(),
            witness_id=witness.id,
            ledger_id=ledger.id,
            size=checkpoint.size,
            line=signed.line,
            signed_at=signed.at,
            received_at=work.now,
        )
    )
    return True


def _signed_by(
    witnesses: Sequence[tuple[LedgerWitness, WitnessVerifier]], note: str
) -> tuple[LedgerWitness, Cosignature]:
    for witness, verifier in witnesses:
        with suppress(NoteRefused):
            if signed := cosignature_in(note, verifier):
                return witness, signed
    raise Invalid.in_field(
        "answer", N_("A checkpoint of the file carries no signature of an admitted witness. Nothing was kept.")
    )


def _of_ours(work: Work, note: str) -> tuple[Ledger, LedgerCheckpoint]:
    """The ledger and the stored checkpoint that the note begins with, word by word."""
    origin, _, rest = note.partition("\n")
    name = origin.partition("/")[2].replace("/", ":")
    size = rest.partition("\n")[0]
    query = (
        select(Ledger, LedgerCheckpoint)
        .join(
            LedgerCheckpoint, (LedgerCheckpoint.city_id == Ledger.city_id) & (LedgerCheckpoint.ledger_id == Ledger.id)
        )
        .where(
            Ledger.city_id == work.city_id,
            Ledger.name == name,
            LedgerCheckpoint.size == (int(size) if size.isdecimal() and len(size) < 10 else -1),
        )
    )
    for ledger, checkpoint in work.rows(query):
        if note.startswith(checkpoint.note):
            return ledger, checkpoint
    _refuse_what_is_beyond_us(work, name, note)
    raise Invalid.in_field("answer", N_("A checkpoint of the file is not one of this site. Nothing was kept."))


def _refuse_what_is_beyond_us(work: Work, name: str, note: str) -> None:
    """A checkpoint with our own signature that is larger than our ledger: we knew more once (reliability.md 4b, 38)."""
    try:
        witnessed = open_note(note, [ledger_key(work.site, work.city_id).verifier])
    except NoteRefused:
        return
    held = work.one(select(Ledger.size).where(Ledger.city_id == work.city_id, Ledger.name == name)) or 0
    if witnessed.size > held:
        raise Invalid.in_field(
            "answer",
            N_(
                "A witness vouched for %(witnessed)s entries of the ledger %(name)s, which holds %(held)s here: "
                "an older backup was restored, or entries were removed. Nothing was kept. Let computers and phones "
                "send again what they hold, and ask the administrator for the newest backup."
            ),
            witnessed=witnessed.size,
            name=name,
            held=held,
        )
