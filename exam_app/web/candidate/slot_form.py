"""What the plain form of one question says when the page runs without its script."""

from dataclasses import dataclass

from flask import request

from exam_app.errors import Invalid
from exam_app.terms import N_

LONGEST_VALUE = 8


@dataclass(frozen=True)
class SlotForm:
    """The chosen letters of one slot, and whether it is marked once this is saved."""

    slot: int
    value: str
    is_marked: bool
    next_slot: int
    """Where the candidate goes on: the next question, or this one when only its mark was pressed."""


def read_slot_form() -> SlotForm:
    """Read the posted form; raises Invalid for what no page of ours posts.

    ``marked`` is the mark as the page showed it, so that pressing the button twice in a hurry sets it once.
    """
    slot = request.form.get("slot", "")
    value = "".join(sorted(request.form.getlist("value")))
    if not (slot.isascii() and slot.isdigit() and len(slot) <= 4) or len(value) > LONGEST_VALUE:
        raise Invalid(N_("This answer does not fit the question. Go back and choose again."))
    number, was_marked = int(slot), request.form.get("marked") == "1"
    if request.form.get("act") == "mark":
        return SlotForm(number, value, not was_marked, next_slot=number)
    return SlotForm(number, value, was_marked, next_slot=number + 1)
