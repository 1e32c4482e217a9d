"""Marking is a pure replay; nobody sees a score before two people have signed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from exam_app.actors import Actor
from exam_app.errors import Conflict, NotAllowed, TooEarly
from exam_app.journal import JournalEntry, Tag
from exam_app.models import Result, ResultRelease
from exam_app.operations import results, sittings
from exam_app.queries.results import my_result, released_results, session_lines, session_results
from exam_app.work import Site, Work
from tests.builders.sittings import (
    Hall,
    a_closed_hall,
    a_hall,
    a_sitting,
    chained,
    hand_in,
    right_answers,
    save,
    the_paper,
    the_site_itself,
)
from tests.cast import Cast
from tests.conftest import NOON

LATER = NOON + timedelta(hours=4)
once = pytest.mark.usefixtures("sqlite_only")


def sign(site: Site, signer: Actor, hall: Hall) -> results.Release:
    with Work.open(site, signer, LATER) as work:
        return results.sign_release(work, hall.exam_session_id)


def stored(site: Site, cast: Cast) -> list[Result]:
    """The results after the site has marked what is closed."""
    with Work.open(site, the_site_itself(), LATER) as work:
        results.mark_waiting(work)
    with Work.open(site, cast["ma"], LATER, read_only=True) as work:
        return list(work.all(select(Result).order_by(Result.raw.desc())))


def test_handing_in_marks_the_last_accepted_answers(site: Site, cast: Cast) -> None:
    hall = a_hall(site, cast)
    lin = a_sitting(site, hall.lin)
    save(site, lin, right_answers(site, lin))
    hand_in(site, lin)
    (result,) = stored(site, cast)
    assert (result.raw, result.maximum, result.cut_score, result.passed) == (5, 5, 3, True)
    assert result.by_topic == {"T2": [3, 3], "T3": [2, 2]}


@once
def test_an_answer_changed_to_wrong_or_cleared_earns_nothing(site: Site, cast: Cast) -> None:
    hall = a_hall(site, cast)
    lin = a_sitting(site, hall.lin)
    single = next(slot for slot in the_paper(site, lin) if slot.number == 1)
    wrong = next(
        letter
        for letter, meant in zip(single.letters, single.file_letters, strict=True)
        if meant not in single.item.key
    )
    keyed = [(event.slot, event.value) for event in right_answers(site, lin)]
    save(site, lin, chained(*keyed, (1, wrong), (2, "")))
    hand_in(site, lin)
    assert stored(site, cast)[0].raw == 3


@once
def test_a_multiple_choice_answer_counts_only_when_complete(site: Site, cast: Cast) -> None:
    hall = a_hall(site, cast)
    lin = a_sitting(site, hall.lin)
    multiple = next(event for event in right_answers(site, lin) if len(event.value) == 2)
    save(site, lin, chained((multiple.slot, multiple.value[0])))
    hand_in(site, lin)
    assert stored(site, cast)[0].raw == 0


@once
def test_late_answers_are_not_marked(site: Site, cast: Cast) -> None:
    hall = a_hall(site, cast)
    lin = a_sitting(site, hall.lin)
    save(site, lin, right_answers(site, lin), NOON + timedelta(minutes=91))
    with Work.open(site, the_site_itself(), LATER) as work:
        sittings.close_expired(work)
    assert stored(site, cast)[0].raw == 0


@once
def test_the_cut_score_passes_and_one_less_does_not(site: Site, cast: Cast) -> None:
    a_closed_hall(site, cast, right=(3, 2))
    assert [result.passed for result in stored(site, cast)] == [True, False]


@once
def test_marking_again_keeps_the_result_there_is(site: Site, cast: Cast) -> None:
    hall = a_closed_hall(site, cast)
    first = [result.id for result in stored(site, cast)]
    with Work.open(site, cast["he"], LATER) as work:
        assert (results.mark_waiting(work), results.mark_rest(work, hall.exam_session_id)) == (0, 0)
    assert [result.id for result in stored(site, cast)] == first


@once
def test_an_open_sitting_is_not_marked(site: Site, cast: Cast) -> None:
    hall = a_hall(site, cast)
    a_sitting(site, hall.lin)
    assert stored(site, cast) == []


@once
def test_handing_in_waits_for_no_marking_and_closing_leaves_nobody_unmarked(site: Site, cast: Cast) -> None:
    hall = a_hall(site, cast)
    lin = a_sitting(site, hall.lin)
    save(site, lin, right_answers(site, lin))
    hand_in(site, lin)
    with Work.open(site, cast["ma"], LATER, read_only=True) as work:
        assert work.all(select(Result.id)) == []
    with Work.open(site, cast["he"], NOON + timedelta(hours=3)) as work:
        sittings.close_session(work, hall.exam_session_id)
    with Work.open(site, cast["ma"], LATER, read_only=True) as work:
        assert work.all(select(Result.raw)) == [5]


# -- release ------------------------------------------------------------------------------------------------------


def test_the_second_signature_releases(site: Site, cast: Cast) -> None:
    hall = a_closed_hall(site, cast)
    assert not sign(site, cast["he"], hall).is_released
    assert sign(site, cast["lin"], hall).is_released


def test_the_same_person_cannot_sign_twice(site: Site, cast: Cast) -> None:
    hall = a_closed_hall(site, cast)
    sign(site, cast["he"], hall)
    with pytest.raises(Conflict, match=r"You signed\. A second person must sign before release\."):
        sign(site, cast["he"], hall)
    with Work.open(site, cast["he"], LATER, read_only=True) as work:
        assert work.all(select(ResultRelease.second_person_id)) == [None]


@once
def test_released_results_are_not_signed_again(site: Site, cast: Cast) -> None:
    hall = a_closed_hall(site, cast)
    sign(site, cast["he"], hall)
    sign(site, cast["lin"], hall)
    with pytest.raises(Conflict, match="released already"):
        sign(site, cast["he"], hall)


@once
def test_an_open_examination_is_not_signed(site: Site, cast: Cast) -> None:
    hall = a_hall(site, cast)
    with pytest.raises(TooEarly, match="not closed"):
        sign(site, cast["he"], hall)


@once
@pytest.mark.parametrize("name", ["li", "zhou", "sun", "zhao", "ma", "wu"])
def test_nobody_else_signs(site: Site, cast: Cast, name: str) -> None:
    hall = a_closed_hall(site, cast)
    with pytest.raises(NotAllowed):
        sign(site, cast[name], hall)


# -- nobody sees a score before -----------------------------------------------------------------------------------


def looks(hall: Hall, cast: Cast) -> dict[str, tuple[Actor, Callable[[Work], Any]]]:
    """Every way to a score, by who looks: what is false, empty or None shows nothing."""
    lin = hall.lin.person_id
    assert lin is not None
    people = {name: cast[name] for name in ("li", "zhou", "he", "sun", "ma")} | {"the candidate": hall.lin}
    return {
        **{
            f"{name}: released_results": (actor, lambda work: released_results(work, [lin]))
            for name, actor in people.items()
        },
        "the candidate: my_result": (hall.lin, lambda work: my_result(work, hall.exam_session_id)),
        "he: session results": (cast["he"], lambda work: session_results(work, hall.exam_session_id).results),
        "he: distribution": (cast["he"], lambda work: session_results(work, hall.exam_session_id).distribution),
    }


def seen(site: Site, hall: Hall, cast: Cast) -> dict[str, bool]:
    shown = {}
    for name, (actor, look) in looks(hall, cast).items():
        with Work.open(site, actor, LATER, read_only=True) as work:
            shown[name] = bool(look(work))
    return shown


def test_nobody_sees_a_score_before_the_second_signature(site: Site, cast: Cast) -> None:
    hall = a_closed_hall(site, cast)
    assert not any(seen(site, hall, cast).values())
    sign(site, cast["he"], hall)
    assert not any(seen(site, hall, cast).values())
    sign(site, cast["lin"], hall)
    assert all(seen(site, hall, cast).values())


@once
def test_another_countys_people_see_nothing_after_it_either(site: Site, cast: Cast) -> None:
    hall = a_closed_hall(site, cast)
    sign(site, cast["he"], hall)
    sign(site, cast["lin"], hall)
    for stranger in (cast["gao"], cast["shi"], hall.bao):
        with Work.open(site, stranger, LATER, read_only=True) as work:
            assert released_results(work, [hall.lin.person_id]) == {}


@once
def test_no_score_stands_in_the_journal(site: Site, cast: Cast) -> None:
    a_closed_hall(site, cast, right=(5, 2))
    with Work.open(site, cast["ma"], LATER, read_only=True) as work:
        facts = work.all(select(JournalEntry.facts).where(JournalEntry.tag == Tag.SITTING_MARKED))
    assert [set(fact) for fact in facts] == [{"result"}, {"result"}]


@once
def test_the_released_page_has_results_absentees_and_a_distribution(site: Site, cast: Cast) -> None:
    hall = a_closed_hall(site, cast, right=(5, 2))
    sign(site, cast["he"], hall)
    sign(site, cast["lin"], hall)
    with Work.open(site, cast["he"], LATER, read_only=True) as work:
        page = session_results(work, hall.exam_session_id)
        (line,) = session_lines(work)
    assert [(row.raw, row.passed) for row in page.results] == [(5, True), (2, False)]
    assert len(page.absent) == 1
    assert (line.booked, line.started, line.handed_in, line.absent) == (3, 2, 2, 1)
    assert page.distribution is not None
    # 2 of 5 lies in the bar 0-4, 5 of 5 in the bar 5-5
    assert [(bar.first, bar.last, bar.candidates) for bar in page.distribution.bars] == [(0, 4, 1), (5, 5, 1)]
    assert (page.distribution.sat, page.distribution.passed) == (2, 1)


@once
def test_the_candidate_learns_the_weakest_topics_first(site: Site, cast: Cast) -> None:
    hall = a_closed_hall(site, cast, right=(2,))
    sign(site, cast["he"], hall)
    sign(site, cast["lin"], hall)
    with Work.open(site, hall.lin, LATER, read_only=True) as work:
        result = my_result(work, hall.exam_session_id)
    assert result is not None
    # two of the three single choices right: T2 2 of 3, T3 0 of 2; 3 of 5 points pass
    assert [topic.code for topic in result.topics_to_learn] == ["T3"]
    assert result.points_short == 1
