"""What a city notifies, how it signs, and how long texts are kept."""

from collections.abc import Collection

from exam_app.actors import Permission
from exam_app.errors import Invalid
from exam_app.journal import Tag
from exam_app.models import NoticeRules
from exam_app.notices import ROOMS, units_of
from exam_app.operations import operation
from exam_app.terms import N_, Language, NoticeKind
from exam_app.work import Work

LONGEST_KEPT = 3660


@operation(Permission.RULE_NOTICES)
def state_rules(
    work: Work, *, kinds_off: Collection[NoticeKind], signature: str, language: Language, keep_days: int
) -> None:
    """State the rules that hold for every notice written from now on; those written stay as they are.

    Raises :class:`Invalid` by field.
    """
    signature = signature.strip()
    if units_of(signature) > ROOMS["signature"]:
        raise Invalid.in_field("signature", N_("Use at most %(most)s characters."), most=ROOMS["signature"])
    if not 1 <= keep_days <= LONGEST_KEPT:
        raise Invalid.in_field("keep_days", N_("Enter between 1 and %(most)s days."), most=LONGEST_KEPT)
    rules = work.add(
        NoticeRules(
            city_id=work.city_id,
            id=work.new_id(),
            kinds_off=[kind.value for kind in NoticeKind if kind in kinds_off],
            signature=signature,
            language=language,
            keep_days=keep_days,
            set_by_id=work.actor.person_id,
            set_at=work.now,
        )
    )
    work.record(
        Tag.NOTICE_RULES_SET, "notice_rules", rules.id, off=len(rules.kinds_off), keep_days=keep_days, language=language
    )
