"""Candidates on printed paper, as far as a test needs it: chosen, printed, handed out, taken in, typed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Actor, Role
from exam_app.models import Account, Sitting
from exam_app.operations import accounts, answer_sheets, booklets, sheet_entries
from exam_app.operations.answer_sheets import HandedOut
from exam_app.operations.booklets import WhyPaper
from exam_app.operations.sheet_entries import Finished, Settled
from exam_app.queries.papers import PrintedSlot, paper_of
from exam_app.terms import PaperReason
from exam_app.work import Site, Work
from tests.builders.rooms import booking_of
from tests.builders.sittings import Hall, printed_key
from tests.cast import CITY, NOON, Cast, id_number

WHY = WhyPaper(PaperReason.POWER, "配电箱跳闸")


def choose(site: Site, cast: Cast, hall: Hall, *candidates: Actor, now: datetime = NOON, why: WhyPaper = WHY) -> int:
    with Work.open(site, cast["he"], now) as work:
        return booklets.choose_paper(work, hall.exam_session_id, [booking_of(one) for one in candidates], why)


def print_for(
    site: Site, cast: Cast, hall: Hall, *candidates: Actor, now: datetime = NOON, reason: str = "", by: str = "he"
) -> int:
    with Work.open(site, cast[by], now) as work:
        ids = [booking_of(one) for one in candidates]
        return booklets.print_booklets(work, hall.exam_session_id, hall.room_id, ids, reason=reason)


def hand_out(site: Site, cast: Cast, hall: Hall, *candidates: Actor, now: datetime = NOON) -> HandedOut:
    with Work.open(site, cast["zhao"], now) as work:
        ids = [booking_of(one) for one in candidates]
        return answer_sheets.hand_out(work, hall.exam_session_id, hall.room_id, ids)


def take_in(
    site: Site, cast: Cast, hall: Hall, *candidates: Actor, now: datetime = NOON, at: datetime | None = None
) -> int:
    with Work.open(site, cast["zhao"], now) as work:
        ids = [booking_of(one) for one in candidates]
        return answer_sheets.take_in(work, hall.exam_session_id, hall.room_id, ids, at=at)


def a_sheet(
    site: Site, cast: Cast, hall: Hall, candidate: Actor | None = None, *, now: datetime = NOON, taken_in: bool = True
) -> UUID:
    """A candidate on paper whose sheet is taken in; the sitting's id."""
    candidate = candidate or hall.lin
    choose(site, cast, hall, candidate, now=now)
    print_for(site, cast, hall, candidate, now=now)
    hand_out(site, cast, hall, candidate, now=now)
    if taken_in:
        take_in(site, cast, hall, candidate, now=now)
    return sitting_of(site, cast, candidate).id


def sitting_of(site: Site, cast: Cast, candidate: Actor) -> Sitting:
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        return work.all(select(Sitting).where(Sitting.booking_id == booking_of(candidate)))[0]


def slots(site: Site, cast: Cast, sitting_id: UUID) -> list[PrintedSlot]:
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        return list(paper_of(work, work.get(Sitting, sitting_id)).slots.values())


def key_lines(site: Site, cast: Cast, sitting_id: UUID) -> list[str]:
    """The right answer to every question, as somebody types it."""
    return [printed_key(slot) for slot in slots(site, cast, sitting_id)]


def type_in(site: Site, clerk: Actor, sitting_id: UUID, lines: Sequence[str], *, now: datetime = NOON) -> Finished:
    with Work.open(site, clerk, now) as work:
        sheet_entries.begin_entry(work, sitting_id)
    with Work.open(site, clerk, now) as work:
        return sheet_entries.finish_entry(work, sitting_id, lines)


def settle(
    site: Site, clerk: Actor, sitting_id: UUID, settled: Mapping[int, tuple[str, str]], *, now: datetime = NOON
) -> None:
    with Work.open(site, clerk, now) as work:
        sheet_entries.settle(work, sitting_id, {number: Settled(*said) for number, said in settled.items()})


def a_third_officer(site: Site, cast: Cast) -> Actor:
    """Xu, a third officer of the city's examination office."""
    with Work.open(site, cast["wu"], NOON) as work:
        account_id, _ = accounts.open_account(work, name="徐洁", id_number=id_number("19860606", 78), login="xujie")
        accounts.grant_role(work, account_id, Role.CITY_EXAM_OFFICER, place_id=None, starts_on=work.today, ends_on=None)
        person_id = work.get(Account, account_id).person_id
    return Actor(Role.CITY_EXAM_OFFICER, "徐洁", city_id=CITY, person_id=person_id, account_id=account_id)
