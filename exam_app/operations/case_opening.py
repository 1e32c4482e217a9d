"""Opening a case: about a lead of the screening, one candidate, an invigilator, a room or a unit.

The evidence is frozen as it stands. Who is concerned gets a row of :class:`CaseSubject`: for that person the case does
not exist (:mod:`exam_app.scoping`).
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from exam_app.actors import Permission
from exam_app.errors import NotFound
from exam_app.journal import PersonalText, Tag
from exam_app.models import Case, CaseSubject, ExamSession
from exam_app.operations import operation
from exam_app.operations.case_texts import REASON
from exam_app.queries.case_evidence import Gathered, about_pair, gathered
from exam_app.terms import CaseAbout, CaseState
from exam_app.work import Work


@operation(Permission.JUDGE_CASES)
def open_case(work: Work, exam_session_id: UUID, lead_number: int, reason: str) -> UUID:
    """Open a case about a lead of the newest screening; opening twice is once. Returns the case.

    Raises :class:`Invalid` without a reason, :class:`NotFound` for a lead that does not exist, or for somebody the
    lead is about.
    """
    reason = REASON.read(reason)
    run, found = about_pair(work, exam_session_id, lead_number)
    same = (Case.screening_id == run.id, Case.lead_number == lead_number)
    place = {"about": CaseAbout.PAIR, "screening_id": run.id, "lead_number": lead_number}
    return _open(work, exam_session_id, found, reason, same, place)


@operation(Permission.JUDGE_CASES)
def open_case_about(work: Work, exam_session_id: UUID, about: CaseAbout, about_id: UUID, reason: str) -> UUID:
    """Open a case about one candidate (the booking), an invigilator (the person), a room or a unit of an examination.

    Opening twice is once. Raises :class:`Invalid` without a reason, :class:`NotFound` for what had no part in the
    examination, or for somebody concerned.
    """
    reason = REASON.read(reason)
    found = gathered(work, exam_session_id, about, about_id)
    same = (Case.exam_session_id == exam_session_id, Case.about == about, Case.about_id == about_id)
    place = {"about": about, "about_id": about_id, "screening_id": found.screening_id}
    return _open(work, exam_session_id, found, reason, same, place)


def _open(
    work: Work, exam_session_id: UUID, found: Gathered, reason: str, same: Collection[Any], place: dict[str, Any]
) -> UUID:
    if work.actor.person_id in found.concerned:
        raise NotFound("This does not exist, or not for you.")
    work.lock(ExamSession, exam_session_id)  # two who press at once open one case
    opened = work.one(select(Case.id).where(Case.city_id == work.city_id, *same))
    if opened is not None:
        return opened
    case = work.add(
        Case(
            city_id=work.city_id,
            id=work.new_id(),
            year=work.today.year,
            serial=_next_serial(work),
            exam_session_id=exam_session_id,
            evidence=found.evidence,
            reason=reason,
            state=CaseState.BEING_READ,
            opened_by_id=work.actor.person_id,
            opened_at=work.now,
            **place,
        )
    )
    _note_concerned(work, case, found, reason)
    return case.id


def _note_concerned(work: Work, case: Case, found: Gathered, reason: str) -> None:
    """A unit's own people are kept out without being suspected: the journal then names nobody."""
    for person_id in sorted(found.concerned):
        work.add(CaseSubject(city_id=work.city_id, id=work.new_id(), case_id=case.id, person_id=person_id))
    suspected: list[UUID | None] = [None] if case.about is CaseAbout.UNIT else [*sorted(found.concerned)]
    for about in suspected:
        work.record(Tag.CASE_OPENED, "case", case.id, about=about, number=case.number, reason=PersonalText(reason))


def _next_serial(work: Work) -> int:
    query = select(func.coalesce(func.max(Case.serial), 0)).where(
        Case.city_id == work.city_id, Case.year == work.today.year
    )
    return work.count(query) + 1
