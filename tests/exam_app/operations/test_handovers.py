"""Certificates are handed over: read back first, to whom may take them, once, within the legal time."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from exam_app.actors import Actor
from exam_app.errors import Conflict, Invalid, NotAllowed, NotFound
from exam_app.models import Certificate, CertificateHandover
from exam_app.operations import certificates, handovers
from exam_app.operations.handovers import Receiver
from exam_app.queries.handovers import handover_desk, waiting_cards
from exam_app.review_clocks import ClockState, Holder
from exam_app.terms import CardReading, CertificateStatus, HandoverTo
from exam_app.work import Site, Work
from tests.builders.certificates import issued
from tests.cast import NOON, Cast

HOLDER = Receiver(HandoverTo.HOLDER)
CLERK = Receiver(HandoverTo.UNIT, "李敏")


def printed(site: Site, cast: Cast, count: int = 1) -> list[UUID]:
    ids = issued(site, cast, count)
    with Work.open(site, cast["sun"], NOON) as work:
        rows = work.all(select(Certificate).where(Certificate.id.in_(ids)))
        certificates.note_printed(work, [(row.id, row.person_id, row.number) for row in rows])
    return ids


def tokens(site: Site, cast: Cast, ids: Sequence[UUID]) -> list[str]:
    with Work.open(site, cast["sun"], NOON, read_only=True) as work:
        return list(work.all(select(Certificate.token).where(Certificate.id.in_(ids))))


def hand_over(
    site: Site, who: Actor, ids: Sequence[UUID], scans: Sequence[str], receiver: Receiver = HOLDER, signed: bool = True
) -> int:
    with Work.open(site, who, NOON) as work:
        return handovers.hand_over(work, ids, receiver=receiver, scans=scans, signed=signed)


def waiting(site: Site, who: Actor) -> list[UUID]:
    with Work.open(site, who, NOON, read_only=True) as work:
        return [card.certificate_id for card in handover_desk(work).listing.rows]


def test_what_is_issued_waits_at_its_county_until_it_is_handed_over(site: Site, cast: Cast) -> None:
    ids = printed(site, cast)
    assert waiting(site, cast["zhou"]) == waiting(site, cast["sun"]) == ids
    assert waiting(site, cast["shi"]) == []
    assert hand_over(site, cast["zhou"], ids, tokens(site, cast, ids)) == 1
    assert waiting(site, cast["zhou"]) == []
    with pytest.raises(Conflict, match="already"):
        hand_over(site, cast["zhou"], ids, tokens(site, cast, ids))


def test_one_act_hands_all_certificates_of_a_unit_to_its_clerk(site: Site, cast: Cast) -> None:
    ids = printed(site, cast, 3)
    scans = tokens(site, cast, ids)
    with pytest.raises(Conflict, match="takes one certificate"):
        hand_over(site, cast["zhou"], ids, scans)
    assert hand_over(site, cast["zhou"], ids, scans, CLERK) == 3
    with Work.open(site, cast["zhou"], NOON, read_only=True) as work:
        rows = work.all(select(CertificateHandover))
        assert {(row.reading, row.receiver, row.receiver_name) for row in rows} == {
            (CardReading.READ, HandoverTo.UNIT, "李敏")
        }


def test_no_card_leaves_the_desk_unread_or_in_place_of_another(site: Site, cast: Cast) -> None:
    ids = printed(site, cast, 2)
    first, second = tokens(site, cast, ids[:1])[0], tokens(site, cast, ids[1:])[0]
    for scans, said in (
        ([], "not read yet"),
        ([second], "not the one chosen"),
        ([first, second], "not the one chosen"),
    ):
        with pytest.raises(Invalid, match=said) as refused:
            hand_over(site, cast["zhou"], ids[:1], scans)
        assert "scans" in refused.value.fields
    assert len(waiting(site, cast["zhou"])) == 2


def test_a_card_that_cannot_be_read_is_noted_and_stays(site: Site, cast: Cast) -> None:
    ids = printed(site, cast)
    with pytest.raises(Invalid), Work.open(site, cast["zhou"], NOON) as work:
        handovers.note_unreadable(work, ids[0], " ")
    with Work.open(site, cast["zhou"], NOON) as work:
        handovers.note_unreadable(work, ids[0], "二维码有划痕")
        (card,) = waiting_cards(work, ids)
        assert card.unread == "二维码有划痕"
    assert hand_over(site, cast["zhou"], ids, tokens(site, cast, ids)) == 1


@pytest.mark.parametrize(
    ("receiver", "signed", "field"),
    [
        (Receiver(HandoverTo.REPRESENTATIVE, "王芳"), True, "letter"),
        (Receiver(HandoverTo.REPRESENTATIVE, "", "2026-11-20，本人签署"), True, "name"),
        (Receiver(HandoverTo.UNIT), True, "name"),
        (HOLDER, False, "signed"),
    ],
)
def test_what_the_receiver_lacks_is_said_at_its_field(
    site: Site, cast: Cast, sqlite_only: None, receiver: Receiver, signed: bool, field: str
) -> None:
    ids = printed(site, cast)
    with pytest.raises(Invalid) as refused:
        hand_over(site, cast["zhou"], ids, tokens(site, cast, ids), receiver, signed)
    assert field in refused.value.fields


def test_neither_what_is_not_printed_nor_what_has_ended_is_handed_over(site: Site, cast: Cast) -> None:
    ids = issued(site, cast)
    with pytest.raises(Conflict, match="not printed"):
        hand_over(site, cast["zhou"], ids, tokens(site, cast, ids))
    with Work.open(site, cast["sun"], NOON) as work:
        certificate = work.get(Certificate, ids[0])
        certificates.note_printed(work, [(certificate.id, certificate.person_id, certificate.number)])
        change = certificates.propose_end(
            work, ids[0], CertificateStatus.CANCELLED, legal_basis="《行政许可法》第七十条", reason="本人放弃"
        )
    with Work.open(site, cast["tang"], NOON) as work:
        certificates.confirm_end(work, change)
    assert waiting(site, cast["zhou"]) == []
    with pytest.raises(Conflict, match="has ended"):
        hand_over(site, cast["zhou"], ids, tokens(site, cast, ids))


def test_the_legal_time_runs_from_the_issue_until_it_lies_ready(site: Site, cast: Cast, sqlite_only: None) -> None:
    """Issued on Tuesday 24 November 2026: ten working days end on 8 December."""
    issued(site, cast)
    with Work.open(site, cast["zhou"], NOON + timedelta(days=20), read_only=True) as work:
        (card,) = handover_desk(work).listing.rows
    assert (card.standing.holder, card.standing.state) == (Holder.CITY, ClockState.LATE)
    assert card.standing.due_on is not None and card.standing.due_on.isoformat() == "2026-12-08"


def test_only_the_desks_hand_over_and_each_county_its_own(site: Site, cast: Cast) -> None:
    ids = printed(site, cast)
    scans = tokens(site, cast, ids)
    for who in ("li", "he", "ma", "qin"):
        with pytest.raises(NotAllowed):
            hand_over(site, cast[who], ids, scans)
    with pytest.raises(NotFound):
        hand_over(site, cast["shi"], ids, scans)
    assert hand_over(site, cast["sun"], ids, scans) == 1
