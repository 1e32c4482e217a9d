"""What the trainer learns of a class: sums by topic over all its people, never one person's answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import case, func, select

from exam_app.models import Enrolment, PracticeAnswer, StudyCard
from exam_app.queries.bank import names_of
from exam_app.work import Work
from question_bank.topics import Names

FEWEST = 5
"""People behind a shown figure at least: fewer, and a class that knows its members would read one person's answers."""


@dataclass(frozen=True)
class ClassTopic:
    """One topic over the whole class. ``right`` and ``asked`` are None where too few people practised it."""

    code: str
    names: Names
    people: int | None
    right: int | None
    asked: int | None


@dataclass(frozen=True)
class ClassPractice:
    """The class by topic, weakest first; ``topics`` is empty below five people who practised."""

    people: int
    practising: int
    cards: int
    """People with a study card in force."""
    topics: Sequence[ClassTopic]


def class_practice(work: Work, course_id: UUID) -> ClassPractice:
    """Sums of the answers of a course's people; four statements, whatever its size."""
    in_course = (Enrolment.city_id == work.city_id, Enrolment.course_id == course_id)
    answers = (PracticeAnswer.city_id == Enrolment.city_id) & (PracticeAnswer.person_id == Enrolment.person_id)
    people = work.count(select(func.count(Enrolment.id)).where(*in_course))
    practising = work.count(
        select(func.count(func.distinct(PracticeAnswer.person_id)))
        .select_from(Enrolment)
        .join(PracticeAnswer, answers)
        .where(*in_course)
    )
    cards = work.count(
        select(func.count(StudyCard.id))
        .select_from(Enrolment)
        .join(StudyCard, (StudyCard.city_id == Enrolment.city_id) & (StudyCard.person_id == Enrolment.person_id))
        .where(*in_course, StudyCard.ended_at.is_(None))
    )
    if practising < FEWEST:
        return ClassPractice(people, practising, cards, ())
    by_topic = work.rows(
        select(
            PracticeAnswer.topic,
            func.count(func.distinct(PracticeAnswer.person_id)),
            func.count(case((PracticeAnswer.right, 1))),
            func.count(PracticeAnswer.id),
        )
        .select_from(Enrolment)
        .join(PracticeAnswer, answers)
        .where(*in_course)
        .group_by(PracticeAnswer.topic)
    )
    topics = [_topic(*row) for row in by_topic]
    return ClassPractice(people, practising, cards, sorted(topics, key=_weakest_first))


def _topic(code: str, people: int, right: int, asked: int) -> ClassTopic:
    if people < FEWEST:
        return ClassTopic(code, names_of(code), None, None, None)
    return ClassTopic(code, names_of(code), people, right, asked)


def _weakest_first(topic: ClassTopic) -> tuple[bool, float, str]:
    if topic.right is None or not topic.asked:
        return (True, 0.0, topic.code)
    return (False, topic.right / topic.asked, topic.code)
