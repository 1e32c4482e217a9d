"""The language of a person: stated by desk, unit or the person, kept to in notices, papers and pages."""

import io
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select

from exam_app.actors import Actor, Role
from exam_app.errors import NotAllowed, NotFound
from exam_app.models import Notice, Registration
from exam_app.operations.person_languages import choose_language, state_language
from exam_app.queries.languages import languages_of
from exam_app.terms import Language
from exam_app.work import Site, Work
from tests.builders.registrations import approved
from tests.builders.scheduling import bookings, published
from tests.cast import Cast, enter
from tests.conftest import NOON


def person_of(site: Site, cast: Cast, registration_id: UUID) -> UUID:
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        return work.get(Registration, registration_id).person_id


def test_everybody_is_told_in_the_own_language_and_who_stated_none_in_that_of_the_city(site: Site, cast: Cast) -> None:
    ids = approved(site, cast, 3)
    people = [person_of(site, cast, each) for each in ids]
    with Work.open(site, cast["zhou"], NOON) as work:
        state_language(work, people[0], Language.EN)
    with Work.open(site, cast["li"], NOON) as work:
        state_language(work, people[1], Language.ZH_HANT)
    with Work.open(site, cast["he"], NOON) as work:
        assert list(languages_of(work, people).values()) == [Language.EN, Language.ZH_HANT, Language.ZH_HANS]
    published(site, cast, ids)
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        notices = work.all(select(Notice).where(Notice.kind == "ticket_ready"))
        told = {each.person_id: site.vault.open(each.text_sealed or b"", "notice.text", each.id) for each in notices}
        assert {each.person_id: each.language for each in notices}[people[0]] is Language.EN
    assert "your ticket" in told[people[0]] and "准考證" in told[people[1]] and "准考证" in told[people[2]]


def test_a_stranger_states_nobodys_language(site: Site, cast: Cast) -> None:
    person_id = person_of(site, cast, approved(site, cast)[0])
    for who in ("shi", "gao"):
        with pytest.raises(NotFound), Work.open(site, cast[who], NOON) as work:
            state_language(work, person_id, Language.EN)
    with pytest.raises(NotAllowed), Work.open(site, cast["ye"], NOON) as work:
        state_language(work, person_id, Language.EN)
    with pytest.raises(NotAllowed), Work.open(site, cast["zhou"], NOON) as work:
        choose_language(work, Language.EN)


def test_the_pages_greet_in_it_unless_the_browser_chose_another(
    client: FlaskClient, site: Site, cast: Cast, sqlite_only: None
) -> None:
    (registration_id,) = approved(site, cast)
    (booking,) = bookings(site, cast, published(site, cast, [registration_id]))
    candidate = Actor(Role.CANDIDATE, city_id=booking.city_id, person_id=booking.person_id, booking_id=booking.id)
    enter(client, site, candidate, NOON)
    assert "Where it stands" not in client.get("/application/").text
    answer = client.post("/application/language", data={"language": "en"}, follow_redirects=True)
    assert "Saved. Messages and papers" in answer.text and "Where it stands" in answer.text
    assert client.post("/application/language", data={"language": "fr"}).status_code == 422
    ticket = PdfReader(io.BytesIO(client.get("/application/ticket.pdf").data)).pages[0].extract_text()
    assert "Admission ticket" in ticket
    with client.session_transaction() as session:
        session["locale"] = "zh_Hans"
    assert "Where it stands" not in client.get("/application/").text
    # The paper stays in the language of its person, whoever prints it.
    assert (
        "Admission ticket" in PdfReader(io.BytesIO(client.get("/application/ticket.pdf").data)).pages[0].extract_text()
    )


def test_the_countys_desk_and_the_unit_state_it_for_their_people(
    client: FlaskClient, site: Site, cast: Cast, sqlite_only: None
) -> None:
    (registration_id,) = approved(site, cast)
    person_id = person_of(site, cast, registration_id)
    enter(client, site, cast["zhou"], NOON)
    address = f"/office/applications/{registration_id}/language"
    assert address in client.get(f"/office/reviews/{registration_id}").text
    page = client.post(address, data={"language": "zh_Hant"}, follow_redirects=True)
    assert 'value="zh_Hant" lang="zh-Hant" selected' in page.text
    enter(client, site, cast["li"], NOON)
    page = client.post(f"/training/people/{person_id}/language", data={"language": "en"}, follow_redirects=True)
    assert 'value="en" lang="en" selected' in page.text
