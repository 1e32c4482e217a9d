"""People who registered from home."""

from datetime import datetime
from uuid import UUID

from exam_app.actors import GATE
from exam_app.operations.pre_registrations import PreRegistered, pre_register
from exam_app.work import Site, Work
from tests.cast import NOON, id_number

NAME, NUMBER, PHONE = "欧阳志诚", id_number("19800510", 33), "13700000000"
LAST_FOUR = NUMBER[-4:]
AT_HOME = "10.0.0.9"


def from_home(
    site: Site, county_id: UUID, *, name: str = NAME, number: str = NUMBER, at: datetime = NOON, address: str = AT_HOME
) -> str:
    """The number that somebody was given."""
    with Work.open(site, GATE, at) as work:
        made = pre_register(work, county_id=county_id, name=name, id_number=number, phone=PHONE, address=address)
    assert isinstance(made, PreRegistered), made
    return made.number
