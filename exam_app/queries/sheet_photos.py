"""The photos of an answer sheet, without opening them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from exam_app.models import Person, SheetPhoto
from exam_app.terms import PaperRemark
from exam_app.work import Work

REMARKS: Mapping[str, PaperRemark] = {remark.value: remark for remark in PaperRemark}


@dataclass(frozen=True)
class PhotoOfSheet:
    """One photo: which, by whom and when, and what should be better in it."""

    photo_id: UUID
    sitting_id: UUID
    number: int
    by: str
    at: datetime
    remarks: Sequence[PaperRemark]


def photos_of_sheet(work: Work, sitting_id: UUID | None) -> Sequence[PhotoOfSheet]:
    """All photos of a sheet in their order; one statement, and none of their bytes. Without a sitting, no sheet."""
    if sitting_id is None:
        return ()
    columns = (SheetPhoto.id, SheetPhoto.number, SheetPhoto.at, SheetPhoto.remarks)
    query = (
        select(*columns, Person.name)
        .outerjoin(Person, (Person.city_id == SheetPhoto.city_id) & (Person.id == SheetPhoto.by_person_id))
        .where(SheetPhoto.city_id == work.city_id, SheetPhoto.sitting_id == sitting_id)
        .order_by(SheetPhoto.number)
    )
    return [
        PhotoOfSheet(photo_id, sitting_id, number, name or "", at, [REMARKS[remark] for remark in remarks])
        for photo_id, number, at, remarks, name in work.rows(query)
    ]
