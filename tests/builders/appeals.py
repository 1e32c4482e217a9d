"""Score appeals as tests need them: an officer who released nothing, and each act of the way."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Actor, Role
from exam_app.models import Account, Appeal, Booking, Sitting
from exam_app.operations import accounts, appeals
from exam_app.operations.appeal_decisions import (
    propose_appeal_decision,
    send_back_appeal_decision,
    sign_appeal_decision,
)
from exam_app.operations.appeal_remarks import ItemWord, file_remark
from exam_app.terms import AppealOutcome, ItemView
from exam_app.work import Site, Work
from tests.builders.resits import AFTER
from tests.builders.sittings import Hall
from tests.cast import CITY, NOON, Cast, id_number

WORDS, FOUND, REASONS = "第3题请再核对。", "逐题核对，与保存的作答一致。", "经重新计分和逐题复核，评分无误。"
CONFIRMED = ItemWord(ItemView.CONFIRMED)


def a_third_officer(site: Site, cast: Cast) -> Actor:
    """Yan, an examination officer of the city who released nothing."""
    with Work.open(site, cast["wu"], NOON) as work:
        account_id, _ = accounts.open_account(work, name="严宽", id_number=id_number("19860606", 79), login="yankuan")
        accounts.grant_role(work, account_id, Role.CITY_EXAM_OFFICER, place_id=None, starts_on=work.today, ends_on=None)
        person_id = work.get(Account, account_id).person_id
    return Actor(
        Role.CITY_EXAM_OFFICER,
        "严宽",
        city_id=CITY,
        person_id=person_id,
        account_id=account_id,
        authority_id=cast.city,
    )


def asked(site: Site, candidate: Actor, hall: Hall, now: datetime = AFTER) -> UUID:
    with Work.open(site, candidate, now) as work:
        return appeals.ask_appeal(work, hall.exam_session_id, WORDS)


def every_item(
    site: Site, cast: Cast, appeal_id: UUID, doubted: Mapping[str, str] | None = None
) -> dict[int, ItemWord]:
    """A word on every slot; ``doubted`` holds a note by digest."""
    with Work.open(site, cast["ma"], AFTER, read_only=True) as work:
        digests = work.get(Sitting, work.get(Appeal, appeal_id).sitting_id).paper_digests
    doubts = doubted or {}
    return {
        slot: ItemWord(ItemView.WRONG_KEY, doubts[digest]) if digest in doubts else CONFIRMED
        for slot, digest in enumerate(digests, start=1)
    }


def remarked(
    site: Site,
    cast: Cast,
    marker: Actor,
    appeal_id: UUID,
    doubted: Mapping[str, str] | None = None,
    now: datetime = AFTER,
) -> UUID:
    with Work.open(site, marker, now) as work:
        return file_remark(work, appeal_id, every_item(site, cast, appeal_id, doubted), FOUND)


def proposed(site: Site, officer: Actor, appeal_id: UUID, now: datetime = AFTER) -> AppealOutcome:
    with Work.open(site, officer, now) as work:
        return propose_appeal_decision(work, appeal_id, REASONS)


def sent_back(site: Site, officer: Actor, appeal_id: UUID, now: datetime = AFTER) -> None:
    with Work.open(site, officer, now) as work:
        send_back_appeal_decision(work, appeal_id)


def signed(site: Site, officer: Actor, appeal_id: UUID, now: datetime = AFTER) -> AppealOutcome:
    with Work.open(site, officer, now) as work:
        return sign_appeal_decision(work, appeal_id)


def decided(site: Site, cast: Cast, marker: Actor, appeal_id: UUID) -> AppealOutcome:
    """The whole way: marked by ``marker``, proposed by He, signed by Lin."""
    remarked(site, cast, marker, appeal_id)
    proposed(site, cast["he"], appeal_id)
    return signed(site, cast["lin"], appeal_id)


def ticket_of(site: Site, cast: Cast, candidate: Actor) -> str:
    with Work.open(site, cast["ma"], AFTER, read_only=True) as work:
        found = work.one(select(Booking.ticket_number).where(Booking.id == candidate.booking_id))
    return found or ""
