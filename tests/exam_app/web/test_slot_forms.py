"""The questions of a paper as forms: what an item says is shown as it is, and each form says where it stands."""

import re

from flask import Flask

from exam_app.queries.sittings import ChoiceLine, SlotLine
from exam_app.web.candidate.slot_forms import fill_slots
from exam_app.web.rendering import own_fonts
from question_bank import ItemKind


def pattern(kind: str, letters: object, heading: str, reader: str) -> str:
    choices = "".join(
        f"<i lang={{language_{letter}}}{{checked_{letter}}}>{{text_{letter}}}</i>"
        for letter in str(letters)
        if letter in "AB"
    )
    return "<form id={number} marked={marked}>" + heading + "<b lang={stem_language}>{stem}</b>" + choices + "</form>"


def line(number: int, stem: str, *texts: str, value: str = "", is_marked: bool = False) -> SlotLine:
    choices = [ChoiceLine(letter, text, letter in value) for letter, text in zip("AB", texts, strict=False)]
    return SlotLine(number, ItemKind.SINGLE, stem, choices, value, is_marked)


def forms(*lines: SlotLine) -> str:
    return str(fill_slots(lines, pattern, {"single": "Question {number}: "}, "/save", "token", "zh-Hans"))


def test_what_looks_like_a_place_or_a_tag_in_an_item_is_only_its_text() -> None:
    shown = forms(line(1, "{number} {csrf} <script>", "{text_B}", "{{ 7 }} & 'x'"))
    assert "{number} {csrf} &lt;script&gt;" in shown
    assert ">{text_B}</i>" in shown
    assert ">{{ 7 }} &amp; &#39;x&#39;</i>" in shown
    assert "token" not in shown


def test_each_form_has_its_own_number_choice_and_mark() -> None:
    shown = forms(line(1, "甲", "是", "否", value="B"), line(2, "乙", "是", "否", is_marked=True))
    first, second = re.findall(r"<form.*?</form>", shown)
    assert first.startswith("<form id=1 marked=0>Question 1: ") and second.startswith(
        "<form id=2 marked=1>Question 2: "
    )
    assert [" checked" in part for part in first.split("<i ")[1:]] == [False, True]
    assert " checked" not in second


def test_a_text_says_its_own_language_and_not_the_readers_and_its_font_is_fetched(app: Flask) -> None:
    with app.app_context():
        shown = forms(line(1, "སྲུང་སྐྱོབ།", "Guard", "保安"))
        assert [tag for tag, _ in own_fonts()] == ["bo"]
    assert re.findall(r"lang=([\w-]+)", shown) == ["bo", "en", "zh-Hans"]
