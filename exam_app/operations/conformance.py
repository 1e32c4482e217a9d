"""The report on how an examination was held; made by the site itself, so that nobody can leave it out."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import rfc8785
from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.conformance import Line
from exam_app.journal import LedgerCheckpoint, Tag
from exam_app.models import ConformanceReport, ExamSession, OrganiserLead
from exam_app.operations import operation
from exam_app.queries.conformance import lines_of
from exam_app.terms import ExamSessionState
from exam_app.work import SITE_LEDGER, Work

REPORTED_AFTER = timedelta(hours=1)
"""After the examination was closed: rooms may still be signed."""
REPORTED_AT_ONCE = 5


@operation(Permission.SIGN_LEDGERS)
def report_due_sessions(work: Work) -> int:
    """Report on examinations closed an hour ago; each deviation opens a lead against the organiser, once.

    Returns how many were reported on. Call until it says 0.
    """
    reported = (
        select(ConformanceReport.id)
        .where(ConformanceReport.city_id == ExamSession.city_id, ConformanceReport.exam_session_id == ExamSession.id)
        .exists()
    )
    query = (
        select(ExamSession)
        .where(
            ExamSession.city_id == work.city_id,
            ExamSession.state == ExamSessionState.CLOSED,
            ExamSession.closed_at <= work.now - REPORTED_AFTER,
            ~reported,
        )
        .order_by(ExamSession.id)
        .limit(REPORTED_AT_ONCE)
    )
    due = work.all(query)
    for session in due:
        _report(work, session)
    return len(due)


def _report(work: Work, session: ExamSession) -> None:
    lines, rooms = lines_of(work, session)
    kept = [_as_kept(line, rooms) for line in lines]
    digest = hashlib.sha256(rfc8785.dumps(kept)).hexdigest()
    red = [line for line in lines if line.fact.finding.is_red]
    work.record(
        Tag.CONFORMANCE_REPORTED, "exam_session", session.id, steps=len(lines), red=len(red), report_sha256=digest
    )
    _open_leads(work, session, red, rooms)
    _keep(work, session, kept, digest)


def _keep(work: Work, session: ExamSession, kept: list[dict[str, Any]], digest: str) -> None:
    def beside(checkpoint: LedgerCheckpoint) -> ConformanceReport:
        return ConformanceReport(
            city_id=work.city_id,
            id=work.new_id(),
            exam_session_id=session.id,
            lines=kept,
            digest=digest,
            note=checkpoint.note,
            at=work.now,
        )

    work.sign_ledger(SITE_LEDGER, beside)


def _open_leads(work: Work, session: ExamSession, red: Sequence[Line], rooms: Mapping[str, UUID]) -> None:
    for line in red:
        work.add(
            OrganiserLead(
                city_id=work.city_id,
                id=work.new_id(),
                exam_session_id=session.id,
                room_id=rooms.get(line.room),
                step=line.step.key,
                opened_at=work.now,
            )
        )
        work.record(
            Tag.ORGANISER_LEAD_OPENED,
            "exam_session",
            session.id,
            step=line.step.key,
            room=str(rooms.get(line.room, "")),
        )


def _as_kept(line: Line, rooms: Mapping[str, UUID]) -> dict[str, Any]:
    return {
        "step": line.step.key,
        "room": line.room,
        "room_id": str(rooms[line.room]) if line.room else "",
        "finding": line.fact.finding.value,
        "who": line.fact.who,
        "at": line.fact.at.isoformat() if line.fact.at else "",
        "evidence": line.fact.evidence,
    }
