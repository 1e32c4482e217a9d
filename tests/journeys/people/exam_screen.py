"""The exam screen, as candidates in their room and guards at home use it: look through, answer, check, hand in."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from playwright.sync_api import expect

from question_bank import Item, ItemKind, Pool, shipped_bank
from tests.journeys.people.visitor import PATIENCE_MS, Visitor

WRONG_EVERY = 5


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
    return {item.stem: item for pool in Pool for item in shipped_bank(pool).values()}


class ExamScreen(Visitor):
    """Somebody before a paper, who knows the bank."""

    def look_through(self) -> Sequence[Question]:
        """The whole paper, once the page's script has taken over and shows one question at a time."""
        self.see_paper()
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
                self.choose(question.number, letter)
            self.go_on()

    def see_paper(self) -> None:
        """One question at a time, once the page's script has taken over."""
        expect(self.page.locator("html")).to_have_attribute("data-script", "on", timeout=PATIENCE_MS)

    def choose(self, number: int, letter: str) -> None:
        self.page.locator(f"#slot-{number} label.choice", has=self.page.locator(f"[value={letter}]")).click()

    def go_on(self) -> None:
        following = self.page.get_by_role("button", name="Next", exact=True)
        if following.is_enabled():
            following.click()

    def saved_line_says(self, sentence: str) -> None:
        expect(self.page.locator("#saved-state")).to_have_text(sentence, timeout=PATIENCE_MS)

    def check_and_hand_in(self, counts: str, question: str) -> None:
        """The two steps of handing in: how many are answered, and whether that is meant."""
        self.press("Check and hand in")
        self.reads("Check before handing in", counts)
        self.press("Hand in")
        self.reads(f"{question} Hand in? You cannot change answers afterwards.")
        self.press("Yes, hand in")
