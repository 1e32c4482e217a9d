"""The guard's pages at home: the card, answers by topic, a whole mock paper; and the trainer's sheet and sums."""

import io
import re
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select

from exam_app.actors import Role
from exam_app.delivery import state_hash
from exam_app.models import MockPaper, PracticeAnswer
from exam_app.queries.papers import paper_of
from exam_app.web.audience import ENDPOINTS
from exam_app.work import Site, Work
from question_bank import Pool
from tests.builders.bank import approved_items
from tests.builders.sittings import a_hall, chained, on_the_wire, printed_key
from tests.builders.study import StudyClass, a_mock_paper, a_study_class, card_of, items_of, practise
from tests.builders.training import number_of, trained
from tests.cast import Cast, enter
from tests.conftest import NOON, Clock

pytestmark = pytest.mark.usefixtures("sqlite_only")


@pytest.fixture
def guards(site: Site, cast: Cast) -> StudyClass:
    approved_items(site, cast, *Pool)
    return a_study_class(site, cast)


def in_english(client: FlaskClient) -> FlaskClient:
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


@pytest.fixture
def zhang(client: FlaskClient, site: Site, guards: StudyClass) -> FlaskClient:
    enter(client, site, guards.zhang, NOON)
    return in_english(client)


# -- the card -------------------------------------------------------------------------------------------------------


def test_the_code_on_the_card_leads_to_the_own_pages(
    client: FlaskClient, site: Site, cast: Cast, guards: StudyClass
) -> None:
    number = card_of(site, cast, found(guards.zhang.person_id)).number
    assert f'value="{number}"' in client.get(f"/study/sign-in?number={number}").text
    answer = client.post("/study/sign-in", data={"card_number": number, "last_four": number_of(1)[-4:]})
    assert answer.location == "/home"
    assert client.get("/home").location == "/my"
    assert client.get("/my").status_code == 200
    client.post("/sign-out")
    assert client.get("/my/mock-papers").location == "/study/sign-in?next=/my/mock-papers"


def test_a_refused_card_never_says_which_half_was_wrong(
    client: FlaskClient, site: Site, cast: Cast, guards: StudyClass
) -> None:
    number = card_of(site, cast, found(guards.zhang.person_id)).number
    tries = [(number, "0000"), ("0000000000", number_of(1)[-4:])]
    answers = [
        in_english(client).post("/study/sign-in", data={"card_number": card, "last_four": four}) for card, four in tries
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert all("Card number or ID digits are wrong." in answer.text for answer in answers)


def test_a_script_that_lost_its_session_hears_of_the_card(client: FlaskClient, cast: Cast) -> None:
    answer = in_english(client).post(f"/my/mock-papers/{UUID(int=1)}/answers", json={})
    assert answer.status_code == 401 and "with your study card" in answer.json["sentence"]


# -- by topic -------------------------------------------------------------------------------------------------------


def test_an_answer_is_kept_once_however_often_the_page_is_loaded(
    zhang: FlaskClient, site: Site, guards: StudyClass
) -> None:
    item = items_of(site, guards.zhang, "T2")[0]
    assert "Nothing is answered yet" in zhang.get("/my").text
    data = {"item": item.digest, "value": list(item.right_letters), "page": 1, "number": 1}
    shown = zhang.post("/my/topics/T2/answers", data=data)
    assert shown.status_code == 303 and shown.location.endswith("#item-1")
    for _ in range(2):
        page = zhang.get(shown.location).text
        assert '<span class="status-word">Right</span>' in page and item.explanation in page
    with Work.open(site, guards.zhang, NOON, read_only=True) as work:
        assert work.all(select(PracticeAnswer.right)) == [True]
    assert "right last time" in zhang.get("/my/topics/T2").text
    assert "1 question answered so far" in zhang.get("/my").text


def test_pressing_check_without_a_choice_keeps_nothing(zhang: FlaskClient, site: Site, guards: StudyClass) -> None:
    item = items_of(site, guards.zhang, "T2")[0]
    shown = zhang.post("/my/topics/T2/answers", data={"item": item.digest, "page": 1}, follow_redirects=True)
    assert "Choose an answer, then press" in shown.text
    with Work.open(site, guards.zhang, NOON, read_only=True) as work:
        assert work.all(select(PracticeAnswer.id)) == []


def test_the_weakest_topic_comes_next(zhang: FlaskClient, site: Site, guards: StudyClass) -> None:
    practise(site, guards.zhang, "T6", right=1, wrong=3)
    practise(site, guards.zhang, "T2", right=5)
    page = zhang.get("/my").text
    assert "Your weakest topic: 1 of 4 right." in page
    assert re.findall(r'href="/my/topics/(T\d)"', page)[:2] == ["T6", "T6"]  # the next step, then the first row


@pytest.mark.parametrize("address", ["/my/topics/T77", "/my/mock-papers/none", f"/my/mock-papers/{UUID(int=1)}"])
def test_what_is_not_there_is_not_found(zhang: FlaskClient, address: str) -> None:
    assert zhang.get(address).status_code == 404


def test_every_page_says_that_nothing_counts(zhang: FlaskClient, site: Site, guards: StudyClass) -> None:
    paper = f"/my/mock-papers/{a_mock_paper(site, guards.zhang)}"
    for address in ("/my", "/my/topics/T2", "/my/mock-papers"):
        assert "Nothing here counts for the examination" in zhang.get(address).text, address
    for address in (paper, f"{paper}/review", f"{paper}/confirm"):
        assert "does not count" in zhang.get(address).text, address
    assert "Nothing here counts" in zhang.post(f"{paper}/hand-in", follow_redirects=True).text


# -- a mock paper ---------------------------------------------------------------------------------------------------


def test_a_whole_mock_paper_with_plain_forms(zhang: FlaskClient, site: Site, guards: StudyClass) -> None:
    assert "100 questions in 90 minutes" in zhang.get("/my/mock-papers").text
    paper = zhang.post("/my/mock-papers/start").location
    page = zhang.get(paper).text
    assert page.count('class="slot"') == 100 and "raise your hand" not in page.lower()
    with Work.open(site, guards.zhang, NOON, read_only=True) as work:
        drawn = work.all(select(MockPaper))[0]
        slots = list(paper_of(work, drawn).slots.values())
    for slot in slots[:3]:
        answer = zhang.post(
            f"{paper}/answers", data={"slot": slot.number, "value": list(printed_key(slot)), "marked": "0"}
        )
        assert answer.location.endswith(f"#slot-{slot.number + 1}")
    assert "Answered 3, not answered 97" in zhang.get(f"{paper}/review").text
    assert "Unanswered questions: 97" in zhang.get(f"{paper}/confirm").text
    result = zhang.post(f"{paper}/hand-in", follow_redirects=True)
    assert "3 of 100 points" in result.text and "97 questions to look at again" in result.text
    assert result.text.count("art. ") >= 97
    assert zhang.get(paper).location == f"{paper}/result"
    assert "would not pass" in zhang.get("/my/mock-papers").text


def test_the_script_gets_its_answers(zhang: FlaskClient, site: Site, guards: StudyClass) -> None:
    paper = f"/my/mock-papers/{a_mock_paper(site, guards.zhang)}"
    events = [on_the_wire("mock", event) for event in chained((1, "A"), (2, "B"))]
    saved = zhang.post(f"{paper}/answers", json={"epoch": 1, "lease": "mock", "events": events})
    assert saved.json["durable_through"] == 2
    body = {"epoch": 1, "lease": "mock", "final_seq": 3, "state_hash": state_hash({})}
    assert zhang.post(f"{paper}/hand-in", json=body).json == {"need": 3}
    assert zhang.post(f"{paper}/hand-in", json={**body, "final_seq": 2}).json == {"receipt_url": f"{paper}/result"}


def test_when_time_is_over_the_paper_is_handed_in_by_its_owner(
    zhang: FlaskClient, site: Site, guards: StudyClass, clock: Clock
) -> None:
    paper = f"/my/mock-papers/{a_mock_paper(site, guards.zhang)}"
    clock.now = NOON.replace(hour=NOON.hour + 2)
    assert "Its time is over" in zhang.get("/my/mock-papers").text
    assert "Time is up" in zhang.get(paper).text
    assert "0 of 100 points" in zhang.post(f"{paper}/hand-in", follow_redirects=True).text


def test_without_a_released_pool_there_are_no_mock_papers(client: FlaskClient, site: Site, cast: Cast) -> None:
    guard = a_study_class(site, cast).zhang
    enter(client, site, guard, NOON)
    page = in_english(client).get("/my/mock-papers").text
    assert "There are no mock papers yet" in page and "Begin a mock paper" not in page
    assert client.post("/my/mock-papers/start").status_code == 409
    assert client.get("/my").status_code == 200


# -- strangers ------------------------------------------------------------------------------------------------------


def test_another_guard_finds_nothing_of_ones_paper(
    client: FlaskClient, site: Site, cast: Cast, guards: StudyClass
) -> None:
    paper = f"/my/mock-papers/{a_mock_paper(site, guards.zhang)}"
    enter(client, site, guards.li, NOON)
    for rest in ("", "/review", "/confirm", "/result"):
        assert client.get(paper + rest).status_code == 404, rest
    for rest in ("/answers", "/hand-in"):
        assert client.post(paper + rest, data={"slot": "1", "value": "A"}).status_code == 404, rest


def test_a_candidate_has_no_page_at_home_and_a_guard_none_in_the_exam_room(
    client: FlaskClient, site: Site, cast: Cast, guards: StudyClass
) -> None:
    candidate = a_hall(site, cast, items=()).lin
    enter(client, site, guards.zhang, NOON)
    assert [client.get(page).status_code for page in ("/exam/", "/exam/practice", "/exam/wait")] == [403] * 3
    enter(client, site, candidate, NOON)
    assert [client.get(page).status_code for page in ("/my", "/my/topics/T2", "/my/mock-papers")] == [403] * 3


@pytest.mark.parametrize("who", ["wu", "li", "zhou", "he", "sun", "zhao", "qin", "ma"])
def test_no_desk_opens_a_page_of_the_guards(client: FlaskClient, site: Site, cast: Cast, who: str) -> None:
    enter(client, site, cast[who], NOON)
    assert [client.get(page).status_code for page in ("/my", "/my/topics/T2", "/my/mock-papers")] == [403] * 3


def test_each_page_behind_the_candidates_door_admits_one_role(client: FlaskClient) -> None:
    """The audience admits three: a page that forgot to name one would open the exam room to a card from home."""
    of_way_in = {"/my": Role.GUARD, "/slip": Role.CONCERNED}
    rules = {rule.endpoint: rule.rule for rule in client.application.url_map.iter_rules()}
    wrong = {
        endpoint: rules[endpoint]
        for endpoint, roles in ENDPOINTS.items()
        if endpoint.startswith("candidate.")
        and roles != {of_way_in.get("/" + rules[endpoint].split("/")[1], Role.CANDIDATE)}
    }
    assert wrong == {}


# -- the training unit ----------------------------------------------------------------------------------------------


def at_desk(client: FlaskClient, site: Site, cast: Cast, who: str = "li") -> FlaskClient:
    enter(client, site, cast[who], NOON)
    return in_english(client)


def test_a_clerk_issues_cards_and_prints_them(client: FlaskClient, site: Site, cast: Cast) -> None:
    course = trained(site, cast, 3)
    desk, address = at_desk(client, site, cast), f"/training/courses/{course.course_id}/study-cards"
    assert desk.get(f"{address}.pdf").status_code == 404
    assert desk.get(address).text.count(" checked") == 3
    assert "Nobody is chosen" in desk.post(address, follow_redirects=True).text
    page = desk.post(address, data={"person": [str(person) for person in course.people[:2]]}, follow_redirects=True)
    assert "2 study cards issued." in page.text and "2 of 3 have a card" in page.text
    assert page.text.count(" checked") == 1
    sheet = desk.get(f"{address}.pdf")
    assert sheet.mimetype == "application/pdf"
    (only,) = PdfReader(io.BytesIO(sheet.data)).pages
    number = card_of(site, cast, course.people[0]).number
    assert f"{number[:3]} {number[3:6]} {number[6:]}" in only.extract_text()


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_unit_reaches_no_cards(client: FlaskClient, site: Site, cast: Cast, method: str) -> None:
    course = trained(site, cast, 2)
    address = f"/training/courses/{course.course_id}/study-cards"
    stranger = at_desk(client, site, cast, "gao")
    assert getattr(stranger, method)(address, data={"person": [str(course.people[0])]}).status_code == 404
    assert stranger.get(f"{address}.pdf").status_code == 404
    for who in ("zhou", "he", "ma"):
        assert getattr(at_desk(client, site, cast, who), method)(address).status_code == 403


def test_a_ticked_box_that_names_nobody_is_not_found(client: FlaskClient, site: Site, cast: Cast) -> None:
    course = trained(site, cast, 1)
    address = f"/training/courses/{course.course_id}/study-cards"
    for value in ("x", str(UUID(int=3))):
        assert at_desk(client, site, cast).post(address, data={"person": value}).status_code == 404


def test_the_course_page_shows_the_class_by_topic_and_nobody_alone(client: FlaskClient, site: Site, cast: Cast) -> None:
    approved_items(site, cast, Pool.PRACTICE)
    guards = a_study_class(site, cast, 6)
    desk, address = at_desk(client, site, cast), f"/training/courses/{guards.course_id}"
    for guard in guards.guards[:4]:
        practise(site, guard, "T2", right=1, wrong=1)
    page = desk.get(address).text
    assert "4 of 6 have practised" in page and "Topics are shown once 5 people" in page and "50%" not in page
    practise(site, guards.guards[4], "T2", right=1, wrong=1)
    practise(site, guards.guards[4], "T3", right=1)
    page = desk.get(address).text
    assert "50%, 5 of 10" in page and "fewer than 5 people: not shown" in page and "100%," not in page


def test_a_class_without_cards_is_led_to_them(client: FlaskClient, site: Site, cast: Cast) -> None:
    course = trained(site, cast, 1)
    page = at_desk(client, site, cast).get(f"/training/courses/{course.course_id}").text
    assert "Nobody has a study card yet." in page


def found(value: UUID | None) -> UUID:
    assert value is not None
    return value
