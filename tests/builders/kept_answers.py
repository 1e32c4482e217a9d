"""Files of kept answers, for tests of what becomes of them."""

from collections.abc import Sequence
from datetime import datetime

from exam_app.actors import Actor
from exam_app.delivery import Event, Stamp
from exam_app.kept_answers import Header, sealed_file
from exam_app.lease_keys import beacon_at
from exam_app.operations.kept_answers import TakenIn, take_in, take_in_at_seat
from exam_app.work import Site, Work, answer_secret
from tests.builders.rooms import booking_of
from tests.builders.sittings import Hall, Seated, sealed
from tests.cast import CITY

SALT = "5a" * 32


def stamped(site: Site, said: datetime, heard: datetime) -> Stamp:
    """When a change says that it was made, and when its page had last heard of the server."""
    return Stamp(round(said.timestamp() * 1000), 0, beacon_at(answer_secret(site, CITY), heard))


def a_file(seated: Seated, events: Sequence[Event], *, city: str = CITY, salt: str = SALT) -> bytes:
    """As the computer in front of the candidate makes it."""
    header = Header(
        city=city,
        sitting=seated.sitting_id,
        epoch=seated.lease.epoch,
        nonce=seated.lease.nonce,
        salt=salt,
        count=len(events),
        first=events[0].seq,
        last=events[-1].seq,
        made_ms=0,
    )
    return sealed_file(header, seated.lease.secret, sealed(seated.lease, events))


def bring(site: Site, invigilator: Actor, hall: Hall, candidate: Actor, content: bytes, now: datetime) -> TakenIn:
    """An invigilator of the room takes a file in at a candidate's seat."""
    with Work.open(site, invigilator, now) as work:
        return take_in_at_seat(work, hall.exam_session_id, hall.room_id, booking_of(candidate), content)


def bring_to_the_office(site: Site, officer: Actor, content: bytes, now: datetime) -> TakenIn:
    with Work.open(site, officer, now) as work:
        return take_in(work, content)
