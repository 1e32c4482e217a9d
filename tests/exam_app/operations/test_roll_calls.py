"""A roll call is asked for at a moment nobody knew, taken once, of the course alone, and opened on record."""

import io
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis.strategies import binary, integers
from PIL import Image
from sqlalchemy import select

from exam_app.actors import the_system
from exam_app.errors import Conflict, Invalid, NotFound, TooEarly, TooLate
from exam_app.journal import JournalEntry, Tag
from exam_app.models import Lesson, RollCall
from exam_app.operations.lessons import cancel_lesson
from exam_app.operations.roll_calls import open_roll_call, take_roll_call
from exam_app.queries.lessons import lesson_page
from exam_app.queries.roll_calls import roll_calls
from exam_app.roll_calls import ANSWER_WITHIN, EARLIEST, LATEST, drawn_moment
from exam_app.terms import ProofKind, RollCallState
from exam_app.work import Site, Work
from tests.builders.lessons import BEGAN, a_lesson
from tests.builders.training import trained
from tests.cast import CITY, NOON, Cast

ENDS = BEGAN + timedelta(minutes=270)
"""Of a lesson of six class hours."""


def a_picture(size: tuple[int, int] = (2400, 1800)) -> bytes:
    """A picture of a room as a telephone sends it, with the place where it was taken."""
    image = Image.new("RGB", size, (90, 110, 130))
    exif = image.getexif()
    exif[0x010F] = "Telephone"
    exif.get_ifd(0x8825)[1] = "N"
    written = io.BytesIO()
    image.save(written, "JPEG", exif=exif)
    return written.getvalue()


def asked_at(site: Site, lesson_id: UUID) -> datetime:
    with Work.open(site, the_system(CITY), NOON, read_only=True) as work:
        return work.get(Lesson, lesson_id).roll_call_at


def state(site: Site, cast: Cast, lesson_id: UUID, now) -> RollCallState:
    with Work.open(site, cast["feng"], now, read_only=True) as work:
        return lesson_page(work, lesson_id).call.state


@given(drawn=binary(min_size=8, max_size=8), minutes=integers(45, 6 * 45))
def test_the_moment_lies_in_the_middle_of_the_lesson(drawn: bytes, minutes: int) -> None:
    length = timedelta(minutes=minutes)
    moment = drawn_moment(BEGAN, BEGAN + length, drawn)
    assert BEGAN + length * EARLIEST - timedelta(minutes=1) < moment <= BEGAN + length * LATEST


def test_lessons_alike_are_asked_at_different_moments(site: Site, cast: Cast, sqlite_only: None) -> None:
    course = trained(site, cast, 1)
    days = [BEGAN + timedelta(days=n) for n in range(6)]
    moments = {asked_at(site, a_lesson(site, cast, course.course_id, starts_at=day, now=BEGAN)) - day for day in days}
    assert len(moments) > 3


def test_a_picture_is_taken_once_and_says_who_is_seen(site: Site, cast: Cast) -> None:
    course = trained(site, cast, 3)
    lesson_id = a_lesson(site, cast, course.course_id)
    asked = asked_at(site, lesson_id)
    assert state(site, cast, lesson_id, asked - timedelta(seconds=1)) is RollCallState.NOT_YET
    with pytest.raises(TooEarly), Work.open(site, cast["feng"], asked - timedelta(seconds=1)) as work:
        take_roll_call(work, lesson_id, a_picture(), course.people)
    assert state(site, cast, lesson_id, asked) is RollCallState.ASKED
    with Work.open(site, cast["feng"], asked + timedelta(minutes=4)) as work:
        assert take_roll_call(work, lesson_id, a_picture(), course.people[:2]) == 2
    with pytest.raises(Conflict), Work.open(site, cast["feng"], asked + timedelta(minutes=5)) as work:
        take_roll_call(work, lesson_id, a_picture(), course.people)
    with Work.open(site, cast["li"], NOON, read_only=True) as work:
        page = lesson_page(work, lesson_id)
    assert page.call.state is RollCallState.TAKEN
    assert {person.id for person in page.people if ProofKind.ROLL_CALL in person.moments} == set(course.people[:2])


def test_a_late_picture_is_kept_as_late_and_none_is_taken_after_the_lesson(site: Site, cast: Cast) -> None:
    course = trained(site, cast, 1)
    lesson_id = a_lesson(site, cast, course.course_id)
    with pytest.raises(TooLate), Work.open(site, cast["feng"], ENDS + timedelta(seconds=1)) as work:
        take_roll_call(work, lesson_id, a_picture(), course.people)
    assert state(site, cast, lesson_id, ENDS + timedelta(seconds=1)) is RollCallState.MISSING
    with Work.open(site, cast["feng"], asked_at(site, lesson_id) + ANSWER_WITHIN + timedelta(seconds=1)) as work:
        take_roll_call(work, lesson_id, a_picture(), course.people)
    assert state(site, cast, lesson_id, ENDS) is RollCallState.TAKEN_LATE


def test_nothing_is_kept_of_a_file_that_is_no_picture_or_of_somebody_elses_trainee(
    site: Site, cast: Cast, sqlite_only: None
) -> None:
    course = trained(site, cast, 1)
    lesson_id = a_lesson(site, cast, course.course_id)
    now = asked_at(site, lesson_id)
    with pytest.raises(Invalid) as refused, Work.open(site, cast["feng"], now) as work:
        take_roll_call(work, lesson_id, b"no picture", course.people)
    assert list(refused.value.fields) == ["picture"]
    with pytest.raises(Invalid), Work.open(site, cast["feng"], now) as work:
        take_roll_call(work, lesson_id, a_picture(), [*course.people, UUID(int=9)])
    with Work.open(site, cast["li"], now, read_only=True) as work:
        assert work.all(select(RollCall)) == []


def test_the_picture_is_small_sealed_without_the_telephones_marks_and_opened_on_record(site: Site, cast: Cast) -> None:
    course = trained(site, cast, 1)
    lesson_id = a_lesson(site, cast, course.course_id)
    with Work.open(site, cast["feng"], asked_at(site, lesson_id)) as work:
        take_roll_call(work, lesson_id, a_picture(), course.people)
    with Work.open(site, cast["zhou"], NOON) as work:
        jpeg = open_roll_call(work, lesson_id)
        kept = work.all(select(RollCall))
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        opened = work.all(select(JournalEntry.actor_id).where(JournalEntry.tag == Tag.ROLL_CALL_READ))
    with Image.open(io.BytesIO(jpeg)) as image:
        assert image.size == (1600, 1200) and not dict(image.getexif())
    assert jpeg not in kept[0].picture_sealed and len(opened) == 1


def test_the_county_sees_its_own_units_lessons_and_a_stranger_opens_nothing(site: Site, cast: Cast) -> None:
    course = trained(site, cast, 1)
    lesson_id = a_lesson(site, cast, course.course_id)
    with Work.open(site, cast["feng"], asked_at(site, lesson_id)) as work:
        take_roll_call(work, lesson_id, a_picture(), course.people)
    with Work.open(site, cast["zhou"], NOON, read_only=True) as work:
        (line,) = roll_calls(work).rows
    assert (line.call.state, line.seen) == (RollCallState.TAKEN, 1)
    for stranger in ("hao", "gao", "shi"):
        with pytest.raises(NotFound), Work.open(site, cast[stranger], NOON) as work:
            open_roll_call(work, lesson_id)


def test_a_cancelled_lesson_asks_for_no_picture(site: Site, cast: Cast, sqlite_only: None) -> None:
    course = trained(site, cast, 1)
    lesson_id = a_lesson(site, cast, course.course_id)
    with Work.open(site, cast["li"], BEGAN) as work:
        cancel_lesson(work, lesson_id, "停电")
    assert state(site, cast, lesson_id, ENDS) is RollCallState.NOT_ASKED
    with pytest.raises(Conflict), Work.open(site, cast["feng"], asked_at(site, lesson_id)) as work:
        take_roll_call(work, lesson_id, a_picture(), course.people)
