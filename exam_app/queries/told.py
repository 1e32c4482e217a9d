"""Who of a training unit's people was told of what, and when. Never the text: it is for the person."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from exam_app.models import Notice, Person
from exam_app.queries.listings import Listing, page_within
from exam_app.terms import NoticeKind, NoticeState
from exam_app.work import Work

TOLD_A_PAGE = 50


@dataclass(frozen=True)
class ToldLine:
    name: str
    kind: NoticeKind
    state: NoticeState
    made_at: datetime
    moved_at: datetime | None


def told(work: Work, *, page: int = 1) -> Listing[ToldLine]:
    """The notices to the unit's people, the newest first; two statements."""
    mine = (Notice.city_id == work.city_id, Notice.training_unit_id == work.actor.training_unit_id)
    total = work.count(select(func.count()).select_from(Notice).where(*mine))
    here = page_within(page, total, TOLD_A_PAGE)
    query = (
        select(Person.name, Notice.kind, Notice.state, Notice.made_at, Notice.moved_at)
        .join(Person, (Person.city_id == Notice.city_id) & (Person.id == Notice.person_id))
        .where(*mine)
        .order_by(Notice.made_at.desc(), Notice.id.desc())
        .limit(TOLD_A_PAGE)
        .offset((here - 1) * TOLD_A_PAGE)
    )
    return Listing([ToldLine(*row) for row in work.rows(query)], total, here, TOLD_A_PAGE)
