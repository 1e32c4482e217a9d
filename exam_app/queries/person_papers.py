"""Papers of applicants without their bytes: what is there, what is missing, and which reasons to return follow."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from exam_app.models import Course, Enrolment, Person, PersonPaper, Registration
from exam_app.queries.biometrics import ReceiptLine, receipts_of, with_receipt
from exam_app.queries.people import masked_number
from exam_app.terms import Gap, PaperKind, PaperRemark, RegistrationState, ReturnReason
from exam_app.unit_files import FileKind
from exam_app.work import Work

REMARKS: Mapping[str, PaperRemark] = {remark.value: remark for remark in PaperRemark}
GAP_OF: Mapping[PaperKind, Gap] = {kind: gap for kind in PaperKind for gap in Gap if gap.value == kind.value}
REASONS: Mapping[Gap, ReturnReason] = {
    Gap.PHOTO: ReturnReason.PHOTO_MISSING,
    Gap.IDENTITY: ReturnReason.IDENTITY_MISSING,
    Gap.MEDICAL: ReturnReason.MEDICAL_MISSING,
    Gap.SCHOOLING: ReturnReason.SCHOOLING_MISSING,
    Gap.FORM: ReturnReason.FORM_MISSING,
    Gap.BIOMETRICS: ReturnReason.BIOMETRICS_MISSING,
}
"""What to write when an application lacks something."""


@dataclass(frozen=True)
class PaperVersion:
    """One version of a paper, without its bytes."""

    id: UUID
    media_type: FileKind
    pages: int
    size: int
    digest: str
    """First eight hexadecimal digits."""
    remarks: Sequence[PaperRemark]
    uploaded_at: datetime

    @property
    def kilobytes(self) -> int:
        return -(-self.size // 1024)


@dataclass(frozen=True)
class PaperShelf:
    """One kind of paper of one person, the newest version first; none when it is missing."""

    kind: PaperKind
    versions: Sequence[PaperVersion]

    @property
    def newest(self) -> PaperVersion | None:
        return self.versions[0] if self.versions else None


def shelves_of(work: Work, person_id: UUID) -> Sequence[PaperShelf]:
    """Every kind of paper of one person once, in the law's order; one statement, no bytes."""
    return shelves_by_person(work, [person_id])[person_id]


def shelves_by_person(work: Work, person_ids: Collection[UUID]) -> Mapping[UUID, Sequence[PaperShelf]]:
    """Every kind of paper of these people; one statement, no bytes."""
    query = (
        select(
            PersonPaper.person_id,
            PersonPaper.kind,
            PersonPaper.id,
            PersonPaper.media_type,
            PersonPaper.pages,
            PersonPaper.size,
            PersonPaper.digest,
            PersonPaper.remarks,
            PersonPaper.uploaded_at,
        )
        .where(PersonPaper.city_id == work.city_id, PersonPaper.person_id.in_(person_ids))
        .order_by(PersonPaper.uploaded_at.desc(), PersonPaper.id.desc())
    )
    found: defaultdict[tuple[UUID, PaperKind], list[PaperVersion]] = defaultdict(list)
    for person_id, kind, paper_id, media_type, pages, size, digest, remarks, at in work.rows(query):
        said = [REMARKS[remark] for remark in remarks]
        version = PaperVersion(paper_id, FileKind(media_type), pages, size, digest.hex()[:8], said, at)
        found[person_id, kind].append(version)
    return {person_id: [PaperShelf(kind, found[person_id, kind]) for kind in PaperKind] for person_id in person_ids}


def gaps_of(work: Work, people: Sequence[Person]) -> Mapping[UUID, Sequence[Gap]]:
    """What each of these people lacks, as far as the actor may see; a fixed number of statements."""
    person_ids = [person.id for person in people]
    there = {
        (person_id, GAP_OF[kind])
        for person_id, kind in work.rows(
            select(PersonPaper.person_id, PersonPaper.kind)
            .where(PersonPaper.city_id == work.city_id, PersonPaper.person_id.in_(person_ids))
            .distinct()
        )
    }
    there |= {(person_id, Gap.BIOMETRICS) for person_id in with_receipt(work, person_ids)}
    there |= {(person.id, Gap.PHOTO) for person in people if person.photo_id is not None}
    return {person.id: [gap for gap in Gap if (person.id, gap) not in there] for person in people}


# -- the training unit --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PapersLine:
    """One person of a course with what is still missing."""

    id: UUID
    name: str
    id_number: str
    """Masked."""
    gaps: Sequence[Gap]


@dataclass(frozen=True)
class CoursePapers:
    """Everybody of a course, who lacks most first."""

    course_id: UUID
    course_name: str
    people: Sequence[PapersLine]

    @property
    def complete(self) -> int:
        return sum(1 for person in self.people if not person.gaps)

    def lacking(self, gap: Gap) -> int:
        return sum(1 for person in self.people if gap in person.gaps)


def course_papers(work: Work, course_id: UUID) -> CoursePapers:
    """What the people of one course of the unit still lack."""
    course = work.get(Course, course_id)
    people = work.all(
        select(Person)
        .join(Enrolment, (Enrolment.city_id == Person.city_id) & (Enrolment.person_id == Person.id))
        .where(Person.city_id == work.city_id, Enrolment.course_id == course_id)
        .order_by(Enrolment.enrolled_at, Enrolment.id)
    )
    gaps = gaps_of(work, people)
    lines = [PapersLine(person.id, person.name, masked_number(work, person), gaps[person.id]) for person in people]
    return CoursePapers(course.id, course.name, sorted(lines, key=lambda line: -len(line.gaps)))


@dataclass(frozen=True)
class PersonPapers:
    """One person of the unit with everything handed in."""

    id: UUID
    name: str
    id_number: str
    """Masked."""
    gaps: Sequence[Gap]
    shelves: Sequence[PaperShelf]


def person_papers(work: Work, person_id: UUID) -> PersonPapers:
    """The papers of somebody whom the unit trains; :class:`NotFound` for anybody else."""
    person = work.get(Person, person_id)
    enrolled = select(Enrolment.id).where(Enrolment.city_id == work.city_id, Enrolment.person_id == person_id).limit(1)
    work.found(work.one(enrolled))
    return PersonPapers(
        person.id,
        person.name,
        masked_number(work, person),
        gaps_of(work, [person])[person_id],
        shelves_of(work, person_id),
    )


# -- county and city ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ApplicationPapers:
    """What was handed in for one application, and the reasons to return it that follow from what was not."""

    gaps: Sequence[Gap]
    shelves: Sequence[PaperShelf]
    receipts: Sequence[ReceiptLine]
    """Of fingerprints, the one that counts first."""
    takes_receipts: bool
    """Whether one can be entered: not for a refused application."""

    @property
    def receipt(self) -> ReceiptLine | None:
        return self.receipts[0] if self.receipts and not self.receipts[0].is_struck else None

    @property
    def reasons(self) -> Sequence[ReturnReason]:
        return [REASONS[gap] for gap in self.gaps]


def application_papers(work: Work, registration_id: UUID) -> ApplicationPapers:
    """The papers of an application in reach; a constant number of statements."""
    registration = work.get(Registration, registration_id)
    person = work.get(Person, registration.person_id)
    return ApplicationPapers(
        gaps_of(work, [person])[person.id],
        shelves_of(work, person.id),
        receipts_of(work, person.id),
        takes_receipts=registration.state is not RegistrationState.REFUSED,
    )


# -- any desk -----------------------------------------------------------------------------------------------------


def thumbnail(work: Work, paper_id: UUID) -> bytes:
    """The small picture of a paper (JPEG), in which no number can be read; looking at it is not recorded."""
    row = work.get(PersonPaper, paper_id)
    return work.site.vault.open_bytes(row.thumbnail_sealed, "person_paper.thumbnail", row.id)
