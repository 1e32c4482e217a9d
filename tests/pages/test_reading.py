"""Every page that anybody reaches: it answers, in three languages, with a handful of statements."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

import pytest
from babel.support import Translations
from flask import Flask
from flask.testing import FlaskClient

from exam_app.web.rendering import LOCALES
from tests.pages.crawling import Crawl, Page, Reading
from tests.pages.visitors import Clients, Crawls, Visitor
from tests.requirements import ROOT

WAITS_FOR_OTHERS = {
    "static": "built files",
    "public.authority_certificate": "there only where the site serves HTTPS with its own authority",
    "training.paper": "there for whoever has papers; of a unit's people the crawl follows three, who have none",
    "training.paper_thumbnail": "beside it",
    "training.course_pack_file": "there only once a pack was ordered and drawn",
    "office.organiser_lead": "there once an examination was not held as prescribed; that of the demo was",
    "oversight.organiser_lead": "the same for the auditor",
    "office.filled_scoring_sheet": "there once an examination with other components than theory is over",
    "office.review_pack_file": "there only once a pack was ordered and drawn",
    "office.move_room": "there until the doors of an examination with seats open; those here have begun",
    "office.move_to_room": "there on the day of an examination with several rooms; that of today has one",
    "invigilation.check_in_token": "asked for by the script of the check-in when its token ran out",
    "invigilation.incident_token": "asked for by the script of an incident when its token ran out",
    "invigilation.seat_receipt": "there for who has handed in, until the room is signed",
    "invigilation.mark_for_appeal": "there once a second marker doubts the marks of a component",
    "office.remark_components": "there once somebody appeals against components and no paper was sat",
    "oversight.attempt_letter": "there once the appeal of that attempt is decided",
    "invigilation.refusal_picture": "there once somebody is not let in and a picture was added",
    "office.entry_refusal_picture": "beside it",
    "office.ticket_pack_file": "there only once tickets were ordered and drawn",
}
"""Pages that no link leads to, each with the reason."""
SAME_PAGE = {"officer.shell": "officer.scan"}
"""A page that is kept for times without a network is the page it stands for."""
CRAWLED = "zh_Hans"
"""The language of the crawl: what was read then is not asked for again."""
MOST_STATEMENTS = 30
BUSIER = {"office.exam_session": 32}
"""Pages that ask more often, because tasks, moves, pauses and refusals of an examination stand on one page."""
"""A page's own and those that tell who asks."""
OF_MORE_ROWS = 5
"""By so many statements two pages of one endpoint may differ: a row that is there or not, or a holder whose reading is
recorded; never one for each row."""
BY_STATE = {
    "office.exam_session": "a planned one says which attempt each candidate has and what is asked of it",
    "oversight.attempt": "one with a paper, components and an appeal shows all three",
    "office.appeal": "one that was marked a second time shows what was found",
}
"""Endpoints whose pages differ by the state of what they show, each with its reason."""
PLACE = re.compile(r"%\(\w+\)[sd]")


def test_every_link_leads_somewhere(crawls: Crawls, visitor: Visitor) -> None:
    wrong = [(page.address, page.status) for page in crawls[visitor].pages if page.status not in (200, 302)]
    assert wrong == []


def test_no_page_is_missed(world_app: Flask, crawls: Crawls) -> None:
    """A page that nobody reaches by a link is either an error or on the list with its reason."""
    pages = {rule.endpoint for rule in world_app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    reached = set().union(*(crawl.endpoints for crawl in crawls.values()))
    assert pages - reached - set(WAITS_FOR_OTHERS) == set()


@pytest.mark.parametrize("locale", LOCALES)
def test_every_page_renders_in_every_language(clients: Clients, crawls: Crawls, visitor: Visitor, locale: str) -> None:
    found = crawls[visitor].readable if locale == CRAWLED else in_language(clients[visitor], crawls[visitor], locale)
    wrong = []
    for page, reading in found:
        if reading.language != locale.replace("_", "-"):
            wrong.append((page.address, f"in {reading.language}"))
        wrong += [(page.address, left) for left in untranslated(reading.texts, locale)]
    assert wrong == []


def in_language(client: FlaskClient, crawl: Crawl, locale: str) -> Iterator[tuple[Page, Reading]]:
    """The pages of a crawl once more, in another language."""
    with client.session_transaction() as session:
        session["locale"] = locale
    for page, _ in crawl.readable:
        answer = client.get(page.address)
        assert answer.status_code == 200, page.address
        yield page, Reading(answer.text)
    with client.session_transaction() as session:
        session["locale"] = CRAWLED


def untranslated(texts: list[str], locale: str) -> list[str]:
    """Texts that are an English source sentence although the catalogue has a translation."""
    return [] if locale == "en" else [text for text in texts if _english(locale).fullmatch(text)]


@lru_cache
def _english(locale: str) -> re.Pattern[str]:
    """One pattern for all source sentences that differ from their translation; their places match anything."""
    catalogue = Translations.load(str(ROOT / "exam_app" / "translations"), [locale])
    sources = (
        source
        for source, text in getattr(catalogue, "_catalog", {}).items()
        if isinstance(source, str) and re.search(r"[A-Za-z]{2}", PLACE.sub("", source)) and text != source
    )
    return re.compile("|".join(".+".join(map(re.escape, PLACE.split(source))) for source in sources) or "(?!)")


def test_no_two_pages_share_a_title(crawls: Crawls, visitor: Visitor) -> None:
    titles = defaultdict(set)
    for page, reading in crawls[visitor].readable:
        titles[reading.title.strip()].add(SAME_PAGE.get(page.endpoint, page.endpoint))
    assert {title: pages for title, pages in titles.items() if len(pages) > 1 or not title} == {}


def test_no_page_asks_the_database_more_than_a_handful_of_times(crawls: Crawls, visitor: Visitor) -> None:
    busy = [
        (page.address, page.statements)
        for page in crawls[visitor].pages
        if page.statements > BUSIER.get(page.endpoint, MOST_STATEMENTS)
    ]
    assert busy == []


def test_longer_lists_cost_no_more_statements(crawls: Crawls) -> None:
    """The same page of a small and of a large class, queue or examination."""
    costs: dict[tuple[str, Visitor], set[int]] = defaultdict(set)
    for visitor, found in crawls.items():
        for page, _ in found.readable:
            costs[page.endpoint, visitor].add(page.statements)
    uneven = {
        key[0]: seen for key, seen in costs.items() if max(seen) - min(seen) > OF_MORE_ROWS and key[0] not in BY_STATE
    }
    assert uneven == {}
