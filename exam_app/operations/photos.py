"""Photos of people in training or employment: one at a time, or many files named by ID number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from uuid import UUID

from sqlalchemy import select

from certificates import PhotoRefused
from certificates.photo import canonical_photo
from exam_app.actors import Permission
from exam_app.errors import Invalid, Sentence, sentence
from exam_app.id_numbers import IdNumberWrong, read_id_number
from exam_app.models import Course, Enrolment, Person
from exam_app.operations import operation
from exam_app.operations.people import set_canonical_photo, set_photo
from exam_app.terms import N_
from exam_app.work import Work

MOST_PHOTOS = 60
"""At once: decoding a photo takes some 20 ms."""
PHOTO_FAULTS = {
    "not_an_image": N_("This is not a JPEG or PNG picture. Take a new photo, or save it as JPEG."),
    "too_many_bytes": N_("The photo is larger than 20 MB. Send a smaller one."),
    "too_many_pixels": N_("The photo has more than 25 million pixels. Send a smaller one."),
    "too_small": N_("The photo is smaller than 358 x 441 pixels. Take a larger one."),
}


@dataclass(frozen=True)
class PhotoOutcome:
    """What became of one photo file: whose photo it is now, or why it is nobody's."""

    file_name: str
    person_name: str | None = None
    fault: Sentence | None = None


@operation(Permission.TRAIN, Permission.EMPLOY, Permission.REVIEW)
def give_photo(work: Work, person_id: UUID, image: bytes) -> None:
    """Give one person of the unit a photo; raises :class:`Invalid` with what is wrong with the picture."""
    try:
        set_photo(work, person_id, image)
    except PhotoRefused as refused:
        raise Invalid.in_field("photo", PHOTO_FAULTS[refused.reason]) from refused


@operation(Permission.TRAIN)
def give_photos(work: Work, course_id: UUID, files: Sequence[tuple[str, bytes]]) -> tuple[PhotoOutcome, ...]:
    """Give many people of a course their photos. Each file is named after an ID number; the good ones are kept.

    ``files`` holds pairs of file name and content; returns one outcome for each, in the same order.
    """
    if len(files) > MOST_PHOTOS:
        raise Invalid.in_field(
            "photos", N_("At most %(most)s photos at once. Send the rest afterwards."), most=MOST_PHOTOS
        )
    work.get(Course, course_id)
    people = {
        index: (person_id, name)
        for index, person_id, name in work.rows(
            select(Person.id_number_index, Person.id, Person.name)
            .join(Enrolment, (Enrolment.city_id == Person.city_id) & (Enrolment.person_id == Person.id))
            .where(Person.city_id == work.city_id, Enrolment.course_id == course_id)
        )
    }
    judged = [_judge_named_photo(work, people, file_name, image) for file_name, image in files]
    for _, good in judged:
        if good is not None:
            set_canonical_photo(work, *good)
    return tuple(outcome for outcome, _ in judged)


def _judge_named_photo(
    work: Work, people: Mapping[bytes, tuple[UUID, str]], file_name: str, image: bytes
) -> tuple[PhotoOutcome, tuple[UUID, bytes] | None]:
    """What becomes of a file, and whose photo it is in our own encoding; nothing is written yet."""
    try:
        number = read_id_number(PurePath(file_name).stem)
    except IdNumberWrong:
        return PhotoOutcome(file_name, fault=sentence(N_("The file name is not an ID number. Rename the file."))), None
    found = people.get(work.site.vault.blind_index(number.text))
    if found is None:
        return PhotoOutcome(file_name, fault=sentence(N_("Nobody in this course has this ID number."))), None
    person_id, name = found
    try:
        jpeg = canonical_photo(image)
    except PhotoRefused as refused:
        return PhotoOutcome(file_name, name, sentence(PHOTO_FAULTS[refused.reason])), None
    return PhotoOutcome(file_name, name), (person_id, jpeg)
