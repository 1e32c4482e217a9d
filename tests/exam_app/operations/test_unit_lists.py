"""The payroll of a month and the labour contracts of a guard unit, through the machine that reads its roster."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from exam_app.errors import Conflict, Invalid, NotFound
from exam_app.models import LabourContract, PayrollLine, PayrollMonth, Person, RosterDraft
from exam_app.operations import roster_import
from exam_app.queries.mismatches import Checked, checked_unit
from exam_app.queries.rosters import roster_page
from exam_app.rosters import Column, FindingKind, Outcome
from exam_app.terms import LabourContractKind, MismatchKind
from exam_app.work import Site, Work
from tests.builders.employment import a_guard_roster, previewed_guards
from tests.builders.payrolls import (
    OCTOBER,
    a_payroll,
    paid,
    previewed_contracts,
    previewed_payroll,
    signed,
)
from tests.cast import Cast, id_number
from tests.conftest import NOON

WANG = ("王建国", id_number("19810312", 1))
LI = ("李秀英", id_number("19820715", 2))
ZHAO = ("赵会计", id_number("19850101", 4))
DAY = timedelta(days=1)


@pytest.fixture
def rostered(site: Site, cast: Cast) -> None:
    """Wang and Li have been guards of the unit since March."""
    data = a_guard_roster((*WANG, "", "2026-03-01"), (*LI, "", "2026-03-01"))
    draft_id = previewed_guards(site, cast, data)
    with Work.open(site, cast["ye"], NOON) as work:
        roster_import.confirm_roster(work, draft_id)


def findings(site: Site, cast: Cast, draft_id: object, outcome: Outcome = Outcome.REFUSED) -> list[FindingKind]:
    with Work.open(site, cast["ye"], NOON, read_only=True) as work:
        page = roster_page(work, draft_id, shown=outcome, page=1, row_number=None)  # type: ignore[arg-type]
        return [found.kind for row in page.listing.rows for found in row.findings]


def checked(site: Site, cast: Cast, who: str = "ye", later: timedelta = timedelta()) -> Checked:
    with Work.open(site, cast[who], NOON + later, read_only=True) as work:
        return checked_unit(work, cast.panshi)


def counted(site: Site, cast: Cast, who: str = "ye", later: timedelta = timedelta()) -> dict[MismatchKind, int]:
    """How many people each contradiction is about."""
    found = checked(site, cast, who, later).mismatches
    return {each.kind: int(str(each.beside.places["people"])) for each in found if "people" in each.beside.places}


# -- payroll ------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("rostered")
def test_a_payroll_keeps_who_is_paid_and_never_the_pay_nor_new_people(site: Site, cast: Cast) -> None:
    draft_id = previewed_payroll(site, cast, a_payroll(WANG, ZHAO))
    with Work.open(site, cast["ye"], NOON) as work:
        kept = work.get(RosterDraft, draft_id).content_sealed
        assert kept is not None and b"4800" not in work.site.vault.open_bytes(kept, "roster_draft", draft_id)
        people = work.count(select(func.count(Person.id)))
        assert roster_import.confirm_roster(work, draft_id).written == 2
        assert work.count(select(func.count(Person.id))) == people
        (given,) = work.all(select(PayrollMonth))
        assert given.month == OCTOBER and work.count(select(func.count(PayrollLine.id))) == 2


@pytest.mark.usefixtures("rostered")
def test_rows_repaired_later_join_the_list_and_a_newer_list_takes_its_place(site: Site, cast: Cast) -> None:
    first = paid(site, cast, WANG, (LI[0], LI[1][:-1]))
    assert first.written == 1 and first.rest_id is not None
    assert counted(site, cast)[MismatchKind.UNPAID] == 1
    with Work.open(site, cast["ye"], NOON) as work:
        roster_import.repair_row(work, first.rest_id, 5, {Column.ID_NUMBER: LI[1]})
        roster_import.confirm_roster(work, first.rest_id)
        assert work.count(select(func.count(PayrollMonth.id))) == 1
    assert MismatchKind.UNPAID not in counted(site, cast)
    paid(site, cast, WANG, now=NOON + timedelta(hours=1))
    assert counted(site, cast, later=2 * DAY)[MismatchKind.UNPAID] == 1
    with Work.open(site, cast["ye"], NOON, read_only=True) as work:
        assert work.count(select(func.count(PayrollMonth.id))) == 2


@pytest.mark.usefixtures("rostered", "sqlite_only")
def test_a_number_of_the_roster_with_another_name_is_put_right_by_the_unit(site: Site, cast: Cast) -> None:
    draft_id = previewed_payroll(site, cast, a_payroll(("王健国", WANG[1]), LI))
    assert findings(site, cast, draft_id) == [FindingKind.NAME_HERE]
    with Work.open(site, cast["ye"], NOON) as work:
        assert roster_import.repair_row(work, draft_id, 4, {Column.NAME: WANG[0]}).outcome == Outcome.ACCEPTED


@pytest.mark.usefixtures("sqlite_only")
def test_a_month_to_come_has_no_payroll(site: Site, cast: Cast) -> None:
    with pytest.raises(Invalid):
        previewed_payroll(site, cast, a_payroll(WANG), month=date(2026, 12, 1))


@pytest.mark.usefixtures("rostered")
def test_roster_payroll_and_certificates_are_held_against_one_another(site: Site, cast: Cast) -> None:
    paid(site, cast, WANG, ZHAO)
    assert counted(site, cast) == {
        MismatchKind.UNPAID: 1,  # Li
        MismatchKind.NOT_ON_ROSTER: 1,  # Zhao
        MismatchKind.PAID_UNCERTIFIED: 1,  # Wang
    }
    assert counted(site, cast, "zhou") == counted(site, cast)
    assert not any("payroll" in str(said) for said in checked(site, cast).unchecked)


@pytest.mark.usefixtures("rostered")
def test_who_is_paid_by_another_unit_is_said_to_the_county_and_a_payroll_of_another_month_settles_nothing(
    site: Site, cast: Cast
) -> None:
    with Work.open(site, cast["zhou"], NOON) as work:
        # The other unit's list as its county has it: both units are Qingxi's here.
        list_id, line_id, vault = work.new_id(), work.new_id(), work.site.vault
        keys = {"city_id": work.city_id, "county_id": cast.qingxi, "guard_unit_id": cast.other_guard_unit}
        by = {"given_by_id": work.actor.person_id, "given_at": work.now}
        work.add(PayrollMonth(id=list_id, month=OCTOBER, **keys, **by))
        index, name = vault.blind_index(WANG[1]), vault.seal(WANG[0], "payroll_line", line_id)
        work.add(PayrollLine(id=line_id, payroll_id=list_id, number_index=index, name_sealed=name, **keys))
    assert counted(site, cast, "zhou") == {MismatchKind.PAID_ELSEWHERE: 1}
    assert counted(site, cast) == {}, "a unit does not learn whom another one pays"
    assert any("no payroll of 2026-10" in str(said) for said in checked(site, cast).unchecked)
    assert counted(site, cast, "zhou", 31 * DAY) == {}


# -- labour contracts ---------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("rostered")
def test_a_labour_contract_is_recorded_once_and_the_last_signed_one_counts(site: Site, cast: Cast) -> None:
    assert any("no list was given" in str(said) for said in checked(site, cast).unchecked)
    rows = ((*WANG, "2024年3月1日", "2026-02-28", "固定期限"), (*LI, "2025-06-01", "", "无固定期限劳动合同"))
    assert signed(site, cast, *rows).written == 2
    assert counted(site, cast) == {MismatchKind.NO_LABOUR_CONTRACT: 1}, "Wang's has ended"
    with pytest.raises(Conflict):
        signed(site, cast, *rows)
    renewed = signed(site, cast, (*WANG, "2026-03-01", "2028-02-29"), rows[1])
    assert renewed.written == 1 and counted(site, cast) == {}
    with Work.open(site, cast["ye"], NOON, read_only=True) as work:
        kinds = work.all(select(LabourContract.kind).order_by(LabourContract.signed_on))
        assert list(kinds) == [LabourContractKind.FIXED, LabourContractKind.OPEN, LabourContractKind.FIXED]


@pytest.mark.usefixtures("rostered", "sqlite_only")
def test_every_cell_of_a_contract_that_cannot_be_right_is_named(site: Site, cast: Cast) -> None:
    draft_id = previewed_contracts(
        site,
        cast,
        (*ZHAO, "2025-01-01", "2027-01-01"),
        (*WANG, "", "2027-01-01"),
        (*LI, "2026-05-01", "2025-05-01"),
    )
    assert findings(site, cast, draft_id) == [
        FindingKind.NOT_HERE,
        FindingKind.SIGNED_MISSING,
        FindingKind.ENDS_FIRST,
    ]
    draft_id = previewed_contracts(
        site, cast, (*WANG, "2025-01-01", "", "固定期限"), (*LI, "2025-01-01", "2027-13-01", "临时工")
    )
    assert findings(site, cast, draft_id) == [
        FindingKind.ENDS_MISSING,
        FindingKind.DATE_ODD,
        FindingKind.AGREEMENT_ODD,
    ]


@pytest.mark.usefixtures("rostered", "sqlite_only")
def test_another_unit_and_another_county_see_neither_list(site: Site, cast: Cast) -> None:
    paid(site, cast, WANG)
    signed(site, cast, (*WANG, "2026-03-01", "2028-02-29"))
    for who in ("shi", "jiang"):
        with Work.open(site, cast[who], NOON, read_only=True) as work:
            for model in (PayrollMonth, PayrollLine, LabourContract):
                assert work.all(select(model)) == []
    draft_id = previewed_payroll(site, cast, a_payroll(LI))
    with Work.open(site, cast["jiang"], NOON) as work, pytest.raises(NotFound):
        roster_import.confirm_roster(work, draft_id)
