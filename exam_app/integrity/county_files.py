"""The folder of an examination that `screen` reads, and the tables it writes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from exam_app.integrity.arrays import Floats, Ints
from exam_app.integrity.files import FileFault, Table, item_columns, read_options, read_table, write_table
from exam_app.integrity.nominal import NominalModel
from exam_app.integrity.report import report_html
from exam_app.integrity.screening import Cohort, Screening
from exam_app.integrity.seating import Family
from exam_app.integrity.timing import TimeModel

PAIR_HEADING: Final = ("person_a", "person_b", "room", "family", "lrsym_p", "omega_p", "gbt_p", "m4_p", "q")
PERSON_HEADING: Final = ("person", "room", "lz_star_p", "l_t_p", "leak_p", "edi_p", "combined_p", "q")
ROOM_HEADING: Final = ("room", "statistic", "p", "rank")
ITEM_HEADING: Final = ("item", "leak_score")
FIRST_COLUMNS: Final = ("person", "room", "seat")


@dataclass(frozen=True)
class County:
    """A cohort with the names its files use."""

    cohort: Cohort
    people: tuple[str, ...]
    items: tuple[str, ...]


def read_county(folder: Path) -> County:
    """Read responses.csv.gz, bank_parameters.csv and, if it is there, seconds.csv.gz (each may be plain .csv).

    The seats of a room are numbered along one row, so neighbours are those whose numbers differ by one. The key is the
    last option of each item. Raises FileFault.
    """
    responses = read_table(_either(folder, "responses"))
    bank = read_table(folder / "bank_parameters.csv")
    columns = item_columns(responses, before=len(FIRST_COLUMNS))
    if len(bank.rows) != len(columns):
        raise FileFault(f"{bank.name} has {len(bank.rows)} items, but {responses.name} has {len(columns)}.")
    options, model = _bank(bank)
    people = responses.column("person")
    rows = {name: row for row, name in reversed(list(enumerate(people, start=2)))}
    for row, name in enumerate(people, start=2):
        if rows[name] != row:
            raise FileFault(f"{responses.name}, row {row}: person {name} has a row already.")
    seats = responses.whole_numbers(("seat",), 0)[:, 0].astype(np.float64)
    cohort = Cohort(
        responses=read_options(responses, columns, options),
        key=model.option_counts - 1,
        option_counts=model.option_counts,
        rooms=responses.whole_numbers(("room",), 0)[:, 0],
        seats=np.stack([np.zeros(len(seats)), np.where(seats > 0, seats, np.nan)], axis=1),
        seconds=_seconds(folder, responses, columns),
        model=model,
        time_model=_time_model(bank),
    )
    return County(cohort, tuple(people), columns)


def _either(folder: Path, name: str) -> Path:
    plain = folder / f"{name}.csv"
    return plain if plain.is_file() else folder / f"{name}.csv.gz"


def _bank(bank: Table) -> tuple[list[list[int]], NominalModel]:
    """Which option numbers each item has, and its parameters on those."""
    widest = sum(name.startswith("lambda") for name in bank.heading)
    numbers = range(1, widest + 1)
    slopes = bank.numbers([f"lambda{number}" for number in numbers])
    intercepts = bank.numbers([f"zeta{number}" for number in numbers])
    there = ~np.isnan(slopes) & ~np.isnan(intercepts)
    counts = bank.whole_numbers(("options",), 0)[:, 0]
    for row in np.flatnonzero((there.sum(axis=1) != counts) | (counts < 1)):
        raise FileFault(f"{bank.name}, row {row + 2}: {there[row].sum()} options have parameters, not {counts[row]}.")
    place = np.argsort(~there, axis=1, kind="stable")
    model = NominalModel(_packed(slopes, place), _packed(intercepts, place), counts)
    return [[number for number, has in zip(numbers, row, strict=True) if has] for row in there], model


def _time_model(bank: Table) -> TimeModel:
    alpha, beta = bank.complete_numbers(("alpha", "beta")).T
    for row in np.flatnonzero(alpha <= 0):
        raise FileFault(f"{bank.name}, row {row + 2}, column alpha: the precision must be above 0.")
    return TimeModel(alpha, beta)


def _packed(parameters: Floats, place: Ints) -> Floats:
    return np.nan_to_num(np.take_along_axis(parameters, place, axis=1))


def _seconds(folder: Path, responses: Table, columns: tuple[str, ...]) -> Floats | None:
    path = _either(folder, "seconds")
    if not path.is_file():
        return None
    table = read_table(path)
    if len(table.rows) != len(responses.rows):
        raise FileFault(f"{table.name} has {len(table.rows)} rows, but {responses.name} has {len(responses.rows)}.")
    return table.numbers(columns)


def write_screening(out: Path, county: County, found: Screening) -> None:
    """Write pairs.csv, persons.csv, rooms.csv, items.csv and report.html; statistics not built are empty columns."""
    pairs, people = found.pairs, np.array(county.people, dtype=object)
    rooms = county.cohort.rooms
    inside = found.family < Family.VENUE
    where = [int(room) if near else None for room, near in zip(rooms[pairs.first], inside, strict=True)]
    family = [Family(number).name.lower() for number in found.family]
    m4_of = {(each.first, each.second): each.m4_p for each in found.evidence}
    m4 = [m4_of.get(pair) for pair in zip(pairs.first, pairs.second, strict=True)]
    write_table(out / "pairs.csv", PAIR_HEADING, [
        people[pairs.first], people[pairs.second], where, family,
        pairs.lrsym_p, pairs.omega_p, pairs.gbt_p, m4, found.q,
    ])  # fmt: skip
    write_table(out / "persons.csv", PERSON_HEADING, [
        people, rooms, found.fit.p, found.times.p if found.times else None, None, None, found.person_p, found.person_q,
    ])  # fmt: skip
    ranking = found.rooms
    write_table(out / "rooms.csv", ROOM_HEADING, [
        ranking.rooms, ranking.statistic, ranking.p, np.arange(1, len(ranking.rooms) + 1),
    ])  # fmt: skip
    write_table(out / "items.csv", ITEM_HEADING, [county.items, None])
    (out / "report.html").write_text(report_html(county.people, county.items, found), encoding="utf-8")
