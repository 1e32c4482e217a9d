"""Courses and the people in them, made the way a clerk makes them: a roster previewed and confirmed."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from uuid import UUID

from openpyxl import Workbook
from PIL import Image, ImageFilter
from sqlalchemy import select

from exam_app.demo.portraits import portrait
from exam_app.models import Enrolment, Person
from exam_app.operations import courses, roster_import
from exam_app.terms import Sex
from exam_app.work import Site, Work
from tests.cast import NOON, Cast, id_number

HEADINGS = ("序号", "姓名", "身份证号", "性别", "手机")
FIRST_DAY, LAST_DAY = date(2026, 11, 2), date(2026, 12, 18)
NAMES = ("张建国", "李娜", "买买提·艾力", "欧阳雪梅", "王强")


@dataclass(frozen=True)
class Trained:
    """A course and its people, in the roster's order."""

    course_id: UUID
    people: list[UUID]


def number_of(order: int) -> str:
    """The ID number of the ``order``-th invented trainee."""
    return id_number(f"{1970 + order % 30}{1 + order % 12:02d}{1 + order % 28:02d}", order % 1000)


def an_xlsx(rows: Sequence[Sequence[object]], *, headings: Sequence[str] = HEADINGS, sheet: str = "名单") -> bytes:
    """A workbook with a title, a heading row in row 3 and people from row 4 on."""
    book = Workbook()
    page = book.active
    page.title = sheet
    page["A1"] = "2026年第6期学员名单"
    for place, row in enumerate([headings, *rows], start=3):
        for column, value in enumerate(row, start=1):
            page.cell(place, column, value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def a_roster(count: int = 3, first: int = 1) -> bytes:
    """A roster of right rows."""
    rows = [
        (place + 1, NAMES[place % len(NAMES)], number_of(first + place), "", f"1380000{place:04d}")
        for place in range(count)
    ]
    return an_xlsx(rows)


def a_course(
    site: Site,
    cast: Cast,
    clerk: str = "li",
    name: str = "2026年第6期",
    now: datetime = NOON,
    days: tuple[date, date] = (FIRST_DAY, LAST_DAY),
) -> UUID:
    with Work.open(site, cast[clerk], now) as work:
        return courses.open_course(work, name=name, starts_on=days[0], ends_on=days[1])


def previewed(site: Site, cast: Cast, course_id: UUID, data: bytes, clerk: str = "li", now: datetime = NOON) -> UUID:
    with Work.open(site, cast[clerk], now) as work:
        return roster_import.preview_roster(work, course_id, file_name="第6期.xlsx", data=data)


def trained(
    site: Site,
    cast: Cast,
    count: int = 3,
    *,
    clerk: str = "li",
    name: str = "2026年第6期",
    first: int = 1,
    now: datetime = NOON,
    days: tuple[date, date] = (FIRST_DAY, LAST_DAY),
) -> Trained:
    """A course with ``count`` people enrolled."""
    course_id = a_course(site, cast, clerk, name, now, days)
    draft_id = previewed(site, cast, course_id, a_roster(count, first), clerk, now)
    with Work.open(site, cast[clerk], now) as work:
        roster_import.confirm_roster(work, draft_id)
        people = work.all(
            select(Person.id)
            .join(Enrolment, (Enrolment.city_id == Person.city_id) & (Enrolment.person_id == Person.id))
            .where(Enrolment.course_id == course_id)
            .order_by(Person.birth_date)
        )
    return Trained(course_id, list(people))


@cache
def a_portrait(seed: int = 120) -> bytes:
    """A picture as it comes from a camera: a drawn face, large enough."""
    return portrait(seed, Sex.MALE, 30)


def a_spoilt_portrait(*, blur: float) -> bytes:
    """The same face, taken with an unsteady hand."""
    spoilt = io.BytesIO()
    Image.open(io.BytesIO(a_portrait())).filter(ImageFilter.GaussianBlur(blur)).save(spoilt, "JPEG", quality=92)
    return spoilt.getvalue()
