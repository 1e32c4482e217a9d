"""The syllabus tree: topics and what they cover, named in three languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from question_bank.errors import Fault, FileFault, FileInvalid
from question_bank.shipped import SHIPPED
from question_bank.toml_reading import read_toml

LANGUAGES: Final = ("zh-Hans", "zh-Hant", "en")

Names = Mapping[str, str]
"""The name of one thing by language tag: zh-Hans, zh-Hant and en."""


@dataclass(frozen=True)
class Topic:
    """One topic of the syllabus."""

    code: str
    names: Names
    subtopics: tuple[Names, ...]


def read_topics(path: Path) -> Mapping[str, Topic]:
    """The topics of a topics.toml by their codes, in file order. Raises FileInvalid with all faults."""
    table, _ = read_toml(path)
    topics = {}
    faults = []
    for code, row in table.items():
        if _is_named(row) and all(_is_named(each) for each in _subtopics(row)):
            topics[code] = Topic(code, _names(row), tuple(_names(each) for each in _subtopics(row)))
        else:
            expected = f"names for {', '.join(LANGUAGES)}, and a list of subtopics named the same way"
            faults.append(FileFault(Fault(code, "a topic or subtopic without its names", expected)))
    if faults:
        raise FileInvalid(path, faults)
    return topics


def shipped_topics() -> Mapping[str, Topic]:
    """The topics of the shipped bank."""
    return read_topics(SHIPPED / "topics.toml")


def _is_named(row: object) -> bool:
    return isinstance(row, dict) and all(isinstance(row.get(language), str) for language in LANGUAGES)


def _subtopics(row: object) -> list[object]:
    found = row.get("subtopics") if isinstance(row, dict) else None
    return found if isinstance(found, list) else [None]


def _names(row: object) -> Names:
    assert isinstance(row, dict)  # established by _is_named
    return {language: row[language] for language in LANGUAGES}
