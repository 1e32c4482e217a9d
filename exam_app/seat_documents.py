"""Seat plans on paper: the plan for the door of a room, and a label for each desk. Pure, like exam_app.documents."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from exam_app.documents import grouped, set_in_words


@dataclass(frozen=True)
class DoorSeat:
    """A seat as it stands on the plan at the door; the name partly masked, empty where nobody sits."""

    number: str
    name: str


@dataclass(frozen=True)
class DoorWords:
    """What stands on the plan at the door besides its seats."""

    title: str
    """The room; set large."""
    facts: tuple[str, ...]
    """Examination, centre, start."""
    front: str
    """What stands in front of the first row."""
    free: str
    issued: str
    page: str
    """Such as ``Page {page} of {pages}``."""
    language: str = "zh"


@dataclass(frozen=True)
class DeskLabel:
    """What lies on one desk, every value as it is to be read."""

    seat: str
    name: str
    id_number: str
    """Masked."""
    ticket_number: str
    """Digits, set in groups; empty before there is one."""


@dataclass(frozen=True)
class LabelWords:
    """What is the same on every label of a room."""

    title: str
    room: str
    starts: str
    issued: str
    page: str
    language: str = "zh"


def door_plan(rows: Sequence[Sequence[DoorSeat | None]], words: DoorWords) -> bytes:
    """The plan as a PDF, A4 landscape, the rows from the front; None is a place without a seat.

    Raises :class:`~exam_app.documents.FontsMissing` in a broken installation, :class:`ValueError` without rows.
    """
    return set_in_words("seat_plan", words, rows=[[seat and asdict(seat) for seat in row] for row in rows])


def desk_labels(labels: Sequence[DeskLabel], words: LabelWords) -> bytes:
    """All labels as one PDF, A4, eight on a sheet with lines to cut along, in the order given.

    Raises :class:`~exam_app.documents.FontsMissing` in a broken installation, :class:`ValueError` without labels.
    """
    values = [{**asdict(label), "ticket_number": grouped(label.ticket_number)} for label in labels]
    return set_in_words("desk_labels", words, labels=values)
