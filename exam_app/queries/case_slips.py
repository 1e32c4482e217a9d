"""The slips of a case: who has one, what is printed on it, what was replied, and how its holder sees the case."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from exam_app.models import (
    Authority,
    Booking,
    Case,
    CaseConsequence,
    CaseDecision,
    CaseReply,
    CaseSlip,
    CaseSubject,
    ExamSession,
    Invigilation,
    Person,
    Room,
    Seat,
)
from exam_app.terms import AuthorityKind, CaseAbout, CaseOutcome, CaseState, ConsequenceKind, ReplyChannel
from exam_app.work import Work


@dataclass(frozen=True)
class Reply:
    """What a concerned person said. ``taken_down_by`` is empty for what was written with the slip."""

    channel: ReplyChannel
    words: str
    taken_down_by: str
    at: datetime


@dataclass(frozen=True)
class SlipLine:
    """One slip on the page of a case, with its replies, the oldest first."""

    id: UUID
    name: str
    place: str
    number: str
    reply_until: date
    is_running: bool
    replies: Sequence[Reply]


def slips_of(work: Work, case_id: UUID) -> Sequence[CaseSlip]:
    """The slips of a case in the order of their ids."""
    query = (
        select(CaseSlip)
        .where(CaseSlip.city_id == work.city_id, CaseSlip.case_id == case_id)
        .order_by(CaseSlip.issued_at, CaseSlip.id)
    )
    return work.all(query)


def slips_with_replies(work: Work, case_id: UUID) -> Collection[UUID]:
    """Which slips were answered."""
    query = select(CaseReply.slip_id).where(CaseReply.city_id == work.city_id, CaseReply.case_id == case_id)
    return set(work.all(query))


def slip_lines(work: Work, case_id: UUID) -> Sequence[SlipLine]:
    """All slips of a case with their replies, in three statements."""
    slips = slips_of(work, case_id)
    names = _names(work, [slip.person_id for slip in slips if slip.person_id])
    replies = _replies(work, case_id)
    return [
        SlipLine(
            slip.id,
            slip.representative or names.get(slip.person_id, ""),
            slip.place,
            slip.number,
            slip.reply_until,
            slip.takes_replies_on(work.today),
            replies.get(slip.id, ()),
        )
        for slip in slips
    ]


def _names(work: Work, person_ids: Collection[UUID]) -> Mapping[UUID | None, str]:
    query = select(Person.id, Person.name).where(Person.city_id == work.city_id, Person.id.in_(person_ids))
    return {row[0]: row[1] for row in work.rows(query)}


def _replies(work: Work, case_id: UUID) -> Mapping[UUID, Sequence[Reply]]:
    query = (
        select(CaseReply, Person.name)
        .outerjoin(Person, (Person.city_id == CaseReply.city_id) & (Person.id == CaseReply.entered_by_id))
        .where(CaseReply.city_id == work.city_id, CaseReply.case_id == case_id)
        .order_by(CaseReply.at, CaseReply.id)
    )
    found: dict[UUID, list[Reply]] = {}
    for reply, name in work.rows(query):
        found.setdefault(reply.slip_id, []).append(Reply(reply.channel, reply.words, name or "", reply.at))
    return found


def names_of_concerned(work: Work, case: Case) -> Sequence[str]:
    """Everybody concerned by name, of a unit nobody: its letter goes to the unit."""
    if case.about is CaseAbout.UNIT:
        return []
    query = (
        select(Person.name)
        .join(CaseSubject, (CaseSubject.city_id == Person.city_id) & (CaseSubject.person_id == Person.id))
        .where(CaseSubject.city_id == work.city_id, CaseSubject.case_id == case.id)
        .order_by(Person.name)
    )
    return work.all(query)


def where_they_were(work: Work, case: Case, person_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Room and seat of candidates, the rooms of invigilators, as printed on their slips."""
    seated = (
        select(Booking.person_id, Room.name, Seat.number)
        .join(Room, (Room.city_id == Booking.city_id) & (Room.id == Booking.room_id))
        .outerjoin(Seat, (Seat.city_id == Booking.city_id) & (Seat.id == Booking.seat_id))
        .where(
            Booking.city_id == work.city_id,
            Booking.exam_session_id == case.exam_session_id,
            Booking.person_id.in_(person_ids),
        )
    )
    watching = (
        select(Invigilation.person_id, Room.name)
        .join(Room, (Room.city_id == Invigilation.city_id) & (Room.id == Invigilation.room_id))
        .where(
            Invigilation.city_id == work.city_id,
            Invigilation.exam_session_id == case.exam_session_id,
            Invigilation.person_id.in_(person_ids),
        )
        .order_by(Room.name)
    )
    places: dict[UUID, str] = {}
    for person_id, room in work.rows(watching):
        places[person_id] = f"{places[person_id]}、{room}" if person_id in places else room
    for person_id, room, seat in work.rows(seated):
        places[person_id] = f"{room} {seat}" if seat else room
    return places


# -- on paper -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PrintedConsequence:
    kind: ConsequenceKind
    words: str
    barred_until: date | None


@dataclass(frozen=True)
class PrintedSlip:
    """Everything that a slip or a letter says to one person; of a decision only once two have signed it."""

    slip_id: UUID
    case_number: str
    about: CaseAbout
    name: str
    number: str
    place: str
    exam_name: str
    starts_at: datetime
    reply_until: date
    authority: str
    replied: bool
    outcome: CaseOutcome | None
    grounds: str
    signers: tuple[str, str]
    decided_at: datetime | None
    consequences: Sequence[PrintedConsequence]


def printed_slips(work: Work, case_id: UUID) -> Sequence[PrintedSlip]:
    """The slips of a case as they are printed, one for each person; a fixed number of statements."""
    case = work.get(Case, case_id)
    session = work.get(ExamSession, case.exam_session_id)
    decision = signed_decision(work, case.id)
    signer_ids = [each for each in (decision.first_person_id, decision.second_person_id) if each] if decision else []
    lines, names = slip_lines(work, case.id), _names(work, signer_ids)
    consequences = consequences_in_force(work, case.id)
    authority = city_authority(work)
    return [
        PrintedSlip(
            slip_id=line.id,
            case_number=case.number,
            about=case.about,
            name=line.name,
            number=line.number,
            place=line.place,
            exam_name=session.name,
            starts_at=session.starts_at,
            reply_until=line.reply_until,
            authority=authority,
            replied=bool(line.replies),
            outcome=decision.outcome if decision else None,
            grounds=decision.reasons if decision else "",
            signers=(names[signer_ids[0]], names[signer_ids[1]]) if decision else ("", ""),
            decided_at=decision.second_at if decision else None,
            consequences=_for_slip(consequences, line.id),
        )
        for line in lines
    ]


def signed_decision(work: Work, case_id: UUID) -> CaseDecision | None:
    query = select(CaseDecision).where(
        CaseDecision.city_id == work.city_id, CaseDecision.case_id == case_id, CaseDecision.second_at.is_not(None)
    )
    return work.one(query)


def consequences_in_force(work: Work, case_id: UUID) -> Sequence[CaseConsequence]:
    query = (
        select(CaseConsequence)
        .where(
            CaseConsequence.city_id == work.city_id,
            CaseConsequence.case_id == case_id,
            CaseConsequence.second_at.is_not(None),
        )
        .order_by(CaseConsequence.second_at, CaseConsequence.id)
    )
    return work.all(query)


def _for_slip(consequences: Sequence[CaseConsequence], slip_id: UUID) -> Sequence[PrintedConsequence]:
    return [
        PrintedConsequence(each.kind, each.words, each.barred_until)
        for each in consequences
        if each.slip_id in (None, slip_id)
    ]


def city_authority(work: Work) -> str:
    """The name of the city bureau, which examines and decides."""
    query = select(Authority.name).where(Authority.city_id == work.city_id, Authority.kind == AuthorityKind.CITY)
    return work.one(query) or ""


# -- at home ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MySlip:
    """How the holder of a slip sees the case: nobody else's name, view or reply is in it."""

    case_id: UUID
    case_number: str
    about: CaseAbout
    state: CaseState
    opened_at: datetime
    issued_at: datetime
    place: str
    exam_name: str
    starts_at: datetime
    reply_until: date
    may_reply: bool
    replies: Sequence[Reply]
    authority: str
    outcome: CaseOutcome | None
    grounds: str
    decided_at: datetime | None
    consequences: Sequence[PrintedConsequence]


def my_slip(work: Work) -> MySlip:
    """The viewer's own slip; a fixed number of statements."""
    slip = work.get(CaseSlip, work.found(work.actor.case_slip_id))
    case = work.get(Case, slip.case_id)
    session = work.get(ExamSession, case.exam_session_id)
    decision = signed_decision(work, case.id)
    return MySlip(
        case_id=case.id,
        case_number=case.number,
        about=case.about,
        state=case.state,
        opened_at=case.opened_at,
        issued_at=slip.issued_at,
        place=slip.place,
        exam_name=session.name,
        starts_at=session.starts_at,
        reply_until=slip.reply_until,
        may_reply=case.state is not CaseState.DECIDED and slip.takes_replies_on(work.today),
        replies=_replies(work, case.id).get(slip.id, ()),
        authority=city_authority(work),
        outcome=decision.outcome if decision else None,
        grounds=decision.reasons if decision else "",
        decided_at=decision.second_at if decision else None,
        consequences=_for_slip(consequences_in_force(work, case.id), slip.id),
    )
