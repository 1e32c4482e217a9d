"""Reading a case: two readers, each alone."""

from uuid import UUID

from sqlalchemy import func, select

from exam_app.actors import Permission
from exam_app.errors import Conflict
from exam_app.journal import Tag
from exam_app.models import Case, CaseReview
from exam_app.operations import operation
from exam_app.operations.case_texts import VIEW
from exam_app.terms import CaseState, ReaderView
from exam_app.work import Work

READERS = 2


@operation(Permission.JUDGE_CASES)
def review(work: Work, case_id: UUID, view: ReaderView, reasons: str) -> None:
    """File what one reader thinks. The second view ends the reading; a third is not needed.

    Raises :class:`Conflict` for a reader who has filed already, or when two have.
    """
    reasons = VIEW.read(reasons)
    case = work.lock(Case, case_id)
    if case.state is not CaseState.BEING_READ:
        raise Conflict("Two readers have filed their views. Nothing was changed.")
    mine = select(func.count()).where(
        CaseReview.city_id == work.city_id, CaseReview.case_id == case.id, CaseReview.reader_id == work.actor.person_id
    )
    if work.count(mine):
        raise Conflict("You have filed your view. The second reader is somebody else.")
    filed = work.add(
        CaseReview(
            city_id=work.city_id,
            id=work.new_id(),
            case_id=case.id,
            reader_id=work.actor.person_id,
            view=view,
            reasons=reasons,
            filed_at=work.now,
        )
    )
    case.readers_filed += 1
    if case.readers_filed == READERS:
        case.state = CaseState.TO_DECIDE
    work.record(Tag.CASE_REVIEWED, "case", case.id, number=case.number, reader=str(filed.reader_id))
