"""The save protocol in JSON: from a request to events, from an outcome to an answer (frontend/src/exam/protocol.ts)."""

import secrets
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, TypeVar

import msgspec
from flask import jsonify, request
from flask.typing import ResponseReturnValue

from exam_app.delivery import MOST_EVENTS_A_BATCH, Event, Fault, Late, Need, Refused
from exam_app.errors import Refusal, Sentence
from exam_app.operations.proctoring import Reported
from exam_app.operations.saving import Ack, LeaseKey, SaveOutcome
from exam_app.terms import N_, EventKind, SignalKind
from exam_app.web.rendering import translate

INCARNATION = secrets.token_hex(8)
"""Names this process: after a restart the server may hold less than it acknowledged, and the page sends that again."""
BEYOND = 2**31 - 1
"""As "needed" event it tells the page that its history is not the server's. The page loads anew and numbers what was
never acknowledged behind the server's head (frontend/src/exam/queue.ts, ``outdated``); no answer is lost by it."""
LARGEST_BODY = 64 * 1024
MOST_SIGNALS_A_REQUEST = 50

Hash = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Count = Annotated[int, msgspec.Meta(ge=0, le=BEYOND)]
Number = Annotated[int, msgspec.Meta(ge=1, le=BEYOND)]
Secret = Annotated[str, msgspec.Meta(max_length=64)]


class _Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    seq: Number
    kind: EventKind
    slot: Number
    value: Annotated[str, msgspec.Meta(max_length=8)]
    mono_ms: float
    prev: Hash
    hash: Hash


class _Save(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    epoch: Number
    lease: Secret
    events: Annotated[list[_Event], msgspec.Meta(max_length=MOST_EVENTS_A_BATCH)]


class _Submit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    epoch: Number
    lease: Secret
    final_seq: Count
    state_hash: Hash


class _Signal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    number: Number
    kind: SignalKind
    seconds: Count


class _Signals(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    epoch: Number
    signals: Annotated[list[_Signal], msgspec.Meta(max_length=MOST_SIGNALS_A_REQUEST)]


Body = TypeVar("Body", _Save, _Submit, _Signals)


class Malformed(Refusal):
    """No page of ours sends this."""

    code = "malformed"
    status = HTTPStatus.BAD_REQUEST


def read_save() -> tuple[LeaseKey, list[Event]]:
    """The batch a page sent; raises :class:`Malformed` for anything else."""
    body = _read(_Save)
    events = [Event(e.kind, e.slot, e.value, e.seq, e.prev, e.hash) for e in body.events]
    return LeaseKey(body.epoch, body.lease), events


def read_submit() -> tuple[LeaseKey, int, str]:
    """The wish to hand in, with what the page thinks is held: newest event and state hash."""
    body = _read(_Submit)
    return LeaseKey(body.epoch, body.lease), body.final_seq, body.state_hash


def read_signals() -> tuple[int, list[Reported]]:
    """What a page reports of itself: the epoch of its lease, and each thing with its number."""
    body = _read(_Signals)
    return body.epoch, [Reported(one.number, one.kind, one.seconds) for one in body.signals]


def _read(kind: type[Body]) -> Body:
    if (request.content_length or 0) > LARGEST_BODY:
        raise Malformed(MALFORMED)
    try:
        return msgspec.json.decode(request.get_data(), type=kind)
    except msgspec.MsgspecError as error:
        raise Malformed(MALFORMED) from error


MALFORMED = N_("This could not be read. Your answers are kept here. Raise your hand.")
SENTENCES = {
    "sitting_closed": N_("Your paper is handed in. Nothing more can be changed."),
    "too_late": N_("Time is up. Every answer saved before counts."),
    "lease_lost": N_("You went on at another browser. This page saves nothing more. Raise your hand."),
}


def answer(outcome: SaveOutcome, now: datetime) -> ResponseReturnValue:
    """What the page's script is told. An Ack is only written down here; the shell sends it after the commit."""
    match outcome:
        case Ack():
            return jsonify(
                durable_through=outcome.durable_through,
                state_hash=outcome.state_hash,
                server_ms=milliseconds(now),
                deadline_ms=milliseconds(outcome.deadline_at),
                incarnation=INCARNATION,
            )
        case Need():
            return jsonify(need=outcome.seq), HTTPStatus.CONFLICT
        case Late():
            return _refused("sitting_closed" if outcome.was_closed else "too_late")
        case Refused(Fault.LEASE_LOST):
            return _refused("lease_lost")
        case Refused(Fault.MALFORMED):
            raise Malformed(MALFORMED)
        case _:
            return jsonify(need=BEYOND), HTTPStatus.CONFLICT


def _refused(code: str) -> ResponseReturnValue:
    return jsonify(code=code, sentence=translate(Sentence(SENTENCES[code]))), HTTPStatus.CONFLICT


def milliseconds(moment: datetime) -> int:
    """Since 1970."""
    return int(moment.timestamp() * 1000)
