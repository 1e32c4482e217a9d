"""Units by what became of their people: how fast, how many passed, how many of all certificates.

Each unit is compared with the others together, never with a fixed figure for good schools. It takes several units and
some people; with fewer nothing is said. Flags of this module concern results and name no class hours.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from exam_app.plausibility.flags import About, Fact, Flag, FlagKind, Subject, flag
from exam_app.plausibility.limits import Limits
from exam_app.plausibility.register import Register
from exam_app.plausibility.tails import beta_binomial_tail, mean_and_spread, q_values, rank_sum_p
from exam_app.plausibility.values import PersonResult

Measure = Callable[[PersonResult], float | None]
"""What is compared of a person; None where it is not known."""


@dataclass(frozen=True)
class Comparison:
    """One unit among the others: its median, theirs, how many people it rests on, and the p-value of the rank sum."""

    unit: UUID
    people: int
    median: float
    others: float
    p: float


def too_few_days(register: Register, limits: Limits) -> Iterator[Flag]:
    """Units with people who had more class hours at the examination than their days since the first lesson allow."""
    for unit, results in _by_unit(register).items():
        beyond = [each for each in results if each.hours > each.days * limits.all_hours_a_day]
        if beyond:
            worst = max(beyond, key=lambda each: (each.hours / each.days, each.hours))
            yield flag(
                FlagKind.TOO_FEW_DAYS,
                Subject.of(About.UNIT, unit),
                when=str(register.records.until.year),
                others=[Subject.of(About.PERSON, each.person_id) for each in beyond],
                facts={
                    "people": len(beyond),
                    "hours": worst.hours,
                    "days": worst.days,
                    "most": limits.all_hours_a_day,
                },
                weight=float(sum(each.hours - each.days * limits.all_hours_a_day for each in beyond)),
            )


def fast_courses(register: Register, limits: Limits) -> Iterator[Flag]:
    """Units whose people come to the examination in a fraction of the days that others take."""
    found = compare(_by_unit(register), lambda each: float(each.days), limits)
    yield from _fast(register, FlagKind.FAST_COURSE, found, limits.fast_course_ratio, limits)


def fast_exams(register: Register, limits: Limits) -> Iterator[Flag]:
    """Units whose candidates hand in after a fraction of the minutes that others take, as if they knew the paper."""
    found = compare(_by_unit(register), lambda each: each.minutes, limits)
    yield from _fast(register, FlagKind.FAST_EXAM, found, limits.fast_exam_ratio, limits)


def compare(units: dict[UUID, list[PersonResult]], measure: Measure, limits: Limits) -> Sequence[Comparison]:
    """Each unit with enough people against all others together; nothing with fewer than ``fewest_units``."""
    values = {unit: _measured(results, measure) for unit, results in units.items()}
    values = {unit: own for unit, own in values.items() if len(own) >= limits.fewest_people}
    if len(values) < limits.fewest_units:
        return []
    found = []
    for unit, own in values.items():
        others = np.concatenate([other for each, other in values.items() if each != unit])
        p = rank_sum_p(own, others)
        found.append(Comparison(unit, len(own), float(np.median(own)), float(np.median(others)), p))
    return found


def pass_rates(register: Register, limits: Limits) -> Iterator[Flag]:
    """Units that pass more people than the spread among the others explains.

    The others give a mean and an intraclass correlation, not below ``unit_spread``; under the null hypothesis the unit
    is one more of them, and its number of passes beta-binomial. Units differ more than chance alone makes people
    differ, and a plain binomial test would name every good school (Spiegelhalter, Funnel plots for comparing
    institutional performance, Statistics in Medicine 24, 2005). False discoveries are held over all units tested.
    """
    units = {unit: own for unit, own in _by_unit(register).items() if len(own) >= limits.fewest_people}
    if len(units) < limits.fewest_units:
        return
    names = list(units)
    of = np.array([len(units[name]) for name in names])
    passed = np.array([sum(each.passed for each in units[name]) for name in names])
    tails, means = [], []
    for place in range(len(names)):
        rest = np.arange(len(names)) != place
        mean, spread = mean_and_spread(passed[rest], of[rest])
        spread = min(max(spread, limits.unit_spread), 0.5)
        tails.append(beta_binomial_tail(int(passed[place]), int(of[place]), mean, spread))
        means.append(mean)
    for place, q in enumerate(q_values(tails)):
        if q <= limits.false_discovery_rate:
            facts: dict[str, Fact] = {
                "passed": int(passed[place]),
                "people": int(of[place]),
                "rate": round(100 * int(passed[place]) / int(of[place])),
                "others": round(100 * means[place]),
            }
            yield _unit_flag(register, FlagKind.PASS_RATE, names[place], facts, _surprise(tails[place]))


def market_shares(register: Register, limits: Limits) -> Iterator[Flag]:
    """Units with more than a quarter of all certificates, and well more than their equal share among the units.

    The share of class hours stands beside it: a large school has much of both. Named once a year.
    """
    totals = [each for each in register.records.totals if each.certificates > 0]
    certificates, hours = sum(each.certificates for each in totals), sum(each.hours for each in totals)
    if certificates < limits.fewest_certificates or len(totals) < limits.fewest_units:
        return
    most = max(limits.market_share, limits.market_multiple / len(totals))
    for each in totals:
        share = each.certificates / certificates
        if share > most:
            facts: dict[str, Fact] = {
                "units": len(totals),
                "share": round(100 * share),
                "certificates": certificates,
                "hours": round(100 * each.hours / hours) if hours else 0,
            }
            yield _unit_flag(register, FlagKind.MARKET_SHARE, each.unit_id, facts, share)


def _fast(
    register: Register, kind: FlagKind, found: Sequence[Comparison], ratio: float, limits: Limits
) -> Iterator[Flag]:
    """Named are those both far faster, and surely so: the size decides, the p-value only keeps chance out."""
    for each, q in zip(found, q_values([one.p for one in found]), strict=True):
        if each.median <= ratio * each.others and q <= limits.false_discovery_rate:
            facts: dict[str, Fact] = {
                "people": each.people,
                "median": round(each.median),
                "others": round(each.others),
            }
            yield _unit_flag(register, kind, each.unit, facts, each.others / max(each.median, 0.5))


def _unit_flag(register: Register, kind: FlagKind, unit: UUID, facts: dict[str, Fact], weight: float) -> Flag:
    year = str(register.records.until.year)
    return flag(kind, Subject.of(About.UNIT, unit), when=year, facts=facts, weight=weight)


def _by_unit(register: Register) -> dict[UUID, list[PersonResult]]:
    found: dict[UUID, list[PersonResult]] = defaultdict(list)
    for result in sorted(register.records.results, key=lambda each: (each.unit_id.int, each.person_id.int)):
        found[result.unit_id].append(result)
    return found


def _measured(results: Sequence[PersonResult], measure: Measure) -> np.ndarray:
    values = [measure(each) for each in results]
    return np.array([value for value in values if value is not None], dtype=np.float64)


def _surprise(p: float) -> float:
    return float(-np.log10(max(p, 1e-300)))
