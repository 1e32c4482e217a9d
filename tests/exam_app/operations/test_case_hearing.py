"""Hearing the people concerned: everybody is asked, nobody is named to another, nothing is decided too early."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from exam_app.actors import GATE, Actor, Role
from exam_app.errors import Conflict, Invalid, NotAllowed, NotFound, TooEarly, TooLate
from exam_app.journal import JournalEntry
from exam_app.models import Case, CaseDecision, CaseReply, CaseReview, CaseSlip, CaseSubject, Person
from exam_app.operations import accounts, case_decisions, case_replies
from exam_app.operations.accounts import SignedIn
from exam_app.operations.door import FREE_TRIES, SignInFailed
from exam_app.queries.case_slips import my_slip, printed_slips
from exam_app.queries.cases import case_page
from exam_app.queries.signed_in import viewer_of
from exam_app.terms import CaseAbout, CaseOutcome, ReplyChannel
from exam_app.work import Site, Work
from tests.builders.cases import (
    AFTERWARDS,
    GROUNDS,
    answered,
    asked,
    case_about,
    read_by_two,
    reviewed,
    upheld,
    with_the_slip,
)
from tests.builders.certificates import Passed, passed_results
from tests.builders.screenings import LATER
from tests.cast import CITY, Cast


@pytest.fixture
def passed(site: Site, cast: Cast) -> Passed:
    return passed_results(site, cast, 2)


@pytest.fixture
def case_id(site: Site, cast: Cast, passed: Passed) -> UUID:
    """About a room in which two sat."""
    return case_about(site, cast, passed.exam_session_id, CaseAbout.ROOM, cast.room)


def last_four(site: Site, cast: Cast, person_id: UUID) -> str:
    with Work.open(site, cast["he"], LATER, read_only=True) as work:
        return work.site.vault.open(work.get(Person, person_id).id_number_sealed, "person", person_id)[-4:]


def knocked(site: Site, number: str, digits: str) -> SignedIn | SignInFailed:
    with Work.open(site, GATE, LATER) as work:
        return accounts.sign_in_concerned(work, slip_number=number, last_four=digits, address="10.0.0.9")


def test_everybody_concerned_is_asked_once_with_a_number_and_a_last_day(
    site: Site, cast: Cast, passed: Passed, case_id: UUID
) -> None:
    slips = asked(site, cast, case_id)
    assert len(slips) == 2
    assert len({slip.number for slip in slips}) == 2 and all(len(slip.number) == 10 for slip in slips)
    assert {slip.reply_until for slip in slips} == {(LATER + timedelta(days=10)).date()}
    with pytest.raises(Conflict, match="already"):
        asked(site, cast, case_id)


@pytest.mark.parametrize("days", [4, 31])
def test_there_are_five_to_thirty_days_for_a_reply(
    site: Site, cast: Cast, case_id: UUID, days: int, sqlite_only: None
) -> None:
    with pytest.raises(Invalid) as refusal, Work.open(site, cast["he"], LATER) as work:
        case_replies.issue_slips(work, case_id, days)
    assert list(refusal.value.fields) == ["days"]


def test_a_slip_and_four_digits_open_the_own_slip_and_nothing_else(
    site: Site, cast: Cast, passed: Passed, case_id: UUID
) -> None:
    one = passed.people[0]
    reviewed(site, cast["he"], case_id)
    asked(site, cast, case_id)
    with Work.open(site, cast["he"], LATER, read_only=True) as work:
        slip = work.all(select(CaseSlip).where(CaseSlip.person_id == one))[0]
    entered = knocked(site, f"{slip.number[:3]} {slip.number[3:]}", last_four(site, cast, one))
    assert isinstance(entered, SignedIn)
    with Work.open(site, GATE, LATER, read_only=True) as work:
        viewer = viewer_of(work, entered.token)
    assert viewer is not None and viewer.actor.role is Role.CONCERNED
    with Work.open(site, viewer.actor, LATER, read_only=True) as work:
        assert [each.id for each in work.all(select(CaseSlip))] == [slip.id]
        assert len(work.all(select(Case))) == 1
        for model in (CaseSubject, CaseReview, CaseDecision, CaseReply):
            assert work.all(select(model)) == []
        assert [person.id for person in work.all(select(Person))] == [one]
        assert my_slip(work).may_reply


def test_a_slip_cannot_be_guessed(site: Site, cast: Cast, case_id: UUID) -> None:
    slip = asked(site, cast, case_id)[0]
    tries = [knocked(site, slip.number, "0000") for _ in range(FREE_TRIES + 1)]
    assert all(isinstance(each, SignInFailed) for each in tries)
    assert [each.wait_seconds > 0 for each in tries if isinstance(each, SignInFailed)] == [False] * FREE_TRIES + [True]


def test_a_reply_is_kept_as_often_as_it_comes_until_the_last_day_is_over(
    site: Site, cast: Cast, passed: Passed, case_id: UUID
) -> None:
    slip = asked(site, cast, case_id)[0]
    holder = with_the_slip(slip, None)
    last_moment = LATER + timedelta(days=10)
    for at, words in ((LATER, "我没有看别人的"), (last_moment, "补充：我坐在窗边")):
        with Work.open(site, holder, at) as work:
            case_replies.reply(work, words)
    with pytest.raises(TooLate, match="is kept"), Work.open(site, holder, AFTERWARDS) as work:
        case_replies.reply(work, "晚了")
    with Work.open(site, cast["lin"], LATER, read_only=True) as work:
        (answered_slip,) = [each for each in case_page(work, case_id).slips if each.replies]
    assert [reply.words for reply in answered_slip.replies] == ["我没有看别人的", "补充：我坐在窗边"]


def test_a_reply_given_in_person_says_who_took_it_down(site: Site, cast: Cast, case_id: UUID) -> None:
    slip = asked(site, cast, case_id)[0]
    answered(site, cast, case_id, slip)
    with Work.open(site, cast["lin"], LATER, read_only=True) as work:
        (reply,) = next(each for each in case_page(work, case_id).slips if each.id == slip.id).replies
    assert (reply.channel, reply.taken_down_by) == (ReplyChannel.IN_PERSON, "何静")


@pytest.mark.parametrize("words", ["", " ", "长" * 2001])
def test_a_reply_says_something_and_no_book(
    site: Site, cast: Cast, case_id: UUID, words: str, sqlite_only: None
) -> None:
    slip = asked(site, cast, case_id)[0]
    with pytest.raises(Invalid) as refusal, Work.open(site, with_the_slip(slip, None), LATER) as work:
        case_replies.reply(work, words)
    assert list(refusal.value.fields) == ["words"]


def test_nothing_is_decided_while_somebody_can_still_reply(site: Site, cast: Cast, case_id: UUID) -> None:
    read_by_two(site, cast, case_id)
    slips = asked(site, cast, case_id)
    answered(site, cast, case_id, slips[0])
    until = slips[1].reply_until.isoformat()
    with pytest.raises(TooEarly, match=until), Work.open(site, cast["he"], LATER) as work:
        case_decisions.decide(work, case_id, CaseOutcome.UNPROVEN, GROUNDS)
    answered(site, cast, case_id, slips[1])
    with Work.open(site, cast["he"], LATER) as work:
        case_decisions.decide(work, case_id, CaseOutcome.UPHELD, GROUNDS)


def test_nobody_is_found_at_fault_unheard(site: Site, cast: Cast, case_id: UUID, sqlite_only: None) -> None:
    read_by_two(site, cast, case_id)
    with pytest.raises(TooEarly, match="unheard"), Work.open(site, cast["he"], AFTERWARDS) as work:
        case_decisions.decide(work, case_id, CaseOutcome.UPHELD, GROUNDS)


def test_silence_does_not_stop_a_decision(site: Site, cast: Cast, case_id: UUID) -> None:
    upheld(site, cast, case_id)
    with Work.open(site, cast["he"], AFTERWARDS, read_only=True) as work:
        assert case_page(work, case_id).is_upheld


def test_grounds_name_nobody_concerned(
    site: Site, cast: Cast, passed: Passed, case_id: UUID, sqlite_only: None
) -> None:
    read_by_two(site, cast, case_id)
    name = asked(site, cast, case_id)[0].name
    with pytest.raises(Invalid) as refusal, Work.open(site, cast["he"], AFTERWARDS) as work:
        case_decisions.decide(work, case_id, CaseOutcome.UPHELD, f"{name}抄袭")
    assert list(refusal.value.fields) == ["grounds"]


def test_the_holder_reads_the_decision_only_when_two_have_signed(site: Site, cast: Cast, case_id: UUID) -> None:
    read_by_two(site, cast, case_id)
    slip = asked(site, cast, case_id)[0]
    with Work.open(site, cast["he"], AFTERWARDS) as work:
        case_decisions.decide(work, case_id, CaseOutcome.UPHELD, GROUNDS)
    with Work.open(site, with_the_slip(slip, None), AFTERWARDS, read_only=True) as work:
        assert (my_slip(work).outcome, my_slip(work).grounds) == (None, "")
    with Work.open(site, cast["lin"], AFTERWARDS) as work:
        case_decisions.sign_decision(work, case_id)
    with Work.open(site, with_the_slip(slip, None), AFTERWARDS, read_only=True) as work:
        assert (my_slip(work).outcome, my_slip(work).grounds) == (CaseOutcome.UPHELD, GROUNDS)
        (printed,) = printed_slips(work, case_id)
    assert printed.signers == ("何静", "林涛")


def test_who_is_concerned_takes_down_no_reply_and_issues_no_slip(
    site: Site, cast: Cast, passed: Passed, case_id: UUID, sqlite_only: None
) -> None:
    slip = asked(site, cast, case_id)[0]
    concerned = Actor(Role.CITY_EXAM_OFFICER, "x", city_id=CITY, person_id=passed.people[0])
    with pytest.raises(NotFound), Work.open(site, concerned, LATER) as work:
        case_replies.take_down_reply(work, case_id, slip.id, ReplyChannel.ON_PAPER, "x")
    with pytest.raises(NotFound), Work.open(site, concerned, LATER) as work:
        case_replies.issue_slips(work, case_id)
    with pytest.raises(NotAllowed), Work.open(site, cast["li"], LATER) as work:
        case_replies.issue_slips(work, case_id)


def test_what_was_replied_stands_in_the_journal_of_who_said_it(
    site: Site, cast: Cast, passed: Passed, case_id: UUID, sqlite_only: None
) -> None:
    for slip in asked(site, cast, case_id):
        answered(site, cast, case_id, slip)
    with Work.open(site, cast["ma"], LATER, read_only=True) as work:
        entries = work.all(select(JournalEntry).where(JournalEntry.subject_id == case_id))
    about = {entry.about_person_id for entry in entries if entry.tag == "case:reply:filed"}
    assert about == set(passed.people)
