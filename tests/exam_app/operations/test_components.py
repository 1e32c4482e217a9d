"""Skills and physical tests: who marks, who sees what when, and what a pass is."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from exam_app.actors import Actor, Role
from exam_app.errors import Conflict, Invalid, NotAllowed, NotFound, TooEarly, TooLate
from exam_app.models import Booking, ComponentMark, ExamSession, Result
from exam_app.operations import accounts, certificates, components, results, scheduling
from exam_app.operations.components import Mark
from exam_app.queries.components import my_parts, part_results, sheet_of
from exam_app.queries.resits import standings
from exam_app.resits import Turn
from exam_app.scoring import Scale
from exam_app.terms import ComponentKind
from exam_app.work import Site, Work
from tests.builders.components import MARKED, examiners, mark, physical_test
from tests.builders.registrations import approved
from tests.builders.resits import AFTER, next_examination, registrations_of, released
from tests.builders.scheduling import MORNING, bookings, planned, supervised
from tests.builders.sittings import Hall, a_closed_hall
from tests.cast import NOON, Cast

PHYSICAL = ComponentKind.PHYSICAL
USUAL = Scale(100, 60)


@pytest.fixture
def people(site: Site, cast: Cast) -> list[Actor]:
    return examiners(site, cast, 3)


def places_of(hall: Hall) -> list[UUID]:
    return [actor.booking_id for actor in hall.candidates if actor.booking_id]


def marked_hall(site: Site, cast: Cast, people: list[Actor], *points: int) -> tuple[Hall, UUID]:
    """Everybody passed the theory but the last, who did not come; both examiners give the same points."""
    hall = a_closed_hall(site, cast, right=(5,) * (len(points) - 1))
    part = physical_test(site, cast, hall, people)
    given = dict(zip(places_of(hall), points, strict=True))
    for examiner in people[:2]:
        mark(site, examiner, part, given)
    return hall, part


# -- planning -----------------------------------------------------------------------------------------------------


def test_an_examination_with_a_physical_test_needs_two_examiners(site: Site, cast: Cast, people: list[Actor]) -> None:
    exam_session_id = supervised(site, cast, approved(site, cast))
    with Work.open(site, cast["he"], NOON) as work:
        part = components.offer_component(work, exam_session_id, PHYSICAL, USUAL)
        with pytest.raises(Conflict, match="already"):
            components.offer_component(work, exam_session_id, PHYSICAL, USUAL)
        components.assign_examiner(work, part, 1, people[0].person_id)  # type: ignore[arg-type]
        with pytest.raises(Conflict, match="needs two examiners"):
            components.require_examiners(work, work.get(ExamSession, exam_session_id))
        with pytest.raises(Conflict, match="another place"):
            components.assign_examiner(work, part, 2, people[0].person_id)  # type: ignore[arg-type]
        components.assign_examiner(work, part, 2, people[1].person_id)  # type: ignore[arg-type]
        components.assign_examiner(work, part, 2, people[2].person_id)  # type: ignore[arg-type]
        session = work.get(ExamSession, exam_session_id)
        components.require_examiners(work, session)
        booked = work.all(select(Booking).where(Booking.exam_session_id == exam_session_id))
        components.settle_components(work, session, booked)
        assert booked[0].components == ["theory", "physical"]
        components.drop_component(work, part)
        components.settle_components(work, session, booked)
        assert booked[0].components == ["theory"]


def test_nobody_examines_whom_the_own_unit_trained(site: Site, cast: Cast, people: list[Actor]) -> None:
    exam_session_id = supervised(site, cast, approved(site, cast))
    with Work.open(site, cast["wu"], NOON) as work:
        account = people[0].account_id
        assert account is not None
        accounts.grant_role(work, account, Role.TRAINING_CLERK, place_id=cast.anwei, starts_on=work.today, ends_on=None)
    with Work.open(site, cast["he"], NOON) as work:
        part = components.offer_component(work, exam_session_id, PHYSICAL, USUAL)
        with pytest.raises(Conflict, match="own training unit: 1"):
            components.assign_examiner(work, part, 1, people[0].person_id)  # type: ignore[arg-type]
        li = cast["li"].person_id
        assert li is not None
        with pytest.raises(Invalid):
            components.assign_examiner(work, part, 1, li)


def test_impossible_marks_are_refused_at_their_field(sqlite_only: None, site: Site, cast: Cast) -> None:
    exam_session_id = planned(site, cast)
    for scale, field in (
        (Scale(0, 1), "full_mark"),
        (Scale(100, 101), "pass_mark"),
        (Scale(100, 60, 101), "limit_percent"),
    ):
        with pytest.raises(Invalid) as refused, Work.open(site, cast["he"], NOON) as work:
            components.offer_component(work, exam_session_id, PHYSICAL, scale)
        assert set(refused.value.fields) == {field}
    with pytest.raises(Invalid), Work.open(site, cast["he"], NOON) as work:
        components.offer_component(work, exam_session_id, ComponentKind.THEORY, USUAL)
    with pytest.raises(NotAllowed), Work.open(site, cast["zhao"], NOON) as work:
        components.offer_component(work, exam_session_id, PHYSICAL, USUAL)


# -- marking ------------------------------------------------------------------------------------------------------


def test_nobody_sees_a_colleagues_mark_before_giving_the_own(site: Site, cast: Cast, people: list[Actor]) -> None:
    hall = a_closed_hall(site, cast)
    part = physical_test(site, cast, hall, people)
    first, second, _ = places_of(hall)
    mark(site, people[0], part, {first: 70, second: 50})
    with Work.open(site, people[1], MARKED, read_only=True) as work:
        assert work.all(select(ComponentMark)) == []
        assert [each.points for each in sheet_of(work, part).candidates] == [None, None, None]
    mark(site, people[1], part, {first: 72})
    with Work.open(site, people[1], MARKED, read_only=True) as work:
        assert sorted(work.all(select(ComponentMark.points))) == [70, 72]


def test_a_third_examiner_is_called_where_two_differ_and_only_there(
    site: Site, cast: Cast, people: list[Actor]
) -> None:
    hall = a_closed_hall(site, cast)
    part = physical_test(site, cast, hall, people)
    first, second, third = places_of(hall)
    assert mark(site, people[0], part, {first: 70, second: 50, third: 0}) == 0
    assert mark(site, people[1], part, {first: 72, second: 61, third: 0}) == 1
    with pytest.raises(TooEarly, match="1 candidates"):
        released(site, cast, hall.exam_session_id)
    with Work.open(site, people[2], MARKED, read_only=True) as work:
        assert [each.booking_id for each in sheet_of(work, part).candidates] == [second]
        assert work.all(select(ComponentMark)) == []
    with pytest.raises(NotFound):
        mark(site, people[2], part, {first: 71})
    mark(site, people[2], part, {second: 60})
    released(site, cast, hall.exam_session_id)
    with Work.open(site, cast["he"], AFTER, read_only=True) as work:
        found = {each.name: each for each in part_results(work, hall.exam_session_id)[PHYSICAL]}
    assert [found[actor.name].outcome.written for actor in hall.candidates] == ["71", "60.5", "0"]
    assert str(found[hall.bao.name].outcome.words) == "Mean of 60 and 61, the two nearest of 50, 60, 61."


def test_a_mark_stands_as_it_was_given(site: Site, cast: Cast, people: list[Actor]) -> None:
    hall = a_closed_hall(site, cast)
    part = physical_test(site, cast, hall, people)
    first, second, third = places_of(hall)
    mark(site, people[0], part, {first: 70})
    with pytest.raises(Conflict, match="already"):
        mark(site, people[0], part, {first: 71, second: 60})
    with pytest.raises(Invalid) as refused:
        mark(site, people[0], part, {second: 101})
    assert set(refused.value.fields) == {str(second)}
    with pytest.raises(TooEarly):
        mark(site, people[0], part, {second: 60}, NOON - timedelta(minutes=1))
    mark(site, people[0], part, {second: 60, third: 0})
    with Work.open(site, people[1], MARKED) as work:
        components.give_marks(work, part, {first: Mark(70), second: Mark(60), third: Mark(0, was_absent=True)})
    released(site, cast, hall.exam_session_id)
    with pytest.raises(TooLate):
        mark(site, people[2], part, {first: 70}, AFTER)


def test_strangers_see_and_give_no_marks(sqlite_only: None, site: Site, cast: Cast, people: list[Actor]) -> None:
    hall, part = marked_hall(site, cast, people, 70, 50, 0)
    for name in ("li", "zhou", "zhao", "gao", "shi"):
        with Work.open(site, cast[name], MARKED, read_only=True) as work:
            assert work.all(select(ComponentMark)) == []
    with pytest.raises(NotFound):
        mark(site, cast["zhao"], part, {places_of(hall)[0]: 70})
    with pytest.raises(NotAllowed):
        mark(site, cast["he"], part, {places_of(hall)[0]: 70})
    with Work.open(site, hall.lin, MARKED, read_only=True) as work:
        assert len(work.all(select(ComponentMark))) == 2
        assert [each.outcome for each in my_parts(work, hall.exam_session_id)] == [None]


# -- what a pass is -----------------------------------------------------------------------------------------------


def test_only_the_component_that_failed_is_repeated(site: Site, cast: Cast, people: list[Actor]) -> None:
    hall, _ = marked_hall(site, cast, people, 70, 50, 0)
    released(site, cast, hall.exam_session_id)
    both, physical_failed, absent = registrations_of(site, cast, hall)
    theory_alone = next_examination(site, cast, hall)
    with Work.open(site, cast["he"], AFTER) as work:
        found = standings(work, [both, physical_failed, absent], MORNING)
        assert found[both].has_passed
        assert (found[physical_failed].turn, found[physical_failed].components) == (Turn.FREE, (PHYSICAL,))
        assert found[absent].components == (ComponentKind.THEORY, PHYSICAL)
        with pytest.raises(Conflict, match="does not include what is left"):
            scheduling.book(work, theory_alone, [physical_failed])
    with Work.open(site, cast["he"], AFTER) as work:
        components.offer_component(work, theory_alone, PHYSICAL, USUAL)
        scheduling.book(work, theory_alone, [physical_failed, absent])
    asked = {each.registration_id: each.components for each in bookings(site, cast, theory_alone)}
    assert asked == {physical_failed: ["physical"], absent: ["theory", "physical"]}


def test_no_certificate_without_every_required_component(site: Site, cast: Cast, people: list[Actor]) -> None:
    hall, _ = marked_hall(site, cast, people, 70, 50, 0)
    released(site, cast, hall.exam_session_id)
    with Work.open(site, cast["sun"], AFTER) as work:
        marks = {row.person_id: row.id for row in work.all(select(Result))}
        report = certificates.issue(work, [marks[actor.person_id] for actor in hall.candidates[:2]])
    said = {each.name: [str(reason) for reason in each.reasons] for each in report.not_issued}
    missing = "A component besides the theory is not passed."
    assert missing not in said[hall.lin.name]
    assert missing in said[hall.bao.name]


def test_the_candidate_sees_every_component_once_it_is_out(site: Site, cast: Cast, people: list[Actor]) -> None:
    hall, _ = marked_hall(site, cast, people, 70, 50, 0)
    released(site, cast, hall.exam_session_id)
    with Work.open(site, hall.bao, AFTER, read_only=True) as work:
        (part,) = my_parts(work, hall.exam_session_id)
    assert part.outcome is not None
    assert (part.outcome.written, part.outcome.passed) == ("50", False)


def test_results_wait_for_the_marks(sqlite_only: None, site: Site, cast: Cast, people: list[Actor]) -> None:
    hall = a_closed_hall(site, cast)
    physical_test(site, cast, hall, people)
    with pytest.raises(TooEarly, match="3 candidates"), Work.open(site, cast["he"], AFTER) as work:
        results.sign_release(work, hall.exam_session_id)
