"""What a city notifies, who signs, and how long texts are kept."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from exam_app.models import Authority, NoticeRules
from exam_app.terms import AuthorityKind, Language, NoticeKind
from exam_app.work import Work

KEEP_DAYS = 90


@dataclass(frozen=True)
class RulesInForce:
    """The newest rules, or those that hold while nobody has stated any."""

    kinds_off: Collection[NoticeKind]
    signature: str
    """As it was stated; empty where the city's authority signs with its name."""
    language: Language
    keep_days: int


def rules_in_force(work: Work) -> RulesInForce:
    """What holds now: everything is notified, in Simplified Chinese, unless the city stated otherwise."""
    newest = (
        select(NoticeRules)
        .where(NoticeRules.city_id == work.city_id)
        .order_by(NoticeRules.set_at.desc(), NoticeRules.id.desc())
        .limit(1)
    )
    rules = work.one(newest)
    if rules is None:
        return RulesInForce((), "", Language.ZH_HANS, KEEP_DAYS)
    off = {kind for kind in NoticeKind if kind.value in rules.kinds_off}
    return RulesInForce(off, rules.signature, rules.language, rules.keep_days)


def offices(work: Work) -> tuple[str, Mapping[UUID, str]]:
    """The name of the city's authority, and the names of its counties by id; one statement."""
    query = select(Authority.id, Authority.kind, Authority.name).where(
        Authority.city_id == work.city_id, Authority.kind != AuthorityKind.STATION
    )
    found = work.rows(query)
    city = next((row.name for row in found if row.kind is AuthorityKind.CITY), "")
    return city, {row.id: row.name for row in found}
