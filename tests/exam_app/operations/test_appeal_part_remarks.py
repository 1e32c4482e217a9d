"""A score appeal where no paper was sat: the components are marked anew, and the first marks stay."""

from uuid import UUID

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError

from exam_app.actors import Actor
from exam_app.errors import Conflict, Invalid, TooLate
from exam_app.journal import JournalEntry, Tag
from exam_app.models import Appeal, AppealDecision, AppealMark, AppealRemark, Booking, ComponentMark
from exam_app.operations.appeal_part_remarks import PartWord, file_part_remark
from exam_app.operations.appeal_remarks import file_remark, read_appeal_dossier
from exam_app.operations.appeals import take_down_appeal
from exam_app.queries.appealable import appealable
from exam_app.queries.appeals import appeal_page, my_appeals
from exam_app.queries.components import my_parts
from exam_app.terms import AppealOutcome, AppealState, ComponentKind
from exam_app.work import Site, Work
from tests.builders import appeals
from tests.builders.appeals import FOUND, WORDS, a_third_officer, asked, every_item
from tests.builders.components import examiners, mark, physical_test
from tests.builders.resits import AFTER, released
from tests.builders.sittings import Hall, a_closed_hall
from tests.cast import Cast

once = pytest.mark.usefixtures("sqlite_only")
NOTE = "按测试现场录像和计时单复核。"


@pytest.fixture
def people(site: Site, cast: Cast) -> list[Actor]:
    return examiners(site, cast, 2)


@pytest.fixture
def hall(site: Site, cast: Cast, people: list[Actor]) -> Hall:
    """The third candidate sat no paper: only the physical test, 56 and 58 of 100 points, 60 pass."""
    hall = a_closed_hall(site, cast)
    part = physical_test(site, cast, hall, people)
    with Work.open(site, cast["he"], AFTER) as work:
        work.change(update(Booking).where(Booking.id == hall.candidates[2].booking_id).values(components=["physical"]))
    bookings = [actor.booking_id for actor in hall.candidates if actor.booking_id]
    for examiner, points in ((people[0], 56), (people[1], 58)):
        mark(site, examiner, part, dict.fromkeys(bookings, points), AFTER)
    released(site, cast, hall.exam_session_id)
    return hall


@pytest.fixture
def resitter(hall: Hall) -> Actor:
    return hall.candidates[2]


def filed(site: Site, marker: Actor, appeal_id: UUID, points: int | None, note: str = NOTE) -> UUID:
    with Work.open(site, marker, AFTER) as work:
        return file_part_remark(work, appeal_id, {ComponentKind.PHYSICAL: PartWord(points, note)}, FOUND)


def my_points(site: Site, hall: Hall, who: Actor) -> tuple[str, bool]:
    with Work.open(site, who, AFTER, read_only=True) as work:
        (part,) = my_parts(work, hall.exam_session_id)
    assert part.outcome is not None
    return part.outcome.written, part.outcome.passed


def test_who_only_had_the_physical_test_asks_that_it_be_checked(
    site: Site, cast: Cast, hall: Hall, resitter: Actor
) -> None:
    with Work.open(site, resitter, AFTER, read_only=True) as work:
        (found,) = appealable(work, work.found(resitter.person_id))
    assert (found.score, list(found.parts)) == (None, [ComponentKind.PHYSICAL])
    appeal_id = asked(site, resitter, hall)
    with Work.open(site, cast["ma"], AFTER, read_only=True) as work:
        row = work.get(Appeal, appeal_id)
        assert (row.sitting_id, row.result_number, row.booking_id) == (None, None, resitter.booking_id)
        page = appeal_page(work, appeal_id)
    assert page.appealed is None and [(part.kind, part.points) for part in page.parts] == [
        (ComponentKind.PHYSICAL, "57")
    ]
    with pytest.raises(Conflict):
        asked(site, resitter, hall)


@once
def test_the_county_takes_it_down_and_sees_no_points_before_the_decision(
    site: Site, cast: Cast, hall: Hall, resitter: Actor
) -> None:
    number = appeals.ticket_of(site, cast, resitter)
    with Work.open(site, cast["zhou"], AFTER) as work:
        appeal_id = take_down_appeal(work, number, WORDS)
        assert [(part.kind, part.points) for part in appeal_page(work, appeal_id).parts] == [
            (ComponentKind.PHYSICAL, "")
        ]


def test_the_second_markers_points_count_once_two_people_signed_and_the_first_stay(
    site: Site, cast: Cast, hall: Hall, resitter: Actor
) -> None:
    """Of 56, 58 and 59 the two nearest are 58 and 59: 58.5. Of 56, 58 and 62 they would be 56 and 58 still."""
    appeal_id, yan = asked(site, resitter, hall), a_third_officer(site, cast)
    filed(site, yan, appeal_id, 59)
    assert my_points(site, hall, resitter) == ("57", False)
    assert appeals.proposed(site, cast["he"], appeal_id) is AppealOutcome.CHANGED
    assert my_points(site, hall, resitter) == ("57", False)
    appeals.signed(site, cast["lin"], appeal_id)
    assert my_points(site, hall, resitter) == ("58.5", False)
    with Work.open(site, resitter, AFTER, read_only=True) as work:
        (mine,) = my_appeals(work)
    assert (mine.outcome, mine.raw) == (AppealOutcome.CHANGED, None)
    assert [(part.before, part.after, part.passed) for part in mine.parts] == [("57", "58.5", False)]
    with Work.open(site, cast["ma"], AFTER, read_only=True) as work:
        first = select(ComponentMark.points).where(ComponentMark.booking_id == resitter.booking_id)
        assert sorted(work.all(first)) == [56, 58]
        found = list(work.all(select(JournalEntry.tag).order_by(JournalEntry.leaf_index)))
    assert found.count(Tag.APPEAL_PART_MARKED) == 1 and found.count(Tag.APPEAL_DECIDED) == 1


def test_points_beside_which_the_first_two_are_the_nearest_uphold_the_result(
    site: Site, cast: Cast, hall: Hall, resitter: Actor
) -> None:
    appeal_id = asked(site, resitter, hall)
    filed(site, a_third_officer(site, cast), appeal_id, 70)
    assert appeals.proposed(site, cast["he"], appeal_id) is AppealOutcome.UPHELD
    appeals.signed(site, cast["lin"], appeal_id)
    with Work.open(site, cast["ma"], AFTER, read_only=True) as work:
        assert work.all(select(AppealDecision.parts)) == [[["physical", "57", "57", False]]]
        assert work.get(Appeal, appeal_id).state is AppealState.FINAL


@pytest.mark.parametrize(("points", "note"), [(None, NOTE), (-1, NOTE), (101, NOTE), (60, " "), (60, "长" * 301)])
def test_every_component_needs_points_and_what_they_rest_on(
    site: Site, cast: Cast, hall: Hall, resitter: Actor, points: int | None, note: str
) -> None:
    appeal_id = asked(site, resitter, hall)
    with pytest.raises(Invalid):
        filed(site, a_third_officer(site, cast), appeal_id, points, note)
    with Work.open(site, cast["ma"], AFTER, read_only=True) as work:
        assert work.get(Appeal, appeal_id).state is AppealState.APPEALED
        assert not work.all(select(AppealMark)) and not work.all(select(AppealRemark))


@once
def test_who_released_it_does_not_mark_it_and_nobody_does_so_twice(
    site: Site, cast: Cast, hall: Hall, resitter: Actor
) -> None:
    appeal_id, yan = asked(site, resitter, hall), a_third_officer(site, cast)
    for name in ("he", "lin"):
        with pytest.raises(Conflict, match="released"):
            filed(site, cast[name], appeal_id, 60)
    filed(site, yan, appeal_id, 60)
    with pytest.raises((Conflict, TooLate)):
        filed(site, yan, appeal_id, 61)


@once
def test_each_kind_of_second_marking_is_for_its_kind_of_attempt(
    site: Site, cast: Cast, hall: Hall, resitter: Actor
) -> None:
    without, sat, yan = asked(site, resitter, hall), asked(site, hall.bao, hall), a_third_officer(site, cast)
    with Work.open(site, yan, AFTER) as work, pytest.raises(Conflict, match="No paper"):
        file_remark(work, without, {}, FOUND)
    with pytest.raises(Conflict, match="item by item"):
        filed(site, yan, sat, 60)
    assert every_item(site, cast, sat)


@once
def test_the_dossier_holds_the_scoring_sheets(
    site: Site, cast: Cast, hall: Hall, resitter: Actor, people: list[Actor]
) -> None:
    appeal_id = asked(site, resitter, hall)
    filed(site, a_third_officer(site, cast), appeal_id, 60)
    with Work.open(site, cast["he"], AFTER) as work:
        dossier = read_appeal_dossier(work, appeal_id)
    assert dossier.recount is None and not dossier.items and not dossier.results
    (part,) = dossier.parts
    assert [(each.examiner, each.points) for each in part.sheet] == [("考官1", 56), ("考官2", 58)]
    assert (part.kind, part.full_mark, part.note) == (ComponentKind.PHYSICAL, 100, NOTE)


def test_what_was_asked_about_stays_in_the_table(site: Site, cast: Cast, hall: Hall, resitter: Actor) -> None:
    """A sitting cannot be put under an appeal that had none, nor half a recount under a second marking."""
    appeal_id = asked(site, resitter, hall)
    filed(site, a_third_officer(site, cast), appeal_id, 60)
    for change in (
        "UPDATE appeal SET sitting_id = (SELECT id FROM sitting LIMIT 1), result_number = 1",
        "UPDATE appeal SET result_number = 1",
        "UPDATE appeal_remark SET recount_raw = 5",
    ):
        with pytest.raises(DatabaseError), Work.open(site, cast["he"], AFTER) as work:
            work.session.execute(text(change))
    assert appeal_id
