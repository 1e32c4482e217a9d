"""The second marking of an appealed paper: a recount from the events, and a word on every item, by somebody else."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.appeal_states import APPEAL_TABLE, AppealTrigger
from exam_app.errors import Conflict, Invalid
from exam_app.journal import Tag
from exam_app.models import (
    Appeal,
    AppealCall,
    AppealMark,
    AppealRemark,
    Booking,
    ComponentExaminer,
    ComponentMark,
    ExamComponent,
    Sitting,
)
from exam_app.operations import operation
from exam_app.operations.case_texts import Text
from exam_app.queries.appeal_dossiers import AppealDossier, appeal_dossier
from exam_app.queries.appeal_marking import recount
from exam_app.queries.appeal_parts import THIRD, first_marks
from exam_app.queries.appeals import releasers_of
from exam_app.queries.components import components_of
from exam_app.scoring import EXAMINERS
from exam_app.terms import N_, ComponentKind, ItemView
from exam_app.work import Work

SUMMARY = Text("summary", 1000, N_("Write what you found: the decision rests on it."))
LONGEST_NOTE = 300
NO_PARTS: Mapping[ComponentKind, str] = MappingProxyType({})


@dataclass(frozen=True)
class ItemWord:
    """What the second marker says of one item; a doubted key needs a note."""

    view: ItemView
    note: str = ""


@operation(Permission.MARK)
def file_remark(
    work: Work,
    appeal_id: UUID,
    words: Mapping[int, ItemWord],
    summary: str,
    doubted_parts: Mapping[ComponentKind, str] = NO_PARTS,
) -> UUID:
    """File the second marking, ``words`` by slot from 1 for every slot; returns it. It is never changed after.

    ``doubted_parts`` name components whose marks are doubted, each with a note: its third examiner is called.

    The paper is recounted from its events in the same moment, and kept with it is whether that agrees with the result.
    Raises :class:`Conflict` for who released or marked the result and where it was marked a second time already,
    :class:`Invalid` for an item without a word, a doubt without a note, a component that a third examiner marked
    already or that was not marked at all, and in its field without a summary.
    """
    appeal = work.lock(Appeal, appeal_id)
    state = APPEAL_TABLE.after(appeal.state, AppealTrigger.REMARK)
    first, second = second_marking_by_another(work, appeal)
    if appeal.sitting_id is None:
        raise Conflict("No paper was sat here. Mark the components instead.")
    sitting = work.get(Sitting, appeal.sitting_id)
    _require_every_word(words, len(sitting.paper_digests))
    parts = _doubtful(work, appeal, doubted_parts)
    summary = SUMMARY.read(summary)
    found = work.found(recount(work, appeal))
    remark = work.add(
        AppealRemark(
            city_id=work.city_id,
            id=work.new_id(),
            appeal_id=appeal.id,
            marker_id=work.actor.person_id,
            release_first_id=first,
            release_second_id=second,
            recount_raw=found.then.marked.raw,
            recount_maximum=found.then.marked.maximum,
            recount_passed=found.then.marked.passed,
            recount_agrees=found.agrees,
            sum_agrees=found.sum_agrees,
            chain_holds=found.chain_holds,
            items=[[slot, words[slot].view.value, words[slot].note.strip()] for slot in sorted(words)],
            parts=[[part.kind.value, doubted_parts[part.kind].strip()] for part in parts],
            summary=summary,
            marked_at=work.now,
        )
    )
    work.add_all([new_call(work, appeal, part) for part in parts])
    appeal.state = state
    doubted = sum(word.view is ItemView.WRONG_KEY for word in words.values())
    work.record(Tag.APPEAL_REMARKED, "appeal", appeal.id, about=appeal.person_id, number=appeal.number, doubted=doubted)
    return remark.id


@operation(Permission.MARK)
def second_marking_by_another(work: Work, appeal: Appeal) -> tuple[UUID, UUID]:
    """Who released the result; refuses them, the candidate, and whoever marked a component of the same candidate."""
    releasers = sorted(releasers_of(work, appeal.exam_session_id))
    if work.actor.person_id in releasers:
        raise Conflict("You released this result. Somebody else has to mark it a second time.", code="second_person")
    if work.actor.person_id == appeal.person_id:
        raise Conflict("This is your own result. Somebody else has to mark it a second time.", code="second_person")
    marked = select(ComponentMark.id).where(
        ComponentMark.city_id == work.city_id,
        ComponentMark.booking_id == appeal.booking_id,
        ComponentMark.examiner_id == work.actor.person_id,
    )
    if work.one(marked.limit(1)) is not None:
        raise Conflict("You marked a part of this examination. Somebody else has to do it.", code="second_person")
    first, second = releasers
    return first, second


def _doubtful(work: Work, appeal: Appeal, doubted: Mapping[ComponentKind, str]) -> Sequence[ExamComponent]:
    """The components that are doubted; each was marked by its two examiners, and by no third one yet."""
    parts = {part.kind: part for part in components_of(work, [appeal.exam_session_id]).get(appeal.exam_session_id, ())}
    marks = first_marks(work, appeal.booking_id)
    for kind, note in doubted.items():
        if not note.strip():
            raise Invalid("%(component)s: write what is wrong with the marks.", component=kind)
        if len(note) > LONGEST_NOTE:
            raise Invalid("%(component)s: use at most %(length)s characters.", component=kind, length=LONGEST_NOTE)
        if kind not in parts or len(marks.get(parts[kind].id, ())) != EXAMINERS:
            raise Invalid(
                "%(component)s: only what two examiners marked, and no third one, can be marked again.", component=kind
            )
    return [parts[kind] for kind in doubted]


@operation(Permission.MARK)
def new_call(work: Work, appeal: Appeal, part: ExamComponent) -> AppealCall:
    """The row by which a component is marked once more, not written yet."""
    return AppealCall(
        city_id=work.city_id,
        id=work.new_id(),
        appeal_id=appeal.id,
        component_id=part.id,
        booking_id=appeal.booking_id,
        exam_session_id=appeal.exam_session_id,
        called_at=work.now,
    )


@operation(Permission.INVIGILATE)
def give_appeal_mark(work: Work, call_id: UUID, points: int) -> None:
    """The third examiner's mark of a candidate whose component is doubted; it stands as it was given.

    It counts once the decision is signed. Raises :class:`NotFound` for whoever is not the third examiner of the
    component, :class:`Conflict` when it was given already, :class:`Invalid` in its field beyond the full mark.
    """
    call = work.get(AppealCall, call_id)
    part = work.lock(ExamComponent, call.component_id)
    duty = select(ComponentExaminer.id).where(
        ComponentExaminer.city_id == work.city_id,
        ComponentExaminer.component_id == part.id,
        ComponentExaminer.person_id == work.actor.person_id,
        ComponentExaminer.place == THIRD,
    )
    work.found(work.one(duty))
    given = select(AppealMark.id).where(AppealMark.city_id == work.city_id, AppealMark.call_id == call.id)
    if work.one(given) is not None:
        raise Conflict("You have marked this candidate already. A mark stands as it was given.")
    keep_appeal_mark(work, call, part, points, about=work.get(Booking, call.booking_id).person_id)


@operation(Permission.INVIGILATE, Permission.MARK)
def keep_appeal_mark(work: Work, call: AppealCall, part: ExamComponent, points: int, *, about: UUID) -> None:
    """Write a further mark of a component that was called for, whole points from 0 to the full mark.

    Raises :class:`Invalid` in its field beyond the full mark.
    """
    if not 0 <= points <= part.full_mark:
        raise Invalid.in_field("points", N_("Enter 0 to %(most)s."), most=part.full_mark)
    work.add(
        AppealMark(
            city_id=work.city_id,
            id=work.new_id(),
            call_id=call.id,
            appeal_id=call.appeal_id,
            component_id=part.id,
            booking_id=call.booking_id,
            examiner_id=work.actor.person_id,
            points=points,
            marked_at=work.now,
        )
    )
    work.record(Tag.APPEAL_PART_MARKED, "appeal", call.appeal_id, about=about, component=part.kind.value)


def _require_every_word(words: Mapping[int, ItemWord], slots: int) -> None:
    missing: Collection[int] = [slot for slot in range(1, slots + 1) if slot not in words]
    if missing or len(words) != slots:
        raise Invalid(
            "Items without a word of yours: %(items)s. Say of each whether it is rightly marked.",
            items=", ".join(map(str, missing)),
        )
    for slot, word in words.items():
        if word.view is ItemView.WRONG_KEY and not word.note.strip():
            raise Invalid("Item %(item)s: write what is wrong with the key.", item=slot)
        if len(word.note) > LONGEST_NOTE:
            raise Invalid("Item %(item)s: use at most %(length)s characters.", item=slot, length=LONGEST_NOTE)


@operation(Permission.MARK)
def read_appeal_dossier(work: Work, appeal_id: UUID) -> AppealDossier:
    """Everything that a second marking rests on; that it was opened stands in the person's journal."""
    dossier = appeal_dossier(work, appeal_id)
    work.record(
        Tag.APPEAL_DOSSIER_READ, "appeal", appeal_id, about=dossier.page.person_id, number=dossier.page.line.number
    )
    return dossier
