"""Slips of applicants: one in force, signing in with it, and more time for a decision."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from exam_app.actors import GATE, Role
from exam_app.errors import Conflict, Invalid, NotFound, TooLate
from exam_app.journal import JournalEntry, Tag
from exam_app.models import ApplicantSlip, RegistrationStep, ReviewExtension
from exam_app.operations import accounts, registrations
from exam_app.operations.accounts import SignedIn, SignInFailed
from exam_app.operations.applicant_slips import issue_applicant_slip
from exam_app.operations.review_extensions import extend_review
from exam_app.queries.review_clocks import standing_of
from exam_app.queries.signed_in import viewer_of
from exam_app.terms import ReturnReason
from exam_app.work import Site, Work
from tests.builders.applicants import a_slip, an_applicant
from tests.builders.registrations import passed_at_county, registered, trainees
from tests.cast import Cast, id_number
from tests.conftest import NOON

LAST_FOUR = id_number("19790312", 1)[-4:]


def sign_in(site: Site, number: str, last_four: str = LAST_FOUR, now=NOON):  # type: ignore[no-untyped-def]
    with Work.open(site, GATE, now) as work:
        return accounts.sign_in_applicant(work, slip_number=number, last_four=last_four, address="10.0.0.7")


def test_the_holder_of_a_slip_is_an_applicant(site: Site, cast: Cast) -> None:
    (registration_id,) = registered(site, cast, trainees(site, cast))
    slip = a_slip(site, cast, registration_id)
    assert len(slip.number) == 10 and slip.number.isdigit()
    outcome = sign_in(site, slip.number)
    assert isinstance(outcome, SignedIn)
    with Work.open(site, GATE, NOON, read_only=True) as work:
        viewer = viewer_of(work, outcome.token)
    assert viewer is not None and viewer.actor.role is Role.APPLICANT and viewer.actor.person_id == slip.person_id
    assert isinstance(sign_in(site, slip.number, "0000"), SignInFailed)


def test_a_new_slip_ends_the_old_one_and_its_session(site: Site, cast: Cast) -> None:
    (registration_id,) = registered(site, cast, trainees(site, cast))
    old = a_slip(site, cast, registration_id)
    signed_in = sign_in(site, old.number)
    new = a_slip(site, cast, registration_id, at=NOON + timedelta(minutes=1))
    with Work.open(site, GATE, NOON + timedelta(minutes=2), read_only=True) as work:
        assert viewer_of(work, signed_in.token) is None
    assert isinstance(sign_in(site, old.number), SignInFailed)
    assert isinstance(sign_in(site, new.number), SignedIn)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        tags = (Tag.APPLICANT_SLIP_ISSUED, Tag.APPLICANT_SLIP_ENDED)
        kept = work.all(select(JournalEntry.tag).where(JournalEntry.tag.in_(tags)).order_by(JournalEntry.leaf_index))
    assert kept == [Tag.APPLICANT_SLIP_ISSUED, Tag.APPLICANT_SLIP_ENDED, Tag.APPLICANT_SLIP_ISSUED]


def test_too_many_wrong_digits_make_everybody_wait(site: Site, cast: Cast) -> None:
    (registration_id,) = registered(site, cast, trainees(site, cast))
    slip = a_slip(site, cast, registration_id)
    for _ in range(5):
        assert isinstance(sign_in(site, slip.number, "0000"), SignInFailed)
    waits = sign_in(site, slip.number)
    assert isinstance(waits, SignInFailed) and waits.wait_seconds > 0


def test_another_county_hands_out_no_slip(site: Site, cast: Cast) -> None:
    (registration_id,) = registered(site, cast, trainees(site, cast))
    with pytest.raises(NotFound), Work.open(site, cast["shi"], NOON) as work:
        issue_applicant_slip(work, registration_id)


def test_an_applicant_sees_the_own_rows_and_no_others(site: Site, cast: Cast) -> None:
    mine, _ = registered(site, cast, trainees(site, cast, 2))
    applicant = an_applicant(site, cast, mine)
    with Work.open(site, applicant, NOON, read_only=True) as work:
        assert work.all(select(RegistrationStep.registration_id)) == [mine]
        assert work.all(select(ApplicantSlip.person_id)) == [applicant.person_id]


# -- more time ----------------------------------------------------------------------------------------------------


def test_ten_more_days_are_taken_once_with_a_reason(site: Site, cast: Cast) -> None:
    (registration_id,) = registered(site, cast, trainees(site, cast))
    with Work.open(site, cast["zhou"], NOON) as work:
        before = standing_of(work, registration_id).due_on
        with pytest.raises(Invalid):
            extend_review(work, registration_id, "  ")
        extend_review(work, registration_id, "需向外省核实经历")
        after = standing_of(work, registration_id).due_on
        with pytest.raises(Conflict, match="once"):
            extend_review(work, registration_id, "再等")
    assert before is not None and after is not None and (after - before).days >= 14


def test_a_desk_extends_only_what_waits_for_it(site: Site, cast: Cast) -> None:
    (registration_id,) = registered(site, cast, trainees(site, cast))
    with pytest.raises(Conflict), Work.open(site, cast["he"], NOON) as work:
        extend_review(work, registration_id, "市局延期")
    passed_at_county(site, cast, [registration_id])
    with pytest.raises(Conflict), Work.open(site, cast["zhou"], NOON) as work:
        extend_review(work, registration_id, "县局延期")
    with Work.open(site, cast["he"], NOON) as work:
        extend_review(work, registration_id, "市局延期")


def test_what_is_late_stays_late(site: Site, cast: Cast) -> None:
    (registration_id,) = registered(site, cast, trainees(site, cast))
    with pytest.raises(TooLate), Work.open(site, cast["zhou"], NOON + timedelta(days=60)) as work:
        extend_review(work, registration_id, "太晚了")


def test_handing_in_again_begins_a_new_clock(site: Site, cast: Cast) -> None:
    people = trainees(site, cast)
    (registration_id,) = registered(site, cast, people)
    with Work.open(site, cast["zhou"], NOON) as work:
        extend_review(work, registration_id, "需核实")
        registrations.return_with_reasons(work, registration_id, [ReturnReason.PHOTO_MISSING])
    later = NOON + timedelta(days=7)
    registered(site, cast, people, at=later)
    with Work.open(site, cast["zhou"], later, read_only=True) as work:
        assert work.count(select(func.count(ReviewExtension.id))) == 1
        due_on = standing_of(work, registration_id).due_on
        assert due_on is not None and (due_on - work.today).days < 35
