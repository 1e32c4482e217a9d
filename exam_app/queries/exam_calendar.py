"""What the door tells everybody: whether the site is set up, and which examinations come next."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from exam_app.models import Authority, ExamCentre, ExamSession
from exam_app.terms import ExamSessionState
from exam_app.work import Work

SHOWN = 5


@dataclass(frozen=True)
class ComingExam:
    """A published examination that has not begun."""

    name: str
    centre: str
    starts_at: datetime


@dataclass(frozen=True)
class Door:
    """``is_set_up`` is false in an empty database: nobody can sign in before ``watchword init``."""

    is_set_up: bool
    coming: tuple[ComingExam, ...]


def door(work: Work) -> Door:
    """The next published examinations of all cities of this site, soonest first."""
    query = (
        select(ExamSession.name, ExamCentre.name, ExamSession.starts_at)
        .join(ExamCentre, (ExamCentre.city_id == ExamSession.city_id) & (ExamCentre.id == ExamSession.centre_id))
        .where(ExamSession.state == ExamSessionState.PUBLISHED, ExamSession.starts_at > work.now)
        .order_by(ExamSession.starts_at, ExamSession.id)
        .limit(SHOWN)
    )
    coming = tuple(ComingExam(name, centre, starts_at) for name, centre, starts_at in work.rows(query))
    return Door(bool(work.count(select(func.count(Authority.id)))), coming)
