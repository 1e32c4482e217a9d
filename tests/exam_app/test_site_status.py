"""Where each light changes, on both sides of its threshold."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from exam_app import site_status as judge
from exam_app.site_status import Check, Light, ListTimes, SiteStatus
from tests.conftest import NOON

SHANGHAI, GB = ZoneInfo("Asia/Shanghai"), 10**9
RED, YELLOW, GREEN, OFF = Light.RED, Light.YELLOW, Light.GREEN, Light.OFF
HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)


@pytest.mark.parametrize(
    ("age", "light"),
    [(0 * HOUR, GREEN), (26 * HOUR, GREEN), (27 * HOUR, YELLOW), (48 * HOUR, YELLOW), (49 * HOUR, RED)],
)
def test_a_backup_is_red_after_two_days(age: timedelta, light: Light) -> None:
    assert judge.backup(NOON - age, NOON, SHANGHAI).light is light


def test_a_site_that_was_never_backed_up_is_red() -> None:
    assert judge.backup(None, NOON, SHANGHAI).light is RED


@pytest.mark.parametrize(
    ("free", "total", "light"),
    [
        (50 * GB, 100 * GB, GREEN),
        (14 * GB, 100 * GB, YELLOW),  # under 15 %
        (4 * GB, 100 * GB, RED),  # under 5 %
        (40 * GB, 4000 * GB, GREEN),  # 1 % of a large disk is enough
        (29 * GB, 4000 * GB, YELLOW),
        (9 * GB, 4000 * GB, RED),
        (4 * GB, 8 * GB, GREEN),
        (2 * GB, 8 * GB, YELLOW),  # a quarter of a small disk is little
        (GB - 1, 8 * GB, RED),
    ],
)
def test_a_disk_is_judged_by_size_and_by_share(free: int, total: int, light: Light) -> None:
    assert judge.disk(free, total).light is light


@pytest.mark.parametrize(("days", "light"), [(30, GREEN), (29, YELLOW), (7, YELLOW), (6, RED), (-1, RED)])
def test_issuing_keys_ask_for_a_successor_a_month_before(days: int, light: Light) -> None:
    today = date(2026, 11, 24)
    assert judge.keys(today + days * DAY, today, files_missing=False, trusted=True).light is light


@pytest.mark.parametrize(("days", "light"), [(15, GREEN), (14, GREEN), (13, YELLOW), (7, YELLOW), (6, RED), (-1, RED)])
def test_the_https_certificate_asks_for_a_restart_when_a_restart_renews_it(days: int, light: Light) -> None:
    assert judge.https(NOON + days * DAY + HOUR, NOON, SHANGHAI).light is light


@pytest.mark.parametrize(
    ("age", "light"), [(0, GREEN), (25, GREEN), (26, YELLOW), (48, YELLOW), (49, RED), (24 * 8, RED)]
)
def test_a_status_list_is_held_against_the_time_that_it_states(age: int, light: Light) -> None:
    times = ListTimes(NOON - age * HOUR, DAY, NOON - age * HOUR + 7 * DAY)
    assert judge.status_list(times, NOON, expected=True).light is light


def test_a_list_past_its_own_end_is_red_however_young() -> None:
    assert judge.status_list(ListTimes(NOON - 30 * HOUR, DAY, NOON), NOON, expected=True).light is RED


@pytest.mark.parametrize(
    ("ahead", "drift", "light"),
    [
        (timedelta(0), None, GREEN),
        (5 * timedelta(minutes=1), timedelta(minutes=-5), GREEN),
        (5 * timedelta(minutes=1) + SECOND, None, RED),
        (-10 * DAY, 5 * timedelta(minutes=1) + SECOND, RED),
        (-10 * DAY, -2 * HOUR, RED),
    ],
)
def test_a_clock_that_was_moved_is_red(ahead: timedelta, drift: timedelta | None, light: Light) -> None:
    assert judge.clock(NOON, SHANGHAI, NOON + ahead, drift).light is light


def test_a_clock_says_which_way_it_was_moved() -> None:
    assert str(judge.clock(NOON, SHANGHAI, None, 3 * HOUR).figure).endswith("it ran 3 h ahead")
    assert str(judge.clock(NOON, SHANGHAI, None, -3 * HOUR).figure).endswith("it fell 3 h behind")


def test_another_zone_than_that_of_the_law_is_pointed_out() -> None:
    assert judge.clock(NOON, ZoneInfo("Europe/Berlin"), None, None).light is YELLOW


def test_what_is_not_in_use_asks_for_nobody() -> None:
    checks = (
        judge.keys(None, date(2026, 11, 24), files_missing=False, trusted=False),
        judge.status_list(None, NOON, expected=False),
        judge.https(None, NOON, SHANGHAI),
    )
    assert {check.light for check in checks} == {OFF}
    assert SiteStatus.of(checks).asking == 0


def all_lights() -> list[Check]:
    return [
        judge.https(None, NOON, SHANGHAI),
        judge.disk(50 * GB, 100 * GB),
        judge.backup(NOON - 27 * HOUR, NOON, SHANGHAI),
        judge.no_database(),
    ]


def test_the_worst_comes_first() -> None:
    found = SiteStatus.of(all_lights())
    assert [check.light for check in found.checks] == [RED, YELLOW, GREEN, OFF]
    assert (found.asking, found.is_red) == (2, True)


def test_whatever_is_not_green_says_what_to_do() -> None:
    assert {check.light: check.advice is None for check in all_lights()} == {
        RED: False,
        YELLOW: False,
        GREEN: True,
        OFF: False,
    }
