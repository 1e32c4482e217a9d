"""A small run of the load benchmark: faults, a kill, and at the end everything is accounted for."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.delivery.hall import Hall
from benchmarks.delivery.hall_run import Load, sit
from benchmarks.delivery.measures import Kind
from exam_app.settings import Settings
from exam_app.work import open_site
from tests.cast import make_cast
from tests.journeys.server import empty_place, environment_of, serving
from tests.tables import make_tables

LOAD = Load(candidates=20, answering=4, surge=1, kills=1, faults=0.1, every=0.5, impatience=1, page_patience=3)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    return empty_place(request, tmp_path / "site", "delivery_run")


def test_everything_is_accounted_for_with_faults_and_a_killed_server(settings: Settings) -> None:
    site = open_site(settings)
    make_tables(site.engine)
    hall = Hall(site, make_cast(site, datetime.now(UTC)), LOAD.candidates)
    seats = list(hall.before_the_start())
    with serving(environment_of(settings)) as server:
        result = sit(LOAD, server, site, seats, lambda seconds, done: None)
    site.engine.dispose()
    assert result.total.is_clean, result.total
    assert result.differed == 0
    assert result.acknowledged == result.made > LOAD.candidates
    assert len(result.seconds_down) == LOAD.kills
    assert len(result.measures.all_seconds(Kind.HAND_IN)) == LOAD.candidates
    assert result.measures.disturbed[Kind.CHANGE]
