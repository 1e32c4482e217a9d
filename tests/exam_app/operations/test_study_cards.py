"""Study cards: who gets one, that one is in force, and signing in with it."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from exam_app.actors import GATE
from exam_app.errors import NotAllowed, NotFound
from exam_app.journal import JournalEntry, Tag
from exam_app.models import SignInAttempt, StudyCard, WebSession
from exam_app.operations import accounts, study_cards
from exam_app.operations.accounts import SignedIn, SignInFailed
from exam_app.queries.signed_in import viewer_of
from exam_app.queries.study_cards import course_cards, unit_cards
from exam_app.work import Site, Work
from tests.builders.employment import employed
from tests.builders.study import a_study_class, as_guard, card_of, with_cards
from tests.builders.training import number_of, trained
from tests.cast import CITY, Cast
from tests.conftest import NOON


def sign_in(site: Site, number: str, last_four: str, address: str = "10.0.0.7", now=NOON):  # type: ignore[no-untyped-def]
    with Work.open(site, GATE, now) as work:
        return accounts.sign_in_guard(work, card_number=number, last_four=last_four, address=address)


def test_a_clerk_issues_cards_to_the_people_of_a_course(site: Site, cast: Cast) -> None:
    course = trained(site, cast, 3)
    with_cards(site, cast, course)
    with Work.open(site, cast["li"], NOON, read_only=True) as work:
        numbers = [line.number for line in course_cards(work, course.course_id).issued]
    assert len(set(numbers)) == 3 and all(number and len(number) == 10 and number.isdigit() for number in numbers)


def test_a_new_card_ends_the_old_one_and_its_session(site: Site, cast: Cast) -> None:
    course = trained(site, cast, 1)
    with_cards(site, cast, course)
    old = card_of(site, cast, course.people[0])
    signed_in = sign_in(site, old.number, number_of(1)[-4:])
    assert isinstance(signed_in, SignedIn)
    with_cards(site, cast, course, now=NOON + timedelta(days=1))
    assert card_of(site, cast, course.people[0]).number != old.number
    with Work.open(site, GATE, NOON + timedelta(hours=1), read_only=True) as work:
        assert viewer_of(work, signed_in.token) is None
    assert isinstance(sign_in(site, old.number, number_of(1)[-4:]), SignInFailed)


def test_the_card_of_a_guard_unit_ends_that_of_the_training_unit(site: Site, cast: Cast) -> None:
    course = trained(site, cast, 1)
    with_cards(site, cast, course)
    with pytest.raises(NotFound), Work.open(site, cast["ye"], NOON) as work:
        study_cards.issue_study_cards_to_guards(work, course.people)
    employed(site, cast, course.people)
    old = card_of(site, cast, course.people[0]).number
    with Work.open(site, cast["ye"], NOON) as work:
        assert study_cards.issue_study_cards_to_guards(work, course.people) == 1
        assert [line.number for line in unit_cards(work).printable] != [old]
    assert isinstance(sign_in(site, old, number_of(1)[-4:]), SignInFailed)


def test_two_cards_of_one_person_are_never_in_force_together(site: Site, cast: Cast) -> None:
    course = trained(site, cast, 1)
    with_cards(site, cast, course)
    with pytest.raises(IntegrityError), Work.open(site, cast["li"], NOON) as work:
        work.add(
            StudyCard(
                city_id=CITY,
                id=work.new_id(),
                person_id=course.people[0],
                number="0" * 10,
                issued_by_id=cast["li"].person_id,
                issued_at=NOON,
            )
        )


def test_a_card_is_issued_to_nobody_outside_the_course(site: Site, cast: Cast) -> None:
    mine, other = trained(site, cast, 2), trained(site, cast, 2, clerk="gao", first=40)
    for course_id, people in (
        (mine.course_id, [mine.people[0], other.people[0]]),
        (mine.course_id, [UUID(int=5)]),
        (other.course_id, mine.people),
    ):
        with pytest.raises(NotFound), Work.open(site, cast["li"], NOON) as work:
            study_cards.issue_study_cards(work, course_id, people)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        assert work.count(select(func.count(StudyCard.id))) == 0


def test_only_a_training_unit_issues_cards(site: Site, cast: Cast) -> None:
    course = trained(site, cast, 1)
    for who in ("wu", "zhou", "he", "qin", "ma"):
        with pytest.raises(NotAllowed), Work.open(site, cast[who], NOON) as work:
            study_cards.issue_study_cards(work, course.course_id, course.people)


def test_cards_stand_in_the_persons_journal(site: Site, cast: Cast) -> None:
    course = trained(site, cast, 1)
    with_cards(site, cast, course)
    with_cards(site, cast, course)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        tags = work.all(
            select(JournalEntry.tag)
            .where(JournalEntry.about_person_id == course.people[0], JournalEntry.subject_kind != "course")
            .order_by(JournalEntry.leaf_index)
        )
    cards = [tag for tag in tags if tag.startswith("study_card:")]
    assert cards == [Tag.STUDY_CARD_ISSUED, Tag.STUDY_CARD_ENDED, Tag.STUDY_CARD_ISSUED]


def test_a_guard_signs_in_with_card_and_last_four(site: Site, cast: Cast) -> None:
    guards = a_study_class(site, cast)
    card = card_of(site, cast, guards.zhang.person_id)  # type: ignore[arg-type]  # a guard has a person
    spaced = f" {card.number[:3]} {card.number[3:]} "
    last_four = number_of(1)[-4:].lower()
    signed_in = sign_in(site, spaced, last_four)
    assert isinstance(signed_in, SignedIn)
    with Work.open(site, GATE, NOON + timedelta(hours=11), read_only=True) as work:
        viewer = viewer_of(work, signed_in.token)
    assert viewer is not None
    assert (viewer.actor.role, viewer.actor.person_id) == (guards.zhang.role, guards.zhang.person_id)
    with Work.open(site, GATE, NOON + timedelta(hours=12), read_only=True) as work:
        assert viewer_of(work, signed_in.token) is None


def test_a_wrong_card_waits_like_a_wrong_ticket(site: Site, cast: Cast) -> None:
    guards = a_study_class(site, cast)
    card = card_of(site, cast, guards.zhang.person_id)  # type: ignore[arg-type]  # a guard has a person
    tries = [sign_in(site, card.number, "0000") for _ in range(6)]
    assert [each.wait_seconds > 0 for each in tries] == [False] * 5 + [True]
    assert isinstance(sign_in(site, card.number, number_of(1)[-4:]), SignInFailed)
    other_place = sign_in(site, card.number, number_of(1)[-4:], address="10.0.0.8")
    assert isinstance(other_place, SignedIn)
    with Work.open(site, GATE, NOON, read_only=True) as work:
        assert work.count(select(func.count(SignInAttempt.id))) == 8


def test_a_card_number_is_no_ticket_number(site: Site, cast: Cast) -> None:
    guards = a_study_class(site, cast)
    card = card_of(site, cast, guards.zhang.person_id)  # type: ignore[arg-type]  # a guard has a person
    with Work.open(site, GATE, NOON) as work:
        refused = accounts.sign_in_candidate(
            work, ticket_number=card.number, last_four=number_of(1)[-4:], address="10.0.0.7"
        )
    assert isinstance(refused, SignInFailed)


@pytest.mark.parametrize("both", [True, False])
def test_a_session_is_of_exactly_one_kind(site: Site, cast: Cast, both: bool) -> None:
    guards = a_study_class(site, cast)
    with pytest.raises(IntegrityError), Work.open(site, GATE, NOON) as work:
        grant = work.all(select(accounts.RoleGrant.id).limit(1))[0]
        work.add(
            WebSession(
                city_id=CITY,
                id=work.new_id(),
                token_hash=b"x" * 32,
                started_at=NOON,
                last_seen_at=NOON,
                ends_at=NOON,
                grant_id=grant if both else None,
                study_card_id=guards.zhang.study_card_id if both else None,
            )
        )


def test_another_units_clerk_sees_no_card(site: Site, cast: Cast) -> None:
    guards = a_study_class(site, cast)
    with Work.open(site, cast["gao"], NOON, read_only=True) as work:
        assert work.count(select(func.count(StudyCard.id))) == 0
        with pytest.raises(NotFound):
            course_cards(work, guards.course_id)
    with Work.open(site, guards.li, NOON, read_only=True) as work:
        assert work.all(select(StudyCard.person_id)) == [guards.li.person_id]
    assert as_guard(site, cast, guards.li.person_id).study_card_id == guards.li.study_card_id  # type: ignore[arg-type]
