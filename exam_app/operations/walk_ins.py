"""Who comes alone: the county registers a person at its own desk, without any training unit (Order 112 art. 20)."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from exam_app.actors import Permission
from exam_app.eligibility import Facts, judge
from exam_app.errors import Conflict, Invalid
from exam_app.id_numbers import IdNumber, checked_id_number
from exam_app.models import Registration
from exam_app.operations import operation
from exam_app.operations.people import enter_person
from exam_app.operations.pre_registration_desk import take_up
from exam_app.operations.registrations import OPEN_STATES, submit_at_desk
from exam_app.queries.eligibility import rules_here
from exam_app.terms import N_, RegistrationState
from exam_app.work import Work


@operation(Permission.REVIEW)
def register_in_person(work: Work, *, name: str, id_number: str, phone: str = "") -> UUID:
    """Register somebody who stands at the desk with the identity card; returns the id of the registration.

    A person the city knows already is linked when the name agrees; what the person typed at home for this county is
    taken up. Raises :class:`Invalid` for a wrong number or an age that bars, :class:`Conflict` when the number is known
    with another name or an application is open already; nothing is said then of who knows the person, or where the
    other application lies.
    """
    number = checked_id_number(id_number)
    found = judge(Facts(number.birth_date), work.today, rules=rules_here(work))
    if not found.is_eligible:
        raise Invalid.in_field("id_number", N_("Not admitted by age, so nobody was registered."))
    try:
        return _registered(work, name, number, phone.strip() or None)
    except IntegrityError as error:
        # Another desk wrote the same person or application between our look and now.
        raise Conflict("Somebody registered this person at the same moment. Nothing was written here.") from error


def _registered(work: Work, name: str, number: IdNumber, phone: str | None) -> UUID:
    person_id = enter_person(work, name=name, id_number=number, phone=phone)
    with work.everything("whether a person has an open application in this city") as beyond:
        opened = select(Registration.id).where(
            Registration.city_id == work.city_id,
            Registration.person_id == person_id,
            Registration.state.in_(OPEN_STATES),
        )
        if beyond.one(opened) is not None:
            raise Conflict("This person has an open application already. A second one is not taken.")
    registration = work.add(
        Registration(
            city_id=work.city_id,
            id=work.new_id(),
            person_id=person_id,
            county_id=work.found(work.actor.county_id),
            training_unit_id=None,
            state=RegistrationState.SUBMITTED,
            submitted_at=work.now,
        )
    )
    submit_at_desk(work, registration)
    take_up(work, registration, number)
    return registration.id


@operation(Permission.REVIEW)
def hand_in_again(work: Work, registration_id: UUID) -> None:
    """Take back the repaired papers of somebody who came alone: a new step of the same application.

    Raises :class:`Conflict` when it was not returned, or belongs to a training unit, which hands it in itself.
    """
    registration = work.lock(Registration, registration_id)
    if registration.state is not RegistrationState.RETURNED:
        raise Conflict("This application was not returned, or is handed in again already. Nothing was changed.")
    if registration.training_unit_id is not None:
        raise Conflict("The training unit hands these papers in again. Nothing was changed.")
    submit_at_desk(work, registration)
