"""Which people a form names by its check boxes, and what it says of each."""

from uuid import UUID

from flask import request

from exam_app.errors import NotFound


def chosen_people() -> list[UUID]:
    """The ids of the ticked boxes named ``person``; raises :class:`NotFound` for what is no id at all."""
    try:
        return [UUID(value) for value in request.form.getlist("person")]
    except ValueError as error:
        raise NotFound("This does not exist, or not for you.") from error


def stated_attendance() -> dict[UUID, int]:
    """Class hours by person from the boxes named ``hours-`` and an id; an empty box, or what is no number, is 0.

    Raises :class:`NotFound` for what is no id at all.
    """
    boxes = {name.removeprefix("hours-"): value for name, value in request.form.items() if name.startswith("hours-")}
    try:
        return {UUID(name): int(value) if value.strip().isdecimal() else 0 for name, value in boxes.items()}
    except ValueError as error:
        raise NotFound("This does not exist, or not for you.") from error
