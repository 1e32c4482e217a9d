"""People and their photos: entering a person once, linking one already known, storing a canonical photo."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from certificates import normalise_name
from certificates.photo import canonical_photo
from certificates.photo_quality import Finding, photo_findings
from exam_app.actors import Permission
from exam_app.errors import Conflict
from exam_app.id_numbers import IdNumber
from exam_app.journal import Tag
from exam_app.models import Person, Photo
from exam_app.operations import operation
from exam_app.work import Work

LOOK_UP_AT_ONCE = 500


@dataclass(frozen=True)
class KnownPerson:
    """A person of this city found by ID number: enough to link or to ask, nothing else."""

    id: UUID
    name: str


@operation(Permission.TRAIN, Permission.EMPLOY, Permission.REVIEW, Permission.MANAGE_ACCOUNTS, Permission.BOOTSTRAP)
def known_people(work: Work, id_numbers: Sequence[str]) -> Mapping[str, KnownPerson]:
    """Who of the city has one of these ID numbers, whoever entered them; one journalled look for the whole list."""
    by_index = {work.site.vault.blind_index(number): number for number in id_numbers}
    found: dict[str, KnownPerson] = {}
    with work.everything("whether ID numbers are known in this city") as beyond:
        indexes = list(by_index)
        for start in range(0, len(indexes), LOOK_UP_AT_ONCE):
            some = indexes[start : start + LOOK_UP_AT_ONCE]
            query = select(Person.id, Person.name, Person.id_number_index).where(
                Person.city_id == work.city_id, Person.id_number_index.in_(some)
            )
            found |= {by_index[row.id_number_index]: KnownPerson(row.id, row.name) for row in beyond.rows(query)}
    return found


@operation(Permission.TRAIN, Permission.EMPLOY, Permission.REVIEW, Permission.MANAGE_ACCOUNTS, Permission.BOOTSTRAP)
def enter_person(work: Work, *, name: str, id_number: IdNumber, phone: str | None = None) -> UUID:
    """Write a new person, or return the one already known by that ID number if the name agrees.

    Raises :class:`Conflict` when the number is known with another name; nothing of the known person is said.
    """
    name = normalise_name(name)
    known = known_people(work, [id_number.text]).get(id_number.text)
    if known is None:
        return work.add(new_person(work, name=name, id_number=id_number, phone=phone)).id
    if known.name != name:
        raise Conflict("This ID number is known with another name. Check the card; the county decides.")
    return known.id


@operation(Permission.TRAIN, Permission.EMPLOY, Permission.REVIEW, Permission.MANAGE_ACCOUNTS, Permission.BOOTSTRAP)
def new_person(work: Work, *, name: str, id_number: IdNumber, phone: str | None = None) -> Person:
    """A person not yet written: number and telephone sealed for this row."""
    return Person(**person_columns(work, name=name, id_number=id_number, phone=phone))


@operation(Permission.TRAIN, Permission.EMPLOY, Permission.REVIEW, Permission.MANAGE_ACCOUNTS, Permission.BOOTSTRAP)
def person_columns(work: Work, *, name: str, id_number: IdNumber, phone: str | None = None) -> Mapping[str, Any]:
    """The same by column, for :meth:`~exam_app.work.Work.write_all`."""
    vault, row_id = work.site.vault, work.new_id()
    return {
        "city_id": work.city_id,
        "id": row_id,
        "name": normalise_name(name),
        "id_number_sealed": vault.seal(id_number.text, "person", row_id),
        "id_number_index": vault.blind_index(id_number.text),
        "birth_date": id_number.birth_date,
        "sex": id_number.sex,
        "phone_sealed": vault.seal(phone, "person.phone", row_id) if phone else None,
        "created_at": work.now,
    }


@operation(Permission.TRAIN, Permission.EMPLOY, Permission.REVIEW)
def set_photo(work: Work, person_id: UUID, image: bytes) -> UUID:
    """Store a person's photo as our own re-encoding (358x441 JPEG without metadata) and return its id.

    Raises :class:`certificates.PhotoRefused` with its reason when the image is unusable; nothing is stored then.
    Whether it is good enough is asked by :mod:`exam_app.operations.photos`, for those who can take a better one.
    """
    jpeg = canonical_photo(image)
    return set_canonical_photo(work, person_id, jpeg, photo_findings(jpeg, image))


@operation(Permission.TRAIN, Permission.EMPLOY, Permission.REVIEW)
def set_canonical_photo(work: Work, person_id: UUID, jpeg: bytes, findings: Sequence[Finding]) -> UUID:
    """Store what :func:`certificates.photo.canonical_photo` made, with what should be better in it. Who sets many
    photos makes them all before the first is written: decoding takes long, and on SQLite nobody else writes
    meanwhile."""
    person = work.lock(Person, person_id)
    photo_id = _keep_photo(work, jpeg, findings)
    if person.photo_id != photo_id:
        person.photo_id = photo_id
        work.record(Tag.PERSON_PHOTO_SET, "person", person_id, about=person_id)
    return photo_id


def _keep_photo(work: Work, jpeg: bytes, findings: Sequence[Finding]) -> UUID:
    """The row of this content, written once: its id is made from the digest, so equal photos meet."""
    digest = hashlib.sha256(jpeg).digest()
    photo_id = UUID(bytes=digest[:16])
    with work.everything("whether a photo with this digest is stored") as beyond:
        stored = beyond.one(select(Photo.id).where(Photo.city_id == work.city_id, Photo.id == photo_id))
    if stored is None:
        remarks = [{"kind": one.kind.value, "value": round(one.value, 4), "limit": one.limit} for one in findings]
        work.add(
            Photo(city_id=work.city_id, id=photo_id, digest=digest, jpeg=jpeg, remarks=remarks, created_at=work.now)
        )
    return photo_id
