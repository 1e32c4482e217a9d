"""Comparing the answers of a finished examination: who copied is found, and nobody's result is touched."""

import numpy as np
import pytest
from sqlalchemy import select

from exam_app.errors import Conflict, NotAllowed, TooEarly
from exam_app.integrity.arrays import ABSENT, BLANK
from exam_app.journal import JournalEntry
from exam_app.models import Result, Screening
from exam_app.operations.screenings import screen_session
from exam_app.queries.cohorts import load_cohort
from exam_app.queries.screenings import PairPage, pair_page
from exam_app.work import Site, Work
from tests.builders.screenings import LATER, Copied
from tests.builders.sittings import a_closed_hall, a_hall
from tests.cast import Cast
from tests.conftest import NOON


def screened(site: Site, cast: Cast, copied: Copied) -> int:
    with Work.open(site, cast["he"], LATER) as work:
        return screen_session(work, copied.hall.exam_session_id).leads


def first_lead(site: Site, cast: Cast, copied: Copied) -> PairPage:
    with Work.open(site, cast["he"], LATER, read_only=True) as work:
        return pair_page(work, copied.hall.exam_session_id, 1)


def test_two_who_copied_are_the_first_lead_and_everybodys_result_stays(site: Site, cast: Cast, copied: Copied) -> None:
    with Work.open(site, cast["he"], LATER, read_only=True) as work:
        before = work.rows(select(Result.id, Result.raw).order_by(Result.id))
    assert screened(site, cast, copied) >= 1
    page = first_lead(site, cast, copied)
    bookings = {page.lead.first.booking_id, page.lead.second.booking_id}
    assert bookings == {copied.hall.lin.booking_id, copied.hall.bao.booking_id}
    assert page.lead.is_named
    assert page.lead.matches > page.lead.expected_high
    with Work.open(site, cast["he"], LATER, read_only=True) as work:
        assert work.rows(select(Result.id, Result.raw).order_by(Result.id)) == before


def test_both_sheets_stand_side_by_side_in_the_letters_of_the_item_file(
    site: Site, cast: Cast, copied: Copied, sqlite_only: None
) -> None:
    screened(site, cast, copied)
    page = first_lead(site, cast, copied)
    assert len(page.items) >= page.lead.common_items
    assert len(page.shared_wrong) == len(page.lead.shared_wrong)
    assert sum(item.is_alike for item in page.items) == page.lead.matches
    assert all(item.usual is not None and 0 < item.usual < 1 for item in page.shared_wrong)


def test_comparing_again_without_anything_new_keeps_nothing_new(
    site: Site, cast: Cast, copied: Copied, sqlite_only: None
) -> None:
    assert screened(site, cast, copied) == screened(site, cast, copied)
    with Work.open(site, cast["he"], LATER, read_only=True) as work:
        assert len(work.all(select(Screening.id))) == 1


def test_the_run_is_recorded_with_what_it_rests_on(site: Site, cast: Cast, copied: Copied, sqlite_only: None) -> None:
    screened(site, cast, copied)
    with Work.open(site, cast["ma"], LATER, read_only=True) as work:
        (entry,) = work.all(select(JournalEntry).where(JournalEntry.tag == "exam_session:answers:screened"))
        run = work.all(select(Screening))[0]
    assert entry.facts["inputs"] == run.inputs_digest
    assert entry.facts["method"] == run.method_version


def test_an_examination_that_is_not_closed_is_not_screened(site: Site, cast: Cast, sqlite_only: None) -> None:
    hall = a_hall(site, cast)
    with pytest.raises(TooEarly), Work.open(site, cast["he"], NOON) as work:
        screen_session(work, hall.exam_session_id)


def test_too_few_candidates_are_said_in_words(site: Site, cast: Cast, sqlite_only: None) -> None:
    hall = a_closed_hall(site, cast)
    with pytest.raises(Conflict, match="too few"), Work.open(site, cast["he"], LATER) as work:
        screen_session(work, hall.exam_session_id)


def test_only_the_city_compares_answers(site: Site, cast: Cast, sqlite_only: None) -> None:
    hall = a_closed_hall(site, cast)
    for name in ("ma", "sun", "zhao"):
        with pytest.raises(NotAllowed), Work.open(site, cast[name], LATER) as work:
            screen_session(work, hall.exam_session_id)
        with Work.open(site, cast[name], LATER, read_only=True) as work:
            assert work.all(select(Screening.id)) == []


def test_the_cohort_tells_open_questions_from_items_of_another_paper(
    site: Site, cast: Cast, copied: Copied, sqlite_only: None
) -> None:
    with Work.open(site, cast["he"], LATER, read_only=True) as work:
        loaded = load_cohort(work, copied.hall.exam_session_id)
    responses = loaded.cohort.responses
    assert responses.shape == (10, len(loaded.items))
    assert (np.count_nonzero(responses != ABSENT, axis=1) == 100).all()
    assert np.count_nonzero(responses == BLANK) == 0
    keys = [choices[key] for choices, key in zip(loaded.options, loaded.cohort.key, strict=True)]
    assert keys == [item.key_letters for item in loaded.items]


def test_progress_reaches_its_end(site: Site, cast: Cast, copied: Copied, sqlite_only: None) -> None:
    heard: list[tuple[int, int]] = []
    with Work.open(site, cast["he"], LATER) as work:
        screen_session(work, copied.hall.exam_session_id, lambda done, total: heard.append((done, total)))
    assert heard[-1][0] == heard[-1][1]
    assert heard == sorted(heard)
