"""How long all pairs of one examination take. Run: `python -m benchmarks.bench_similarity`.

2,000 people in 67 rooms, 100 items: omega of all two million pairs, then omega, GBT and the likelihood ratio exactly
for X Prints figures; nothing here fails.
"""

import resource
from time import perf_counter

import numpy as np

from exam_app.integrity.nominal import Answers, abilities
from exam_app.integrity.screening import NOTABLE_OMEGA, screen
from exam_app.integrity.seating import room_pairs
from exam_app.integrity.similarity import Sheets, pair_blocks, score_pairs
from exam_app.integrity.simulate import SimulatedExam, simulated_exam

ROOMS, ROOM_SIZE, ITEMS, SAMPLE = 67, 30, 100, 2000


def sheets_of(exam: SimulatedExam) -> Sheets:
    """The answers with the probabilities at everybody's ability."""
    cohort = exam.cohort
    assert cohort.model is not None
    thetas = abilities(cohort.model, Answers.of(cohort.responses))
    return Sheets.of(cohort.responses, cohort.model, thetas)


def bench_all_pairs(sheets: Sheets, rooms: np.ndarray) -> float:
    """The rough survey of all pairs and the exact statistics of some; returns seconds for both."""
    start = perf_counter()
    found = [room_pairs(rooms)]
    for block in pair_blocks(sheets):
        notable = np.argwhere(np.triu(block.omega, 1) > NOTABLE_OMEGA) + block.start
        found.append(notable[rooms[notable[:, 0]] != rooms[notable[:, 1]]])
    survey = perf_counter() - start
    chosen = np.concatenate(found)
    start = perf_counter()
    score_pairs(sheets, chosen)
    exact = perf_counter() - start
    people = len(rooms)
    print(f"survey {people * (people - 1) // 2:,} pairs      {survey:8.2f} s")
    print(f"exact for {len(chosen):,} of them   {exact:8.2f} s   {exact / len(chosen) * 1e6:.0f} us a pair")
    return survey + exact


def bench_plain_loop(sheets: Sheets, people: int) -> float:
    """omega and GBT pair by pair; returns seconds for all pairs, scaled from a sample."""
    chances, chosen = np.moveaxis(sheets.chances, 0, 2), sheets.answers.chosen
    pairs = np.stack(np.triu_indices(people, 1), axis=1)
    sample = pairs[np.random.default_rng(1).choice(len(pairs), SAMPLE, replace=False)]
    start = perf_counter()
    for one, other in sample:
        match = (chances[one] * chances[other]).sum(axis=1)
        matches = int((chosen[one] == chosen[other]).sum())
        (matches - match.sum()) / np.sqrt((match * (1 - match)).sum())
        counts = np.zeros(len(match) + 1)
        counts[0] = 1.0
        for chance in match:
            counts[1:] = counts[1:] * (1 - chance) + counts[:-1] * chance
            counts[0] *= 1 - chance
        counts[matches:].sum()
    return (perf_counter() - start) / SAMPLE * len(pairs)


def main() -> None:
    """Print survey, exact part, the loop and their ratio, then a whole screening and the memory it took."""
    exam = simulated_exam(1, rooms=ROOMS, room_size=ROOM_SIZE, items=ITEMS)
    sheets = sheets_of(exam)
    ours = bench_all_pairs(sheets, exam.cohort.rooms)
    loop = bench_plain_loop(sheets, ROOMS * ROOM_SIZE)
    print(f"plain loop, {SAMPLE:,} pairs scaled {loop:8.0f} s   ratio {loop / ours:.0f}")
    start = perf_counter()
    screen(exam.cohort)
    seconds = perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"a whole screening            {seconds:8.2f} s   goal 5 s, peak of the process {peak:.2f} GB")


if __name__ == "__main__":
    main()
