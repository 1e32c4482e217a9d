"""More time for a decision: ten working days once, with a reason that the applicant is told (Licensing Law art. 42)."""

from uuid import UUID

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid, TooLate
from exam_app.journal import Tag
from exam_app.models import Registration, ReviewExtension
from exam_app.operations import operation
from exam_app.queries.review_clocks import extensions_of, standings
from exam_app.review_clocks import Holder
from exam_app.terms import N_
from exam_app.work import Work

LONGEST_REASON = 300


@operation(Permission.REVIEW, Permission.APPROVE)
def extend_review(work: Work, registration_id: UUID, reason: str) -> None:
    """Take ten more working days for the decision on an application that waits at the own desk.

    Raises :class:`Invalid` without a reason, :class:`Conflict` for a second time or an application that waits
    elsewhere, :class:`TooLate` once the legal day has passed: what is late stays late.
    """
    reason = reason.strip()
    if not reason:
        raise Invalid.in_field("reason", N_("Enter the reason: the applicant is told it."))
    if len(reason) > LONGEST_REASON:
        raise Invalid.in_field("reason", N_("Use at most %(length)s characters."), length=LONGEST_REASON)
    registration = work.lock(Registration, registration_id)
    found = standings(work, [registration])[registration.id]
    if found.holder is not (Holder.COUNTY if work.actor.may(Permission.REVIEW) else Holder.CITY):
        raise Conflict("This application does not wait for your decision. Nothing was changed.")
    if registration.id in extensions_of(work, [registration]):
        raise Conflict("The time was extended already. The law allows it once.")
    if found.is_late:
        raise TooLate("The legal day has passed, so the time cannot be extended any more. Decide now.")
    work.add(
        ReviewExtension(
            city_id=work.city_id,
            id=work.new_id(),
            registration_id=registration.id,
            reason=reason,
            by_person_id=work.actor.person_id,
            at=work.now,
        )
    )
    work.record(Tag.REVIEW_EXTENDED, "registration", registration.id, about=registration.person_id)
