"""What the site does by itself with registrations from home: void what nobody brought papers for, wipe what ended."""

from datetime import timedelta

from sqlalchemy import func, select, update

from exam_app.actors import Permission
from exam_app.journal import Tag
from exam_app.models import PreRegistration
from exam_app.operations import operation
from exam_app.terms import PreRegistrationState
from exam_app.work import Work

KEPT_AFTER_THE_END = timedelta(days=30)
"""So long somebody can still look up what became of it; then name, ID number and telephone are deleted."""


@operation(Permission.CLOSE_EXPIRED)
def void_overdue(work: Work) -> int:
    """End what waits past the last day for its papers; returns how many there were."""
    late = (
        PreRegistration.city_id == work.city_id,
        PreRegistration.state == PreRegistrationState.WAITING,
        PreRegistration.bring_by < work.today,
    )
    overdue = work.all(select(PreRegistration.id).where(*late).order_by(PreRegistration.id))
    if not overdue:
        return 0
    ended = {"state": PreRegistrationState.VOID, "settled_at": work.now}
    count = work.change(update(PreRegistration).where(*late).values(**ended))
    for each in overdue:
        work.record(Tag.PRE_REGISTRATION_VOID, "pre_registration", each)
    return count


@operation(Permission.CLOSE_EXPIRED)
def wipe_ended(work: Work) -> int:
    """Delete what was typed at home thirty days after it came to its end, whichever that was; returns how many.

    Number, county, days and fate stay (Personal Information Protection Law art. 19: no longer than needed).
    """
    over = (
        PreRegistration.city_id == work.city_id,
        PreRegistration.name_sealed.is_not(None),
        PreRegistration.settled_at <= work.now - KEPT_AFTER_THE_END,
    )
    if not work.count(select(func.count(PreRegistration.id)).where(*over)):
        return 0
    nothing = dict.fromkeys(("name_sealed", "id_number_sealed", "id_number_index", "phone_sealed"))
    wiped = work.change(update(PreRegistration).where(*over).values(**nothing))
    work.record(Tag.PRE_REGISTRATIONS_WIPED, "pre_registration", None, count=wiped)
    return wiped
