"""What a device of the staff sends by itself, in JSON, once it has a network."""

from typing import TypeVar

import msgspec
from flask import request

from exam_app.errors import Invalid
from exam_app.terms import N_

Message = TypeVar("Message", bound=msgspec.Struct)


def read_message(kind: type[Message]) -> Message:
    """The body of the request; raises :class:`Invalid` for anything else, also for what is no UTF-8."""
    try:
        return msgspec.json.decode(request.get_data(), type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Invalid(N_("This request cannot be read. Go back, reload the page, and send it again.")) from error
