"""Requests for correction and objections: the own ones of an applicant, and those that wait at a desk."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from exam_app.models import CorrectionRequest, Objection, Person, RegistrationStep, ResultRelease
from exam_app.queries.my_matters import my_matters
from exam_app.queries.people import masked_number
from exam_app.terms import CorrectionField, ObjectionAbout, ObjectionOutcome, RegistrationState, ReviewAct
from exam_app.work import Work

MOST_OPEN = 5
"""So many requests of one person may wait at once."""
OBJECT_WITHIN_DAYS = 60
"""As long as the law gives for asking a higher authority to reconsider (Administrative Reconsideration Law art. 20)."""
AT_ONCE = 200


@dataclass(frozen=True)
class Correction:
    """One request with its answer; ``done`` is None while it waits."""

    id: UUID
    name: str
    id_number: str
    """Masked."""
    field: CorrectionField
    words: str
    asked_at: datetime
    answered_at: datetime | None
    done: bool | None
    answer: str


@dataclass(frozen=True)
class ObjectionLine:
    """One objection with its answer; ``outcome`` is None while it waits."""

    id: UUID
    name: str
    id_number: str
    """Masked."""
    registration_id: UUID
    about: ObjectionAbout
    decided_at: datetime
    words: str
    filed_at: datetime
    answered_at: datetime | None
    outcome: ObjectionOutcome | None
    answer: str


def corrections(work: Work, request_id: UUID | None = None) -> Sequence[Correction]:
    """The requests in the viewer's scope, those that wait first and the oldest of them first; or the one asked for."""
    query = (
        select(CorrectionRequest, Person)
        .join(Person, (Person.city_id == CorrectionRequest.city_id) & (Person.id == CorrectionRequest.person_id))
        .where(CorrectionRequest.city_id == work.city_id)
        .order_by(CorrectionRequest.answered_at.is_not(None), CorrectionRequest.asked_at, CorrectionRequest.id)
        .limit(AT_ONCE)
    )
    if request_id is not None:
        query = query.where(CorrectionRequest.id == request_id)
    return [
        Correction(
            row.id,
            person.name,
            masked_number(work, person),
            row.field,
            work.site.vault.open(row.words_sealed, "correction_request", row.id),
            row.asked_at,
            row.answered_at,
            row.done,
            row.answer,
        )
        for row, person in work.rows(query)
    ]


def objections(work: Work, objection_id: UUID | None = None) -> Sequence[ObjectionLine]:
    """The objections in the viewer's scope, those that wait first, the oldest of them first; or the one asked for."""
    query = (
        select(Objection, Person)
        .join(Person, (Person.city_id == Objection.city_id) & (Person.id == Objection.person_id))
        .where(Objection.city_id == work.city_id)
        .order_by(Objection.answered_at.is_not(None), Objection.filed_at, Objection.id)
        .limit(AT_ONCE)
    )
    if objection_id is not None:
        query = query.where(Objection.id == objection_id)
    return [
        ObjectionLine(
            row.id,
            person.name,
            masked_number(work, person),
            row.registration_id,
            row.about,
            row.decided_at,
            row.words,
            row.filed_at,
            row.answered_at,
            row.outcome,
            row.answer,
        )
        for row, person in work.rows(query)
    ]


def open_corrections_of_mine(work: Work) -> int:
    query = select(func.count(CorrectionRequest.id)).where(
        CorrectionRequest.city_id == work.city_id,
        CorrectionRequest.person_id == work.actor.person_id,
        CorrectionRequest.answered_at.is_(None),
    )
    return work.count(query)


# -- what can be objected against ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Decision:
    """A decision against which the applicant may object, until the end of a day."""

    about: ObjectionAbout
    registration_id: UUID
    exam_session_id: UUID | None
    decided_at: datetime

    @property
    def until(self) -> datetime:
        return self.decided_at + timedelta(days=OBJECT_WITHIN_DAYS)


def objectionable(work: Work) -> Sequence[Decision]:
    """The refusal that stands and the result that is out, without those objected against already.

    An annulled result belongs to a case, whose letter says how to object.
    """
    matters = my_matters(work)
    decisions = []
    refused = matters.last(ReviewAct.REFUSE)
    if matters.state is RegistrationState.REFUSED and refused is not None:
        decisions.append(Decision(ObjectionAbout.REFUSAL, matters.registration_id, None, refused.at))
    result = matters.result
    if result is not None and result.released_at is not None and result.annulled_at is None:
        session_id = result.exam_session_id
        decisions.append(Decision(ObjectionAbout.RESULT, matters.registration_id, session_id, result.released_at))
    filed = {(each.about, each.decided_at) for each in objections(work)}
    return [each for each in decisions if (each.about, each.decided_at) not in filed]


def deciders(work: Work, objection: Objection) -> Collection[UUID | None]:
    """Who took the decision that is objected against."""
    if objection.about is ObjectionAbout.REFUSAL:
        return work.all(
            select(RegistrationStep.by_person_id).where(
                RegistrationStep.city_id == work.city_id,
                RegistrationStep.registration_id == objection.registration_id,
                RegistrationStep.act == ReviewAct.REFUSE,
            )
        )
    query = select(ResultRelease.first_person_id, ResultRelease.second_person_id).where(
        ResultRelease.city_id == work.city_id, ResultRelease.exam_session_id == objection.exam_session_id
    )
    return {person_id for row in work.rows(query) for person_id in row}


def decided_by_me(work: Work, objection_id: UUID) -> bool:
    """Whether the viewer took the decision, and so cannot answer."""
    return work.actor.person_id in deciders(work, work.get(Objection, objection_id))
