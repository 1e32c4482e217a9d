"""Registering from home as it reads on a telephone, and at the county's desk."""

from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from exam_app.models import PreRegistration, Registration
from exam_app.pre_registration_numbers import grouped
from exam_app.work import Site, Work
from tests.builders.pre_registrations import LAST_FOUR, NAME, NUMBER, PHONE, from_home
from tests.builders.registrations import registered, trainees
from tests.cast import NOON, Cast, enter, id_number
from tests.exam_app.web.as_read import as_read

pytestmark = pytest.mark.usefixtures("sqlite_only")
KNOWN_NAME, KNOWN_NUMBER = "李秀英", id_number("19790312", 1)


@pytest.fixture
def at_home(client: FlaskClient) -> FlaskClient:
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def typed(cast: Cast, **changes: str) -> dict[str, str]:
    return {"county": str(cast.qingxi), "name": NAME, "id_number": NUMBER, "phone": PHONE, **changes}


def look_up(client: FlaskClient, number: str, last_four: str = LAST_FOUR) -> tuple[int, str]:
    answer = client.post("/register/look-up", data={"number": number, "last_four": last_four})
    return answer.status_code, unescape(answer.text)


def test_the_page_says_who_may_what_to_bring_and_until_when(at_home: FlaskClient, cast: Cast) -> None:
    said = unescape(at_home.get("/register").text)
    for words in (
        "At least 18 years old",
        "Regulation art. 16, Order 112 art. 19",
        "Medical certificate",
        "within 10 working days",
    ):
        assert words in said


def test_a_number_is_given_once_and_stays_when_the_page_is_loaded_again(at_home: FlaskClient, cast: Cast) -> None:
    answer = at_home.post("/register", data=typed(cast))
    assert answer.location == "/register/number"
    first, again = at_home.get("/register/number").text, at_home.get("/register/number").text
    assert "Bring your papers by 2026-12-08" in first
    assert first.partition("own-number-digits")[2][:30] == again.partition("own-number-digits")[2][:30]
    assert NAME not in first and NUMBER not in first and LAST_FOUR not in first


def test_nothing_tells_who_is_known(at_home: FlaskClient, site: Site, cast: Cast) -> None:
    """Somebody with an open application, somebody pre-registered before, and a stranger read the same."""
    registered(site, cast, trainees(site, cast))
    from_home(site, cast.panshan, name="先报过", number=id_number("19900101", 2))
    people = ((KNOWN_NAME, KNOWN_NUMBER), ("另一名", id_number("19900101", 2)), (NAME, NUMBER))
    pages = []
    for name, number in people:
        answer = at_home.post("/register", data=typed(cast, name=name, id_number=number))
        shown = at_home.get(answer.location)
        with at_home.session_transaction() as session:
            own = session["pre_registration"]
        drawing = shown.text.partition("base64,")[2].partition('"')[0]
        pages.append((answer.status_code, as_read(shown.text).replace(grouped(own), "").replace(drawing, "")))
    assert len({status for status, _ in pages}) == 1
    assert len({text for _, text in pages}) == 1


def test_bad_input_comes_back_filled_with_its_sentence(at_home: FlaskClient, cast: Cast) -> None:
    answer = at_home.post("/register", data=typed(cast, id_number=id_number("20100312", 1), county="elsewhere"))
    said = unescape(answer.text)
    assert answer.status_code == 422
    assert "Choose the county" in said and NAME in said
    several = unescape(at_home.post("/register", data=typed(cast, id_number="33030119800510330", phone="138")).text)
    assert "has 18 characters" in several and "7 to 15 digits" in several
    young = at_home.post("/register", data=typed(cast, id_number=id_number("20100312", 1)))
    assert "Ask again from 2028-03-12" in unescape(young.text) and "Nothing was kept." in unescape(young.text)


def test_looking_up_and_withdrawing_go_by_number_and_last_four(at_home: FlaskClient, site: Site, cast: Cast) -> None:
    number = grouped(from_home(site, cast.qingxi))
    status, said = look_up(at_home, number)
    assert status == 200 and "awaited until 2026-12-08" in said and NAME not in said
    assert look_up(at_home, number, "0000")[0] == 422
    assert "two changed places" in look_up(at_home, number[:-1] + ("2" if number[-1] != "2" else "3"))[1]
    gone = at_home.post("/register/withdraw", data={"number": number, "last_four": LAST_FOUR})
    assert "You have withdrawn this" in gone.text


def test_guessing_waits_longer_and_longer(at_home: FlaskClient, site: Site, cast: Cast) -> None:
    number = from_home(site, cast.qingxi)
    assert [look_up(at_home, number, "0000")[0] for _ in range(6)] == [422] * 5 + [429]


def test_the_desk_types_the_number_and_compares_the_card(client: FlaskClient, site: Site, cast: Cast) -> None:
    number = from_home(site, cast.qingxi)
    enter(client, site, cast["shi"], NOON)
    elsewhere = client.post("/office/pre-registrations", data={"number": number})
    assert elsewhere.status_code == 422 and NAME not in elsewhere.text
    enter(client, site, cast["zhou"], NOON)
    listed = client.get("/office/pre-registrations").text
    assert "欧**诚" in listed and NUMBER not in listed and number not in listed
    filled = client.post("/office/pre-registrations", data={"number": grouped(number).lower()}).text
    assert all(f'value="{each}"' in filled for each in (NAME, NUMBER, PHONE))
    done = client.post("/office/walk-ins/new", data={"name": NAME, "id_number": NUMBER, "phone": PHONE})
    with Work.open(site, cast["zhou"], NOON, read_only=True) as work:
        assert work.all(select(PreRegistration.registration_id)) == work.all(select(Registration.id))
    assert done.status_code == 302
    assert done.location in client.get("/office/pre-registrations?state=taken_up").text


def test_the_county_states_how_many_it_takes_from_home(client: FlaskClient, site: Site, cast: Cast) -> None:
    enter(client, site, cast["zhou"], NOON)
    assert client.post("/office/pre-registrations/limit", data={"most_a_day": "-3"}).status_code == 422
    assert client.post("/office/pre-registrations/limit", data={"most_a_day": "0"}).status_code == 302
    refused = client.post("/register", data=typed(cast))
    assert refused.status_code == 429 and "青溪县公安局" in refused.text and NAME in refused.text
