"""What does not fit together in the registry: each kind with a row that is one and a row that is none."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from exam_app.errors import NotFound
from exam_app.models import Certificate
from exam_app.operations import contracts, filings, places, registry
from exam_app.queries.mismatches import LAWS, Checked, checked_unit, mismatches_by_unit
from exam_app.terms import FilingAct, MismatchKind
from exam_app.work import Site, Work
from tests.builders.certificates import issued
from tests.builders.employment import employed, guards
from tests.builders.people import newcomers
from tests.builders.registry import contracted, described, filed, stated
from tests.cast import Cast
from tests.conftest import NOON

DAY = timedelta(days=1)
TODAY = NOON.date()


def checked(site: Site, cast: Cast, unit_id: UUID, who: str = "zhou", now: timedelta = timedelta()) -> Checked:
    with Work.open(site, cast[who], NOON + now, read_only=True) as work:
        return checked_unit(work, unit_id)


def kinds(found: Checked) -> set[MismatchKind]:
    return {each.kind for each in found.mismatches}


def another_post(site: Site, cast: Cast, unit_id: UUID, name: str = "星河KTV", county: UUID | None = None) -> UUID:
    with Work.open(site, cast["wu"], NOON) as work:
        return places.add_post(
            work, county_id=county or cast.qingxi, name=name, address="中兴路388号", guard_unit_id=unit_id
        )


def test_a_venue_is_guarded_by_a_licensed_companys_guards_only(site: Site, cast: Cast) -> None:
    contracted(site, cast)
    described(site, cast, cast.post, is_entertainment=True)
    assert kinds(checked(site, cast, cast.panshi)) == set()
    venue = another_post(site, cast, cast.other_guard_unit, county=cast.panshan)
    described(site, cast, venue, who="shi", is_entertainment=True, on_own_premises=True)
    (found,) = checked(site, cast, cast.other_guard_unit, "shi").mismatches
    assert (found.kind, found.post_id) == (MismatchKind.VENUE, venue)
    assert "art. 13" in found.law and "art. 26" in found.law


def test_an_in_house_employer_guards_its_own_premises_and_who_has_not_said_is_not_checkable(
    site: Site, cast: Cast
) -> None:
    post = another_post(site, cast, cast.other_guard_unit, "园区西门", cast.panshan)
    found = checked(site, cast, cast.other_guard_unit, "shi")
    assert kinds(found) == set() and any("Posts: 1" in str(said) for said in found.unchecked)
    described(site, cast, post, who="shi", on_own_premises=False)
    assert kinds(checked(site, cast, cast.other_guard_unit, "shi")) == {MismatchKind.OUTSIDE_PREMISES}
    described(site, cast, post, who="shi", on_own_premises=True)
    assert kinds(checked(site, cast, cast.other_guard_unit, "shi")) == set()


def test_a_post_outside_the_area_needs_a_received_filing_for_its_region(site: Site, cast: Cast) -> None:
    contracted(site, cast)
    found = checked(site, cast, cast.panshi)
    assert kinds(found) == set() and any("area" in str(said) for said in found.unchecked)
    stated(site, cast, cast.panshi, areas="330300")
    assert kinds(checked(site, cast, cast.panshi)) == set()  # the post lies in its county, 330301
    described(site, cast, cast.post, division_code="320505")
    filing = filed(
        site, cast, cast.panshi, act=FilingAct.CROSS_REGION, event_on=TODAY + 60 * DAY, division_code="320500"
    )
    assert kinds(checked(site, cast, cast.panshi)) == {MismatchKind.OUTSIDE_AREA}
    with Work.open(site, cast["zhou"], NOON) as work:
        filings.receive_filing(work, filing, received_on=TODAY)
    assert kinds(checked(site, cast, cast.panshi)) == set()


def test_the_area_is_that_of_the_statement_in_force(site: Site, cast: Cast) -> None:
    contracted(site, cast)
    stated(site, cast, cast.panshi, areas="330302")
    assert kinds(checked(site, cast, cast.panshi)) == {MismatchKind.OUTSIDE_AREA}
    stated(site, cast, cast.panshi, stated_from=date(2026, 6, 1), areas="330000")
    assert kinds(checked(site, cast, cast.panshi)) == set()


def test_a_contract_covers_its_last_day_and_not_the_day_after(site: Site, cast: Cast) -> None:
    assert kinds(checked(site, cast, cast.panshi)) == {MismatchKind.NO_CONTRACT}
    contract = contracted(site, cast, ends_on=TODAY + DAY)
    assert kinds(checked(site, cast, cast.panshi, now=DAY)) == set()
    assert kinds(checked(site, cast, cast.panshi, now=2 * DAY)) == {MismatchKind.NO_CONTRACT}
    with Work.open(site, cast["ye"], NOON) as work:
        contracts.end_contract(work, contract, ended_on=TODAY - DAY)
    assert kinds(checked(site, cast, cast.panshi)) == {MismatchKind.NO_CONTRACT}


def test_a_contract_with_one_company_and_the_guards_of_another_is_said_of_both(site: Site, cast: Cast) -> None:
    with Work.open(site, cast["zhou"], NOON) as work:
        leiting = registry.note_lead(work, county_id=cast.qingxi, trains=False, name="雷霆特卫", lead="夜查")
    post = another_post(site, cast, leiting)
    contracted(site, cast)
    contracted(site, cast, post, who="zhou", client_name="星河娱乐")
    for unit_id in (cast.panshi, leiting):
        (found,) = checked(site, cast, unit_id).mismatches
        assert (found.kind, found.post_id) == (MismatchKind.OTHER_PARTY, post)
        assert "星河娱乐" in str(found.beside) and "磐石" in str(found.beside) and "雷霆" in str(found.beside)


def test_a_unit_cannot_put_anothers_post_under_its_contract(site: Site, cast: Cast) -> None:
    post = another_post(site, cast, cast.other_guard_unit)
    with pytest.raises(NotFound):
        contracted(site, cast, post)


def test_guards_on_duty_hold_a_certificate_in_force_and_the_reserve_is_no_post(site: Site, cast: Cast) -> None:
    contracted(site, cast)
    (certificate_id,) = issued(site, cast)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        holder = work.get(Certificate, certificate_id).person_id
    employed(site, cast, [holder], post_id=cast.post)
    guards(site, cast, 1)  # in the reserve
    assert kinds(checked(site, cast, cast.panshi)) == set()
    employed(site, cast, newcomers(site, cast, 2, born="19900607"), post_id=cast.post)
    for who in ("zhou", "ye"):
        (found,) = checked(site, cast, cast.panshi, who).mismatches
        assert found.kind == MismatchKind.NO_CERTIFICATE and "none today: 2" in str(found.beside)


@pytest.mark.usefixtures("sqlite_only")
def test_silence_about_wages_is_never_agreement(site: Site, cast: Cast) -> None:
    for unit_id, who in ((cast.panshi, "zhou"), (cast.panshi, "ye"), (cast.other_guard_unit, "shi")):
        assert any("no payroll of" in str(said) for said in checked(site, cast, unit_id, who).unchecked)


@pytest.mark.usefixtures("sqlite_only")
def test_the_unit_sees_its_own_and_a_county_only_those_it_supervises(site: Site, cast: Cast) -> None:
    another_post(site, cast, cast.other_guard_unit)  # of Panshan's unit, in Qingxi
    for who, seen in (("ye", {cast.panshi}), ("zhou", {cast.panshi}), ("shi", set()), ("jiang", set())):
        with Work.open(site, cast[who], NOON, read_only=True) as work:
            assert set(mismatches_by_unit(work)) == seen, who


def test_every_kind_names_its_law() -> None:
    assert set(LAWS) == set(MismatchKind) and all(LAWS.values())
