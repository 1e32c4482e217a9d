"""Conditions on what two people type of one answer sheet."""

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from exam_app.actors import Actor
from exam_app.models import AnswerSheet, SheetEntry


def typed_by_both(actor: Actor) -> ColumnElement[bool]:
    """Both people are done with the sheet: their entries are there to be compared."""
    sheet = aliased(AnswerSheet)
    return exists(
        select(sheet.id)
        .where(
            sheet.city_id == SheetEntry.city_id,
            sheet.sitting_id == SheetEntry.sitting_id,
            sheet.first_done_at.is_not(None),
            sheet.second_done_at.is_not(None),
        )
        .correlate(SheetEntry)
    )
