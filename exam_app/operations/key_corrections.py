"""Keys found wrong after they were sat: one person proposes, another signs, and papers are marked anew.

Nothing that was printed, sealed, answered or marked is changed: a correction is a row of its own, a new mark is a new
result beside the first. The wording with the right key enters the bank as another version of the item, by the bank's
own two persons (:mod:`exam_app.operations.bank`).
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid, TooLate
from exam_app.journal import Tag
from exam_app.models import (
    Authority,
    ItemVersion,
    KeyCorrection,
    Result,
    ResultReason,
    Sitting,
)
from exam_app.models.key_corrections import BETWEEN_KEYS
from exam_app.operations import operation
from exam_app.operations.case_texts import Text
from exam_app.operations.results import keep_again, marking_again_for, new_result, tell_corrected
from exam_app.queries.bank import shortages_without
from exam_app.queries.items import stored_item
from exam_app.queries.key_effects import Effects, affected_sittings, effects_of
from exam_app.queries.marking import Keys, keys_in_force, marks_of, newest_results, next_key_version
from exam_app.sitting_states import OPEN
from exam_app.terms import N_, AuthorityKind
from exam_app.work import Work
from question_bank import Item, Pool, RulingKind
from question_bank.marking import answer_is_well_formed

REASON = Text("reason", 500, N_("Write what is wrong with the key."))
SOURCE = Text("source", 120, N_("Name the law and article, or the document that shows it."))
MOST_KEYS = 8
MARKED_AT_ONCE = 200
"""Papers whose events are in memory at one time."""


@dataclass(frozen=True)
class Corrected:
    """What a signature has done: the number of the keys' new state, papers marked anew, results that changed."""

    number: int
    papers: int
    changed: int


def _read_keys(item: Item, kind: RulingKind, text: str) -> str:
    """The answers that count as they are kept, such as "B" or "AC,ABC"; raises :class:`Invalid`."""
    typed = [each for each in re.split(r"[\s,;、，；/]+", unicodedata.normalize("NFKC", text).upper()) if each]
    if kind is not RulingKind.OTHER_KEY:
        return ""
    if not typed:
        raise Invalid.in_field("keys", N_("Enter the answers that count, such as B, or B, C where each counts."))
    keys = ["".join(sorted(set(each), key=item.letters.find)) for each in typed]
    if len(keys) > MOST_KEYS or not all(key and answer_is_well_formed(item, key) for key in keys):
        raise Invalid.in_field("keys", N_("Use the letters of this item: %(letters)s."), letters=item.letters)
    return BETWEEN_KEYS.join(sorted(set(keys)))


@operation(Permission.MARK)
def propose_key_correction(
    work: Work, digest: str, kind: RulingKind | None, keys: str, reason: str, source: str
) -> UUID:
    """Propose what counts instead of the key of an item version; nothing changes until a second person signs.

    ``keys`` are the answers of which each earns the point, in letters of the item file, for another key only. Raises
    :class:`Invalid` by field, and :class:`Conflict` for an item that no paper can have, that a correction waits for
    already, or that counts so already.
    """
    version = work.found(
        work.one(select(ItemVersion).where(ItemVersion.city_id == work.city_id, ItemVersion.digest == digest))
    )
    if version.approved_at is None:
        raise Conflict("This item is not approved yet, so that no paper has it. Enter the right version instead.")
    if kind is None:
        raise Invalid.in_field("kind", N_("Choose what counts instead."))
    item = stored_item(version.document)
    correction = KeyCorrection(
        city_id=work.city_id,
        id=work.new_id(),
        item_id=version.id,
        kind=kind,
        keys=_read_keys(item, kind, keys),
        reason=REASON.read(reason),
        source=SOURCE.read(source),
        first_person_id=work.actor.person_id,
        first_at=work.now,
    )
    _lock_the_keys(work)
    _refuse_without_change(work, item, correction)
    work.add(correction)
    work.record(Tag.KEY_CORRECTION_PROPOSED, "key_correction", correction.id, item=version.item_code)
    return correction.id


def _refuse_without_change(work: Work, item: Item, correction: KeyCorrection) -> None:
    waiting = select(KeyCorrection.id).where(
        KeyCorrection.city_id == work.city_id,
        KeyCorrection.item_id == correction.item_id,
        KeyCorrection.second_at.is_(None),
        KeyCorrection.dropped_at.is_(None),
    )
    if work.one(waiting.limit(1)) is not None:
        raise Conflict("A correction of this item waits for a signature already. Sign it or drop it first.")
    in_force = keys_in_force(work).rulings.get(item.digest)
    as_in_the_file = in_force is None and correction.ruling.keys == {item.key}
    if in_force == correction.ruling or as_in_the_file:
        raise Invalid.in_field("keys", N_("This is what counts already. Nothing would change."))


@operation(Permission.MARK)
def sign_key_correction(work: Work, correction_id: UUID, effects_digest: str) -> Corrected:
    """The second signature: the correction holds from now on, and every closed paper with the item is marked anew.

    ``effects_digest`` names the effects that the signer was shown. A paper whose mark stays the same keeps its result;
    the others get a further one. Whose released result changes is told so. Raises :class:`Conflict` for who proposed
    it, while somebody is answering, when the effects are other ones by now, and where a struck item would be missing
    in a planned examination; :class:`TooLate` when it was signed or dropped before.
    """
    _lock_the_keys(work)
    correction = _waiting(work, correction_id)
    if correction.first_person_id == work.actor.person_id:
        raise Conflict("You proposed this. A second person has to sign it.", code="second_person")
    _refuse_while_somebody_answers(work)
    version = work.get(ItemVersion, correction.item_id)
    _refuse_if_a_planned_paper_falls_short(work, version, correction.kind)
    effects = effects_of(work, correction.id)
    if effects.digest != effects_digest:
        raise Conflict("What it changes is not what you were shown. Read the page again, then sign.")
    correction.number = next_key_version(work)
    correction.second_person_id, correction.second_at = work.actor.person_id, work.now
    changed = _mark_anew(work, correction, version, effects)
    _tell_changed(work, effects)
    done = Corrected(correction.number, len(effects.papers), changed)
    work.record(
        Tag.KEY_CORRECTED,
        "key_correction",
        correction.id,
        item=version.item_code,
        number=done.number,
        papers=done.papers,
        changed=done.changed,
    )
    return done


@operation(Permission.MARK)
def drop_key_correction(work: Work, correction_id: UUID) -> None:
    """Drop a proposal that should not be signed; its proposer may do so too. The row stays."""
    correction = _waiting(work, correction_id)
    correction.dropped_at = work.now
    work.record(Tag.KEY_CORRECTION_DROPPED, "key_correction", correction.id)


def _waiting(work: Work, correction_id: UUID) -> KeyCorrection:
    correction = work.lock(KeyCorrection, correction_id)
    if not correction.is_waiting:
        raise TooLate("This was signed or dropped already. Nothing was changed.")
    return correction


def _lock_the_keys(work: Work) -> None:
    """One change of the keys at a time, as of the bank: the city bureau serves as the lock of both."""
    bureau = select(Authority.id).where(Authority.city_id == work.city_id, Authority.kind == AuthorityKind.CITY)
    work.lock(Authority, work.found(work.one(bureau)))


def _refuse_while_somebody_answers(work: Work) -> None:
    """Marking many papers holds the database for longer than a save may wait."""
    answering = select(func.count(Sitting.id)).where(Sitting.city_id == work.city_id, Sitting.state.in_(OPEN))
    if people := work.count(answering):
        raise Conflict("%(people)s candidates are answering now. Sign when their papers are closed.", people=people)


def _refuse_if_a_planned_paper_falls_short(work: Work, version: ItemVersion, kind: RulingKind) -> None:
    """A struck item leaves the pool of new papers; one with another key stays in it and is marked by that."""
    if kind is RulingKind.OTHER_KEY or version.pool is not Pool.LIVE:
        return
    for short in shortages_without(work, stored_item(version.document)):
        if short.exam is not None:
            raise Conflict(
                "“%(exam)s” needs %(wanted)s items of topic %(topic)s and this kind; %(left)s would be left. "
                "Approve new items first.",
                exam=short.exam,
                wanted=short.wanted,
                topic=version.topic,
                left=short.left,
            )


# -- marking anew ---------------------------------------------------------------------------------------------------


def _mark_anew(work: Work, correction: KeyCorrection, version: ItemVersion, effects: Effects) -> int:
    """Add a result to each paper whose mark changes; returns how many. Every one has to come to what was forecast."""
    keys = keys_in_force(work)
    forecast = {each.sitting_id: each for each in effects.papers}
    sittings = work.all(affected_sittings(work, version))
    changed = 0
    reason = marking_again_for(work, correction)
    for start in range(0, len(sittings), MARKED_AT_ONCE):
        some = [each for each in sittings[start : start + MARKED_AT_ONCE] if each.id in forecast]
        made = _new_results(work, reason, some, keys)
        for result in made:
            expected = forecast[result.sitting_id].after
            if (result.raw, result.maximum, result.passed) != (expected.raw, expected.maximum, expected.passed):
                raise Conflict(
                    "The events of a paper do not come to the answers kept beside them. Nothing was signed: the "
                    "technical office has to look at the database."
                )
        changed += len(made)
    if changed != sum(each.is_changed for each in effects.papers):
        raise Conflict("What it changes is not what you were shown. Read the page again, then sign.")
    return changed


def _new_results(work: Work, reason: ResultReason, sittings: Sequence[Sitting], keys: Keys) -> Sequence[Result]:
    stored = newest_results(work, [sitting.id for sitting in sittings])
    marked = marks_of(work, sittings, keys)
    made = [
        new_result(
            work,
            sitting,
            marked[sitting.id],
            number=stored[sitting.id].number + 1,
            reason=reason,
        )
        for sitting in sittings
        if not marked[sitting.id].is_as_good_as(stored[sitting.id])
    ]
    keep_again(work, made, reason)
    return made


def _tell_changed(work: Work, effects: Effects) -> None:
    """That a result was corrected, to everybody whose released one changed; what it is stands in no notice."""
    for session in effects.sessions:
        if session.released_at is not None and session.changed:
            changed = {each.person_id for each in session.papers if each.is_changed}
            tell_corrected(work, session.exam_session_id, changed)
