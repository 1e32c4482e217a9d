"""The second marking where no paper was sat: every component anew, by somebody who neither marked nor released it.

The dossier holds the scoring sheets with the marks of the examiners. What the second marker gives stands beside them as
a third examiner's mark does: the two nearest count, once two people have signed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from exam_app.actors import Permission
from exam_app.appeal_states import APPEAL_TABLE, AppealTrigger
from exam_app.errors import Conflict, Invalid
from exam_app.journal import Tag
from exam_app.models import Appeal, AppealRemark, Booking, ExamComponent
from exam_app.operations import operation
from exam_app.operations.appeal_remarks import (
    LONGEST_NOTE,
    SUMMARY,
    keep_appeal_mark,
    new_call,
    second_marking_by_another,
)
from exam_app.queries.appealable import parts_asked
from exam_app.queries.components import components_of
from exam_app.terms import ComponentKind
from exam_app.work import Work


@dataclass(frozen=True)
class PartWord:
    """What the second marker gives a component, whole points, and what that rests on."""

    points: int | None
    note: str


@operation(Permission.MARK)
def file_part_remark(work: Work, appeal_id: UUID, words: Mapping[ComponentKind, PartWord], summary: str) -> UUID:
    """File the second marking of an attempt without a paper, with points and a note for every component of it.

    Returns it; it is never changed after. Raises :class:`Conflict` where a paper was sat, for who released or marked
    the result and where it was marked a second time already; :class:`Invalid` for a component without points or note
    or with points beyond the full mark, and in its field without a summary.
    """
    appeal = work.lock(Appeal, appeal_id)
    state = APPEAL_TABLE.after(appeal.state, AppealTrigger.REMARK)
    first, second = second_marking_by_another(work, appeal)
    if appeal.sitting_id is not None:
        raise Conflict("A paper was sat here. Mark it item by item.")
    given = _complete(words, _parts(work, appeal))
    summary = SUMMARY.read(summary)
    remark = work.add(
        AppealRemark(
            city_id=work.city_id,
            id=work.new_id(),
            appeal_id=appeal.id,
            marker_id=work.actor.person_id,
            release_first_id=first,
            release_second_id=second,
            items=[],
            parts=[[part.kind.value, words[part.kind].note.strip()] for part, _ in given],
            summary=summary,
            marked_at=work.now,
        )
    )
    for part, points in given:
        keep_appeal_mark(work, work.add(new_call(work, appeal, part)), part, points, about=appeal.person_id)
    appeal.state = state
    work.record(Tag.APPEAL_REMARKED, "appeal", appeal.id, about=appeal.person_id, number=appeal.number, doubted=0)
    return remark.id


def _parts(work: Work, appeal: Appeal) -> Sequence[ExamComponent]:
    asked = parts_asked(work.get(Booking, appeal.booking_id))
    offered = components_of(work, [appeal.exam_session_id]).get(appeal.exam_session_id, ())
    return [part for part in offered if part.kind in asked]


def _complete(
    words: Mapping[ComponentKind, PartWord], parts: Sequence[ExamComponent]
) -> Sequence[tuple[ExamComponent, int]]:
    found = []
    for part in parts:
        word = words.get(part.kind)
        if word is None or word.points is None or not 0 <= word.points <= part.full_mark:
            raise Invalid("%(component)s: enter 0 to %(most)s.", component=part.kind, most=part.full_mark)
        if not word.note.strip():
            raise Invalid("%(component)s: write what your points rest on.", component=part.kind)
        if len(word.note) > LONGEST_NOTE:
            raise Invalid("%(component)s: use at most %(length)s characters.", component=part.kind, length=LONGEST_NOTE)
        found.append((part, word.points))
    return found
