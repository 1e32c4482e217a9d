"""Tables leave by the city's mapping, counted, with the people of the own desk; a gateway's answers come back in."""

import io
from collections.abc import Mapping

import pytest
from sqlalchemy import select
from xlsxwriter import Workbook

from exam_app.errors import Conflict, Invalid
from exam_app.journal import JournalEntry, Tag
from exam_app.mappings import read_table, shipped_text
from exam_app.models import ExamSession
from exam_app.operations import courses, mappings, outbox, results, roster_import
from exam_app.operations.tables import WrittenTable, write_session_table
from exam_app.queries.mappings import mapping_in_force, to_read
from exam_app.queries.outbox import batch_page
from exam_app.queries.rosters import roster_page
from exam_app.queries.tables import session_tables
from exam_app.rosters import FileRefused, Outcome
from exam_app.terms import NoticeChannel, NoticeState, TableSubject
from exam_app.work import Site, Work
from tests.builders.certificates import issued
from tests.builders.registrations import approved, passed_at_county, registered, trainees
from tests.builders.scheduling import published
from tests.builders.sittings import a_closed_hall
from tests.cast import NOON, Cast, id_number
from tests.exam_app.operations.test_notices import LATER, with_telephones

once = pytest.mark.usefixtures("sqlite_only")


def written(site: Site, cast: Cast, subject: TableSubject, session_id: object, who: str = "he") -> WrittenTable:
    with Work.open(site, cast[who], LATER) as work:
        return write_session_table(work, subject, session_id)  # type: ignore[arg-type]


def cells(table: WrittenTable) -> list[Mapping[str, str]]:
    return [dict(zip(table.headings, row, strict=True)) for row in table.rows]


# -- written ------------------------------------------------------------------------------------------------------


def test_registrations_leave_with_full_numbers_and_the_count_is_journalled(site: Site, cast: Cast) -> None:
    ids = [*approved(site, cast, 2), *approved(site, cast, 1, clerk="gao", reviewer="shi", first=5)]
    session_id = published(site, cast, ids)
    table = written(site, cast, TableSubject.REGISTRATIONS, session_id)
    found = {row["姓名"]: row for row in cells(table)}
    assert len(found) == 3
    assert found["李秀英"]["公民身份号码"] == id_number("19790312", 1)
    assert found["李秀英"]["受理机关"] == "青溪县公安局"
    assert {row["考试日期"] for row in cells(table)} == {"2026-12-01"}
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        (entry,) = work.all(select(JournalEntry).where(JournalEntry.tag == Tag.TABLE_WRITTEN))
        assert (entry.facts["count"], entry.facts["id_numbers"], entry.facts["table"]) == (3, 3, "registrations")
        read = read_table(to_read(work, TableSubject.PEOPLE)[0], [table.headings, *table.rows])
        assert read is not None
        assert {row.values["id_number"] for row in read.rows} == {row["公民身份号码"] for row in cells(table)}


@once
def test_a_county_writes_its_own_applicants_only(site: Site, cast: Cast) -> None:
    ids = [*approved(site, cast, 2), *approved(site, cast, 1, clerk="gao", reviewer="shi", first=5)]
    session_id = published(site, cast, ids)
    assert len(written(site, cast, TableSubject.REGISTRATIONS, session_id, "zhou").rows) == 2
    assert len(written(site, cast, TableSubject.REGISTRATIONS, session_id, "shi").rows) == 1


@once
def test_results_are_written_once_they_are_released(site: Site, cast: Cast) -> None:
    hall = a_closed_hall(site, cast, right=(5, 2))
    with pytest.raises(Conflict):
        written(site, cast, TableSubject.RESULTS, hall.exam_session_id)
    for signer in ("he", "lin"):
        with Work.open(site, cast[signer], LATER) as work:
            results.sign_release(work, hall.exam_session_id)
    rows = cells(written(site, cast, TableSubject.RESULTS, hall.exam_session_id))
    assert sorted((row["成绩"], row["满分"], row["是否合格"]) for row in rows) == [
        ("2", "5", "不合格"),
        ("5", "5", "合格"),
    ]
    with Work.open(site, cast["he"], LATER, read_only=True) as work:
        (line,) = session_tables(work).rows
        assert line.rows[TableSubject.RESULTS] == 2
        assert line.rows[TableSubject.CERTIFICATES] == 0


@once
def test_certificates_are_written_by_the_issuer_too(site: Site, cast: Cast) -> None:
    issued(site, cast, 2)
    with Work.open(site, cast["sun"], LATER, read_only=True) as work:
        session_id = work.all(select(ExamSession.id))[0]
    rows = cells(written(site, cast, TableSubject.CERTIFICATES, session_id, "sun"))
    assert len(rows) == 2
    assert all(row["证书编号"] and row["发证机关"] == "云川市公安局" for row in rows)


# -- the city's own mapping ---------------------------------------------------------------------------------------

OWN = """name = "简表"
subject = "registrations"
direction = "write"

[[column]]
heading = "Name"
field = "name"
"""


@once
def test_a_city_names_the_columns_itself_and_can_go_back(site: Site, cast: Cast) -> None:
    session_id = published(site, cast, approved(site, cast))
    with Work.open(site, cast["he"], NOON) as work:
        mappings.state_mapping(work, TableSubject.REGISTRATIONS, OWN.replace("\n", "\r\n"))
    table = written(site, cast, TableSubject.REGISTRATIONS, session_id)
    assert (list(table.headings), len(table.rows)) == (["Name"], 1)
    with Work.open(site, cast["ma"], LATER, read_only=True) as work:
        (entry,) = work.all(select(JournalEntry).where(JournalEntry.tag == Tag.TABLE_WRITTEN))
        assert entry.facts["id_numbers"] == 0
    with Work.open(site, cast["he"], LATER) as work:
        mappings.withdraw_mapping(work, TableSubject.REGISTRATIONS)
        assert mapping_in_force(work, TableSubject.REGISTRATIONS).text == shipped_text(TableSubject.REGISTRATIONS)


@once
@pytest.mark.parametrize("text", [OWN.replace("heading", "headline"), OWN.replace("registrations", "results"), "?"])
def test_a_faulty_mapping_is_refused(site: Site, cast: Cast, text: str) -> None:
    with Work.open(site, cast["he"], NOON) as work, pytest.raises(Invalid):
        mappings.state_mapping(work, TableSubject.REGISTRATIONS, text)


def workbook(rows: list[list[str]]) -> bytes:
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for line, texts in enumerate(rows):
            for column, text in enumerate(texts):
                sheet.write_string(line, column, text)
    return content.getvalue()


@once
def test_an_official_export_becomes_a_roster_by_the_headings_of_the_mapping(site: Site, cast: Cast) -> None:
    own = (
        shipped_text(TableSubject.PEOPLE)
        .replace('heading = "姓名"', 'heading = "XM"')
        .replace('heading = "公民身份号码"', 'heading = "GMSFHM"')
    )
    data = workbook([["GMSFHM", "XM"], [id_number("19790312", 17), "王建国"]])
    with Work.open(site, cast["li"], NOON) as work:
        course_id = courses.open_course(work, name="第8期", starts_on=work.today, ends_on=work.today)
    with Work.open(site, cast["li"], NOON) as work, pytest.raises(FileRefused):
        roster_import.preview_roster(work, course_id, file_name="x.xlsx", data=data)
    with Work.open(site, cast["he"], NOON) as work:
        mappings.state_mapping(work, TableSubject.PEOPLE, own)
    with Work.open(site, cast["li"], NOON) as work:
        draft_id = roster_import.preview_roster(work, course_id, file_name="x.xlsx", data=data)
        page = roster_page(work, draft_id, shown=Outcome.ACCEPTED, page=1, row_number=None)
        assert [row.name for row in page.listing.rows] == ["王建国"]


# -- a gateway's answers ------------------------------------------------------------------------------------------


@pytest.fixture
def batch(site: Site, cast: Cast) -> object:
    passed_at_county(site, cast, registered(site, cast, trainees(site, cast, 3)))
    with_telephones(site, cast)
    with Work.open(site, cast["zhou"], NOON) as work:
        return outbox.hand_over(work, NoticeChannel.GATEWAY)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_gateways_file_says_what_became_of_each_notice(site: Site, cast: Cast, batch, form: str) -> None:  # type: ignore[no-untyped-def]
    rows = [
        ["短信发送报告", "", ""],
        ["序号", "发送状态", "失败原因"],
        ["1", "DELIVRD", ""],
        ["2", "发送失败", "空号"],
        ["9", "成功", ""],
    ]
    data = workbook(rows) if form == "xlsx" else "\n".join(",".join(row) for row in rows).encode("gb18030")
    with Work.open(site, cast["zhou"], NOON) as work:
        assert outbox.read_answers(work, batch, data) == outbox.AnswersRead(1, 1, 1)
    with Work.open(site, cast["zhou"], NOON) as work:
        found = batch_page(work, batch).listing.rows
        assert [(row.place, row.line.state, row.line.words) for row in found] == [
            (2, NoticeState.FAILED, "空号"),
            (1, NoticeState.DELIVERED, ""),
        ]
        assert outbox.read_answers(work, batch, data) == outbox.AnswersRead(0, 0, 3)


@once
@pytest.mark.parametrize(
    "data", [b"", b"a,b\n1,2\n", "序号,状态\n1,排队中\n".encode(), b"\xff\xfe\x00\x01", b"PK\x03\x04"]
)
def test_a_file_that_says_nothing_changes_nothing(site: Site, cast: Cast, batch, data: bytes) -> None:  # type: ignore[no-untyped-def]
    with Work.open(site, cast["zhou"], NOON) as work, pytest.raises(Invalid):
        outbox.read_answers(work, batch, data)
    with Work.open(site, cast["zhou"], NOON) as work:
        assert batch_page(work, batch).batch.open == 2
