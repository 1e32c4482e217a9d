"""A candidate who answers on printed paper: the booklet, the sheet that two people type, the third who settles."""

import io
import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from PIL import Image, ImageDraw, ImageFont

from exam_app.answer_sheets import BLANK
from exam_app.demo.guards import Guard
from exam_app.demo.sitting import knows
from exam_app.demo.world import World
from exam_app.documents import FONTS
from exam_app.operations import answer_sheets, booklets, sheet_entries, sheet_photos
from exam_app.operations.booklets import WhyPaper
from exam_app.operations.sheet_entries import Settled
from exam_app.queries.answer_sheets import compared_sheet, waiting_sheets
from exam_app.queries.booklets import booklets_to_print, paper_rooms
from exam_app.queries.papers import PrintedSlot
from exam_app.queries.scheduling import TicketValues
from exam_app.terms import PaperReason
from exam_app.work import Work

WHY = WhyPaper(PaperReason.NO_SCREEN, "右眼术后，看屏幕流泪", is_large=True)
PRINTED_BEFORE = timedelta(minutes=90)
"""The same morning: the day before may be a Sunday, and booklets are printed from one day before the start."""
NOT_BEFORE_SEAT = 9
"""What befalls the first seats of a room befalls computers."""
ANSWERED_FOR = timedelta(minutes=71)
FAINT = 13
"""The number of the question whose mark is so faint that one of the two reads none."""
LETTERS, A_COLUMN = "ABCD", 25
SHEET, INK, BOX = (250, 249, 244), (34, 34, 38), (22, 18)


def on_paper(tickets: Sequence[TicketValues], guards: dict[str, Guard], others: set[str]) -> TicketValues:
    """Who that is: the ablest far enough back in a room of whom nothing else is told."""
    back = [each for each in tickets[:-1] if each.seat >= NOT_BEFORE_SEAT and each.name not in others]
    return max(back, key=lambda each: guards[each.name].ability)


def answer_on_paper(
    world: World, session: str, ticket: TicketValues, guard: Guard, login: str, begins: datetime, over: datetime
) -> None:
    """Arrange it all: printed that morning, handed out at the start, typed and settled before the close."""
    paper = _Paper(world, session, ticket, guard)
    for at, who, act in (
        (begins - PRINTED_BEFORE, "he", paper.choose),
        (begins - PRINTED_BEFORE + timedelta(minutes=6), "he", paper.print),
        (begins + timedelta(minutes=1), login, paper.hand_out),
        (begins + ANSWERED_FOR, login, paper.take_in),
        (over + timedelta(minutes=3), login, paper.count),
        (over + timedelta(minutes=17), "he", paper.type_with_photo),
        (over + timedelta(minutes=20), "lin", paper.type_again),
        (over + timedelta(minutes=23), "yan", paper.settle),
    ):
        world.then(at, who, act)


class _Paper:
    """One candidate's booklet and sheet."""

    def __init__(self, world: World, session: str, ticket: TicketValues, guard: Guard) -> None:
        self.world, self.session, self.ticket, self.guard = world, session, ticket, guard
        self.lines: list[str] = []
        self.place: tuple[UUID, UUID, list[UUID]]
        """Examination, room and booking, once the candidate is put on paper."""

    def _place(self, work: Work) -> tuple[UUID, UUID, list[UUID]]:
        session = self.world.sessions[self.session]
        for room in paper_rooms(work, session):
            for place in room.places:
                if place.ticket_number == self.ticket.ticket_number:
                    return session, room.room_id, [place.booking_id]
        raise LookupError(self.ticket.ticket_number)

    def _sheet(self, work: Work) -> UUID:
        """The sitting whose sheet waits."""
        waiting = waiting_sheets(work).rows
        return next(each.sitting_id for each in waiting if each.ticket_number == self.ticket.ticket_number)

    def choose(self, work: Work) -> None:
        self.place = self._place(work)
        session, _, ids = self.place
        booklets.choose_paper(work, session, ids, WHY)

    def print(self, work: Work) -> None:
        booklets.print_booklets(work, *self.place)

    def hand_out(self, work: Work) -> None:
        answer_sheets.hand_out(work, *self.place)

    def take_in(self, work: Work) -> None:
        answer_sheets.take_in(work, *self.place)

    def count(self, work: Work) -> None:
        session, room, _ = self.place
        booklets.count_booklets(work, session, room, returned=1, destroyed=0)

    def type_with_photo(self, work: Work) -> None:
        """The first reads every mark, and keeps a photo of the sheet."""
        session, _, ids = self.place
        (printed,), chance = booklets_to_print(work, session, ids), random.Random(self.guard.name)
        self.lines = [_marked(self.guard, slot, chance) for slot in printed.slots]
        sitting_id = self._sheet(work)
        sheet_entries.begin_entry(work, sitting_id)
        sheet_photos.keep_photo(work, sitting_id, _photo(self.ticket.ticket_number, self.lines))
        sheet_entries.finish_entry(work, sitting_id, self.lines)

    def type_again(self, work: Work) -> None:
        sitting_id = self._sheet(work)
        sheet_entries.begin_entry(work, sitting_id)
        lines = [BLANK if number == FAINT else line for number, line in enumerate(self.lines, start=1)]
        sheet_entries.finish_entry(work, sitting_id, lines)

    def settle(self, work: Work) -> None:
        sitting_id = self._sheet(work)
        apart = compared_sheet(work, sitting_id).apart
        settled = {one.number: Settled(self.lines[one.number - 1], "涂得很浅，对光可辨") for one in apart}
        sheet_entries.settle(work, sitting_id, settled)


def _marked(guard: Guard, slot: PrintedSlot, chance: random.Random) -> str:
    """The printed letters on the sheet: the right ones as often as at a screen, else one that is not among them."""
    right = "".join(
        letter for letter, in_file in zip(slot.letters, slot.file_letters, strict=True) if in_file in slot.item.key
    )
    if chance.random() < knows(guard.ability, slot.item.digest, slot.item.kind):
        return right
    wrong = [slot.letters[:count] for count in range(1, len(slot.letters) + 1)]
    wrong += list(slot.letters)
    return next(letters for letters in wrong if letters != right and slot.accepts(letters))


def _photo(ticket: str, lines: Sequence[str]) -> bytes:
    """The sheet as a telephone sees it: columns of boxes, those that are marked filled."""
    picture = Image.new("RGB", (1000, 1400), SHEET)
    draw, font = ImageDraw.Draw(picture), ImageFont.truetype(FONTS / "NotoSansSC-Regular.ttf", 17)
    heading = ImageFont.truetype(FONTS / "NotoSansSC-Bold.ttf", 34)
    draw.text((70, 60), f"答题卡  {ticket}（样本）", INK, heading)
    for number, letter, is_marked in _boxes(lines):
        column, row = divmod(number - 1, A_COLUMN)
        left, top = 70 + column * 225, 150 + row * 46
        draw.text((left, top - 3), str(number), INK, font)
        at = left + 44 + LETTERS.index(letter) * 30
        grey = 150 if number == FAINT else INK[0]
        fill = (grey, grey, grey) if is_marked else None
        draw.rectangle((at, top, at + BOX[0], top + BOX[1]), fill=fill, outline=INK)
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=85)
    return content.getvalue()


def _boxes(lines: Sequence[str]) -> Iterator[tuple[int, str, bool]]:
    """Question, letter and whether it is marked."""
    for number, line in enumerate(lines, start=1):
        for letter in LETTERS:
            yield number, letter, letter in line
