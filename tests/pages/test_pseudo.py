"""Nothing that we say stands outside the catalogues: in a language of brackets whatever has none is somebody's data."""

from collections import Counter
from collections.abc import Iterator

import pytest

from exam_app.demo.folder import Note
from exam_app.work import Site
from tests.pages.pseudo import Read, Stored, outside_brackets, pseudo_language
from tests.pages.visitors import Clients, Crawls, Visitor

PAGES_OF_A_KIND = 1
SHOWS_A_FILE = {
    "training.roster": "the cells of a file that is sealed and not confirmed yet",
    "employer.roster": "the same",
    "office.mapping": "the names that a mapping file uses",
    "office.notice": "a notice in the language of whom it is for",
}
"""Endpoints whose texts are not ours and stand in no table in clear; what their templates say themselves is read by
tests/rules/test_catalogues.py."""


@pytest.fixture(scope="session")
def stored(opened: tuple[Site, Note]) -> Stored:
    return Stored(opened[0])


def one_of_each(crawls: Crawls) -> Iterator[tuple[Visitor, str]]:
    """A page of each endpoint, whoever reaches it."""
    seen = Counter[str]()
    for visitor, crawl in crawls.items():
        for page, _ in crawl.readable:
            if seen[page.endpoint] < PAGES_OF_A_KIND and page.endpoint not in SHOWS_A_FILE:
                seen[page.endpoint] += 1
                yield visitor, page.address


def test_every_word_of_ours_comes_from_the_catalogues(
    clients: Clients, crawls: Crawls, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: dict[str, str] = {}
    with pseudo_language(monkeypatch):
        for visitor, address in one_of_each(crawls):
            answer = clients[visitor].get(address)
            assert answer.status_code == 200, address
            shown = map(outside_brackets, Read(answer.text).texts)
            found.update((left, address) for left in shown if not stored.explain(left))
    assert found == {}


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<p>Hello there</p>", "Hello there"),
        ('<a title="Hello there">⟦Open~~⟧</a>', "Hello there"),
        ("<p>⟦The ⟦open~~⟧ room~~⟧: not ours</p>", ": not ours"),
        ('<script type="application/json">{"a": {"b": ["Hello there"]}}</script>', "Hello there"),
        ('<p data-words="Hello there"></p>', "Hello there"),
    ],
)
def test_a_planted_sentence_is_found(stored: Stored, page: str, said: str) -> None:
    left = [outside_brackets(shown) for shown in Read(page).texts]
    assert [one for one in left if not stored.explain(one)] == [said]
