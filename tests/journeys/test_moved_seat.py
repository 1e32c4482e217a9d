"""A computer fails in the middle of an examination, and the candidate goes on at another one."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from exam_app.models import Account, Booking
from exam_app.passwords import hash_password
from exam_app.settings import Settings
from exam_app.work import Work, open_site
from tests.builders.sittings import a_hall, number_of
from tests.cast import make_cast
from tests.journeys.people.candidate import Candidate
from tests.journeys.people.invigilator import Invigilator
from tests.journeys.people.visitor import PASSWORD, PATIENCE_MS
from tests.journeys.server import environment_of, serving
from tests.tables import make_tables

pytestmark = pytest.mark.browser


@pytest.fixture
def entrances(tmp_path: Path) -> tuple[Settings, str, str]:
    """A site with an examination that has begun: its settings, the candidate's ticket, the invigilator's name."""
    settings = Settings.for_folder(tmp_path / "site")
    site, now = open_site(settings), datetime.now(UTC)
    make_tables(site.engine)
    cast = make_cast(site, now)
    hall = a_hall(site, cast, candidates=1, starts_at=now - timedelta(seconds=1))
    with Work.open(site, hall.lin, now, read_only=True) as work:
        ticket = work.one(select(Booking.ticket_number))
    with Work.open(site, cast["zhao"], now) as work:
        account = work.get(Account, work.found(cast["zhao"].account_id))
        account.password_hash, login = hash_password(PASSWORD), account.login
    site.engine.dispose()
    assert ticket is not None
    return settings, ticket, login


@pytest.fixture
def address(entrances: tuple[Settings, str, str]) -> Iterator[str]:
    with serving(environment_of(entrances[0])) as server:
        yield server.address


def sits_down(browser: Browser, address: str, ticket: str, leaving: ExitStack) -> Candidate:
    """A candidate at a computer, up to the last press before the paper."""
    candidate = Candidate(browser, address)
    leaving.callback(candidate.leave)
    candidate.sign_in(ticket, number_of(0)[-4:])
    candidate.page.goto("/exam/wait")
    return candidate


def test_a_computer_fails_and_the_candidate_goes_on_with_every_saved_answer(
    entrances: tuple[Settings, str, str], address: str, browser: Browser
) -> None:
    _, ticket, login = entrances
    with ExitStack() as leaving:
        dead = sits_down(browser, address, ticket, leaving)
        dead.press("Begin")
        dead.see_paper()
        for number, letter in ((1, "A"), (2, "B")):
            dead.choose(number, letter)
            dead.go_on()
        dead.saved_line_says("Question 2 is saved.")
        dead.lose_the_network()
        dead.choose(3, "A")
        expect(dead.page.locator("#saved-state")).to_have_attribute("data-state", "away", timeout=PATIENCE_MS)

        new = sits_down(browser, address, ticket, leaving)
        new.press("Go on")
        new.reads("Another computer is in use", "Raise your hand")

        zhao = Invigilator(browser, address)
        leaving.callback(zhao.leave)
        zhao.sign_in(login)
        zhao.page.goto("/rooms/")
        zhao.press(re.compile("^Enter"))
        zhao.main.get_by_role("link", name="林国强").first.click()
        for press in ("To another computer", "Move"):  # two presses from the seat, and nothing to type
            zhao.press(press)
        zhao.reads("Moved. The candidate signs in there", "has not signed in there yet")

        new.press("Look again")
        new.reads("You go on at seat")
        new.press("Go on")
        new.see_paper()
        new.sees_answered(2)
        expect(new.page.locator("#slot-2")).to_be_visible()  # the newest saved question
        new.go_on()
        new.choose(3, "B")
        new.saved_line_says("Question 3 is saved.")

        dead.find_the_network_again()
        notice = dead.page.get_by_role("alert")
        expect(notice).to_contain_text(re.compile("This computer was replaced.*You go on at seat"), timeout=PATIENCE_MS)
        expect(notice).to_contain_text("Changes kept on this computer only: 1.")
        expect(dead.page.locator("#slot-3 input").first).to_be_disabled()
        dead.page.reload()
        dead.reads("This computer was replaced", "Changes kept on this computer only: 1. Leave it on.")
        new.reload()
        new.sees_answered(3)
