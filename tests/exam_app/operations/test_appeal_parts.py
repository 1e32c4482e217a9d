"""A doubted mark of skills or a physical test: a third examiner marks, and it counts once two people signed."""

from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from exam_app.actors import Actor
from exam_app.errors import Conflict, Invalid, NotFound, TooEarly
from exam_app.models import AppealCall, AppealDecision, ComponentMark
from exam_app.operations.appeal_remarks import file_remark, give_appeal_mark
from exam_app.queries.appeal_parts import my_calls
from exam_app.queries.appeals import my_appeals
from exam_app.queries.components import my_parts
from exam_app.terms import AppealOutcome, ComponentKind
from exam_app.work import Site, Work
from tests.builders import appeals
from tests.builders.appeals import FOUND, a_third_officer, asked, every_item
from tests.builders.components import examiners, mark, physical_test
from tests.builders.resits import AFTER, released
from tests.builders.sittings import Hall, a_closed_hall
from tests.cast import Cast

DOUBT = {ComponentKind.PHYSICAL: "两位考官的计时单不一致。"}


@pytest.fixture
def people(site: Site, cast: Cast) -> list[Actor]:
    return examiners(site, cast, 3)


@pytest.fixture
def hall(site: Site, cast: Cast, people: list[Actor]) -> Hall:
    """Bao has 56 and 58 of 100 in the physical test, 60 pass; everything is released."""
    hall = a_closed_hall(site, cast)
    part = physical_test(site, cast, hall, people)
    bookings = [actor.booking_id for actor in hall.candidates if actor.booking_id]
    for examiner, points in ((people[0], 56), (people[1], 58)):
        mark(site, examiner, part, dict.fromkeys(bookings, points), AFTER)
    released(site, cast, hall.exam_session_id)
    return hall


def doubted(site: Site, cast: Cast, hall: Hall) -> UUID:
    """Bao's appeal, marked by Yan who doubts the physical test."""
    appeal_id, yan = asked(site, hall.bao, hall), a_third_officer(site, cast)
    with Work.open(site, yan, AFTER) as work:
        file_remark(work, appeal_id, every_item(site, cast, appeal_id), FOUND, DOUBT)
    return appeal_id


def give(site: Site, examiner: Actor, points: int) -> None:
    with Work.open(site, examiner, AFTER) as work:
        (call,) = my_calls(work)
        give_appeal_mark(work, call.call_id, points)


def my_points(site: Site, hall: Hall) -> str:
    with Work.open(site, hall.bao, AFTER, read_only=True) as work:
        (part,) = my_parts(work, hall.exam_session_id)
    assert part.outcome is not None
    return part.outcome.written


def test_a_third_mark_counts_once_two_people_signed_and_the_first_stay(
    site: Site, cast: Cast, hall: Hall, people: list[Actor]
) -> None:
    """56, 58 and 62: the two nearest are 56 and 58. With 61 they stay; with 59 they are 58 and 59, 58.5."""
    appeal_id = doubted(site, cast, hall)
    with pytest.raises(TooEarly):
        appeals.proposed(site, cast["he"], appeal_id)
    give(site, people[2], 59)
    assert my_points(site, hall) == "57"
    assert appeals.proposed(site, cast["he"], appeal_id) is AppealOutcome.CHANGED
    assert my_points(site, hall) == "57"
    appeals.signed(site, cast["lin"], appeal_id)
    assert my_points(site, hall) == "58.5"
    with Work.open(site, hall.bao, AFTER, read_only=True) as work:
        (mine,) = my_appeals(work)
    assert [(part.before, part.after, part.passed) for part in mine.parts] == [("57", "58.5", False)]
    with Work.open(site, cast["ma"], AFTER, read_only=True) as work:
        first = select(ComponentMark.points).where(ComponentMark.booking_id == hall.bao.booking_id)
        assert sorted(work.all(first)) == [56, 58]


def test_a_third_mark_that_changes_nothing_upholds_the_result(
    site: Site, cast: Cast, hall: Hall, people: list[Actor]
) -> None:
    appeal_id = doubted(site, cast, hall)
    give(site, people[2], 70)
    assert appeals.proposed(site, cast["he"], appeal_id) is AppealOutcome.UPHELD
    appeals.signed(site, cast["lin"], appeal_id)
    assert my_points(site, hall) == "57"


def test_only_the_third_examiner_marks_and_only_once(site: Site, cast: Cast, hall: Hall, people: list[Actor]) -> None:
    doubted(site, cast, hall)
    with Work.open(site, cast["ma"], AFTER, read_only=True) as work:
        (call_id,) = work.all(select(AppealCall.id))
    for actor in (people[0], people[1], cast["zhao"]):
        with Work.open(site, actor, AFTER) as work:
            assert my_calls(work) == []
            with pytest.raises(NotFound):
                give_appeal_mark(work, call_id, 60)
    with Work.open(site, people[2], AFTER) as work:
        for points in (-1, 101):
            with pytest.raises(Invalid):
                give_appeal_mark(work, call_id, points)
    give(site, people[2], 60)
    with Work.open(site, people[2], AFTER) as work, pytest.raises(Conflict):
        give_appeal_mark(work, call_id, 61)


def test_what_was_not_marked_or_was_marked_by_three_is_not_called_again(site: Site, cast: Cast, hall: Hall) -> None:
    appeal_id, yan = asked(site, hall.bao, hall), a_third_officer(site, cast)
    words = every_item(site, cast, appeal_id)
    for parts in ({ComponentKind.SKILLS: "x"}, {ComponentKind.PHYSICAL: " "}, {ComponentKind.THEORY: "x"}):
        with Work.open(site, yan, AFTER) as work, pytest.raises(Invalid):
            file_remark(work, appeal_id, words, FOUND, parts)


def test_calls_marks_and_decided_parts_are_never_changed(
    site: Site, cast: Cast, hall: Hall, people: list[Actor]
) -> None:
    appeal_id = doubted(site, cast, hall)
    give(site, people[2], 59)
    appeals.proposed(site, cast["he"], appeal_id)
    for change in ("UPDATE appeal_mark SET points = 1", "DELETE FROM appeal_call", "DELETE FROM appeal_mark"):
        with pytest.raises(DatabaseError), Work.open(site, cast["he"], AFTER) as work:
            work.session.execute(text(change))
    with Work.open(site, cast["ma"], AFTER, read_only=True) as work:
        assert work.all(select(AppealDecision.parts)) == [[["physical", "57", "58.5", False]]]
