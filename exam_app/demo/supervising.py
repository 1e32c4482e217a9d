"""The invigilators' part of an examination's day: faces compared, incidents, signals of the pages, the room signed."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from exam_app.actors import the_system
from exam_app.demo.guards import Guard
from exam_app.demo.portraits import telephone
from exam_app.demo.staff import CITY_CODE, PASSWORD, PIN
from exam_app.demo.world import World
from exam_app.operations import alerts, extra_time, pauses, proctoring, rehearsals, room_closing, room_opening
from exam_app.operations.incidents import Noted, SentFile, amend_incident, note_incident
from exam_app.operations.proctoring import Reported
from exam_app.operations.rehearsals import Trial
from exam_app.operations.seat_moves import WantedMove, move_seat
from exam_app.queries.alerts import open_alerts
from exam_app.queries.rooms import STILL_ANSWERING, room_now
from exam_app.queries.seat_moves import free_seats
from exam_app.terms import (
    AlertFound,
    IdentityOutcome,
    IncidentFileKind,
    IncidentKind,
    RehearsalKind,
    SeatMoveReason,
    Severity,
    SignalKind,
)
from exam_app.work import Work

DESK = "10.30.0.2"
OPENS_BEFORE = timedelta(minutes=40)
REHEARSED_BEFORE = timedelta(days=2)
TECHNICIAN = "机房 周师傅"
LOOKED_AWAY = 7
"""One guard in so many leaves the window of the examination once."""


def set_pins(world: World, logins: Sequence[str], at: datetime) -> None:
    """Everybody who will sign a room chooses the six digits for it."""
    for login in logins:
        world.then(at, login, lambda work: room_closing.set_pin(work, password=PASSWORD, pin=PIN, address=DESK))


def supervise(world: World, session: str, room: str, login: str, begins: datetime, ends: datetime) -> None:
    """One room from check-in to signature: nothing happens that a calm morning does not bring."""
    for at, act in (
        (begins - REHEARSED_BEFORE, _rehearse),
        (begins - OPENS_BEFORE, room_opening.open_room),
        (begins + timedelta(minutes=4), _compare_all),
        (begins + timedelta(minutes=17), _noise),
        (begins + timedelta(minutes=28), _cable),
        (begins + timedelta(minutes=31), _restart),
        (begins + timedelta(minutes=33), _restarted),
        (ends, _sign),
    ):
        world.then(at, login, _in_room(world, session, room, act))
    world.then(begins, the_system(CITY_CODE), room_opening.begin_due_rooms)


def compare_who_is_here(world: World, session: str, room: str, login: str, begins: datetime, at: datetime) -> None:
    """In the open room: the first face is compared, the next waits for whoever tries the demo."""
    world.then(begins - REHEARSED_BEFORE, login, _in_room(world, session, room, _rehearse))
    world.then(begins - OPENS_BEFORE, login, _in_room(world, session, room, room_opening.open_room))
    world.then(begins, the_system(CITY_CODE), room_opening.begin_due_rooms)
    world.then(at, login, _in_room(world, session, room, _compare_first))


def note_what_happened(world: World, session: str, room: str, login: str, at: datetime) -> None:
    """A telephone rang; it was photographed where it lies now, and more was added to the incident."""
    world.then(at, login, _in_room(world, session, room, _telephone))


def move_the_last(world: World, session: str, room: str, login: str, at: datetime) -> None:
    """One computer has failed: its candidate was just moved and has not signed in at the new one yet."""
    world.then(at, login, _in_room(world, session, room, _move_the_last))


def _in_room(world: World, session: str, room: str, act: Callable[[Work, UUID, UUID], None]) -> Callable[[Work], None]:
    """The examination is planned only while the world lives: its id is looked up when the act is due."""
    return lambda work: act(work, world.sessions[session], world.places.rooms[room])


def report_of(guard: Guard, begins: datetime) -> tuple[datetime, Reported] | None:
    """Whether this guard's page reports that its window was left; the same for the same name in every build."""
    drawn = int.from_bytes(hashlib.sha256(guard.name.encode()).digest()[:4])
    if drawn % LOOKED_AWAY:
        return None
    return begins + timedelta(minutes=6 + drawn % 50), Reported(1, SignalKind.FOCUS_LOST, 2 + drawn % 9)


def _rehearse(work: Work, session: UUID, room: UUID) -> None:
    """Every computer tried, and the power of the room cut once while answers were given."""
    for kind in RehearsalKind:
        rehearsals.return_receipt(work, session, room, Trial(kind, 40, 40, 4, 1, TECHNICIAN))


def _compare_all(work: Work, session: UUID, room: UUID) -> None:
    for booking_id in _answering(work, session, room):
        proctoring.check_identity(work, session, room, booking_id, IdentityOutcome.SAME)


def _compare_first(work: Work, session: UUID, room: UUID) -> None:
    proctoring.check_identity(work, session, room, _answering(work, session, room)[0], IdentityOutcome.SAME)


def _answering(work: Work, session: UUID, room: UUID) -> list[UUID]:
    seats = room_now(work, session, room).seats
    return [seat.booking_id for seat in seats if seat.state in STILL_ANSWERING and seat.booking_id]


def _move_the_last(work: Work, session: UUID, room: UUID) -> None:
    booking_id = _answering(work, session, room)[-1]
    nearest = free_seats(work, session, room, booking_id)[0]
    wanted = WantedMove(nearest.seat_id, SeatMoveReason.COMPUTER, work.new_id(), "屏幕不亮")
    move_seat(work, session, room, booking_id, wanted)


def _noise(work: Work, session: UUID, room: UUID) -> None:
    noted = Noted(work.new_id(), (), IncidentKind.DISTURBANCE, Severity.MINOR, "操场施工噪声，约三分钟，已关窗")
    note_incident(work, session, room, noted)


def _cable(work: Work, session: UUID, room: UUID) -> None:
    """A loose cable: noted, and two minutes given back."""
    booking_id = _answering(work, session, room)[3]
    noted = Noted(work.new_id(), (booking_id,), IncidentKind.EQUIPMENT, Severity.MINOR, "网线松动，重新插好，答案都在")
    note_incident(work, session, room, noted)
    extra_time.add_time(
        work, session, room, booking_id=booking_id, minutes=2, reason="网线松动两分钟", nonce=work.new_id()
    )


def _telephone(work: Work, session: UUID, room: UUID) -> None:
    about = (_answering(work, session, room)[0],)
    photo = SentFile(IncidentFileKind.PHOTO, telephone())
    noted = Noted(work.new_id(), about, IncidentKind.MATERIAL, Severity.SERIOUS, "衣袋里手机响了一声", (photo,))
    (incident_id,) = note_incident(work, session, room, noted)
    amend_incident(work, session, room, incident_id, note="手机已关机，放在讲台", nonce=work.new_id())


def _restart(work: Work, session: UUID, room: UUID) -> None:
    """A machine hangs: that candidate's time stands until it runs again."""
    booking_id = _answering(work, session, room)[2]
    pauses.pause_place(work, session, room, booking_id=booking_id, reason="机器死机，重新启动", nonce=work.new_id())


def _restarted(work: Work, session: UUID, room: UUID) -> None:
    for pause in room_now(work, session, room).pauses:
        pauses.resume_place(work, session, room, pause.id)


def _sign(work: Work, session: UUID, room: UUID) -> None:
    """Every alert was looked into first: windows were left for a message of the computer."""
    if standing := open_alerts(work, session, room):
        seen = [alerts.Seen(one.place.booking_id, one.cause, one.times) for one in standing]
        alerts.settle_alerts(work, session, room, seen, AlertFound.NOTHING, "输入法弹窗，已关闭")
    assert work.actor.person_id is not None
    room_closing.sign_room(work, session, room, person_id=work.actor.person_id, pin=PIN, address=DESK)
