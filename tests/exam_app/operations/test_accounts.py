"""What people keep when they sign in."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from exam_app.actors import GATE, Role, the_gate
from exam_app.errors import Conflict, Invalid
from exam_app.models import SignInAttempt
from exam_app.operations import accounts
from exam_app.operations.accounts import SignedIn
from exam_app.operations.door import SignInFailed
from exam_app.queries.signed_in import viewer_of
from exam_app.work import Site, Work
from tests.cast import CITY, Cast, id_number
from tests.conftest import NOON

GOOD = "four quiet cranes"


def open_account(site: Site, cast: Cast) -> str:
    """A new reviewer with a password, by name ``chen``; returns nothing but the code already spent."""
    with Work.open(site, cast["wu"], NOON) as work:
        account, code = accounts.open_account(work, name="陈晨", id_number=id_number("19900909", 5), login="Chen")
        accounts.grant_role(
            work, account, Role.COUNTY_REVIEWER, place_id=cast.qingxi, starts_on=work.today, ends_on=None
        )
    return code


def set_password(site: Site, code: str, password: str = GOOD) -> SignedIn | SignInFailed:
    with Work.open(site, GATE, NOON) as work:
        return accounts.set_password(work, login="chen", code=code, password=password, address="192.0.2.7")


def sign_in(site: Site, password: str, now=NOON) -> SignedIn | SignInFailed:
    with Work.open(site, GATE, now) as work:
        return accounts.sign_in(work, login="chen", password=password, address="192.0.2.7")


def test_an_empty_site_has_no_password_and_one_code(site: Site) -> None:
    with Work.open(site, the_gate(CITY), NOON) as work:
        code = accounts.set_up_site(
            work, authority_name="云川市公安局", person_name="吴刚", id_number=id_number("19800101"), login="chen"
        )
    assert isinstance(sign_in(site, code), SignInFailed)
    assert isinstance(set_password(site, code), SignedIn)


def test_a_site_is_set_up_only_once(site: Site, cast: Cast) -> None:
    with pytest.raises(Conflict, match="set up already"), Work.open(site, the_gate(CITY), NOON) as work:
        accounts.set_up_site(
            work, authority_name="别的局", person_name="某某", id_number=id_number("19800102"), login="other"
        )


def test_a_one_time_code_works_once(site: Site, cast: Cast) -> None:
    code = open_account(site, cast)
    assert isinstance(set_password(site, code), SignedIn)
    assert isinstance(set_password(site, code, "another four cranes"), SignInFailed)
    assert isinstance(sign_in(site, GOOD), SignedIn)


def test_a_weak_password_leaves_the_code_unspent(site: Site, cast: Cast) -> None:
    code = open_account(site, cast)
    with pytest.raises(Invalid) as refused:
        set_password(site, code, "short")
    assert "12 characters" in str(refused.value.fields["password"])
    assert isinstance(set_password(site, code), SignedIn)


def test_every_refused_attempt_is_kept(site: Site, cast: Cast) -> None:
    set_password(site, open_account(site, cast))
    sign_in(site, "wrong password!!")
    with Work.open(site, GATE, NOON) as work:
        outcomes = work.all(select(SignInAttempt.outcome).order_by(SignInAttempt.id))
    assert [outcome.value for outcome in outcomes] == ["succeeded", "failed"]


def test_guessing_ten_thousand_times_evaluates_fewer_than_a_hundred(site: Site, cast: Cast) -> None:
    set_password(site, open_account(site, cast))
    evaluated, now = 0, NOON
    for _ in range(200):
        outcome = sign_in(site, "wrong password!!", now)
        assert isinstance(outcome, SignInFailed)
        evaluated += outcome.wait_seconds == 0
        now += timedelta(milliseconds=500)
    # 200 guesses in 100 s meet 5 free tries and delays of 2, 4, 8, ... s; 10,000 in the same rhythm take 83 min and
    # meet one evaluation each 15 min after that: 5 + 9 + 5 < 100.
    assert 5 <= evaluated <= 12
    assert isinstance(sign_in(site, GOOD, now), SignInFailed)
    assert isinstance(sign_in(site, GOOD, now + timedelta(minutes=16)), SignedIn)


def test_disabling_an_account_ends_its_sessions_at_the_next_request(site: Site, cast: Cast) -> None:
    signed_in = set_password(site, open_account(site, cast))
    assert isinstance(signed_in, SignedIn)
    with Work.open(site, GATE, NOON, read_only=True) as work:
        viewer = viewer_of(work, signed_in.token)
    assert viewer is not None
    with Work.open(site, cast["wu"], NOON) as work:
        assert viewer.actor.account_id is not None
        accounts.disable_account(work, viewer.actor.account_id)
    with Work.open(site, GATE, NOON, read_only=True) as work:
        assert viewer_of(work, signed_in.token) is None


def test_a_session_ends_when_idle_for_fifteen_minutes(site: Site, cast: Cast) -> None:
    signed_in = set_password(site, open_account(site, cast))
    assert isinstance(signed_in, SignedIn)
    for minutes, lives in ((14, True), (16, False)):
        with Work.open(site, GATE, NOON + timedelta(minutes=minutes), read_only=True) as work:
            assert (viewer_of(work, signed_in.token) is not None) == lives


def test_a_role_works_within_its_dates_only(site: Site, cast: Cast) -> None:
    set_password(site, open_account(site, cast))
    assert isinstance(sign_in(site, GOOD, NOON - timedelta(days=1)), SignInFailed)
