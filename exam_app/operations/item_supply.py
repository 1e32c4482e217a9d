"""Whether the bank can fill every candidate's paper on the day of an examination (ui.md S25)."""

from datetime import datetime

from exam_app.actors import Permission
from exam_app.errors import Conflict
from exam_app.models import BlueprintVersion, ExamSession
from exam_app.operations import operation
from exam_app.queries.bank import approved_bank
from exam_app.terms import N_
from exam_app.work import Work
from question_bank import Blueprint, ItemKind, Pool

SHORT = {
    ItemKind.SINGLE: N_(
        "Topic %(topic)s needs %(wanted)s single-choice items, %(available)s are approved. "
        "Approve items or choose another blueprint."
    ),
    ItemKind.MULTIPLE: N_(
        "Topic %(topic)s needs %(wanted)s items with several right answers, %(available)s are approved. "
        "Approve items or choose another blueprint."
    ),
    ItemKind.TRUE_FALSE: N_(
        "Topic %(topic)s needs %(wanted)s true/false items, %(available)s are approved. "
        "Approve items or choose another blueprint."
    ),
}
"""Which cell of a blueprint the bank cannot fill."""


@operation(Permission.SCHEDULE)
def require_items(work: Work, session: ExamSession, starts_at: datetime) -> None:
    """Every candidate's paper must be possible before tickets go out. Raises :class:`Conflict` naming the topic."""
    blueprint = Blueprint.from_document(work.get(BlueprintVersion, session.blueprint_id).document)
    day = starts_at.astimezone(work.site.settings.zone).date()
    short = blueprint.shortfalls(approved_bank(work, Pool.LIVE).in_force_on(day))
    if short:
        raise Conflict(
            SHORT[short[0].kind],
            code="blueprint_short",
            topic=short[0].topic,
            wanted=short[0].wanted,
            available=short[0].available,
        )
