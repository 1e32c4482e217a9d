"""The rota: how many a room needs, and what is found wrong with it, the worst first."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_app.rotas import SEVERITY, Duty, Known, RotaProblem, RotaRoom, findings, needed

START = datetime(2026, 12, 1, 1, tzinfo=UTC)
DAY = date(2026, 12, 1)
ONE, OTHER, ROOM, ELSEWHERE, ZHAO, WANG = (UUID(int=number) for number in range(1, 7))
DAYS = {ONE: DAY, OTHER: DAY}


def duty(
    person: UUID = ZHAO, session: UUID = ONE, room: UUID | None = ROOM, after: int = 0, chief: bool = True
) -> Duty:
    begins = START + timedelta(minutes=after)
    return Duty(person, "赵敏", session, room, begins, begins + timedelta(minutes=90), chief)


def appointed(**more: object) -> Known:
    everybody = frozenset((person, session) for person in (ZHAO, WANG) for session in (ONE, OTHER))
    return Known(appointed=everybody, **more)  # type: ignore[arg-type]  # the fields by name


def problems(duties: list[Duty], known: Known, candidates: int = 20) -> list[RotaProblem]:
    return [each.problem for each in findings([RotaRoom(ONE, ROOM, candidates)], duties, known, DAYS)]


def test_a_room_with_two_of_whom_one_is_chief_is_complete() -> None:
    assert problems([duty(), duty(WANG, chief=False)], appointed()) == []


@given(st.integers(1, 2000))
def test_no_invigilator_has_more_than_thirty_and_nobody_is_alone(candidates: int) -> None:
    assert needed(candidates) >= 2 and candidates <= 30 * needed(candidates)
    assert needed(candidates) == 2 or candidates > 30 * (needed(candidates) - 1)


@pytest.mark.parametrize(("candidates", "missing"), [(20, 1), (60, 1), (61, 2), (121, 4)])
def test_what_a_room_lacks_is_counted(candidates: int, missing: int) -> None:
    (found,) = findings([RotaRoom(ONE, ROOM, candidates)], [duty()], appointed(), DAYS)
    assert (found.problem, found.number, found.duty) == (RotaProblem.TOO_FEW, missing, None)


@pytest.mark.parametrize(
    ("other", "clash"),
    [
        (duty(session=OTHER, room=ELSEWHERE), True),
        (duty(session=OTHER, room=ELSEWHERE, after=89), True),
        (duty(session=OTHER, room=ELSEWHERE, after=90), False),
        (duty(session=OTHER, room=None, after=30), True),
        (duty(room=ELSEWHERE), True),
        (duty(WANG, OTHER, ELSEWHERE), False),
    ],
    ids=["same time", "last minute", "one after the other", "as examiner", "another room", "somebody else"],
)
def test_nobody_is_in_two_places_at_one_time(other: Duty, clash: bool) -> None:
    found = findings([], [duty(), other], appointed(), DAYS)
    assert [each.problem for each in found] == [RotaProblem.TWO_PLACES] * (2 if clash else 0)


PLACE = (ZHAO, ONE, ROOM)


@pytest.mark.parametrize(
    ("known", "problem"),
    [
        (appointed(sitting=frozenset({(ZHAO, ONE)})), RotaProblem.SITS),
        (appointed(barred_until={ZHAO: DAY}), RotaProblem.BARRED),
        (appointed(trainees={PLACE: 3}), RotaProblem.TRAINEES),
        (appointed(colleagues={PLACE: 3}), RotaProblem.COLLEAGUES),
        (Known(appointed=frozenset({(WANG, ONE)})), RotaProblem.NO_ROLE),
    ],
    ids=lambda value: value.value if isinstance(value, RotaProblem) else "",
)
def test_each_reason_not_to_supervise_is_found(known: Known, problem: RotaProblem) -> None:
    assert problems([duty(), duty(WANG, chief=False)], known) == [problem]


def test_a_bar_that_ended_the_day_before_and_an_examination_at_another_time_are_none() -> None:
    known = appointed(barred_until={ZHAO: DAY - timedelta(days=1)}, sitting=frozenset({(ZHAO, OTHER)}))
    later = duty(WANG, OTHER, ELSEWHERE, after=90)
    assert problems([duty(), duty(WANG, chief=False), later], known) == []


def test_the_worst_comes_first() -> None:
    known = Known(colleagues={PLACE: 1}, sitting=frozenset({(ZHAO, ONE)}))
    found = problems([duty(chief=False), duty(room=ELSEWHERE)], known)
    assert found == sorted(found, key=SEVERITY.__getitem__) and found[0] is RotaProblem.TWO_PLACES
    assert {RotaProblem.SITS, RotaProblem.COLLEAGUES, RotaProblem.TOO_FEW, RotaProblem.NO_CHIEF} <= set(found)
