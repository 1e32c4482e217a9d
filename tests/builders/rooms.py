"""Who supervises a room, with PINs to sign it, for tests of the day itself."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select

from exam_app.actors import Actor, Role
from exam_app.models import Account, Booking, Invigilation, RoleGrant, Seat, SeatMove
from exam_app.operations import accounts, seat_moves
from exam_app.operations.seat_moves import WantedMove
from exam_app.passwords import hash_password
from exam_app.terms import SeatMoveReason
from exam_app.work import Site, Work
from tests.builders.sittings import Hall
from tests.cast import CITY, NOON, Cast, id_number

PIN = "290714"
PASSWORD = "six old cranes fly"


def a_colleague(site: Site, cast: Cast, hall: Hall) -> Actor:
    """A second invigilator of the centre, Sun, on duty in the hall's room beside Zhao."""
    with Work.open(site, cast["wu"], NOON) as work:
        account_id, _ = accounts.open_account(
            work, name="孙立民", id_number=id_number("19880606", 77), login="sunlimin"
        )
        accounts.grant_role(
            work, account_id, Role.INVIGILATOR, place_id=cast.centre, starts_on=work.today, ends_on=None
        )
        account = work.get(Account, account_id)
        grant = work.all(select(RoleGrant).where(RoleGrant.account_id == account_id))[0]
    with Work.open(site, cast["he"], NOON) as work:
        work.add(
            Invigilation(
                city_id=CITY,
                id=work.new_id(),
                exam_session_id=hall.exam_session_id,
                room_id=hall.room_id,
                person_id=account.person_id,
                assigned_at=work.now,
            )
        )
    return Actor(
        Role.INVIGILATOR,
        "孙立民",
        city_id=CITY,
        person_id=account.person_id,
        account_id=account_id,
        centre_id=grant.centre_id,
    )


def move(
    site: Site,
    invigilator: Actor,
    hall: Hall,
    candidate: Actor,
    *,
    seat: int | None = None,
    reason: SeatMoveReason = SeatMoveReason.COMPUTER,
    nonce: UUID | None = None,
    now: datetime = NOON,
) -> SeatMove:
    """Let a candidate go on at the seat of that number; None: at the same one."""
    with Work.open(site, invigilator, now) as work:
        numbered = select(Seat.id).where(Seat.room_id == hall.room_id, Seat.number == seat)
        wanted = work.one(numbered) if seat else work.get(Booking, booking_of(candidate)).seat_id
        assert wanted is not None
        move = WantedMove(wanted, reason, nonce or uuid4())
        return seat_moves.move_seat(work, hall.exam_session_id, hall.room_id, booking_of(candidate), move)


def give_pin(site: Site, *invigilators: Actor, pin: str = PIN) -> None:
    """Set the PIN of accounts without their passwords."""
    for invigilator in invigilators:
        with Work.open(site, invigilator, NOON) as work:
            work.get(Account, invigilator.account_id).pin_hash = hash_password(pin)  # type: ignore[arg-type]


def give_password(site: Site, invigilator: Actor) -> None:
    with Work.open(site, invigilator, NOON) as work:
        work.get(Account, invigilator.account_id).password_hash = hash_password(PASSWORD)  # type: ignore[arg-type]


def booking_of(candidate: Actor) -> UUID:
    assert candidate.booking_id is not None
    return candidate.booking_id
