"""Outages of the rooms of an examination, as the signs of life show them. Looking changes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from exam_app.models import OutageCredit, OutageRefusal, OutageShare, Pause, Person, Room, RoomPulse, Sitting
from exam_app.outages import Outage, Sat, Sign, Span, asked_for, outages, to_give_back
from exam_app.queries.seat_moves import arrived_at
from exam_app.work import Work

RECENT = timedelta(hours=1)
"""So long an outage stands on the page of its room."""


@dataclass(frozen=True)
class RoomOutage:
    """One outage of a room and what would be given back for it now."""

    room_id: UUID
    room: str
    found: Outage[UUID]
    to_give: Mapping[UUID, Sequence[Span]]
    """By sitting what may be given back now: nothing while it lasts, nothing once that was refused."""
    asked: Mapping[UUID, Sequence[Span]]
    """The same if it ended now. Both only of sittings that are not closed."""
    of_all_rooms: bool = False
    """Every other room in which somebody was answering was silent too: the server was away, or its network."""
    is_refused: bool = False
    """Somebody decided that no time is given back for it."""

    def awaits(self, sitting_id: UUID, deadline_at: datetime) -> bool:
        """Whether a sitting that ends at this moment may still get time back for it, if somebody decides so.

        What was over an hour before stood on the page of the room for as long as it stands there.
        """
        return not self.is_refused and sitting_id in self.asked and self.span.until >= deadline_at - RECENT

    @property
    def span(self) -> Span:
        return self.found.span

    @property
    def silent(self) -> int:
        return len(self.found.lost)

    @property
    def most(self) -> timedelta:
        """The longest time that anybody gets."""
        return max(
            (sum((span.length for span in spans), timedelta()) for spans in self.to_give.values()), default=timedelta()
        )

    def is_beyond(self, cap: timedelta) -> bool:
        """Longer than may be given back: the examination has to be held on another date."""
        return self.span.length > cap


def found_outages(
    work: Work, exam_session_id: UUID, room_id: UUID | None = None, since: datetime | None = None
) -> Sequence[RoomOutage]:
    """The outages of an examination, or of one room of it, the newest first; six statements whatever it holds.

    Who came from another room is looked at from then on: before, nobody waited here for a sign of that page.

    With ``since`` only what was heard from then on is looked at.
    """
    sittings: dict[tuple[UUID, str], list[Sitting]] = {}
    came: dict[UUID, datetime | None] = {}
    for room, sitting, came_at in _sittings(work, exam_session_id, room_id):
        sittings.setdefault((room.id, room.name), []).append(sitting)
        came[sitting.id] = came_at
    signs = _signs(work, exam_session_id, room_id, since)
    found = {
        room: [
            _by_id(one)
            for one in outages(signs.get(room[0], ()), [_sat(each, since, came[each.id]) for each in inside], work.now)
        ]
        for room, inside in sittings.items()
    }
    if not any(found.values()):
        return ()
    everybody = [each for inside in sittings.values() for each in inside]
    given = given_before(work, [each.id for each in everybody])
    stood = _stood(work, exam_session_id, everybody)
    still = {each.id for each in everybody if each.is_open}
    cap = timedelta(minutes=work.site.settings.outage_minutes)
    refused = _refused(work, exam_session_id)
    listed = [
        RoomOutage(
            *room,
            one,
            {} if is_refused else _of(still, to_give_back(one, given, cap, stood)),
            _of(still, asked_for(one, given, cap, stood)),
            _is_of_all(one.span, room, found, sittings),
            is_refused,
        )
        for room, inside in found.items()
        for one in inside
        for is_refused in [any(span.within(one.span) for span in refused.get(room[0], ()))]
    ]
    return sorted(listed, key=lambda one: (one.span.since, one.room), reverse=True)


def recent_outages(work: Work, exam_session_id: UUID, room_id: UUID) -> Sequence[RoomOutage]:
    """Those of the last hour, for a page that is looked at every ten seconds."""
    return found_outages(work, exam_session_id, room_id, work.now - RECENT)


def _sittings(
    work: Work, exam_session_id: UUID, room_id: UUID | None
) -> Iterable[tuple[Room, Sitting, datetime | None]]:
    query = (
        select(Room, Sitting, arrived_at())
        .join(Sitting, (Sitting.city_id == Room.city_id) & (Sitting.room_id == Room.id))
        # Of paper nothing is ever heard: its silence is no outage, and no time is lost by one.
        .where(
            Room.city_id == work.city_id,
            Sitting.exam_session_id == exam_session_id,
            Sitting.paper_epoch.is_(None),
        )
    )
    if room_id is not None:
        query = query.where(Room.id == room_id)
    return ((room, sitting, came_at) for room, sitting, came_at in work.rows(query))


def _by_id(outage: Outage[str]) -> Outage[UUID]:
    return Outage(
        outage.span,
        outage.is_over,
        outage.answering,
        {UUID(hex=sitting_id): span for sitting_id, span in outage.lost.items()},
    )


def _sat(sitting: Sitting, since: datetime | None, came_at: datetime | None) -> Sat[str]:
    began_at = max(sitting.started_at, since or sitting.started_at, came_at or sitting.started_at)
    ended_at = sitting.closed_at
    return Sat(sitting.id.hex, began_at, max(began_at, ended_at) if ended_at else None)


def _is_of_all(
    span: Span,
    room: tuple[UUID, str],
    found: Mapping[tuple[UUID, str], Sequence[Outage[UUID]]],
    sittings: Mapping[tuple[UUID, str], Sequence[Sitting]],
) -> bool:
    """Every other room in which somebody was answering then was silent too, and there is another one."""
    others = [
        other
        for other, inside in sittings.items()
        if other != room
        and any(each.started_at < span.until and (each.closed_at or span.until) > span.since for each in inside)
    ]
    return bool(others) and all(any(one.span.within(span) for one in found[other]) for other in others)


def _of(sittings: set[UUID], spans: Mapping[UUID, Sequence[Span]]) -> Mapping[UUID, Sequence[Span]]:
    return {sitting_id: mine for sitting_id, mine in spans.items() if sitting_id in sittings}


def _signs(
    work: Work, exam_session_id: UUID, room_id: UUID | None, since: datetime | None
) -> Mapping[UUID, Sequence[Sign[str]]]:
    """By room, in order of time. Sittings by their ids as they are written down: of a full room there are hundreds of
    thousands in an hour, and making each an id took longer than all the rest."""
    query = (
        select(RoomPulse.room_id, RoomPulse.at, RoomPulse.heard)
        .where(RoomPulse.city_id == work.city_id, RoomPulse.exam_session_id == exam_session_id)
        .order_by(RoomPulse.at)
    )
    if room_id is not None:
        query = query.where(RoomPulse.room_id == room_id)
    if since is not None:
        query = query.where(RoomPulse.at >= since)
    signs: dict[UUID, list[Sign[str]]] = {}
    for where, at, heard in work.rows(query):
        signs.setdefault(where, []).append(Sign(at, frozenset(heard)))
    return signs


def given_before(work: Work, sitting_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[Span]]:
    """The spans that were given back to these sittings."""
    query = select(OutageShare.sitting_id, OutageShare.since, OutageShare.until).where(
        OutageShare.city_id == work.city_id, OutageShare.sitting_id.in_(sitting_ids)
    )
    given: dict[UUID, list[Span]] = {}
    for sitting_id, since, until in work.rows(query):
        given.setdefault(sitting_id, []).append(Span(since, until))
    return given


def _stood(work: Work, exam_session_id: UUID, sittings: Sequence[Sitting]) -> Mapping[UUID, Sequence[Span]]:
    """The spans while which time stood for these sittings."""
    query = select(Pause).where(Pause.city_id == work.city_id, Pause.exam_session_id == exam_session_id)
    pauses = [(pause, Span(pause.begun_at, pause.ended_at or work.now)) for pause in work.all(query)]
    return {
        sitting.id: [span for pause, span in pauses if pause.covers(sitting) and span.length] for sitting in sittings
    }


def _refused(work: Work, exam_session_id: UUID) -> Mapping[UUID, Sequence[Span]]:
    """By room the outages for which nothing is given back. One that lasted then was refused for as long as it lasts."""
    query = select(OutageRefusal.room_id, OutageRefusal.began_at, OutageRefusal.ended_at, OutageRefusal.refused_at)
    refused: dict[UUID, list[Span]] = {}
    for room_id, began_at, ended_at, at in work.rows(
        query.where(OutageRefusal.city_id == work.city_id, OutageRefusal.exam_session_id == exam_session_id)
    ):
        refused.setdefault(room_id, []).append(Span(began_at, ended_at or at))
    return refused


@dataclass(frozen=True)
class DecidedOutage:
    """An outage that was confirmed or refused."""

    room: str
    span: Span
    silent: int
    answering: int
    reason: str
    by: str
    at: datetime


def credited_outages(work: Work, exam_session_id: UUID, room_id: UUID | None = None) -> Sequence[DecidedOutage]:
    """What was confirmed in an examination, or in one room of it, newest first."""
    query = (
        select(OutageCredit, Room.name, Person.name)
        .join(Room, (Room.city_id == OutageCredit.city_id) & (Room.id == OutageCredit.room_id))
        .join(Person, (Person.city_id == OutageCredit.city_id) & (Person.id == OutageCredit.confirmed_by_id))
        .where(OutageCredit.city_id == work.city_id, OutageCredit.exam_session_id == exam_session_id)
        .order_by(OutageCredit.began_at.desc(), OutageCredit.id)
    )
    if room_id is not None:
        query = query.where(OutageCredit.room_id == room_id)
    return [
        DecidedOutage(
            room, Span(one.began_at, one.ended_at), one.silent, one.answering, one.reason, by, one.confirmed_at
        )
        for one, room, by in work.rows(query)
    ]


def refused_outages(work: Work, exam_session_id: UUID, room_id: UUID | None = None) -> Sequence[DecidedOutage]:
    """For what no time was given back in an examination, or in one room of it, newest first."""
    query = (
        select(OutageRefusal, Room.name, Person.name)
        .join(Room, (Room.city_id == OutageRefusal.city_id) & (Room.id == OutageRefusal.room_id))
        .join(Person, (Person.city_id == OutageRefusal.city_id) & (Person.id == OutageRefusal.refused_by_id))
        .where(OutageRefusal.city_id == work.city_id, OutageRefusal.exam_session_id == exam_session_id)
        .order_by(OutageRefusal.began_at.desc(), OutageRefusal.id)
    )
    if room_id is not None:
        query = query.where(OutageRefusal.room_id == room_id)
    return [
        DecidedOutage(
            room,
            Span(one.began_at, one.ended_at or one.refused_at),
            one.silent,
            one.answering,
            one.reason,
            by,
            one.refused_at,
        )
        for one, room, by in work.rows(query)
    ]
