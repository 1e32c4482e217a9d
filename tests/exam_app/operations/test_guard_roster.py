"""The roster of a guard unit, from the file to the stays: hired, moved, left, or nothing new."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from exam_app.errors import Conflict, NotAllowed, NotFound, TooLate
from exam_app.journal import JournalEntry, Tag
from exam_app.models import Employment, IdentityQuestion, Person, Post, RosterDraft
from exam_app.operations import places, registrations, roster_import
from exam_app.operations.roster_import import Confirmed
from exam_app.queries.rosters import roster_page
from exam_app.rosters import Column, Outcome
from exam_app.work import Site, Work
from tests.builders.employment import a_guard_roster, guards, previewed_guards
from tests.builders.registrations import trainees
from tests.cast import Cast, id_number
from tests.conftest import NOON

WANG = ("王建国", id_number("19810312", 1))
LI = ("李秀英", id_number("19820715", 2))
HOSPITAL = "青溪医院东门"
Line = tuple[str, str | None, date, date | None]


def confirmed(site: Site, cast: Cast, *rows: Sequence[object], clerk: str = "ye") -> Confirmed:
    draft_id = previewed_guards(site, cast, a_guard_roster(*rows), clerk=clerk)
    with Work.open(site, cast[clerk], NOON) as work:
        return roster_import.confirm_roster(work, draft_id)


def stays(site: Site, cast: Cast) -> list[Line]:
    """Name, post, first and last day of everybody at every unit."""
    query = (
        select(Person.name, Post.name, Employment.hired_on, Employment.left_on)
        .join(Person, Person.id == Employment.person_id)
        .outerjoin(Post, Post.id == Employment.post_id)
        .order_by(Employment.hired_on, Employment.id)
    )
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        return [tuple(row) for row in work.rows(query)]  # type: ignore[misc]


def outcomes(site: Site, cast: Cast, data: bytes) -> dict[str, int]:
    draft_id = previewed_guards(site, cast, data)
    with Work.open(site, cast["ye"], NOON, read_only=True) as work:
        page = roster_page(work, draft_id, shown=None, page=1, row_number=None)
    return {outcome.value: count for outcome, count in page.counts.items() if count}


# -- taken in -------------------------------------------------------------------------------------------------------


def test_nothing_is_written_before_the_confirmation(site: Site, cast: Cast) -> None:
    previewed_guards(site, cast, a_guard_roster((*WANG, HOSPITAL, "2024-3-1")))
    assert stays(site, cast) == []


def test_a_confirmed_roster_hires_people_to_their_posts(site: Site, cast: Cast) -> None:
    done = confirmed(site, cast, (*WANG, HOSPITAL, "2024-3-1"), (*LI, "", "2023.6.15", "2025年1月31日"))
    assert done == Confirmed(2)
    assert stays(site, cast) == [
        ("李秀英", None, date(2023, 6, 15), date(2025, 1, 31)),
        ("王建国", HOSPITAL, date(2024, 3, 1), None),
    ]


def test_confirming_again_writes_nothing_and_says_the_same(site: Site, cast: Cast) -> None:
    draft_id = previewed_guards(site, cast, a_guard_roster((*WANG, HOSPITAL, "2024-3-1")))
    for _ in range(2):
        with Work.open(site, cast["ye"], NOON) as work:
            assert roster_import.confirm_roster(work, draft_id) == Confirmed(1)
    assert len(stays(site, cast)) == 1


def test_the_whole_roster_sent_again_next_month_changes_nothing(site: Site, cast: Cast) -> None:
    rows = ((*WANG, HOSPITAL, "2024-3-1"), (*LI, "", "2023.6.15", "2025年1月31日"))
    confirmed(site, cast, *rows)
    assert outcomes(site, cast, a_guard_roster(*rows)) == {"left_out": 2}
    with pytest.raises(Conflict, match="No row can be written"):
        confirmed(site, cast, *rows)


def test_a_row_with_a_last_day_notes_that_somebody_has_left(site: Site, cast: Cast) -> None:
    confirmed(site, cast, (*WANG, HOSPITAL, "2024-3-1"))
    confirmed(site, cast, (*WANG, HOSPITAL, "2024-3-1", "2026-10-31"))
    assert stays(site, cast) == [("王建国", HOSPITAL, date(2024, 3, 1), date(2026, 10, 31))]


def test_a_row_with_another_post_moves_somebody(site: Site, cast: Cast) -> None:
    confirmed(site, cast, (*WANG, "", "2024-3-1"))
    confirmed(site, cast, (*WANG, HOSPITAL, "2024-3-1"))
    assert stays(site, cast) == [("王建国", HOSPITAL, date(2024, 3, 1), None)]


def test_who_comes_back_gets_a_second_stay(site: Site, cast: Cast) -> None:
    confirmed(site, cast, (*WANG, "", "2020-1-1", "2022-12-31"))
    confirmed(site, cast, (*WANG, "", "2024-3-1"))
    assert [(first, last) for _, _, first, last in stays(site, cast)] == [
        (date(2020, 1, 1), date(2022, 12, 31)),
        (date(2024, 3, 1), None),
    ]


def test_days_that_overlap_a_past_stay_are_to_be_put_right(site: Site, cast: Cast) -> None:
    confirmed(site, cast, (*WANG, "", "2020-1-1", "2022-12-31"))
    assert outcomes(site, cast, a_guard_roster((*WANG, "", "2022-12-31", "2023-5-1"))) == {"refused": 1}
    assert outcomes(site, cast, a_guard_roster((*WANG, "", "2023-1-1", "2023-5-1"))) == {"accepted": 1}


def test_every_stay_is_in_the_journal_of_its_person(site: Site, cast: Cast) -> None:
    confirmed(site, cast, (*WANG, "", "2024-3-1"))
    confirmed(site, cast, (*WANG, HOSPITAL, "2024-3-1", "2026-10-31"))
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        person = work.one(select(Person.id).where(Person.name == "王建国"))
        tags = work.all(
            select(JournalEntry.tag).where(JournalEntry.about_person_id == person).order_by(JournalEntry.leaf_index)
        )
    assert list(tags) == [Tag.EMPLOYMENT_HIRED, Tag.EMPLOYMENT_MOVED, Tag.EMPLOYMENT_LEFT]


def test_somebody_whom_a_training_unit_knows_is_linked_and_not_entered_twice(site: Site, cast: Cast) -> None:
    (person,) = trainees(site, cast, born="19810312")
    with Work.open(site, cast["li"], NOON, read_only=True) as work:
        name = work.get(Person, person).name
    confirmed(site, cast, (name, id_number("19810312", 1), HOSPITAL, "2024-3-1"))
    with Work.open(site, cast["ye"], NOON, read_only=True) as work:
        assert work.all(select(Employment.person_id)) == [person]


# -- repaired -------------------------------------------------------------------------------------------------------


def test_a_faulty_row_is_repaired_in_the_draft_and_confirmed_with_the_others(site: Site, cast: Cast) -> None:
    data = a_guard_roster((*WANG, "东门", "2024-3-1"), (*LI, HOSPITAL, "昨天"))
    draft_id = previewed_guards(site, cast, data)
    with Work.open(site, cast["ye"], NOON) as work:
        first = roster_import.repair_row(work, draft_id, 4, {Column.POST: HOSPITAL})
        second = roster_import.repair_row(work, draft_id, 5, {Column.HIRED_ON: "2025年5月1日"})
        assert (first.outcome, second.outcome) == (Outcome.ACCEPTED, Outcome.ACCEPTED)
        assert roster_import.confirm_roster(work, draft_id) == Confirmed(2)
    assert [post for _, post, _, _ in stays(site, cast)] == [HOSPITAL, HOSPITAL]


def test_a_post_of_another_unit_is_unknown_here(site: Site, cast: Cast) -> None:
    with Work.open(site, cast["wu"], NOON) as work:
        places.add_post(work, county_id=cast.panshan, name="园区西门", address="x", guard_unit_id=cast.other_guard_unit)
    assert outcomes(site, cast, a_guard_roster((*WANG, "园区西门", "2024-3-1"))) == {"refused": 1}


def test_rows_that_are_still_wrong_wait_in_a_roster_of_their_own(site: Site, cast: Cast) -> None:
    done = confirmed(site, cast, (*WANG, HOSPITAL, "2024-3-1"), (*LI, HOSPITAL, "昨天"))
    assert done.written == 1 and done.rest_id is not None
    with Work.open(site, cast["ye"], NOON) as work:
        roster_import.repair_row(work, done.rest_id, 5, {Column.HIRED_ON: "2025-5-1"})
        assert roster_import.confirm_roster(work, done.rest_id) == Confirmed(1)


def test_somebody_hired_by_hand_since_the_preview_is_not_hired_twice(site: Site, cast: Cast) -> None:
    confirmed(site, cast, (*WANG, "", "2020-1-1", "2022-12-31"))
    draft_id = previewed_guards(site, cast, a_guard_roster((*WANG, "", "2024-3-1")))
    confirmed(site, cast, (*WANG, "", "2024-3-1"))
    with pytest.raises(Conflict, match="No row can be written"), Work.open(site, cast["ye"], NOON) as work:
        roster_import.confirm_roster(work, draft_id)


# -- whose it is ----------------------------------------------------------------------------------------------------


def test_a_number_known_with_another_name_goes_to_the_units_county_which_settles_it(site: Site, cast: Cast) -> None:
    (person,) = guards(site, cast, clerk="jiang", born="19810312")
    draft_id = previewed_guards(site, cast, a_guard_roster(("王建國", WANG[1], HOSPITAL, "2024-3-1")))
    with Work.open(site, cast["ye"], NOON) as work:
        assert roster_import.confirm_roster(work, draft_id) == Confirmed(0)
        assert work.all(select(Employment.id)) == []
    with Work.open(site, cast["zhou"], NOON) as work:
        (question,) = work.all(select(IdentityQuestion))
        registrations.settle_identity(work, question.id, True)
    with Work.open(site, cast["ye"], NOON, read_only=True) as work:
        (stay,) = work.all(select(Employment))
        assert (stay.person_id, stay.post_id, stay.hired_on) == (person, cast.post, date(2024, 3, 1))
    assert outcomes(site, cast, a_guard_roster(("王建國", WANG[1], HOSPITAL, "2024-3-1"))) == {"left_out": 1}


def test_the_county_is_asked_once_for_each_person_and_unit(site: Site, cast: Cast) -> None:
    guards(site, cast, clerk="jiang", born="19810312")
    for _ in range(2):
        confirmed(site, cast, ("王建國", WANG[1], HOSPITAL, "2024-3-1"))
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        assert work.count(select(func.count(IdentityQuestion.id))) == 1


def test_a_strangers_draft_does_not_exist(site: Site, cast: Cast) -> None:
    draft_id = previewed_guards(site, cast, a_guard_roster((*WANG, HOSPITAL, "2024-3-1")))
    for stranger in ("jiang", "li"):
        with pytest.raises(NotFound), Work.open(site, cast[stranger], NOON) as work:
            roster_import.confirm_roster(work, draft_id)


def test_only_a_guard_units_clerk_sends_its_roster(site: Site, cast: Cast) -> None:
    for who in ("li", "zhou", "wu"):
        with pytest.raises(NotAllowed):
            previewed_guards(site, cast, a_guard_roster((*WANG, HOSPITAL, "2024-3-1")), clerk=who)


def test_an_unconfirmed_roster_of_guards_is_gone_after_a_day(site: Site, cast: Cast) -> None:
    draft_id = previewed_guards(site, cast, a_guard_roster((*WANG, HOSPITAL, "2024-3-1")))
    with pytest.raises(TooLate), Work.open(site, cast["ye"], NOON + timedelta(hours=25)) as work:
        roster_import.confirm_roster(work, draft_id)
    with Work.open(site, cast["ye"], NOON, read_only=True) as work:
        sealed = work.get(RosterDraft, draft_id).content_sealed
    assert sealed is not None and "王建国".encode() not in sealed
