"""People are told: the outbox is emptied every other week; answers to the last batch are awaited, some notices wait."""

from datetime import timedelta
from functools import partial
from uuid import UUID

from exam_app.demo.world import World
from exam_app.operations import outbox as acts
from exam_app.queries.outbox import batch_page, outbox
from exam_app.terms import NoticeChannel
from exam_app.work import Work

HAND_OVERS = (57, 40, 26, 14, 7)
"""Days before the build; what was written since then still waits."""
NO_PHONE = 11
"""One in so many people gave no telephone."""
UNREACHED = ("空号", "用户关机，三次未送达")


def phone_of(id_number: str) -> str:
    """A number that no exchange gives out, made from the ID number; empty for some."""
    order = int("".join(filter(str.isdigit, id_number)))
    return "" if order % NO_PHONE == 0 else f"154{order % 10**8:08d}"


def tell_all(world: World) -> None:
    """Arrange the hand-overs of the city's desk."""
    for order, ago in enumerate(HAND_OVERS):
        at = world.calendar.at(world.calendar.working_day(ago), 16, 10)
        batches: list[UUID] = []
        world.then(at, "he", partial(_hand_over, batches))
        if ago == HAND_OVERS[-1]:
            break  # the last batch is out, and nobody has heard of it yet
        failed = UNREACHED[order % 2]
        world.then(at + timedelta(hours=20), "he", partial(_note, batches, failed))


def _hand_over(batches: list[UUID], work: Work) -> None:
    """What waits goes out by both ways; ``batches`` takes up what was made of it."""
    waiting = outbox(work)
    ways = ((waiting.for_gateway, NoticeChannel.GATEWAY), (waiting.for_print, NoticeChannel.LETTERS))
    batches += [acts.hand_over(work, channel) for waits, channel in ways if waits]


def _note(batch_ids: list[UUID], why: str, work: Work) -> None:
    """One message of the gateway did not arrive; paper was handed over."""
    for batch_id in batch_ids:
        page = batch_page(work, batch_id)
        if page.batch.channel is NoticeChannel.GATEWAY:
            acts.note_not_told(work, page.listing.rows[0].line.id, why)
        acts.note_batch_delivered(work, batch_id)
