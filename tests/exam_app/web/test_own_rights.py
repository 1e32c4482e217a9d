"""The own rights through an applicant's browser: a copy, a correction, an objection, and the answers of the desks."""

import io
import json
import zipfile
from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from exam_app.actors import Actor
from exam_app.errors import Conflict, TooLate
from exam_app.journal import JournalEntry, Tag
from exam_app.models import Booking, CorrectionRequest, EntryRefusal, Objection
from exam_app.operations import own_rights, registrations
from exam_app.terms import AppealOutcome, CorrectionField, EntryGround, ObjectionAbout, ObjectionOutcome, RefusalGround
from exam_app.work import Site, Work
from tests.builders.appeals import WORDS, a_third_officer, asked, decided
from tests.builders.applicants import an_applicant
from tests.builders.certificates import passed_results
from tests.builders.registrations import passed_at_county, registered, trainees
from tests.builders.resits import AFTER, over, registrations_of
from tests.cast import Cast, enter
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("sqlite_only")


def in_english(client: FlaskClient) -> FlaskClient:
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def two_registered(site: Site, cast: Cast) -> list[UUID]:
    return registered(site, cast, trainees(site, cast, 2))


def refused(site: Site, cast: Cast) -> UUID:
    """By He."""
    (registration_id,) = registered(site, cast, trainees(site, cast))
    passed_at_county(site, cast, [registration_id])
    with Work.open(site, cast["he"], NOON) as work:
        registrations.refuse(work, registration_id, [RefusalGround.SCHOOLING], "")
    return registration_id


def test_the_copy_holds_the_own_data_and_nobody_elses(client: FlaskClient, site: Site, cast: Cast) -> None:
    mine, _ = two_registered(site, cast)
    enter(client, site, an_applicant(site, cast, mine), NOON)
    page = in_english(client).get("/application/data").text
    assert "李秀英" in page and "张伟" not in page and "周海" not in page
    answer = client.post("/application/data/copy")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        found = json.loads(packed.read("my-data.json"))
        text = packed.read("my-data.txt").decode("utf-8-sig")
    assert [row["name"] for row in found["person"]] == ["李秀英"]
    assert [row["state"] for row in found["applications"]] == ["submitted"]
    assert len(found["courses"]) == 1 and "Registered" not in text and "李秀英" in text and "张伟" not in text
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        assert work.count(select(func.count(JournalEntry.id)).where(JournalEntry.tag == Tag.OWN_DATA_COPIED)) == 1


def test_no_unreleased_score_is_in_the_copy(site: Site, cast: Cast) -> None:
    waiting = passed_results(site, cast, released=False)
    applicant = an_applicant(site, cast, waiting.registrations[0])
    with Work.open(site, applicant, NOON) as work:
        sections = {section.key: section.rows for section in own_rights.take_own_copy(work).sections}
    assert sections["results"] == [] and len(sections["examinations"]) == 1


def test_the_copy_holds_refusals_at_the_door_and_score_appeals_without_any_member_of_staff(
    site: Site, cast: Cast
) -> None:
    hall = over(site, cast)
    registrations_here, absent = registrations_of(site, cast, hall), hall.candidates[2]
    with Work.open(site, cast["he"], NOON) as work:
        for ground, settled in ((EntryGround.CONDUCT, "declined_at"), (EntryGround.IDENTITY, "second_at")):
            work.add(a_refusal(work, absent, cast["lin"].person_id, ground, settled))
    decided(site, cast, a_third_officer(site, cast), asked(site, hall.bao, hall))
    copies = {}
    for who, registration_id in ((hall.bao, registrations_here[1]), (absent, registrations_here[2])):
        with Work.open(site, an_applicant(site, cast, registration_id), AFTER) as work:
            copies[who] = {section.key: section.rows for section in own_rights.take_own_copy(work).sections}
    (refusal,) = copies[absent]["entry_refusals"]
    assert (refusal["ground"], refusal["words"]) == (EntryGround.IDENTITY, "证件与本人不符。")
    assert copies[absent]["score_appeals"] == [] and copies[hall.bao]["entry_refusals"] == []
    (appeal,) = copies[hall.bao]["score_appeals"]
    assert (appeal["words"], appeal["outcome"], appeal["points"]) == (WORDS, AppealOutcome.UPHELD, 2)
    said = str(copies)
    assert not any(name in said for name in ("严宽", cast["he"].name, cast["lin"].name))


def a_refusal(work: Work, absent: Actor, second_id: UUID | None, ground: EntryGround, settled: str) -> EntryRefusal:
    """Proposed by He and settled by Lin, in one way or the other."""
    booking = work.get(Booking, work.found(absent.booking_id))
    return EntryRefusal(
        city_id=work.city_id,
        id=work.new_id(),
        exam_session_id=booking.exam_session_id,
        room_id=booking.room_id,
        booking_id=booking.id,
        person_id=absent.person_id,
        ground=ground,
        words="证件与本人不符。",
        nonce=str(work.new_id()),
        first_person_id=work.actor.person_id,
        first_at=work.now,
        second_person_id=second_id,
        **{settled: work.now},
    )


def test_a_correction_is_asked_and_answered(client: FlaskClient, site: Site, cast: Cast) -> None:
    mine, _ = two_registered(site, cast)
    applicant = an_applicant(site, cast, mine)
    enter(client, site, applicant, NOON)
    in_english(client)
    assert client.post("/application/requests/correction", data={"field": "phone", "words": " "}).status_code == 422
    data = {"field": "phone", "words": "13800000000"}
    assert client.post("/application/requests/correction", data=data).location == "/application/requests"
    enter(client, site, cast["zhou"], NOON)
    assert "1 request waits for your answer" in client.get("/office/requests").text
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        (request_id,) = work.all(select(CorrectionRequest.id))
    address = f"/office/requests/corrections/{request_id}"
    assert "13800000000" in client.get(address).text
    kept = client.post(address, data={"answer": "已联系培训单位"})
    assert kept.status_code == 422 and "已联系培训单位" in kept.text
    assert client.post(address, data={"done": "yes", "answer": "已更正"}).location == "/office/requests"
    assert client.post(address, data={"done": "no", "answer": "再答"}).status_code == 422
    enter(client, site, applicant, NOON)
    page = client.get("/application/requests").text
    assert "已更正" in page and "corrected" in page and "周海" not in page


def test_a_request_is_for_the_own_county_only(client: FlaskClient, site: Site, cast: Cast) -> None:
    mine, _ = two_registered(site, cast)
    with Work.open(site, an_applicant(site, cast, mine), NOON) as work:
        request_id = own_rights.ask_correction(work, CorrectionField.NAME, "李秀瑛")
    enter(client, site, cast["shi"], NOON)
    assert client.get(f"/office/requests/corrections/{request_id}").status_code == 404
    assert "李秀英" not in client.get("/office/requests").text


def test_five_requests_may_wait_at_once(site: Site, cast: Cast) -> None:
    mine, _ = two_registered(site, cast)
    with Work.open(site, an_applicant(site, cast, mine), NOON) as work:
        for _ in range(5):
            own_rights.ask_correction(work, CorrectionField.OTHER, "学历")
        with pytest.raises(Conflict):
            own_rights.ask_correction(work, CorrectionField.OTHER, "学历")


def test_an_objection_is_answered_by_somebody_else(client: FlaskClient, site: Site, cast: Cast) -> None:
    applicant = an_applicant(site, cast, refused(site, cast))
    enter(client, site, applicant, NOON)
    in_english(client)
    data = {"about": "refusal", "words": "我有初中毕业证"}
    assert client.post("/application/requests/objection", data=data).location == "/application/requests"
    assert client.post("/application/requests/objection", data=data).status_code == 422  # once against each decision
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        (objection_id,) = work.all(select(Objection.id))
    address = f"/office/requests/objections/{objection_id}"
    answer = {"outcome": "changed", "answer": "毕业证属实，请重新申请。"}
    enter(client, site, cast["he"], NOON)
    assert "You took part in this decision" in client.get(address).text
    assert client.post(address, data=answer).status_code == 422
    enter(client, site, cast["lin"], NOON)
    assert "我有初中毕业证" in client.get(address).text
    assert client.post(address, data={"answer": "毕业证属实"}).status_code == 422
    assert client.post(address, data=answer).location == "/office/requests"
    enter(client, site, applicant, NOON)
    page = client.get("/application/requests").text
    assert "毕业证属实，请重新申请。" in page and "The decision is changed" in page and "林涛" not in page


def test_a_result_is_objected_against_once_it_is_out_and_not_by_its_signers(site: Site, cast: Cast) -> None:
    passed = passed_results(site, cast, passed=False)
    applicant = an_applicant(site, cast, passed.registrations[0])
    with Work.open(site, applicant, NOON) as work:
        objection_id = own_rights.file_objection(work, ObjectionAbout.RESULT, "第三题有争议")
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        from exam_app.queries.own_requests import deciders

        signers = set(deciders(work, work.get(Objection, objection_id)))
    assert len(signers) == 2
    for officer in ("he", "lin"):
        if cast[officer].person_id in signers:
            with pytest.raises(Conflict), Work.open(site, cast[officer], NOON) as work:
                own_rights.answer_objection(work, objection_id, ObjectionOutcome.STANDS, "维持")


def test_an_objection_has_its_time(site: Site, cast: Cast) -> None:
    applicant = an_applicant(site, cast, refused(site, cast))
    with pytest.raises(TooLate), Work.open(site, applicant, NOON + timedelta(days=62)) as work:
        own_rights.file_objection(work, ObjectionAbout.REFUSAL, "太晚")


def test_who_sits_with_a_ticket_files_no_requests(client: FlaskClient, site: Site, cast: Cast) -> None:
    from tests.builders.sittings import a_hall

    enter(client, site, a_hall(site, cast, items=()).lin, NOON)
    pages = ("/application/data", "/application/requests", "/application/requests/correction")
    assert [client.get(page).status_code for page in pages] == [403] * 3
    assert client.get("/application/").status_code == 200
