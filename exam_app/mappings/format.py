"""A mapping file: read from TOML and checked, every fault with its line, its key and what to do."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import date
from typing import Any

from exam_app.errors import Sentence, sentence
from exam_app.mappings.fields import DIRECTIONS, FIELDS, Field, Kind
from exam_app.terms import N_, Direction, TableSubject

LONGEST_FILE = 64_000
MOST_COLUMNS = 60
LONGEST_TEXT = 80
KEYS_OF_FILE = frozenset(("name", "subject", "direction", "sheet", "column"))
KEYS_OF_COLUMN = frozenset(("heading", "also", "field", "constant", "values", "format", "required"))
_LINE = re.compile(r"\(at line ([0-9]+), column [0-9]+\)")


@dataclass(frozen=True)
class Fault:
    """What is wrong with a mapping file, where, and what to do."""

    line: int
    key: str
    sentence: Sentence


class MappingRefused(Exception):
    """A file that is no mapping, with every fault at once."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"line {fault.line}, {fault.key}: {fault.sentence}" for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, eq=False)
class MappedColumn:
    """One column of the other system's table."""

    heading: str
    also: tuple[str, ...] = ()
    """Other headings under which it is found when read."""
    field: str | None = None
    constant: str | None = None
    """What stands in every row when written."""
    values: Mapping[str, tuple[str, ...]] = attribute(default_factory=dict)
    """Their words by ours; the first is written, all are read."""
    format: str = "%Y-%m-%d"
    """How a day is written."""
    required: bool = False


@dataclass(frozen=True)
class MappingFile:
    name: str
    subject: TableSubject
    direction: Direction
    columns: tuple[MappedColumn, ...]
    sheet: str = ""
    """The only sheet that is read, or the name of the one that is written; empty: any."""


def plain(heading: str) -> str:
    """A heading as it is compared: width, spaces, brackets, stars and punctuation do not matter.

    >>> plain("公民身份号码（必填）*")
    '公民身份号码'
    """
    text = unicodedata.normalize("NFKC", heading).casefold()
    text = re.sub(r"\(.*?\)|\[.*?\]|【.*?】", "", text)
    return re.sub(r"[\W_]|必填$", "", text)


def parse(text: str) -> MappingFile:
    """The mapping in a TOML text. Raises :class:`MappingRefused` with every fault."""
    if len(text) > LONGEST_FILE:
        raise MappingRefused([Fault(1, "", sentence(N_("The file is too long for a mapping.")))])
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _LINE.search(str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        said = sentence(N_("This line is not TOML. Check quotes, brackets and the = between key and value."))
        raise MappingRefused([Fault(line, "", said)]) from error
    faults = list(_faults(document, _Lines(text)))
    if faults:
        raise MappingRefused(faults)
    subject = _subject(document)
    assert subject is not None
    return MappingFile(
        document["name"],
        subject,
        DIRECTIONS[subject],
        tuple(_column(each) for each in document["column"]),
        document.get("sheet", ""),
    )


def _column(each: Mapping[str, Any]) -> MappedColumn:
    values = {ours: (theirs,) if isinstance(theirs, str) else tuple(theirs) for ours, theirs in _values(each).items()}
    return MappedColumn(
        each["heading"],
        tuple(each.get("also", ())),
        each.get("field"),
        each.get("constant"),
        values,
        each.get("format", MappedColumn.format),
        each.get("required", False),
    )


def _values(each: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = each.get("values", {})
    return found


class _Lines:
    """Where a key stands: TOML libraries do not say, so it is looked for in the text."""

    def __init__(self, text: str) -> None:
        self.lines = text.splitlines()
        self.starts = [number for number, line in enumerate(self.lines) if re.match(r"\s*\[\[\s*column\s*\]\]", line)]

    def of(self, key: str, column: int | None = None) -> int:
        first, last = self._span(column)
        for number in range(first, last):
            if re.match(rf"\s*\"?{re.escape(key)}\"?\s*[=.]|\s*\[column\.{re.escape(key)}\]", self.lines[number]):
                return number + 1
        return min(first + 1, max(1, len(self.lines)))

    def _span(self, column: int | None) -> tuple[int, int]:
        if column is None:
            return 0, self.starts[0] if self.starts else len(self.lines)
        if column >= len(self.starts):
            return 0, len(self.lines)
        ends = [*self.starts[1:], len(self.lines)]
        return self.starts[column], ends[column]


def _faults(document: Mapping[str, Any], lines: _Lines) -> Iterator[Fault]:
    for key in document.keys() - KEYS_OF_FILE:
        yield Fault(
            lines.of(key), key, sentence(N_("There is no such key in a mapping. Remove it, or check its name."))
        )
    for key in ("name", "subject", "direction"):
        if not isinstance(document.get(key), str) or not 1 <= len(document[key].strip()) <= LONGEST_TEXT:
            yield Fault(
                lines.of(key), key, sentence(N_("Give it a text of 1 to %(most)s characters."), most=LONGEST_TEXT)
            )
    if not isinstance(document.get("sheet", ""), str):
        yield Fault(lines.of("sheet"), "sheet", sentence(N_("Give the name of a sheet, in quotes.")))
    subject = _subject(document)
    if subject is None:
        offered = "、".join(each.value for each in TableSubject)
        yield Fault(lines.of("subject"), "subject", sentence(N_("Choose one of: %(offered)s."), offered=offered))
        return
    if document.get("direction") != DIRECTIONS[subject].value:
        said = sentence(N_("Tables of this subject are %(direction)s here."), direction=DIRECTIONS[subject])
        yield Fault(lines.of("direction"), "direction", said)
    columns = document.get("column")
    if not isinstance(columns, list) or not 1 <= len(columns) <= MOST_COLUMNS:
        said = sentence(N_("Describe 1 to %(most)s columns, each under [[column]]."), most=MOST_COLUMNS)
        yield Fault(lines.of("column"), "column", said)
        return
    for number, each in enumerate(columns):
        yield from _faults_of_column(each, number, subject, lines)
    yield from _faults_among(columns, subject, lines)


def _subject(document: Mapping[str, Any]) -> TableSubject | None:
    return next((subject for subject in TableSubject if subject.value == document.get("subject")), None)


def _faults_of_column(each: Any, number: int, subject: TableSubject, lines: _Lines) -> Iterator[Fault]:
    def fault(key: str, text: str, **places: object) -> Fault:
        return Fault(lines.of(key, number), key, sentence(text, **places))

    if not isinstance(each, dict):
        yield fault("column", N_("Describe 1 to %(most)s columns, each under [[column]]."), most=MOST_COLUMNS)
        return
    for key in each.keys() - KEYS_OF_COLUMN:
        yield fault(key, N_("There is no such key in a column. Remove it, or check its name."))
    if not _is_text(each.get("heading")):
        yield fault("heading", N_("Give it a text of 1 to %(most)s characters."), most=LONGEST_TEXT)
    also = each.get("also", [])
    if not isinstance(also, list) or not all(map(_is_text, also)):
        yield fault("also", N_("Give a list of headings, each in quotes."))
    if not isinstance(each.get("required", False), bool):
        yield fault("required", N_("Write true or false, without quotes."))
    if ("field" in each) == ("constant" in each):
        yield fault("field", N_("A column has either a field or a constant."))
    elif "constant" in each:
        if DIRECTIONS[subject] is Direction.READ or not isinstance(each["constant"], str):
            yield fault("constant", N_("A constant is a text in quotes, in a table that is written."))
    else:
        yield from _faults_of_field(each, fault, subject)


def _faults_of_field(each: Mapping[str, Any], fault: Any, subject: TableSubject) -> Iterator[Fault]:
    known = next((one for one in FIELDS[subject] if one.name == each["field"]), None)
    if known is None:
        offered = "、".join(one.name for one in FIELDS[subject])
        yield fault("field", N_("There is no such field. Choose one of: %(offered)s."), offered=offered)
        return
    if known.kind is Kind.WORD:
        yield from _faults_of_words(each, fault, known)
    elif "values" in each:
        yield fault("values", N_("Only these fields have words to translate: %(offered)s."), offered=_words_of(subject))
    if "format" in each and (known.kind is not Kind.DAY or not _is_format(each["format"])):
        yield fault(
            "format", N_("A format is for days only, with %%Y, %%m and %%d, such as %(format)s."), format="%Y-%m-%d"
        )


def _faults_of_words(each: Mapping[str, Any], fault: Any, known: Field) -> Iterator[Fault]:
    values, offered = each.get("values"), "、".join(known.words)
    if not isinstance(values, dict) or set(values) != set(known.words):
        yield fault("values", N_("Say what each of these is called: %(offered)s."), offered=offered)
        return
    lists = [[theirs] if isinstance(theirs, str) else theirs for theirs in values.values()]
    if not all(isinstance(each, list) and each and all(map(_is_text, each)) for each in lists):
        yield fault("values", N_("Give each word a text, or a list of texts."))
        return
    said = [theirs for each in lists for theirs in each]
    if len(set(said)) != len(said):
        yield fault("values", N_("One word cannot mean two things. Use each once."))


def _words_of(subject: TableSubject) -> str:
    return "、".join(one.name for one in FIELDS[subject] if one.kind is Kind.WORD)


def _faults_among(columns: Sequence[Any], subject: TableSubject, lines: _Lines) -> Iterator[Fault]:
    """What several columns make wrong together."""
    headings: dict[str, int] = {}
    fields: dict[str, int] = {}
    for number, each in enumerate(columns):
        if not isinstance(each, dict):
            continue
        also = each.get("also")
        texts = [each.get("heading"), *(also if isinstance(also, list) else ())]
        for heading in {plain(text) for text in texts if isinstance(text, str)}:
            if headings.setdefault(heading, number) != number:
                said = sentence(N_("Another column has this heading already: %(heading)s."), heading=heading)
                yield Fault(lines.of("heading", number), "heading", said)
        name = each.get("field")
        if isinstance(name, str) and fields.setdefault(name, number) != number and _reads(subject):
            yield Fault(lines.of("field", number), "field", sentence(N_("Another column holds this field already.")))
    missing = [one.name for one in FIELDS[subject] if one.needed and one.name not in fields]
    if missing and _reads(subject):
        said = sentence(N_("Columns for these fields are missing: %(fields)s."), fields="、".join(missing))
        yield Fault(lines.of("column"), "column", said)


def _reads(subject: TableSubject) -> bool:
    return DIRECTIONS[subject] is Direction.READ


def _is_text(value: object) -> bool:
    return isinstance(value, str) and 1 <= len(value.strip()) <= LONGEST_TEXT


def _is_format(value: object) -> bool:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT or set(re.findall(r"%.", value)) != {"%Y", "%m", "%d"}:
        return False
    return bool(date(2026, 1, 2).strftime(value))
