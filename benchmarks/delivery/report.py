"""The report of a run, for a terminal and for docs/performance.md."""

import os
from collections.abc import Sequence
from math import inf

from benchmarks.delivery.accounts import Reckoning
from benchmarks.delivery.machine import Meter
from benchmarks.delivery.measures import Kind, Measures, line_of, percentile

HEAD = f"{'ms':44}{'number':>9}{'p50':>10}{'p90':>10}{'p99':>10}{'p99.9':>10}{'max':>10}"


def show_phases(measures: Measures, surge: float, answering: float) -> None:
    """What was waited for while all opened their papers, while all answered, and while all handed in."""
    ends = surge + answering
    print("While all open their papers")
    show_times(measures, [Kind.PAGE, Kind.CHANGE, Kind.BEAT], ends=surge)
    print("While all answer")
    show_times(measures, [Kind.CHANGE, Kind.BEAT], surge, ends)
    print("While all hand in")
    show_times(measures, [Kind.CHANGE, Kind.BEAT, Kind.HAND_IN], begins=ends)
    print(f"{'The generator was behind by':44}{line_of(measures.sent_late)}")


def show_times(measures: Measures, kinds: Sequence[Kind], begins: float = -inf, ends: float = inf) -> None:
    """Of the waits that began in one stretch of the run, in seconds from its beginning."""
    print(HEAD)
    for kind in kinds:
        if everything := measures.all_seconds(kind, begins, ends):
            print(f"{kind:44}{line_of(measures.undisturbed_seconds(kind, begins, ends))}")
            print(f"{'  with faults and kills':44}{line_of(everything)}")


def show_machine(meter: Meter, seconds: float) -> None:
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    server, own = meter.server_seconds / seconds, meter.generator_seconds / seconds
    print(f"processor: server {server:.0%} of a core, generator {own:.0%}; load average {load}; {os.cpu_count()} cores")


def show_downtime(seconds_down: Sequence[float]) -> None:
    if seconds_down:
        usual, longest = percentile(seconds_down, 0.5), max(seconds_down)
        print(f"{len(seconds_down)} x kill -9; up again after {usual:.1f} s, at most {longest:.1f} s")


def show_reckoning(total: Reckoning, candidates: int, acknowledged: int, differed: int) -> None:
    print(
        f"{candidates:,} candidates, {acknowledged:,} changes acknowledged: " + ("all kept" if total.is_clean else "")
    )
    print(
        f"  lost {total.lost}, doubled {total.doubled}, holes {total.holes}, made by nobody {total.strange}, "
        f"wrong answers {total.wrong_answers}, sums that differ {total.wrong_projections + differed}, "
        f"without a receipt {total.not_handed_in}, refused {len(total.refused)} {sorted(set(total.refused))}"
    )


def show_loss(design: str, wrong_answers: int, candidates: int) -> None:
    print(f"  {design:50}{wrong_answers * 1000 / candidates:12,.0f}")
