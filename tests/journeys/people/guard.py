"""A guard at home with a telephone: studies without a card and with one, takes a mock paper and an assessment."""

import re
from collections.abc import Sequence
from typing import ClassVar

from playwright.sync_api import ViewportSize, expect

from tests.journeys.people.exam_screen import ExamScreen, Question
from tests.journeys.people.visitor import PATIENCE_MS, PHONE

LETTER = re.compile(r"^[A-D]\. ")


class Guard(ExamScreen):
    window: ClassVar[ViewportSize] = PHONE

    def go_to(self, entry: str) -> None:
        """On a telephone the menu is opened first."""
        self.page.get_by_text("Menu", exact=True).click()
        super().go_to(entry)

    def study_without_a_card(self, topic: str) -> None:
        self.press("Study Study")
        self.reads("For everybody, free and without signing in. Nothing is stored about you.")
        self.press(re.compile(rf"^{topic} \d+ questions$"))

    def sign_in(self, card_number: str, last_four: str) -> None:
        self.page.goto("/study")
        self.press("Study with your card")
        self.fill({"Card number": card_number, "Last four of your ID number": last_four})
        self.press("Enter")

    def scan(self, address: str) -> None:
        """What the camera does with the code of a room, and the one press after it."""
        self.page.goto(address)
        self.reads("Are you in this lesson?")
        self.press("I am here")

    def practise(self, topic: str) -> None:
        self.press(f"Practise {topic}")
        self.reads(topic, "Nothing here counts for the examination", "Choose, press “Check the answer”, read why.")

    def answers_rightly(self) -> None:
        question = self._first_open()
        self._answer(question, question.right_letters, "right answer, you chose it")

    def answers_wrongly(self) -> None:
        question = self._first_open()
        self._answer(question, question.wrong_letters, "you chose it, wrong")

    def _first_open(self) -> Question:
        """The first question on the page that is not answered yet."""
        asked = self.main.get_by_role("group").first
        number, stem = asked.locator("legend").evaluate(
            "legend => [legend.firstElementChild.textContent, legend.childNodes[1].textContent.trim()]"
        )
        choices = [LETTER.sub("", label.strip()) for label in asked.locator("label").all_inner_texts()]
        return Question(int(number), stem, choices)

    def _answer(self, question: Question, letters: str, outcome: str) -> None:
        """Choose, check, and read the outcome with the reason and the article of the law."""
        asked = self.main.get_by_role("group").first
        for letter in letters:
            asked.get_by_label(re.compile(rf"^{letter}\. ")).check()
        self.press(f"Check the answer Question {question.number}")
        answered = self.main.get_by_role("listitem").filter(has_text=question.stem)
        for sentence in (outcome, question.item.explanation, f"art. {question.item.source.article}"):
            expect(answered).to_contain_text(sentence, timeout=PATIENCE_MS)

    def begin_mock_paper(self) -> Sequence[Question]:
        self.go_to("Mock papers")
        self.reads("100 questions in 90 minutes, as in the examination")
        self.press("Begin a mock paper")
        return self._look_through("Mock paper under way", "Mock paper. This is practice and does not count.")

    def begin_assessment(self, post: str) -> Sequence[Question]:
        """From the pages of study, which say that it is due."""
        self.reads("Assessment by your unit: due by", "It is not the state examination.")
        self.press("See and begin")
        self.reads("30 questions in", "The clock runs at once and does not stop when you leave the page.")
        self.press(f"Begin the assessment {post}")
        notice = "Assessment by your unit. This is not the state examination."
        return self._look_through("Assessment under way", notice)

    def _look_through(self, paper: str, notice: str) -> Sequence[Question]:
        """The whole paper, under the banner that says what it is and what it is not."""
        banner = self.page.get_by_role("region", name=paper)
        expect(banner).to_have_text(notice, timeout=PATIENCE_MS)
        return self.look_through()

    def hand_in(self, counts: str, question: str) -> None:
        """On a telephone the answer sheet is folded away, and with it the button."""
        self.press("Answer sheet")
        self.check_and_hand_in(counts, question)
