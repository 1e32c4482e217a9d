"""The city's bank: entered by one person, approved by another."""

import pytest

from exam_app.errors import Conflict, NotAllowed, NotFound
from exam_app.operations import bank
from exam_app.queries.bank import approved_bank, bank_overview, topic_items
from exam_app.work import Site, Work
from question_bank import ItemBank, Pool, shipped_bank, shipped_blueprint
from tests.builders.bank import approved_items, entered_bank
from tests.cast import Cast
from tests.conftest import NOON


def test_an_entered_item_reaches_no_paper_before_a_second_person_approves_it(site: Site, cast: Cast) -> None:
    entered_bank(site, cast)
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        assert len(approved_bank(work, Pool.LIVE)) == 0
    approved_items(site, cast)
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        assert set(approved_bank(work, Pool.LIVE)) == set(shipped_bank(Pool.LIVE))


def test_who_entered_an_item_cannot_approve_it(site: Site, cast: Cast) -> None:
    entered_bank(site, cast)
    with pytest.raises(Conflict, match="yourself"), Work.open(site, cast["he"], NOON) as work:
        bank.approve_items(work, list(shipped_bank(Pool.LIVE))[:1])


def test_the_same_bank_may_be_entered_again(site: Site, cast: Cast) -> None:
    live = shipped_bank(Pool.LIVE)
    few = ItemBank(list(live.values())[:5], live.sources, Pool.LIVE)
    with Work.open(site, cast["he"], NOON) as work:
        assert bank.enter_items(work, few) == 5
    with Work.open(site, cast["lin"], NOON) as work:
        assert bank.enter_items(work, few) == 0
        assert bank.enter_items(work, live) == len(live) - 5


def test_an_item_comes_back_as_the_version_that_went_in(site: Site, cast: Cast) -> None:
    approved_items(site, cast)
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        found = approved_bank(work, Pool.LIVE)
    assert all(item.digest == digest for digest, item in found.items())
    assert dict(found) == dict(shipped_bank(Pool.LIVE))


def test_approving_twice_approves_once(site: Site, cast: Cast) -> None:
    approved_items(site, cast)
    with Work.open(site, cast["lin"], NOON) as work:
        assert bank.approve_items(work, list(shipped_bank(Pool.LIVE))) == 0


def test_an_item_nobody_entered_cannot_be_approved(site: Site, cast: Cast) -> None:
    entered_bank(site, cast)
    with pytest.raises(NotFound), Work.open(site, cast["lin"], NOON) as work:
        bank.approve_items(work, [*shipped_bank(Pool.LIVE), "0" * 64])
    with Work.open(site, cast["lin"], NOON, read_only=True) as work:
        assert bank_overview(work).approved == 0


def test_a_blueprint_is_entered_once(site: Site, cast: Cast) -> None:
    one = entered_bank(site, cast)
    with Work.open(site, cast["lin"], NOON) as work:
        assert bank.enter_blueprint(work, shipped_blueprint("cn-guard-100")) == one
        (line,) = bank_overview(work).blueprints
    assert (line.points, line.minutes, line.cut_score, line.entered_by) == (100, 90, 60, "何静")


def test_counties_issuers_and_clerks_do_not_touch_the_bank(site: Site, cast: Cast) -> None:
    for who in ("zhou", "sun", "li", "wu"):
        with pytest.raises(NotAllowed), Work.open(site, cast[who], NOON) as work:
            bank.enter_items(work, shipped_bank(Pool.PRACTICE))


def test_the_second_reader_sees_the_items_with_their_law(site: Site, cast: Cast) -> None:
    entered_bank(site, cast)
    with Work.open(site, cast["lin"], NOON, read_only=True) as work:
        topic = topic_items(work, Pool.LIVE, "T2")
    assert topic.waiting_for_me and len(topic.items) == len(topic.waiting)
    assert all(each.law and not each.is_own for each in topic.items)
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        assert not topic_items(work, Pool.LIVE, "T2").waiting_for_me
