"""What the exam screen promises a candidate.

Nothing acknowledged is lost, nothing is called saved before it is, and what could not be sent is sent again unasked.
"""

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from tests.browser_units.browser_process import BrowserProcess
from tests.browser_units.exam_page import MULTIPLE_SLOT
from tests.browser_units.fake_room import FakeRoom

pytestmark = pytest.mark.browser

PATIENCE_MS = 20_000


@pytest.fixture
def room(bundle: Callable[..., str]) -> Iterator[FakeRoom]:
    room = FakeRoom(bundle("src/exam/exam.ts", "iife", "es2018"))
    yield room
    room.close()


@pytest.fixture
def page(context: BrowserContext, room: FakeRoom) -> Page:
    return sit_down(context, room)


def sit_down(context: BrowserContext, room: FakeRoom) -> Page:
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(room.url)
    wait_until_started(page)
    return page


def wait_until_started(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("data-script", "on")


def choose(page: Page, slot: int, letter: str) -> None:
    page.locator(f"#cell-{slot}").click()
    page.locator(f"#slot-{slot} input[value={letter}]").click()


def expect_state(page: Page, state: str) -> None:
    expect(page.locator("#saved-state")).to_have_attribute("data-state", state)


def expect_saved(page: Page, slot: int) -> None:
    expect(page.locator("#saved-state")).to_have_text(f"Question {slot} is saved.")


def expect_chosen(page: Page, slot: int, letters: str) -> None:
    chosen = page.locator(f"#slot-{slot} input:checked")
    expect(chosen).to_have_count(len(letters))
    assert "".join(chosen.evaluate_all("inputs => inputs.map(input => input.value)")) == letters


def wait_for_answers(page: Page, room: FakeRoom, answers: dict[int, tuple[str, bool]]) -> None:
    """Until the server holds exactly these; a test that waits in vain fails with both."""
    for _ in range(PATIENCE_MS // 50):
        if room.answers == answers:
            return
        page.wait_for_timeout(50)
    assert room.answers == answers


# Saving


def test_saved_is_said_only_after_the_acknowledgement(page: Page, room: FakeRoom) -> None:
    room.fault = "held"
    choose(page, 1, "B")
    expect(page.locator("#saved-state")).to_have_text("Question 1 is kept on this computer.")
    wait_for_answers(page, room, {1: ("B", False)})  # the server has it, but has not said so
    expect_state(page, "kept")
    room.release()
    expect(page.locator("#saved-state")).to_have_text("Question 1 is saved.")
    expect_state(page, "saved")


def test_a_change_of_several_choices_is_saved_as_letters_in_order(page: Page, room: FakeRoom) -> None:
    choose(page, MULTIPLE_SLOT, "D")
    choose(page, MULTIPLE_SLOT, "A")
    wait_for_answers(page, room, {MULTIPLE_SLOT: ("AD", False)})
    page.locator(f"#slot-{MULTIPLE_SLOT} input[value=D]").click()
    page.locator(f"#slot-{MULTIPLE_SLOT} input[value=A]").click()
    wait_for_answers(page, room, {MULTIPLE_SLOT: ("", False)})


def test_a_mark_is_saved_beside_the_answer(page: Page, room: FakeRoom) -> None:
    choose(page, 2, "C")
    page.locator("#mark").click()
    wait_for_answers(page, room, {2: ("C", True)})
    expect(page.locator("#cell-2")).to_have_attribute("aria-label", "Question 2, answered, marked")
    page.locator("#mark").click()
    wait_for_answers(page, room, {2: ("C", False)})


def test_only_one_request_is_in_flight_at_any_time(page: Page, room: FakeRoom) -> None:
    room.fault = "held"
    for slot in (1, 2, 4, 5):
        choose(page, slot, "A")
        page.wait_for_timeout(500)  # each would have been a request of its own
    room.fault = None
    room.release()
    wait_for_answers(page, room, dict.fromkeys((1, 2, 4, 5), ("A", False)))
    expect_state(page, "saved")
    assert room.most_at_once == 1


def test_many_changes_go_in_batches_of_at_most_64(page: Page, room: FakeRoom) -> None:
    room.fault = "away"
    page.evaluate(
        """() => { for (let i = 0; i < 150; i++) {
            document.querySelector(`#slot-1 input[value=${"ABCD"[i % 4]}]`).click();
        } }"""
    )
    expect_state(page, "away")
    room.fault = None
    wait_for_answers(page, room, {1: ("B", False)})
    assert len(room.events) == 150
    assert max(room.batches) == 64


# Network


def test_answers_given_while_the_network_is_away_are_sent_when_it_is_back(
    context: BrowserContext, page: Page, room: FakeRoom
) -> None:
    choose(page, 1, "A")
    expect_saved(page, 1)
    context.set_offline(True)
    choose(page, 2, "B")
    choose(page, 4, "C")
    expect(page.locator("#saved-state")).to_have_text("Network lost. 2 answers are kept here.")
    page.wait_for_timeout(3000)
    assert room.answers == {1: ("A", False)}
    context.set_offline(False)
    expect(page.locator("#saved-state")).to_have_text("Back online. All 3 answers are saved.")
    assert room.answers == {1: ("A", False), 2: ("B", False), 4: ("C", False)}


def test_losing_the_network_is_spoken_once(context: BrowserContext, page: Page, room: FakeRoom) -> None:
    spoken = """() => { window.spoken = []; new MutationObserver(() => {
        spoken.push(document.getElementById("announcer").textContent) }).observe(
        document.getElementById("announcer"), {childList: true, characterData: true, subtree: true}) }"""
    page.evaluate(spoken)
    room.fault = "away"
    choose(page, 1, "A")
    expect_state(page, "away")
    choose(page, 2, "A")
    page.wait_for_timeout(3000)
    assert page.evaluate("spoken") == ["Network lost. 1 answers are kept here."]


@pytest.mark.parametrize("portal", ["portal", "redirect"])
def test_a_captive_portal_is_not_taken_for_an_acknowledgement(page: Page, room: FakeRoom, portal: str) -> None:
    room.fault = portal
    choose(page, 1, "D")
    expect_state(page, "away")
    page.wait_for_timeout(2000)
    expect_state(page, "away")
    assert room.answers == {}
    room.fault = None
    wait_for_answers(page, room, {1: ("D", False)})
    expect_state(page, "saved")


def test_a_lost_acknowledgement_is_settled_by_sending_again_and_nothing_is_doubled(page: Page, room: FakeRoom) -> None:
    room.fault = "unanswered"
    choose(page, 1, "A")
    choose(page, 2, "B")
    expect_state(page, "away")
    room.fault = None
    expect_state(page, "saved")
    assert [event["seq"] for event in room.events] == [1, 2]
    assert room.equivocations == []


def test_a_server_restored_from_an_old_backup_gets_everything_again(page: Page, room: FakeRoom) -> None:
    for slot in (1, 2, 4):
        choose(page, slot, "A")
    wait_for_answers(page, room, {1: ("A", False), 2: ("A", False), 4: ("A", False)})
    expect_saved(page, 4)
    room.restart(lost_after=1)
    choose(page, 5, "A")
    wait_for_answers(page, room, dict.fromkeys((1, 2, 4, 5), ("A", False)))
    expect_state(page, "saved")


def test_a_server_that_goes_backwards_without_a_restart_is_not_believed(page: Page, room: FakeRoom) -> None:
    choose(page, 1, "A")
    expect_saved(page, 1)
    room.events = []
    page.evaluate("dispatchEvent(new Event('online'))")  # a heartbeat at once
    expect_state(page, "away")


# Reload, crash, second tab


def test_unsent_answers_survive_a_reload_and_are_sent_again_unasked(page: Page, room: FakeRoom) -> None:
    choose(page, 1, "A")
    expect_saved(page, 1)
    room.fault = "away"
    choose(page, 4, "C")
    expect_state(page, "away")
    page.reload()
    wait_until_started(page)
    expect_chosen(page, 1, "A")
    expect_chosen(page, 4, "C")
    expect(page.locator("#slot-4")).to_be_visible()  # the question the candidate was at
    expect(page.locator("#slot-1")).to_be_hidden()
    room.fault = None
    wait_for_answers(page, room, {1: ("A", False), 4: ("C", False)})
    expect_state(page, "saved")


def test_unsent_answers_survive_the_crash_of_the_page(context: BrowserContext, page: Page, room: FakeRoom) -> None:
    room.fault = "away"
    choose(page, 2, "D")
    expect_state(page, "away")
    with pytest.raises(Error, match="crash"):
        page.goto("chrome://crash")
    room.fault = None
    again = sit_down(context, room)
    wait_for_answers(again, room, {2: ("D", False)})
    expect_chosen(again, 2, "D")


def test_answers_posted_by_the_plain_forms_in_between_do_not_push_out_unsent_ones(page: Page, room: FakeRoom) -> None:
    choose(page, 1, "A")
    expect_saved(page, 1)
    room.fault = "away"
    choose(page, 2, "B")
    choose(page, 4, "C")
    expect_state(page, "away")
    room.post_plain_form(5, "D")
    page.reload()
    wait_until_started(page)
    room.fault = None
    wait_for_answers(page, room, {1: ("A", False), 2: ("B", False), 4: ("C", False), 5: ("D", False)})
    assert room.equivocations == []
    expect_state(page, "saved")


def test_a_second_tab_only_looks_and_takes_over_when_the_first_has_gone(
    context: BrowserContext, page: Page, room: FakeRoom
) -> None:
    second = context.new_page()
    second.goto(room.url)
    expect(second.locator("#notice")).to_have_text("This exam is open in another tab.")
    for control in second.locator("form.slot input, form.slot button").all():
        expect(control).to_be_disabled()
    choose(page, 1, "A")
    wait_for_answers(page, room, {1: ("A", False)})
    page.close()
    wait_until_started(second)
    expect_chosen(second, 1, "A")
    choose(second, 2, "B")
    wait_for_answers(second, room, {1: ("A", False), 2: ("B", False)})


def test_without_web_locks_a_second_tab_asks_around_and_only_looks(browser: Browser, room: FakeRoom) -> None:
    context = browser.new_context()
    context.add_init_script("delete Navigator.prototype.locks")  # a page without HTTPS has none
    first = sit_down(context, room)
    second = context.new_page()
    second.goto(room.url)
    expect(second.locator("#notice")).to_have_text("This exam is open in another tab.")
    choose(first, 1, "A")
    wait_for_answers(first, room, {1: ("A", False)})
    context.close()


def test_answers_called_kept_survive_the_kill_of_the_whole_browser(
    browser: Browser, room: FakeRoom, tmp_path: Path
) -> None:
    with BrowserProcess(tmp_path) as process:
        page = sit_down(process.connect(browser), room)
        room.fault = "away"
        choose(page, 2, "D")
        expect_state(page, "away")
        process.kill()
    room.fault = None
    with BrowserProcess(tmp_path) as process:
        page = sit_down(process.connect(browser), room)
        wait_for_answers(page, room, {2: ("D", False)})
        expect_chosen(page, 2, "D")


def choose_with_an_empty_line(page: Page, slot: int, letter: str) -> None:
    """In one task of the page, so that what the line says next was not said before the choice."""
    page.locator(f"#cell-{slot}").click()
    page.evaluate(
        """([slot, letter]) => {
          document.getElementById('saved-state').textContent = '';
          document.querySelector(`#slot-${slot} input[value=${letter}]`).click();
        }""",
        [slot, letter],
    )


@pytest.mark.parametrize("seed", range(6))
def test_no_answer_is_lost_by_any_mixture_of_faults_reloads_and_closed_tabs(
    context: BrowserContext, room: FakeRoom, seed: int
) -> None:
    chance = random.Random(seed)
    page = sit_down(context, room)
    chosen: dict[int, tuple[str, bool]] = {}
    for _ in range(25):
        match chance.choice(["choose", "choose", "choose", "fault", "reload", "close", "restart", "wait"]):
            case "choose":
                slot = chance.choice([1, 2, 4, 5])
                letter = chance.choice([letter for letter in "ABCD" if (letter, False) != chosen.get(slot)])
                choose_with_an_empty_line(page, slot, letter)
                expect(page.locator("#saved-state")).not_to_be_empty()  # from now on it must not be lost
                chosen[slot] = (letter, False)
            case "fault":
                room.fault = chance.choice([None, "away", "unanswered", "portal", "redirect"])
            case "reload":
                page.reload()
                wait_until_started(page)
            case "close":
                page.close()
                page = sit_down(context, room)
            case "restart":
                room.restart(lost_after=max(0, len(room.events) - chance.randrange(3)))
            case "wait":
                page.wait_for_timeout(chance.randrange(800))
    room.fault = None
    wait_for_answers(page, room, chosen)
    assert room.equivocations == []
    for slot, (letters, _) in chosen.items():
        expect_chosen(page, slot, letters)


# Keyboard, panel, review


def test_number_keys_choose_only_while_the_question_has_the_focus(page: Page, room: FakeRoom) -> None:
    page.locator("#cell-2").click()
    page.locator("#next").focus()
    page.keyboard.press("3")
    expect_chosen(page, 2, "")
    page.locator("#slot-2 input[value=A]").focus()
    page.keyboard.press("3")
    expect_chosen(page, 2, "C")
    wait_for_answers(page, room, {2: ("C", False)})


def test_one_question_is_shown_at_a_time_and_the_panel_tells_all(page: Page, room: FakeRoom) -> None:
    choose(page, 1, "A")
    page.locator("#next").click()
    expect(page.locator("form.slot:visible")).to_have_attribute("id", "slot-2")
    expect(page.locator("#slot-2 legend")).to_be_focused()
    expect(page.locator("#cell-1")).to_have_attribute("data-state", "answered")
    expect(page.locator("#cell-2")).to_have_attribute("aria-current", "true")
    expect(page.locator("#cell-2")).to_have_attribute("aria-label", "Question 2, not answered")
    expect(page.locator("button[data-act=save]:visible")).to_have_count(0)


def test_handing_in_takes_two_steps_and_ends_with_a_receipt(page: Page, room: FakeRoom) -> None:
    for slot in (1, 2):
        choose(page, slot, "B")
    page.locator("#cell-5").click()
    page.locator("#mark").click()
    page.locator("#hand-in").click()
    expect(page.locator("#review-counts")).to_have_text("2 answered, 3 not answered, 1 marked")
    expect(page.locator("#review-unanswered li")).to_have_text(["Question 3", "Question 4", "Question 5"])
    expect(page.locator("#review-marked li")).to_have_text(["Question 5"])
    page.locator("#review-unanswered button").nth(1).click()
    expect(page.locator("#slot-4")).to_be_visible()
    page.locator("#hand-in").click()
    page.locator("#review-continue").click()
    expect(page.locator("#confirm-sentence")).to_have_text("3 questions are unanswered. Hand in?")
    assert not room.handed_in
    page.locator("#confirm-hand-in").click()
    page.wait_for_url("**/receipt")
    assert room.handed_in
    assert room.answers == {1: ("B", False), 2: ("B", False), 5: ("", True)}
    assert page.evaluate("indexedDB.databases()") == []  # after the receipt, and only then, this computer forgets


def test_enter_never_hands_in(page: Page, room: FakeRoom) -> None:
    page.locator("#slot-1 input[value=A]").focus()
    page.keyboard.press("Enter")
    page.locator("#hand-in").click()
    page.locator("#review-continue").click()
    page.locator("#confirm-hand-in").focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(1000)
    assert not room.handed_in
    page.keyboard.press("Space")
    page.wait_for_url("**/receipt")


def test_handing_in_waits_for_every_answer_and_says_how_many_are_missing(page: Page, room: FakeRoom) -> None:
    room.fault = "away"
    choose(page, 1, "A")
    choose(page, 2, "B")
    page.locator("#hand-in").click()
    page.locator("#review-continue").click()
    page.locator("#confirm-hand-in").click()
    expect(page.locator("#confirm-state")).to_have_text("2 answers are not delivered yet.")
    page.wait_for_timeout(1500)
    assert not room.handed_in
    room.fault = None
    page.wait_for_url("**/receipt")
    assert room.answers == {1: ("A", False), 2: ("B", False)}


def test_a_candidate_may_go_back_while_the_hand_in_waits(page: Page, room: FakeRoom) -> None:
    room.fault = "away"
    choose(page, 1, "A")
    page.locator("#hand-in").click()
    page.locator("#review-continue").click()
    page.locator("#confirm-hand-in").click()
    expect(page.locator("#slot-1 input[value=A]")).to_be_disabled()
    page.locator("#confirm-back").click()
    page.locator("#review-back").click()
    room.fault = None
    choose(page, 1, "B")
    wait_for_answers(page, room, {1: ("B", False)})
    assert not room.handed_in


def test_a_refusal_is_said_in_words_and_locks_the_answers(page: Page, room: FakeRoom) -> None:
    room.refusal = {"code": "lease_lost"}
    choose(page, 1, "A")
    expect(page.locator("#notice")).to_have_text("You went on elsewhere. Kept here: 1.")
    expect(page.locator("#slot-1 input[value=B]")).to_be_disabled()


def test_after_signing_out_elsewhere_answers_are_kept_and_go_on_later(page: Page, room: FakeRoom) -> None:
    room.refusal = {"code": "signed_out"}
    choose(page, 1, "A")
    expect(page.locator("#notice")).to_have_text("Please sign in again.")
    choose(page, 2, "B")
    room.refusal = None
    wait_for_answers(page, room, {1: ("A", False), 2: ("B", False)})


# Time


def test_time_is_told_in_words_and_warned_of_at_15_and_5_minutes(
    context: BrowserContext, bundle: Callable[..., str]
) -> None:
    room = FakeRoom(bundle("src/exam/exam.ts", "iife", "es2018"), minutes=16)
    page = sit_down(context, room)
    clock = page.locator("#clock")
    expect(clock).to_have_text(re.compile("^1[56] min [0-9]+ s left$"))
    room.deadline_ms = room.now_ms() + 15 * 60_000
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(clock).to_have_attribute("data-phase", "soon")
    expect(page.locator("#announcer")).to_have_text("15 minutes left.")
    room.deadline_ms = room.now_ms() + 5 * 60_000
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(clock).to_have_attribute("data-phase", "last")
    expect(page.locator("#announcer")).to_have_text("5 minutes left.")
    room.close()


def test_turning_the_computers_clock_changes_nothing(browser: Browser, room: FakeRoom) -> None:
    context = browser.new_context()
    context.add_init_script("const now = Date.now; Date.now = () => now() + 86400000;")
    page = sit_down(context, room)
    expect(page.locator("#clock")).to_contain_text("89 min")
    context.close()


def test_extra_time_is_seen_without_doing_anything(page: Page, room: FakeRoom) -> None:
    expect(page.locator("#clock")).to_contain_text("89 min")
    room.deadline_ms += 20 * 60_000
    expect(page.locator("#clock")).to_contain_text("109 min")  # with the next heartbeat


def test_when_time_is_up_the_page_hands_in_by_itself(page: Page, room: FakeRoom) -> None:
    choose(page, 1, "C")
    room.deadline_ms = room.now_ms() + 2000
    choose(page, 2, "D")
    page.wait_for_url("**/receipt")
    assert room.handed_in
    assert room.answers == {1: ("C", False), 2: ("D", False)}


# Pauses

HEARD_MS = 5_000
"""Within this a page learns of a pause without doing anything."""


def shown_seconds(page: Page) -> int:
    """What the clock says is left."""
    found = re.fullmatch(r"(\d+) min (\d+) s left", page.locator("#clock").inner_text())
    assert found is not None
    return 60 * int(found[1]) + int(found[2])


def test_a_pause_covers_the_page_within_five_seconds_and_takes_mouse_and_keyboard(page: Page, room: FakeRoom) -> None:
    choose(page, 1, "C")
    wait_for_answers(page, room, {1: ("C", False)})
    room.pause()
    expect(page.locator("#paused")).to_be_visible(timeout=HEARD_MS)
    expect(page.locator("#paused-heading")).to_be_focused()
    expect(page.locator("#announcer")).to_have_text("The examination is paused.")
    expect(page.locator("#exam-screen")).to_be_hidden()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    room.go_on()
    expect(page.locator("#exam-screen")).to_be_visible(timeout=HEARD_MS)
    expect(page.locator("#paused")).to_be_hidden()
    expect(page.locator("#announcer")).to_have_text("The examination goes on.")
    expect_chosen(page, 1, "C")
    assert room.answers == {1: ("C", False)}


def test_the_clock_stands_and_goes_on_with_the_same_second(page: Page, room: FakeRoom) -> None:
    room.pause()
    expect(page.locator("#paused")).to_be_visible(timeout=HEARD_MS)
    assert room.left_ms is not None
    left = -(-room.left_ms // 1000)
    assert shown_seconds(page) == left
    page.wait_for_timeout(5_000)
    assert shown_seconds(page) == left
    room.go_on()
    expect(page.locator("#paused")).to_be_hidden(timeout=HEARD_MS)
    assert left - shown_seconds(page) <= HEARD_MS // 1000


def test_a_page_opened_in_a_pause_is_covered_and_goes_on_by_itself(context: BrowserContext, room: FakeRoom) -> None:
    room.pause()
    page = sit_down(context, room)
    expect(page.locator("#paused")).to_be_visible()
    expect(page.locator("#exam-screen")).to_be_hidden()
    room.go_on()
    expect(page.locator("#exam-screen")).to_be_visible(timeout=HEARD_MS)
    choose(page, 2, "B")
    wait_for_answers(page, room, {2: ("B", False)})


def test_an_answer_given_just_before_the_pause_still_arrives(page: Page, room: FakeRoom) -> None:
    room.fault = "away"
    choose(page, 1, "D")
    expect_state(page, "away")
    room.pause()
    room.fault = None
    wait_for_answers(page, room, {1: ("D", False)})
    expect(page.locator("#paused")).to_be_visible(timeout=2 * HEARD_MS)


def test_who_was_handing_in_when_the_pause_came_has_handed_in_after_it(page: Page, room: FakeRoom) -> None:
    choose(page, 1, "A")
    wait_for_answers(page, room, {1: ("A", False)})
    page.locator("#hand-in").click()
    page.locator("#review-continue").click()
    room.pause()
    page.locator("#confirm-hand-in").click()
    expect(page.locator("#paused")).to_be_visible(timeout=HEARD_MS)
    assert not room.handed_in
    room.go_on()
    page.wait_for_url("**/receipt")
    assert room.handed_in


# An outage at the end of the time


def test_who_was_out_at_the_end_hands_nothing_in_before_it_is_decided_and_then_goes_on(
    page: Page, room: FakeRoom
) -> None:
    choose(page, 1, "C")
    wait_for_answers(page, room, {1: ("C", False)})
    room.fault = "away"
    choose(page, 2, "B")
    expect_state(page, "away")
    room.hold_back()
    room.fault = None
    wait_for_answers(page, room, {1: ("C", False), 2: ("B", False)})
    expect(page.locator("#held_back")).to_be_visible(timeout=2 * HEARD_MS)
    expect(page.locator("#held_back-heading")).to_be_focused()
    expect(page.locator("#announcer")).to_have_text("Your time stands.")
    expect(page.locator("#exam-screen")).to_be_hidden()
    expect(page.locator("#notice")).to_be_hidden()
    assert not room.handed_in
    room.decide(minutes=5)
    expect(page.locator("#exam-screen")).to_be_visible(timeout=HEARD_MS)
    expect(page.locator("#held_back")).to_be_hidden()
    assert 290 <= shown_seconds(page) <= 300
    choose(page, 3, "A")
    wait_for_answers(page, room, {1: ("C", False), 2: ("B", False), 3: ("A", False)})
    assert not room.handed_in


def test_where_no_time_is_given_back_the_page_hands_in_by_itself(page: Page, room: FakeRoom) -> None:
    choose(page, 1, "C")
    wait_for_answers(page, room, {1: ("C", False)})
    room.hold_back()
    expect(page.locator("#held_back")).to_be_visible(timeout=2 * HEARD_MS)
    room.decide()
    page.wait_for_url("**/receipt")
    assert room.handed_in


def test_a_page_opened_while_its_time_stands_at_the_end_waits_too(context: BrowserContext, room: FakeRoom) -> None:
    room.hold_back()
    page = sit_down(context, room)
    expect(page.locator("#held_back")).to_be_visible()
    expect(page.locator("#exam-screen")).to_be_hidden()
    page.wait_for_timeout(HEARD_MS)
    assert not room.handed_in
    room.decide(minutes=2)
    expect(page.locator("#exam-screen")).to_be_visible(timeout=HEARD_MS)


# Without the script's preconditions


@pytest.mark.parametrize(
    "loss",
    [
        "Object.defineProperty(window, 'indexedDB', {value: undefined})",
        "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError') }",
        "IDBFactory.prototype.open = () => new EventTarget()",  # a kiosk that never answers
    ],
)
def test_without_storage_the_plain_forms_stay_usable(browser: Browser, room: FakeRoom, loss: str) -> None:
    context = browser.new_context()
    context.add_init_script(loss)
    page = context.new_page()
    page.goto(room.url)
    expect(page.locator("html")).to_have_attribute("data-script", "failed")
    expect(page.locator("button[data-act=save]:visible")).to_have_count(room.slots)
    expect(page.locator("form.slot input:enabled:visible")).to_have_count(4 * room.slots)
    context.close()


def test_when_the_disk_fails_later_the_candidate_is_told_and_the_answer_still_goes_out(
    page: Page, room: FakeRoom
) -> None:
    room.fault = "held"
    full_disk = "() => { throw new DOMException('full', 'QuotaExceededError') }"
    page.evaluate(f"() => {{ IDBObjectStore.prototype.put = {full_disk} }}")
    choose(page, 1, "A")
    expect(page.locator("#saved-state")).to_have_text("Question 1 cannot be kept on this computer.")
    room.release()
    wait_for_answers(page, room, {1: ("A", False)})
    expect_state(page, "saved")


# What the page reports of itself


def wait_for_signals(page: Page, room: FakeRoom, kinds: list[str]) -> None:
    for _ in range(PATIENCE_MS // 50):
        if sorted(kind for kind, _ in room.signals.values()) == kinds:
            return
        page.wait_for_timeout(50)
    assert sorted(kind for kind, _ in room.signals.values()) == kinds


def leave_window(page: Page, ms: int) -> None:
    """What the browser tells a page whose window loses the focus; headless, no window ever does."""
    page.evaluate("() => dispatchEvent(new Event('blur'))")
    page.wait_for_timeout(ms)
    page.evaluate("() => dispatchEvent(new Event('focus'))")


def test_leaving_the_window_is_reported_with_its_length(page: Page, room: FakeRoom) -> None:
    leave_window(page, 200)  # a message of the system: too short to mean anything
    leave_window(page, 1600)
    choose(page, 1, "B")
    wait_for_signals(page, room, ["focus_lost"])
    assert room.signals == {1: ("focus_lost", 2)}


def test_being_without_network_is_reported_once_it_is_back(page: Page, room: FakeRoom) -> None:
    room.fault = "away"
    choose(page, 1, "B")
    expect_state(page, "away")
    leave_window(page, 1100)  # kept here meanwhile
    assert room.signals == {}
    room.fault = None
    wait_for_signals(page, room, ["focus_lost", "reconnected"])


def test_a_reload_and_a_second_tab_are_reported(page: Page, room: FakeRoom, context: BrowserContext) -> None:
    page.reload()
    wait_until_started(page)
    choose(page, 1, "B")
    wait_for_signals(page, room, ["reloaded"])
    second = context.new_page()
    second.goto(room.url)
    wait_for_signals(page, room, ["reloaded", "second_tab"])
    choose(page, 2, "C")
    wait_for_answers(page, room, {1: ("B", False), 2: ("C", False)})
