"""Booklets as PDF: every leaf finds back, each part begins on a front, and data never becomes markup."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
import typst
from PIL import Image, ImageChops
from pypdf import PdfReader

from exam_app.booklet_documents import BookletQuestion, BookletSheet, BookletWords, booklets
from exam_app.documents import FONTS
from tests.exam_screen.items import MONGOLIAN, TIBETAN, UYGHUR, YI

WORDS = BookletWords(
    title="试题册",
    sheet_title="答题卡",
    name_label="姓名",
    ticket_label="准考证号",
    seat_label="座位",
    rules=("考试时间90分钟。", "多选、少选均不得分。"),
    sheet_rules=("涂满方框。", "多选、少选均不得分。"),
    signature="考生签名",
    taken_in="收卡时间",
    issued="2026-11-25 14:06 制作",
    page="第 {page} 页，共 {pages} 页",
)
CODE = "88f68b3a01c2-" + "ab12cd34" * 4


def questions(count: int, letters: str = "ABCD") -> tuple[BookletQuestion, ...]:
    return tuple(
        BookletQuestion(
            str(number), "单选" if number <= count // 2 else "多选", f"第{number}道题的题干", _choices(number, letters)
        )
        for number in range(1, count + 1)
    )


def _choices(number: int, letters: str) -> tuple[tuple[str, str], ...]:
    return tuple((letter, f"选项{number}{letter}") for letter in letters)


SHEET = BookletSheet(
    name="林国强",
    ticket="26120130212455",
    seat="17",
    facts=(("考试", "12月第一场"), ("地点", "302室")),
    code=CODE,
    is_large=False,
    questions=questions(18),
)


def pages(*sheets: BookletSheet) -> list[str]:
    return [page.extract_text().replace("\n", "") for page in PdfReader(io.BytesIO(booklets(sheets, WORDS))).pages]


def test_every_printed_page_says_whose_it_is_and_which_of_how_many() -> None:
    found = pages(SHEET)
    sheet, back, *booklet = found
    assert "第 1 页，共 1 页" in sheet
    assert "答题卡" in sheet
    assert "共" not in back
    assert [f"第 {number} 页，共 {len(booklet)} 页" in page for number, page in enumerate(booklet, start=1)] == [
        True
    ] * len(booklet)
    for page in (sheet, *booklet):
        assert CODE in page
        assert "林国强" in page
        assert "261201 3021 2455" in page


def test_how_points_are_given_stands_on_the_first_page_of_both_parts() -> None:
    sheet, _, first, *_ = pages(SHEET)
    assert "多选、少选均不得分。" in sheet
    assert "多选、少选均不得分。" in first


def test_every_question_and_choice_is_there_once_in_its_order() -> None:
    booklet = "".join(pages(SHEET)[2:])
    places = [booklet.index(f"第{number}道题的题干") for number in range(1, 19)]
    assert places == sorted(places)
    assert all(booklet.count(f"选项{number}{letter}") == 1 for number in (1, 9, 18) for letter in "ABCD")


@pytest.mark.parametrize(("letters", "is_large"), [("AB", False), ("ABCDEFGH", True)])
def test_the_answer_sheet_has_a_box_for_every_letter_of_every_question(letters: str, is_large: bool) -> None:
    found = pages(replace(SHEET, questions=questions(30, letters), is_large=is_large))
    sheet = "".join(page for page in found if "答题卡" in page)
    assert sheet.count(letters[-1]) >= 30


def test_each_part_begins_on_a_front_and_no_leaf_holds_two_candidates() -> None:
    found = pages(SHEET, replace(SHEET, name="鲍玉兰", is_large=True))
    second = next(number for number, page in enumerate(found) if "鲍玉兰" in page)
    assert second % 2 == 0
    assert all("林国强" not in page for page in found[second:])
    first_of_booklet = [number for number, page in enumerate(found) if "考试时间90分钟。" in page]
    assert all(number % 2 == 0 for number in first_of_booklet)
    assert len(first_of_booklet) == 2


def test_large_type_takes_more_pages() -> None:
    usual, large = (
        len(PdfReader(io.BytesIO(booklets([replace(SHEET, questions=questions(100), is_large=is_large)], WORDS))).pages)
        for is_large in (False, True)
    )
    assert usual < large


SCRIPTS = {"bo": TIBETAN, "ug": UYGHUR, "mn-Mong": MONGOLIAN, "ii": YI}


def drawn(source: str, folder: Path) -> list[bytes]:
    """The pages of a Typst source as pictures, by the fonts of our documents."""
    (folder / "page.typ").write_text(source)
    found: bytes | list[bytes] = typst.compile(
        folder / "page.typ", root=folder, font_paths=[FONTS], ignore_system_fonts=True, format="png", ppi=60.0
    )
    return found if isinstance(found, list) else [found]


@pytest.mark.parametrize("sentence", SCRIPTS.values(), ids=SCRIPTS)
def test_no_letter_of_the_provinces_scripts_comes_out_as_the_empty_box(sentence: str, tmp_path: Path) -> None:
    letters = [letter for letter in dict.fromkeys(sentence) if not letter.isspace()]
    source = '#set page(width: 20mm, height: 20mm)\n#set text(font: "Noto Sans SC", size: 20pt)\n'
    source += "#pagebreak()".join(f'#"{letter}"' for letter in ("\u0378", "a", *letters))
    box, a, *pictures = drawn(source, tmp_path)
    assert box != a
    assert [letter for letter, picture in zip(letters, pictures, strict=True) if picture == box] == []


def ink_of_a_choice(text: str, folder: Path) -> tuple[float, float]:
    """From where to where a choice is printed, in shares of the page's width: what differs from the page without it."""
    pages = []
    for shown in (text, ""):
        question = BookletQuestion("1", "单选", "题干", (("A", shown), ("B", "错"), ("C", "都对")))
        (folder / "booklet.pdf").write_bytes(booklets([replace(SHEET, questions=(question,))], WORDS))
        source = '#set page(width: 210mm, height: 297mm, margin: 0mm)\n#image("booklet.pdf", page: 3)'
        pages.append(Image.open(io.BytesIO(drawn(source, folder)[0])).convert("L"))
    line = (0, 175, pages[0].width, 190)
    left, _, right, _ = ImageChops.difference(pages[0].crop(line), pages[1].crop(line)).getbbox() or line
    return left / pages[0].width, right / pages[0].width


def test_uyghur_begins_at_the_right_edge_and_its_letter_stays_at_the_left(tmp_path: Path) -> None:
    left, right = ink_of_a_choice("ئۇيغۇر", tmp_path)
    assert left > 0.7
    assert 0.9 < right < 0.95
    left, right = ink_of_a_choice("巡逻", tmp_path)
    assert 0.1 < left < right < 0.3


def test_data_never_becomes_markup() -> None:
    evil = BookletQuestion(
        "1", "单选", "#panic() $x$ *粗* <a> \\ [b]", (("A", "#emoji.face"), ("B", "_c_"), ("C", "@d"))
    )
    found = "".join(pages(replace(SHEET, name="#panic()", questions=(evil,))))
    for text in ("#panic() $x$ *粗* <a> \\ [b]", "#emoji.face", "_c_", "@d"):
        assert text in found


def test_a_file_without_booklets_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to print"):
        booklets([], WORDS)
