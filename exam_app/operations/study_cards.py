"""Study cards: a training unit issues them to the people of its courses, a guard unit to its guards."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select, update

from exam_app.actors import Permission
from exam_app.errors import NotFound
from exam_app.journal import Tag
from exam_app.models import Course, Employment, Enrolment, Person, StudyCard
from exam_app.operations import operation
from exam_app.work import Work

CARD_DIGITS = 10


@operation(Permission.TRAIN)
def issue_study_cards(work: Work, course_id: UUID, person_ids: Collection[UUID]) -> int:
    """Issue study cards to people of a course of the own unit; returns how many. A new card ends the old one.

    Raises :class:`NotFound` when somebody does not attend the course; then nobody gets a card.
    """
    work.get(Course, course_id)
    query = select(Enrolment.person_id).where(Enrolment.city_id == work.city_id, Enrolment.course_id == course_id)
    if set(person_ids) - set(work.all(query)):
        raise NotFound("Somebody you chose does not attend this course. Load the page again.")
    return _issue(work, person_ids)


@operation(Permission.EMPLOY)
def issue_study_cards_to_guards(work: Work, person_ids: Collection[UUID]) -> int:
    """Issue study cards to guards on duty at the own unit; returns how many. A new card ends the old one.

    Raises :class:`NotFound` when somebody is not on duty here; then nobody gets a card.
    """
    query = select(Employment.person_id).where(
        Employment.city_id == work.city_id,
        Employment.guard_unit_id == work.found(work.actor.guard_unit_id),
        Employment.lasts_on(work.today),
    )
    if set(person_ids) - set(work.all(query)):
        raise NotFound("Somebody you chose is not on duty here. Load the page again.")
    return _issue(work, person_ids)


def _issue(work: Work, person_ids: Collection[UUID]) -> int:
    people = sorted(set(person_ids))
    for person_id in people:
        work.lock(Person, person_id)  # two clerks issue one card after the other
    _end_cards_in_force(work, people)
    cards = [_new_card(work, person_id) for person_id in people]
    work.add_all(cards)
    for card in cards:
        work.record(Tag.STUDY_CARD_ISSUED, "study_card", card.id, about=card.person_id)
    return len(people)


def _end_cards_in_force(work: Work, people: Sequence[UUID]) -> None:
    """Sessions opened with a card end with it: who is behind a session is read anew at each request."""
    in_force = (StudyCard.city_id == work.city_id, StudyCard.person_id.in_(people), StudyCard.ended_at.is_(None))
    ending = work.rows(select(StudyCard.id, StudyCard.person_id).where(*in_force).order_by(StudyCard.id))
    work.change(update(StudyCard).where(*in_force).values(ended_at=work.now))
    for card_id, person_id in ending:
        work.record(Tag.STUDY_CARD_ENDED, "study_card", card_id, about=person_id)


def _new_card(work: Work, person_id: UUID) -> StudyCard:
    number = int.from_bytes(work.site.random_bytes(8)) % 10**CARD_DIGITS
    return StudyCard(
        city_id=work.city_id,
        id=work.new_id(),
        person_id=person_id,
        number=f"{number:0{CARD_DIGITS}d}",
        issued_by_id=work.actor.person_id,
        issued_at=work.now,
    )
