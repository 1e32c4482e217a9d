"""The rota over the database: refused when saved, found when it arose later, in a fixed number of statements."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import event, update
from sqlalchemy.exc import IntegrityError

from exam_app.actors import Role
from exam_app.errors import Conflict, NotAllowed, NotFound, TooLate
from exam_app.models import ExamSession, Invigilation
from exam_app.operations import accounts, places, scheduling, session_changes
from exam_app.queries.rotas import Rota, rota
from exam_app.rotas import RotaProblem
from exam_app.terms import ExamSessionState
from exam_app.work import Site, Work
from tests.builders.components import examiners
from tests.builders.employment import employed
from tests.builders.registrations import approved
from tests.builders.scheduling import MORNING, booked, bookings, seated, supervised
from tests.cast import NOON, Cast

WEEK = date(2026, 12, 2)


def looked(site: Site, cast: Cast) -> Rota:
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        return rota(work, WEEK)


def found(site: Site, cast: Cast) -> list[tuple[RotaProblem, int]]:
    return [(finding.problem, finding.number) for finding, _ in looked(site, cast).problems]


def zhao(cast: Cast) -> UUID:
    person_id = cast["zhao"].person_id
    assert person_id is not None
    return person_id


def completed(site: Site, cast: Cast, candidates: int = 3) -> UUID:
    """An examination whose room has two invigilators, Zhao as chief."""
    exam_session_id = supervised(site, cast, approved(site, cast, candidates))
    (second,) = examiners(site, cast, 1)
    assert second.person_id is not None
    with Work.open(site, cast["he"], NOON) as work:
        scheduling.assign_invigilator(work, exam_session_id, cast.room, second.person_id)
        scheduling.name_chief(work, exam_session_id, cast.room, zhao(cast))
    return exam_session_id


def test_a_complete_week_has_nothing_to_settle(site: Site, cast: Cast) -> None:
    exam_session_id = completed(site, cast)
    found = looked(site, cast)
    (line,) = found.lines
    assert (found.monday, found.sunday, found.problems) == (date(2026, 11, 30), date(2026, 12, 6), [])
    assert (line.exam_session_id, line.room_id, line.candidates, line.needed) == (exam_session_id, cast.room, 3, 2)
    assert [duty.is_chief for duty in line.people] == [True, False] and line.people[0].name == cast["zhao"].name
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        assert rota(work, WEEK + timedelta(days=7)).lines == []


def test_gaps_are_shown(site: Site, cast: Cast) -> None:
    booked(site, cast, approved(site, cast), starts_at=MORNING + timedelta(days=1), name="无座位")
    assert looked(site, cast).waiting == 1
    exam_session_id = seated(site, cast, approved(site, cast, 2, first=5))
    assert found(site, cast) == [(RotaProblem.TOO_FEW, 2)]
    with Work.open(site, cast["he"], NOON) as work:
        scheduling.assign_invigilator(work, exam_session_id, cast.room, zhao(cast))
    assert found(site, cast) == [(RotaProblem.TOO_FEW, 1), (RotaProblem.NO_CHIEF, 0)]


def test_who_trained_or_works_with_candidates_is_named_though_it_came_about_later(site: Site, cast: Cast) -> None:
    exam_session_id = completed(site, cast)
    people = [booking.person_id for booking in bookings(site, cast, exam_session_id)]
    employed(site, cast, [zhao(cast), *people[:2]])
    assert found(site, cast) == [(RotaProblem.COLLEAGUES, 2)]
    account = cast["zhao"].account_id
    assert account is not None
    with Work.open(site, cast["wu"], NOON) as work:
        accounts.grant_role(work, account, Role.TRAINING_CLERK, place_id=cast.anwei, starts_on=work.today, ends_on=None)
    assert found(site, cast) == [(RotaProblem.TRAINEES, 3), (RotaProblem.COLLEAGUES, 2)]


def test_nobody_is_assigned_twice_at_one_time_and_a_moved_examination_shows_it(site: Site, cast: Cast) -> None:
    completed(site, cast)
    with Work.open(site, cast["wu"], NOON) as work:
        other_room = places.add_room(work, centre_id=cast.centre, name="303室", rows=2, columns=2)
    for minutes, name, clash in ((60, "第2场", True), (90, "第3场", False)):
        start = MORNING + timedelta(minutes=minutes)
        session = booked(site, cast, approved(site, cast, first=minutes), starts_at=start, name=name)
        with Work.open(site, cast["he"], NOON) as work:
            scheduling.assign_seats(work, session, [other_room] if clash else [cast.room])
        if clash:
            with pytest.raises(Conflict, match="12月第1场") as refused, Work.open(site, cast["he"], NOON) as work:
                scheduling.assign_invigilator(work, session, other_room, zhao(cast))
            assert refused.value.code == "on_duty"
            with Work.open(site, cast["he"], NOON) as work:
                session_changes.withdraw(work, session, reason="测试")
            continue
        with Work.open(site, cast["he"], NOON) as work:
            scheduling.assign_invigilator(work, session, cast.room, zhao(cast))
        assert RotaProblem.TWO_PLACES not in dict(found(site, cast))
        with Work.open(site, cast["he"], NOON) as work:
            scheduling.assign_seats(work, session, [other_room])
            scheduling.assign_invigilator(work, session, other_room, zhao(cast))
            session_changes.move(work, session, starts_at=MORNING + timedelta(minutes=30), reason="测试")
    assert found(site, cast)[:2] == [(RotaProblem.TWO_PLACES, 1)] * 2


def test_a_room_has_one_chief_who_supervises_it(site: Site, cast: Cast) -> None:
    exam_session_id = completed(site, cast)
    (line,) = looked(site, cast).lines
    second = line.people[1].person_id
    with Work.open(site, cast["he"], NOON) as work:
        scheduling.name_chief(work, exam_session_id, cast.room, second)
        scheduling.name_chief(work, exam_session_id, cast.room, second)
    (line,) = looked(site, cast).lines
    assert [(duty.person_id, duty.is_chief) for duty in line.people] == [(second, True), (zhao(cast), False)]
    he = cast["he"].person_id
    assert he is not None
    with pytest.raises(NotFound), Work.open(site, cast["he"], NOON) as work:
        scheduling.name_chief(work, exam_session_id, cast.room, he)
    with pytest.raises(NotAllowed), Work.open(site, cast["zhao"], NOON) as work:
        scheduling.name_chief(work, exam_session_id, cast.room, zhao(cast))
    with pytest.raises(IntegrityError), Work.open(site, cast["he"], NOON) as work:
        work.change(update(Invigilation).values(is_chief=True))
    with Work.open(site, cast["he"], NOON) as work:
        work.change(update(ExamSession).values(state=ExamSessionState.RUNNING))
    with pytest.raises(TooLate), Work.open(site, cast["he"], NOON) as work:
        scheduling.name_chief(work, exam_session_id, cast.room, zhao(cast))


@contextmanager
def counted(site: Site) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(connection, cursor, statement, parameters, context, executemany) -> None:  # type: ignore[no-untyped-def]
        statements.append(statement)

    event.listen(site.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(site.engine, "before_cursor_execute", note)


def test_a_full_week_takes_no_more_statements_than_one_room(site: Site, cast: Cast) -> None:
    completed(site, cast)
    with counted(site) as one:
        looked(site, cast)
    for day in range(1, 5):
        session = seated(
            site,
            cast,
            approved(site, cast, 2, first=10 * day),
            starts_at=MORNING + timedelta(days=day),
            name=f"第{day}场",
        )
        with Work.open(site, cast["he"], NOON) as work:
            scheduling.assign_invigilator(work, session, cast.room, zhao(cast))
    with counted(site) as five:
        assert len(looked(site, cast).lines) == 5
    assert len(five) == len(one) <= 20
