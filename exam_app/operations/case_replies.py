"""Hearing the people concerned: a slip with a number and a last day, and their replies, written or taken down."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid, NotFound, TooLate
from exam_app.journal import PersonalText, Tag
from exam_app.models import Case, CaseReply, CaseSlip, CaseSubject
from exam_app.operations import operation
from exam_app.operations.case_texts import REPLY, REPRESENTATIVE
from exam_app.queries.case_slips import slips_of, where_they_were
from exam_app.terms import N_, CaseAbout, CaseState, ReplyChannel
from exam_app.work import Work

NUMBER_DIGITS = 10
FEWEST_DAYS, USUAL_DAYS, MOST_DAYS = 5, 10, 30
LAST_FOUR = re.compile(r"\d{3}[\dX]")


@dataclass(frozen=True)
class Representative:
    """Who answers for a unit: the name, and the last four of the ID number, as the officer typed them."""

    name: str
    last_four: str


@operation(Permission.JUDGE_CASES)
def issue_slips(work: Work, case_id: UUID, days: int = USUAL_DAYS, representative: Representative | None = None) -> int:
    """Issue a slip to each concerned person who has none yet; returns how many were issued.

    ``days`` is how many days after today can still be used for a reply. A case about a unit needs a representative.
    Raises :class:`Invalid` for a time of less than 5 or more than 30 days, and for a unit without a representative;
    :class:`Conflict` when everybody has a slip, or the case is decided.
    """
    if not FEWEST_DAYS <= days <= MOST_DAYS:
        raise Invalid.in_field("days", N_("Give from %(fewest)s to %(most)s days."), fewest=FEWEST_DAYS, most=MOST_DAYS)
    case = work.lock(Case, case_id)
    if case.state is CaseState.DECIDED:
        raise Conflict("The case is decided. Nothing was changed.")
    issued = (
        _for_the_unit(work, case, days, representative)
        if case.about is CaseAbout.UNIT
        else _for_people(work, case, days)
    )
    if not issued:
        raise Conflict("Everybody concerned has a slip already.")
    for slip in issued:
        work.add(slip)
        until = slip.reply_until.isoformat()
        work.record(Tag.CASE_SLIP_ISSUED, "case", case.id, about=slip.person_id, number=case.number, until=until)
    return len(issued)


def _for_people(work: Work, case: Case, days: int) -> list[CaseSlip]:
    concerned = work.all(
        select(CaseSubject.person_id)
        .where(CaseSubject.city_id == work.city_id, CaseSubject.case_id == case.id)
        .order_by(CaseSubject.person_id)
    )
    have = {slip.person_id for slip in slips_of(work, case.id)}
    places = where_they_were(work, case, concerned)
    return [_slip(work, case, days, places.get(who, ""), person_id=who) for who in concerned if who not in have]


def _for_the_unit(work: Work, case: Case, days: int, speaker: Representative | None) -> list[CaseSlip]:
    if slips_of(work, case.id):
        return []
    name = REPRESENTATIVE.read(speaker.name if speaker else "")
    last_four = speaker.last_four.strip().upper() if speaker else ""
    if not LAST_FOUR.fullmatch(last_four):
        raise Invalid.in_field("last_four", N_("Enter the last four characters of that person's ID number."))
    slip = _slip(work, case, days, case.evidence["name"], representative=name)
    slip.last_four_sealed = work.site.vault.seal(last_four, "case_slip", slip.id)
    return [slip]


def _slip(
    work: Work, case: Case, days: int, place: str, *, person_id: UUID | None = None, representative: str | None = None
) -> CaseSlip:
    number = int.from_bytes(work.site.random_bytes(8)) % 10**NUMBER_DIGITS
    return CaseSlip(
        city_id=work.city_id,
        id=work.new_id(),
        case_id=case.id,
        person_id=person_id,
        representative=representative,
        number=f"{number:0{NUMBER_DIGITS}d}",
        place=place,
        reply_until=work.today + timedelta(days=days),
        issued_by_id=work.actor.person_id,
        issued_at=work.now,
    )


@operation(Permission.REPLY)
def reply(work: Work, words: str) -> None:
    """Reply to a case with one's own slip; as often as needed until the last day is over.

    Raises :class:`TooLate` after that day, or when the case is decided.
    """
    words = REPLY.read(words)
    assert work.actor.case_slip_id is not None
    slip = work.get(CaseSlip, work.actor.case_slip_id)
    case = work.lock(Case, slip.case_id)
    if case.state is CaseState.DECIDED or not slip.takes_replies_on(work.today):
        raise TooLate("The time for replies is over. What you wrote before is kept and is read.")
    _file(work, case, slip, words, ReplyChannel.ONLINE)


TAKEN_DOWN: Collection[ReplyChannel] = (ReplyChannel.IN_PERSON, ReplyChannel.ON_PAPER)


@operation(Permission.JUDGE_CASES)
def take_down_reply(work: Work, case_id: UUID, slip_id: UUID, channel: ReplyChannel, words: str) -> None:
    """Enter what a concerned person said in person or sent on paper. Possible until the case is decided.

    A letter posted in time may arrive later, so the last day does not count here. Raises :class:`NotFound` for a slip
    of another case, :class:`Conflict` when the case is decided.
    """
    words = REPLY.read(words)
    if channel not in TAKEN_DOWN:
        raise Invalid.in_field("channel", N_("Choose how the reply came."))
    case, slip = work.lock(Case, case_id), work.get(CaseSlip, slip_id)
    if slip.case_id != case.id:
        raise NotFound("This does not exist, or not for you.")
    if case.state is CaseState.DECIDED:
        raise Conflict("The case is decided. Nothing was changed.")
    _file(work, case, slip, words, channel, entered_by_id=work.actor.person_id)


def _file(
    work: Work, case: Case, slip: CaseSlip, words: str, channel: ReplyChannel, entered_by_id: UUID | None = None
) -> None:
    work.add(
        CaseReply(
            city_id=work.city_id,
            id=work.new_id(),
            case_id=case.id,
            slip_id=slip.id,
            channel=channel,
            words=words,
            entered_by_id=entered_by_id,
            at=work.now,
        )
    )
    work.record(
        Tag.CASE_REPLIED,
        "case",
        case.id,
        about=slip.person_id,
        number=case.number,
        channel=channel.value,
        words=PersonalText(words),
    )
