"""How the state of a seat looks and what it is called."""

from flask_babel import gettext

from exam_app.queries.room_pictures import SeatShown
from exam_app.queries.rooms import PROBLEMS, SeatState
from exam_app.terms import N_
from exam_app.web.rendering import clock

SHAPES = {
    SeatState.SILENT: "alarm",
    SeatState.DOUBTFUL: "needs-you",
    SeatState.OVERDUE: "needs-you",
    SeatState.PAUSED: "waiting",
    SeatState.HELD_BACK: "waiting",
    SeatState.NOT_HERE: "not-applicable",
    SeatState.WAITING: "waiting",
    SeatState.ANSWERING: "working",
    SeatState.ON_PAPER: "working",
    SeatState.HANDED_IN: "done",
}
LABELS = {
    SeatState.SILENT: N_("Silent"),
    SeatState.DOUBTFUL: N_("Person in doubt"),
    SeatState.OVERDUE: N_("Time is up"),
    SeatState.PAUSED: N_("Paused"),
    SeatState.HELD_BACK: N_("Time stands"),
    SeatState.NOT_HERE: N_("Not here"),
    SeatState.WAITING: N_("Here, not begun"),
    SeatState.ANSWERING: N_("Answering"),
    SeatState.ON_PAPER: N_("Answering on paper"),
    SeatState.HANDED_IN: N_("Handed in"),
}


class Words:
    """The word on each seat, in the reader's language; a label is looked up once."""

    def __init__(self) -> None:
        self._labels: dict[SeatState, str] = {}

    def of_seat(self, seat: SeatShown) -> list[object]:
        """Number, state, word; for a seat that needs a look also how many questions are answered of how many."""
        word = self._word(seat) + (f" ⚑{seat.incidents}" if seat.incidents else "")
        row: list[object] = [seat.number, seat.state.value, word]
        return [*row, seat.answered, seat.slots] if seat.state in PROBLEMS else row

    def _word(self, seat: SeatShown) -> str:
        if seat.state is SeatState.ANSWERING:
            return str(gettext("%(answered)s of %(slots)s", answered=seat.answered, slots=seat.slots))
        if seat.state is SeatState.SILENT and seat.heard_at:
            return str(gettext("Silent since %(time)s", time=clock(seat.heard_at)[:5]))
        if seat.state not in self._labels:
            self._labels[seat.state] = gettext(LABELS[seat.state])
        return self._labels[seat.state]
