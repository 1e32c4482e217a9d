"""Law texts carry their days, topics their names in three languages; a bad file says where it is bad."""

from datetime import date
from pathlib import Path

import pytest

from question_bank.errors import FileInvalid
from question_bank.sources import LawText, read_sources, shipped_sources
from question_bank.topics import LANGUAGES, read_topics, shipped_topics


def a_file(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_law_text_is_read_with_its_days(tmp_path: Path) -> None:
    path = a_file(
        tmp_path / "sources.toml",
        '[X]\ntitle = "法"\ntitle_en = "Law"\nvalid_from = 2020-01-01\nvalid_to = 2020-12-31\n'
        '[Y]\ntitle = "常识"\ntitle_en = "Practice"\n',
    )

    assert read_sources(path) == {
        "X": LawText("X", "法", "Law", date(2020, 1, 1), date(2020, 12, 31)),
        "Y": LawText("Y", "常识", "Practice", None, None),
    }


def test_practice_without_a_date_may_always_be_asked() -> None:
    assert LawText("POST", "常识", "Practice").in_force_on(date(2026, 11, 24))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('X = "法"', "X: found '法', expected a table with title, title_en and valid_from"),
        ('[X]\ntitle = "法"', "X.title_en: found None, expected a text"),
        ('[X]\ntitle = "法"\ntitle_en = "L"\nvalid_from = "2020"', "X.valid_from: found '2020', expected a day"),
        ('[X]\ntitle = "法"\ntitle_en = "L"\nuntil = 2020-01-01', "X.until: found an unknown field"),
    ],
)
def test_a_bad_source_is_said_with_file_and_field(tmp_path: Path, text: str, sentence: str) -> None:
    path = a_file(tmp_path / "sources.toml", text)

    with pytest.raises(FileInvalid) as refusal:
        read_sources(path)

    assert str(refusal.value).startswith(f"{path}, {sentence}")


def test_the_old_public_order_law_ends_on_the_day_before_the_new_one_begins() -> None:
    sources = shipped_sources()

    assert sources["PSAPL2012"].valid_to == date(2025, 12, 31)
    assert sources["PSAPL"].valid_from == date(2026, 1, 1)


def test_no_shipped_text_ends_before_it_begins() -> None:
    for text in shipped_sources().values():
        assert text.valid_to is None or (text.valid_from is not None and text.valid_from <= text.valid_to)


def test_the_nine_topics_and_their_subtopics_have_names_in_three_languages() -> None:
    topics = shipped_topics()

    assert list(topics) == [f"T{number}" for number in range(1, 10)]
    for topic in topics.values():
        assert all(set(names) == set(LANGUAGES) for names in (topic.names, *topic.subtopics))
        assert len(topic.subtopics) >= 2


def test_a_topic_without_a_name_is_refused(tmp_path: Path) -> None:
    path = a_file(tmp_path / "topics.toml", '[T1]\nzh-Hans = "消防"\nen = "Fire"\nsubtopics = []\n')

    with pytest.raises(FileInvalid, match=r"topics\.toml, T1: found a topic or subtopic without its names"):
        read_topics(path)
