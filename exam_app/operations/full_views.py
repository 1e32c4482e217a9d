"""The one place where a full ID number or telephone leaves its seal: who looked, when and why is journalled each time.

Everywhere else they are masked; tests/rules/test_full_views.py names the few other places that open a number without
showing it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.errors import NotFound
from exam_app.journal import Tag
from exam_app.models import Person, Registration
from exam_app.operations import operation
from exam_app.terms import FullView
from exam_app.work import Work


@dataclass(frozen=True)
class FullNumbers:
    """What a form states of a person."""

    id_number: str
    telephone: str
    """Empty when none is known."""


@operation(Permission.REVIEW, Permission.APPROVE)
def show_id_number(work: Work, registration_id: UUID) -> str:
    """The full ID number of an applicant, for comparing it with the card."""
    registration = work.get(Registration, registration_id)
    return _id_number(work, work.get(Person, registration.person_id), FullView.COMPARE)


@operation(Permission.REVIEW, Permission.TRAIN)
def show_telephone(work: Work, person_id: UUID) -> str:
    """The full telephone number of somebody in reach, for calling; empty when none is known."""
    return _telephone(work, work.get(Person, person_id), FullView.CALL)


@operation(Permission.REVIEW, Permission.APPROVE, Permission.REGISTER)
def numbers_for_forms(work: Work, person_ids: Sequence[UUID]) -> Mapping[UUID, FullNumbers]:
    """What the printed forms of these people state, each journalled; raises :class:`NotFound` when one is missing."""
    people = work.all(
        select(Person).where(Person.city_id == work.city_id, Person.id.in_(person_ids)).order_by(Person.id)
    )
    if len(people) != len(set(person_ids)):
        raise NotFound("This does not exist, or not for you.")
    return {
        person.id: FullNumbers(_id_number(work, person, FullView.FORM), _telephone(work, person, FullView.FORM))
        for person in people
    }


def _id_number(work: Work, person: Person, view: FullView) -> str:
    work.record(Tag.ID_NUMBER_READ, "person", person.id, about=person.id, view=view.value)
    return work.site.vault.open(person.id_number_sealed, "person", person.id)


def _telephone(work: Work, person: Person, view: FullView) -> str:
    if person.phone_sealed is None:
        return ""
    work.record(Tag.TELEPHONE_READ, "person", person.id, about=person.id, view=view.value)
    return work.site.vault.open(person.phone_sealed, "person.phone", person.id)
