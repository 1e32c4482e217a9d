"""A notice fits the messages that its kind may take, whatever people and places are called, and tells no secret."""

import re
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_app.notices import WORDINGS, parts_of, units_of, write
from exam_app.notices.length import clipped
from exam_app.terms import Language, NoticeKind

PLACE = re.compile(r"%\((\w+)\)s")
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=128)
MOMENT = datetime(2026, 12, 31, 23, 59)


def places(kind: NoticeKind, name: str) -> dict[str, object]:
    """The longest that each place of a sentence can hold, with the same name of a person, an office and a place."""
    most = {"name": name, "office": name, "place": name, "count": 99, "when": MOMENT, "day": MOMENT.date()}
    most |= {"old": MOMENT, "why": name}
    return {place: most[place] for place in {"name", *PLACE.findall(WORDINGS[kind].text)}}


@given(name=NAMES, signature=NAMES, kind=st.sampled_from(NoticeKind), language=st.sampled_from(Language))
def test_no_name_makes_a_notice_longer_than_its_kind_may_be(
    name: str, signature: str, kind: NoticeKind, language: Language
) -> None:
    wording = WORDINGS[kind]
    written = write(kind, language, signature, places(kind, name))
    assert written.parts == parts_of(written.text)
    assert written.parts <= (wording.parts_in_english if language is Language.EN else wording.parts)


@given(text=NAMES, room=st.integers(1, 40))
def test_what_is_shortened_says_so_and_fits(text: str, room: int) -> None:
    short = clipped(text, room)
    assert units_of(short) <= room
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


def test_every_kind_has_its_sentence() -> None:
    assert set(WORDINGS) == set(NoticeKind)


def test_a_ticket_says_day_hour_and_place_in_the_words_of_the_reader() -> None:
    told = {"name": "王建国", "when": datetime(2026, 12, 1, 9, 0), "place": "云川职教中心"}
    chinese = write(NoticeKind.TICKET_READY, Language.ZH_HANS, "云川市公安局", told)
    assert chinese.text.startswith("【云川市公安局】王建国：12月1日9:00考试，地点云川职教中心。")
    assert chinese.parts == 1
    english = write(NoticeKind.TICKET_READY, Language.EN, "云川市公安局", told)
    assert "examination 2026-12-01 9:00, 云川职教中心" in english.text
    assert english.parts == 2


@pytest.mark.parametrize("language", Language)
def test_a_result_is_announced_without_saying_what_it_is(language: Language) -> None:
    text = write(NoticeKind.RESULT_OUT, language, "云川", {"name": "王建国", "day": date(2026, 12, 1)}).text
    assert not re.search(r"passed|failed|score|points|合格|通过|不及格|分数", text)
