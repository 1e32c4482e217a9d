"""The city and the auditor read the registry of every county, and change nothing in it."""

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import event, select

from exam_app.journal import JournalEntry, Tag
from exam_app.operations import registry
from exam_app.queries.registry import Wanted
from exam_app.queries.registry import registry as registry_of
from exam_app.work import Site, Work
from tests.builders.registry import PDF, described, filed, handed_in, stated
from tests.cast import Cast, enter
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("sqlite_only")
READERS = (("he", "/office/units"), ("ma", "/oversight/units"))
"""City examination officer and auditor, each with the address of the list."""


@pytest.fixture
def at_desk(client: FlaskClient, site: Site, cast: Cast) -> Callable[[str], FlaskClient]:
    def sit_down(who: str) -> FlaskClient:
        enter(client, site, cast[who], NOON)
        with client.session_transaction() as session:
            session["locale"] = "en"
        return client

    return sit_down


def a_registry(site: Site, cast: Cast) -> None:
    """A late filing, a unit at a venue that is a key unit, a document, details, and a lead passed on to nobody."""
    filed(site, cast, cast.anwei)
    stated(site, cast, cast.anwei, legal_person="周启明")
    described(site, cast, cast.post, is_entertainment=True, is_key_unit=True)
    handed_in(site, cast)
    with Work.open(site, cast["shi"], NOON) as work:
        registry.note_lead(work, county_id=cast.panshan, trains=True, name="速成班", lead="街面招生")


def test_city_and_auditor_read_every_countys_units_and_change_none(
    at_desk: Callable[[str], FlaskClient], site: Site, cast: Cast
) -> None:
    a_registry(site, cast)
    for who, address in READERS:
        desk = at_desk(who)
        listed = desk.get(address).text
        assert "青溪县公安局" in listed and "磐山县公安局" in listed and "速成班" in listed
        assert "Note a lead" not in listed and "Read a table" not in listed
        unit = desk.get(f"{address}/{cast.anwei}", follow_redirects=True).text
        assert "周启明" in unit and "late by 47 days" in unit and "Event recorded" in unit
        guarding = desk.get(f"{address}/{cast.panshi}").text
        assert "Key protected unit" in guarding and "保险单" in guarding
        for change in ("Record an event", "State details", "Describe", "Record a contract", "Ended early"):
            assert change not in unit + guarding, (who, change)
        assert "to nobody yet" in desk.get(f"{address}/leads").text
        assert desk.post(f"/office/units/{cast.anwei}/filings/record").status_code == 403


def test_the_list_is_narrowed_by_county_kind_state_and_what_is_guarded(
    at_desk: Callable[[str], FlaskClient], site: Site, cast: Cast
) -> None:
    a_registry(site, cast)
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        counts = {each.county.id: each for each in registry_of(work, Wanted()).counties}
    assert counts[cast.qingxi].by_state["late"] == 1 and counts[cast.panshan].by_state["lead"] == 1
    assert counts[cast.qingxi].by_kind["training"] == 1 and counts[cast.panshan].by_kind["training"] == 2
    desk = at_desk("he")

    def shown(**asked: object) -> set[str]:
        text = desk.get("/office/units", query_string=asked).text
        return {name for name in ("安卫职业", "卫士培训", "磐石保安", "磐山园区", "速成班") if name in text}

    assert shown(county=cast.qingxi) == {"安卫职业", "磐石保安"}
    assert shown(kind="training") == {"安卫职业", "卫士培训", "速成班"}
    assert shown(state="late") == {"安卫职业"}
    assert shown(mark="key_unit") == shown(mark="venue") == {"磐石保安"}
    assert shown(mark="mismatch") == {"磐石保安"}
    assert shown(mark="papers", county=cast.panshan) == {"磐山园区"}
    assert shown(kind="no such", state="x", mark="y", county="z") == shown()


def test_the_table_holds_the_narrowed_units_and_their_filings_and_is_on_record(
    at_desk: Callable[[str], FlaskClient], site: Site, cast: Cast
) -> None:
    a_registry(site, cast)
    for who, address in READERS:
        file = at_desk(who).get(f"{address}/registry.xlsx", query_string={"kind": "training"})
        units, filings = (list(sheet.values) for sheet in load_workbook(io.BytesIO(file.data)))
        assert [row[0] for row in units[1:]] == ["速成班", "青溪县安卫职业培训学校", "磐山县卫士培训学校"]
        assert units[2][5] == "周启明" and filings[1][0] == "青溪县安卫职业培训学校" and filings[1][8] == "47"
        assert len(filings) == 2
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        written = work.all(select(JournalEntry.actor_id).where(JournalEntry.tag == Tag.REGISTRY_WRITTEN))
    assert set(written) == {cast["he"].person_id, cast["ma"].person_id}


def test_a_document_opened_by_city_or_auditor_is_on_record(
    at_desk: Callable[[str], FlaskClient], site: Site, cast: Cast
) -> None:
    document = handed_in(site, cast)
    for who, address in READERS:
        assert at_desk(who).get(f"{address}/documents/{document}").data == PDF
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        read = work.all(select(JournalEntry.actor_id).where(JournalEntry.tag == Tag.UNIT_DOCUMENT_READ))
    assert set(read) == {cast["he"].person_id, cast["ma"].person_id}


def test_more_units_cost_no_more_statements(at_desk: Callable[[str], FlaskClient], site: Site, cast: Cast) -> None:
    desk, counted = at_desk("he"), []

    def statements() -> int:
        assert desk.get("/office/units").status_code == 200
        before = len(counted)
        desk.get("/office/units")
        return len(counted) - before

    event.listen(site.engine, "before_cursor_execute", lambda *_: counted.append(1))
    few = statements()
    a_registry(site, cast)
    for order in range(5):
        with Work.open(site, cast["shi"], NOON) as work:
            registry.note_lead(work, county_id=cast.panshan, trains=False, name=f"某队{order}", lead="举报")
    assert statements() == few
