"""The macros in an environment like the application's, without the application: strict, escaping, trimmed."""

import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from exam_app.text_language import language_of

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "exam_app" / "static" / "dist"
VOID = {"input", "img", "br", "link", "meta", "path", "rect", "circle"}


class Element:
    """One element: tag, attributes, children and the words inside it."""

    def __init__(self, tag: str, attributes: dict[str, str], parent: "Element | None") -> None:
        self.tag, self.attributes, self.parent = tag, attributes, parent
        self.children: list[Element] = []
        self.words = ""

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    @property
    def text(self) -> str:
        return " ".join((self.words + " " + " ".join(child.text for child in self.children)).split())

    def all(self, tag: str = "", **attributes: str) -> list["Element"]:
        """Every descendant of that tag with these attributes, in document order; ``class_``: one of its classes."""
        wanted_class = attributes.pop("class_", None)
        found = []
        for child in self.children:
            given = {name.replace("-", "_"): value for name, value in child.attributes.items()}
            same = all(given.get(name) == value for name, value in attributes.items())
            if (not tag or child.tag == tag) and same and (wanted_class is None or wanted_class in child.classes):
                found.append(child)
            found += child.all(tag, **attributes, **({"class_": wanted_class} if wanted_class else {}))
        return found

    def one(self, tag: str = "", **attributes: str) -> "Element":
        (found,) = self.all(tag, **attributes)
        return found


class Reader(HTMLParser):
    """Reads HTML into elements; a tag that is closed out of order fails the test."""

    def __init__(self) -> None:
        super().__init__()
        self.root = self.here = Element("", {}, None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.children.append(element)
        if tag not in VOID:
            self.here = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.here.tag == tag, f"</{tag}> closes <{self.here.tag}>"
        assert self.here.parent is not None
        self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        self.here.words += data


def read(html: str) -> Element:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.here is reader.root, f"<{reader.here.tag}> is never closed"
    return reader.root


@pytest.fixture(scope="session")
def environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]  # put there by the i18n extension
    environment.filters["label"] = str  # the application's filter translates a term; here terms are texts already
    environment.filters["language"] = language_of
    environment.globals.update(
        asset=lambda name: f"/static/dist/{name}",
        own_fonts=lambda: [],
        csrf_token=lambda: "token",
        url_for=lambda endpoint, **values: f"/{endpoint}",
        get_flashed_messages=lambda with_categories: [],
        request={"path": "/here", "query_string": b"", "full_path": "/here?"},
    )
    return environment


@pytest.fixture
def render(environment: Environment) -> Callable[..., Element]:
    """``render("status", "{{ status('done', 'Passed') }}")`` gives the elements a macro file's macros make."""

    def rendered(part: str, source: str, **context: Any) -> Element:
        template = environment.from_string(f"{{% import '_parts/{part}.html' as part %}}{source}")
        return read(template.render(**context))

    return rendered


@pytest.fixture
def page(environment: Environment) -> Callable[..., Element]:
    """A page on one of the skeletons, with the context every view gives."""

    def rendered(skeleton: str, blocks: str, **context: Any) -> Element:
        template = environment.from_string(f"{{% extends '_base/{skeleton}.html' %}}{blocks}")
        everywhere: dict[str, Any] = {"viewer": None, "navigation": [], "locale": "zh-Hans", "display_size": "standard"}
        return read(template.render(**{**everywhere, **context}))

    return rendered


@pytest.fixture(scope="session")
def build() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DIST / "build.json").read_text("utf-8"))
    return found
