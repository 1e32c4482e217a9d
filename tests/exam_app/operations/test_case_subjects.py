"""What a case can be about, what is known of it when it is opened, and who is kept out of it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from exam_app.actors import Actor, Role
from exam_app.errors import Invalid, NotFound
from exam_app.models import Booking, Case, CaseSubject
from exam_app.operations import case_consequences, case_decisions, case_opening, case_reading, case_replies
from exam_app.operations.case_consequences import Proposed
from exam_app.operations.case_replies import Representative
from exam_app.operations.sittings import close_session
from exam_app.queries.case_slips import printed_slips
from exam_app.queries.cases import case_page, cases
from exam_app.queries.exam_units import behind
from exam_app.terms import CaseAbout, CaseOutcome, ConsequenceKind, ReaderView
from exam_app.work import Site, Work
from tests.builders.cases import case_about, screened
from tests.builders.certificates import Passed, passed_results
from tests.builders.pauses import ALARM, pause, pause_all, resume, resume_all
from tests.builders.screenings import LATER, Copied
from tests.builders.sittings import a_hall, a_sitting, hand_in
from tests.cast import CITY, Cast
from tests.conftest import NOON


def evidence(site: Site, cast: Cast, case_id: UUID) -> dict[str, Any]:
    with Work.open(site, cast["he"], LATER, read_only=True) as work:
        return work.get(Case, case_id).evidence


def concerned(site: Site, cast: Cast, case_id: UUID) -> Sequence[UUID]:
    with Work.open(site, cast["he"], LATER, read_only=True) as work:
        return work.all(select(CaseSubject.person_id).where(CaseSubject.case_id == case_id))


def officer(person_id: UUID | None) -> Actor:
    """That person, had they become an examination officer."""
    return Actor(Role.CITY_EXAM_OFFICER, "x", city_id=CITY, person_id=person_id)


def booking_of(site: Site, cast: Cast, person_id: UUID | None) -> UUID:
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        return work.all(select(Booking.id).where(Booking.person_id == person_id))[0]


@pytest.fixture
def passed(site: Site, cast: Cast) -> Passed:
    return passed_results(site, cast, 2)


def test_what_the_screening_found_is_kept_with_the_case(
    site: Site, cast: Cast, copied: Copied, sqlite_only: None
) -> None:
    hall = screened(site, cast, copied).hall
    exam = hall.exam_session_id
    room = evidence(site, cast, case_about(site, cast, exam, CaseAbout.ROOM, hall.room_id))
    assert (room["sat"], room["pairs"], room["sat_elsewhere"], room["pairs_elsewhere"]) == (10, 1, 0, 0)
    assert len(room["pair_seats"]) == 1
    candidate = case_about(site, cast, exam, CaseAbout.CANDIDATE, booking_of(site, cast, hall.bao.person_id))
    one = evidence(site, cast, candidate)
    assert one["answers"]["items"] > 0 and sum(one["answers"]["bars"]) == one["answers"]["changes"]
    zhao = cast["zhao"].person_id
    assert zhao is not None
    invigilator = evidence(site, cast, case_about(site, cast, exam, CaseAbout.INVIGILATOR, zhao))
    assert (invigilator["rooms"], invigilator["pairs"]) == (["302室"], 1)
    with Work.open(site, cast["he"], LATER, read_only=True) as work:
        around = behind(work, exam)
        assert [duty.person_id for duty in around.duties] == [zhao]
        for case in cases(work).rows:
            case_page(work, case.id)


def test_when_time_stood_for_whom_is_kept_with_the_case(site: Site, cast: Cast, sqlite_only: None) -> None:
    hall = a_hall(site, cast, candidates=2)
    seats = [a_sitting(site, candidate) for candidate in hall.candidates]
    own = pause(site, cast["zhao"], hall, hall.lin, reason="机器重新启动")
    resume(site, cast["zhao"], hall, own.pause_id, now=NOON + timedelta(minutes=3))
    every = pause_all(site, cast, hall, now=NOON + timedelta(minutes=5))
    resume_all(site, cast, hall, every.pause_id, now=NOON + timedelta(minutes=9))
    for seated in seats:
        hand_in(site, seated, NOON + timedelta(minutes=20))
    with Work.open(site, cast["he"], LATER) as work:
        close_session(work, hall.exam_session_id)

    def reasons(about: CaseAbout, subject: UUID | None) -> list[str]:
        assert subject is not None
        kept = evidence(site, cast, case_about(site, cast, hall.exam_session_id, about, subject))
        return [row["reason"] for row in kept["pauses"]]

    assert reasons(CaseAbout.CANDIDATE, hall.lin.booking_id) == ["机器重新启动", ALARM]
    assert reasons(CaseAbout.CANDIDATE, hall.bao.booking_id) == [ALARM]
    assert reasons(CaseAbout.INVIGILATOR, cast["zhao"].person_id) == ["机器重新启动"]
    assert reasons(CaseAbout.ROOM, hall.room_id) == ["机器重新启动", ALARM]


@pytest.mark.parametrize("about", [CaseAbout.CANDIDATE, CaseAbout.ROOM])
def test_a_candidate_of_the_case_is_kept_out(site: Site, cast: Cast, passed: Passed, about: CaseAbout) -> None:
    about_id = cast.room if about is CaseAbout.ROOM else booking_of(site, cast, passed.people[0])
    case_id = case_about(site, cast, passed.exam_session_id, about, about_id)
    assert passed.people[0] in concerned(site, cast, case_id)
    does_not_exist_for(site, officer(passed.people[0]), case_id)


@pytest.mark.parametrize("about", [CaseAbout.INVIGILATOR, CaseAbout.ROOM])
def test_an_invigilator_of_the_case_is_kept_out(site: Site, cast: Cast, about: CaseAbout) -> None:
    hall = a_hall(site, cast)
    a_sitting(site, hall.lin)
    zhao = cast["zhao"].person_id
    about_id = hall.room_id if about is CaseAbout.ROOM else zhao
    assert about_id is not None
    case_id = case_about(site, cast, hall.exam_session_id, about, about_id)
    assert zhao in concerned(site, cast, case_id)
    does_not_exist_for(site, officer(zhao), case_id)


def test_the_people_of_a_unit_are_kept_out_and_nobody_else(site: Site, cast: Cast, passed: Passed) -> None:
    case_id = case_about(site, cast, passed.exam_session_id, CaseAbout.UNIT, cast.anwei)
    assert set(concerned(site, cast, case_id)) == {cast["li"].person_id, cast["feng"].person_id}
    does_not_exist_for(site, officer(cast["li"].person_id), case_id)
    with Work.open(site, cast["lin"], LATER, read_only=True) as work:
        assert case_page(work, case_id).name == "青溪县安卫职业培训学校"


def does_not_exist_for(site: Site, actor: Actor, case_id: UUID) -> None:
    """Neither to read, nor to review, to hear, to decide, to sign, or to draw a consequence."""
    with Work.open(site, actor, LATER, read_only=True) as work:
        assert cases(work).rows == []
    acts = (
        lambda work: case_page(work, case_id),
        lambda work: case_reading.review(work, case_id, ReaderView.EXPLAINED, "x"),
        lambda work: case_replies.issue_slips(work, case_id),
        lambda work: case_decisions.decide(work, case_id, CaseOutcome.EXPLAINED, "x"),
        lambda work: case_decisions.sign_decision(work, case_id),
        lambda work: case_decisions.send_back(work, case_id),
        lambda work: case_consequences.propose_consequence(work, case_id, Proposed(ConsequenceKind.ANNUL_ROOM, "x")),
        lambda work: printed_slips(work, case_id),
    )
    for act in acts:
        with pytest.raises(NotFound), Work.open(site, actor, LATER) as work:
            act(work)


def test_nobody_opens_a_case_about_the_own_room(site: Site, cast: Cast, passed: Passed, sqlite_only: None) -> None:
    with pytest.raises(NotFound), Work.open(site, officer(passed.people[0]), NOON) as work:
        case_opening.open_case_about(work, passed.exam_session_id, CaseAbout.ROOM, cast.room, "x")


def test_opening_twice_is_once(site: Site, cast: Cast, passed: Passed) -> None:
    first, second = (case_about(site, cast, passed.exam_session_id, CaseAbout.ROOM, cast.room) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("about", [about for about in CaseAbout if about is not CaseAbout.PAIR])
def test_what_had_no_part_in_the_examination_does_not_exist(
    site: Site, cast: Cast, passed: Passed, about: CaseAbout, sqlite_only: None
) -> None:
    with pytest.raises(NotFound):
        case_about(site, cast, passed.exam_session_id, about, UUID(int=7))


def test_shares_of_passes_are_known_only_after_the_release(site: Site, cast: Cast, sqlite_only: None) -> None:
    secret = passed_results(site, cast, 2, released=False)
    case_id = case_about(site, cast, secret.exam_session_id, CaseAbout.UNIT, cast.anwei)
    assert evidence(site, cast, case_id)["passed"] is None
    out = passed_results(site, cast, 2, first=20)
    case_id = case_about(site, cast, out.exam_session_id, CaseAbout.UNIT, cast.anwei)
    assert (evidence(site, cast, case_id)["passed"], evidence(site, cast, case_id)["sat"]) == (2, 2)


@pytest.mark.parametrize(
    ("speaker", "field"),
    [
        (None, "representative"),
        (Representative(" ", "123X"), "representative"),
        (Representative("卫东", "12"), "last_four"),
        (Representative("卫东", "12AB"), "last_four"),
    ],
)
def test_somebody_answers_for_a_unit(
    site: Site, cast: Cast, passed: Passed, speaker: Representative | None, field: str, sqlite_only: None
) -> None:
    case_id = case_about(site, cast, passed.exam_session_id, CaseAbout.UNIT, cast.anwei)
    with pytest.raises(Invalid) as refusal, Work.open(site, cast["he"], NOON) as work:
        case_replies.issue_slips(work, case_id, representative=speaker)
    assert list(refusal.value.fields) == [field]
