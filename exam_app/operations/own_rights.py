"""The applicant's rights: a copy of the own data, a correction, an objection; and the answers of county and city."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid, TooLate
from exam_app.journal import Tag
from exam_app.models import CorrectionRequest, Objection, Registration
from exam_app.operations import operation
from exam_app.operations.case_texts import Text
from exam_app.queries.own_data import OwnData, own_data
from exam_app.queries.own_requests import (
    MOST_OPEN,
    OBJECT_WITHIN_DAYS,
    deciders,
    objectionable,
    open_corrections_of_mine,
)
from exam_app.terms import N_, CorrectionField, ObjectionAbout, ObjectionOutcome
from exam_app.work import Work

RIGHT_WORDS = Text("words", 500, N_("Write what is right."))
CORRECTION_ANSWER = Text("answer", 500, N_("Write the answer: the person reads it."))
OBJECTION_WORDS = Text("words", 2000, N_("Write why you do not agree."))
OBJECTION_ANSWER = Text("answer", 2000, N_("Write the answer: the person reads it."))


@operation(Permission.APPLY)
def take_own_copy(work: Work) -> OwnData:
    """Everything kept about the actor that the actor may see; that a copy was taken is journalled
    (Personal Information Protection Law art. 45)."""
    work.record(Tag.OWN_DATA_COPIED, "person", work.actor.person_id, about=work.actor.person_id)
    return own_data(work)


@operation(Permission.APPLY)
def ask_correction(work: Work, field: CorrectionField, words: str) -> UUID:
    """Ask the county of the newest application to correct something; returns the id of the request.

    Raises :class:`Invalid` without words, :class:`Conflict` while :data:`MOST_OPEN` requests wait.
    """
    words = RIGHT_WORDS.read(words)
    person_id = work.found(work.actor.person_id)
    if open_corrections_of_mine(work) >= MOST_OPEN:
        raise Conflict("Several of your requests wait for an answer already. Ask again once they are answered.")
    row_id = work.new_id()
    work.add(
        CorrectionRequest(
            city_id=work.city_id,
            id=row_id,
            person_id=person_id,
            county_id=_newest_registration(work, person_id).county_id,
            field=field,
            words_sealed=work.site.vault.seal(words, "correction_request", row_id),
            asked_at=work.now,
        )
    )
    work.record(Tag.CORRECTION_ASKED, "correction_request", row_id, about=person_id, field=field.value)
    return row_id


def _newest_registration(work: Work, person_id: UUID) -> Registration:
    query = (
        select(Registration)
        .where(Registration.city_id == work.city_id, Registration.person_id == person_id)
        .order_by(Registration.submitted_at.desc(), Registration.id.desc())
        .limit(1)
    )
    return work.found(work.one(query))


@operation(Permission.REVIEW)
def answer_correction(work: Work, request_id: UUID, *, done: bool, answer: str) -> None:
    """Say what was done about a request, or why nothing was. Raises :class:`Conflict` when it is answered already.

    The correction itself is an act of its own where the field is kept: the roster, the photo, the class hours.
    """
    answer = CORRECTION_ANSWER.read(answer)
    request = work.lock(CorrectionRequest, request_id)
    if request.answered_at is not None:
        raise Conflict("Somebody answered this meanwhile. Your words are kept here; please look again.")
    request.answered_at, request.answered_by_id = work.now, work.actor.person_id
    request.done, request.answer = done, answer
    work.record(Tag.CORRECTION_ANSWERED, "correction_request", request.id, about=request.person_id, done=done)


@operation(Permission.APPLY)
def file_objection(work: Work, about: ObjectionAbout, words: str) -> UUID:
    """Object against the decision of that kind that stands now; returns the id of the objection.

    Raises :class:`Invalid` without words, :class:`Conflict` where there is no such decision or an objection against it
    already, :class:`TooLate` after :data:`OBJECT_WITHIN_DAYS` days.
    """
    words = OBJECTION_WORDS.read(words)
    decision = next((each for each in objectionable(work) if each.about is about), None)
    if decision is None:
        raise Conflict("There is no decision of this kind that you have not objected against yet.")
    if work.now > decision.decided_at + timedelta(days=OBJECT_WITHIN_DAYS + 1):
        raise TooLate("The 60 days for an objection here are over. You may still go to the people's court in time.")
    objection = work.add(
        Objection(
            city_id=work.city_id,
            id=work.new_id(),
            person_id=work.found(work.actor.person_id),
            registration_id=decision.registration_id,
            exam_session_id=decision.exam_session_id,
            about=about,
            decided_at=decision.decided_at,
            words=words,
            filed_at=work.now,
        )
    )
    work.record(Tag.OBJECTION_FILED, "objection", objection.id, about=objection.person_id, objection_about=about.value)
    return objection.id


@operation(Permission.APPROVE)
def answer_objection(work: Work, objection_id: UUID, outcome: ObjectionOutcome | None, answer: str) -> None:
    """Answer an objection for the office that decided, as another person than who decided.

    Raises :class:`Invalid` without outcome or words, :class:`Conflict` for who took the decision, or once it is
    answered.
    """
    if outcome is None:
        raise Invalid.in_field("outcome", N_("Choose whether the decision stands."))
    answer = OBJECTION_ANSWER.read(answer)
    objection = work.lock(Objection, objection_id)
    if objection.answered_at is not None:
        raise Conflict("Somebody answered this meanwhile. Your words are kept here; please look again.")
    if work.actor.person_id in deciders(work, objection):
        raise Conflict("You took part in this decision. Another officer must answer the objection.")
    objection.answered_at, objection.answered_by_id = work.now, work.actor.person_id
    objection.outcome, objection.answer = outcome, answer
    work.record(
        Tag.OBJECTION_ANSWERED, "objection", objection.id, about=objection.person_id, objection_outcome=outcome.value
    )
