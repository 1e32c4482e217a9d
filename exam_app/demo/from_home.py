"""People who registered from home in Qingxi: one was taken up at the desk, one is awaited, one does not come."""

from functools import partial

from exam_app.actors import GATE, Role
from exam_app.demo.applying import ALONE, ALONE_BORN
from exam_app.demo.guards import number_of
from exam_app.demo.sign_ins import SignIn
from exam_app.demo.world import World
from exam_app.operations.pre_registrations import PreRegistered, pre_register, withdraw_from_home
from exam_app.pre_registration_numbers import grouped
from exam_app.queries.pre_registrations import counties
from exam_app.terms import Sex
from exam_app.work import Work

AT_HOME = "10.5.9.33"
AWAITED, STAYS_AWAY = "司徒慧敏", "上官建平"
"""No invented guard has a surname of two characters."""


def register_from_home(world: World) -> None:
    """Arrange the evenings at home; who is taken up comes to the desk in the chapter of the applicants."""
    day = world.calendar
    alone = number_of(day.day(ALONE_BORN), Sex.MALE, 480)
    world.then(day.at(day.working_day(6), 20, 5), GATE, partial(_register, ALONE, alone))
    away = number_of(day.day(9_100), Sex.MALE, 482)
    world.then(day.at(day.working_day(3), 19, 30), GATE, partial(_change_of_mind, away))
    awaited = number_of(day.day(10_400), Sex.FEMALE, 484)
    world.then(day.at(day.working_day(1), 21, 10), GATE, partial(_is_awaited, world, awaited))


def _register(name: str, number: str, work: Work) -> str:
    """Qingxi has the lowest division code, so it is offered first."""
    made = pre_register(
        work, county_id=counties(work)[0].id, name=name, id_number=number, phone="13700000000", address=AT_HOME
    )
    assert isinstance(made, PreRegistered)
    return made.number


def _change_of_mind(number: str, work: Work) -> None:
    made = _register(STAYS_AWAY, number, work)
    withdraw_from_home(work, number=made, last_four=number[-4:], address=AT_HOME)


def _is_awaited(world: World, number: str, work: Work) -> None:
    made = _register(AWAITED, number, work)
    who = f"{AWAITED} {counties(work)[0].name}"
    world.sign_ins.append(SignIn("/register/look-up", grouped(made), number[-4:], Role.PUBLIC.value, who))
