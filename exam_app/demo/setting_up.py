"""First chapter: the city sets its site up, opens accounts, fills the item bank with four eyes and makes its keys."""

from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from exam_app.actors import GATE, Role, the_gate
from exam_app.demo import staff
from exam_app.demo.guards import number_of
from exam_app.demo.sign_ins import SignIn
from exam_app.demo.staff import ADMINISTRATOR, STAFF, Member
from exam_app.demo.world import World
from exam_app.operations import accounts, bank, certificates, places
from exam_app.operations.accounts import SignedIn
from exam_app.queries.signed_in import Viewer, viewer_of
from exam_app.terms import Sex
from exam_app.work import Work
from question_bank import Pool, shipped_bank, shipped_blueprint

DESK = "127.0.0.1"
SET_UP = 120
"""Days before the build."""
BLUEPRINT = "cn-guard-100"


def set_up(world: World) -> None:
    """Arrange the bureau, its places, its people, its bank and its keys."""
    at = world.calendar.at(SET_UP, 9)

    def set_up_site(work: Work) -> None:
        code = accounts.set_up_site(
            work,
            authority_name=staff.CITY,
            person_name=ADMINISTRATOR.name,
            id_number=staff_number(0),
            login=ADMINISTRATOR.login,
        )
        _sign_in_first(world, ADMINISTRATOR, code, at + timedelta(minutes=2))

    world.then(at, the_gate(staff.CITY_CODE), set_up_site)
    world.then(at + timedelta(minutes=10), ADMINISTRATOR.login, lambda work: _add_places(work, world.places))
    for order, member in enumerate(STAFF, start=1):
        _open_account(world, member, staff_number(order), at + timedelta(minutes=20 + 5 * order))
    _fill_the_bank(world)


def staff_number(order: int) -> str:
    """The ID number of a member of staff, each born in another year."""
    return number_of(date(1976 + order, 5, 5 + order), Sex.MALE, 10 + order)


def _add_places(work: Work, found: staff.Places) -> None:
    for key, (name, code) in staff.COUNTIES.items():
        found.counties[key] = places.add_county(work, name=name, division_code=code)
    for county, name, code in staff.STATIONS:
        places.add_station(work, county_id=found.counties[county], name=name, division_code=code)
    for key, (county, name, filing) in staff.TRAINING_UNITS.items():
        county_id = found.counties[county]
        found.units[key] = places.add_training_unit(work, county_id=county_id, name=name, filing_number=filing)
    for key, (name, address, directions) in staff.CENTRES.items():
        found.centres[key] = places.add_centre(work, name=name, address=address, directions=directions)
    for key, (centre, name, rows, columns) in staff.ROOMS.items():
        found.rooms[key] = places.add_room(work, centre_id=found.centres[centre], name=name, rows=rows, columns=columns)
    for key, (county, kind, name, number, lead) in staff.GUARD_UNITS.items():
        county_id = found.counties[county]
        found.guard_units[key] = places.add_guard_unit(
            work, county_id=county_id, kind=kind, name=name, licence_number=number, lead=lead
        )
    for key, (county, name, address, unit) in staff.POSTS.items():
        county_id, unit_id = found.counties[county], found.guard_units[unit]
        found.posts[key] = places.add_post(work, county_id=county_id, name=name, address=address, guard_unit_id=unit_id)


def _open_account(world: World, member: Member, id_number: str, at: datetime) -> None:
    first, *later = member.roles

    def open_account(work: Work) -> None:
        account, code = accounts.open_account(work, name=member.name, id_number=id_number, login=member.login)
        _grant(world, work, account, *first)
        _sign_in_first(world, member, code, at + timedelta(minutes=2))
        for role in later:
            world.then(at + timedelta(days=30), ADMINISTRATOR.login, partial(_grant_later, world, account, role))

    world.then(at, ADMINISTRATOR.login, open_account)


def _grant_later(world: World, account: UUID, role: tuple[Role, str | None], work: Work) -> None:
    _grant(world, work, account, *role)


def _grant(world: World, work: Work, account: UUID, role: Role, place: str | None) -> None:
    place_id = None if place is None else world.places.of(place)
    accounts.grant_role(work, account, role, place_id=place_id, starts_on=work.today, ends_on=None)


def _sign_in_first(world: World, member: Member, code: str, at: datetime) -> None:
    """The member sets the password with the one-time code, looks around and leaves."""

    def set_password(work: Work) -> None:
        outcome = accounts.set_password(work, login=member.login, code=code, password=staff.PASSWORD, address=DESK)
        assert isinstance(outcome, SignedIn)
        viewer = _viewer(work, outcome.token)
        world.actors[member.login] = viewer.actor
        world.then(at + timedelta(minutes=1), GATE, lambda work: accounts.sign_out(work, outcome.token))
        if member.is_shown:
            world.sign_ins.append(
                SignIn(
                    "/sign-in",
                    member.login,
                    staff.PASSWORD,
                    viewer.actor.role.value,
                    f"{viewer.name} {viewer.place_name}",
                )
            )

    world.then(at, GATE, set_password)


def _viewer(work: Work, token: str) -> Viewer:
    viewer = viewer_of(work, token)
    assert viewer is not None
    return viewer


def _fill_the_bank(world: World) -> None:
    at = world.calendar.at(world.calendar.working_day(SET_UP - 4), 10)
    live, practice = shipped_bank(Pool.LIVE), shipped_bank(Pool.PRACTICE)

    def enter(work: Work) -> None:
        bank.enter_items(work, live)
        bank.enter_items(work, practice)
        world.blueprint = bank.enter_blueprint(work, shipped_blueprint(BLUEPRINT))

    world.then(at, "lin", enter)
    world.then(at + timedelta(hours=5), "he", lambda work: bank.approve_items(work, [*live, *practice]))
    world.then(at + timedelta(hours=6), "sun", certificates.prepare_keys)
