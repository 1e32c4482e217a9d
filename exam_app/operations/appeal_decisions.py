"""The decision on a score appeal: it says what the result comes to, one person proposes it, another signs.

What is decided is not typed in: it follows from the events and the keys in force. The result appealed against stays as
it is; where something else comes out a further one is added that names the appeal, unless a correction of a key added
it already.
"""

from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.appeal_states import APPEAL_TABLE, AppealTrigger
from exam_app.errors import Conflict, TooEarly
from exam_app.journal import Tag
from exam_app.models import Appeal, AppealDecision, Booking, ExamSession, Registration, Sitting
from exam_app.operations import operation
from exam_app.operations.case_texts import Text
from exam_app.operations.notices import Recipient, notify
from exam_app.operations.results import keep_again, marking_again_for, new_result
from exam_app.queries.appeal_marking import Finding, doubted_keys, finding_of
from exam_app.queries.appeals import remark_of
from exam_app.terms import N_, AppealOutcome, NoticeKind
from exam_app.work import Work

DECISION_REASONS = Text("reasons", 2000, N_("Write the reasons: they stand in the letter."))


@operation(Permission.RELEASE)
def propose_appeal_decision(work: Work, appeal_id: UUID, reasons: str) -> AppealOutcome:
    """Propose the decision that follows from the second marking; nothing changes until a second person signs.

    Raises :class:`Invalid` without reasons, :class:`Conflict` in any other state, :class:`TooEarly` while a key that
    the second marker doubts is neither corrected nor left as it is, and while a third examiner has not marked.
    """
    reasons = DECISION_REASONS.read(reasons)
    appeal = work.lock(Appeal, appeal_id)
    state = APPEAL_TABLE.after(appeal.state, AppealTrigger.PROPOSE)
    _require_settled_keys(work, appeal)
    found = finding_of(work, appeal)
    if waiting := [part.kind for part in found.parts if part.after is None]:
        raise TooEarly("%(component)s: the third examiner has not marked yet.", component=waiting[0])
    raw, maximum, cut_score, passed = found.decided
    outcome = AppealOutcome.CHANGED if found.is_changed else AppealOutcome.UPHELD
    work.add(
        AppealDecision(
            city_id=work.city_id,
            id=work.new_id(),
            appeal_id=appeal.id,
            outcome=outcome,
            raw=raw,
            maximum=maximum,
            cut_score=cut_score,
            passed=passed,
            parts=[part.stored for part in found.parts],
            reasons=reasons,
            first_person_id=work.actor.person_id,
            first_at=work.now,
        )
    )
    appeal.state = state
    _record(work, Tag.APPEAL_PROPOSED, appeal, outcome)
    return outcome


def _require_settled_keys(work: Work, appeal: Appeal) -> None:
    if appeal.sitting_id is None:
        return
    remark = work.found(remark_of(work, appeal.id))
    sitting = work.get(Sitting, appeal.sitting_id)
    if open_items := [each.slot for each in doubted_keys(work, remark, sitting.paper_digests) if not each.is_settled]:
        raise TooEarly(
            "The keys of these items are doubted: %(items)s. Correct each, or drop its correction, then decide.",
            items=", ".join(map(str, open_items)),
        )


@operation(Permission.RELEASE)
def send_back_appeal_decision(work: Work, appeal_id: UUID) -> None:
    """Refuse the second signature: another decision can be proposed. What was sent back stays."""
    appeal = work.lock(Appeal, appeal_id)
    state = APPEAL_TABLE.after(appeal.state, AppealTrigger.SEND_BACK)
    decision = _waiting(work, appeal)
    decision.sent_back_by_id, decision.sent_back_at = work.actor.person_id, work.now
    appeal.state = state
    _record(work, Tag.APPEAL_SENT_BACK, appeal, decision.outcome)


@operation(Permission.RELEASE)
def sign_appeal_decision(work: Work, appeal_id: UUID) -> AppealOutcome:
    """The second signature: the decision holds, a changed result is added, and the candidate is told.

    Raises :class:`Conflict` for who proposed it, in any other state, and when the paper comes to something else by now.
    """
    appeal = work.lock(Appeal, appeal_id)
    state = APPEAL_TABLE.after(appeal.state, AppealTrigger.SIGN)
    decision = _waiting(work, appeal)
    if decision.first_person_id == work.actor.person_id:
        raise Conflict("You proposed this. A second person has to sign it.", code="second_person")
    found = finding_of(work, appeal)
    proposed = (decision.raw, decision.maximum, decision.cut_score, decision.passed), decision.parts
    if proposed != (found.decided, [part.stored for part in found.parts]):
        raise Conflict("The paper comes to something else by now. Send the decision back and propose it anew.")
    decision.second_person_id, decision.second_at = work.actor.person_id, work.now
    appeal.state, appeal.decided_at = state, work.now
    _keep_the_result(work, appeal, found)
    _record(work, Tag.APPEAL_DECIDED, appeal, decision.outcome)
    _tell(work, appeal)
    return decision.outcome


def _waiting(work: Work, appeal: Appeal) -> AppealDecision:
    query = select(AppealDecision).where(
        AppealDecision.city_id == work.city_id,
        AppealDecision.appeal_id == appeal.id,
        AppealDecision.second_at.is_(None),
        AppealDecision.sent_back_at.is_(None),
    )
    return work.found(work.one(query))


def _keep_the_result(work: Work, appeal: Appeal, found: Finding) -> None:
    """A further marking beside those there are, where none of them says yet what was decided."""
    paper = found.paper
    if paper is None or not paper.needs_a_row or appeal.sitting_id is None:
        return
    sitting = work.get(Sitting, appeal.sitting_id)
    reason = marking_again_for(work, appeal)
    keep_again(work, [new_result(work, sitting, paper.after, number=paper.stored_number + 1, reason=reason)], reason)


def _tell(work: Work, appeal: Appeal) -> None:
    """That it is decided; what was decided stands in the letter and on the own page."""
    booking = work.get(Booking, appeal.booking_id)
    registration = work.get(Registration, booking.registration_id)
    held = work.get(ExamSession, appeal.exam_session_id)
    recipient = Recipient(appeal.person_id, appeal.id, appeal.county_id, registration.training_unit_id)
    day = held.starts_at.astimezone(work.site.settings.zone).date()
    notify(work, NoticeKind.APPEAL_DECIDED, [recipient], {"day": day})


def _record(work: Work, tag: Tag, appeal: Appeal, outcome: AppealOutcome) -> None:
    work.record(tag, "appeal", appeal.id, about=appeal.person_id, number=appeal.number, appeal_outcome=outcome.value)
