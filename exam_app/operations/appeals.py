"""Score appeals: a candidate asks that a released result be checked, on the own page or at the county's desk.

The second marking is in :mod:`.appeal_remarks`, the decision in :mod:`.appeal_decisions`. Nothing here changes a
result.
"""

from uuid import UUID

from sqlalchemy import func, select

from exam_app.actors import Permission
from exam_app.appeal_states import APPEAL_TABLE, AppealTrigger
from exam_app.errors import Conflict, Invalid, TooLate
from exam_app.journal import Tag
from exam_app.models import Appeal, Authority
from exam_app.operations import operation
from exam_app.operations.case_texts import Text
from exam_app.queries.appealable import Appealable, appealable, appellant_of, booking_in, newest_result_in
from exam_app.terms import N_, AppealChannel, AuthorityKind
from exam_app.work import Work

APPEAL_WORDS = Text("words", 2000, N_("Write what should be checked, and why."))


@operation(Permission.APPLY, Permission.SIT)
def ask_appeal(work: Work, exam_session_id: UUID, words: str) -> UUID:
    """Ask that the actor's own result of an examination be checked; returns the appeal.

    Raises :class:`Invalid` without words, :class:`Conflict` for a result that is not out, annulled, or appealed against
    already, :class:`TooLate` after the period, with its last day.
    """
    return _ask(work, work.found(work.actor.person_id), exam_session_id, words, AppealChannel.OWN_PAGE)


@operation(Permission.REVIEW)
def take_down_appeal(work: Work, ticket_number: str, words: str) -> UUID:
    """Take down the appeal of somebody who came to the county's desk with card and ticket; returns it.

    Raises as :func:`ask_appeal` does, and :class:`Invalid` in the field for a ticket that nobody of the county holds.
    """
    found = appellant_of(work, ticket_number)
    if found is None:
        raise Invalid.in_field("ticket_number", N_("Nobody of your county holds this ticket. Check the number."))
    return _ask(work, found.person_id, found.exam_session_id, words, AppealChannel.IN_PERSON)


def _ask(work: Work, person_id: UUID, exam_session_id: UUID, words: str, channel: AppealChannel) -> UUID:
    words = APPEAL_WORDS.read(words)
    _lock_the_numbers(work)
    appealed = _in_time(work, person_id, exam_session_id)
    result = newest_result_in(work, person_id, exam_session_id)
    booking_id, county_id = booking_in(work, person_id, exam_session_id)
    appeal = work.add(
        Appeal(
            city_id=work.city_id,
            id=work.new_id(),
            year=work.today.year,
            serial=_next_serial(work),
            sitting_id=result.sitting_id if result else None,
            exam_session_id=exam_session_id,
            booking_id=booking_id,
            person_id=person_id,
            county_id=county_id,
            result_number=result.number if result else None,
            channel=channel,
            taken_by_id=work.actor.person_id if channel is AppealChannel.IN_PERSON else None,
            words=words,
            known_on=appealed.known_on,
            ask_until=appealed.ask_until,
            decide_by=appealed.rule.decide_by(work.today),
            state=APPEAL_TABLE.after(None, AppealTrigger.ASK),
            asked_at=work.now,
        )
    )
    work.record(
        Tag.APPEAL_ASKED,
        "appeal",
        appeal.id,
        about=person_id,
        number=appeal.number,
        appeal_channel=appeal.channel.value,
    )
    return appeal.id


def _in_time(work: Work, person_id: UUID, exam_session_id: UUID) -> Appealable:
    found = next((each for each in appealable(work, person_id) if each.exam_session_id == exam_session_id), None)
    if found is None:
        raise Conflict("There is no result here whose check could be asked for, or it was asked for already.")
    if work.today > found.ask_until:
        raise TooLate(
            "The time for asking ended on %(until)s: %(days)s working days from %(known)s, when the result became "
            "known. You may still ask for reconsideration, or go to the people's court in time.",
            until=found.ask_until.isoformat(),
            days=found.rule.ask_days,
            known=found.known_on.isoformat(),
        )
    return found


def _lock_the_numbers(work: Work) -> None:
    """One appeal of a city after the other: each has the next number, and one result is appealed against once."""
    bureau = select(Authority.id).where(Authority.city_id == work.city_id, Authority.kind == AuthorityKind.CITY)
    work.lock(Authority, work.found(work.one(bureau)))


def _next_serial(work: Work) -> int:
    """Counted over the whole city, of whose appeals the actor sees few."""
    with work.everything("the number of an appeal counts those of the whole city") as whole:
        query = select(func.coalesce(func.max(Appeal.serial), 0)).where(
            Appeal.city_id == work.city_id, Appeal.year == work.today.year
        )
        return whole.count(query) + 1
