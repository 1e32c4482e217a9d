"""People on the roster of a guard unit, as a test needs them."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from exam_app.models import Employment
from exam_app.operations import roster_import
from exam_app.work import Site, Work
from tests.builders.people import newcomers
from tests.builders.training import an_xlsx
from tests.cast import NOON, Cast

HEADINGS = ("序号", "姓名", "身份证号", "手机", "岗位", "入职日期", "离职日期")
HIRED = date(2024, 3, 1)


def guards(site: Site, cast: Cast, count: int = 1, *, clerk: str = "ye", born: str = "19810312") -> list[UUID]:
    """So many newcomers on the roster of the clerk's unit since 1 March 2024, without a post."""
    entered = newcomers(site, cast, count, clerk=clerk, born=born)
    employed(site, cast, entered, clerk=clerk)
    return entered


def a_guard_roster(*rows: Sequence[object]) -> bytes:
    """A workbook of guards: name, ID number, post, first and last day; a title above, people from row 4 on."""
    lines = [
        (place, name, number, "", *rest, *[""] * (3 - len(rest)))
        for place, (name, number, *rest) in enumerate(rows, start=1)
    ]
    return an_xlsx(lines, headings=HEADINGS, sheet="花名册")


def previewed_guards(site: Site, cast: Cast, data: bytes, *, clerk: str = "ye", now: datetime = NOON) -> UUID:
    with Work.open(site, cast[clerk], now) as work:
        return roster_import.preview_guards(work, file_name="花名册.xlsx", data=data)


def employed(
    site: Site,
    cast: Cast,
    person_ids: Sequence[UUID],
    *,
    clerk: str = "ye",
    hired_on: date = HIRED,
    left_on: date | None = None,
    post_id: UUID | None = None,
) -> list[UUID]:
    """Stays of these people at the clerk's unit, as its roster import writes them."""
    with Work.open(site, cast[clerk], NOON) as work:
        rows = [
            Employment(
                city_id=work.city_id,
                id=work.new_id(),
                person_id=person_id,
                guard_unit_id=work.actor.guard_unit_id,
                post_id=post_id,
                hired_on=hired_on,
                left_on=left_on,
                recorded_by_id=work.actor.person_id,
                recorded_at=work.now,
            )
            for person_id in person_ids
        ]
        work.add_all(rows)
    return [row.id for row in rows]
