"""The ledgers of a city: what each keeps, how far it is signed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, false, func, or_, select

from exam_app.errors import NotFound
from exam_app.journal import Ledger, LedgerCheckpoint
from exam_app.ledger import Verifier, write_statements
from exam_app.models import ExamCentre, ExamSession, LedgerCosignature, Room, RoomKeyPair
from exam_app.queries.listings import Listing, page_within
from exam_app.work import SITE_LEDGER, Work, ledger_key

LEDGERS_A_PAGE = 25


@dataclass(frozen=True)
class LedgerLine:
    """One ledger. ``exam_name``, ``centre`` and ``room`` are empty for the site's own."""

    id: UUID
    exam_name: str
    centre: str
    room: str
    starts_at: datetime | None
    size: int
    signed_size: int
    signed_at: datetime | None
    note: str
    """The newest checkpoint as it may be printed; empty before the first."""
    vouched_size: int = 0
    """The largest size for which a witness vouches; 0: none yet."""
    vouched_at: datetime | None = None
    has_room_key: bool = False
    """Whether the city vouched for a key of the room."""

    @property
    def unsigned(self) -> int:
        return self.size - self.signed_size


@dataclass(frozen=True)
class Ledgers:
    """The city's ledgers and the key their checkpoints are verified with."""

    lines: Listing[LedgerLine]
    verifier: Verifier


def ledgers(work: Work, page: int = 1) -> Ledgers:
    """The site's own ledger first, then those of rooms, the newest examination on top. Six statements."""
    total = work.count(select(func.count(Ledger.id)).where(Ledger.city_id == work.city_id))
    page = page_within(page, total, LEDGERS_A_PAGE)
    # Names of rooms' ledgers begin with the session's id, a UUIDv7: by name they stand in the order of planning.
    query = (
        select(Ledger)
        .where(Ledger.city_id == work.city_id)
        .order_by((Ledger.name == SITE_LEDGER).desc(), Ledger.name.desc())
        .offset((page - 1) * LEDGERS_A_PAGE)
        .limit(LEDGERS_A_PAGE)
    )
    found = work.all(query)
    rooms, signed = _rooms(work, found), _newest_checkpoints(work, found)
    vouched, keys = _vouched(work, found), _with_keys(work, rooms)
    lines = [
        replace(
            _line(ledger, rooms.get(ledger.id), signed.get(ledger.id), vouched.get(ledger.id, (0, None))),
            has_room_key=ledger.id in keys,
        )
        for ledger in found
    ]
    return Ledgers(Listing(lines, total, page, LEDGERS_A_PAGE), ledger_key(work.site, work.city_id).verifier)


Place = tuple[ExamSession, Room, str]


def _line(
    ledger: Ledger, place: Place | None, checkpoint: LedgerCheckpoint | None, vouched: tuple[int, datetime | None]
) -> LedgerLine:
    session, room, centre = place or (None, None, "")
    return LedgerLine(
        id=ledger.id,
        exam_name=session.name if session else "",
        centre=centre,
        room=room.name if room else "",
        starts_at=session.starts_at if session else None,
        size=ledger.size,
        signed_size=ledger.signed_size,
        signed_at=checkpoint.signed_at if checkpoint else None,
        note=checkpoint.note if checkpoint else "",
        vouched_size=vouched[0],
        vouched_at=vouched[1],
    )


def _rooms(work: Work, found: Sequence[Ledger]) -> dict[UUID, Place]:
    """Of each room's ledger: the examination, the room and its centre."""
    named = {ledger.id: [UUID(part) for part in ledger.name.split(":")[1:]] for ledger in found}
    sessions = {session for session, _ in filter(None, named.values())}
    query = (
        select(ExamSession, Room, ExamCentre.name)
        .join(ExamCentre, (ExamCentre.city_id == ExamSession.city_id) & (ExamCentre.id == ExamSession.centre_id))
        .join(Room, (Room.city_id == ExamCentre.city_id) & (Room.centre_id == ExamCentre.id))
        .where(ExamSession.city_id == work.city_id, ExamSession.id.in_(sessions))
    )
    places = {(session.id, room.id): (session, room, centre) for session, room, centre in work.rows(query)}
    return {ledger_id: places[ids[0], ids[1]] for ledger_id, ids in named.items() if ids}


def _newest_checkpoints(work: Work, found: Sequence[Ledger]) -> dict[UUID, LedgerCheckpoint]:
    query = select(LedgerCheckpoint).join(
        Ledger,
        (Ledger.city_id == LedgerCheckpoint.city_id)
        & (Ledger.id == LedgerCheckpoint.ledger_id)
        & (Ledger.signed_size == LedgerCheckpoint.size),
    )
    here = query.where(
        LedgerCheckpoint.city_id == work.city_id, LedgerCheckpoint.ledger_id.in_([ledger.id for ledger in found])
    )
    return {checkpoint.ledger_id: checkpoint for checkpoint in work.all(here)}


def _vouched(work: Work, found: Sequence[Ledger]) -> dict[UUID, tuple[int, datetime | None]]:
    """Of each ledger: the largest size a witness vouches for, and when one last did."""
    query = (
        select(LedgerCosignature.ledger_id, func.max(LedgerCosignature.size), func.max(LedgerCosignature.signed_at))
        .where(
            LedgerCosignature.city_id == work.city_id,
            LedgerCosignature.ledger_id.in_([ledger.id for ledger in found]),
        )
        .group_by(LedgerCosignature.ledger_id)
    )
    return {row[0]: (row[1], row[2]) for row in work.rows(query)}


def _with_keys(work: Work, rooms: Mapping[UUID, Place]) -> Collection[UUID]:
    """The ledgers whose room has a key."""
    named = {(session.id, room.id): ledger_id for ledger_id, (session, room, _) in rooms.items()}
    query = select(RoomKeyPair.exam_session_id, RoomKeyPair.room_id).where(
        RoomKeyPair.city_id == work.city_id, RoomKeyPair.exam_session_id.in_({session for session, _ in named})
    )
    return {named[ids[0], ids[1]] for ids in work.rows(query) if (ids[0], ids[1]) in named}


def statements_of_room(work: Work, ledger_id: UUID) -> str:
    """What the city says of the key of the room with this ledger, as one file; raises NotFound where it has none."""
    place = _rooms(work, [work.get(Ledger, ledger_id)]).get(ledger_id)
    session, room, _ = work.found(place)
    return _statements(work, RoomKeyPair.exam_session_id == session.id, RoomKeyPair.room_id == room.id)


def statements_of_exam(work: Work, exam_name: str) -> str:
    """What the city says of the keys of all rooms of the examinations with this name, as one file.

    Raises :class:`~exam_app.errors.NotFound` where no room has a key.
    """
    named = select(ExamSession.id).where(ExamSession.city_id == work.city_id, ExamSession.name == exam_name)
    return _statements(work, RoomKeyPair.exam_session_id.in_(named))


def _statements(work: Work, *where: ColumnElement[bool]) -> str:
    query = select(RoomKeyPair.statement, RoomKeyPair.last_statement).where(RoomKeyPair.city_id == work.city_id, *where)
    pairs = work.rows(query.order_by(RoomKeyPair.id))
    return write_statements(each for pair in work.found(pairs or None) for each in pair if each is not None)


def ledger_ids(work: Work, exam_name: str | None = None) -> Sequence[UUID]:
    """The site's own ledger, or those of all rooms of the examinations with this name.

    Raises :class:`~exam_app.errors.NotFound` when there is none.
    """
    if exam_name is None:
        wanted = Ledger.name == SITE_LEDGER
    else:
        sessions = work.all(
            select(ExamSession.id).where(ExamSession.city_id == work.city_id, ExamSession.name == exam_name)
        )
        wanted = or_(false(), *(Ledger.name.startswith(f"room:{session_id}:") for session_id in sessions))
    found = work.all(select(Ledger.id).where(Ledger.city_id == work.city_id, wanted).order_by(Ledger.name))
    if not found:
        raise NotFound("There is no such ledger. Check the city and the name of the examination.")
    return found
