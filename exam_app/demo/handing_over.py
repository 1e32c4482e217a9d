"""Most certificates were handed over at the county's desk, singly and to a unit's clerk; one card could not be read."""

from uuid import UUID

from exam_app.demo.plan import FINISHED_DAY
from exam_app.demo.world import World
from exam_app.operations import handovers
from exam_app.operations.handovers import Receiver
from exam_app.queries.handovers import handover_desk
from exam_app.terms import HandoverTo
from exam_app.work import Work

COLLECTED = FINISHED_DAY - 13
SINGLY, STILL_WAITING = 3, 4
"""So many holders came themselves; so many certificates are left for whoever tries the desk."""


def hand_over_all(world: World) -> None:
    """Arrange one morning at the county's desk, after the cards were printed."""
    at = world.calendar.at(world.calendar.working_day(COLLECTED), 9, 30)
    world.then(at, "zhou", lambda work: _one_morning(world, work))


def _one_morning(world: World, work: Work) -> None:
    tokens = {card.certificate_id: card.text for card in world.cards}
    waiting = handover_desk(work).listing.rows
    for card in waiting[:SINGLY]:
        _hand_over(work, [card.certificate_id], Receiver(HandoverTo.HOLDER), tokens)
    unit_id = next(card.unit_id for card in waiting[SINGLY:] if card.unit_id)
    of_unit = [card.certificate_id for card in waiting[SINGLY:] if card.unit_id == unit_id]
    _hand_over(work, of_unit[:-STILL_WAITING], Receiver(HandoverTo.UNIT, "李敏"), tokens)
    handovers.note_unreadable(work, of_unit[-1], "二维码一角被胶带遮住，两把扫码枪都读不出")


def _hand_over(work: Work, certificate_ids: list[UUID], receiver: Receiver, tokens: dict[UUID, str]) -> None:
    scans = [tokens[certificate_id] for certificate_id in certificate_ids]
    handovers.hand_over(work, certificate_ids, receiver=receiver, scans=scans, signed=True)
