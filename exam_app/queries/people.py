"""What is shown of a person wherever one is shown."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from exam_app.id_numbers import mask, mask_telephone
from exam_app.models import Person, Photo
from exam_app.terms import PhotoRemark
from exam_app.work import Work

REMARKS: Mapping[str, PhotoRemark] = {remark.value: remark for remark in PhotoRemark}


def masked_number(work: Work, person: Person) -> str:
    """The ID number with its middle hidden, as every page shows it."""
    return mask(work.site.vault.open(person.id_number_sealed, "person", person.id))


def masked_numbers(work: Work, person_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """The masked ID numbers of those whom a page shows: unsealing is what takes the time, so nobody else is asked."""
    people = select(Person).where(Person.city_id == work.city_id, Person.id.in_(person_ids))
    return {person.id: masked_number(work, person) for person in work.all(people)}


def masked_telephone(work: Work, person: Person) -> str | None:
    """The telephone with its middle hidden; None when none is known."""
    if person.phone_sealed is None:
        return None
    return mask_telephone(work.site.vault.open(person.phone_sealed, "person.phone", person.id))


def photo_remarks(work: Work, person: Person) -> Sequence[PhotoRemark]:
    """What was found wanting in a person's photo when it came in; advice, never a decision."""
    query = select(Photo.remarks).where(Photo.city_id == work.city_id, Photo.id == person.photo_id)
    return [REMARKS[remark["kind"]] for remark in work.one(query) or ()]
