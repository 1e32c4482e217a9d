"""A table of units is tried row by row, says what to repair, and is taken in whole or not at all."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from exam_app.actors import the_system
from exam_app.errors import Conflict, Invalid, NotFound, TooLate
from exam_app.journal import JournalEntry, Tag
from exam_app.models import Filing, GuardUnit, TrainingUnit
from exam_app.operations import unit_tables
from exam_app.operations.unit_tables import TakenIn
from exam_app.queries.unit_tables import DraftPage, unit_table
from exam_app.terms import GuardUnitKind
from exam_app.work import Site, Work
from tests.cast import CITY, NOON, Cast

once = pytest.mark.usefixtures("sqlite_only")
HEADINGS = "单位名称,单位类别,许可证编号,所属县区,备案事项,事项日期,备案日期,变更内容"
GOOD = (
    "天盾保安服务有限公司,保安服务公司,云公保服2024-011,青溪县公安局,,,,",
    "青溪实业集团,自招单位,青保备2025-002,330301,开业备案,2025年2月1日,2025年2月20日,",
    "磐石保安服务有限公司,保安公司,,,变更,2026-09-01,,法定代表人变更为李强",
)


def table(*rows: str) -> bytes:
    return "\n".join((HEADINGS, *rows)).encode("gb18030")


def previewed(site: Site, cast: Cast, *rows: str, who: str = "wu") -> UUID:
    with Work.open(site, cast[who], NOON) as work:
        return unit_tables.preview_units(work, file_name="单位.csv", data=table(*rows))


def looked(site: Site, cast: Cast, draft_id: UUID, who: str = "wu") -> DraftPage:
    with Work.open(site, cast[who], NOON, read_only=True) as work:
        return unit_table(work, draft_id)


def confirmed(site: Site, cast: Cast, draft_id: UUID, who: str = "wu") -> TakenIn:
    with Work.open(site, cast[who], NOON) as work:
        return unit_tables.confirm_units(work, draft_id)


def counted(site: Site, cast: Cast) -> tuple[int, int, int]:
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        guards, training, filings = (
            work.count(select(func.count(model.id))) for model in (GuardUnit, TrainingUnit, Filing)
        )
        return guards, training, filings


def test_nothing_is_in_the_registry_before_it_is_confirmed_and_then_everything(site: Site, cast: Cast) -> None:
    before = counted(site, cast)
    draft_id = previewed(site, cast, *GOOD)
    page = looked(site, cast, draft_id)
    assert (page.faulty, page.known) == ([], 0)
    assert [(row.name, row.is_new, row.files) for row in page.new] == [
        ("天盾保安服务有限公司", True, False),
        ("青溪实业集团", True, True),
        ("磐石保安服务有限公司", False, True),
    ]
    assert counted(site, cast) == before
    assert confirmed(site, cast, draft_id) == TakenIn(2, 2)
    assert counted(site, cast) == (before[0] + 2, before[1], before[2] + 2)
    with pytest.raises(Conflict):
        confirmed(site, cast, draft_id)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        unit = work.found(work.one(select(GuardUnit).where(GuardUnit.name == "青溪实业集团")))
        assert (unit.kind, unit.licence_number) == (GuardUnitKind.IN_HOUSE, "青保备2025-002")
        # Trying the rows left no fact behind: each new unit is in the journal once.
        assert work.count(select(func.count()).where(JournalEntry.tag == Tag.GUARD_UNIT_ADDED)) == before[0] + 2


@once
def test_the_same_table_twice_changes_nothing_the_second_time(site: Site, cast: Cast) -> None:
    confirmed(site, cast, previewed(site, cast, *GOOD))
    after = counted(site, cast)
    draft_id = previewed(site, cast, *GOOD)
    assert (looked(site, cast, draft_id).new, looked(site, cast, draft_id).known) == ([], 3)
    assert confirmed(site, cast, draft_id) == TakenIn(0, 0)
    assert counted(site, cast) == after


FAULTY = [
    (",保安公司,1,青溪县公安局,,,,", "单位名称", "This cell is empty."),
    ("甲公司,工厂,1,青溪县公安局,,,,", "单位类别", "is none of the words"),
    ("甲公司,保安公司,,青溪县公安局,,,,", "许可证或备案编号", "Enter the number of the permit."),
    ("甲公司,保安公司,1,某县,,,,", "所属县区", "Choose one of:"),
    ("甲公司,自招单位,1,青溪县公安局,开业,2024-13-01,,", "事项日期", "is no day"),
    ("甲公司,自招单位,1,青溪县公安局,开业,,,", "事项日期", "Enter the date."),
    ("甲公司,保安公司,1,青溪县公安局,变更,2024-03-01,,", "变更内容", "Say what changes"),
    ("磐石保安服务有限公司,自招单位,1,,,,,", "单位类别", "The registry has this unit as"),
    (f"{'甲' * 81},保安公司,1,青溪县公安局,,,,", "单位名称", "Use at most 80"),
]


@once
@pytest.mark.parametrize(("row", "heading", "words"), FAULTY, ids=[words for *_, words in FAULTY])
def test_a_faulty_row_says_which_cell_and_what_to_do_and_holds_the_others_back(
    site: Site, cast: Cast, row: str, heading: str, words: str
) -> None:
    before = counted(site, cast)
    draft_id = previewed(site, cast, GOOD[0], row)
    page = looked(site, cast, draft_id)
    ((said_at, sentence),) = page.faulty[0].findings
    assert (page.faulty[0].number, said_at) == (3, heading)
    assert words in str(sentence)
    assert [row.number for row in page.new] == [2]
    with pytest.raises(Conflict):
        confirmed(site, cast, draft_id)
    assert counted(site, cast) == before


@once
def test_a_county_files_for_its_own_units_only_and_adds_none(site: Site, cast: Cast) -> None:
    draft_id = previewed(
        site,
        cast,
        GOOD[2],
        GOOD[0],
        GOOD[2].replace("磐石保安服务有限公司,保安公司", "磐山园区物业服务有限公司,自招单位"),
        who="zhou",
    )
    page = looked(site, cast, draft_id, "zhou")
    assert [row.number for row in page.new] == [2]
    assert [row.number for row in page.faulty] == [3, 4]
    assert confirmed(site, cast, previewed(site, cast, GOOD[2], who="zhou"), "zhou") == TakenIn(0, 1)
    with pytest.raises(NotFound):
        looked(site, cast, draft_id, "shi")


@once
def test_a_table_is_gone_after_a_day(site: Site, cast: Cast) -> None:
    draft_id = previewed(site, cast, *GOOD)
    later = NOON + timedelta(hours=24)
    with Work.open(site, cast["wu"], later) as work, pytest.raises(TooLate):
        unit_tables.confirm_units(work, draft_id)
    with Work.open(site, the_system(CITY), later) as work:
        assert (unit_tables.expire_unit_tables(work), unit_tables.expire_unit_tables(work)) == (1, 0)
    with pytest.raises(TooLate):
        looked(site, cast, draft_id)


@once
def test_a_registry_that_changed_in_between_is_said_and_nothing_is_written(site: Site, cast: Cast) -> None:
    draft_id = previewed(site, cast, GOOD[0])
    with Work.open(site, cast["wu"], NOON) as work:
        unit_tables.places.add_guard_unit(
            work, county_id=cast.qingxi, kind=GuardUnitKind.IN_HOUSE, name="天盾保安服务有限公司"
        )
    before = counted(site, cast)
    with pytest.raises(Conflict, match="row 2 is refused now"):
        confirmed(site, cast, draft_id)
    assert counted(site, cast) == before


@once
@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", HEADINGS.encode()])
def test_a_file_without_units_is_refused(site: Site, cast: Cast, data: bytes) -> None:
    with Work.open(site, cast["wu"], NOON) as work, pytest.raises(Invalid):
        unit_tables.preview_units(work, file_name="x.csv", data=data)
