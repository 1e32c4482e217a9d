"""The recount of an appealed paper: from its raw events, beside the result, the answers kept for display, the chain."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy import or_, select

from exam_app.delivery import UNTOUCHED, Change, Head, SlotState, Stamp, following
from exam_app.models import Appeal, AppealRemark, ItemVersion, KeyCorrection, Person, Response, Result, Sitting
from exam_app.queries.appeal_parts import PartFinding, part_findings
from exam_app.queries.appeals import markings_of, remark_of
from exam_app.queries.marking import Keys, Marked, MarkedPaper, keys_in_force, marked_paper, stored_mark
from exam_app.terms import ItemView
from exam_app.work import Work


@dataclass(frozen=True)
class Recount:
    """What the events of a paper come to, with the keys of the result appealed against and with those of today."""

    sitting: Sitting
    stored: Marked
    """The result appealed against."""
    markings: Sequence[Result]
    """Every stored one; the last of them counts."""
    then: MarkedPaper
    """By the keys that the result appealed against was marked with."""
    now: Marked
    """By the keys in force."""
    then_keys: Keys
    responses: Sequence[Response]
    """Every saved change in its order, what came too late to count among them."""
    agrees: bool
    """Whether it says what the result appealed against says."""
    sum_agrees: bool
    """Whether it comes to the answers kept beside the events."""
    chain_holds: bool
    """Whether every change hashes its predecessor, without a hole."""


def recount(work: Work, appeal: Appeal) -> Recount | None:
    """Add the events of the appealed paper up anew and mark them; the answers kept for display decide nothing.

    None where no paper was sat.
    """
    if appeal.sitting_id is None or appeal.result_number is None:
        return None
    sitting = work.get(Sitting, appeal.sitting_id)
    results = {row.number: row for row in markings_of(work, sitting.id)}
    result = results[appeal.result_number]
    keys = keys_in_force(work)
    then_keys = keys if keys.version == result.key_version else keys_in_force(work, result.key_version)
    responses = responses_of(work, sitting.id)
    then, now = marked_paper(work, sitting, responses, then_keys, keys)
    return Recount(
        sitting,
        stored_mark(result),
        [results[number] for number in sorted(results)],
        then,
        now.marked,
        then_keys,
        responses,
        then.marked.is_as_good_as(result),
        _touched(then.answers) == _touched({slot: SlotState(value, marked) for slot, value, marked in sitting.answers}),
        chain_holds(responses),
    )


def _touched(answers: Mapping[int, SlotState]) -> Mapping[int, SlotState]:
    return {slot: state for slot, state in answers.items() if state != UNTOUCHED}


def responses_of(work: Work, sitting_id: UUID) -> Sequence[Response]:
    """Every saved change of a sitting, in the order in which its pages numbered them."""
    query = (
        select(Response)
        .where(Response.city_id == work.city_id, Response.sitting_id == sitting_id)
        .order_by(Response.epoch, Response.seq)
    )
    return work.all(query)


def chain_holds(responses: Sequence[Response]) -> bool:
    """Whether the changes of each epoch are numbered from 1 without a hole and each hashes its predecessor."""
    for epoch, changes in groupby(responses, key=lambda row: row.epoch):
        head = Head()
        for row in changes:
            stamp = Stamp(row.mono_ms, row.wall_ms, row.beacon)
            event = following(head, epoch, Change(row.kind, row.slot, row.value), stamp)
            if (event.seq, event.hash) != (row.seq, row.hash):
                return False
            head = Head(event.seq, event.hash)
    return True


# -- keys in doubt ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DoubtedKey:
    """An item whose key the second marker holds to be wrong, and what became of it."""

    slot: int
    digest: str
    note: str
    correction_id: UUID | None
    """The newest correction of the item that waits, or was settled since the appeal; None: nobody proposed one."""
    number: int | None
    """By which number it came into force."""
    dropped_at: datetime | None

    @property
    def is_settled(self) -> bool:
        return self.number is not None or self.dropped_at is not None


def doubted_keys(work: Work, remark: AppealRemark, paper_digests: Sequence[str]) -> Sequence[DoubtedKey]:
    """The items named by a second marker, with what became of their corrections since the appeal."""
    doubted = [(slot, note) for slot, view, note in remark.items if view == ItemView.WRONG_KEY]
    if not doubted:
        return []
    asked_at = work.get(Appeal, remark.appeal_id).asked_at
    newest = _newest_corrections(work, {paper_digests[slot - 1] for slot, _ in doubted}, asked_at)
    found = []
    for slot, note in doubted:
        digest = paper_digests[slot - 1]
        correction = newest.get(digest)
        found.append(
            DoubtedKey(
                slot,
                digest,
                note,
                correction.id if correction else None,
                correction.number if correction else None,
                correction.dropped_at if correction else None,
            )
        )
    return found


def _newest_corrections(work: Work, digests: Collection[str], since: datetime) -> Mapping[str, KeyCorrection]:
    query = (
        select(ItemVersion.digest, KeyCorrection)
        .join(ItemVersion, (ItemVersion.city_id == KeyCorrection.city_id) & (ItemVersion.id == KeyCorrection.item_id))
        .where(
            KeyCorrection.city_id == work.city_id,
            ItemVersion.digest.in_(digests),
            or_(
                KeyCorrection.second_at >= since,
                KeyCorrection.dropped_at >= since,
                KeyCorrection.second_at.is_(None) & KeyCorrection.dropped_at.is_(None),
            ),
        )
        .order_by(KeyCorrection.first_at, KeyCorrection.id)
    )
    return {row[0]: row[1] for row in work.rows(query)}


# -- what it comes to ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PaperFinding:
    """What a paper came to and comes to."""

    before: Marked
    after: Marked
    stored_number: int
    """The newest marking that is stored."""
    needs_a_row: bool
    """Whether no stored marking says so yet: a correction of a key has already stored its own."""

    @property
    def is_changed(self) -> bool:
        return (self.before.raw, self.before.maximum, self.before.cut_score, self.before.passed) != (
            self.after.raw,
            self.after.maximum,
            self.after.cut_score,
            self.after.passed,
        )


@dataclass(frozen=True)
class Finding:
    """What the result comes to today, beside the one appealed against."""

    paper: PaperFinding | None
    """None where no paper was sat."""
    parts: Sequence[PartFinding]

    @property
    def is_changed(self) -> bool:
        return any(part.is_changed for part in self.parts) or (self.paper is not None and self.paper.is_changed)

    @property
    def decided(self) -> tuple[int | None, int | None, int | None, bool | None]:
        """Points, maximum, cut score and pass of the paper as a decision keeps them."""
        if self.paper is None:
            return None, None, None, None
        after = self.paper.after
        return after.raw, after.maximum, after.cut_score, after.passed


def finding_of(work: Work, appeal: Appeal) -> Finding:
    """By the events and the keys in force: what a decision on the appeal has to say."""
    return finding_in(work, appeal, recount(work, appeal))


def finding_in(work: Work, appeal: Appeal, found: Recount | None) -> Finding:
    """The same where the paper was recounted already."""
    return Finding(_of_the_paper(found) if found else None, part_findings(work, appeal))


def _of_the_paper(found: Recount) -> PaperFinding:
    newest = found.markings[-1]
    return PaperFinding(found.stored, found.now, newest.number, not found.now.is_as_good_as(newest))


@dataclass(frozen=True)
class Doubts:
    """What the second marker filed, what became of the doubted keys, and what the paper comes to today."""

    marker: str
    marked_at: datetime
    summary: str
    recount_agrees: bool | None
    """None, as the two after it, where no paper was sat."""
    sum_agrees: bool | None
    chain_holds: bool | None
    keys: Sequence[DoubtedKey]
    finding: Finding

    @property
    def is_open(self) -> bool:
        """Whether a doubted key or component still has to be settled before anything can be decided."""
        return any(not each.is_settled for each in self.keys) or any(not each.after for each in self.finding.parts)


def doubts_of(work: Work, appeal_id: UUID) -> Doubts | None:
    """For whoever decides; None before the second marking."""
    remark = remark_of(work, appeal_id)
    if remark is None:
        return None
    appeal = work.get(Appeal, appeal_id)
    found = recount(work, appeal)
    return Doubts(
        work.get(Person, remark.marker_id).name,
        remark.marked_at,
        remark.summary,
        remark.recount_agrees,
        remark.sum_agrees,
        remark.chain_holds,
        doubted_keys(work, remark, found.sitting.paper_digests) if found else (),
        finding_in(work, appeal, found),
    )
