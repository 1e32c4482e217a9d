"""A wrong key is put right by two people who saw whom it changes; what was, stays."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from exam_app.actors import Actor
from exam_app.errors import Conflict, Invalid, NotAllowed, Refusal, TooLate
from exam_app.models import ItemVersion, KeyCorrection, Notice, Result, ResultAnnulment, Sitting
from exam_app.operations import key_corrections, results, sittings
from exam_app.queries.bank import approved_bank
from exam_app.queries.key_effects import Turn, effects_of
from exam_app.queries.marking import keys_in_force, marks_of, stored_mark
from exam_app.queries.papers import paper_of
from exam_app.queries.results import my_result, session_results
from exam_app.terms import MarkedAgainFor, NoticeKind
from exam_app.work import Site, Work
from question_bank import Item, ItemKind, Pool, RulingKind
from tests.builders.cases import AFTERWARDS, annulled, opened, screened, upheld
from tests.builders.key_corrections import FOUND, SHOWN_BY, WHY, corrected, foreseen, proposed, signed
from tests.builders.resits import released
from tests.builders.results import reason_of
from tests.builders.screenings import Copied
from tests.builders.sittings import (
    ITEMS,
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

once = pytest.mark.usefixtures("sqlite_only")
FIRST = ITEMS[0]
"""Single choice, key B."""


def results_of(site: Site, cast: Cast, who: Actor) -> list[Result]:
    with Work.open(site, cast["ma"], FOUND, read_only=True) as work:
        return list(work.all(select(Result).where(Result.person_id == who.person_id).order_by(Result.number)))


def a_hall_that_chose(site: Site, cast: Cast, *answers: dict[str, str]) -> Hall:
    """A closed examination; each candidate answers items by code in letters of the file, and others not at all."""
    hall = a_hall(site, cast, candidates=len(answers) + 1)
    for actor, chosen in zip(hall.candidates, answers, strict=False):
        seated = a_sitting(site, actor)
        events = []
        for slot in the_paper(site, seated):
            wanted = chosen.get(slot.item.id)
            if wanted is not None:
                pressed = [p for p, f in zip(slot.letters, slot.file_letters, strict=True) if f in wanted]
                events.append((slot.number, "".join(pressed)))
        save(site, seated, chained(*events))
        hand_in(site, seated)
    with Work.open(site, cast["he"], NOON + timedelta(hours=3)) as work:
        sittings.close_session(work, hall.exam_session_id)
    return hall


def keys_of(*items: Item) -> dict[str, str]:
    return {item.id: item.key_letters for item in items}


def turning_hall(site: Site, cast: Cast) -> Hall:
    """Three points pass. The first has three with B in the first item, the second two with C there."""
    return a_hall_that_chose(
        site,
        cast,
        {**keys_of(ITEMS[1], ITEMS[2]), FIRST.id: "B"},
        {**keys_of(ITEMS[1], ITEMS[2]), FIRST.id: "C"},
    )


# -- what it does ---------------------------------------------------------------------------------------------------


def test_both_see_whom_it_changes_before_it_does(site: Site, cast: Cast) -> None:
    hall = turning_hall(site, cast)
    released(site, cast, hall.exam_session_id)
    correction = proposed(site, cast, FIRST, keys="C")
    for who in ("he", "lin"):
        effects = foreseen(site, cast, correction, who)
        (session,) = effects.sessions
        assert (len(session.papers), session.to_pass, session.to_fail, session.changed) == (2, 1, 1, 2)
        # Who loses something is named first.
        assert [(each.person_id, each.turn) for each in effects.turned] == [
            (hall.lin.person_id, Turn.TO_FAIL),
            (hall.bao.person_id, Turn.TO_PASS),
        ]
        assert effects.differences == [(-1, 1), (1, 1)]


def test_the_second_signature_marks_anew_and_the_first_result_stays(site: Site, cast: Cast) -> None:
    hall = turning_hall(site, cast)
    before = [stored_mark(row) for who in (hall.lin, hall.bao) for row in results_of(site, cast, who)]
    correction = proposed(site, cast, FIRST, keys="C")
    assert len(results_of(site, cast, hall.lin)) == 1
    done = signed(site, cast, correction)
    assert (done.number, done.papers, done.changed) == (1, 2, 2)
    first, second = results_of(site, cast, hall.lin)
    assert (first.raw, first.passed, second.raw, second.passed) == (3, True, 2, False)
    assert (first.key_version, second.key_version, first.reason_id) == (0, 1, None)
    reason = reason_of(site, cast, second)
    assert reason and (reason.kind, reason.key_correction_id) == (MarkedAgainFor.KEY_CORRECTION, correction)
    kept = [stored_mark(results_of(site, cast, who)[0]) for who in (hall.lin, hall.bao)]
    assert kept == before


def test_what_came_out_is_what_was_foreseen(site: Site, cast: Cast) -> None:
    turning_hall(site, cast)
    correction = proposed(site, cast, FIRST, keys="C")
    forecast = foreseen(site, cast, correction)
    signed(site, cast, correction)
    came = foreseen(site, cast, correction)
    assert [(e.sitting_id, e.before, e.after) for e in came.papers] == [
        (e.sitting_id, e.before, e.after) for e in forecast.papers
    ]


@once
def test_several_answers_may_count(site: Site, cast: Cast) -> None:
    hall = turning_hall(site, cast)
    corrected(site, cast, FIRST, keys="c、B")
    assert [row.raw for row in results_of(site, cast, hall.lin)] == [3]
    assert [row.raw for row in results_of(site, cast, hall.bao)] == [2, 3]


@once
def test_who_keeps_the_same_mark_keeps_the_same_result(site: Site, cast: Cast) -> None:
    hall = a_hall_that_chose(site, cast, {FIRST.id: "D"})
    done = signed(site, cast, proposed(site, cast, FIRST, keys="C"))
    assert (done.papers, done.changed) == (1, 0)
    assert len(results_of(site, cast, hall.lin)) == 1


@once
def test_struck_as_right_for_all_gives_the_point_to_who_left_it_empty_too(site: Site, cast: Cast) -> None:
    hall = a_hall_that_chose(site, cast, keys_of(ITEMS[1], ITEMS[2]))
    corrected(site, cast, FIRST, RulingKind.ALL_RIGHT)
    assert [(row.raw, row.maximum) for row in results_of(site, cast, hall.lin)] == [(2, 5), (3, 5)]


@once
def test_struck_as_out_shortens_the_paper_and_the_cut_score_keeps_its_share(site: Site, cast: Cast) -> None:
    hall = a_hall_that_chose(site, cast, keys_of(*ITEMS[:3]), keys_of(*ITEMS[1:4]))
    corrected(site, cast, FIRST, RulingKind.OUT)
    # 3 of 5 pass: of 4 that is 2.4, and the fewest whole points that are at least as much are 3.
    rows = [results_of(site, cast, who)[-1] for who in (hall.lin, hall.bao)]
    assert [(row.raw, row.maximum, row.cut_score, row.passed) for row in rows] == [(2, 4, 3, False), (3, 4, 3, True)]
    assert rows[0].by_topic["T2"] == [2, 2]


@once
def test_of_two_corrections_of_an_item_the_later_holds(site: Site, cast: Cast) -> None:
    hall = turning_hall(site, cast)
    corrected(site, cast, FIRST, keys="C")
    corrected(site, cast, FIRST, keys="B")
    assert [row.raw for row in results_of(site, cast, hall.lin)] == [3, 2, 3]
    assert [row.key_version for row in results_of(site, cast, hall.lin)] == [0, 1, 2]


@once
def test_who_hands_in_afterwards_is_marked_by_it(site: Site, cast: Cast) -> None:
    hall = a_hall(site, cast)
    corrected(site, cast, FIRST, keys="C")
    seated = a_sitting(site, hall.lin)
    save(site, seated, right_answers(site, seated))
    hand_in(site, seated)
    with Work.open(site, the_site_itself(), FOUND) as work:
        results.mark_waiting(work)
    (row,) = results_of(site, cast, hall.lin)
    assert (row.raw, row.key_version, row.reason_id) == (4, 1, None)


@once
def test_a_struck_item_is_in_no_later_paper_and_another_key_keeps_its_item(site: Site, cast: Cast) -> None:
    a_closed_hall(site, cast)
    corrected(site, cast, FIRST, keys="C")
    corrected(site, cast, ITEMS[1], RulingKind.OUT)
    with Work.open(site, cast["he"], FOUND, read_only=True) as work:
        assert set(approved_bank(work, Pool.LIVE)) == {item.digest for item in ITEMS if item != ITEMS[1]}


@once
def test_a_planned_examination_keeps_its_struck_item_until_it_can_do_without(site: Site, cast: Cast) -> None:
    a_hall(site, cast, starts_at=FOUND + timedelta(days=1))
    correction = proposed(site, cast, FIRST, RulingKind.OUT)
    with pytest.raises(Conflict, match="Approve new items first"):
        signed(site, cast, correction)


def frozen(site: Site, cast: Cast) -> list[object]:
    with Work.open(site, cast["he"], FOUND, read_only=True) as work:
        papers = work.rows(select(Sitting.id, Sitting.paper_digests, Sitting.paper_seed, Sitting.final_state_hash))
        return [*map(tuple, papers), *work.all(select(ItemVersion.document).order_by(ItemVersion.digest))]


@once
def test_no_byte_of_a_paper_or_an_item_changes(site: Site, cast: Cast) -> None:
    turning_hall(site, cast)
    before = frozen(site, cast)
    corrected(site, cast, FIRST, keys="C")
    assert frozen(site, cast) == before


# -- after the release ----------------------------------------------------------------------------------------------


def notices(site: Site, cast: Cast) -> list[UUID]:
    with Work.open(site, cast["he"], FOUND, read_only=True) as work:
        return list(work.all(select(Notice.person_id).where(Notice.kind == NoticeKind.RESULT_CORRECTED)))


def test_whose_released_result_changes_is_told_and_sees_the_new_one(site: Site, cast: Cast) -> None:
    hall = turning_hall(site, cast)
    released(site, cast, hall.exam_session_id)
    corrected(site, cast, FIRST, keys="C,B")
    assert notices(site, cast) == [hall.bao.person_id]
    with Work.open(site, hall.bao, FOUND, read_only=True) as work:
        result = my_result(work, hall.exam_session_id)
    assert result is not None
    assert (result.raw, result.passed, result.first_raw, result.first_passed) == (3, True, 2, False)
    assert result.changed_at == FOUND


@once
def test_before_the_release_nobody_is_told_and_nobody_sees_a_score(site: Site, cast: Cast) -> None:
    hall = turning_hall(site, cast)
    corrected(site, cast, FIRST, keys="C")
    assert notices(site, cast) == []
    with Work.open(site, cast["he"], FOUND, read_only=True) as work:
        assert session_results(work, hall.exam_session_id).results == []
    with Work.open(site, hall.lin, FOUND, read_only=True) as work:
        assert my_result(work, hall.exam_session_id) is None


# -- a replay -------------------------------------------------------------------------------------------------------


@once
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_marking_again_from_the_events_gives_identical_bytes(site: Site, cast: Cast, data: st.DataObject) -> None:
    """Whatever was answered and whatever was corrected since: each result by the version of the keys it names."""
    with site.sessions.kw["bind"].begin_nested() as savepoint:
        chosen = {item.id: data.draw(_answers(item), item.id) for item in ITEMS}
        a_hall_that_chose(site, cast, chosen)
        for item in data.draw(st.lists(st.sampled_from(ITEMS), max_size=3)):
            kind = data.draw(st.sampled_from([RulingKind.OTHER_KEY, RulingKind.ALL_RIGHT, RulingKind.OUT]))
            try:
                corrected(site, cast, item, kind, data.draw(_answers(item)))
            except Refusal:
                continue  # no answer named, or what counts already
        with Work.open(site, cast["he"], FOUND, read_only=True) as work:
            for row in work.all(select(Result)):
                sitting = work.get(Sitting, row.sitting_id)
                again = marks_of(work, [sitting], keys_in_force(work, row.key_version))[sitting.id]
                assert again.bytes() == stored_mark(row).bytes()
        savepoint.rollback()


def _answers(item: Item) -> st.SearchStrategy[str]:
    if item.kind is ItemKind.MULTIPLE:
        return st.sets(st.sampled_from(item.letters)).map(lambda found: "".join(sorted(found)))
    return st.sampled_from(["", *item.letters])


# -- who may, and what is refused -----------------------------------------------------------------------------------


def test_the_same_person_cannot_sign_twice(site: Site, cast: Cast) -> None:
    turning_hall(site, cast)
    correction = proposed(site, cast, FIRST, keys="C")
    with pytest.raises(Conflict, match="second person"):
        signed(site, cast, correction, "he")
    bind = site.sessions.kw["bind"]
    with pytest.raises(DatabaseError), bind.begin_nested():
        bind.execute(
            text("UPDATE key_correction SET number = 1, second_at = first_at, second_person_id = first_person_id")
        )


def test_a_signed_correction_and_what_was_proposed_stay_as_they_are(site: Site, cast: Cast) -> None:
    turning_hall(site, cast)
    bind = site.sessions.kw["bind"]
    correction = proposed(site, cast, FIRST, keys="C")
    for change in ("UPDATE key_correction SET keys = 'D'", "DELETE FROM key_correction"):
        with pytest.raises(DatabaseError, match="append only"), bind.begin_nested():
            bind.execute(text(change))
    signed(site, cast, correction)
    with pytest.raises(DatabaseError, match="append only"), bind.begin_nested():
        bind.execute(text("UPDATE key_correction SET dropped_at = first_at"))
    with pytest.raises(TooLate):
        signed(site, cast, correction)


@once
def test_who_was_shown_something_else_does_not_sign(site: Site, cast: Cast) -> None:
    turning_hall(site, cast)
    correction = proposed(site, cast, FIRST, keys="C")
    with pytest.raises(Conflict, match="not what you were shown"), Work.open(site, cast["lin"], FOUND) as work:
        key_corrections.sign_key_correction(work, correction, "0" * 64)


@once
def test_nothing_is_signed_while_somebody_answers(site: Site, cast: Cast) -> None:
    hall = a_hall(site, cast)
    a_sitting(site, hall.lin)
    correction = proposed(site, cast, FIRST, keys="C")
    with pytest.raises(Conflict, match="1 candidates are answering now"):
        signed(site, cast, correction)


@once
def test_a_sum_of_answers_that_the_events_do_not_come_to_is_found(site: Site, cast: Cast) -> None:
    hall = turning_hall(site, cast)
    with Work.open(site, cast["he"], FOUND) as work:
        row = work.all(select(Sitting).where(Sitting.person_id == hall.lin.person_id))[0]
        row.answers = []
    correction = proposed(site, cast, FIRST, keys="C")
    with pytest.raises(Conflict, match="do not come to the answers kept beside them"):
        signed(site, cast, correction)
    with Work.open(site, cast["he"], FOUND, read_only=True) as work:
        assert work.get(KeyCorrection, correction).second_at is None
    assert len(results_of(site, cast, hall.bao)) == 1


@once
@pytest.mark.parametrize(
    ("kind", "keys", "reason", "source", "field"),
    [
        (None, "C", WHY, SHOWN_BY, "kind"),
        (RulingKind.OTHER_KEY, "", WHY, SHOWN_BY, "keys"),
        (RulingKind.OTHER_KEY, "E", WHY, SHOWN_BY, "keys"),
        (RulingKind.OTHER_KEY, "BC", WHY, SHOWN_BY, "keys"),
        (RulingKind.OTHER_KEY, "B", WHY, SHOWN_BY, "keys"),
        (RulingKind.OTHER_KEY, "C", " ", SHOWN_BY, "reason"),
        (RulingKind.OTHER_KEY, "C", "x" * 501, SHOWN_BY, "reason"),
        (RulingKind.OUT, "", WHY, "", "source"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    site: Site, cast: Cast, kind: RulingKind | None, keys: str, reason: str, source: str, field: str
) -> None:
    a_closed_hall(site, cast)
    with pytest.raises(Invalid) as refusal, Work.open(site, cast["he"], FOUND) as work:
        key_corrections.propose_key_correction(work, FIRST.digest, kind, keys, reason, source)
    assert list(refusal.value.fields) == [field]


@once
def test_one_correction_of_an_item_waits_at_a_time_and_may_be_dropped(site: Site, cast: Cast) -> None:
    turning_hall(site, cast)
    correction = proposed(site, cast, FIRST, keys="C")
    with pytest.raises(Conflict, match="waits for a signature already"):
        proposed(site, cast, FIRST, keys="D", who="lin")
    with Work.open(site, cast["he"], FOUND) as work:
        key_corrections.drop_key_correction(work, correction)
    proposed(site, cast, FIRST, keys="D", who="lin")
    with pytest.raises(TooLate):
        signed(site, cast, correction)


@once
@pytest.mark.parametrize("name", ["li", "zhou", "sun", "zhao", "ma", "wu"])
def test_nobody_else_proposes_or_signs(site: Site, cast: Cast, name: str) -> None:
    turning_hall(site, cast)
    with pytest.raises(NotAllowed):
        proposed(site, cast, FIRST, keys="C", who=name)
    correction = proposed(site, cast, FIRST, keys="C")
    with pytest.raises(NotAllowed), Work.open(site, cast[name], FOUND) as work:
        key_corrections.sign_key_correction(work, correction, "")


@once
def test_an_annulled_result_is_left_alone(site: Site, cast: Cast, copied: Copied) -> None:
    """It counts no more, whatever it came to."""
    case_id = opened(site, cast["he"], screened(site, cast, copied))
    annulled(site, cast, case_id, upheld(site, cast, case_id)[0])
    with Work.open(site, cast["ma"], AFTERWARDS, read_only=True) as work:
        (taken,) = work.all(select(ResultAnnulment.person_id))
    before = results_of_everybody(site, cast)
    item = an_item_of(site, cast, taken)
    correction = proposed(site, cast, item, RulingKind.ALL_RIGHT, now=AFTERWARDS)
    with Work.open(site, cast["lin"], AFTERWARDS, read_only=True) as work:
        papers = effects_of(work, correction).papers
    assert papers and taken not in {each.person_id for each in papers}
    assert results_of_everybody(site, cast) == before


def results_of_everybody(site: Site, cast: Cast) -> int:
    with Work.open(site, cast["ma"], FOUND, read_only=True) as work:
        return len(work.all(select(Result.id)))


def an_item_of(site: Site, cast: Cast, person_id: UUID) -> Item:
    """The first item of somebody's paper."""
    with Work.open(site, cast["he"], FOUND, read_only=True) as work:
        (sitting,) = work.all(select(Sitting).where(Sitting.person_id == person_id))
        return paper_of(work, sitting).slots[1].item
