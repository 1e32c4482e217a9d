"""A language in which every sentence of the catalogues stands in brackets: what stands outside of them is none of ours.

Two such languages differ in their brackets alone, so that a text that has neither is no sentence in any of them. What
the site keeps about people and things is told from what somebody wrote into a page by looking it up in the database.
"""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import NullTranslations
from html.parser import HTMLParser
from typing import Any

import flask_babel
import pytest
from sqlalchemy import inspect, text

from exam_app.work import Site
from question_bank import Pool, shipped_bank
from tests.requirements import ROOT

OPENING, CLOSING = "⟦", "⟧"
LONGER = 0.4
"""By so much a sentence may be longer in another language."""
READ_ALOUD = ("title", "placeholder", "aria-label", "alt", "aria-description", "label")
SILENT = {"style", "script", "template", "code", "pre", "textarea"}
"""Not shown, not ours, or not of any language."""
LETTER = re.compile(r"[^\W\d_]")
CODE = re.compile(r"[a-z0-9_.:/-]*")
"""A value as programs write it: it is stored, yet nobody should read it."""
HAN = re.compile(r"[\u4e00-\u9fff]")
SENTENCE = re.compile(r"[\u4e00-\u9fff]|[A-Za-z] [A-Za-z]")
"""What a script is handed to show, unlike an address or a code."""
LONGEST = 60
"""Letters of a value that stands beside others in one text; longer ones stand alone."""
SHIPPED = ("Watchword", "简体", "繁體", "简体中文", "繁體中文", "English", "Alt", "Esc", "Tab", "kB")
"""Names of things that are called so in every language."""
SHIPPED_FILES = (ROOT / "question_bank/bank/topics.toml", *sorted((ROOT / "exam_app/mappings/shipped").glob("*.toml")))
DEMO = ROOT / "exam_app/demo"
"""What people of the demo world say: some of it is sealed where it is stored."""
CODES_THAT_ARE_SAID = ("login", "code", "host")
"""Columns whose values people read although they look like those of a program."""
EVERYWHERE = re.compile(
    r"watchword ledger .*|[0-9a-z.]+\+[0-9a-f]{8}\+\S+"  # commands, and keys as verifiers take them
    r"|https?://\S+|\b[a-z.]+\.example\b"
    r"|\d+年\d+月\d+日(（星期.）)?([上下]午)?"  # a date written out for who reads Chinese
    r"|\d{4,17}\**\d*X|[\u4e00-\u9fff]\*+[\u4e00-\u9fff]?"  # an identity number, a masked one, a masked name
    r"|\b[0-9a-f]{8,}\b|\b[0-9A-Z]{4}-[0-9A-Z]{4}\b"  # checksums and codes
    r"|\bT\d\b|\b[A-Z]\d*\b"  # topics, choices, keys and cells
)
"""What is written alike in every language."""


class Pseudo(NullTranslations):
    """Wraps every sentence; the places in it stay as they are."""

    def gettext(self, message: str) -> str:
        return f"{OPENING}{message}{'~' * round(len(message) * LONGER)}{CLOSING}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    ugettext, ungettext = gettext, ngettext


@contextmanager
def pseudo_language(patch: pytest.MonkeyPatch) -> Iterator[None]:
    """While it lasts every page is in the language of the brackets."""
    with patch.context() as context:
        context.setattr(flask_babel.Domain, "get_translations", lambda self: Pseudo())
        yield


class Read(HTMLParser):
    """What a page shows, reads aloud or hands to its scripts to show."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._within: list[str] = []
        self._json: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.texts += [found[name] or "" for name in READ_ALOUD if name in found]
        self.texts += [value for name, value in attrs if name.startswith("data-") and value and SENTENCE.search(value)]
        self._within.append(tag)
        if tag == "script" and found.get("type") == "application/json":
            self._json = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._json is not None:
            self.texts += list(sentences_in(json.loads(self._json)))
            self._json = None
        if tag in self._within:
            while self._within.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._json is not None:
            self._json += data
        elif data.strip() and not SILENT & set(self._within):
            self.texts.append(data)


def sentences_in(value: Any) -> Iterator[str]:
    """The texts of a script's configuration that are sentences."""
    match value:
        case str() if SENTENCE.search(value):
            yield value
        case dict():
            for inside in value.values():
                yield from sentences_in(inside)
        case list():
            for inside in value:
                yield from sentences_in(inside)


def outside_brackets(shown: str) -> str:
    """What is left of a text without its sentences; they may stand inside each other."""
    left, depth = [], 0
    for character in shown:
        if character == OPENING:
            depth += 1
            left.append(" ")
        elif character == CLOSING:
            depth -= 1
        elif depth == 0:
            left.append(character)
    return " ".join("".join(left).split())


class Stored:
    """What the site keeps about people and things and what ships with it, as it may stand on a page."""

    def __init__(self, site: Site) -> None:
        self._values: set[str] = set(SHIPPED)
        self._explained: dict[str, bool] = {}
        with site.engine.connect() as connection:
            for table in inspect(site.engine).get_table_names():
                for row in connection.execute(text(f'SELECT * FROM "{table}"')).mappings():
                    for column, value in row.items():
                        self._keep(value, is_said=column in CODES_THAT_ARE_SAID)
        for pool in Pool:
            for item in shipped_bank(pool).values():
                self._keep(json.dumps(item.to_document()))
        for source in DEMO.glob("*.py"):
            for node in ast.walk(ast.parse(source.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    self._values |= {part for part in re.split(r"\{\w*\}", node.value) if HAN.search(part)}
        for file in SHIPPED_FILES:
            self._keep_inside(json.dumps(tomllib.loads(file.read_text("utf-8")), default=str))

    def _keep(self, value: object, *, is_said: bool = False) -> None:
        if not isinstance(value, str) or (CODE.fullmatch(value) and not is_said):
            return
        if value[:1] in "[{":
            self._keep_inside(value)
        elif len(value) > 1:
            self._values.add(" ".join(value.split()))

    def _keep_inside(self, document: str) -> None:
        waiting: list[object] = []
        try:
            waiting.append(json.loads(document))
        except ValueError:
            self._values.add(document)
        while waiting:
            match waiting.pop():
                case str() as found:
                    self._keep(found)
                case list() as many:
                    waiting += many
                case dict() as many:
                    waiting += many.values()

    def explain(self, shown: str) -> bool:
        """Whether a text is put together of what is stored, of numbers and of what is the same in every language."""
        if shown not in self._explained:
            without = EVERYWHERE.sub(" ", shown)
            self._explained[shown] = shown in self._values or any(map(self._is_made_of_values, (shown, without)))
        return self._explained[shown]

    def _is_made_of_values(self, shown: str) -> bool:
        """From the left: a value, or a character that is no letter, up to the end. No letter may be left over."""
        reached = {0}
        for place in range(len(shown)):
            if place in reached:
                if not LETTER.match(shown[place]):
                    reached.add(place + 1)
                ends = range(place + 2, min(place + LONGEST, len(shown)) + 1)
                reached |= {end for end in ends if shown[place:end] in self._values}
        return len(shown) in reached
