"""A county's desk and what people registered from home: opened by its number, taken up with the application."""

from dataclasses import dataclass

from sqlalchemy import select, update

from exam_app.actors import Permission
from exam_app.errors import Invalid
from exam_app.id_numbers import IdNumber
from exam_app.journal import Tag
from exam_app.models import PreRegistration, PreRegistrationLimit, Registration
from exam_app.operations import operation
from exam_app.operations.pre_registrations import SEALED_AS
from exam_app.pre_registration_numbers import checked_number
from exam_app.terms import N_, PreRegistrationState
from exam_app.work import Work

LARGEST_LIMIT = 10_000
ENDED = {
    PreRegistrationState.TAKEN_UP: N_("This number was taken up already. Look for the application in the queue."),
    PreRegistrationState.WITHDRAWN: N_("The person withdrew this. Register with the identity card."),
    PreRegistrationState.REPLACED: N_(
        "The person registered anew, so this number is dead. Take the newer one, or register with the identity card."
    ),
    PreRegistrationState.VOID: N_("The papers did not come in time, so this is void. Register with the identity card."),
}


@dataclass(frozen=True)
class FromHome:
    """What somebody typed at home, for the desk's form."""

    name: str
    id_number: str
    phone: str


@operation(Permission.REVIEW)
def open_from_home(work: Work, number: str) -> FromHome:
    """What was typed at home under a number that waits at the own county; opening it is journalled.

    Raises :class:`Invalid` in the field ``number``: for a slip of the pen, for a number that is not known to this
    county, and for one that has come to an end, with what to do instead.
    """
    query = select(PreRegistration).where(
        PreRegistration.city_id == work.city_id, PreRegistration.number == checked_number(number)
    )
    row = work.one(query)
    if row is None:
        raise Invalid.in_field(
            "number", N_("No such number was given for this county. Compare it, or register with the identity card.")
        )
    state = row.state
    if state is PreRegistrationState.WAITING and row.bring_by < work.today:
        state = PreRegistrationState.VOID
    if state is not PreRegistrationState.WAITING:
        raise Invalid.in_field("number", ENDED[state])
    work.record(Tag.PRE_REGISTRATION_OPENED, "pre_registration", row.id)
    vault = work.site.vault
    assert row.name_sealed and row.id_number_sealed and row.phone_sealed  # a constraint: who waits is not wiped
    return FromHome(
        vault.open(row.name_sealed, SEALED_AS, row.id),
        vault.open(row.id_number_sealed, SEALED_AS + ".id_number", row.id),
        vault.open(row.phone_sealed, SEALED_AS + ".phone", row.id),
    )


@operation(Permission.REVIEW)
def take_up(work: Work, registration: Registration, id_number: IdNumber) -> None:
    """Mark what the person of a new application typed at home for this county as taken up.

    Found by the ID number, so that it ends too when the person comes without the number. What waits at another county
    stays: it becomes void by itself.
    """
    waits = (
        PreRegistration.city_id == work.city_id,
        PreRegistration.county_id == registration.county_id,
        PreRegistration.id_number_index == work.site.vault.blind_index(id_number.text),
        PreRegistration.state == PreRegistrationState.WAITING,
        PreRegistration.bring_by >= work.today,
    )
    found = work.one(select(PreRegistration.id).where(*waits))
    taken = {
        "state": PreRegistrationState.TAKEN_UP,
        "settled_at": work.now,
        "person_id": registration.person_id,
        "registration_id": registration.id,
        "taken_up_by_id": work.actor.person_id,
    }
    if found is not None and work.change(update(PreRegistration).where(*waits).values(**taken)):
        work.record(Tag.PRE_REGISTRATION_TAKEN_UP, "pre_registration", found, about=registration.person_id)


@operation(Permission.REVIEW)
def limit_a_day(work: Work, most_a_day: int) -> None:
    """State how many people the own county takes from home in a day; 0 takes nobody for the time being.

    Raises :class:`Invalid` in its field.
    """
    if not 0 <= most_a_day <= LARGEST_LIMIT:
        raise Invalid.in_field("most_a_day", N_("Enter a number from 0 to %(most)s."), most=LARGEST_LIMIT)
    county_id = work.found(work.actor.county_id)
    row = work.add(
        PreRegistrationLimit(
            city_id=work.city_id,
            id=work.new_id(),
            county_id=county_id,
            most_a_day=most_a_day,
            set_by_id=work.actor.person_id,
            set_at=work.now,
        )
    )
    work.record(Tag.PRE_REGISTRATION_LIMIT_SET, "pre_registration_limit", row.id, most=most_a_day)
