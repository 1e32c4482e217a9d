"""A room of five sits a whole examination while everything that can fail in a room fails, and every answer is found.

The server is killed and started again, one computer dies and its candidate goes on at another, one is without a network
for two minutes, one is given more time, one page is loaded anew. At the end the answers that each of the five gave are
those of the database, of the result and of a receipt that is verified without either.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from exam_app.delivery import SlotState, state_hash
from exam_app.ledger.verifying import verify_receipt
from exam_app.models import Account, Booking, Response, Result, Sitting
from exam_app.passwords import hash_password
from exam_app.queries.papers import PrintedSlot, paper_of
from exam_app.queries.sittings import answers_of
from exam_app.settings import Settings
from exam_app.work import Site, Work, open_site
from tests.builders.sittings import ITEMS, NAMES, Hall, a_hall, number_of, printed_key
from tests.cast import CITY, make_cast
from tests.journeys.people.camera import decoded
from tests.journeys.people.candidate import Candidate
from tests.journeys.people.invigilator import Invigilator
from tests.journeys.people.visitor import PASSWORD, PATIENCE_MS
from tests.journeys.server import Server, environment_of, run, serving
from tests.tables import make_tables

pytestmark = pytest.mark.browser

QUESTIONS = len(ITEMS)
TWO_MINUTES_MS = 120_000
MINUTES_GIVEN = 10


@dataclass
class Examinee:
    """One of the five at the keyboard, who remembers what they answered: letters by question."""

    name: str
    browser: Browser
    address: str
    ticket: str
    last_four: str
    leaving: ExitStack
    given: dict[int, str] = field(default_factory=dict)
    at: Candidate = field(init=False)

    def sit_down(self, *, own_time: bool = False) -> None:
        """At a computer of their own, up to the button; with ``own_time`` the test can let the page's time fly."""
        self.at = Candidate(self.browser, self.address)
        self.leaving.callback(self.at.leave)
        if own_time:
            self.at.page.clock.install()
        self.at.sign_in(self.ticket, self.last_four)
        self.at.page.goto("/exam/wait")

    def begin(self, button: str = "Begin") -> None:
        self.at.press(button)
        self.at.see_paper()

    def answer(self, number: int, letters: str) -> None:
        """Turn to the question and choose; letters count from the first choice as it is printed."""
        keyboard = self.at.page.keyboard
        while (here := self._question_in_front()) != number:
            keyboard.press("Alt+n" if here < number else "Alt+p")
        keyboard.press("Alt+q")
        for letter in letters:
            keyboard.press(str("ABCD".index(letter) + 1))
        self.given[number] = letters

    @property
    def not_given(self) -> list[int]:
        return [number for number in range(1, QUESTIONS + 1) if number not in self.given]

    def is_told(self, state: str) -> None:
        """Where the answers are: saved, kept, or kept while the network is away."""
        expect(self.at.page.locator("#saved-state")).to_have_attribute("data-state", state, timeout=PATIENCE_MS)

    def hand_in(self) -> None:
        count = len(self.given)
        self.at.check_and_hand_in(f"All {count} questions are answered, marked 0.", "All questions are answered.")
        self.at.reads("Handed in")

    def photograph_receipt(self) -> str:
        """The signed text behind the code on the page of the receipt."""
        self.at.press("Show the signed code")
        return decoded(self.at.page.locator("img.receipt-drawing").screenshot())

    def _question_in_front(self) -> int:
        return int((self.at.page.locator("form.slot:visible").get_attribute("id") or "").removeprefix("slot-"))


@dataclass(frozen=True)
class Room:
    """The site, its hall, and who sits or watches in it."""

    settings: Settings
    site: Site
    hall: Hall
    tickets: list[str]
    invigilator: str


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """Five are booked into an examination that has just begun."""
    settings, now = Settings.for_folder(tmp_path / "site"), datetime.now(UTC)
    site = open_site(settings)
    make_tables(site.engine)
    cast = make_cast(site, now)
    hall = a_hall(site, cast, candidates=5, starts_at=now - timedelta(seconds=1))
    with Work.open(site, cast["he"], now, read_only=True) as work:
        tickets = work.all(select(Booking.ticket_number).order_by(Booking.ticket_number))
    with Work.open(site, cast["zhao"], now) as work:
        account = work.get(Account, work.found(cast["zhao"].account_id))
        account.password_hash = hash_password(PASSWORD)
    yield Room(settings, site, hall, [ticket or "" for ticket in tickets], account.login)
    site.engine.dispose()


def test_five_sit_a_whole_examination_while_everything_fails(room: Room, browser: Browser, tmp_path: Path) -> None:
    with serving(environment_of(room.settings)) as server, ExitStack() as leaving:
        five = [
            Examinee(NAMES[order], browser, server.address, ticket, number_of(order)[-4:], leaving)
            for order, ticket in enumerate(room.tickets)
        ]
        lin, bao, cheng, you, he = five
        zhao = Invigilator(browser, server.address)
        leaving.callback(zhao.leave)
        zhao.sign_in(room.invigilator)
        for examinee in five:
            examinee.sit_down(own_time=examinee is bao)
            examinee.begin()
            examinee.answer(1, "A")
            examinee.is_told("saved")

        the_server_is_killed(server, five)
        a_computer_dies(lin, room, zhao)
        the_network_is_away_for_two_minutes(bao)
        more_time_is_given(cheng, zhao)
        you.answer(1, "B")  # changed her mind
        he.at.page.reload()
        he.at.see_paper()
        he.at.sees_answered(2)

        for examinee in five:
            for number in examinee.not_given:
                examinee.answer(number, letters_for(examinee, number))
            examinee.hand_in()
        receipts = [examinee.photograph_receipt() for examinee in five]

    run(environment_of(room.settings), "upkeep")
    keys = tmp_path / "keys.txt"
    keys.write_text(run(environment_of(room.settings), "ledger", "keys", "--city", CITY))
    for order, (examinee, receipt) in enumerate(zip(five, receipts, strict=True)):
        assert len(examinee.given) == QUESTIONS
        is_accounted_for(room, order, examinee, receipt, keys)


def letters_for(examinee: Examinee, number: int) -> str:
    """Two letters where several may be right."""
    is_multiple = examinee.at.page.locator(f"#slot-{number} input[type=checkbox]").count() > 0
    return "AC" if is_multiple else "B"


def the_server_is_killed(server: Server, five: list[Examinee]) -> None:
    """All go on answering meanwhile; when it is back, their pages send by themselves what they kept."""
    server.kill()
    for examinee in five:
        examinee.answer(2, letters_for(examinee, 2))
    for examinee in five:
        examinee.is_told("away")
    server.start()
    for examinee in five:
        examinee.is_told("saved")


def a_computer_dies(lin: Examinee, room: Room, zhao: Invigilator) -> None:
    """With it goes what nobody but it had: one answer that it never called saved, which is asked for again."""
    lin.at.lose_the_network()
    lin.answer(3, "A")
    lin.is_told("away")
    del lin.given[3]
    lin.at.leave()

    zhao.page.goto("/rooms/")
    zhao.press(re.compile("^Enter"))
    zhao.main.get_by_role("link", name=lin.name).first.click()
    for press in ("To another computer", "Move"):
        zhao.press(press)
    zhao.reads("Moved. The candidate signs in there")

    lin.sit_down()
    lin.begin("Go on")
    lin.at.sees_answered(2)


def the_network_is_away_for_two_minutes(bao: Examinee) -> None:
    """Two minutes by the clock of her page, whose timers all go off; nobody waits for them."""
    bao.at.lose_the_network()
    bao.answer(3, letters_for(bao, 3))
    bao.is_told("away")
    bao.at.page.clock.run_for(TWO_MINUTES_MS)
    bao.answer(4, letters_for(bao, 4))
    bao.is_told("away")
    bao.at.find_the_network_again()
    bao.is_told("saved")


def more_time_is_given(cheng: Examinee, zhao: Invigilator) -> None:
    """His page is not touched, and says it."""
    clock = cheng.at.page.locator("#clock")
    expect(clock).to_have_text(re.compile("8[0-9] min"))
    zhao.page.goto("/rooms/")
    zhao.press(re.compile("^Enter"))
    zhao.main.get_by_role("link", name=cheng.name).first.click()
    zhao.give_minutes(MINUTES_GIVEN, "键盘坏了，换过一个")
    expect(clock).to_have_text(re.compile("9[0-9] min"), timeout=PATIENCE_MS)


def is_accounted_for(room: Room, order: int, examinee: Examinee, receipt: str, keys: Path) -> None:
    """Database, result and receipt say what the examinee remembers; each change of the page is stored once."""
    given = {number: SlotState(letters) for number, letters in examinee.given.items()}
    with Work.open(room.site, room.hall.candidates[order], datetime.now(UTC), read_only=True) as work:
        sitting = work.all(select(Sitting))[0]
        paper = paper_of(work, sitting)
        assert dict(answers_of(work, sitting.id)) == given
        result = work.all(select(Result).where(Result.sitting_id == sitting.id))[0]
        numbers = work.rows(select(Response.epoch, Response.seq).order_by(Response.epoch, Response.seq))
    assert result.raw == sum(is_right(slot, examinee) for slot in paper.slots.values())
    for epoch in {epoch for epoch, _ in numbers}:
        ours = [seq for of, seq in numbers if of == epoch]
        assert ours == list(range(1, len(ours) + 1))
    shown = verify_receipt(receipt, keys)
    assert shown.holds, shown.text
    assert f"Sitting {sitting.id}" in shown.text
    assert f"Answers {state_hash(given)}" in shown.text


def is_right(slot: PrintedSlot, examinee: Examinee) -> bool:
    return set(examinee.given[slot.number]) == set(printed_key(slot))
