"""How long it takes to issue 500 certificates and to draw their cards. Run: `python -m benchmarks.bench_issuing`.

Issuing is one act in one transaction on a SQLite file: read and judge 500 results, seal, write, journal, publish the
status list, commit. The goals are 5 s for that and 20 s for drawing on two cores. Prints figures; nothing here fails.
"""

import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from time import perf_counter, process_time

from exam_app import create_app
from exam_app.migrations.run import migrate
from exam_app.operations import certificates
from exam_app.queries.certificates import CARDS_A_SHEET, printables_of_day
from exam_app.settings import Settings
from exam_app.web.office.cards import cards_pdf
from exam_app.work import Work, open_site
from tests.builders.certificates import passed_results
from tests.cast import Cast, make_cast
from tests.conftest import NOON

CERTIFICATES, PROCESSES = 500, 2


def issue(folder: Path) -> Cast:
    """Issue everything in one act and print how long it took, the commit included."""
    site = open_site(Settings.for_folder(folder))
    migrate(site.engine)
    cast = make_cast(site, NOON)
    results = passed_results(site, cast, CERTIFICATES).results
    with Work.open(site, cast["sun"], NOON) as work:
        certificates.prepare_keys(work)
    start = perf_counter()
    with Work.open(site, cast["sun"], NOON) as work:
        report = certificates.issue(work, results)
    seconds = perf_counter() - start
    print(f"issue {len(report.certificate_ids)} certificates     {seconds:6.2f} s   goal 5 s")
    return cast


def draw(part: tuple[Path, Cast, Sequence[int]]) -> tuple[int, float]:
    """Draw some of the sheets of fifty cards, as the page does; returns their bytes and the processor's seconds."""
    folder, cast, sheets = part
    site = open_site(Settings.for_folder(folder))
    size, begun = 0, process_time()
    with create_app(site=site).test_request_context():
        for sheet in sheets:
            with Work.open(site, cast["sun"], NOON, read_only=True) as work:
                size += len(cards_pdf(printables_of_day(work, NOON.date(), sheet)))
    return size, process_time() - begun


def main() -> None:
    """Both measurements on one site in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cast = issue(folder)
        sheets = range(1, CERTIFICATES // CARDS_A_SHEET + 1)
        parts = [(folder, cast, sheets[start::PROCESSES]) for start in range(PROCESSES)]
        start = perf_counter()
        with ProcessPoolExecutor(PROCESSES) as pool:
            drawn = list(pool.map(draw, parts))
        seconds = perf_counter() - start
        size, busy = (sum(figures) for figures in zip(*drawn, strict=True))
        print(f"draw {CERTIFICATES} cards, {PROCESSES} processes  {seconds:6.1f} s   goal 20 s, {size / 1e6:.0f} MB")
        print(f"  of which the processor       {busy / CERTIFICATES * 1e3:6.1f} ms a card")


if __name__ == "__main__":
    main()
