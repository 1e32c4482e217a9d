"""The network of a room goes down while candidates come: a real Chromium, a real server, real commits."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from exam_app.operations import check_ins
from exam_app.operations.check_ins import Arrival
from exam_app.terms import CheckInWay
from exam_app.work import Work
from tests.builders.rooms import booking_of
from tests.conftest import NOON
from tests.journeys.door import TICKETS, ServedRoom, served_room

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Desk:
    """The invigilator's tablet at the door, with a hand scanner."""

    room: ServedRoom
    tab: Page

    def scan(self, typed: str) -> None:
        """As a hand scanner does: it types and presses Enter."""
        box = self.tab.locator("#wanted")
        box.fill(typed)
        box.press("Enter")


@pytest.fixture
def desk(tmp_path: Path, browser: Browser) -> Iterator[Desk]:
    with served_room(tmp_path) as room:
        context = room.tablet(browser)
        tab = context.new_page()
        tab.goto(room.address())
        yield Desk(room, tab)
        context.close()


def test_with_the_network_down_check_in_goes_on_and_each_arrives_once(desk: Desk) -> None:
    tab, room, hall = desk.tab, desk.room, desk.room.hall
    desk.scan(TICKETS[0])
    expect(tab.locator(room.state(0))).to_have_text("Checked in")
    tab.context.set_offline(True)
    desk.scan(TICKETS[1])
    tab.locator(f'button[value="{booking_of(hall.candidates[2])}"]').click()
    for order in (1, 2):
        expect(tab.locator(room.state(order))).to_have_text("noted, not sent yet")
    expect(tab.locator("[data-check-in-waiting]")).to_contain_text("2")
    assert len(room.kept()) == 1
    tab.context.set_offline(False)
    for order in (1, 2):
        expect(tab.locator(room.state(order))).to_have_text("Checked in", timeout=20_000)
    expect(tab.locator("[data-check-in-waiting]")).to_be_hidden()
    ways = [room.kept()[booking_of(one)] for one in hall.candidates]
    assert ways == [CheckInWay.TICKET, CheckInWay.TICKET, CheckInWay.LIST]


def test_what_was_noted_survives_the_page_and_a_conflict_is_shown(desk: Desk) -> None:
    tab, room, hall = desk.tab, desk.room, desk.room.hall
    tab.context.set_offline(True)
    desk.scan(TICKETS[0])
    desk.scan(TICKETS[1])
    expect(tab.locator(room.state(1))).to_have_text("noted, not sent yet")
    first = Arrival(uuid4(), booking_of(hall.candidates[0]), CheckInWay.LIST)
    with Work.open(room.site, room.cast["zhao"], NOON) as work:
        check_ins.check_in(work, hall.exam_session_id, hall.room_id, [first])
    address = tab.url
    tab.goto("about:blank")
    tab.context.set_offline(False)
    tab.goto(address)
    expect(tab.locator(room.state(1))).to_have_text("Checked in", timeout=20_000)
    expect(tab.locator("[data-check-in-conflicts]")).to_contain_text("Checked in before")
    assert room.kept() == {
        booking_of(hall.candidates[0]): CheckInWay.LIST,
        booking_of(hall.candidates[1]): CheckInWay.TICKET,
    }


def test_nobody_and_several_are_said_and_nothing_is_noted(desk: Desk) -> None:
    room, said = desk.room, desk.tab.locator("[data-check-in-said]")
    desk.scan("26112499999999")
    expect(said).to_contain_text("Nobody in this room fits")
    assert room.kept() == {}
