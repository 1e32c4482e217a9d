"""The network is away, the computer is given up: its answers are carried to the invigilator's computer as a file."""

import re
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from exam_app.settings import Settings
from tests.journeys.people.invigilator import Invigilator
from tests.journeys.people.visitor import PATIENCE_MS
from tests.journeys.test_moved_seat import address, entrances, sits_down

__all__ = ["address", "entrances"]
pytestmark = pytest.mark.browser


def test_answers_of_a_computer_without_network_are_carried_to_the_new_seat(
    entrances: tuple[Settings, str, str], address: str, browser: Browser, tmp_path: Path
) -> None:
    _, ticket, login = entrances
    with ExitStack() as leaving:
        dead = sits_down(browser, address, ticket, leaving)
        dead.press("Begin")
        dead.see_paper()
        dead.choose(1, "A")
        dead.go_on()
        dead.saved_line_says("Question 1 is saved.")
        offer = dead.page.get_by_role("region", name="Kept answers")
        expect(offer).to_be_hidden()
        dead.lose_the_network()
        dead.choose(2, "B")
        dead.go_on()
        dead.choose(3, "A")
        expect(offer).to_contain_text("Changes that have not arrived yet: 2.", timeout=PATIENCE_MS)
        with dead.page.expect_download() as saving:
            offer.get_by_role("button", name="Save the kept answers to a file").click()
        carried = tmp_path / saving.value.suggested_filename
        saving.value.save_as(carried)
        expect(offer.get_by_role("status")).to_contain_text("with 3 changes")
        assert carried.read_bytes().startswith(b"watchword kept answers 1\n")

        zhao = Invigilator(browser, address)
        leaving.callback(zhao.leave)
        zhao.sign_in(login)
        zhao.page.goto("/rooms/")
        zhao.press(re.compile("^Enter"))
        zhao.main.get_by_role("link", name="林国强").first.click()
        for press in ("To another computer", "Move"):
            zhao.press(press)

        new = sits_down(browser, address, ticket, leaving)
        new.press("Go on")
        new.see_paper()
        new.sees_answered(1)
        new.page.locator("#cell-3").click()
        new.choose(3, "B")
        new.saved_line_says("Question 3 is saved.")

        zhao.main.get_by_role("link", name="林国强").first.click()
        zhao.press("Kept answers")
        zhao.main.get_by_label("File of kept answers, .answers").set_input_files(carried)
        zhao.press("Take in")
        zhao.reads("Changes that count: 2", "New: 2", "Answered again at the new seat: 3")
        zhao.main.get_by_label("File of kept answers, .answers").set_input_files(carried)
        zhao.press("Take in")
        zhao.reads("Everything in this file is here already. Nothing was changed.")

        # The page at the new seat loads anew by itself, and what was answered there stands.
        new.sees_answered(3)
        expect(new.page.locator("#slot-2 input:checked")).to_have_value("B")
        expect(new.page.locator("#slot-3 input:checked")).to_have_value("B")

        dead.find_the_network_again()
        expect(dead.page.get_by_role("alert")).to_contain_text("This computer was replaced", timeout=PATIENCE_MS)
        dead.page.reload()
        dead.reads("This computer was replaced", "Save the kept answers to a file")
