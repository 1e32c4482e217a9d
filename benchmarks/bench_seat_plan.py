"""How long the seats of 500 candidates take to plan. Run: `python -m benchmarks.bench_seat_plan`.

One hall of 500 seats and ten rooms of 50, with mixes from many small units to a single one, alone and with four forms
of the paper. The goal is 1 s for each. Prints figures; nothing here fails.
"""

from collections.abc import Sequence
from random import Random
from time import perf_counter

from exam_app.seat_plan import Placed, Spot, plan_seats, too_close

GOAL_SECONDS = 1
MIXES: dict[str, Sequence[int]] = {
    "20 units of 25": [25] * 20,
    "2 units of 250": [250] * 2,
    "300 of one unit": [300, 100, 100],
    "400 of one unit": [400, 100],
    "one unit alone": [500],
}
FORMS = 4


def hall(rooms: int, rows: int, columns: int) -> list[Spot]:
    return [
        Spot(room, row, column)
        for room in range(rooms)
        for row in range(1, rows + 1)
        for column in range(1, columns + 1)
    ]


def people(sizes: Sequence[int], forms: int, chance: Random) -> list[Placed[tuple[int, int]]]:
    placed = [
        Placed((unit, order), unit, chance.randrange(forms) if forms else None)
        for unit, size in enumerate(sizes)
        for order in range(size)
    ]
    chance.shuffle(placed)
    return placed


def main() -> None:
    for where, spots in (("one hall", hall(1, 20, 25)), ("ten rooms", hall(10, 5, 10))):
        for mix, sizes in MIXES.items():
            for forms in (0, FORMS):
                placed = people(sizes, forms, Random(1))
                start = perf_counter()
                plan = plan_seats(placed, spots)
                seconds = perf_counter() - start
                who = {person.who: person for person in placed}
                close = len(list(too_close({spot: who[key] for key, spot in plan.items()})))
                figures = f"{seconds:6.3f} s   goal {GOAL_SECONDS} s, {close:4} close pairs"
                print(f"{where:9}  {mix:16} {forms} forms  {figures}")


if __name__ == "__main__":
    main()
