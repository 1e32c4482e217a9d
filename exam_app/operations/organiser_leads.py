"""Leads against the organiser of an examination: the answer, and the closing by a second person.

A lead that is never answered stays in sight (the work plan, S47: nothing is left unfiled or shelved). It is answered as
often as there is something to say, and closed once, with a reason, by somebody who gave none of the answers.
"""

from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.errors import Conflict, TooEarly, TooLate
from exam_app.journal import Tag
from exam_app.models import LeadAnswer, LeadClosing, OrganiserLead
from exam_app.operations import operation
from exam_app.operations.case_texts import Text
from exam_app.terms import N_
from exam_app.work import Work

ANSWER = Text("words", 1000, N_("Write what happened, and what was done about it."))
CLOSING = Text("reason", 1000, N_("Write why nothing more is asked of the organiser."))


@operation(Permission.SCHEDULE)
def answer_lead(work: Work, lead_id: UUID, words: str) -> UUID:
    """Answer a lead for the organiser; returns the id of the answer.

    Raises :class:`Invalid` without words, :class:`TooLate` once the lead is closed.
    """
    lead = _open_lead(work, lead_id)
    answer = work.add(
        LeadAnswer(
            city_id=work.city_id,
            id=work.new_id(),
            lead_id=lead.id,
            words=ANSWER.read(words),
            by_person_id=work.actor.person_id,
            at=work.now,
        )
    )
    _record(work, Tag.ORGANISER_LEAD_ANSWERED, lead, answer.id)
    return answer.id


@operation(Permission.JUDGE_CASES)
def close_lead(work: Work, lead_id: UUID, answer_id: UUID, reason: str) -> None:
    """Close a lead on its newest answer, the one that was read.

    Raises :class:`Invalid` without a reason, :class:`TooEarly` before anybody answered, :class:`TooLate` once it is
    closed, :class:`Conflict` for whoever gave one of its answers and when another answer came meanwhile.
    """
    lead = _open_lead(work, lead_id)
    answers = work.all(
        select(LeadAnswer)
        .where(LeadAnswer.city_id == work.city_id, LeadAnswer.lead_id == lead.id)
        .order_by(LeadAnswer.at, LeadAnswer.id)
    )
    if not answers:
        raise TooEarly("The organiser has not answered yet. A lead is closed on its answer.")
    if any(each.by_person_id == work.actor.person_id for each in answers):
        raise Conflict("You answered this lead. A second person has to close it.", code="second_person")
    if answers[-1].id != answer_id:
        raise Conflict("Another answer was given meanwhile. Read it, then close the lead.")
    work.add(
        LeadClosing(
            city_id=work.city_id,
            id=work.new_id(),
            lead_id=lead.id,
            answer_id=answers[-1].id,
            answered_by_id=answers[-1].by_person_id,
            reason=CLOSING.read(reason),
            by_person_id=work.actor.person_id,
            at=work.now,
        )
    )
    _record(work, Tag.ORGANISER_LEAD_CLOSED, lead, answers[-1].id)


def _open_lead(work: Work, lead_id: UUID) -> OrganiserLead:
    lead = work.lock(OrganiserLead, lead_id)
    closed = select(LeadClosing.id).where(LeadClosing.city_id == work.city_id, LeadClosing.lead_id == lead.id)
    if work.one(closed) is not None:
        raise TooLate("This lead is closed already. Nothing was changed.")
    return lead


def _record(work: Work, tag: Tag, lead: OrganiserLead, answer_id: UUID) -> None:
    work.record(
        tag,
        "exam_session",
        lead.exam_session_id,
        step=lead.step,
        room=str(lead.room_id or ""),
        answer=str(answer_id),
    )
