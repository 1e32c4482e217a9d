"""Reading a person's file or journal: looks that are themselves facts, so they are acts here and not queries."""

from uuid import UUID

from exam_app.actors import Permission
from exam_app.journal import Tag
from exam_app.operations import operation
from exam_app.queries.attempt_files import AttemptFile, attempt_file
from exam_app.queries.dossiers import Dossier, dossier_of
from exam_app.queries.journals import Journal, journal_of
from exam_app.work import Work


@operation(Permission.AUDIT, Permission.REVIEW, Permission.APPROVE, Permission.ISSUE)
def read_dossier(work: Work, person_id: UUID) -> Dossier:
    """The file of a person within the reader's scope; that it was read stands in that person's journal.

    Raises :class:`~exam_app.errors.NotFound`; a look that finds nobody is not recorded.
    """
    dossier = dossier_of(work, person_id)
    work.record(Tag.DOSSIER_READ, "person", person_id, about=person_id)
    return dossier


@operation(Permission.AUDIT)
def read_attempt(work: Work, booking_id: UUID, page: int = 1) -> AttemptFile:
    """The whole file of one attempt, with one page of its record; that it was read stands in the person's journal.

    Raises :class:`~exam_app.errors.NotFound`; a look that finds nothing is not recorded.
    """
    file = attempt_file(work, booking_id, page)
    work.record(Tag.ATTEMPT_READ, "booking", booking_id, about=file.person_id)
    return file


@operation(Permission.AUDIT)
def read_journal(work: Work, person_id: UUID, *, reads_only: bool = False, page: int = 1) -> Journal:
    """One page of a person's journal, or of who has read that person's file; the reading is an entry next time."""
    journal = journal_of(work, person_id, reads_only=reads_only, page=page)
    work.record(Tag.JOURNAL_READ, "person", person_id, about=person_id, page=journal.entries.page)
    return journal


@operation(Permission.AUDIT)
def print_journal(work: Work, person_id: UUID) -> Journal:
    """A person's whole journal on one sheet, oldest entries too; recorded like every reading."""
    journal = journal_of(work, person_id, size=None)
    work.record(Tag.JOURNAL_READ, "person", person_id, about=person_id, entries=journal.entries.total)
    return journal
