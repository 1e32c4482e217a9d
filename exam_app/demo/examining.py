"""Fourth chapter: three examinations, one finished, one open now, one to come."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from exam_app.actors import the_system
from exam_app.demo.guards import Guard
from exam_app.demo.inspecting import assign_inspector, visit
from exam_app.demo.judging import judge
from exam_app.demo.moving import move_it
from exam_app.demo.on_paper import answer_on_paper, on_paper
from exam_app.demo.physical import add_physical_test
from exam_app.demo.plan import FINISHED_DAY, NEXT_MONTH, RESITS, TIME_ALLOWED, Fate
from exam_app.demo.sign_ins import SignIn
from exam_app.demo.sitting import sit
from exam_app.demo.staff import CITY_CODE, ROOMS
from exam_app.demo.supervising import compare_who_is_here, move_the_last, note_what_happened, set_pins, supervise
from exam_app.demo.world import World
from exam_app.operations import scheduling, sittings
from exam_app.operations.conformance import report_due_sessions
from exam_app.queries.scheduling import TicketValues, bookable, ticket_values
from exam_app.work import Work

OPEN_FOR = timedelta(hours=8)
"""How long after its start the open examination admits people."""
ANSWERING = 2
"""So many sit in the open examination already."""
SAT_DOWN = timedelta(minutes=11)
"""How long before the build each began after the other: nobody is through in twice that time."""


@dataclass(frozen=True)
class Planned:
    """An examination as the city plans it; ``rooms`` with their invigilators, none while nobody has a seat."""

    key: str
    name: str
    centre: str
    starts_at: datetime
    rooms: tuple[tuple[str, str], ...] = ()
    late_minutes: int = scheduling.LATE_MINUTES


def examine_all(world: World) -> None:
    """Arrange the three examinations."""
    calendar = world.calendar
    finished_at = calendar.at(calendar.working_day(FINISHED_DAY), 9)
    finished = Planned(
        "finished",
        _name(finished_at),
        "college",
        finished_at,
        (("301", "xu"), ("302", "zhao")),
    )
    opens_at = calendar.open_session_starts_at
    is_open = Planned(
        "open",
        f"{_name(opens_at)}（全天场）",
        "college",
        opens_at,
        (("302", "zhao"),),
        late_minutes=int(OPEN_FOR / timedelta(minutes=1)),
    )
    to_come = Planned("next", _name(calendar.at(NEXT_MONTH, 9)), "hall", calendar.at(NEXT_MONTH, 9))

    set_pins(world, ["zhao", "xu"], calendar.at(calendar.working_day(FINISHED_DAY + 7), 17))
    _plan(world, finished, calendar.at(calendar.working_day(FINISHED_DAY + 10), 10))
    _book(world, finished, Fate.FINISHED, calendar.at(calendar.working_day(FINISHED_DAY + 9), 10))
    _publish(world, finished, calendar.at(calendar.working_day(FINISHED_DAY + 7), 10), _hold)
    first_day = replace(is_open, starts_at=opens_at - timedelta(days=1))
    _plan(world, first_day, calendar.at(calendar.working_day(13), 11))
    add_physical_test(world, is_open.key, ["xu", "zhao"], calendar.at(calendar.working_day(13), 12))
    _book(world, is_open, Fate.OPEN, calendar.at(calendar.working_day(12), 11))
    _publish(world, is_open, calendar.at(calendar.working_day(7), 11), _open)
    move_it(world, is_open.key, opens_at, calendar.at(calendar.working_day(5), 10))
    _plan(world, to_come, calendar.at(calendar.working_day(4), 15))
    _book(world, to_come, Fate.NEXT, calendar.at(calendar.working_day(1), 16), resits=RESITS)


def _name(day: datetime) -> str:
    return f"{day.year}年{day.month}月保安员证考试"


# -- planning ---------------------------------------------------------------------------------------------------------


def _plan(world: World, planned: Planned, at: datetime) -> None:
    def plan(work: Work) -> None:
        world.sessions[planned.key] = scheduling.plan_session(
            work,
            centre_id=world.places.centres[planned.centre],
            blueprint_id=world.blueprint_id,
            name=planned.name,
            starts_at=planned.starts_at,
            minutes=int(TIME_ALLOWED / timedelta(minutes=1)),
            late_minutes=planned.late_minutes,
        )

    world.then(at, "he", plan)


def _book(world: World, planned: Planned, fate: Fate, at: datetime, resits: int = 0) -> None:
    def book(work: Work) -> None:
        waiting = bookable(work)
        names = {guard.name for guard in world.guards(fate)}
        first = {guard.name for guard in world.guards(Fate.FINISHED)}
        chosen = [each.registration_id for each in waiting if each.name in names]
        again = [each.registration_id for each in waiting if each.name in first][:resits]
        scheduling.book(work, world.sessions[planned.key], chosen + again)

    world.then(at, "he", book)


def _publish(
    world: World,
    planned: Planned,
    at: datetime,
    then: Callable[[World, Planned, Sequence[TicketValues]], None],
) -> None:
    def assign(work: Work) -> None:
        session = world.sessions[planned.key]
        scheduling.assign_seats(work, session, [world.places.rooms[room] for room, _ in planned.rooms])
        for room, login in planned.rooms:
            scheduling.assign_invigilator(work, session, world.places.rooms[room], _person(world, login))

    def publish(work: Work) -> None:
        scheduling.publish(work, world.sessions[planned.key])

    world.then(at, "he", assign)
    assign_inspector(world, planned.key, at + timedelta(minutes=10))
    world.then(at + timedelta(hours=1), "he", publish)
    world.then(
        at + timedelta(hours=2),
        "he",
        lambda work: then(world, planned, ticket_values(work, world.sessions[planned.key])),
    )


def _person(world: World, login: str) -> UUID:
    person_id = world.actors[login].person_id
    assert person_id is not None
    return person_id


# -- the day ----------------------------------------------------------------------------------------------------------


def _hold(world: World, planned: Planned, tickets: Sequence[TicketValues]) -> None:
    """Everybody comes; whoever has not handed in at the deadline is closed by the site; the city closes the day."""
    guards = _by_name(world, Fate.FINISHED)
    sources = _copiers(tickets, guards)
    over = planned.starts_at + TIME_ALLOWED
    on_sheet = on_paper(tickets, guards, {*sources, *sources.values()})
    for order, ticket in enumerate(tickets):
        begins = planned.starts_at + timedelta(seconds=5 + world.chance.randrange(110))
        if ticket == on_sheet:
            login = dict(planned.rooms)[ticket.room.removesuffix("室")]
            answer_on_paper(world, planned.key, ticket, guards[ticket.name], login, planned.starts_at, over)
            continue
        source = sources.get(ticket.name)
        if source is not None:
            begins = planned.starts_at + timedelta(minutes=2)  # after everybody whose answers could be taken
        hands_in = order != len(tickets) - 1
        sit(world, guards[ticket.name], ticket, begins, hands_in=hands_in, copies_from=source)
    world.then(over + timedelta(minutes=4), the_system(CITY_CODE), sittings.close_expired)
    visit(world, planned.key, [room for room, _ in planned.rooms], planned.starts_at + timedelta(minutes=35))
    for room, login in planned.rooms:
        supervise(world, planned.key, room, login, planned.starts_at, over + timedelta(minutes=15))
    world.then(
        over + timedelta(minutes=25), "he", lambda work: sittings.close_session(work, world.sessions[planned.key])
    )
    world.then(over + timedelta(minutes=90), the_system(CITY_CODE), report_due_sessions)
    judge(world, planned.key, over + timedelta(minutes=40))


COPYING_PAIRS = 3
"""In the finished examination; the cases of the demonstration are about two of them, the third is for whoever tries."""


def _copiers(tickets: Sequence[TicketValues], guards: dict[str, Guard]) -> dict[str, str]:
    """Who takes whose answers: the weakest guards who sit side by side. Screening finds them."""
    seats = sorted(tickets, key=lambda ticket: (ticket.room, ticket.seat))
    columns = {name: width for _, name, _, width in ROOMS.values()}
    beside = [
        (one.name, two.name)
        for one, two in itertools.pairwise(seats)
        # The last seat of a row is beside nobody: the next number is in the row behind.
        if (one.room, one.seat + 1) == (two.room, two.seat) and one.seat % columns[one.room]
    ]
    copiers: dict[str, str] = {}
    for copier, source in sorted(beside, key=lambda pair: sum(guards[name].ability for name in pair)):
        if len(copiers) < COPYING_PAIRS and not {copier, source} & {*copiers, *copiers.values()}:
            copiers[copier] = source
    return copiers


def _open(world: World, planned: Planned, tickets: Sequence[TicketValues]) -> None:
    """Two are answering; the others have not come yet, and their tickets are printed."""
    guards = _by_name(world, Fate.OPEN)
    for order, ticket in enumerate(tickets[:ANSWERING]):
        sit(world, guards[ticket.name], ticket, world.calendar.built_at - (1 + order) * SAT_DOWN)
    ((room, login),) = planned.rooms
    compare_who_is_here(
        world, planned.key, room, login, planned.starts_at, world.calendar.built_at - timedelta(minutes=5)
    )
    note_what_happened(world, planned.key, room, login, world.calendar.built_at - timedelta(minutes=4))
    visit(world, planned.key, [room], world.calendar.built_at - timedelta(minutes=3))
    move_the_last(world, planned.key, room, login, world.calendar.built_at)
    world.sign_ins += [
        SignIn(
            "/seat",
            ticket.ticket_number,
            guards[ticket.name].id_number[-4:],
            "candidate",
            f"{ticket.name} {ticket.room} {ticket.seat}",
        )
        for ticket in tickets[ANSWERING:]
    ]


def _by_name(world: World, fate: Fate) -> dict[str, Guard]:
    return {guard.name: guard for guard in world.guards(fate)}
