"""Following links from a person's first page, and reading what a page says."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

MOST_OF_A_KIND = 3
"""Pages of one endpoint that are followed for one person: more of the same shows nothing new."""
LINKING = {"a": ("href",), "img": ("src",), "source": ("src",), "link": ("href",)}
FETCHING = ("hx-get", "data-src", "data-live-room")
SILENT = {"script", "style"}


class Reading(HTMLParser):
    """Links, headings, title, language and visible texts of one page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.texts: list[str] = []
        self.headings = 0
        self.title = ""
        self.language: str | None = None
        self._within: list[str] = []
        self._select: str | None = None
        self._form: str | None = None
        self._fields: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "html":
            self.language = found.get("lang")
        if tag == "h1":
            self.headings += 1
        self.links += [found[name] or "" for name in (*LINKING.get(tag, ()), *FETCHING) if name in found]
        self._note_form(tag, found)
        self.texts += [found[name] or "" for name in ("aria-label", "alt", "placeholder", "title") if name in found]
        self._within.append(tag)

    def _note_form(self, tag: str, found: dict[str, str | None]) -> None:
        """What a form that asks by GET would ask for when nothing is changed."""
        name, value = found.get("name"), found.get("value") or ""
        if tag == "form" and (found.get("method") or "get").lower() == "get":
            self._form, self._fields = found.get("action") or "", {}
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in found or self._select not in self._fields):
            self._fields[self._select] = value
        elif tag == "input" and name and value and (found.get("type") != "radio" or "checked" in found):
            self._fields[name] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._form is not None:
            self.links.append(f"{self._form}?{urlencode(self._fields)}")
            self._form = None
        if tag in self._within:
            while self._within.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if "title" in self._within and "svg" not in self._within:
            self.title += data
        if data.strip() and not SILENT & set(self._within):
            self.texts.append(" ".join(data.split()))


@dataclass(frozen=True)
class Page:
    """One answer to one person."""

    address: str
    endpoint: str
    arguments: dict[str, object]
    status: int
    statements: int
    reading: Reading | None
    """None for files and redirections."""


@dataclass
class Crawl:
    """Everything one person reaches, in the order in which it was found."""

    pages: list[Page] = field(default_factory=list)

    @property
    def readable(self) -> Iterator[tuple[Page, Reading]]:
        """Whole pages, without the fragments that scripts put into them."""
        return ((page, page.reading) for page in self.pages if page.reading and page.reading.language is not None)

    @property
    def endpoints(self) -> set[str]:
        return {page.endpoint for page in self.pages}


def endpoint_of(app: Flask, address: str) -> tuple[str, dict[str, object]] | None:
    """The endpoint that answers a GET there, and its arguments; None for what is no page of ours."""
    adapter = app.url_map.bind("localhost")
    try:
        endpoint, arguments = adapter.match(urlsplit(address).path, method="GET")
    except HTTPException:
        return None
    return endpoint, dict(arguments)


def crawl(app: Flask, client: FlaskClient, starts: Sequence[str], count: Callable[[], int]) -> Crawl:
    """Follow every link from some addresses, at most :data:`MOST_OF_A_KIND` of one endpoint.

    ``count`` says how many statements the database has seen so far.
    """
    found, waiting, seen, kinds = Crawl(), list(starts), set(starts), Counter[str]()
    while waiting:
        address = waiting.pop(0)
        kind = endpoint_of(app, address)
        if kind is None or kind[0] == "static" or kinds[kind[0]] >= MOST_OF_A_KIND:
            continue
        kinds[kind[0]] += 1
        before = count()
        answer = client.get(address)
        page = Page(address, *kind, answer.status_code, count() - before, _reading(answer))
        found.pages.append(page)
        for link in _onward(answer, page):
            if link not in seen:
                seen.add(link)
                waiting.append(link)
    return found


def _reading(answer: TestResponse) -> Reading | None:
    return Reading(answer.text) if answer.status_code == 200 and answer.mimetype == "text/html" else None


def _onward(answer: TestResponse, page: Page) -> Iterator[str]:
    links = page.reading.links if page.reading else [answer.headers["Location"]] if answer.location else []
    for link in links:
        parts = urlsplit(urljoin(page.address, link))
        if parts.scheme in ("", "http") and parts.netloc in ("", "localhost"):
            yield parts.path + (f"?{parts.query}" if parts.query else "")
