"""Photos of people in training or employment: one at a time, or many files named by ID number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from uuid import UUID

from sqlalchemy import select

from certificates import PhotoRefused
from certificates.photo import canonical_photo
from certificates.photo_quality import Finding, photo_findings
from exam_app.actors import Permission
from exam_app.errors import Invalid, Sentence, sentence
from exam_app.id_numbers import IdNumberWrong, read_id_number
from exam_app.models import Course, Enrolment, Person
from exam_app.operations import operation
from exam_app.operations.people import set_canonical_photo
from exam_app.queries.people import REMARKS
from exam_app.terms import N_, PhotoRemark
from exam_app.work import Work

MOST_PHOTOS = 60
"""At once: decoding a photo takes some 20 ms, looking at its quality some 60 ms."""
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
    remarks: tuple[PhotoRemark, ...] = ()
    """What should be better in a photo: in a stored one advice, in another the reason."""


@dataclass(frozen=True)
class _Judged:
    """A photo in our own encoding, and what was found in it."""

    jpeg: bytes
    findings: tuple[Finding, ...]

    @property
    def is_refused(self) -> bool:
        return any(finding.must_be_repaired for finding in self.findings)

    @property
    def remarks(self) -> tuple[PhotoRemark, ...]:
        """What must be repaired, or else all the advice."""
        grave = [finding for finding in self.findings if finding.must_be_repaired]
        return tuple(REMARKS[finding.kind.value] for finding in grave or self.findings)


def _judged(image: bytes) -> _Judged:
    jpeg = canonical_photo(image)
    return _Judged(jpeg, photo_findings(jpeg, image))


@operation(Permission.TRAIN, Permission.EMPLOY, Permission.REVIEW)
def give_photo(work: Work, person_id: UUID, image: bytes) -> tuple[PhotoRemark, ...]:
    """Give one person of the unit a photo; returns what should be better in it, which is advice.

    Whoever stands before the person decides whether to follow it: what finds faces does not find everybody's. Raises
    :class:`Invalid` with everything that must be repaired in a picture in which nobody could be recognised.
    """
    try:
        judged = _judged(image)
    except PhotoRefused as refused:
        raise Invalid.in_field("photo", PHOTO_FAULTS[refused.reason]) from refused
    if judged.is_refused:
        raise Invalid("The photo has to be taken again.", fields={"photo": _all_of(judged.remarks)})
    set_canonical_photo(work, person_id, judged.jpeg, judged.findings)
    return judged.remarks


def _all_of(remarks: Sequence[PhotoRemark]) -> Sentence:
    """Several remarks as one sentence for one field."""
    first, *rest = remarks
    return sentence(N_("%(first)s %(rest)s"), first=first, rest=_all_of(rest)) if rest else sentence(first.label)


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
    told = [_judge_named_photo(work, people, file_name, image) for file_name, image in files]
    for _, good in told:
        if good is not None:
            person_id, photo = good
            set_canonical_photo(work, person_id, photo.jpeg, photo.findings)
    return tuple(outcome for outcome, _ in told)


def _judge_named_photo(
    work: Work, people: Mapping[bytes, tuple[UUID, str]], file_name: str, image: bytes
) -> tuple[PhotoOutcome, tuple[UUID, _Judged] | None]:
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
        judged = _judged(image)
    except PhotoRefused as refused:
        return PhotoOutcome(file_name, name, sentence(PHOTO_FAULTS[refused.reason])), None
    if judged.is_refused:
        return PhotoOutcome(file_name, name, _all_of(judged.remarks)), None
    return PhotoOutcome(file_name, name, remarks=judged.remarks), (person_id, judged)
