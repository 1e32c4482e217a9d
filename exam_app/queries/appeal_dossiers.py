"""The dossier of a score appeal: the paper as printed, every saved change, the keys, the marks, what happened that day.

It is opened through :func:`exam_app.operations.appeal_remarks.read_appeal_dossier`, which journals the look.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from exam_app.errors import Sentence, sentence
from exam_app.models import (
    Appeal,
    Booking,
    ComponentMark,
    ExamComponent,
    ItemVersion,
    KeyCorrection,
    Person,
    Response,
    Result,
    ResultReason,
)
from exam_app.queries.appeal_happenings import Happening, happenings_of
from exam_app.queries.appeal_marking import DoubtedKey, Finding, Recount, doubted_keys, finding_in, recount
from exam_app.queries.appeals import AppealPage, appeal_with_page, remark_of
from exam_app.queries.components import components_of, outcomes_of
from exam_app.queries.papers import PrintedSlot
from exam_app.scoring import Outcome as ComponentOutcome
from exam_app.terms import N_, ComponentKind, EventKind, ItemView, MarkedAgainFor
from exam_app.work import Work
from question_bank import Ruling, RulingKind
from question_bank.marking import Outcome
from question_bank.papers import displayed_choices

VIEWS: Mapping[str, ItemView] = {view.value: view for view in ItemView}
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.RIGHT: N_("right"),
    Outcome.WRONG: N_("wrong"),
    Outcome.UNANSWERED: N_("not answered"),
    Outcome.OUT: N_("counts for nobody"),
}
"""What became of an item of the paper, in words to translate."""


@dataclass(frozen=True)
class DossierItem:
    """One item as its candidate read it, with answer, key and mark; letters are those printed on the paper."""

    slot: int
    item_id: str
    digest: str
    """Names the exact version."""
    stem: str
    choices: Sequence[tuple[str, str]]
    """Printed letter and text; empty for right and wrong."""
    answer: str
    keys: Sequence[str]
    """The answers that count by the result appealed against; empty where the item is struck."""
    ruling: RulingKind | None
    """Why other answers count than in the item file; None where its own key does."""
    outcome: str
    """One of :data:`OUTCOMES`."""
    is_right: bool
    explanation: str
    view: ItemView | None
    """What the second marker said; None before."""
    note: str
    changes: Sequence[Response]
    """Every saved change of this item's answer, in order."""


@dataclass(frozen=True)
class DossierResult:
    """One stored marking."""

    number: int
    raw: int
    maximum: int
    cut_score: int
    passed: bool
    key_version: int
    why: Sentence
    marked_at: datetime


@dataclass(frozen=True)
class KeyHistory:
    """A correction of the key of an item of this paper."""

    correction_id: UUID | None
    slot: int
    kind: RulingKind
    number: int | None
    reason: str
    source: str
    first_at: datetime
    second_at: datetime | None


@dataclass(frozen=True)
class SheetMark:
    """One examiner's mark on a scoring sheet."""

    examiner: str
    points: int
    was_absent: bool
    """Whether the examiner wrote that the candidate did not come."""
    marked_at: datetime


@dataclass(frozen=True)
class DossierPart:
    """A component that examiners marked: what the marks come to, and how."""

    kind: ComponentKind
    full_mark: int
    outcome: ComponentOutcome
    sheet: Sequence[SheetMark]
    """What stands on the examiners' scoring sheets, in the order of the examiners."""
    note: str
    """What the second marker's own points rest on, or why the marks are doubted; empty before."""


@dataclass(frozen=True)
class AppealDossier:
    """Everything that the second marker and whoever decides have before them."""

    page: AppealPage
    recount: Recount | None
    """None where no paper was sat."""
    finding: Finding
    items: Sequence[DossierItem]
    results: Sequence[DossierResult]
    key_history: Sequence[KeyHistory]
    parts: Sequence[DossierPart]
    happenings: Sequence[Happening]
    """The oldest first."""
    doubted: Sequence[DoubtedKey]
    summary: str
    """The second marker's; empty before."""

    @property
    def sheet_id(self) -> UUID | None:
        """The sitting of the answer sheet; None where nobody answered on paper, and so no sheet was photographed."""
        return self.recount.sitting.id if self.recount and self.recount.sitting.is_on_paper else None

    @property
    def late(self) -> int:
        """Changes that came too late to count."""
        return sum(not row.level.counts for row in self.recount.responses) if self.recount else 0


def appeal_dossier(work: Work, appeal_id: UUID) -> AppealDossier:
    """The whole dossier, in a fixed number of statements."""
    appeal, page = appeal_with_page(work, appeal_id)
    found = recount(work, appeal)
    sitting = found.sitting if found else None
    remark = remark_of(work, appeal_id)
    words = {slot: (VIEWS[view], note) for slot, view, note in remark.items} if remark else {}
    history = _key_history(work, sitting.paper_digests) if sitting else ()
    return AppealDossier(
        page=page,
        recount=found,
        finding=finding_in(work, appeal, found),
        items=_items(found, words) if found else (),
        results=_results(work, found.markings, history) if found else (),
        key_history=history,
        parts=_parts(work, appeal, dict(remark.parts) if remark else {}),
        happenings=happenings_of(work, work.get(Booking, appeal.booking_id), sitting),
        doubted=doubted_keys(work, remark, sitting.paper_digests) if remark and sitting else (),
        summary=remark.summary if remark else "",
    )


def _items(found: Recount, words: Mapping[int, tuple[ItemView, str]]) -> Sequence[DossierItem]:
    paper, sitting = found.then, found.sitting
    changes: dict[int, list[Response]] = {}
    for row in found.responses:
        if row.kind is EventKind.SET:
            changes.setdefault(row.slot, []).append(row)
    items = []
    for slot, marked in zip(paper.printed.slots.values(), paper.mark.by_slot, strict=True):
        state = paper.answers.get(slot.number)
        ruling = found.then_keys.rulings.get(slot.item.digest)
        view, note = words.get(slot.number, (None, ""))
        items.append(
            DossierItem(
                slot.number,
                slot.item.id,
                slot.item.digest,
                slot.item.stem,
                _choices(slot, sitting.paper_seed),
                state.value if state else "",
                _keys(slot, ruling),
                ruling.kind if ruling else None,
                OUTCOMES[marked.outcome],
                marked.outcome is Outcome.RIGHT,
                slot.item.explanation,
                view,
                note,
                changes.get(slot.number, ()),
            )
        )
    return items


def _choices(slot: PrintedSlot, seed: bytes) -> Sequence[tuple[str, str]]:
    shown = displayed_choices(slot.item, seed)
    return [(letter, choice.text) for letter, choice in zip(slot.letters, shown, strict=False)]


def _keys(slot: PrintedSlot, ruling: Ruling | None) -> Sequence[str]:
    """What counts, in printed letters."""
    keys = [slot.item.key] if ruling is None else sorted(ruling.keys, key=sorted)
    return [
        "".join(letter for letter, meant in zip(slot.letters, slot.file_letters, strict=True) if meant in key)
        for key in keys
    ]


def _results(work: Work, markings: Sequence[Result], history: Sequence[KeyHistory]) -> Sequence[DossierResult]:
    numbers = {each.correction_id: each.number for each in history}
    reasons = reasons_of(work, markings)
    return [
        DossierResult(
            row.number,
            row.raw,
            row.maximum,
            row.cut_score,
            row.passed,
            row.key_version,
            why_marked(reasons.get(row.reason_id), numbers),
            row.marked_at,
        )
        for row in markings
    ]


def reasons_of(work: Work, markings: Sequence[Result]) -> Mapping[UUID | None, ResultReason]:
    """Why these papers were marked again, by the id that a further marking has; at most one statement."""
    ids = {row.reason_id for row in markings if row.reason_id}
    if not ids:
        return {}
    query = select(ResultReason).where(ResultReason.city_id == work.city_id, ResultReason.id.in_(ids))
    return {row.id: row for row in work.all(query)}


def why_marked(reason: ResultReason | None, numbers: Mapping[UUID | None, int | None]) -> Sentence:
    """In words; ``numbers`` are those of corrections of keys."""
    match reason.kind if reason else None:
        case MarkedAgainFor.APPEAL:
            return sentence(N_("by the decision on this appeal"))
        case MarkedAgainFor.HELD_ANSWERS:
            return sentence(N_("held answers that came to count"))
        case MarkedAgainFor.KEY_CORRECTION if reason:
            return sentence(N_("correction of a key, number %(number)s"), number=numbers.get(reason.key_correction_id))
    return sentence(N_("marked when it was handed in"))


def _key_history(work: Work, digests: Sequence[str]) -> Sequence[KeyHistory]:
    places = {digest: slot for slot, digest in enumerate(digests, start=1)}
    query = (
        select(ItemVersion.digest, KeyCorrection)
        .join(ItemVersion, (ItemVersion.city_id == KeyCorrection.city_id) & (ItemVersion.id == KeyCorrection.item_id))
        .where(
            KeyCorrection.city_id == work.city_id,
            ItemVersion.digest.in_(places),
            KeyCorrection.dropped_at.is_(None),
        )
        .order_by(KeyCorrection.first_at, KeyCorrection.id)
    )
    return [
        KeyHistory(row.id, places[digest], row.kind, row.number, row.reason, row.source, row.first_at, row.second_at)
        for digest, row in work.rows(query)
    ]


def _parts(work: Work, appeal: Appeal, notes: Mapping[str, str]) -> Sequence[DossierPart]:
    parts: Sequence[ExamComponent] = components_of(work, [appeal.exam_session_id]).get(appeal.exam_session_id, ())
    outcomes = outcomes_of(work, parts)
    sheets = _sheets(work, appeal.booking_id) if outcomes else {}
    return [
        DossierPart(
            part.kind,
            part.full_mark,
            outcomes[part.id, appeal.booking_id],
            sheets.get(part.id, ()),
            notes.get(part.kind.value, ""),
        )
        for part in parts
        if (part.id, appeal.booking_id) in outcomes
    ]


def _sheets(work: Work, booking_id: UUID) -> Mapping[UUID, Sequence[SheetMark]]:
    """What the examiners gave one candidate, by component."""
    query = (
        select(ComponentMark, Person.name)
        .join(Person, (Person.city_id == ComponentMark.city_id) & (Person.id == ComponentMark.examiner_id))
        .where(ComponentMark.city_id == work.city_id, ComponentMark.booking_id == booking_id)
        .order_by(ComponentMark.marked_at, ComponentMark.id)
    )
    found: dict[UUID, list[SheetMark]] = {}
    for mark, name in work.rows(query):
        given = SheetMark(name, mark.points, mark.was_absent, mark.marked_at)
        found.setdefault(mark.component_id, []).append(given)
    return found
