"""Examinations with seated candidates, and sittings in them, for tests that are not about planning one."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Actor, Role, the_door, the_system
from exam_app.delivery import NO_STAMP, Change, Event, Head, Stamp, following, seal
from exam_app.id_numbers import read_id_number
from exam_app.lease_keys import LeaseKey
from exam_app.models import (
    BlueprintVersion,
    Booking,
    Course,
    Enrolment,
    ExamSession,
    Invigilation,
    ItemVersion,
    Registration,
    Rehearsal,
    RoomMoment,
    Seat,
    Sitting,
)
from exam_app.operations import people, saving, sittings
from exam_app.queries.papers import PrintedSlot, paper_of
from exam_app.terms import EventKind, ExamSessionState, RegistrationState, RehearsalKind, RoomMomentKind
from exam_app.work import M, Site, Work
from question_bank import Blueprint, Item, ItemKind, Pool, shipped_bank, shipped_blueprint
from tests.cast import CITY, NOON, Cast, id_number
from tests.question_bank.builders import a_blueprint, an_item

NAMES = ("林国强", "鲍玉兰", "程建军", "尤秀英", "贺大勇", "曹桂花", "汪海", "唐小梅")
ITEMS = (
    an_item(1),
    an_item(2),
    an_item(3),
    an_item(4, ItemKind.MULTIPLE, topic="T3"),
    an_item(5, ItemKind.TRUE_FALSE, topic="T3"),
)
"""Keys by tests/question_bank/builders.py: single B, multiple AC, right."""
PLAN = a_blueprint({"T2": {"single": 3}, "T3": {"multiple": 1, "true_false": 1}}, cut_score=3)


@dataclass(frozen=True)
class Hall:
    """A published examination in the cast's room with its candidates as actors."""

    exam_session_id: UUID
    room_id: UUID
    candidates: list[Actor]

    @property
    def lin(self) -> Actor:
        return self.candidates[0]

    @property
    def bao(self) -> Actor:
        return self.candidates[1]


@dataclass(frozen=True)
class Seated:
    """A sitting that has begun: who, which, and the lease of the browser in front of the candidate."""

    actor: Actor
    sitting_id: UUID
    lease: LeaseKey


def a_hall(
    site: Site,
    cast: Cast,
    *,
    candidates: int = 2,
    starts_at: datetime = NOON,
    minutes: int = 90,
    state: ExamSessionState = ExamSessionState.PUBLISHED,
    items: tuple[Item, ...] = ITEMS,
    plan: Blueprint = PLAN,
    opened: bool = True,
) -> Hall:
    """A published examination that starts at ``starts_at`` with five short questions, three points to pass.

    Its room was rehearsed and is ``opened``.
    """
    registered = [_registered(site, cast, order, starts_at) for order in range(candidates)]
    with Work.open(site, cast["he"], starts_at) as work:
        _enter_bank(work, cast, items)
        blueprint = _row(
            work,
            BlueprintVersion,
            code=plan.code,
            digest=plan.digest,
            document=plan.to_document(),
            entered_by_id=cast["he"].person_id,
            entered_at=work.now,
        )
        session = _row(
            work,
            ExamSession,
            centre_id=cast.centre,
            blueprint_id=blueprint.id,
            name="12月第一场",
            starts_at=starts_at,
            minutes=minutes,
            seed=bytes(range(32)),
            state=state,
        )
        _row(
            work,
            Invigilation,
            exam_session_id=session.id,
            room_id=cast.room,
            person_id=cast["zhao"].person_id,
            assigned_at=work.now,
        )
        if opened:
            _opened(work, cast, session)
        seats = work.all(select(Seat).where(Seat.room_id == cast.room).order_by(Seat.number))
        actors = [
            _seated(work, cast, session, seat.id, order, *who)
            for order, (who, seat) in enumerate(zip(registered, seats, strict=False), start=1)
        ]
    return Hall(session.id, cast.room, actors)


def a_full_hall(site: Site, cast: Cast, *, candidates: int = 2, starts_at: datetime = NOON) -> Hall:
    """The shipped hundred questions."""
    items = tuple(shipped_bank(Pool.LIVE).values())
    return a_hall(
        site, cast, candidates=candidates, starts_at=starts_at, items=items, plan=shipped_blueprint("cn-guard-100")
    )


def a_sitting(site: Site, actor: Actor, now: datetime = NOON, browser: str | None = None) -> Seated:
    """The candidate has begun in a room that was opened, or goes on."""
    with Work.open(site, the_site_itself(), now) as work:
        _open_the_room_of(work, actor)
    with Work.open(site, actor, now) as work:
        started = sittings.start(work, browser)
    assert started.lease is not None
    return Seated(actor, started.sitting_id, started.lease)


def chained(
    *changes: tuple[int, str], head: Head | None = None, epoch: int = 1, stamp: Stamp = NO_STAMP
) -> list[Event]:
    """Answers by slot as a candidate's page numbers them."""
    at, events = head or Head(), []
    for slot, value in changes:
        event = following(at, epoch, Change(EventKind.SET, slot, value), stamp)
        at = Head(event.seq, event.hash)
        events.append(event)
    return events


def sealed(lease: LeaseKey, events: Sequence[Event]) -> list[Event]:
    """As the page that holds the lease seals them."""
    return [replace(event, mac=seal(lease.secret, event.hash)) for event in events]


def on_the_wire(secret: str, event: Event) -> dict[str, object]:
    """An event as a page sends it."""
    return {
        "seq": event.seq,
        "kind": event.kind.value,
        "slot": event.slot,
        "value": event.value,
        **asdict(event.stamp),
        "prev": event.prev,
        "hash": event.hash,
        "mac": seal(secret, event.hash),
    }


def save(site: Site, seated: Seated, events: list[Event], now: datetime = NOON) -> saving.SaveOutcome:
    """As the door for answers takes it in; raises NotFound for a sitting that does not exist in the actor's city."""
    city_id = seated.actor.city_id or ""
    with Work.open(site, the_door(city_id, [seated.sitting_id]), now) as work:
        batch = saving.Batch(seated.sitting_id, seated.lease, sealed(seated.lease, events), now)
        (saved,) = saving.save_batches(work, [batch])
        return work.found(saved).outcome


def hand_in(site: Site, seated: Seated, now: datetime = NOON) -> None:
    with Work.open(site, seated.actor, now) as work:
        sittings.submit_form(work, seated.sitting_id, seated.lease)


def the_paper(site: Site, seated: Seated) -> list[PrintedSlot]:
    with Work.open(site, seated.actor, NOON, read_only=True) as work:
        return list(paper_of(work, work.get(Sitting, seated.sitting_id)).slots.values())


def right_answers(site: Site, seated: Seated, count: int | None = None) -> list[Event]:
    """Events that answer the first ``count`` slots rightly, in printed letters."""
    return chained(*[(slot.number, printed_key(slot)) for slot in the_paper(site, seated)][:count])


def printed_key(slot: PrintedSlot) -> str:
    return "".join(
        letter for letter, in_file in zip(slot.letters, slot.file_letters, strict=True) if in_file in slot.item.key
    )


def a_closed_hall(site: Site, cast: Cast, *, right: tuple[int, ...] = (5, 2)) -> Hall:
    """An examination that is over: the first candidates gave so many right answers, one more did not come."""
    hall = a_hall(site, cast, candidates=len(right) + 1)
    for actor, count in zip(hall.candidates, right, strict=False):
        seated = a_sitting(site, actor)
        save(site, seated, right_answers(site, seated, count))
        hand_in(site, seated)
    with Work.open(site, cast["he"], NOON + timedelta(hours=3)) as work:
        sittings.close_session(work, hall.exam_session_id)
    return hall


def the_site_itself() -> Actor:
    return the_system(CITY)


def number_of(order: int) -> str:
    """The ID number of the ``order``-th candidate, counted from 0."""
    return id_number(f"197{order % 10}0312", 101 + order)


def _registered(site: Site, cast: Cast, order: int, now: datetime) -> tuple[UUID, UUID]:
    """A person of Anwei with an approved registration: ids of person and registration."""
    number = read_id_number(number_of(order))
    with Work.open(site, cast["li"], now) as work:
        person = work.add(people.new_person(work, name=NAMES[order % len(NAMES)], id_number=number))
        course = work.one(select(Course).limit(1)) or _row(
            work,
            Course,
            training_unit_id=cast.anwei,
            name="秋季班",
            starts_on=work.today,
            ends_on=work.today,
            created_at=work.now,
        )
        _row(
            work, Enrolment, training_unit_id=cast.anwei, course_id=course.id, person_id=person.id, enrolled_at=work.now
        )
        registration = _row(
            work,
            Registration,
            person_id=person.id,
            county_id=cast.qingxi,
            training_unit_id=cast.anwei,
            state=RegistrationState.APPROVED,
            submitted_at=work.now,
            approved_by_id=cast["he"].person_id,
        )
    return person.id, registration.id


def _enter_bank(work: Work, cast: Cast, items: tuple[Item, ...]) -> None:
    work.add_all(
        [
            ItemVersion(
                city_id=CITY,
                id=work.new_id(),
                digest=item.digest,
                pool=Pool.LIVE,
                topic=item.topic,
                item_code=item.id,
                document=item.to_document(),
                entered_by_id=cast["he"].person_id,
                entered_at=work.now,
                approved_by_id=cast["lin"].person_id,
                approved_at=work.now,
            )
            for item in items
        ]
    )


def _seated(
    work: Work, cast: Cast, session: ExamSession, seat_id: UUID, order: int, person_id: UUID, registration_id: UUID
) -> Actor:
    booking = _row(
        work,
        Booking,
        exam_session_id=session.id,
        registration_id=registration_id,
        person_id=person_id,
        room_id=cast.room,
        seat_id=seat_id,
        ticket_number=f"261124{order:08d}",
        booked_at=work.now,
    )
    return Actor(
        Role.CANDIDATE, NAMES[(order - 1) % len(NAMES)], city_id=CITY, person_id=person_id, booking_id=booking.id
    )


def _opened(work: Work, cast: Cast, session: ExamSession) -> None:
    """The room was rehearsed the day before and opened in time."""
    zhao = cast["zhao"].person_id
    _row(
        work,
        Rehearsal,
        exam_session_id=session.id,
        room_id=cast.room,
        kind=RehearsalKind.SEATS,
        reached=30,
        saved=30,
        spare=2,
        clock_seconds=1,
        tried_by="机房周师傅",
        by_person_id=zhao,
        at=session.starts_at - timedelta(days=1),
    )
    _row(
        work,
        RoomMoment,
        exam_session_id=session.id,
        room_id=cast.room,
        kind=RoomMomentKind.OPENED,
        by_person_id=zhao,
        at=session.starts_at - timedelta(minutes=40),
        note="opened",
    )


def _open_the_room_of(work: Work, candidate: Actor) -> None:
    booking = work.all(select(Booking).where(Booking.id == candidate.booking_id))[0]
    opened = select(RoomMoment.id).where(
        RoomMoment.exam_session_id == booking.exam_session_id,
        RoomMoment.room_id == booking.room_id,
        RoomMoment.kind == RoomMomentKind.OPENED,
    )
    if work.one(opened) is None:
        _row(
            work,
            RoomMoment,
            exam_session_id=booking.exam_session_id,
            room_id=booking.room_id,
            kind=RoomMomentKind.OPENED,
            at=work.now,
            note="opened",
        )


def _row(work: Work, model: type[M], **values: object) -> M:
    return work.add(model(city_id=CITY, id=work.new_id(), **values))
