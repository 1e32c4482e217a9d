"""The candidate, who knows the bank: signs in at a seat, practises, answers a hundred questions, hands in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from playwright.sync_api import expect

from question_bank import Item, ItemKind, Pool, shipped_bank
from tests.journeys.people.visitor import PATIENCE_MS, Visitor

WRONG_EVERY = 5
POINTS = 80
"""What a hundred answers of this candidate are worth."""


@dataclass(frozen=True)
class Question:
    """One question as it is printed for this candidate."""

    number: int
    stem: str
    choices: Sequence[str]

    @property
    def item(self) -> Item:
        return _items()[self.stem]

    @property
    def right_letters(self) -> str:
        """The letters that are right here: choices stand in another order on every paper."""
        if self.item.kind is ItemKind.TRUE_FALSE:
            return "A" if self.item.key_letters == "T" else "B"
        right = {choice.text for choice in self.item.choices if choice.letter in self.item.key}
        return "".join(letter for letter, text in zip("ABCD", self.choices, strict=False) if text in right)

    @property
    def wrong_letters(self) -> str:
        """An answer the question can have that is not the right one."""
        others = [letter for letter in "ABCD"[: len(self.choices)] if letter not in self.right_letters]
        return others[0] if others else self.right_letters[:-1]


@cache
def _items() -> dict[str, Item]:
    return {item.stem: item for item in shipped_bank(Pool.LIVE).values()}


class Candidate(Visitor):
    def sign_in(self, ticket_number: str, last_four: str) -> None:
        self.press("Enter Candidate")
        self.fill({"Ticket number": ticket_number, "Last four of your ID number": last_four})
        self.press("Enter")

    def confirm_identity(self, name: str) -> None:
        self.press("Confirm who I am")
        self.reads("Is this you?", name)
        expect(self.main.get_by_role("img", name=f"Photo of {name}")).to_be_visible()
        self.press("This is me")

    def practise(self) -> None:
        """Three questions on the same screen, down to the two steps of handing in."""
        self._see_paper()
        for number, letter in enumerate("BAA", start=1):
            self._choose(number, letter)
            self._go_on()
        self._hand_in()

    def wait_until(self, starts_at: datetime) -> None:
        """Look at the clock on the wall, then press the button."""
        self.reads("Please wait")
        self.page.wait_for_timeout(max(0.0, (starts_at - datetime.now(UTC)) / timedelta(milliseconds=1)))
        self.press("Look again")

    def begin(self) -> Sequence[Question]:
        """Begin, and look through the whole paper."""
        self.press("Begin")
        self._see_paper()
        questions = self.page.locator("form.slot").evaluate_all(
            """forms => forms.map(form => {
                const [line, stem] = form.querySelector("legend").childNodes;
                const texts = [...form.querySelectorAll(".choice-text")].map(text => text.textContent.trim());
                return [stem.textContent.trim(), texts];
            })"""
        )
        return [Question(number, stem, texts) for number, (stem, texts) in enumerate(questions, start=1)]

    def answer_all(self, questions: Sequence[Question]) -> None:
        """Answer one after the other, every fifth wrongly."""
        for question in questions:
            is_wrong = question.number % WRONG_EVERY == 0
            for letter in question.wrong_letters if is_wrong else question.right_letters:
                self._choose(question.number, letter)
            self._go_on()

    def _see_paper(self) -> None:
        """One question at a time, once the page's script has taken over."""
        expect(self.page.locator("html")).to_have_attribute("data-script", "on", timeout=PATIENCE_MS)

    def _choose(self, number: int, letter: str) -> None:
        self.page.locator(f"#slot-{number} label.choice", has=self.page.locator(f"[value={letter}]")).click()

    def _go_on(self) -> None:
        following = self.page.get_by_role("button", name="Next", exact=True)
        if following.is_enabled():
            following.click()

    def reload(self) -> None:
        self.page.reload()
        self._see_paper()

    def sees_answered(self, number: int) -> None:
        """The filled cells of the answer sheet."""
        expect(self.page.locator(".cell[data-state=answered]")).to_have_count(number, timeout=PATIENCE_MS)

    def second_tab_says(self, sentence: str) -> None:
        """Open the examination a second time, read, and close that tab."""
        tab = self.context.new_page()
        tab.goto(self.page.url)
        expect(tab.get_by_role("alert")).to_have_text(sentence, timeout=PATIENCE_MS)
        expect(tab.locator("label.choice input").first).to_be_disabled()
        tab.close()

    def saved_line_says(self, sentence: str) -> None:
        expect(self.page.locator("#saved-state")).to_have_text(sentence, timeout=PATIENCE_MS)

    def lose_the_network(self) -> None:
        self.context.set_offline(True)

    def find_the_network_again(self) -> None:
        self.context.set_offline(False)

    def hand_in(self) -> None:
        self._hand_in("All 100 questions are answered, marked 0.")

    def _hand_in(self, *review: str) -> None:
        self.press("Check and hand in")
        self.reads("Check before handing in", *review)
        self.press("Hand in")
        self.reads("All questions are answered. Hand in? You cannot change answers afterwards.")
        self.press("Yes, hand in")

    def see_my_examination(self) -> None:
        self.page.goto("/exam/")
