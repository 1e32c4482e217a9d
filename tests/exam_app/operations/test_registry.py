"""The registry of units: filings and their periods, details of past days, leads passed on, documents, contracts."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError

from exam_app.actors import Actor
from exam_app.errors import Conflict, Invalid, NotAllowed, NotFound
from exam_app.journal import JournalEntry, Tag
from exam_app.models import Filing, Referral, ServiceContract, TrainingUnit, UnitDetail, UnitDocument
from exam_app.operations import contracts, filings, registry, unit_documents
from exam_app.queries.contracts import contracts_of
from exam_app.queries.employment import desk_of_guard_unit
from exam_app.queries.filings import own_filings
from exam_app.queries.registry import RegistryState, UnitPage, Wanted, leads, unit_page
from exam_app.queries.registry import registry as listed
from exam_app.queries.unit_documents import PaperState, own_papers
from exam_app.terms import DocumentKind, FilingAct, FilingState, UnitKind
from exam_app.work import Site, Work
from tests.builders.registry import PDF, contracted, filed, handed_in, stated
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


# -- documents ------------------------------------------------------------------------------------------------------


def test_a_new_version_stands_beside_the_old_one_and_every_opening_is_recorded(site: Site, cast: Cast) -> None:
    old = handed_in(site, cast, title="旧保险单", review_due_on=TODAY + DAY)
    new = handed_in(site, cast, content=PDF + b"\n")
    with Work.open(site, cast["ye"], NOON, read_only=True) as work:
        (insurance,) = [line for line in own_papers(work) if line.kind == DocumentKind.INSURANCE]
        assert desk_of_guard_unit(work).papers_lacking == len(DocumentKind) - 1
    assert [version.id for version in insurance.versions] == [new, old] and insurance.state == PaperState.IN_ORDER
    for who in ("ye", "zhou"):
        with Work.open(site, cast[who], NOON) as work:
            assert unit_documents.open_document(work, old).content == PDF
            assert PDF not in work.get(UnitDocument, old).content_sealed
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        read = work.all(select(JournalEntry.actor_id).where(JournalEntry.tag == Tag.UNIT_DOCUMENT_READ))
    assert set(read) == {cast["ye"].person_id, cast["zhou"].person_id}
    for statement in (update(UnitDocument).values(title="x"), delete(UnitDocument)):
        with pytest.raises(DatabaseError, match="append only"), Work.open(site, cast["zhou"], NOON) as work:
            work.change(statement)


def test_a_document_is_nobodys_but_the_units_and_its_countys(site: Site, cast: Cast) -> None:
    document = handed_in(site, cast)
    for who in ("jiang", "shi"):
        with pytest.raises(NotFound), Work.open(site, cast[who], NOON) as work:
            unit_documents.open_document(work, document)


@pytest.mark.usefixtures("sqlite_only")
def test_a_document_past_its_review_day_is_asked_for_again(site: Site, cast: Cast) -> None:
    handed_in(site, cast, review_due_on=TODAY + DAY)
    with Work.open(site, cast["ye"], NOON + 2 * DAY, read_only=True) as work:
        (insurance,) = [line for line in own_papers(work) if line.kind == DocumentKind.INSURANCE]
        assert insurance.state == PaperState.OVERDUE and desk_of_guard_unit(work).papers_lacking == len(DocumentKind)


@pytest.mark.usefixtures("sqlite_only")
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"content": b"MZ a program"}, "file"),
        ({"review_due_on": TODAY}, "review_due_on"),
        ({"review_due_on": TODAY + 1200 * DAY}, "review_due_on"),
    ],
)
def test_a_document_that_cannot_be_is_refused_at_its_field(
    site: Site, cast: Cast, given: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        handed_in(site, cast, **given)
    assert set(refused.value.fields) == {field}


# -- contracts ------------------------------------------------------------------------------------------------------


def test_a_contract_ends_once_and_is_kept_for_two_years_from_then(site: Site, cast: Cast) -> None:
    contract = contracted(site, cast, ends_on=date(2028, 2, 29))
    with Work.open(site, cast["ye"], NOON, read_only=True) as work:
        (line,) = contracts_of(work, cast.panshi)
    assert line.is_running and line.kept_until == date(2030, 2, 28) and line.posts == ("青溪医院东门",)
    with Work.open(site, cast["ye"], NOON) as work:
        contracts.end_contract(work, contract, ended_on=date(2026, 11, 1))
        (line,) = contracts_of(work, cast.panshi)
    assert not line.is_running and line.kept_until == date(2028, 11, 1)
    with pytest.raises(Conflict, match="noted already"), Work.open(site, cast["ye"], NOON) as work:
        contracts.end_contract(work, contract, ended_on=date(2026, 11, 2))
    with pytest.raises(DatabaseError, match="append only"), Work.open(site, cast["ye"], NOON) as work:
        work.change(update(ServiceContract).values(client_name="x"))


@pytest.mark.usefixtures("sqlite_only")
def test_a_contract_that_cannot_be_is_refused_at_its_field(site: Site, cast: Cast) -> None:
    for given, field in (
        ({"signed_on": TODAY + DAY}, "signed_on"),
        ({"ends_on": date(2025, 12, 31)}, "ends_on"),
    ):
        with pytest.raises(Invalid) as refused:
            contracted(site, cast, **given)
        assert set(refused.value.fields) == {field}
    with pytest.raises(Invalid, match="at least one post"), Work.open(site, cast["ye"], NOON) as work:
        contracts.record_contract(
            work, cast.panshi, client_name="x", post_ids=[], signed_on=TODAY, starts_on=TODAY, ends_on=TODAY
        )
    with pytest.raises(Conflict, match="Only companies"):
        contracted(site, cast, unit_id=cast.other_guard_unit, who="wu")
    contract = contracted(site, cast)
    for day in (TODAY + DAY, date(2025, 12, 31)):
        with pytest.raises(Invalid), Work.open(site, cast["ye"], NOON) as work:
            contracts.end_contract(work, contract, ended_on=day)
