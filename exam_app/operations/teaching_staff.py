"""Who teaches at a unit, and in which rooms or at which post (Regulation art. 18 and 32)."""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid
from exam_app.id_numbers import checked_id_number
from exam_app.journal import Tag
from exam_app.models import Classroom, Employment, Trainer
from exam_app.models.lessons import MINUTES_OF_A_DAY
from exam_app.models.one_unit import unit_keys_of
from exam_app.operations import operation
from exam_app.operations.own_unit import lock_own_unit
from exam_app.operations.people import enter_person
from exam_app.terms import N_
from exam_app.work import Work

LONGEST_QUALIFICATION = 120
LONGEST_ROOM_NAME = 40
LONGEST_ADDRESS = 160
MOST_PLACES = 2_000


@operation(Permission.TRAIN, Permission.EMPLOY)
def add_trainer(work: Work, *, name: str, id_number: str, qualification: str, since: date) -> UUID:
    """Enter somebody who teaches at the own unit; returns the trainer's id.

    Whoever teaches here already is answered with that entry. Raises :class:`Invalid` by field, :class:`Conflict` when
    the number is known with another name.
    """
    lock_own_unit(work)
    if not name.strip():
        raise Invalid.in_field("name", N_("Enter the name as on the identity card."))
    if len(qualification.strip()) > LONGEST_QUALIFICATION:
        raise Invalid.in_field("qualification", N_("Use at most %(most)s characters."), most=LONGEST_QUALIFICATION)
    if since > work.today:
        raise Invalid.in_field("since", N_("This day has not come yet. Enter it on the day."))
    person_id = enter_person(work, name=name, id_number=checked_id_number(id_number))
    if work.actor.guard_unit_id is not None:
        _refuse_unless_employed(work, person_id, since)
    teaching = work.one(
        select(Trainer.id).where(
            Trainer.city_id == work.city_id,
            Trainer.held_by(work.actor),
            Trainer.person_id == person_id,
            Trainer.until.is_(None),
        )
    )
    if teaching is not None:
        return teaching
    trainer = work.add(
        Trainer(
            city_id=work.city_id,
            id=work.new_id(),
            **unit_keys_of(work.actor),
            person_id=person_id,
            qualification=qualification.strip(),
            since=since,
            recorded_by_id=work.actor.person_id,
            recorded_at=work.now,
        )
    )
    work.record(Tag.TRAINER_ADDED, "trainer", trainer.id, about=person_id)
    return trainer.id


def _refuse_unless_employed(work: Work, person_id: UUID, since: date) -> None:
    """A guard unit's lessons are held by its own people; others teach in courses of a training unit."""
    employed = select(Employment.id).where(
        Employment.city_id == work.city_id,
        Employment.guard_unit_id == work.found(work.actor.guard_unit_id),
        Employment.person_id == person_id,
        Employment.lasts_on(since),
    )
    if work.one(employed) is None:
        raise Invalid.in_field("id_number", N_("Nobody with this number is on your roster on that day."))


@operation(Permission.TRAIN, Permission.EMPLOY)
def end_trainer(work: Work, trainer_id: UUID, until: date) -> None:
    """Enter a trainer's last day at the own unit. Raises :class:`Conflict` when it was entered before."""
    trainer = work.lock(Trainer, trainer_id)
    if trainer.until is not None:
        raise Conflict("This trainer left on %(until)s. Nothing was changed.", until=trainer.until.isoformat())
    if not trainer.since <= until <= work.today:
        raise Invalid.in_field("until", N_("The last day lies between the first day and today."))
    trainer.until = until
    work.record(Tag.TRAINER_LEFT, "trainer", trainer.id, about=trainer.person_id, until=until.isoformat())


@operation(Permission.TRAIN, Permission.EMPLOY)
def add_classroom(work: Work, *, name: str, address: str, places: int, opens_at: int, closes_at: int) -> UUID:
    """Add a room of the own unit; ``opens_at`` and ``closes_at`` are minutes after midnight on the site's clock.

    Raises :class:`Invalid` by field; the name is unique within the unit.
    """
    name, address = name.strip(), address.strip()
    lock_own_unit(work)
    if not 1 <= len(name) <= LONGEST_ROOM_NAME:
        raise Invalid.in_field("name", N_("A room has a name of at most %(most)s characters."), most=LONGEST_ROOM_NAME)
    if not 1 <= len(address) <= LONGEST_ADDRESS:
        raise Invalid.in_field("address", N_("Say in at most %(most)s characters where it is."), most=LONGEST_ADDRESS)
    if not 1 <= places <= MOST_PLACES:
        raise Invalid.in_field("places", N_("Between 1 and %(most)s places."), most=MOST_PLACES)
    if not 0 <= opens_at < closes_at <= MINUTES_OF_A_DAY:
        raise Invalid.in_field("closes", N_("The room closes after it opens, on the same day."))
    taken = select(Classroom.id).where(
        Classroom.city_id == work.city_id, Classroom.held_by(work.actor), Classroom.name == name
    )
    if work.one(taken) is not None:
        raise Invalid.in_field("name", N_("You have a room with this name already. Choose another."))
    room = work.add(
        Classroom(
            city_id=work.city_id,
            id=work.new_id(),
            **unit_keys_of(work.actor),
            name=name,
            address=address,
            places=places,
            opens_at=opens_at,
            closes_at=closes_at,
            added_at=work.now,
        )
    )
    work.record(Tag.CLASSROOM_ADDED, "classroom", room.id)
    return room.id
