"""The stranger matrix: for every address with an object in it, everybody who has no business there."""

from collections.abc import Iterator
from uuid import UUID

from exam_app.actors import Role
from exam_app.web.audience import ENDPOINTS
from tests.pages.crawling import Crawl, Page
from tests.pages.visitors import VISITORS, Clients, Crawls, Visitor

OF_THE_WHOLE_CITY = {Role.ADMINISTRATOR, Role.CITY_EXAM_OFFICER, Role.ISSUER, Role.AUDITOR}
"""Roles whose every holder sees the same rows."""
SHARED: dict[str, str] = {
    "office.session_table": "every county writes the rows of its own applicants in the same examination",
    **dict.fromkeys(
        (
            "invigilation.incident",
            "invigilation.room_incident",
            "invigilation.noted_incident",
            "invigilation.incident_file",
        ),
        "an inspector notes and reads incidents in every room of an examination; test_inspections.py turns others away",
    ),
    "invigilation.blank_sheet": "the same sheet on paper, before any mark",
    "invigilation.sheet": "two examiners mark one component, each on the own sheet; test_resits.py turns others away",
}
"""Endpoints whose objects two places share, with the reason."""
TURNED_AWAY = {302, 403, 404}


def objects(crawl: Crawl) -> Iterator[Page]:
    """The first page about a row of each endpoint."""
    seen: set[str] = set()
    for page in crawl.pages:
        about_a_row = any(isinstance(value, UUID) for value in page.arguments.values())
        if page.status == 200 and about_a_row and page.endpoint not in seen:
            seen.add(page.endpoint)
            yield page


def strangers_to(page: Page, owner: Visitor) -> Iterator[Visitor]:
    """Everybody whose role is not admitted there, and whoever has the owner's role at another place."""
    admitted = ENDPOINTS[page.endpoint]
    if Role.PUBLIC in admitted:
        return
    for other in VISITORS:
        same_role_elsewhere = other.role is owner.role and other is not owner and owner.role not in OF_THE_WHOLE_CITY
        if other.role not in admitted or (same_role_elsewhere and page.endpoint not in SHARED):
            yield other


def test_a_stranger_never_sees_a_page_about_somebody(clients: Clients, crawls: Crawls) -> None:
    seen, looked = [], 0
    for owner, crawl in crawls.items():
        for page in objects(crawl):
            for stranger in strangers_to(page, owner):
                looked += 1
                status = clients[stranger].get(page.address).status_code
                if status not in TURNED_AWAY:
                    seen.append((page.endpoint, owner.key, stranger.key, status))
    assert seen == []
    assert looked > 0


def test_the_matrix_has_a_stranger_for_every_page_about_a_row(crawls: Crawls) -> None:
    lonely = {
        page.endpoint
        for owner, crawl in crawls.items()
        for page in objects(crawl)
        if Role.PUBLIC not in ENDPOINTS[page.endpoint] and not list(strangers_to(page, owner))
    }
    assert lonely == set()
