"""Cases: people decide, two by two; who is concerned neither reads nor decides; nobody sees a view too early."""

from uuid import UUID

import pytest
from sqlalchemy import select

from exam_app.actors import Actor, Role
from exam_app.errors import Conflict, Invalid, NotAllowed, NotFound, TooEarly
from exam_app.journal import JournalEntry
from exam_app.models import Case, CaseDecision, CaseReview, CaseSubject, Result
from exam_app.operations import case_decisions
from exam_app.queries.cases import CasePage, case_page
from exam_app.queries.cases import cases as listed
from exam_app.terms import CaseOutcome, CaseState, ReaderView
from exam_app.work import Site, Work
from tests.builders.cases import opened, reviewed, screened
from tests.builders.screenings import LATER, Copied
from tests.cast import CITY, Cast


@pytest.fixture
def copied(site: Site, cast: Cast, copied: Copied) -> Copied:
    return screened(site, cast, copied)


@pytest.fixture
def case_id(site: Site, cast: Cast, copied: Copied) -> UUID:
    return opened(site, cast["he"], copied)


def seen(site: Site, actor: Actor, case_id: UUID) -> CasePage:
    with Work.open(site, actor, LATER, read_only=True) as work:
        return case_page(work, case_id)


def proposed(site: Site, actor: Actor, case_id: UUID, outcome: CaseOutcome = CaseOutcome.UNPROVEN) -> None:
    with Work.open(site, actor, LATER) as work:
        case_decisions.decide(work, case_id, outcome, "两名复核人意见一致")


def concerned(copied: Copied) -> Actor:
    """One of the two, had that person become an examination officer."""
    return Actor(Role.CITY_EXAM_OFFICER, "林国强", city_id=CITY, person_id=copied.hall.lin.person_id)


def test_a_case_is_read_by_two_and_decided_by_two(site: Site, cast: Cast, case_id: UUID) -> None:
    for reader in ("he", "lin"):
        reviewed(site, cast[reader], case_id)
    proposed(site, cast["he"], case_id)
    with Work.open(site, cast["lin"], LATER) as work:
        case_decisions.sign_decision(work, case_id)
    page = seen(site, cast["lin"], case_id)
    assert page.state is CaseState.DECIDED
    assert page.decision is not None
    assert (page.decision.first, page.decision.second) == ("何静", "林涛")


def test_no_reader_sees_the_others_view_before_the_own_is_filed(site: Site, cast: Cast, case_id: UUID) -> None:
    reviewed(site, cast["he"], case_id)
    assert seen(site, cast["lin"], case_id).views == []
    with Work.open(site, cast["lin"], LATER, read_only=True) as work:
        assert work.all(select(CaseReview)) == []
    reviewed(site, cast["lin"], case_id, ReaderView.NOT_ENOUGH)
    for reader in ("he", "lin"):
        assert [view.reader for view in seen(site, cast[reader], case_id).views] == ["何静", "林涛"]


def test_a_case_does_not_exist_for_whom_it_concerns(site: Site, cast: Cast, copied: Copied, case_id: UUID) -> None:
    for reader in ("he", "lin"):
        reviewed(site, cast[reader], case_id)
    proposed(site, cast["he"], case_id)
    with Work.open(site, concerned(copied), LATER, read_only=True) as work:
        assert listed(work).rows == []
        for model in (Case, CaseSubject, CaseReview, CaseDecision):
            assert work.all(select(model)) == []
    with pytest.raises(NotFound), Work.open(site, concerned(copied), LATER) as work:
        case_decisions.sign_decision(work, case_id)


def test_nobody_opens_a_case_about_themselves(site: Site, cast: Cast, copied: Copied, sqlite_only: None) -> None:
    with pytest.raises(NotFound):
        opened(site, concerned(copied), copied)


def test_opening_twice_is_once_and_numbers_run_on(site: Site, cast: Cast, copied: Copied) -> None:
    assert opened(site, cast["he"], copied) == opened(site, cast["lin"], copied)
    with Work.open(site, cast["he"], LATER, read_only=True) as work:
        (case,) = work.all(select(Case))
    assert case.number == "2026-001"


def test_the_evidence_is_frozen_when_the_case_is_opened(
    site: Site, cast: Cast, copied: Copied, case_id: UUID, sqlite_only: None
) -> None:
    page = seen(site, cast["he"], case_id)
    assert page.pair is not None
    assert {page.pair.lead.first.person_id, page.pair.lead.second.person_id} == {
        copied.hall.lin.person_id,
        copied.hall.bao.person_id,
    }
    with Work.open(site, cast["he"], LATER, read_only=True) as work:
        case = work.get(Case, case_id)
    assert case.evidence["matches"] == page.pair.lead.matches


def test_a_reader_files_once_and_a_third_is_not_needed(
    site: Site, cast: Cast, case_id: UUID, sqlite_only: None
) -> None:
    reviewed(site, cast["he"], case_id)
    with pytest.raises(Conflict, match="somebody else"):
        reviewed(site, cast["he"], case_id)
    reviewed(site, cast["lin"], case_id)
    with pytest.raises(Conflict, match="Two readers"):
        reviewed(site, cast["he"], case_id)


def test_nothing_is_decided_before_two_have_read(site: Site, cast: Cast, case_id: UUID, sqlite_only: None) -> None:
    reviewed(site, cast["he"], case_id)
    with pytest.raises(TooEarly):
        proposed(site, cast["he"], case_id)


def test_one_person_does_not_sign_twice(site: Site, cast: Cast, case_id: UUID) -> None:
    for reader in ("he", "lin"):
        reviewed(site, cast[reader], case_id)
    proposed(site, cast["he"], case_id)
    with pytest.raises(Conflict, match="A second person"), Work.open(site, cast["he"], LATER) as work:
        case_decisions.sign_decision(work, case_id)


def test_a_decision_sent_back_makes_room_for_another(site: Site, cast: Cast, case_id: UUID) -> None:
    for reader in ("he", "lin"):
        reviewed(site, cast[reader], case_id)
    proposed(site, cast["he"], case_id)
    with Work.open(site, cast["lin"], LATER) as work:
        case_decisions.send_back(work, case_id)
    proposed(site, cast["lin"], case_id, CaseOutcome.EXPLAINED)
    with Work.open(site, cast["he"], LATER) as work:
        case_decisions.sign_decision(work, case_id)
    page = seen(site, cast["he"], case_id)
    assert page.decision is not None
    assert page.decision.outcome is CaseOutcome.EXPLAINED


def test_a_decision_changes_nobodys_result_by_itself(site: Site, cast: Cast, case_id: UUID, sqlite_only: None) -> None:
    def results() -> list[tuple[UUID, int, bool]]:
        with Work.open(site, cast["he"], LATER, read_only=True) as work:
            return [tuple(row) for row in work.rows(select(Result.id, Result.raw, Result.passed).order_by(Result.id))]

    before = results()
    for reader in ("he", "lin"):
        reviewed(site, cast[reader], case_id)
    proposed(site, cast["he"], case_id)
    with Work.open(site, cast["lin"], LATER) as work:
        case_decisions.sign_decision(work, case_id)
    assert results() == before


def test_every_step_stands_in_the_journal_of_the_people_concerned(
    site: Site, cast: Cast, copied: Copied, case_id: UUID, sqlite_only: None
) -> None:
    for reader in ("he", "lin"):
        reviewed(site, cast[reader], case_id)
    proposed(site, cast["he"], case_id)
    with Work.open(site, cast["lin"], LATER) as work:
        case_decisions.sign_decision(work, case_id)
    with Work.open(site, cast["ma"], LATER, read_only=True) as work:
        entries = work.all(select(JournalEntry).where(JournalEntry.subject_id == case_id))
    tags = [entry.tag.value for entry in entries]
    assert tags.count("case:record:opened") == tags.count("case:decision:signed") == 2
    about = {entry.about_person_id for entry in entries if entry.tag == "case:decision:signed"}
    assert about == {copied.hall.lin.person_id, copied.hall.bao.person_id}


@pytest.mark.parametrize("reason", ["", "  ", "长" * 301])
def test_a_case_needs_a_reason_of_some_lines(
    site: Site, cast: Cast, copied: Copied, reason: str, sqlite_only: None
) -> None:
    with pytest.raises(Invalid) as refusal:
        opened(site, cast["he"], copied, reason)
    assert list(refusal.value.fields) == ["reason"]


def test_only_the_city_judges(site: Site, cast: Cast, copied: Copied, sqlite_only: None) -> None:
    for name in ("ma", "sun", "zhao", "zhou"):
        with pytest.raises(NotAllowed):
            opened(site, cast[name], copied)
