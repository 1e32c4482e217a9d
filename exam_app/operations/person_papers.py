"""Papers of applicants: handed in by their training unit, one at a time or many; opened, which is recorded."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.errors import Invalid, NotFound, Sentence, sentence
from exam_app.id_numbers import IdNumberWrong, read_id_number
from exam_app.journal import Tag
from exam_app.models import Course, Enrolment, Person, PersonPaper
from exam_app.operations import operation
from exam_app.paper_files import PaperFile, paper_of
from exam_app.terms import N_, PaperKind, PaperRemark
from exam_app.unit_files import FileKind, FileRefused
from exam_app.work import Work

CONTENT, THUMBNAIL = "person_paper.content", "person_paper.thumbnail"
"""What the two sealed fields are bound to."""
MOST_PAPERS = 40
"""At once: a picture takes some 60 ms, a PDF a quarter of a second."""
REMARKS: Mapping[str, PaperRemark] = {remark.value: remark for remark in PaperRemark}
FAULTS = {
    "empty": N_("The file is empty. Choose another."),
    "too_large": N_("The file is larger than 10 MB, or the picture has too many pixels. Send a smaller one."),
    "cut_off": N_("The file is not complete. Save or scan it again."),
    "not_a_document": N_("This is no PDF, JPEG or PNG file. Save it as PDF, or take a picture."),
    "locked": N_("The PDF is locked with a password. Save it without one."),
    "unreadable": N_("The PDF cannot be read. Print it to a new PDF, or take pictures of its pages."),
    "too_many_pages": N_("The PDF has more than 10 pages. Hand in only the pages that belong to this paper."),
    "too_small": N_("The picture is so small that nothing on it can be read. Take a larger one."),
    "too_dark": N_("The picture is so dark that nothing on it can be read. Take it again in daylight."),
}


@dataclass(frozen=True)
class HandedIn:
    """A paper that is kept now, and what should be better in it, which is advice."""

    paper_id: UUID
    remarks: tuple[PaperRemark, ...]


@dataclass(frozen=True)
class PaperOutcome:
    """What became of one file of many: whose paper it is now, or why it is nobody's."""

    file_name: str
    person_name: str | None = None
    fault: Sentence | None = None
    remarks: tuple[PaperRemark, ...] = ()


@dataclass(frozen=True)
class OpenedPaper:
    """A paper as it is kept."""

    kind: PaperKind
    person_name: str
    media_type: FileKind
    content: bytes
    pages: int
    uploaded_at: datetime


@operation(Permission.REGISTER)
def hand_in_paper(work: Work, person_id: UUID, kind: PaperKind, content: bytes) -> HandedIn:
    """Hand in a paper of somebody whom the unit trains; a newer version stands beside the older ones, which stay.

    The same file twice is kept once. Raises :class:`Invalid` at the field ``file``, saying what to do.
    """
    person = work.get(Person, person_id)
    _require_trainee(work, person_id)
    try:
        file = paper_of(content)
    except FileRefused as refused:
        raise Invalid.in_field("file", FAULTS[refused.reason]) from refused
    return _keep(work, person, kind, file)


def _require_trainee(work: Work, person_id: UUID) -> None:
    """The scope holds the unit's staff too; papers are handed in for people it trains."""
    enrolled = select(Enrolment.id).where(Enrolment.city_id == work.city_id, Enrolment.person_id == person_id).limit(1)
    if work.one(enrolled) is None:
        raise NotFound("This does not exist, or not for you.")


def _keep(work: Work, person: Person, kind: PaperKind, file: PaperFile) -> HandedIn:
    remarks = tuple(REMARKS[finding.value] for finding in file.findings)
    digest = hashlib.sha256(file.content).digest()
    newest = work.one(
        select(PersonPaper)
        .where(
            PersonPaper.city_id == work.city_id,
            PersonPaper.person_id == person.id,
            PersonPaper.kind == kind,
            PersonPaper.training_unit_id == work.actor.training_unit_id,
        )
        .order_by(PersonPaper.uploaded_at.desc(), PersonPaper.id.desc())
        .limit(1)
    )
    if newest is not None and newest.digest == digest:
        return HandedIn(newest.id, remarks)
    vault, row_id = work.site.vault, work.new_id()
    work.add(
        PersonPaper(
            city_id=work.city_id,
            id=row_id,
            person_id=person.id,
            training_unit_id=work.actor.training_unit_id,
            kind=kind,
            media_type=file.kind.value,
            pages=file.pages,
            size=len(file.content),
            digest=digest,
            content_sealed=vault.seal(file.content, CONTENT, row_id),
            thumbnail_sealed=vault.seal(file.thumbnail, THUMBNAIL, row_id),
            remarks=[remark.value for remark in remarks],
            uploaded_by_id=work.actor.person_id,
            uploaded_at=work.now,
        )
    )
    work.record(
        Tag.PAPER_HANDED_IN, "person_paper", row_id, about=person.id, paper=kind.value, digest=digest.hex()[:16]
    )
    return HandedIn(row_id, remarks)


# -- many at once -------------------------------------------------------------------------------------------------


@operation(Permission.REGISTER)
def hand_in_papers(
    work: Work, course_id: UUID, kind: PaperKind, files: Sequence[tuple[str, bytes]]
) -> tuple[PaperOutcome, ...]:
    """Hand in one kind of paper for many people of a course, each file named after an ID number or a name.

    ``files`` holds pairs of file name and content. The good ones are kept; returns one outcome for each, in the same
    order. Raises :class:`Invalid` when they are too many.
    """
    if len(files) > MOST_PAPERS:
        raise Invalid.in_field(
            "files", N_("At most %(most)s files at once. Send the rest afterwards."), most=MOST_PAPERS
        )
    work.get(Course, course_id)
    people = work.all(
        select(Person)
        .join(Enrolment, (Enrolment.city_id == Person.city_id) & (Enrolment.person_id == Person.id))
        .where(Person.city_id == work.city_id, Enrolment.course_id == course_id)
    )
    # Every file is read before the first is written: reading takes long, and on SQLite nobody else writes meanwhile.
    told = [_judge_named_paper(work, people, file_name, content) for file_name, content in files]
    for _, good in told:
        if good is not None:
            _keep(work, good[0], kind, good[1])
    return tuple(outcome for outcome, _ in told)


def _judge_named_paper(
    work: Work, people: Sequence[Person], file_name: str, content: bytes
) -> tuple[PaperOutcome, tuple[Person, PaperFile] | None]:
    """What becomes of a file, and whose paper it is; nothing is written yet."""
    named = _people_named(work, people, PurePath(file_name).stem)
    if not named:
        fault = sentence(N_("Nobody in this course has this ID number or name. Rename the file."))
        return PaperOutcome(file_name, fault=fault), None
    if len(named) > 1:
        fault = sentence(N_("Several people in this course have this name. Name the file after the ID number."))
        return PaperOutcome(file_name, fault=fault), None
    person = named[0]
    try:
        file = paper_of(content)
    except FileRefused as refused:
        return PaperOutcome(file_name, person.name, sentence(FAULTS[refused.reason])), None
    remarks = tuple(REMARKS[finding.value] for finding in file.findings)
    return PaperOutcome(file_name, person.name, remarks=remarks), (person, file)


def _people_named(work: Work, people: Sequence[Person], stem: str) -> Sequence[Person]:
    """Whom a file name means: ``330301198001010017``, ``张建国`` or either with more behind it, ``张建国-体检``."""
    name = stem.strip()
    try:
        index = work.site.vault.blind_index(read_id_number(_first_part(name)).text)
    except IdNumberWrong:
        return [person for person in people if person.name in (name, _first_part(name))]
    return [person for person in people if person.id_number_index == index]


def _first_part(name: str) -> str:
    return re.split(r"[-_ 　(（]", name, maxsplit=1)[0]


# -- opening ------------------------------------------------------------------------------------------------------


@operation(Permission.REGISTER, Permission.REVIEW, Permission.APPROVE)
def open_paper(work: Work, paper_id: UUID) -> OpenedPaper:
    """Open a paper in reach; who opened it is recorded."""
    row = work.get(PersonPaper, paper_id)
    name = work.get(Person, row.person_id).name
    content = work.site.vault.open_bytes(row.content_sealed, CONTENT, row.id)
    work.record(Tag.PAPER_READ, "person_paper", row.id, about=row.person_id, paper=row.kind.value)
    return OpenedPaper(row.kind, name, FileKind(row.media_type), content, row.pages, row.uploaded_at)
