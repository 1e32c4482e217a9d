"""A room opened and closed by the acts themselves, so that it has a key of its own in between."""

from datetime import datetime, timedelta

from exam_app.actors import Actor
from exam_app.operations import proctoring, room_closing, room_opening
from exam_app.operations.room_closing import Signed
from exam_app.queries.sittings import receipt_of
from exam_app.terms import IdentityOutcome
from exam_app.work import Site, Work
from tests.builders.rehearsals import rehearsed
from tests.builders.rooms import PIN, booking_of, give_pin
from tests.builders.sittings import Hall, Seated, a_hall, a_sitting, hand_in, right_answers, save
from tests.cast import NOON, Cast

BEFORE = NOON - timedelta(minutes=30)
AFTER = NOON + timedelta(minutes=100)


def an_opened_hall(site: Site, cast: Cast) -> Hall:
    hall = rehearsed(site, cast, a_hall(site, cast, opened=False))
    open_it(site, cast, hall)
    return hall


def open_it(site: Site, cast: Cast, hall: Hall) -> None:
    with Work.open(site, cast["zhao"], BEFORE) as work:
        room_opening.open_room(work, hall.exam_session_id, hall.room_id)


def handed_in(site: Site, candidate: Actor) -> Seated:
    """Everything right, a minute after the start."""
    seated = a_sitting(site, candidate)
    save(site, seated, right_answers(site, seated), NOON)
    hand_in(site, seated, NOON + timedelta(minutes=1))
    return seated


def note_of(site: Site, seated: Seated) -> str:
    with Work.open(site, seated.actor, AFTER, read_only=True) as work:
        return receipt_of(work, seated.sitting_id).note


def looked_at(site: Site, cast: Cast, hall: Hall, *candidates: Actor) -> None:
    """Faces and cards were compared, so that the room may be signed."""
    with Work.open(site, cast["zhao"], NOON) as work:
        for candidate in candidates:
            proctoring.check_identity(
                work, hall.exam_session_id, hall.room_id, booking_of(candidate), IdentityOutcome.SAME
            )


def sign(site: Site, cast: Cast, hall: Hall, now: datetime = AFTER) -> None:
    """The record of the room is signed, which closes it."""
    give_pin(site, cast["zhao"])
    with Work.open(site, cast["zhao"], now) as work:
        signed = room_closing.sign_room(
            work,
            hall.exam_session_id,
            hall.room_id,
            person_id=work.found(cast["zhao"].person_id),
            pin=PIN,
            address="10.0.0.1",
        )
    assert signed == Signed(0)
