"""Whole examinations with planted copying: what is found, and how often an honest pair is named."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from exam_app.integrity.arrays import ABSENT, BLANK
from exam_app.integrity.county_files import read_county
from exam_app.integrity.evidence import METHOD_VERSION, q_values
from exam_app.integrity.nominal import NominalModel
from exam_app.integrity.screening import KEPT_Q, Cohort, Screening, screen
from exam_app.integrity.seating import Family
from exam_app.integrity.simulate import SimulatedExam, simulated_exam

Honest = Callable[[int, int], bool]


def exam(seed: int) -> SimulatedExam:
    """Ten rooms of thirty, twenty pairs copying, and in every second one a room that was told thirty answers."""
    copying = ((0.15, 4), (0.3, 8), (0.5, 8))
    return simulated_exam(seed, rooms=10, copying=copying, colluding_answers=30 * (seed % 2))


@pytest.fixture(scope="module")
def screened() -> list[tuple[SimulatedExam, Screening]]:
    return [(each, screen(each.cohort)) for each in map(exam, range(1000, 1020))]


def honest_in_rooms(found: Screening, is_honest: Honest) -> np.ndarray:
    """p of the likelihood ratio of all honest pairs that sat in one room, ascending."""
    near = np.flatnonzero(found.family < Family.VENUE)
    pairs = found.pairs
    return np.sort([pairs.lrsym_p[at] for at in near if is_honest(int(pairs.first[at]), int(pairs.second[at]))])


def power_at_one_percent(found: Screening, is_honest: Honest, planted: list[tuple[int, int]]) -> float:
    """The share of planted pairs below the p that one in a hundred honest pairs of the rooms reaches."""
    threshold = np.quantile(honest_in_rooms(found, is_honest), 0.01)
    p_of = dict(zip(zip(found.pairs.first, found.pairs.second, strict=True), found.pairs.lrsym_p, strict=True))
    return float(np.mean([p_of[pair] <= threshold for pair in planted]))


def test_at_least_17_in_20_who_copied_three_in_ten_are_found(screened: list[tuple[SimulatedExam, Screening]]) -> None:
    power = [
        power_at_one_percent(found, each.is_honest, [pair for pair, share in each.copied.items() if share == 0.3])
        for each, found in screened
    ]
    assert np.mean(power) >= 0.85


def test_of_the_pairs_named_at_most_one_in_twenty_is_honest(screened: list[tuple[SimulatedExam, Screening]]) -> None:
    # One exam's share scatters by .04, so a mean of twenty by .01; over eighty others without a told room it is .024.
    false = []
    for each, found in screened:
        named = [case for case in found.evidence if case.q <= 0.05]
        assert named
        false.append(np.mean([each.is_honest(case.first, case.second) for case in named]))
    assert np.mean(false) <= 0.05


def test_hardly_any_examination_without_copying_has_a_pair_named() -> None:
    # Without copying every pair named is a false discovery: in one of twenty such rooms, and two standard errors of 40.
    named = [
        any(case.q <= 0.05 for case in screen(simulated_exam(seed, rooms=1, copying=()).cohort).evidence)
        for seed in range(3000, 3040)
    ]
    assert np.mean(named) <= 0.05 + 0.07


def test_honest_pairs_are_called_at_most_as_often_as_stated(screened: list[tuple[SimulatedExam, Screening]]) -> None:
    p = np.concatenate([honest_in_rooms(found, each.is_honest) for each, found in screened])
    for stated in (0.05, 0.01, 0.001):
        assert (p <= stated).mean() <= 1.05 * stated


def test_the_room_that_was_told_comes_first(screened: list[tuple[SimulatedExam, Screening]]) -> None:
    told = [(each, found) for each, found in screened if each.colluding_room is not None]
    assert told
    assert all(found.rooms.rooms[0] == each.colluding_room for each, found in told)


def test_the_shared_county_examination_gives_the_published_power(outside_data: Path) -> None:
    folder = outside_data / "detection" / "county_exam"
    truth = json.loads((folder / "truth.json").read_text())
    cohort = read_county(folder).cohort
    found = screen(cohort)
    copied = {(one - 1, two - 1): share for one, two, share in truth["copy_pairs_source_copier_fraction"]}
    strange = {person - 1 for name in ("preknowledge_persons", "tampered_persons") for person in truth[name]}

    def is_honest(one: int, two: int) -> bool:
        told = cohort.rooms[one] == cohort.rooms[two] == truth["colluding_room"]
        return (one, two) not in copied and not told and not strange & {one, two}

    power = {
        share: power_at_one_percent(found, is_honest, [pair for pair, of in copied.items() if of == share])
        for share in (0.15, 0.3, 0.5)
    }
    # The best published statistic (GBT) finds .25, .667 and 1.0 here; 12 pairs each, so a pair is .083.
    assert power[0.15] >= 0.41
    assert power[0.3] >= 0.85
    assert power[0.5] == 1.0
    assert found.rooms.rooms[0] == truth["colluding_room"]


def test_the_same_cohort_gives_the_same_numbers_to_the_last_bit() -> None:
    cohort = simulated_exam(1, rooms=4, copying=((0.5, 3),)).cohort
    one, two = screen(cohort), screen(cohort)
    assert one.evidence == two.evidence
    for name in ("lrsym_p", "omega_p", "gbt_p"):
        assert getattr(one.pairs, name).tobytes() == getattr(two.pairs, name).tobytes()
    assert one.person_p.tobytes() == two.person_p.tobytes()
    assert one.rooms.statistic.tobytes() == two.rooms.statistic.tobytes()


def test_the_evidence_says_what_a_case_rests_on() -> None:
    each = simulated_exam(2, rooms=4, copying=((0.6, 2),))
    found = screen(each.cohort)
    case = found.evidence[0]
    assert (case.first, case.second) in each.copied_pairs
    assert case.family == Family.NEIGHBOURS
    assert case.method_version == METHOD_VERSION
    assert case.common_items == 100
    assert case.matches > case.expected_high >= case.expected_matches >= case.expected_low
    assert case.honest_pairs_per_such == pytest.approx(1 / case.lrsym_p)
    assert case.family_tests == found.tests[Family.NEIGHBOURS]
    responses, key = each.cohort.responses, each.cohort.key
    alike = (responses[case.first] == responses[case.second]) & (responses[case.first] != key)
    assert {wrong.item for wrong in case.shared_wrong} == set(np.flatnonzero(alike))
    assert [wrong.usual for wrong in case.shared_wrong] == sorted(wrong.usual for wrong in case.shared_wrong)
    for wrong in case.shared_wrong:
        assert wrong.option == responses[case.first, wrong.item]
        assert 0 < wrong.chance < 1


def test_any_change_of_the_inputs_changes_the_digest() -> None:
    cohort = simulated_exam(3, rooms=2, copying=()).cohort
    responses = cohort.responses.copy()
    responses[0, 0] = 1 - min(1, responses[0, 0])
    changed = [
        replace(cohort, responses=responses),
        replace(cohort, rooms=cohort.rooms + 1),
        replace(cohort, seats=cohort.seats + 1),
        replace(cohort, seconds=None),
        replace(cohort, time_model=None),
        replace(cohort, history_counts=np.full(100, 999)),
    ]
    assert len({screen(each).inputs_digest for each in [cohort, *changed]}) == 7


def with_papers(cohort: Cohort, seed: int) -> Cohort:
    """Everybody gets 60 of the items at random and leaves three of them blank."""
    responses = cohort.responses.copy()
    rng = np.random.default_rng(seed)
    for row in responses:
        order = rng.permutation(len(row))
        row[order[60:]], row[order[:3]] = ABSENT, BLANK
    return replace(cohort, responses=responses)


def test_copying_is_found_on_papers_drawn_at_random_with_blanks() -> None:
    each = simulated_exam(4, rooms=6, copying=((0.9, 4),))
    found = screen(with_papers(each.cohort, 1))
    assert {(case.first, case.second) for case in found.evidence if case.q <= 0.05} >= each.copied_pairs
    assert found.pairs.common.max() < 60


def test_every_pair_counts_as_a_test_whether_or_not_it_was_looked_at_closely() -> None:
    found = screen(simulated_exam(11, rooms=6, copying=((0.5, 6),)).cohort)
    assert found.tests.sum() == 180 * 179 // 2
    assert found.tests[Family.VENUE] == 180 * 150 // 2
    small = found.q <= KEPT_Q
    assert small.sum() > 3
    again = q_values(found.pairs.lrsym_p[small], found.family[small], found.tests)
    assert again == pytest.approx(found.q[small], rel=1e-12)


def test_people_with_too_little_in_common_are_not_compared() -> None:
    cohort = simulated_exam(5, rooms=2, room_size=10, copying=()).cohort
    responses = cohort.responses.copy()
    responses[0] = ABSENT
    responses[1, 9:] = BLANK
    found = screen(replace(cohort, responses=responses))
    assert found.tests.sum() == 18 * 17 // 2
    assert not np.isin([0, 1], [found.pairs.first, found.pairs.second]).any()
    assert np.isfinite(found.person_p).all()


def test_without_parameters_the_session_is_its_own_history_and_says_it_is_a_screening_only() -> None:
    each = simulated_exam(6, rooms=5, copying=((0.6, 3),))
    found = screen(replace(each.cohort, model=None, time_model=None))
    assert found.screening_only
    assert all(case.screening_only for case in found.evidence)
    assert {(case.first, case.second) for case in found.evidence if case.q <= 0.05} <= each.copied_pairs


def test_a_long_history_is_enough_for_more_than_a_screening() -> None:
    each = simulated_exam(7, rooms=3, copying=((0.6, 2),))
    past = simulated_exam(7, rooms=3, copying=()).cohort
    long = np.tile(past.responses, (3, 1))
    found = screen(replace(each.cohort, model=None, history=long, history_seconds=None, time_model=None))
    assert not found.screening_only


def test_an_option_nobody_ever_chose_ruins_nothing() -> None:
    each = simulated_exam(8, rooms=4, copying=())
    counts = each.cohort.option_counts + 1
    responses = each.cohort.responses.copy()
    responses[[3, 4], 0] = counts[0] - 1
    cohort = replace(each.cohort, responses=responses, option_counts=counts, model=None, history=each.cohort.responses)
    found = screen(cohort)
    for p in (found.pairs.lrsym_p, found.pairs.omega_p, found.pairs.gbt_p, found.fit.p, found.person_p):
        assert np.isfinite(p).all()
        assert (p > 0).all()
    at = np.flatnonzero((found.pairs.first == 3) & (found.pairs.second == 4))[0]
    assert found.q[at] > KEPT_Q


def test_a_session_of_nobody_or_one_has_no_pairs() -> None:
    cohort = simulated_exam(9, rooms=1, room_size=2, copying=()).cohort
    for count in (0, 1):
        few = replace(
            cohort,
            responses=cohort.responses[:count],
            rooms=cohort.rooms[:count],
            seats=cohort.seats[:count],
            seconds=None,
        )
        found = screen(few)
        assert (found.tests.sum(), found.evidence, len(found.person_p)) == (0, (), count)


def test_a_session_in_which_nobody_answered_anything_has_no_pairs() -> None:
    cohort = simulated_exam(9, rooms=1, room_size=4, copying=()).cohort
    found = screen(replace(cohort, responses=np.full_like(cohort.responses, BLANK)))
    assert (found.tests.sum(), found.evidence) == (0, ())
    assert (found.person_q > 0.9).all()


def test_narrow_integers_give_the_same_numbers() -> None:
    cohort = simulated_exam(10, rooms=2, copying=((0.6, 2),)).cohort
    narrow = replace(cohort, responses=cohort.responses.astype(np.int8), key=cohort.key.astype(np.int8))
    assert screen(narrow).evidence == screen(cohort).evidence


def test_progress_runs_to_the_end() -> None:
    told: list[tuple[int, int]] = []
    screen(simulated_exam(1, rooms=2, copying=()).cohort, lambda done, total: told.append((done, total)))
    done = [each for each, _ in told]
    assert done == sorted(done)
    assert told[-1][0] == told[-1][1]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"key": np.zeros(3, dtype=np.int64)}, r"key has shape \(3,\), but the responses ask for \(100,\)"),
        ({"seats": np.zeros((60, 3))}, "seats has shape"),
        ({"key": np.full(100, 9)}, "the key 9 of item 0 is not one of its options"),
        ({"responses": np.full((60, 100), 7)}, "answer 7 of person 0 is no option of item 0"),
    ],
)
def test_arrays_that_do_not_belong_together_are_refused(change: dict[str, np.ndarray], sentence: str) -> None:
    cohort = simulated_exam(1, rooms=2, copying=()).cohort
    with pytest.raises(ValueError, match=sentence):
        screen(replace(cohort, **change))  # type: ignore[arg-type]  # names are those of Cohort


def test_parameters_of_other_items_are_refused() -> None:
    cohort = simulated_exam(1, rooms=2, copying=()).cohort
    model = NominalModel(np.zeros((5, 4)), np.zeros((5, 4)), np.full(5, 4))
    with pytest.raises(ValueError, match="parameters of 5 items"):
        screen(replace(cohort, model=model))
