"""Documents that a guard unit hands in, and their opening, which is recorded."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid
from exam_app.journal import Tag
from exam_app.models import UnitDocument
from exam_app.operations import operation
from exam_app.queries.unit_documents import owes
from exam_app.queries.units import own_unit
from exam_app.terms import N_, DocumentKind
from exam_app.unit_files import FileKind, FileRefused, kind_of_file
from exam_app.work import Work

SEALED_AS = "unit_document.content"
LONGEST_REVIEW = timedelta(days=3 * 366)
FAULTS = {
    "empty": N_("The file is empty. Choose another."),
    "too_large": N_("The file is larger than 10 MB, or the picture has too many pixels. Send a smaller one."),
    "cut_off": N_("The file is not complete. Save or scan it again."),
    "not_a_document": N_("This is no PDF, JPEG or PNG file. Save it as PDF, or take a picture."),
}


@dataclass(frozen=True)
class OpenedDocument:
    """A document as it was handed in."""

    title: str
    media_type: str
    content: bytes


@operation(Permission.EMPLOY)
def hand_in(work: Work, *, kind: DocumentKind, title: str, review_due_on: date, content: bytes) -> UUID:
    """Hand in a document of the own unit; a newer version stands beside the older ones, which stay.

    ``content`` is a PDF, JPEG or PNG file of at most 10 MB, judged by its bytes. Raises :class:`Invalid` by field.
    """
    unit = own_unit(work)
    if not owes(unit):
        raise Conflict("A unit without licence and filing hands in nothing here.")
    if review_due_on <= work.today:
        raise Invalid.in_field("review_due_on", N_("The review day has to come still. Enter a later day."))
    if review_due_on > work.today + LONGEST_REVIEW:
        raise Invalid.in_field("review_due_on", N_("Review it within three years. Enter an earlier day."))
    try:
        media_type = kind_of_file(content)
    except FileRefused as refused:
        raise Invalid.in_field("file", FAULTS[refused.reason]) from refused
    row_id = work.new_id()
    work.add(
        UnitDocument(
            city_id=work.city_id,
            id=row_id,
            county_id=unit.county_id,
            guard_unit_id=unit.id,
            kind=kind,
            title=title,
            media_type=media_type.value,
            size=len(content),
            digest=hashlib.sha256(content).digest(),
            content_sealed=work.site.vault.seal(content, SEALED_AS, row_id),
            review_due_on=review_due_on,
            uploaded_by_id=work.actor.person_id,
            uploaded_at=work.now,
        )
    )
    digest = hashlib.sha256(content).hexdigest()
    work.record(Tag.UNIT_DOCUMENT_ADDED, "unit_document", row_id, document=kind.value, digest=digest)
    return row_id


@operation(Permission.EMPLOY, Permission.KEEP_REGISTRY, Permission.READ_REGISTRY)
def open_document(work: Work, document_id: UUID) -> OpenedDocument:
    """Open a document in reach; who opened it is recorded."""
    row = work.get(UnitDocument, document_id)
    content = work.site.vault.open_bytes(row.content_sealed, SEALED_AS, row.id)
    work.record(Tag.UNIT_DOCUMENT_READ, "unit_document", row.id, document=row.kind.value)
    return OpenedDocument(row.title, FileKind(row.media_type).value, content)
