"""The key of a room: made when it opens, signs the receipts of its hand-ins, and ends when its record is signed.

The city's key vouches for it at both ends, and the room's ledger keeps both moments. Where a room has no key, or none
any more, the city's own key signs and the receipt says so (docs/adr/0012): what a candidate is owed never waits for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from exam_app.actors import Permission
from exam_app.journal import Tag, origin_of
from exam_app.ledger import LedgerKey, RoomKey, Vouch
from exam_app.models import ExamSession, RoomKeyPair, Sitting
from exam_app.operations import operation
from exam_app.vault import KEY_BYTES, SealBroken
from exam_app.work import Work, ledger_key

TABLE = RoomKeyPair.__tablename__


@dataclass(frozen=True)
class Signer:
    """What signs a receipt now; ``vouch`` is None for the city's own key."""

    key: LedgerKey
    vouch: Vouch | None


@operation(Permission.INVIGILATE)
def make_room_key(work: Work, session: ExamSession, room_id: UUID) -> None:
    """Make the key of a room that opens; the city vouches for it. A second one for the room breaks a constraint."""
    row_id, seed = work.new_id(), work.site.random_bytes(KEY_BYTES)
    origin = origin_of(work.city_id, session.ledger_of(room_id))
    public = LedgerKey.from_seed(origin, seed).verifier.public
    pair = work.add(
        RoomKeyPair(
            city_id=work.city_id,
            id=row_id,
            exam_session_id=session.id,
            room_id=room_id,
            public_key=public,
            sealed_seed=work.site.vault.seal(seed, TABLE, row_id),
            statement=_stated(work, RoomKey(origin, public, work.now)),
            made_at=work.now,
        )
    )
    _record(work, Tag.ROOM_KEY_MADE, session, pair)


@operation(Permission.INVIGILATE, Permission.SCHEDULE)
def end_room_keys(work: Work, session: ExamSession, room_id: UUID | None = None) -> None:
    """End the key of a room, or of all rooms of an examination: the private half is gone for good.

    The city states the end, by which a receipt that claims to be of a later moment is known. A room without a key, and
    one whose key has ended, are passed over.
    """
    living = select(RoomKeyPair).where(
        RoomKeyPair.city_id == work.city_id,
        RoomKeyPair.exam_session_id == session.id,
        RoomKeyPair.ended_at.is_(None),
    )
    if room_id is not None:
        living = living.where(RoomKeyPair.room_id == room_id)
    pairs = work.lock_all(living.order_by(RoomKeyPair.id))
    newest = _newest_hand_ins(work, session) if pairs else {}
    for pair in pairs:
        _end(work, session, pair, max(work.now, newest.get(pair.room_id, work.now)))


def _newest_hand_ins(work: Work, session: ExamSession) -> Mapping[UUID, datetime]:
    """Of each room: when its last sitting closed. A clock that was set back meanwhile makes no receipt a late one."""
    query = (
        select(Sitting.room_id, func.max(Sitting.closed_at))
        .where(Sitting.city_id == work.city_id, Sitting.exam_session_id == session.id, Sitting.closed_at.is_not(None))
        .group_by(Sitting.room_id)
    )
    return {room_id: closed_at for room_id, closed_at in work.rows(query) if closed_at is not None}


def _end(work: Work, session: ExamSession, pair: RoomKeyPair, until: datetime) -> None:
    origin = origin_of(work.city_id, session.ledger_of(pair.room_id))
    pair.sealed_seed, pair.ended_at = None, work.now
    pair.last_statement = _stated(work, RoomKey(origin, pair.public_key, pair.made_at, until))
    _record(work, Tag.ROOM_KEY_ENDED, session, pair)
    opened, row_id = work.site.opened_keys, pair.id
    work.after_commit(lambda: opened.forget(row_id))


def _stated(work: Work, key: RoomKey) -> str:
    return ledger_key(work.site, work.city_id).sign_text(key.to_text())


def _record(work: Work, tag: Tag, session: ExamSession, pair: RoomKeyPair) -> None:
    """A leaf of the room's ledger with the public half: whoever holds a later head of it holds the key to this leaf."""
    work.record(tag, "room", pair.room_id, ledger=session.ledger_of(pair.room_id), public_key=pair.public_key.hex())


@operation(Permission.SIT, Permission.CLOSE_EXPIRED, Permission.SCHEDULE, Permission.ENTER_SHEETS)
def signer_of_room(work: Work, session: ExamSession, room_id: UUID) -> Signer:
    """The room's key while it lives, else the city's. One statement; the private half is opened once a process.

    A private half that does not open is noted in the room's ledger and holds up no hand-in.
    """
    pair = work.one(
        select(RoomKeyPair).where(
            RoomKeyPair.city_id == work.city_id,
            RoomKeyPair.exam_session_id == session.id,
            RoomKeyPair.room_id == room_id,
        )
    )
    if pair is not None and pair.sealed_seed is not None:
        try:
            return Signer(_opened(work, session, pair, pair.sealed_seed), Vouch.of(pair.statement))
        except SealBroken:
            _record(work, Tag.ROOM_KEY_BROKEN, session, pair)
    return Signer(ledger_key(work.site, work.city_id), None)


def _opened(work: Work, session: ExamSession, pair: RoomKeyPair, sealed: bytes) -> LedgerKey:
    origin = origin_of(work.city_id, session.ledger_of(pair.room_id))

    def open_it() -> LedgerKey:
        key = LedgerKey.from_seed(origin, work.site.vault.open_bytes(sealed, TABLE, pair.id))
        if key.verifier.public != pair.public_key:
            raise SealBroken(f"{TABLE}: the two halves of a key do not belong together")
        return key

    return work.site.opened_keys.of(pair.id, open_it)
