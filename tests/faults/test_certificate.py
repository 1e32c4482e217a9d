"""Row 30: no HTTPS certificate ends in an examination, or within a week of it."""

from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st

from exam_app import site_status as judge
from exam_app.local_authority import SERVER_LIFE, server_certificate, server_certificate_ends_at
from exam_app.settings import DEFAULT_ZONE
from exam_app.site_status import Light
from tests.conftest import NOON

WEEK = timedelta(days=7)
OVERLAP = timedelta(hours=1)
"""So long before its making a certificate is good already, for phones whose clock is behind."""


@given(hours=st.integers(0, int(SERVER_LIFE / timedelta(hours=1))))
def test_a_certificate_too_short_for_an_examination_asks_for_a_start_a_week_before_it(hours: int) -> None:
    """An examination so many hours after the making, of a certificate that ends less than a week later."""
    ends_at, exam = NOON + SERVER_LIFE, NOON + timedelta(hours=hours)
    a_week_before = judge.https(ends_at, exam - WEEK, DEFAULT_ZONE)
    assert (a_week_before.light is Light.GREEN) == (ends_at - exam >= WEEK)


def test_a_start_in_that_week_makes_one_that_outlasts_it(tmp_path: Path) -> None:
    """The new one is good before the old one ends, and phones go on trusting it: the authority is the same."""
    server_certificate(tmp_path, "127.0.0.1", NOON)
    old = server_certificate_ends_at(tmp_path)
    assert old is not None
    exam = old - WEEK + timedelta(seconds=1)
    server_certificate(tmp_path, "127.0.0.1", exam - WEEK)
    new = server_certificate_ends_at(tmp_path)
    assert new is not None and new - exam > WEEK
    assert begins(tmp_path) <= exam - WEEK - OVERLAP


def begins(key_folder: Path) -> datetime:
    made: datetime = x509.load_pem_x509_certificate(
        (key_folder / "tls" / "server.pem").read_bytes()
    ).not_valid_before_utc
    return made
