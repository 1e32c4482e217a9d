"""Papers of guard units: documents handed in, opened and looked through again; contracts and their keeping."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError

from exam_app.errors import Conflict, Invalid, NotFound
from exam_app.journal import JournalEntry, Tag
from exam_app.models import ServiceContract, UnitDocument
from exam_app.operations import contracts, unit_documents
from exam_app.queries.contracts import contracts_of
from exam_app.queries.employment import desk_of_guard_unit
from exam_app.queries.unit_documents import PaperState, own_papers
from exam_app.terms import DocumentKind
from exam_app.work import Site, Work
from tests.builders.registry import PDF, contracted, handed_in
from tests.cast import Cast
from tests.conftest import NOON

DAY = timedelta(days=1)
TODAY = NOON.date()


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
