"""People are told: the outbox is emptied every other week; answers to the last batch are awaited, some notices wait."""

from datetime import timedelta
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
        # Early binding: each appointment keeps its own batches.
        world.then(at, "he", lambda work, kept=batches: kept.extend(_hand_over(work)))  # type: ignore[misc]
        if ago == HAND_OVERS[-1]:
            break  # the last batch is out, and nobody has heard of it yet
        failed = UNREACHED[order % 2]
        world.then(
            at + timedelta(hours=20),
            "he",
            lambda work, kept=batches, why=failed: _note(work, kept, why),  # type: ignore[misc]
        )


def _hand_over(work: Work) -> list[UUID]:
    waiting = outbox(work)
    ways = ((waiting.for_gateway, NoticeChannel.GATEWAY), (waiting.for_print, NoticeChannel.LETTERS))
    return [acts.hand_over(work, channel) for waits, channel in ways if waits]


def _note(work: Work, batch_ids: list[UUID], why: str) -> None:
    """One message of the gateway did not arrive; paper was handed over."""
    for batch_id in batch_ids:
        page = batch_page(work, batch_id)
        if page.batch.channel is NoticeChannel.GATEWAY:
            acts.note_not_told(work, page.listing.rows[0].line.id, why)
        acts.note_batch_delivered(work, batch_id)
