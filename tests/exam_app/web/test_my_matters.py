"""My matters through an applicant's browser: where it is, why it came back, until when, the ticket, the result."""

import io
from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select

from exam_app.models import Certificate, Registration
from exam_app.operations import certificates, handovers, registrations
from exam_app.operations.review_extensions import extend_review
from exam_app.terms import HandoverTo, RefusalGround, ReturnReason
from exam_app.work import Site, Work
from tests.builders.applicants import a_slip, an_applicant
from tests.builders.certificates import issued, passed_results
from tests.builders.registrations import approved, passed_at_county, registered, trainees
from tests.builders.scheduling import bookings, published
from tests.cast import Cast, enter, id_number
from tests.conftest import NOON, Clock

pytestmark = pytest.mark.usefixtures("sqlite_only")


def at_home(client: FlaskClient, site: Site, cast: Cast, registration_id: UUID) -> FlaskClient:
    """The applicant, signed in with a slip."""
    enter(client, site, an_applicant(site, cast, registration_id), NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def one_registered(site: Site, cast: Cast) -> UUID:
    (registration_id,) = registered(site, cast, trainees(site, cast))
    return registration_id


def test_from_the_slip_on_paper_to_the_own_page(client: FlaskClient, site: Site, cast: Cast) -> None:
    registration_id = one_registered(site, cast)
    enter(client, site, cast["zhou"], NOON)
    page = client.post(f"/office/applications/{registration_id}/slip", follow_redirects=True)
    assert page.status_code == 200 and "slip.pdf" in page.text
    sheet = PdfReader(io.BytesIO(client.get(f"/office/applications/{registration_id}/slip.pdf").data)).pages
    said = "".join("".join(each.extract_text().split()) for each in sheet)
    assert len(sheet) == 1 and "李秀英" in said and "青溪县公安局" in said
    number = a_slip(site, cast, registration_id).number  # a newer one, whose number the test knows
    client.post("/sign-out")
    data = {"slip_number": number, "last_four": id_number("19790312", 1)[-4:]}
    answer = client.post(f"/application/sign-in?number={number}", data=data)
    assert answer.location == "/home"
    page = client.get("/home", follow_redirects=True)
    assert page.request.path == "/application/" and "青溪县公安局" in page.text


def test_the_page_says_who_has_it_and_until_when(client: FlaskClient, site: Site, cast: Cast) -> None:
    registration_id = one_registered(site, cast)
    with Work.open(site, cast["zhou"], NOON) as work:
        extend_review(work, registration_id, "需向外省核实经历")
    page = at_home(client, site, cast, registration_id).get("/application/").text
    assert "The county has your papers" in page and "It is with: 青溪县公安局." in page
    # Thirty working days after Tuesday 24 November 2026; New Year's Day is not worked.
    assert "The legal time ends on 6 January 2027" in page
    assert "需向外省核实经历" in page


def test_every_reason_stands_there_with_its_repair(client: FlaskClient, site: Site, cast: Cast) -> None:
    registration_id = one_registered(site, cast)
    with Work.open(site, cast["zhou"], NOON) as work:
        reasons = [ReturnReason.PHOTO_UNLIKE, ReturnReason.MEDICAL_MISSING]
        registrations.return_with_reasons(work, registration_id, reasons, "请本人来窗口")
    page = at_home(client, site, cast, registration_id).get("/application/").text
    assert "Your papers came back" in page and "No legal time runs while the papers are being repaired" in page
    for said in (*(reason.label for reason in reasons), "请本人来窗口"):
        assert said in page
    assert "周海" not in page  # no member of staff is named


def test_a_refusal_says_its_grounds_and_how_to_object(client: FlaskClient, site: Site, cast: Cast) -> None:
    registration_id = one_registered(site, cast)
    passed_at_county(site, cast, [registration_id])
    with Work.open(site, cast["he"], NOON) as work:
        registrations.refuse(work, registration_id, [RefusalGround.SCHOOLING], "")
    page = at_home(client, site, cast, registration_id).get("/application/").text
    assert "Your application was refused" in page and RefusalGround.SCHOOLING.label in page and "60 days" in page


def test_the_ticket_is_printed_at_home(client: FlaskClient, site: Site, cast: Cast) -> None:
    (registration_id,) = approved(site, cast)
    applicant = at_home(client, site, cast, registration_id)
    assert applicant.get("/application/ticket.pdf").status_code == 404
    exam = published(site, cast, [registration_id])
    (booking,) = bookings(site, cast, exam)
    page = applicant.get("/application/").text
    assert booking.ticket_number is not None and booking.ticket_number in page and "302室" in page
    ticket = PdfReader(io.BytesIO(applicant.get("/application/ticket.pdf").data)).pages
    assert len(ticket) == 1 and booking.ticket_number in ticket[0].extract_text().replace(" ", "")


def test_no_score_is_shown_before_it_is_released(client: FlaskClient, site: Site, cast: Cast) -> None:
    waiting = passed_results(site, cast, released=False)
    applicant = at_home(client, site, cast, waiting.registrations[0])
    assert "The result comes next" in applicant.get("/application/").text


def test_a_certificate_says_where_to_collect_it(client: FlaskClient, site: Site, cast: Cast) -> None:
    (certificate_id,) = issued(site, cast)
    browser = at_home(client, site, cast, _application_of(site, cast, certificate_id))
    page = browser.get("/application/").text
    assert "Your certificate is issued" in page and "when and where it can be collected" in page
    with Work.open(site, cast["sun"], NOON) as work:
        certificate = work.get(Certificate, certificate_id)
        certificates.note_printed(work, [(certificate_id, certificate.person_id, certificate.number)])
    page = browser.get("/application/").text
    assert "Your certificate can be collected" in page and "Collect it there in person" in page
    with Work.open(site, cast["zhou"], NOON) as work:
        receiver = handovers.Receiver(HandoverTo.HOLDER)
        handovers.hand_over(work, [certificate_id], receiver=receiver, scans=[certificate.token], signed=True)
    assert "It was handed over on 2026-11-24" in browser.get("/application/").text


def _application_of(site: Site, cast: Cast, certificate_id: UUID) -> UUID:
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        person_id = work.get(Certificate, certificate_id).person_id
        return work.all(select(Registration.id).where(Registration.person_id == person_id))[0]


def test_the_desks_see_what_is_past_its_legal_day(client: FlaskClient, site: Site, cast: Cast, clock: Clock) -> None:
    registration_id = one_registered(site, cast)
    clock.now = NOON + timedelta(days=40)
    enter(client, site, cast["zhou"], clock.now)
    with client.session_transaction() as session:
        session["locale"] = "en"
    assert "past the legal day" in client.get("/office/reviews").text
    page = client.get(f"/office/reviews/{registration_id}").text
    assert "The legal time ended on" in page and "more-time" not in page


def test_more_time_keeps_what_was_typed_when_it_is_refused(client: FlaskClient, site: Site, cast: Cast) -> None:
    registration_id = one_registered(site, cast)
    enter(client, site, cast["zhou"], NOON)
    address = f"/office/applications/{registration_id}/more-time"
    assert client.post(address, data={"reason": ""}).status_code == 422
    assert client.post(address, data={"reason": "需核实"}).location == f"/office/reviews/{registration_id}"
    again = client.post(address, data={"reason": "还要核实"})
    assert again.status_code == 422 and "还要核实" in again.text
