"""What clerks, reviewers and applicants may rely on."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from exam_app.errors import Conflict, Invalid, NotAllowed, NotFound
from exam_app.journal import JournalEntry, Tag
from exam_app.models import Enrolment, Person, Registration, RegistrationStep
from exam_app.operations import full_views, registrations
from exam_app.queries.registrations import application, queue
from exam_app.terms import RefusalGround, RegistrationState, ReturnReason
from exam_app.work import Site, Work
from tests.builders.registrations import asked_identity, passed_at_county, registered, trainees
from tests.cast import Cast, _actor_of
from tests.conftest import NOON

STATES = RegistrationState


def state_of(site: Site, cast: Cast, registration_id) -> RegistrationState:
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        return work.get(Registration, registration_id).state


def test_people_are_registered_at_the_county_of_their_training_unit(site: Site, cast: Cast) -> None:
    (registration_id,) = registered(site, cast, trainees(site, cast))
    with Work.open(site, cast["zhou"], NOON, read_only=True) as work:
        row = work.get(Registration, registration_id)
        assert (row.county_id, row.training_unit_id, row.state) == (cast.qingxi, cast.anwei, STATES.SUBMITTED)


def test_nobody_needs_training_to_be_registered_and_approved(site: Site, cast: Cast) -> None:
    (registration_id,) = passed_at_county(site, cast, registered(site, cast, trainees(site, cast)))
    with Work.open(site, cast["he"], NOON) as work:
        assert sum(application(work, registration_id).hours.values()) == 0
        assert registrations.approve(work, [registration_id]) == 1


def test_registering_twice_registers_once(site: Site, cast: Cast) -> None:
    old, new = trainees(site, cast, 2)
    registered(site, cast, [old])
    with Work.open(site, cast["li"], NOON) as work:
        assert registrations.register(work, [old, new]) == 1


def test_a_returned_registration_is_submitted_again_as_a_new_step(site: Site, cast: Cast) -> None:
    people = trainees(site, cast)
    (registration_id,) = registered(site, cast, people)
    with Work.open(site, cast["zhou"], NOON) as work:
        registrations.return_with_reasons(work, registration_id, [ReturnReason.PHOTO_MISSING])
    later = NOON + timedelta(days=1)
    assert registered(site, cast, people, at=later) == [registration_id]
    with Work.open(site, cast["zhou"], later, read_only=True) as work:
        found = application(work, registration_id)
    assert [step.act.value for step in found.steps] == ["submit", "return", "submit"]
    assert found.submitted_at == later


def test_a_minor_is_named_and_nobody_is_registered(site: Site, cast: Cast) -> None:
    # Noon in Shanghai on 24 November 2026: born on the 24th is 18 today, born on the 25th tomorrow.
    adult = trainees(site, cast, born="20081124")
    minor = trainees(site, cast, born="20081125")
    with pytest.raises(Invalid, match="李秀英"), Work.open(site, cast["li"], NOON) as work:
        registrations.register(work, [*adult, *minor])
    with Work.open(site, cast["zhou"], NOON, read_only=True) as work:
        assert queue(work, STATES.SUBMITTED).total == 0
    registered(site, cast, adult)


def test_a_clerk_cannot_register_the_people_of_another_unit(site: Site, cast: Cast) -> None:
    with pytest.raises(NotFound), Work.open(site, cast["gao"], NOON) as work:
        registrations.register(work, trainees(site, cast))


def test_all_reasons_of_a_return_arrive_at_once_and_in_words(site: Site, cast: Cast) -> None:
    (registration_id,) = registered(site, cast, trainees(site, cast))
    reasons = [ReturnReason.PHOTO_MISSING, ReturnReason.MEDICAL_MISSING]
    with Work.open(site, cast["zhou"], NOON) as work:
        registrations.return_with_reasons(work, registration_id, reasons, "请本人带体检证明")
    with Work.open(site, cast["zhou"], NOON, read_only=True) as work:
        last = application(work, registration_id).last_return
    assert last is not None
    assert (list(last.reasons), last.note, last.by) == (reasons, "请本人带体检证明", "周海")
    assert all(reason.label.endswith(".") for reason in last.reasons)


def test_a_return_without_a_reason_is_refused(site: Site, cast: Cast) -> None:
    (registration_id,) = registered(site, cast, trainees(site, cast))
    with pytest.raises(Invalid) as refused, Work.open(site, cast["zhou"], NOON) as work:
        registrations.return_with_reasons(work, registration_id, [])
    assert "reasons" in refused.value.fields


def test_a_late_click_is_told_who_was_faster_and_when(site: Site, cast: Cast) -> None:
    (registration_id,) = registered(site, cast, trainees(site, cast))
    passed_at_county(site, cast, [registration_id])
    for late in (
        lambda work: registrations.pass_at_county(work, registration_id),
        lambda work: registrations.return_with_reasons(work, registration_id, [ReturnReason.PHOTO_MISSING]),
    ):
        with pytest.raises(Conflict, match=r"周海.*2026-11-24 12:00"), Work.open(site, cast["zhou"], NOON) as work:
            late(work)
    assert state_of(site, cast, registration_id) == STATES.COUNTY_PASSED


def test_another_county_does_not_see_the_application(site: Site, cast: Cast) -> None:
    (registration_id,) = registered(site, cast, trainees(site, cast))
    with pytest.raises(NotFound), Work.open(site, cast["shi"], NOON) as work:
        registrations.pass_at_county(work, registration_id)


def test_the_county_cannot_approve_and_the_city_cannot_pass(site: Site, cast: Cast) -> None:
    ids = registered(site, cast, trainees(site, cast))
    with pytest.raises(NotAllowed), Work.open(site, cast["zhou"], NOON) as work:
        registrations.approve(work, ids)
    with pytest.raises(NotAllowed), Work.open(site, cast["he"], NOON) as work:
        registrations.pass_at_county(work, ids[0])


def test_approving_many_leaves_out_what_is_not_passed(site: Site, cast: Cast) -> None:
    waiting, passed, also = registered(site, cast, trainees(site, cast, 3))
    passed_at_county(site, cast, [passed, also])
    with Work.open(site, cast["he"], NOON) as work:
        assert registrations.approve(work, [waiting, passed, also]) == 2
        assert registrations.approve(work, [passed]) == 0
    assert [state_of(site, cast, each) for each in (waiting, passed)] == [STATES.SUBMITTED, STATES.APPROVED]


def test_two_people_decide_on_each_application(site: Site, cast: Cast) -> None:
    """One person who holds both offices may not use both for one application."""
    from exam_app.actors import Role
    from exam_app.operations import accounts

    (registration_id,) = passed_at_county(site, cast, registered(site, cast, trainees(site, cast)))
    account = cast["zhou"].account_id
    assert account is not None
    with Work.open(site, cast["wu"], NOON) as work:
        accounts.grant_role(work, account, Role.CITY_EXAM_OFFICER, place_id=None, starts_on=work.today, ends_on=None)
    zhou_at_the_city = _actor_of(site, NOON, "zhou")
    with pytest.raises(Conflict, match="yourself"), Work.open(site, zhou_at_the_city, NOON) as work:
        registrations.approve(work, [registration_id])
    with pytest.raises(Conflict, match="yourself"), Work.open(site, zhou_at_the_city, NOON) as work:
        registrations.refuse(work, registration_id, [RefusalGround.SCHOOLING], "")


def test_a_refused_person_may_be_registered_anew(site: Site, cast: Cast) -> None:
    people = trainees(site, cast)
    (registration_id,) = passed_at_county(site, cast, registered(site, cast, people))
    with Work.open(site, cast["he"], NOON) as work:
        registrations.refuse(work, registration_id, [RefusalGround.SCHOOLING], "无初中学历证明")
    assert state_of(site, cast, registration_id) == STATES.REFUSED
    with Work.open(site, cast["li"], NOON) as work:
        assert registrations.register(work, people) == 1


def test_showing_a_full_id_number_is_journalled(site: Site, cast: Cast) -> None:
    people = trainees(site, cast)
    (registration_id,) = registered(site, cast, people)
    with Work.open(site, cast["zhou"], NOON) as work:
        assert full_views.show_id_number(work, registration_id).startswith("33030119790312")
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        entry = work.all(select(JournalEntry).where(JournalEntry.tag == Tag.ID_NUMBER_READ))[0]
    assert (entry.actor_id, entry.about_person_id) == (cast["zhou"].person_id, people[0])


def test_every_step_names_its_person(site: Site, cast: Cast) -> None:
    (registration_id,) = passed_at_county(site, cast, registered(site, cast, trainees(site, cast)))
    with Work.open(site, cast["he"], NOON) as work:
        registrations.approve(work, [registration_id])
        steps = work.all(
            select(RegistrationStep.by_person_id)
            .where(RegistrationStep.registration_id == registration_id)
            .order_by(RegistrationStep.number)
        )
    assert list(steps) == [cast[who].person_id for who in ("li", "zhou", "he")]


def test_the_same_person_becomes_visible_to_the_asking_unit(site: Site, cast: Cast) -> None:
    (person_id,) = trainees(site, cast)
    question_id = asked_identity(site, cast, person_id)
    with Work.open(site, cast["gao"], NOON, read_only=True) as work, pytest.raises(NotFound):
        work.get(Person, person_id)
    with Work.open(site, cast["shi"], NOON) as work:
        registrations.settle_identity(work, question_id, True)
    with Work.open(site, cast["gao"], NOON, read_only=True) as work:
        assert work.get(Person, person_id).id == person_id
        units = work.all(select(Enrolment.training_unit_id).where(Enrolment.person_id == person_id))
    assert units == [cast.other_unit]


def test_another_person_stays_unknown_to_the_asking_unit(site: Site, cast: Cast) -> None:
    (person_id,) = trainees(site, cast)
    question_id = asked_identity(site, cast, person_id)
    with Work.open(site, cast["shi"], NOON) as work:
        registrations.settle_identity(work, question_id, False)
    with Work.open(site, cast["gao"], NOON, read_only=True) as work, pytest.raises(NotFound):
        work.get(Person, person_id)
    with pytest.raises(Conflict, match="settled"), Work.open(site, cast["shi"], NOON) as work:
        registrations.settle_identity(work, question_id, True)


def test_a_question_of_identity_goes_to_its_own_county(site: Site, cast: Cast) -> None:
    question_id = asked_identity(site, cast, trainees(site, cast)[0])
    with pytest.raises(NotFound), Work.open(site, cast["zhou"], NOON) as work:
        registrations.settle_identity(work, question_id, True)
