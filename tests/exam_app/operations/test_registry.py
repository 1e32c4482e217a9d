"""The registry of units: filings and their periods, who keeps it, details of past days, leads passed on."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError

from exam_app.actors import Actor
from exam_app.errors import Conflict, Invalid, NotAllowed, NotFound
from exam_app.models import Filing, GuardUnit, Referral, TrainingUnit, UnitDetail
from exam_app.operations import filings, places, registry
from exam_app.queries.filings import own_filings
from exam_app.queries.registry import RegistryState, UnitPage, Wanted, leads, unit_page
from exam_app.queries.registry import registry as listed
from exam_app.terms import FilingAct, FilingState, GuardUnitKind, UnitKind
from exam_app.work import Site, Work
from tests.builders.registry import filed, stated
from tests.cast import Cast
from tests.conftest import NOON

DAY = timedelta(days=1)
TODAY = NOON.date()


def page_of(site: Site, actor: Actor, unit_id: UUID, on: date | None = None) -> UnitPage:
    with Work.open(site, actor, NOON, read_only=True) as work:
        return unit_page(work, unit_id, on)


# -- filings --------------------------------------------------------------------------------------------------------


def test_a_late_start_stands_first_and_is_filed_late_once_its_papers_come(site: Site, cast: Cast) -> None:
    start = filed(site, cast, cast.anwei)  # 1 September, rest until 7 October: due on the 8th
    filed(site, cast, cast.anwei, act=FilingAct.CHANGED, event_on=TODAY, what="住所迁至学府路2号")
    late, moved = page_of(site, cast["zhou"], cast.anwei).filings
    assert (late.id, late.standing.state, late.standing.due_on) == (start, FilingState.LATE, date(2026, 10, 8))
    assert late.standing.days == 47 and moved.standing.state == FilingState.NO_CLOCK
    with Work.open(site, cast["zhou"], NOON) as work:
        filings.receive_filing(work, start, received_on=date(2026, 10, 12), number="云公保备2026-050")
    page = page_of(site, cast["zhou"], cast.anwei)
    assert page.unit.number == "云公保备2026-050" and page.state == RegistryState.RUNNING
    (done,) = [line for line in page.filings if line.id == start]
    assert (done.standing.state, done.standing.days, done.is_open) == (FilingState.FILED_LATE, 4, False)


def test_a_filing_is_answered_once_and_never_edited(site: Site, cast: Cast) -> None:
    start = filed(site, cast, cast.anwei)
    with Work.open(site, cast["zhou"], NOON) as work:
        filings.set_aside_filing(work, start, reason="日期录错")
    for act in (
        lambda work: filings.set_aside_filing(work, start, reason="又一次"),
        lambda work: filings.receive_filing(work, start, received_on=TODAY, number="7"),
    ):
        with pytest.raises(Conflict, match="answered already"), Work.open(site, cast["zhou"], NOON) as work:
            act(work)
    assert filed(site, cast, cast.anwei) != start, "what was set aside can be entered rightly"
    with pytest.raises(DatabaseError, match="append only"), Work.open(site, cast["zhou"], NOON) as work:
        work.change(update(Filing).values(event_on=TODAY))


def test_a_clerk_announces_for_the_own_unit_and_cannot_say_that_it_is_filed(site: Site, cast: Cast) -> None:
    with Work.open(site, cast["li"], NOON) as work:
        ended = filings.announce_filing(work, act=FilingAct.ENDED, event_on=TODAY + 10 * DAY)
    with Work.open(site, cast["ye"], NOON) as work:
        filings.announce_filing(work, act=FilingAct.CROSS_REGION, event_on=TODAY + 20 * DAY, division_code="320505")
    with Work.open(site, cast["li"], NOON, read_only=True) as work:
        assert [line.id for line in own_filings(work).filings] == [ended]
    assert page_of(site, cast["zhou"], cast.panshi).state == RegistryState.LATE  # thirty working days are over
    with pytest.raises(NotAllowed), Work.open(site, cast["li"], NOON) as work:
        filings.receive_filing(work, ended, received_on=TODAY)
    with pytest.raises(Conflict, match="recorded already"), Work.open(site, cast["li"], NOON) as work:
        filings.announce_filing(work, act=FilingAct.ENDED, event_on=TODAY + 10 * DAY)


@pytest.mark.usefixtures("sqlite_only")
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"act": FilingAct.BRANCH}, "act"),
        ({"event_on": date(2009, 12, 31)}, "event_on"),
        ({"event_on": TODAY + 367 * DAY}, "event_on"),
        ({"act": FilingAct.CHANGED}, "what"),
        ({"division_code": "320505"}, "division_code"),
    ],
)
def test_an_event_that_cannot_be_is_refused_at_its_field(
    site: Site, cast: Cast, given: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        filed(site, cast, cast.anwei, **given)
    assert set(refused.value.fields) == {field}


@pytest.mark.usefixtures("sqlite_only")
def test_a_receipt_that_cannot_be_is_refused_at_its_field(site: Site, cast: Cast) -> None:
    start = filed(site, cast, cast.anwei)
    for received_on, number, field in (
        (TODAY + DAY, "7", "received_on"),
        (date(2009, 1, 1), "7", "received_on"),
        (TODAY, "", "number"),
    ):
        with pytest.raises(Invalid) as refused, Work.open(site, cast["zhou"], NOON) as work:
            filings.receive_filing(work, start, received_on=received_on, number=number)
        assert set(refused.value.fields) == {field}
    with pytest.raises(Invalid), Work.open(site, cast["zhou"], NOON) as work:
        filings.set_aside_filing(work, start, reason="")


# -- who sees what --------------------------------------------------------------------------------------------------


def test_a_county_keeps_its_own_units_and_another_has_no_page_of_them(site: Site, cast: Cast) -> None:
    start = filed(site, cast, cast.anwei)
    with Work.open(site, cast["shi"], NOON, read_only=True) as work:
        assert {line.unit.id for line in listed(work, Wanted()).lines.rows} == {cast.other_unit, cast.other_guard_unit}
        with pytest.raises(NotFound):
            unit_page(work, cast.anwei)
    with Work.open(site, cast["shi"], NOON) as work:
        for act in (
            lambda: filings.receive_filing(work, start, received_on=TODAY, number="7"),
            lambda: filings.record_filing(work, cast.panshi, act=FilingAct.BRANCH, event_on=TODAY),
            lambda: registry.describe_post(
                work, cast.post, is_entertainment=True, is_key_unit=False, on_own_premises=None
            ),
        ):
            with pytest.raises(NotFound):
                act()
    with Work.open(site, cast["wu"], NOON, read_only=True) as work:
        assert listed(work, Wanted()).lines.total == 4


@pytest.mark.usefixtures("sqlite_only")
@pytest.mark.parametrize("who", ["li", "ye", "he", "qin", "ma"])
def test_nobody_but_the_keepers_keeps_the_registry(site: Site, cast: Cast, who: str) -> None:
    with Work.open(site, cast[who], NOON) as work, pytest.raises(NotAllowed):
        filings.record_filing(work, cast.anwei, act=FilingAct.STARTED, event_on=TODAY)
    with Work.open(site, cast[who], NOON) as work, pytest.raises(NotAllowed):
        registry.note_lead(work, county_id=cast.qingxi, trains=True, name="x", lead="x")


def test_the_list_puts_what_needs_doing_first_and_can_be_narrowed(site: Site, cast: Cast) -> None:
    filed(site, cast, cast.anwei)
    with Work.open(site, cast["wu"], NOON) as work:
        registry.note_lead(work, county_id=cast.panshan, trains=True, name="速成班", lead="街面招生")
    with Work.open(site, cast["wu"], NOON, read_only=True) as work:
        states = [line.state for line in listed(work, Wanted()).lines.rows]
        assert states == sorted(states, key=list(RegistryState).index)
        assert states[:2] == [RegistryState.LEAD, RegistryState.LATE]
        narrowed = listed(work, Wanted(kind=UnitKind.TRAINING, county_id=cast.qingxi))
        assert [line.unit.id for line in narrowed.lines.rows] == [cast.anwei]


# -- details --------------------------------------------------------------------------------------------------------


def test_a_past_day_is_read_as_it_was_stated(site: Site, cast: Cast) -> None:
    stated(site, cast, cast.panshi, phone="0577-60000110", areas="330000、320505")
    stated(site, cast, cast.panshi, stated_from=date(2026, 6, 1), legal_person="王磊", areas="330000")
    page = page_of(site, cast["zhou"], cast.panshi)
    assert page.detail is not None and (page.detail.legal_person, page.detail.by) == ("王磊", "周海")
    before = page_of(site, cast["zhou"], cast.panshi, date(2026, 5, 31)).detail
    assert before is not None and (before.legal_person, before.areas) == ("陈建业", ("330000", "320505"))
    assert before.phone == "0577-60000110"
    assert page_of(site, cast["zhou"], cast.panshi, date(2025, 12, 31)).detail is None
    with Work.open(site, cast["zhou"], NOON, read_only=True) as work:
        assert b"60000110" not in b"".join(row.phone_sealed or b"" for row in work.all(select(UnitDetail)))
    with pytest.raises(DatabaseError, match="append only"), Work.open(site, cast["zhou"], NOON) as work:
        work.change(update(UnitDetail).values(legal_person="x"))


def test_an_area_that_is_no_division_is_refused_at_its_field(site: Site, cast: Cast) -> None:
    with pytest.raises(Invalid, match="“33030” is no division code"):
        stated(site, cast, cast.panshi, areas="330000 33030")
    with pytest.raises(Invalid, match="not come yet"):
        stated(site, cast, cast.panshi, stated_from=TODAY + DAY)


def test_a_station_of_the_units_county_looks_after_it_and_narrows_the_list(site: Site, cast: Cast) -> None:
    with Work.open(site, cast["wu"], NOON) as work:
        here = places.add_station(work, county_id=cast.qingxi, name="城关派出所", division_code="330301")
        elsewhere = places.add_station(work, county_id=cast.panshan, name="石门派出所", division_code="330302")
    stated(site, cast, cast.panshi, station_id=here)
    for wrong in (elsewhere, cast.qingxi):
        with pytest.raises(Invalid) as refused:
            stated(site, cast, cast.anwei, station_id=wrong)
        assert set(refused.value.fields) == {"station_id"}
    detail = page_of(site, cast["zhou"], cast.panshi).detail
    assert detail is not None and detail.station == "城关派出所"
    with Work.open(site, cast["zhou"], NOON, read_only=True) as work:
        assert [line.unit.id for line in listed(work, Wanted(station_id=here)).lines.rows] == [cast.panshi]
    stated(site, cast, cast.panshi, stated_from=TODAY)
    with Work.open(site, cast["zhou"], NOON, read_only=True) as work:
        assert listed(work, Wanted(station_id=here)).lines.total == 0


# -- leads ----------------------------------------------------------------------------------------------------------


def test_a_lead_is_sealed_passed_on_and_open_until_its_receipt(site: Site, cast: Cast) -> None:
    words = "街面张贴招生广告，三天包拿证"
    with Work.open(site, cast["zhou"], NOON) as work:
        unit_id = registry.note_lead(work, county_id=cast.qingxi, trains=True, name="速成班", lead=words)
        assert words.encode() not in (work.get(TrainingUnit, unit_id).lead_sealed or b"")
    assert page_of(site, cast["zhou"], unit_id).lead == words
    later = NOON + 9 * DAY
    with Work.open(site, cast["zhou"], later) as work:
        referral = registry.refer(
            work, unit_id, to_whom="治安大队", document_number="青公治移〔2026〕17号", referred_on=later.date()
        )
        (line,) = leads(work)
        assert line.is_open and line.days == 9
        registry.note_receipt(work, referral, receipt="李警官，收字8号", receipt_on=later.date())
        assert not leads(work)[0].is_open
    with pytest.raises(Conflict, match="noted already"), Work.open(site, cast["zhou"], later) as work:
        registry.note_receipt(work, referral, receipt="x", receipt_on=later.date())
    with pytest.raises(DatabaseError, match="append only"), Work.open(site, cast["zhou"], later) as work:
        work.change(update(Referral).values(to_whom="x"))


def test_a_body_of_a_lead_that_files_is_no_lead_any_more(site: Site, cast: Cast) -> None:
    with Work.open(site, cast["zhou"], NOON) as work:
        unit_id = registry.note_lead(work, county_id=cast.qingxi, trains=True, name="速成班", lead="街面招生")
    start = filed(site, cast, unit_id)
    with Work.open(site, cast["zhou"], NOON) as work:
        filings.receive_filing(work, start, received_on=TODAY, number="云公保备2026-051")
        assert leads(work) == []
    assert page_of(site, cast["zhou"], unit_id).state == RegistryState.IN_ORDER
    with pytest.raises(Conflict, match="no lead to pass on"), Work.open(site, cast["zhou"], NOON) as work:
        registry.refer(work, unit_id, to_whom="x", document_number="x", referred_on=TODAY)


def test_a_guard_unit_of_a_lead_that_gets_its_permit_is_a_company_and_keeps_its_lead_sealed(
    site: Site, cast: Cast
) -> None:
    with Work.open(site, cast["zhou"], NOON) as work:
        unit_id = registry.note_lead(work, county_id=cast.qingxi, trains=False, name="雷霆特卫", lead="夜查")
        with pytest.raises(Invalid, match="number of the permit"):
            registry.settle_lead(work, unit_id, kind=GuardUnitKind.SERVICE_COMPANY)
        with pytest.raises(Invalid, match="what kind"):
            registry.settle_lead(work, unit_id, kind=GuardUnitKind.UNLICENSED)
        registry.settle_lead(work, unit_id, kind=GuardUnitKind.SERVICE_COMPANY, number="云公保服2026-020")
        assert leads(work) == [] and work.get(GuardUnit, unit_id).lead_sealed
    page = page_of(site, cast["zhou"], unit_id)
    assert (page.unit.kind, page.state, page.lead) == (UnitKind.SERVICE_COMPANY, RegistryState.IN_ORDER, "")
    with pytest.raises(Conflict, match="no guard unit without"), Work.open(site, cast["zhou"], NOON) as work:
        registry.settle_lead(work, unit_id, kind=GuardUnitKind.IN_HOUSE)


def test_an_in_house_employer_of_a_lead_is_not_filed_until_its_start_is_received(site: Site, cast: Cast) -> None:
    with Work.open(site, cast["zhou"], NOON) as work:
        unit_id = registry.note_lead(work, county_id=cast.qingxi, trains=False, name="滨江酒店", lead="检查时见其队员")
        registry.settle_lead(work, unit_id, kind=GuardUnitKind.IN_HOUSE)
    assert page_of(site, cast["zhou"], unit_id).state == RegistryState.UNFILED
    start = filed(site, cast, unit_id)
    with Work.open(site, cast["zhou"], NOON) as work:
        filings.receive_filing(work, start, received_on=TODAY, number="青公保自2026-030")
    page = page_of(site, cast["zhou"], unit_id)
    assert page.state == RegistryState.IN_ORDER and page.unit.number == "青公保自2026-030"


@pytest.mark.usefixtures("sqlite_only")
def test_a_lead_that_cannot_be_is_refused_at_its_field(site: Site, cast: Cast) -> None:
    given = {"county_id": cast.qingxi, "trains": False, "name": "雷霆特卫", "lead": "夜查"}
    for wrong, field in (
        ({"lead": ""}, "lead"),
        ({"county_id": cast.panshan}, "county_id"),
        ({"county_id": cast.city}, "county_id"),
    ):
        with pytest.raises(Invalid) as refused, Work.open(site, cast["zhou"], NOON) as work:
            registry.note_lead(work, **{**given, **wrong})  # type: ignore[arg-type]
        assert set(refused.value.fields) == {field}
    with Work.open(site, cast["zhou"], NOON) as work:
        unit_id = registry.note_lead(work, **given)  # type: ignore[arg-type]
    for day in (TODAY + DAY, TODAY - DAY):
        with pytest.raises(Invalid), Work.open(site, cast["zhou"], NOON) as work:
            registry.refer(work, unit_id, to_whom="x", document_number="x", referred_on=day)
