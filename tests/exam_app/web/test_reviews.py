"""The county's and the city's application pages through a browser's eyes."""

from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from exam_app.journal import JournalEntry, Tag
from exam_app.models import IdentityQuestion, Registration
from exam_app.operations import registrations
from exam_app.terms import RegistrationState, ReturnReason
from exam_app.work import Site, Work
from tests.builders.registrations import asked_identity, passed_at_county, registered, trainees
from tests.cast import Cast, enter
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("sqlite_only")


def english(client: FlaskClient) -> None:
    with client.session_transaction() as session:
        session["locale"] = "en"


def at_desk(client: FlaskClient, site: Site, cast: Cast, who: str) -> FlaskClient:
    enter(client, site, cast[who], NOON)
    english(client)
    return client


def state_of(site: Site, cast: Cast, registration_id: UUID) -> RegistrationState:
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        return work.get(Registration, registration_id).state


def test_the_queue_shows_who_waits_and_hides_the_number(client: FlaskClient, site: Site, cast: Cast) -> None:
    registered(site, cast, trainees(site, cast, 2))
    page = at_desk(client, site, cast, "zhou").get("/office/reviews").text
    assert "2 applications wait for you" in page
    assert "李秀英" in page and "3303**********" in page and "33030119790312" not in page


def test_the_queue_finds_a_person_by_the_whole_id_number(client: FlaskClient, site: Site, cast: Cast) -> None:
    from tests.cast import id_number

    registered(site, cast, trainees(site, cast, 2))
    page = at_desk(client, site, cast, "zhou").get("/office/reviews", query_string={"q": id_number("19790312", 2)}).text
    assert "张伟" in page and "李秀英" not in page


def test_another_countys_queue_is_empty_and_its_pages_are_not_there(
    client: FlaskClient, site: Site, cast: Cast
) -> None:
    (registration_id,) = registered(site, cast, trainees(site, cast))
    stranger = at_desk(client, site, cast, "shi")
    assert "李秀英" not in stranger.get("/office/reviews").text
    assert stranger.get(f"/office/reviews/{registration_id}").status_code == 404
    assert stranger.get(f"/office/applications/{registration_id}/photo.jpg").status_code == 404
    assert stranger.post(f"/office/applications/{registration_id}/id-number").status_code == 404
    assert stranger.post(f"/office/reviews/{registration_id}", data={"decision": "pass"}).status_code == 404
    assert state_of(site, cast, registration_id) == RegistrationState.SUBMITTED


@pytest.mark.parametrize("who", ["li", "sun", "qin", "ma"])
def test_other_desks_are_turned_away(client: FlaskClient, site: Site, cast: Cast, who: str) -> None:
    stranger = at_desk(client, site, cast, who)
    assert stranger.get("/office/reviews").status_code == 403
    assert stranger.get("/office/decisions").status_code == 403


def test_the_page_says_that_training_is_no_condition(client: FlaskClient, site: Site, cast: Cast) -> None:
    (registration_id,) = registered(site, cast, trainees(site, cast))
    page = at_desk(client, site, cast, "zhou").get(f"/office/reviews/{registration_id}").text
    assert "Training is no condition for the state examination" in page
    assert "0 class hours" in page


def test_passing_one_opens_the_next(client: FlaskClient, site: Site, cast: Cast) -> None:
    one, other = registered(site, cast, trainees(site, cast, 2))
    answer = at_desk(client, site, cast, "zhou").post(f"/office/reviews/{one}", data={"decision": "pass"})
    assert answer.location == f"/office/reviews/{other}"
    assert state_of(site, cast, one) == RegistrationState.COUNTY_PASSED


def test_all_reasons_go_back_at_once(client: FlaskClient, site: Site, cast: Cast) -> None:
    (registration_id,) = registered(site, cast, trainees(site, cast))
    desk = at_desk(client, site, cast, "zhou")
    answer = desk.post(
        f"/office/reviews/{registration_id}",
        data={"decision": "return", "reasons": ["photo_missing", "medical_missing"], "note": "请带原件"},
    )
    assert answer.location == "/office/reviews"
    page = desk.get(f"/office/reviews/{registration_id}").text
    assert ReturnReason.PHOTO_MISSING.label in page and ReturnReason.MEDICAL_MISSING.label in page
    assert "请带原件" in page


def test_a_return_without_reasons_keeps_the_note(client: FlaskClient, site: Site, cast: Cast) -> None:
    (registration_id,) = registered(site, cast, trainees(site, cast))
    answer = at_desk(client, site, cast, "zhou").post(
        f"/office/reviews/{registration_id}", data={"decision": "return", "note": "写了一半"}
    )
    assert answer.status_code == 422
    assert "Choose every reason that applies." in answer.text and "写了一半" in answer.text
    assert state_of(site, cast, registration_id) == RegistrationState.SUBMITTED


def test_ticked_reasons_and_pass_together_are_asked_about(client: FlaskClient, site: Site, cast: Cast) -> None:
    (registration_id,) = registered(site, cast, trainees(site, cast))
    answer = at_desk(client, site, cast, "zhou").post(
        f"/office/reviews/{registration_id}", data={"decision": "pass", "reasons": ["photo_missing"]}
    )
    assert answer.status_code == 422 and "You ticked reasons" in answer.text
    assert state_of(site, cast, registration_id) == RegistrationState.SUBMITTED


def test_a_late_decision_keeps_the_note_and_says_who_was_faster(client: FlaskClient, site: Site, cast: Cast) -> None:
    (registration_id,) = passed_at_county(site, cast, registered(site, cast, trainees(site, cast)))
    answer = at_desk(client, site, cast, "zhou").post(
        f"/office/reviews/{registration_id}",
        data={"decision": "return", "reasons": ["photo_missing"], "note": "照片太暗"},
    )
    assert answer.status_code == 409
    assert "周海 decided on this at 2026-11-24 12:00" in answer.text and "照片太暗" in answer.text


def test_unknown_reasons_are_no_reasons(client: FlaskClient, site: Site, cast: Cast) -> None:
    (registration_id,) = registered(site, cast, trainees(site, cast))
    answer = at_desk(client, site, cast, "zhou").post(
        f"/office/reviews/{registration_id}", data={"decision": "return", "reasons": ["planted"]}
    )
    assert answer.status_code == 422


def test_the_full_number_is_shown_on_request_and_on_record(client: FlaskClient, site: Site, cast: Cast) -> None:
    (registration_id,) = registered(site, cast, trainees(site, cast))
    answer = at_desk(client, site, cast, "zhou").post(f"/office/applications/{registration_id}/id-number")
    assert answer.status_code == 200 and "33030119790312" in answer.text
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        assert work.all(select(JournalEntry.actor_id).where(JournalEntry.tag == Tag.ID_NUMBER_READ)) == [
            cast["zhou"].person_id
        ]


def test_identity_is_settled_with_one_click(client: FlaskClient, site: Site, cast: Cast) -> None:
    question_id = asked_identity(site, cast, trainees(site, cast)[0])
    desk = at_desk(client, site, cast, "shi")
    page = desk.get("/office/identity").text
    assert "王建國" in page and "磐山县卫士培训学校" in page and "安卫" not in page
    assert desk.post(f"/office/identity/{question_id}", data={"outcome": "maybe"}).status_code == 422
    assert desk.post(f"/office/identity/{question_id}", data={"outcome": "same"}).location == "/office/identity"
    with Work.open(site, cast["shi"], NOON, read_only=True) as work:
        assert work.get(IdentityQuestion, question_id).same_person is True


def test_another_county_cannot_settle_the_question(client: FlaskClient, site: Site, cast: Cast) -> None:
    question_id = asked_identity(site, cast, trainees(site, cast)[0])
    stranger = at_desk(client, site, cast, "zhou")
    assert "王建國" not in stranger.get("/office/identity").text
    assert stranger.post(f"/office/identity/{question_id}", data={"outcome": "same"}).status_code == 404


def test_the_city_approves_many_at_once(client: FlaskClient, site: Site, cast: Cast) -> None:
    ids = passed_at_county(site, cast, registered(site, cast, trainees(site, cast, 3)))
    desk = at_desk(client, site, cast, "he")
    assert "3 applications wait for your decision" in desk.get("/office/decisions").text
    desk.post("/office/decisions", data={"registrations": [str(each) for each in ids[:2]]})
    assert [state_of(site, cast, each).value for each in ids] == ["approved", "approved", "county_passed"]


def test_approving_nobody_says_so(client: FlaskClient, site: Site, cast: Cast) -> None:
    desk = at_desk(client, site, cast, "he")
    assert "Nobody was ticked" in desk.post("/office/decisions", follow_redirects=True).text
    assert desk.post("/office/decisions", data={"registrations": "planted"}).status_code == 404


def test_a_refusal_needs_a_ground_of_law(client: FlaskClient, site: Site, cast: Cast) -> None:
    (registration_id,) = passed_at_county(site, cast, registered(site, cast, trainees(site, cast)))
    desk = at_desk(client, site, cast, "he")
    refused = desk.post(f"/office/decisions/{registration_id}", data={"decision": "refuse", "note": "无学历"})
    assert refused.status_code == 422 and "无学历" in refused.text
    desk.post(f"/office/decisions/{registration_id}", data={"decision": "refuse", "grounds": "schooling"})
    assert state_of(site, cast, registration_id) == RegistrationState.REFUSED


def test_a_late_approval_is_told(client: FlaskClient, site: Site, cast: Cast) -> None:
    (registration_id,) = passed_at_county(site, cast, registered(site, cast, trainees(site, cast)))
    with Work.open(site, cast["lin"], NOON) as work:
        registrations.approve(work, [registration_id])
    answer = at_desk(client, site, cast, "he").post(
        f"/office/decisions/{registration_id}", data={"decision": "approve", "note": "同意"}
    )
    assert answer.status_code == 409 and "同意" in answer.text
