"""A county draws lots: lessons to visit unannounced, trainees to call back (domain.md 5.2, UK 2023)."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid, NotFound
from exam_app.journal import Tag
from exam_app.lots import digest_of, draw
from exam_app.models import DrawnLot, DrawnResult, TrainingDraw
from exam_app.models.training_draws import MOST_LOTS
from exam_app.operations import operation
from exam_app.queries.training_draws import lessons_to_come, people_trained
from exam_app.terms import N_, DrawnOutcome, DrawPurpose
from exam_app.work import Work

VISITED_AHEAD = timedelta(days=7)
CALLED_BACK = timedelta(days=30)
LONGEST_WORDS = 600
SEED_BYTES = 16


@operation(Permission.REVIEW)
def draw_lots(work: Work, purpose: DrawPurpose, lots: int) -> UUID:
    """Draw lessons of the next seven days, or people with class hours of the last thirty; returns the draw's id.

    Seed and pool are kept, so the draw can be repeated by anybody (:mod:`exam_app.lots`). Raises :class:`Conflict` for
    a second draw of the day, :class:`NotFound` when there is nothing to draw from, :class:`Invalid` for the number.
    """
    county_id = work.found(work.actor.county_id)
    if not 1 <= lots <= MOST_LOTS:
        raise Invalid.in_field("lots", N_("Draw between 1 and %(most)s lots."), most=MOST_LOTS)
    drawn = select(TrainingDraw.id).where(
        TrainingDraw.city_id == work.city_id,
        TrainingDraw.county_id == county_id,
        TrainingDraw.purpose == purpose,
        TrainingDraw.drawn_on == work.today,
    )
    if work.one(drawn) is not None:
        raise Conflict("Lots were drawn for this today already. Draw again tomorrow.")
    visits = purpose is DrawPurpose.VISIT
    pool = lessons_to_come(work, VISITED_AHEAD) if visits else people_trained(work, CALLED_BACK)
    if not pool:
        raise NotFound("There is nothing to draw from: no lesson to come, or nobody trained lately.")
    seed = work.site.random_bytes(SEED_BYTES).hex()
    chosen = draw(pool, seed, lots)
    row = work.add(
        TrainingDraw(
            city_id=work.city_id,
            id=work.new_id(),
            county_id=county_id,
            purpose=purpose,
            drawn_on=work.today,
            seed=seed,
            pool_size=len(pool),
            pool_digest=digest_of(pool),
            lots=len(chosen),
            drawn_by_id=work.actor.person_id,
            drawn_at=work.now,
        )
    )
    work.add_all(
        [
            DrawnLot(
                city_id=work.city_id,
                id=work.new_id(),
                county_id=county_id,
                draw_id=row.id,
                place=place,
                lesson_id=each if visits else None,
                person_id=None if visits else each,
            )
            for place, each in enumerate(chosen, start=1)
        ]
    )
    work.record(Tag.LOTS_DRAWN, "training_draw", row.id, lots=len(chosen), pool=len(pool), seed=seed)
    return row.id


@operation(Permission.REVIEW)
def note_result(work: Work, lot_id: UUID, outcome: DrawnOutcome, words: str) -> None:
    """Note what a visit or a call found. Raises :class:`Invalid` without words where something differs."""
    lot = work.get(DrawnLot, lot_id)
    words = words.strip()
    if len(words) > LONGEST_WORDS or (outcome is DrawnOutcome.DIFFERS and not words):
        raise Invalid.in_field("words", N_("Write what differs, in at most %(most)s characters."), most=LONGEST_WORDS)
    work.add(
        DrawnResult(
            city_id=work.city_id,
            id=work.new_id(),
            county_id=lot.county_id,
            lot_id=lot.id,
            outcome=outcome,
            words=words,
            by_person_id=work.actor.person_id,
            at=work.now,
        )
    )
    work.record(Tag.LOT_NOTED, "drawn_lot", lot.id, about=lot.person_id, outcome=outcome)
