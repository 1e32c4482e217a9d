"""Which people a form names by its check boxes."""

from uuid import UUID

from flask import request

from exam_app.errors import NotFound


def chosen_people() -> list[UUID]:
    """The ids of the ticked boxes named ``person``; raises :class:`NotFound` for what is no id at all."""
    try:
        return [UUID(value) for value in request.form.getlist("person")]
    except ValueError as error:
        raise NotFound("This does not exist, or not for you.") from error
