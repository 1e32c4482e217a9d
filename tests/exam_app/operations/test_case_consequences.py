"""What follows from an upheld case: two persons each time, the mark untouched, and it counts everywhere."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from exam_app.actors import Actor, Role
from exam_app.errors import Conflict, Invalid, NotFound
from exam_app.models import Booking, Certificate, DutyBar, Result, ResultAnnulment, StatusChange
from exam_app.operations import case_consequences, scheduling
from exam_app.operations.case_consequences import Proposed
from exam_app.queries.case_slips import SlipLine
from exam_app.queries.cases import case_page
from exam_app.queries.dossiers import dossier_of
from exam_app.queries.issuing import applicants, waiting_for_a_certificate
from exam_app.queries.results import my_result, passed_in, session_results
from exam_app.queries.scheduling import bookable
from exam_app.terms import CaseAbout, CaseOutcome, CertificateStatus, ConsequenceKind
from exam_app.work import Site, Work
from tests.builders.cases import AFTERWARDS, annulled, case_about, upheld
from tests.builders.certificates import Passed, issued, passed_results
from tests.builders.registrations import approved
from tests.builders.scheduling import supervised
from tests.builders.sittings import a_hall
from tests.cast import CITY, Cast
from tests.conftest import NOON


@pytest.fixture
def passed(site: Site, cast: Cast) -> Passed:
    return passed_results(site, cast, 2)


def about_the_first(site: Site, cast: Cast, passed: Passed) -> UUID:
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        booking_id = work.all(select(Booking.id).where(Booking.person_id == passed.people[0]))[0]
    return case_about(site, cast, passed.exam_session_id, CaseAbout.CANDIDATE, booking_id)


def proposed(site: Site, cast: Cast, case_id: UUID, what: Proposed, name: str = "he") -> UUID:
    with Work.open(site, cast[name], AFTERWARDS) as work:
        return case_consequences.propose_consequence(work, case_id, what)


def annulling(slip: SlipLine, words: str = "答案抄自邻座。") -> Proposed:
    return Proposed(ConsequenceKind.ANNUL_RESULT, words, slip.id)


def test_a_result_is_annulled_by_two_and_the_mark_stays(site: Site, cast: Cast, passed: Passed) -> None:
    case_id = about_the_first(site, cast, passed)
    (slip,) = upheld(site, cast, case_id)
    consequence = proposed(site, cast, case_id, annulling(slip))
    with Work.open(site, cast["he"], AFTERWARDS, read_only=True) as work:
        assert work.all(select(ResultAnnulment)) == []
    with pytest.raises(Conflict, match="second person"), Work.open(site, cast["he"], AFTERWARDS) as work:
        case_consequences.carry_out(work, consequence)
    with Work.open(site, cast["lin"], AFTERWARDS) as work:
        case_consequences.carry_out(work, consequence)
    with Work.open(site, cast["he"], AFTERWARDS, read_only=True) as work:
        (row,) = work.all(select(ResultAnnulment))
        marks = work.all(select(Result.passed).where(Result.person_id == passed.people[0]))
    assert (row.person_id, row.case_number, marks) == (passed.people[0], "2026-001", [True])


def test_an_annulled_result_counts_nowhere(site: Site, cast: Cast, passed: Passed) -> None:
    case_id = about_the_first(site, cast, passed)
    (slip,) = upheld(site, cast, case_id)
    annulled(site, cast, case_id, slip)
    one, other = passed.people
    with Work.open(site, cast["sun"], AFTERWARDS, read_only=True) as work:
        assert [each.person_id for each in waiting_for_a_certificate(work)] == [other]
        (applicant,) = applicants(work, [passed.results[0]])
        assert "annulled" in str(applicant.hindrances(None))
    with Work.open(site, cast["he"], AFTERWARDS, read_only=True) as work:
        assert passed_in(work, passed.exam_session_id) == {other}
        lines = session_results(work, passed.exam_session_id)
        assert sorted((line.is_annulled, line.passed) for line in lines.results) == [(False, True), (True, False)]
        assert lines.distribution is not None and lines.distribution.sat == 1
        assert [each.registration_id for each in bookable(work)] == [passed.registrations[0]]
        dossier = dossier_of(work, one)
        assert "2026-001" in " ".join(str(stage.what) for stage in dossier.life_line)
    candidate = Actor(Role.CANDIDATE, "x", city_id=CITY, person_id=one)
    with Work.open(site, candidate, AFTERWARDS, read_only=True) as work:
        result = my_result(work, passed.exam_session_id)
    assert result is not None and not result.passed and result.case_number == "2026-001"


def test_a_certificate_on_an_annulled_result_is_withdrawn_by_the_act_for_that(site: Site, cast: Cast) -> None:
    (certificate_id,) = issued(site, cast)
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        person_id = work.get(Certificate, certificate_id).person_id
        booking = work.all(select(Booking).where(Booking.person_id == person_id))[0]
    case_id = case_about(site, cast, booking.exam_session_id, CaseAbout.CANDIDATE, booking.id)
    (slip,) = upheld(site, cast, case_id)
    annulled(site, cast, case_id, slip)
    with Work.open(site, cast["he"], AFTERWARDS) as work:
        case_consequences.propose_withdrawal(work, case_id, certificate_id)
    with Work.open(site, cast["he"], AFTERWARDS, read_only=True) as work:
        (change,) = work.all(select(StatusChange))
        ((certificate,),) = [each.certificates for each in case_page(work, case_id).consequences]
    assert (change.new_status, change.second_at) == (CertificateStatus.WITHDRAWN, None)
    assert change.reason.startswith("2026-001") and certificate.end_is_proposed


def test_a_whole_room_is_annulled_in_one_act(site: Site, cast: Cast, passed: Passed) -> None:
    case_id = case_about(site, cast, passed.exam_session_id, CaseAbout.ROOM, cast.room)
    upheld(site, cast, case_id)
    consequence = proposed(site, cast, case_id, Proposed(ConsequenceKind.ANNUL_ROOM, "全场答案雷同。"))
    with Work.open(site, cast["lin"], AFTERWARDS) as work:
        case_consequences.carry_out(work, consequence)
    with Work.open(site, cast["he"], AFTERWARDS, read_only=True) as work:
        assert passed_in(work, passed.exam_session_id) == frozenset()


def test_a_barred_invigilator_is_not_assigned_and_no_assignment_outlives_the_bar(site: Site, cast: Cast) -> None:
    hall = a_hall(site, cast)
    to_come = supervised(site, cast, approved(site, cast), starts_at=AFTERWARDS + timedelta(days=2))
    zhao = cast["zhao"].person_id
    assert zhao is not None
    case_id = case_about(site, cast, hall.exam_session_id, CaseAbout.INVIGILATOR, zhao)
    (slip,) = upheld(site, cast, case_id)
    until = AFTERWARDS.date() + timedelta(days=30)
    consequence = proposed(site, cast, case_id, Proposed(ConsequenceKind.BAR_FROM_DUTY, "纵容。", slip.id, until))
    with Work.open(site, cast["lin"], AFTERWARDS) as work:
        case_consequences.carry_out(work, consequence)
    with pytest.raises(Conflict, match=until.isoformat()), Work.open(site, cast["he"], AFTERWARDS) as work:
        scheduling.assign_invigilator(work, hall.exam_session_id, hall.room_id, zhao)
    with pytest.raises(Conflict, match=until.isoformat()), Work.open(site, cast["he"], AFTERWARDS) as work:
        scheduling.publish(work, to_come)
    with Work.open(site, cast["he"], AFTERWARDS, read_only=True) as work:
        assert work.all(select(DutyBar.until)) == [until]


def test_a_unit_is_told_in_words(site: Site, cast: Cast, passed: Passed, sqlite_only: None) -> None:
    case_id = case_about(site, cast, passed.exam_session_id, CaseAbout.UNIT, cast.anwei)
    (slip,) = upheld(site, cast, case_id)
    consequence = proposed(site, cast, case_id, Proposed(ConsequenceKind.INTERVIEW, "请负责人来局约谈。", slip.id))
    with Work.open(site, cast["lin"], AFTERWARDS) as work:
        case_consequences.carry_out(work, consequence)
    with Work.open(site, cast["he"], AFTERWARDS, read_only=True) as work:
        (line,) = case_page(work, case_id).consequences
    assert (line.kind, line.second) == (ConsequenceKind.INTERVIEW, "林涛")


def test_nothing_follows_from_a_case_that_was_not_upheld(
    site: Site, cast: Cast, passed: Passed, sqlite_only: None
) -> None:
    case_id = about_the_first(site, cast, passed)
    (slip,) = upheld(site, cast, case_id, CaseOutcome.UNPROVEN)
    with pytest.raises(Conflict, match="upheld"):
        proposed(site, cast, case_id, annulling(slip))


def test_a_consequence_fits_the_case_names_nobody_and_comes_once(
    site: Site, cast: Cast, passed: Passed, sqlite_only: None
) -> None:
    case_id = about_the_first(site, cast, passed)
    (slip,) = upheld(site, cast, case_id)
    with pytest.raises(Conflict, match="does not fit"):
        proposed(site, cast, case_id, Proposed(ConsequenceKind.CRITICISM, "x", slip.id))
    for wrong in (annulling(slip, ""), annulling(slip, f"{slip.name}抄袭"), annulling(slip, "长" * 1001)):
        with pytest.raises(Invalid) as refusal:
            proposed(site, cast, case_id, wrong)
        assert list(refusal.value.fields) == ["words"]
    consequence = proposed(site, cast, case_id, annulling(slip))
    with pytest.raises(Conflict, match="already"):
        proposed(site, cast, case_id, annulling(slip), "lin")
    with Work.open(site, cast["he"], AFTERWARDS) as work:
        case_consequences.drop_consequence(work, consequence)
    proposed(site, cast, case_id, annulling(slip), "lin")


@pytest.mark.parametrize("until", [None, AFTERWARDS.date(), AFTERWARDS.date() + timedelta(days=2000)])
def test_a_bar_has_a_last_day_to_come(site: Site, cast: Cast, until: date | None, sqlite_only: None) -> None:
    hall = a_hall(site, cast)
    zhao = cast["zhao"].person_id
    assert zhao is not None
    case_id = case_about(site, cast, hall.exam_session_id, CaseAbout.INVIGILATOR, zhao)
    (slip,) = upheld(site, cast, case_id)
    with pytest.raises(Invalid) as refusal:
        proposed(site, cast, case_id, Proposed(ConsequenceKind.BAR_FROM_DUTY, "x", slip.id, until))
    assert list(refusal.value.fields) == ["barred_until"]


def test_who_is_concerned_neither_proposes_nor_carries_out(
    site: Site, cast: Cast, passed: Passed, sqlite_only: None
) -> None:
    case_id = about_the_first(site, cast, passed)
    (slip,) = upheld(site, cast, case_id)
    consequence = proposed(site, cast, case_id, annulling(slip))
    concerned = Actor(Role.CITY_EXAM_OFFICER, "x", city_id=CITY, person_id=passed.people[0])
    with pytest.raises(NotFound), Work.open(site, concerned, AFTERWARDS) as work:
        case_consequences.carry_out(work, consequence)
    with pytest.raises(NotFound), Work.open(site, concerned, AFTERWARDS) as work:
        case_consequences.propose_consequence(work, case_id, annulling(slip))
