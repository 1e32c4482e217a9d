"""Photos and scans of answer sheets: kept by the two who type a sheet, opened by whoever reads it again.

The paper itself lies in a cupboard; whoever settles what two read differently, or decides an appeal, has its picture at
once. It is evidence, so it is sealed, its digest is in the journal, and no further one takes the place of an earlier.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid, NotAllowed, NotFound
from exam_app.journal import Tag
from exam_app.models import AnswerSheet, SheetPhoto, Sitting
from exam_app.operations import operation
from exam_app.paper_files import PaperFile, paper_of
from exam_app.terms import N_, PaperRemark, SittingState
from exam_app.unit_files import FileKind, FileRefused
from exam_app.work import Work

CONTENT = "sheet_photo.content"
"""What the sealed field is bound to."""
MOST_PHOTOS = 6
"""Of one sheet: both sides, twice, and what went wrong."""
NO_PICTURE = N_("This is no JPEG or PNG picture. Take a photo of the sheet, or scan it as a picture.")
FAULTS: Mapping[str, str] = {
    "empty": N_("The file is empty. Choose another."),
    "too_large": N_("The file is larger than 10 MB, or the picture has too many pixels. Send a smaller one."),
    "cut_off": N_("The file is not complete. Save or scan it again."),
    "not_a_document": NO_PICTURE,
    "too_small": N_("The picture is so small that nothing on it can be read. Take a larger one."),
    "too_dark": N_("The picture is so dark that nothing on it can be read. Take it again in daylight."),
}
REMARKS: Mapping[str, PaperRemark] = {remark.value: remark for remark in PaperRemark}


@dataclass(frozen=True)
class KeptPhoto:
    """A photo that is kept now: its number, and what should be better in it, which is advice."""

    number: int
    remarks: tuple[PaperRemark, ...]


@operation(Permission.ENTER_SHEETS)
def keep_photo(work: Work, sitting_id: UUID, content: bytes) -> KeptPhoto:
    """Keep a photo or scan of a sheet as one of the two who type it, until it stands; the same file is kept once.

    ``content`` is a JPEG or PNG file of at most 10 MB. Raises :class:`Invalid` at the field ``photo``, saying what to
    do, :class:`NotAllowed` for who does not type this sheet, :class:`Conflict` once it stands.
    """
    sitting = work.lock(Sitting, sitting_id)
    if sitting.state is not SittingState.COLLECTED:
        raise Conflict("This sheet stands already, or was not taken in yet. Look at the list again.")
    query = select(AnswerSheet).where(AnswerSheet.city_id == work.city_id, AnswerSheet.sitting_id == sitting.id)
    sheet = work.found(work.one(query))
    if work.actor.person_id not in (sheet.first_person_id, sheet.second_person_id):
        raise NotAllowed("Only the two who type this sheet keep its photos.")
    file = _judged(content)
    remarks = tuple(REMARKS[finding.value] for finding in file.findings)
    digest = hashlib.sha256(file.content).digest()
    before = select(SheetPhoto).where(SheetPhoto.city_id == work.city_id, SheetPhoto.sitting_id == sitting.id)
    kept = work.all(before.order_by(SheetPhoto.number))
    for photo in kept:
        if photo.digest == digest:
            return KeptPhoto(photo.number, remarks)
    if len(kept) >= MOST_PHOTOS:
        raise Invalid.in_field("photo", N_("A sheet has at most %(most)s photos."), most=MOST_PHOTOS)
    number, row_id = len(kept) + 1, work.new_id()
    work.add(
        SheetPhoto(
            city_id=work.city_id,
            id=row_id,
            sitting_id=sitting.id,
            number=number,
            size=len(file.content),
            digest=digest,
            content_sealed=work.site.vault.seal(file.content, CONTENT, row_id),
            remarks=[remark.value for remark in remarks],
            by_person_id=work.actor.person_id,
            at=work.now,
        )
    )
    work.record(
        Tag.SHEET_PHOTO_KEPT, "sitting", sitting.id, about=sitting.person_id, number=number, digest=digest.hex()
    )
    return KeptPhoto(number, remarks)


def _judged(content: bytes) -> PaperFile:
    try:
        file = paper_of(content)
    except FileRefused as refused:
        raise Invalid.in_field("photo", FAULTS.get(refused.reason, NO_PICTURE)) from refused
    if file.kind is FileKind.PDF:
        raise Invalid.in_field("photo", NO_PICTURE)
    return file


@operation(Permission.ENTER_SHEETS)
def open_photo(work: Work, sitting_id: UUID, photo_id: UUID) -> bytes:
    """A photo of a sheet as JPEG, for whoever types, settles or reads it again; who opened it is recorded."""
    photo = work.get(SheetPhoto, photo_id)
    if photo.sitting_id != sitting_id:
        raise NotFound("This does not exist, or not for you.")
    sitting = work.get(Sitting, sitting_id)
    work.record(Tag.SHEET_PHOTO_OPENED, "sitting", sitting.id, about=sitting.person_id, number=photo.number)
    return work.site.vault.open_bytes(photo.content_sealed, CONTENT, photo.id)
