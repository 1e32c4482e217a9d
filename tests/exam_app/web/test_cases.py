"""The pages of cases: from a lead to a decision, each step by the right person."""

import io
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select

from exam_app.actors import Actor, Role
from exam_app.models import Booking, CaseSlip, Person
from exam_app.queries.case_consequences import consequence_lines
from exam_app.queries.case_slips import slip_lines
from exam_app.terms import CaseAbout
from exam_app.work import Site, Work
from tests.builders.cases import AFTERWARDS, annulled, asked, case_about, opened, read_by_two, screened, upheld
from tests.builders.certificates import Passed, passed_results
from tests.builders.screenings import LATER, Copied
from tests.cast import Cast, enter
from tests.conftest import Clock

pytestmark = pytest.mark.usefixtures("sqlite_only")


@pytest.fixture
def copied(site: Site, cast: Cast, copied: Copied) -> Copied:
    return screened(site, cast, copied)


def office(client: FlaskClient, site: Site, cast: Cast, clock: Clock, name: str) -> FlaskClient:
    clock.now = LATER
    enter(client, site, cast[name], LATER)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def test_a_lead_becomes_a_case_that_two_read_and_two_decide(
    client: FlaskClient, site: Site, cast: Cast, copied: Copied, clock: Clock
) -> None:
    he = office(client, site, cast, clock, "he")
    lead = f"/office/results/{copied.hall.exam_session_id}/leads/1"
    assert f"{lead}/case" in he.get(lead).text
    refused = he.post(f"{lead}/case", data={"reason": ""})
    assert (refused.status_code, "Enter why" in refused.text) == (422, True)
    case = he.post(f"{lead}/case", data={"reason": "邻座，错得一样"}).location
    assert he.get(f"{lead}/case").location == case
    assert "1 case waits for you" in he.get("/office/cases").text
    refused = he.post(case, data={"view": "convincing", "reasons": ""})
    assert (refused.status_code, "Enter your reasons" in refused.text) == (422, True)
    assert he.post(case, data={"view": "convincing", "reasons": "SECRET-OF-HE"}).location == case
    assert "No case waits for you" in he.get("/office/cases").text

    lin = office(client, site, cast, clock, "lin")
    page = lin.get(case).text
    assert "SECRET-OF-HE" not in page
    assert "邻座，错得一样" in page
    lin.post(case, data={"view": "not_enough", "reasons": "VIEW-OF-LIN"})
    assert "SECRET-OF-HE" in lin.get(case).text
    assert lin.post(f"{case}/decision", data={"outcome": "unproven", "grounds": "只有一处相近"}).location == case
    assert "A second person signs it." in lin.get(case).text

    he = office(client, site, cast, clock, "he")
    assert "Sign the decision" in he.get(case).text
    assert he.post(f"{case}/sign", data={"act": "sign"}).location == case
    assert "Second signature: 何静" in he.get(case).text
    assert "Unproven: nothing follows" in he.get("/office/cases").text


def test_what_was_typed_stays_when_the_act_comes_too_early_or_too_late(
    client: FlaskClient, site: Site, cast: Cast, copied: Copied, clock: Clock
) -> None:
    case_id = opened(site, cast["he"], copied)
    read_by_two(site, cast, case_id)
    asked(site, cast, case_id)
    he, case = office(client, site, cast, clock, "he"), f"/office/cases/{case_id}"
    early = he.post(f"{case}/decision", data={"outcome": "upheld", "grounds": "两页写好的理由"})
    assert (early.status_code, "两页写好的理由" in early.text) == (422, True)
    assert "can still reply until 2026-12-04" in early.text
    late = he.post(case, data={"view": "convincing", "reasons": "第二次"})
    assert (late.status_code, "Two readers have filed their views." in late.text) == (422, True)
    assert "第二次" in late.text


def test_a_decision_can_be_sent_back(client: FlaskClient, site: Site, cast: Cast, copied: Copied, clock: Clock) -> None:
    lead = f"/office/results/{copied.hall.exam_session_id}/leads/1"
    case = office(client, site, cast, clock, "he").post(f"{lead}/case", data={"reason": "x"}).location
    for name in ("he", "lin"):
        office(client, site, cast, clock, name).post(case, data={"view": "convincing", "reasons": "y"})
    client.post(f"{case}/decision", data={"outcome": "unproven", "grounds": "z"})
    he = office(client, site, cast, clock, "he")
    assert "Sign the decision" in he.get(case).text
    he.post(f"{case}/sign", data={"act": "send_back"})
    assert "Propose this decision" in he.get(case).text


@pytest.mark.parametrize("name", ["li", "sun", "zhao", "ma", "zhou"])
def test_nobody_else_sees_cases(
    client: FlaskClient, site: Site, cast: Cast, copied: Copied, clock: Clock, name: str
) -> None:
    lead = f"/office/results/{copied.hall.exam_session_id}/leads/1"
    case = office(client, site, cast, clock, "he").post(f"{lead}/case", data={"reason": "x"}).location
    stranger = office(client, site, cast, clock, name)
    assert stranger.get("/office/cases").status_code == 403
    assert stranger.get(case).status_code == 403


# -- the people concerned, consequences, papers ----------------------------------------------------------------------


def text_of(pdf: bytes) -> list[str]:
    """The text of each page, without the breaks of lines."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def last_four(site: Site, cast: Cast, person_id: UUID) -> str:
    with Work.open(site, cast["he"], LATER, read_only=True) as work:
        return work.site.vault.open(work.get(Person, person_id).id_number_sealed, "person", person_id)[-4:]


@pytest.fixture
def passed(site: Site, cast: Cast) -> Passed:
    return passed_results(site, cast, 2)


def test_slips_are_issued_printed_and_answered_and_the_letter_follows(
    client: FlaskClient, site: Site, cast: Cast, passed: Passed, clock: Clock
) -> None:
    case_id = case_about(site, cast, passed.exam_session_id, CaseAbout.ROOM, cast.room)
    case = f"/office/cases/{case_id}"
    he = office(client, site, cast, clock, "he")
    assert f"{case}/slips" in he.get(case).text
    refused = he.post(f"{case}/slips", data={"days": "3"})
    assert (refused.status_code, "from 5 to 30 days" in refused.text) == (422, True)
    assert 'value="10"' in he.get(f"{case}/slips").text
    assert he.post(f"{case}/slips", data={"days": "7"}).location == case
    one, other = text_of(he.get(f"{case}/slips.pdf").data)
    with Work.open(site, cast["he"], LATER, read_only=True) as work:
        slips = slip_lines(work, case_id)
    numbers = {slip.name: slip.number for slip in slips}
    for sheet, slip, neighbour in ((one, slips[0], slips[1]), (other, slips[1], slips[0])):
        assert slip.name in sheet and slip.number in sheet and "Silenceisnotanadmission." in sheet
        assert "http://localhost/slip/sign-in" in sheet
        assert neighbour.name not in sheet and neighbour.number not in sheet

    refused = he.post(f"{case}/slips/{slips[0].id}/reply", data={"channel": "in_person", "words": " "})
    assert (refused.status_code, "Write what you want to say." in refused.text) == (422, True)
    he.post(f"{case}/slips/{slips[0].id}/reply", data={"channel": "in_person", "words": "当面说的话"})
    assert "taken down by 何静" in he.get(case).text

    with Work.open(site, cast["he"], LATER, read_only=True) as work:
        holder = work.all(select(CaseSlip.person_id).where(CaseSlip.id == slips[1].id))[0]
    client.post("/sign-out")
    assert "wrong" in client.post("/slip/sign-in", data={"slip_number": slips[1].number, "last_four": "0000"}).text
    digits = last_four(site, cast, holder)
    assert client.post("/slip/sign-in", data={"slip_number": slips[1].number, "last_four": digits}).location == "/home"
    page = client.get("/slip").text
    assert "Please tell us what happened" in page and "当面说的话" not in page and slips[0].name not in page
    assert client.get("/slip/letter.pdf").status_code == 409
    refused = client.post("/slip", data={"words": "长" * 2001})
    assert (refused.status_code, "at most 2000" in refused.text) == (422, True)
    assert client.post("/slip", data={"words": "我写的话"}).location == "/slip"
    assert "我写的话" in client.get("/slip").text
    assert client.get(case).status_code == 403

    read_by_two(site, cast, case_id)
    he = office(client, site, cast, clock, "he")
    refused = he.post(f"{case}/decision", data={"outcome": "upheld", "grounds": f"{slips[0].name}抄袭"})
    assert (refused.status_code, "one candidate" in refused.text) == (422, True)
    assert he.get(f"{case}/letters.pdf").status_code == 409
    he.post(f"{case}/decision", data={"outcome": "upheld", "grounds": "理由在此"})
    lin = office(client, site, cast, clock, "lin")
    lin.post(f"{case}/sign", data={"act": "sign"})
    refused = lin.post(f"{case}/consequences", data={"kind": "annul_room", "words": ""})
    assert (refused.status_code, "Enter the grounds" in refused.text) == (422, True)
    assert lin.post(f"{case}/consequences", data={"kind": "annul_room", "words": "全场作废"}).location == case
    he = office(client, site, cast, clock, "he")
    with Work.open(site, cast["he"], LATER, read_only=True) as work:
        (consequence,) = consequence_lines(work, case_id)
    assert "Carry it out" in he.get(case).text
    he.post(f"{case}/consequences/{consequence.id}", data={"act": "carry_out"})
    for letter, slip in zip(text_of(he.get(f"{case}/letters.pdf").data), slips, strict=True):
        for said in (
            slip.name,
            "2026-001",
            "理由在此",
            "全场作废",
            "60days",
            "6months",
            "何静",
            "林涛",
            "云川市公安局",
        ):
            assert said in letter
        assert not any(name in letter for name in numbers if name != slip.name)
    client.post("/sign-out")
    client.post("/slip/sign-in", data={"slip_number": slips[1].number, "last_four": digits})
    assert "All results of the room are annulled" in client.get("/slip").text
    (own,) = text_of(client.get("/slip/letter.pdf").data)
    assert slips[1].name in own and slips[0].name not in own


def test_an_annulled_result_says_so_to_its_candidate_and_how_to_object(
    client: FlaskClient, site: Site, cast: Cast, passed: Passed, clock: Clock
) -> None:
    with Work.open(site, cast["he"], LATER, read_only=True) as work:
        booking = work.all(select(Booking).where(Booking.person_id == passed.people[0]))[0]
    case_id = case_about(site, cast, passed.exam_session_id, CaseAbout.CANDIDATE, booking.id)
    (slip,) = upheld(site, cast, case_id)
    annulled(site, cast, case_id, slip)
    clock.now = AFTERWARDS
    candidate = Actor(Role.CANDIDATE, "x", city_id=booking.city_id, person_id=booking.person_id, booking_id=booking.id)
    enter(client, site, candidate, AFTERWARDS)
    with client.session_transaction() as session:
        session["locale"] = "en"
    page = client.get("/exam/").text
    assert "Your result was annulled" in page and "60 days" in page and "2026-001" in page


@pytest.mark.parametrize("about", ["candidate", "room", "unit"])
def test_a_case_is_opened_from_the_leads(
    client: FlaskClient, site: Site, cast: Cast, passed: Passed, clock: Clock, about: str
) -> None:
    with Work.open(site, cast["he"], LATER, read_only=True) as work:
        booking_id = work.all(select(Booking.id).where(Booking.person_id == passed.people[0]))[0]
    about_id = {"candidate": booking_id, "room": cast.room, "unit": cast.anwei}[about]
    he = office(client, site, cast, clock, "he")
    address = f"/office/results/{passed.exam_session_id}/cases/{about}/{about_id}"
    assert he.get(f"/office/results/{passed.exam_session_id}/cases/pair/{about_id}").status_code == 404
    refused = he.post(address, data={"reason": " "})
    assert (refused.status_code, "Enter why" in refused.text) == (422, True)
    case = he.post(address, data={"reason": "请核查"}).location
    assert he.get(address).location == case
    assert "A number is a reason to look" in he.get(case).text
