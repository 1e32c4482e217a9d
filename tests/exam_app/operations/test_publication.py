"""Publication: an item goes from the live pool to the practice pool by two people, once, and never back."""

import hashlib
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from exam_app.errors import Conflict, NotAllowed, NotFound, Refusal
from exam_app.models import ItemVersion, Sitting
from exam_app.operations import bank
from exam_app.queries.bank import approved_bank, entered_item, shortages_without
from exam_app.work import Site, Work
from question_bank import BlueprintNotSatisfiable, Item, Pool, assemble
from tests.builders.sittings import ITEMS, PLAN, a_hall, a_sitting
from tests.cast import Cast
from tests.conftest import NOON
from tests.question_bank.builders import SOURCES, a_bank, a_blueprint, an_item

SPARE = an_item(6)
"""A fourth single-choice item where the plan needs three."""
AFTER_ENTRY = NOON + timedelta(hours=3)


def a_filled_bank(site: Site, cast: Cast, *items: Item) -> None:
    with Work.open(site, cast["he"], NOON) as work:
        bank.enter_items(work, a_bank(items))
        bank.enter_blueprint(work, PLAN)
    with Work.open(site, cast["lin"], NOON) as work:
        bank.approve_items(work, [item.digest for item in items])


def sign(site: Site, cast: Cast, who: str, item: Item, now=AFTER_ENTRY) -> bank.Publication:  # type: ignore[no-untyped-def]
    with Work.open(site, cast[who], now) as work:
        return bank.publish_item(work, item.digest)


def publish(site: Site, cast: Cast, item: Item) -> None:
    sign(site, cast, "he", item)
    assert sign(site, cast, "lin", item).is_published


def pools(site: Site, cast: Cast) -> dict[Pool, set[str]]:
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        return {pool: set(approved_bank(work, pool)) for pool in Pool}


def test_an_item_is_published_when_two_officers_have_signed(site: Site, cast: Cast) -> None:
    a_filled_bank(site, cast, *ITEMS, SPARE)
    assert not sign(site, cast, "he", SPARE).is_published
    assert SPARE.digest in pools(site, cast)[Pool.LIVE]
    assert sign(site, cast, "lin", SPARE).is_published
    assert pools(site, cast) == {Pool.LIVE: {item.digest for item in ITEMS}, Pool.PRACTICE: {SPARE.digest}}
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        signatures = entered_item(work, SPARE.digest).published
    assert signatures is not None
    assert (signatures.first, signatures.second, signatures.first_is_own) == ("何静", "林涛", True)


def test_the_same_officer_cannot_sign_twice(site: Site, cast: Cast) -> None:
    a_filled_bank(site, cast, *ITEMS, SPARE)
    sign(site, cast, "he", SPARE)
    with pytest.raises(Conflict, match="second officer"):
        sign(site, cast, "he", SPARE)


def test_an_item_is_not_published_twice(site: Site, cast: Cast) -> None:
    a_filled_bank(site, cast, *ITEMS, SPARE)
    publish(site, cast, SPARE)
    with pytest.raises(Conflict, match="already"):
        sign(site, cast, "he", SPARE)


def test_an_item_that_one_person_stands_for_is_not_published(site: Site, cast: Cast) -> None:
    with Work.open(site, cast["he"], NOON) as work:
        bank.enter_items(work, a_bank([SPARE]))
    with pytest.raises(Conflict, match="not approved"):
        sign(site, cast, "lin", SPARE)


def test_an_unknown_item_and_a_stranger_to_the_bank_publish_nothing(site: Site, cast: Cast) -> None:
    a_filled_bank(site, cast, *ITEMS, SPARE)
    with pytest.raises(NotFound):
        sign(site, cast, "he", an_item(77))
    for who in ("zhou", "sun", "li", "wu"):
        with pytest.raises(NotAllowed):
            sign(site, cast, who, SPARE)


@pytest.mark.parametrize(
    "change", ["UPDATE item_version SET pool = 'live' WHERE pool = 'practice'", "DELETE FROM item_version"]
)
def test_the_database_itself_knows_no_way_back(site: Site, cast: Cast, change: str) -> None:
    a_filled_bank(site, cast, *ITEMS, SPARE)
    publish(site, cast, SPARE)
    connection = site.sessions.kw["bind"]
    with connection.begin_nested() as savepoint:
        with pytest.raises(DatabaseError, match="append only"):
            connection.execute(text(change))
        savepoint.rollback()


def test_a_planned_examination_keeps_the_items_it_needs(site: Site, cast: Cast) -> None:
    a_hall(site, cast, starts_at=NOON + timedelta(days=7))
    with pytest.raises(Conflict, match=r"needs 3 items of topic T2 and this kind; 2 would be left"):
        sign(site, cast, "he", ITEMS[0])


def test_an_item_beyond_what_is_planned_may_be_published(site: Site, cast: Cast) -> None:
    a_hall(site, cast, starts_at=NOON + timedelta(days=7), items=(*ITEMS, SPARE))
    publish(site, cast, SPARE)


def test_a_blueprint_that_would_fall_short_is_named_before(site: Site, cast: Cast) -> None:
    a_filled_bank(site, cast, *ITEMS, SPARE)
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        assert shortages_without(work, SPARE) == []
        (short,) = shortages_without(work, ITEMS[3])
    assert (short.blueprint, short.wanted, short.left, short.exam) == (PLAN.code, 1, 0, None)
    publish(site, cast, ITEMS[3])  # a warning only: no examination is planned with it


def test_only_the_newest_version_of_a_blueprint_warns(site: Site, cast: Cast) -> None:
    a_filled_bank(site, cast, *ITEMS)
    with Work.open(site, cast["he"], NOON + timedelta(days=1)) as work:
        bank.enter_blueprint(work, a_blueprint({"T2": {"single": 2}}))
        assert shortages_without(work, ITEMS[0]) == []


def test_nothing_is_published_while_candidates_draw_their_papers(site: Site, cast: Cast) -> None:
    a_hall(site, cast, items=(*ITEMS, SPARE))
    with pytest.raises(Conflict, match="are beginning"):
        sign(site, cast, "he", SPARE, NOON + timedelta(minutes=29))
    assert not sign(site, cast, "he", SPARE, NOON + timedelta(minutes=32)).is_published


def test_a_paper_that_is_drawn_keeps_what_is_published_later(site: Site, cast: Cast) -> None:
    hall = a_hall(site, cast)
    seated = a_sitting(site, hall.lin)
    publish(site, cast, ITEMS[0])
    with Work.open(site, hall.lin, NOON, read_only=True) as work:
        assert ITEMS[0].digest in work.get(Sitting, seated.sitting_id).paper_digests


def test_another_version_of_a_published_item_is_not_entered_as_a_live_one(site: Site, cast: Cast) -> None:
    a_filled_bank(site, cast, *ITEMS, SPARE)
    publish(site, cast, SPARE)
    reworded = an_item(6, stem="遇到这种情况，应当怎样做？")
    assert reworded.id == SPARE.id
    with Work.open(site, cast["he"], NOON) as work:
        assert bank.enter_items(work, a_bank([reworded, an_item(7)])) == 1


def test_a_version_that_waits_goes_with_the_published_one(site: Site, cast: Cast) -> None:
    a_filled_bank(site, cast, *ITEMS, SPARE)
    with Work.open(site, cast["he"], NOON) as work:
        bank.enter_items(work, a_bank([an_item(6, stem="遇到这种情况，应当怎样做？")]))
    publish(site, cast, SPARE)
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        assert set(work.all(select(ItemVersion.pool).where(ItemVersion.item_code == SPARE.id))) == {Pool.PRACTICE}


ACTS = st.lists(
    st.tuples(st.sampled_from(["enter", "approve", "publish"]), st.sampled_from(["he", "lin"]), st.integers(1, 4)),
    min_size=10,
    max_size=60,
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS)
def test_no_paper_ever_contains_what_was_published_before(
    site: Site, cast: Cast, acts: list[tuple[str, str, int]]
) -> None:
    """For any sequence of entering, approving and publishing."""
    connection = site.sessions.kw["bind"]
    plan = a_blueprint({"T2": {"single": 2}})
    with connection.begin_nested() as savepoint:
        published: set[str] = set()
        for act, who, number in acts:
            published |= _done(site, cast, act, who, an_item(number))
            live, practice = (pools(site, cast)[pool] for pool in Pool)
            assert not live & practice and published <= practice
            assert not published & _a_paper(site, cast, plan)
        savepoint.rollback()


def _done(site: Site, cast: Cast, act: str, who: str, item: Item) -> set[str]:
    """Do it if it may be done; what it published."""
    try:
        with Work.open(site, cast[who], NOON) as work:
            match act:
                case "enter":
                    bank.enter_items(work, a_bank([item], SOURCES))
                case "approve":
                    bank.approve_items(work, [item.digest])
                case _:
                    return {item.digest} if bank.publish_item(work, item.digest).is_published else set()
    except Refusal:
        pass
    return set()


def _a_paper(site: Site, cast: Cast, plan) -> set[str]:  # type: ignore[no-untyped-def]
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        try:
            seed = hashlib.sha256(UUID(int=7).bytes).digest()
            return set(assemble(approved_bank(work, Pool.LIVE), plan, seed, on=work.today).digests)
        except BlueprintNotSatisfiable:
            return set()
