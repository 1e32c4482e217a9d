"""Marking papers from the raw events: a replay that gives the same bytes whenever it is done.

What is marked is read anew from what was saved, change by change, never from a sum kept beside it. Which keys hold is
said by the number of the city's newest key correction, so that any result there ever was can be computed again.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import rfc8785
from sqlalchemy import func, select

from exam_app.delivery import Answers, Change, applied
from exam_app.models import BlueprintVersion, ExamSession, ItemVersion, KeyCorrection, Response, Result, Sitting
from exam_app.queries.papers import PrintedPaper, slots_of, stored_items
from exam_app.work import Work
from question_bank import Blueprint, Mark, Paper, Ruling, mark


@dataclass(frozen=True)
class Keys:
    """The keys as they stand after a number of corrections; ``rulings`` by digest of the item version."""

    version: int
    rulings: Mapping[str, Ruling]


@dataclass(frozen=True)
class Marked:
    """What one paper comes to, as a result keeps it."""

    raw: int
    maximum: int
    cut_score: int
    passed: bool
    by_topic: Mapping[str, list[int]]
    """Topic code to [right, asked]."""
    key_version: int

    def bytes(self) -> bytes:
        """The canonical text (RFC 8785) of all that a marking decides."""
        return rfc8785.dumps(
            {
                "raw": self.raw,
                "maximum": self.maximum,
                "cut_score": self.cut_score,
                "passed": self.passed,
                "by_topic": {topic: list(counts) for topic, counts in self.by_topic.items()},
                "key_version": self.key_version,
            }
        )

    def is_as_good_as(self, result: Result) -> bool:
        """Whether a stored result says the same of the paper, by whatever version of the keys."""
        return (self.raw, self.maximum, self.cut_score, self.passed, dict(self.by_topic)) == (
            result.raw,
            result.maximum,
            result.cut_score,
            result.passed,
            dict(result.by_topic),
        )


def stored_mark(result: Result) -> Marked:
    """A result as a value to compare with a marking."""
    return Marked(
        result.raw, result.maximum, result.cut_score, result.passed, dict(result.by_topic), result.key_version
    )


def keys_in_force(work: Work, through: int | None = None) -> Keys:
    """The keys after the correction with that number, or after the newest; of one item the later correction holds."""
    query = (
        select(ItemVersion.digest, KeyCorrection)
        .join(ItemVersion, (ItemVersion.city_id == KeyCorrection.city_id) & (ItemVersion.id == KeyCorrection.item_id))
        .where(KeyCorrection.city_id == work.city_id, KeyCorrection.second_at.is_not(None))
        .order_by(KeyCorrection.number)
    )
    if through is not None:
        query = query.where(KeyCorrection.number <= through)
    rows = work.rows(query)
    version = through if through is not None else max((row.number or 0 for _, row in rows), default=0)
    return Keys(version, {digest: row.ruling for digest, row in rows})


def marks_of(work: Work, sittings: Sequence[Sitting], keys: Keys) -> Mapping[UUID, Marked]:
    """Mark closed sittings from their events with these keys; three statements however many they are."""
    papers = _papers(work, sittings)
    plans = _plans(work, {sitting.exam_session_id for sitting in sittings})
    answers = events_added_up(work, [sitting.id for sitting in sittings])
    return {
        sitting.id: _marked(papers[sitting.id], answers.get(sitting.id, {}), plans[sitting.exam_session_id], keys)
        for sitting in sittings
    }


def events_added_up(work: Work, sitting_ids: Collection[UUID]) -> Mapping[UUID, Answers]:
    """What the counted changes of sittings add up to, in one statement; a sitting without any is missing."""
    query = (
        select(Response.sitting_id, Response.kind, Response.slot, Response.value)
        .where(
            Response.city_id == work.city_id,
            Response.sitting_id.in_(sitting_ids),
            Response.counts(),
        )
        .order_by(Response.sitting_id, Response.epoch, Response.seq)
    )
    changes: defaultdict[UUID, list[Change]] = defaultdict(list)
    for sitting_id, kind, slot, value in work.rows(query):
        changes[sitting_id].append(Change(kind, slot, value))
    return {sitting_id: applied({}, made) for sitting_id, made in changes.items()}


@dataclass(frozen=True)
class MarkedPaper:
    """One paper with what was answered and what became of each slot."""

    printed: PrintedPaper
    answers: Answers
    """In printed letters."""
    mark: Mark
    marked: Marked


def marked_paper(work: Work, sitting: Sitting, responses: Sequence[Response], *keys: Keys) -> Sequence[MarkedPaper]:
    """Mark one closed sitting slot by slot, once with each of these keys, from all its events in their order."""
    printed = _papers(work, [sitting])[sitting.id]
    plan = _plans(work, {sitting.exam_session_id})[sitting.exam_session_id]
    answers = applied({}, [Change(row.kind, row.slot, row.value) for row in responses if row.level.counts])
    in_file = printed.in_file(answers)
    return [
        MarkedPaper(
            printed,
            answers,
            mark(printed.paper, printed.items, in_file, plan.cut_score, each.rulings),
            _marked(printed, answers, plan, each),
        )
        for each in keys
    ]


def _marked(printed: PrintedPaper, answers: Answers, plan: Blueprint, keys: Keys) -> Marked:
    outcome: Mark = mark(printed.paper, printed.items, printed.in_file(answers), plan.cut_score, keys.rulings)
    by_topic = {topic: [of.right, of.asked] for topic, of in outcome.by_topic.items()}
    return Marked(outcome.raw, outcome.maximum, outcome.cut_score, outcome.passed, by_topic, keys.version)


def _papers(work: Work, sittings: Sequence[Sitting]) -> Mapping[UUID, PrintedPaper]:
    items = stored_items(work, {digest for sitting in sittings for digest in sitting.paper_digests})
    return {
        sitting.id: PrintedPaper(
            Paper(tuple(sitting.paper_digests), sitting.paper_seed),
            items,
            slots_of(sitting.paper_digests, sitting.paper_seed, items),
        )
        for sitting in sittings
    }


def _plans(work: Work, exam_session_ids: Collection[UUID]) -> Mapping[UUID, Blueprint]:
    query = (
        select(ExamSession.id, BlueprintVersion.document)
        .join(
            BlueprintVersion,
            (BlueprintVersion.city_id == ExamSession.city_id) & (BlueprintVersion.id == ExamSession.blueprint_id),
        )
        .where(ExamSession.city_id == work.city_id, ExamSession.id.in_(exam_session_ids))
    )
    return {session_id: Blueprint.from_document(document) for session_id, document in work.rows(query)}


def newest_results(work: Work, sitting_ids: Collection[UUID]) -> Mapping[UUID, Result]:
    """The result that counts of each sitting, in one statement; a sitting that is not marked is missing."""
    query = (
        select(Result)
        .where(Result.city_id == work.city_id, Result.sitting_id.in_(sitting_ids))
        .order_by(Result.sitting_id, Result.number)
    )
    return {result.sitting_id: result for result in work.all(query)}


def next_key_version(work: Work) -> int:
    """The number that the next correction gets when it comes into force."""
    newest = select(func.max(KeyCorrection.number)).where(KeyCorrection.city_id == work.city_id)
    return (work.one(newest) or 0) + 1
