"""Scoring sheets on paper: who is on them, and whose marks nobody sees too early."""

from io import BytesIO

from flask.testing import FlaskClient
from pypdf import PdfReader

from exam_app.models import ExamSession
from exam_app.queries.scoring_sheets import sheet_values
from exam_app.terms import ExamSessionState
from exam_app.work import Site, Work
from tests.builders.components import examiners, mark, physical_test
from tests.builders.sittings import a_hall
from tests.cast import NOON, Cast, enter


def text_of(data: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)


def test_a_blank_sheet_names_candidates_rule_and_examiners_and_no_mark(
    sqlite_only: None, client: FlaskClient, site: Site, cast: Cast
) -> None:
    hall = a_hall(site, cast)
    first, second = examiners(site, cast)
    part = physical_test(site, cast, hall, [first, second])
    address = f"/office/exam-sessions/{hall.exam_session_id}/components/{part}"
    bookings = [each.booking_id for each in hall.candidates if each.booking_id]
    mark(site, first, part, dict.fromkeys(bookings, 87))
    mark(site, second, part, dict.fromkeys(bookings, 85))
    enter(client, site, cast["he"], NOON)
    printed = client.get(f"{address}/sheet.pdf")
    assert printed.mimetype == "application/pdf"
    text = text_of(printed.data)
    assert "林国强" in text and "鲍玉兰" in text and "考官1" in text and "10%" in text.replace(" ", "")
    assert "87" not in text.replace(str(part)[-12:], "")
    assert client.get(f"{address}/marks.pdf").status_code == 409
    enter(client, site, first, NOON)
    assert "林国强" in text_of(client.get(f"/rooms/sheets/{part}/blank.pdf").data)
    enter(client, site, cast["zhao"], NOON)
    assert client.get(f"/rooms/sheets/{part}/blank.pdf").status_code == 404


def test_marks_are_printed_when_the_examination_is_over_and_they_are_complete(site: Site, cast: Cast) -> None:
    hall = a_hall(site, cast)
    first, second = examiners(site, cast)
    part = physical_test(site, cast, hall, [first, second])
    lin, bao = (each.booking_id for each in hall.candidates)
    assert lin is not None and bao is not None
    mark(site, first, part, {lin: 70, bao: 50})
    mark(site, second, part, {lin: 75})
    with Work.open(site, cast["he"], NOON) as work:
        assert not sheet_values(work, part, filled=True).is_filled
        work.lock(ExamSession, hall.exam_session_id).state = ExamSessionState.CLOSED
        (room,) = sheet_values(work, part, filled=True).rooms
    found = {each.booking_id: each for each in room.candidates}
    outcome = found[lin].outcome
    assert outcome is not None and (found[lin].difference, outcome.written, outcome.passed) == (5, "72.5", True)
    assert (found[bao].marks, found[bao].outcome) == ({}, None)
