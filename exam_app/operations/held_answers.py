"""Held answers: two people decide whether what came too late, and was witnessed, counts.

Held changes are kept and do not count. One person proposes with a reason, another one confirms; neither is shown what
it does to the mark. Where they count the paper is marked again from its changes as after a correction of a key: the
first result stays, the new one names the decision, and whose released result changes is told so.
"""

from uuid import UUID

from sqlalchemy import select

from exam_app import delivery
from exam_app.actors import Permission
from exam_app.errors import Conflict, TooEarly, TooLate
from exam_app.journal import Tag
from exam_app.models import HeldDecision, ResultAnnulment, ResultRelease, Sitting
from exam_app.operations import operation
from exam_app.operations.case_texts import Text
from exam_app.operations.results import keep_again, mark_rest, marking_again_for, new_result, tell_corrected
from exam_app.operations.saving import record_fact
from exam_app.queries.held_answers import held_group
from exam_app.queries.marking import keys_in_force, marks_of, newest_results
from exam_app.queries.sittings import answers_of
from exam_app.terms import N_
from exam_app.work import Work

REASON = Text("reason", 300, N_("Write why these answers count or do not count."))


@operation(Permission.MARK)
def propose_held_decision(work: Work, sitting_id: UUID, epoch: int, *, counts: bool, reason: str) -> UUID:
    """Propose whether all that is held now of one computer counts; nothing changes until a second person confirms.

    Raises :class:`Invalid` without a reason, :class:`TooEarly` while the paper is open, :class:`Conflict` while a
    proposal waits, :class:`NotFound` where nothing is held.
    """
    sitting = work.lock(Sitting, sitting_id)
    group = work.found(held_group(work, sitting_id, epoch))
    if sitting.is_open:
        raise TooEarly("The candidate is still answering. Decide when the paper is closed.")
    if group.proposal is not None:
        raise Conflict("A decision waits for a second person already. Confirm it or drop it first.")
    decision = work.add(
        HeldDecision(
            city_id=work.city_id,
            id=work.new_id(),
            sitting_id=sitting.id,
            exam_session_id=sitting.exam_session_id,
            person_id=sitting.person_id,
            epoch=epoch,
            first_seq=group.first_seq,
            last_seq=group.last_seq,
            changes=group.changes,
            counts=counts,
            reason=REASON.read(reason),
            first_person_id=work.actor.person_id,
            first_at=work.now,
        )
    )
    record_fact(work, Tag.HELD_PROPOSED, sitting, epoch=epoch, events=group.changes, decision=str(decision.id))
    return decision.id


@operation(Permission.MARK)
def confirm_held_decision(work: Work, decision_id: UUID) -> None:
    """The second person: from now on the changes count, and the paper is marked again, or they never will.

    Raises :class:`Conflict` for who proposed it, :class:`TooLate` when it was decided or dropped before.
    """
    decision = _waiting(work, decision_id)
    if decision.first_person_id == work.actor.person_id:
        raise Conflict("You proposed this. A second person has to confirm it.", code="second_person")
    sitting = work.lock(Sitting, decision.sitting_id)
    mark_rest(work, sitting.exam_session_id)  # the first result is that of what counted before
    decision.second_person_id, decision.second_at = work.actor.person_id, work.now
    work.add(decision)
    tag = Tag.HELD_COUNTED if decision.counts else Tag.HELD_NOT_COUNTED
    record_fact(work, tag, sitting, epoch=decision.epoch, events=decision.changes, decision=str(decision.id))
    if decision.counts:
        sitting.answers = [list(row) for row in delivery.state_rows(answers_of(work, sitting.id))]
        _mark_again(work, sitting, decision)


@operation(Permission.MARK)
def drop_held_decision(work: Work, decision_id: UUID) -> None:
    """Drop a proposal that should not be confirmed; its proposer may do so too. The row stays."""
    decision = _waiting(work, decision_id)
    decision.dropped_at = work.now
    sitting = work.get(Sitting, decision.sitting_id)
    record_fact(work, Tag.HELD_DROPPED, sitting, epoch=decision.epoch, decision=str(decision.id))


def _waiting(work: Work, decision_id: UUID) -> HeldDecision:
    decision = work.lock(HeldDecision, decision_id)
    if decision.second_at is not None or decision.dropped_at is not None:
        raise TooLate("This was decided or dropped already. Nothing was changed.")
    return decision


def _mark_again(work: Work, sitting: Sitting, decision: HeldDecision) -> None:
    """A further result where the mark is another one; an annulled one stays annulled and is not marked again."""
    annulled = select(ResultAnnulment.id).where(
        ResultAnnulment.city_id == work.city_id, ResultAnnulment.sitting_id == sitting.id
    )
    if work.one(annulled) is not None:
        return
    stored = newest_results(work, [sitting.id])[sitting.id]
    marked = marks_of(work, [sitting], keys_in_force(work))[sitting.id]
    if marked.is_as_good_as(stored):
        return
    reason = marking_again_for(work, decision)
    keep_again(work, [new_result(work, sitting, marked, number=stored.number + 1, reason=reason)], reason)
    released = select(ResultRelease.id).where(
        ResultRelease.city_id == work.city_id,
        ResultRelease.exam_session_id == sitting.exam_session_id,
        ResultRelease.second_at.is_not(None),
    )
    if work.one(released) is not None:
        tell_corrected(work, sitting.exam_session_id, {sitting.person_id})
