"""The save protocol in JSON: from a request to events, from an outcome to an answer (frontend/src/exam/protocol.ts).

What is refused is told as a code; the page has the sentence for it, so that nothing here depends on who is signed in.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, TypeVar
from uuid import UUID

import msgspec
from flask import Response, request
from flask.typing import ResponseReturnValue

from exam_app.delivery import MOST_EVENTS_A_BATCH, Event, Fault, Late, Need, Refused
from exam_app.errors import Refusal
from exam_app.kept_answers import BEYOND, Hash, Number, SentEvent
from exam_app.lease_keys import LeaseKey
from exam_app.operations.proctoring import Reported
from exam_app.operations.saving import Ack, Batch, NotYet, SaveOutcome
from exam_app.terms import N_, SignalKind

INCARNATION = secrets.token_hex(8)
"""Names this process: after a restart the server may hold less than it acknowledged, and the page sends that again."""
SAVE_PATH = "/exam/answers"
"""Where the pages of sittings send what is to be saved; the door in front of the application takes it."""
NOT_OURS = BEYOND
"""As "needed" event it tells the page that its history is not the server's. The page loads anew and numbers what was
never acknowledged behind the server's head (frontend/src/exam/queue.ts, ``outdated``); no answer is lost by it."""
LARGEST_BODY = 64 * 1024
MOST_SIGNALS_A_REQUEST = 50

Count = Annotated[int, msgspec.Meta(ge=0, le=BEYOND)]
Secret = Annotated[str, msgspec.Meta(max_length=96)]


class _Save(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    epoch: Number
    lease: Secret
    events: Annotated[list[SentEvent], msgspec.Meta(max_length=MOST_EVENTS_A_BATCH)]


class _Batch(_Save, frozen=True, forbid_unknown_fields=True):
    city: Annotated[str, msgspec.Meta(pattern="^[0-9]{6}$")]
    sitting: UUID


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


Body = TypeVar("Body", _Save, _Batch, _Submit, _Signals)


class Malformed(Refusal):
    """No page of ours sends this."""

    code = "malformed"
    status = HTTPStatus.BAD_REQUEST


def read_batch(body: bytes, arrived_at: datetime) -> tuple[str, Batch]:
    """City and batch that a sitting's page sent to the door; raises :class:`Malformed` for anything else."""
    sent = _decode(body, _Batch)
    return sent.city, Batch(sent.sitting, LeaseKey(sent.epoch, sent.lease), _events(sent), arrived_at)


def read_save() -> tuple[LeaseKey, list[Event]]:
    """The batch that a page without a sitting sent; raises :class:`Malformed` for anything else."""
    body = _read(_Save)
    return LeaseKey(body.epoch, body.lease), _events(body)


def _events(body: _Save) -> list[Event]:
    return [sent.event for sent in body.events]


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
    return _decode(request.get_data(), kind)


def _decode(body: bytes, kind: type[Body]) -> Body:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Malformed(MALFORMED) from error


MALFORMED = N_("This could not be read. Your answers are kept here. Raise your hand.")


def answer(outcome: SaveOutcome, now: datetime) -> ResponseReturnValue:
    """What the page's script is told. An Ack is only written down here; the shell sends it after the commit."""
    if outcome == Refused(Fault.MALFORMED):
        raise Malformed(MALFORMED)
    status, body = told(outcome, now)
    return Response(body, status, mimetype="application/json")


def told(outcome: SaveOutcome, now: datetime) -> tuple[HTTPStatus, bytes]:
    """Status and body of an outcome; an Ack only after the commit."""
    match outcome:
        case Ack():
            return said(
                HTTPStatus.OK,
                {
                    "durable_through": outcome.durable_through,
                    "state_hash": outcome.state_hash,
                    "server_ms": milliseconds(now),
                    "deadline_ms": milliseconds(outcome.deadline_at) + _stood(outcome, now),
                    "standing": standing(is_paused=outcome.paused_at is not None, is_held_back=outcome.is_held_back),
                    "incarnation": INCARNATION,
                    "beacon": outcome.beacon,
                    "taken_in": outcome.taken_in,
                },
            )
        case NotYet():
            return said(HTTPStatus.SERVICE_UNAVAILABLE, {"code": "not_yet"})
        case Need():
            return said(HTTPStatus.CONFLICT, {"need": outcome.seq})
        case Late():
            return said(HTTPStatus.CONFLICT, {"code": "sitting_closed" if outcome.was_closed else "too_late"})
        case Refused(Fault.LEASE_LOST):
            return said(HTTPStatus.CONFLICT, {"code": "lease_lost"})
        case Refused(Fault.MALFORMED):
            return said(HTTPStatus.BAD_REQUEST, {"code": Malformed.code})
        case _:
            return said(HTTPStatus.CONFLICT, {"need": NOT_OURS})


def _stood(ack: Ack, now: datetime) -> int:
    """Milliseconds that a pause has lasted: what is told is the end as it would be if it went on now."""
    return milliseconds(now) - milliseconds(ack.paused_at) if ack.paused_at is not None else 0


def standing(*, is_paused: bool, is_held_back: bool) -> str:
    """Why the time stands, as the page's script calls it; empty while it runs."""
    return "paused" if is_paused else "held_back" if is_held_back else ""


def said(status: HTTPStatus, body: Mapping[str, object]) -> tuple[HTTPStatus, bytes]:
    return status, msgspec.json.encode(body)


def milliseconds(moment: datetime) -> int:
    """Since 1970."""
    return int(moment.timestamp() * 1000)
