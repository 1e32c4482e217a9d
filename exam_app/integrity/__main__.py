"""The package used alone, on files: `python -m exam_app.integrity golden|screen DIR --out DIR2`.

Exit status: 0 if all is well, 2 if the command was given something it cannot use.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from time import monotonic

from exam_app.integrity.county_files import read_county, write_screening
from exam_app.integrity.files import FileFault
from exam_app.integrity.golden import write_golden
from exam_app.integrity.screening import screen

SECONDS_WITHOUT_A_BAR = 2.0
_WIDTH = 30


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status."""
    chosen = _parser().parse_args(arguments)
    try:
        chosen.out.mkdir(parents=True, exist_ok=True)
        return golden_command(chosen) if chosen.command == "golden" else screen_command(chosen)
    except FileFault as fault:
        print(fault, file=sys.stderr)
    except OSError as error:
        print(f"{error.filename or chosen.out}: {error.strerror or error}.", file=sys.stderr)
    return 2


def golden_command(chosen: argparse.Namespace) -> int:
    """Compute the statistics of published test data and name the files written."""
    for name in write_golden(chosen.directory, chosen.out):
        print(name)
    return 0


def screen_command(chosen: argparse.Namespace) -> int:
    """Screen the examination of a folder and say in one line what was found."""
    county = read_county(chosen.directory)
    bar = Bar()
    found = screen(county.cohort, bar)
    bar.close()
    write_screening(chosen.out, county, found)
    named = sum(each.q <= 0.05 for each in found.evidence)
    print(f"{found.tests.sum():,} pairs compared, {named} with q up to .05: see {chosen.out / 'report.html'}.")
    return 0


class Bar:
    """A line on stderr that grows, once the work has taken over two seconds; nothing where nobody would see it."""

    def __init__(self) -> None:
        self._begun = monotonic()
        self._shown = ""

    def __call__(self, done: int, total: int) -> None:
        """Draw ``done`` of ``total``."""
        if monotonic() - self._begun < SECONDS_WITHOUT_A_BAR:
            return
        line = f"\rcomparing [{'#' * (_WIDTH * done // total):<{_WIDTH}}] {100 * done // total:3d} %"
        if line != self._shown:
            self._shown = line
            print(line, end="", file=sys.stderr, flush=True)

    def close(self) -> None:
        """End the line, if there is one."""
        if self._shown:
            print(file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m exam_app.integrity", description="Which answers are more alike than independent work explains."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name, what in (
        ("golden", "compute the statistics of published test data from its in_ files"),
        ("screen", "screen an examination: responses, seconds and bank parameters"),
    ):
        command = commands.add_parser(name, help=what, description=what)
        command.add_argument("directory", type=Path)
        command.add_argument("--out", type=Path, required=True, help="folder for the results; made if it is not there")
    return parser


if __name__ == "__main__":
    sys.exit(main())
