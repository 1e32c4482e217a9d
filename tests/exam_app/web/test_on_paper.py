"""Printed paper on the pages: the office's, the invigilator's, the clerks' who type, and the candidate's."""

import html
import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from exam_app.models import AnswerSheet, BookletPrint, EnteredSheet, OnPaper, SheetEntry
from exam_app.terms import SittingState
from exam_app.work import Site, Work
from tests.builders.booklets import (
    a_sheet,
    a_third_officer,
    choose,
    hand_out,
    key_lines,
    print_for,
    sitting_of,
    take_in,
    type_in,
)
from tests.builders.papers import a_sheet as a_scan
from tests.builders.rooms import booking_of
from tests.builders.sittings import Hall, a_hall, a_sitting
from tests.cast import Cast, enter
from tests.conftest import NOON, Clock

pytestmark = pytest.mark.usefixtures("sqlite_only")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast, candidates=2)


def at(client: FlaskClient, site: Site, actor: Any) -> FlaskClient:
    """Signed in, in English."""
    enter(client, site, actor, NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def read(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return html.unescape(answer.text)


def post(client: FlaskClient, address: str, page: str | None = None, **fields: Any) -> Any:
    """As the form on its page sends it."""
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(page or address).text)
    assert token is not None
    return client.post(address, data={"csrf_token": token[1], **fields})


def paper_of(hall: Hall) -> str:
    return f"/office/exam-sessions/{hall.exam_session_id}/paper"


def room_of(hall: Hall) -> str:
    return f"/rooms/{hall.exam_session_id}/{hall.room_id}/paper"


def booklets_of(hall: Hall) -> str:
    return f"/office/exam-sessions/{hall.exam_session_id}/rooms/{hall.room_id}/booklets"


def rows(site: Site, cast: Cast, model: Any) -> list[Any]:
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        return list(work.all(select(model)))


# -- the office ---------------------------------------------------------------------------------------------------


def test_the_office_puts_a_candidate_on_paper_and_takes_it_back(
    site: Site, cast: Cast, hall: Hall, client: FlaskClient
) -> None:
    office, lin = at(client, site, cast["he"]), str(booking_of(hall.lin))
    assert "Nobody answers on paper" in read(office, paper_of(hall))
    refused = post(office, paper_of(hall))
    assert refused.status_code == 422
    for sentence in ("Choose candidates, or a whole room.", "Choose why.", "Enter what happened"):
        assert sentence in html.unescape(refused.text)
    done = post(office, paper_of(hall), candidates=[lin], reason="no_screen", note="视力0.1", is_large="y")
    assert done.status_code == 302
    page = read(office, paper_of(hall))
    assert "1 candidate answers on paper" in page
    assert "large type" in page
    assert "not printed yet" in page
    post(office, f"{paper_of(hall)}/{lin}/take-back", page=paper_of(hall))
    assert [row.taken_back_at is not None for row in rows(site, cast, OnPaper)] == [True]


def test_a_whole_room_is_put_on_paper_at_once(site: Site, cast: Cast, hall: Hall, client: FlaskClient) -> None:
    office = at(client, site, cast["he"])
    done = post(office, paper_of(hall), rooms=[str(hall.room_id)], reason="power", note="跳闸")
    assert done.status_code == 302
    assert {row.booking_id for row in rows(site, cast, OnPaper)} == {booking_of(one) for one in hall.candidates}


@pytest.mark.parametrize(
    "wrong",
    [{"candidates": ["x"]}, {"rooms": ["x"]}, {"reason": "y"}, {"note": "长" * 201}],
    ids=["candidate", "room", "reason", "note"],
)
def test_what_the_office_types_wrong_comes_back_with_the_rest(
    site: Site, cast: Cast, hall: Hall, client: FlaskClient, wrong: dict[str, Any]
) -> None:
    office = at(client, site, cast["he"])
    fields = {"candidates": [str(booking_of(hall.lin))], "reason": "power", "note": "跳闸", **wrong}
    refused = post(office, paper_of(hall), **fields)
    assert refused.status_code == 422
    assert rows(site, cast, OnPaper) == []


def test_the_file_for_the_printer_is_kept_before_it_leaves_and_again_only_for_a_reason(
    site: Site, cast: Cast, hall: Hall, client: FlaskClient
) -> None:
    choose(site, cast, hall, hall.lin)
    office = at(client, site, cast["he"])
    assert 'value="missing" checked' in read(office, booklets_of(hall))
    file = post(office, booklets_of(hall), which="missing")
    assert (file.status_code, file.mimetype, file.data[:5]) == (200, "application/pdf", b"%PDF-")
    reserve = post(office, booklets_of(hall), which="everybody")
    assert reserve.status_code == 422
    assert "Enter why they are printed again." in html.unescape(reserve.text)
    assert post(office, booklets_of(hall), which="everybody", reason="全考场备用").status_code == 200
    assert [(one.number, one.copies, one.reason) for one in rows(site, cast, BookletPrint)] == [
        (1, 1, ""),
        (2, 2, "全考场备用"),
    ]
    assert "Print 2: 2 booklets · 全考场备用" in read(office, paper_of(hall))


def test_no_stranger_prints(site: Site, cast: Cast, hall: Hall, client: FlaskClient) -> None:
    for stranger in ("li", "zhou", "sun", "zhao", "ma"):
        enter(client, site, cast[stranger], NOON)
        assert client.get(booklets_of(hall)).status_code == 403
        assert client.get(paper_of(hall)).status_code == 403


# -- the room -----------------------------------------------------------------------------------------------------


def test_a_room_hands_out_takes_in_and_counts(
    site: Site, cast: Cast, hall: Hall, client: FlaskClient, clock: Clock
) -> None:
    choose(site, cast, hall, hall.lin)
    print_for(site, cast, hall, *hall.candidates)
    zhao, lin = at(client, site, cast["zhao"]), str(booking_of(hall.lin))
    page = read(zhao, room_of(hall))
    assert "not handed out yet" in page
    post(zhao, f"{room_of(hall)}/hand-out", page=room_of(hall), candidates=[lin])
    assert "until 13:30" in read(zhao, room_of(hall))
    assert "Answering on paper 1" in re.sub(r"<[^>]+>", "", read(zhao, f"/rooms/{hall.exam_session_id}/{hall.room_id}"))
    clock.now = NOON + 95 * MINUTE
    enter(zhao, site, cast["zhao"], clock.now)
    assert "take the answer sheet in" in read(zhao, f"/rooms/{hall.exam_session_id}/{hall.room_id}/now")
    for wrong in ("25:00", "vier", "11:00", "14:00"):
        refused = post(zhao, f"{room_of(hall)}/take-in", page=room_of(hall), candidates=[lin], at=wrong)
        assert refused.status_code == 422
    post(zhao, f"{room_of(hall)}/take-in", page=room_of(hall), candidates=[lin], at="13:33")
    page = read(zhao, room_of(hall))
    assert "taken in at 13:33" in page
    assert "3 minutes late" in page
    for fields in ({}, {"returned": "3", "destroyed": "0"}, {"returned": "1", "destroyed": "0"}, {"returned": "x"}):
        assert post(zhao, f"{room_of(hall)}/count", page=room_of(hall), **fields).status_code == 422
    post(zhao, f"{room_of(hall)}/count", page=room_of(hall), returned="1", destroyed="1")
    assert "1 given back, 1 destroyed, 0 missing" in read(zhao, room_of(hall))


@pytest.mark.parametrize("act", ["hand-out", "take-in"])
@pytest.mark.parametrize("chosen", [[], ["x"]])
def test_nothing_ticked_changes_nothing(
    site: Site, cast: Cast, hall: Hall, client: FlaskClient, act: str, chosen: list[str]
) -> None:
    choose(site, cast, hall, hall.lin)
    print_for(site, cast, hall, hall.lin)
    zhao = at(client, site, cast["zhao"])
    answer = post(zhao, f"{room_of(hall)}/{act}", page=room_of(hall), candidates=chosen)
    assert answer.status_code == 422
    assert rows(site, cast, AnswerSheet) == []


def test_the_invigilator_sees_no_paper_of_another_room(site: Site, cast: Cast, hall: Hall, client: FlaskClient) -> None:
    zhao = at(client, site, cast["zhao"])
    assert zhao.get(f"/rooms/{hall.exam_session_id}/{cast.centre}/paper").status_code == 404


# -- the candidate ------------------------------------------------------------------------------------------------


def test_the_candidate_is_told_to_wait_for_the_booklet(site: Site, cast: Cast, hall: Hall, client: FlaskClient) -> None:
    seated = a_sitting(site, hall.lin)
    choose(site, cast, hall, hall.bao)
    bao = at(client, site, hall.bao)
    assert "You answer on printed paper" in read(bao, "/exam/")
    assert bao.get("/exam/wait").status_code == 302
    choose(site, cast, hall, hall.lin)
    print_for(site, cast, hall, hall.lin)
    hand_out(site, cast, hall, hall.lin)
    lin = at(client, site, hall.lin)
    assert lin.get(f"/exam/sittings/{seated.sitting_id}").status_code == 302
    assert "You answer on printed paper" in read(lin, "/exam/")
    take_in(site, cast, hall, hall.lin)
    page = read(lin, "/exam/")
    assert "The result comes next" in page
    assert "See the receipt" not in page


# -- typing -------------------------------------------------------------------------------------------------------


def sheet_at(sitting_id: UUID) -> str:
    return f"/office/answer-sheets/{sitting_id}"


def fields_of(lines: list[str]) -> dict[str, str]:
    return {f"line-{number}": line for number, line in enumerate(lines, start=1)}


@pytest.fixture
def sheet(site: Site, cast: Cast, hall: Hall) -> UUID:
    return a_sheet(site, cast, hall)


def test_a_sheet_is_typed_by_two_and_stands(
    site: Site, cast: Cast, hall: Hall, client: FlaskClient, sheet: UUID
) -> None:
    lines = key_lines(site, cast, sheet)
    for clerk in ("he", "lin"):
        desk = at(client, site, cast[clerk])
        assert post(desk, f"{sheet_at(sheet)}/begin", page="/office/answer-sheets").location.endswith(sheet_at(sheet))
        page = read(desk, sheet_at(sheet))
        assert re.findall(r'name="line-\d+" value="([^"]+)"', page) == []
        assert post(desk, sheet_at(sheet), **fields_of([line.lower() for line in lines])).status_code == 302
    assert "No answer sheet waits" in read(client, "/office/answer-sheets")
    assert sitting_of(site, cast, hall.lin).state is SittingState.SUBMITTED
    assert "Both read the same" in read(client, f"{sheet_at(sheet)}/compared")
    assert "Answer sheets that stand" in read(client, paper_of(hall))


def test_what_was_typed_is_there_again_after_a_refusal_a_reload_and_tomorrow(
    site: Site, cast: Cast, client: FlaskClient, sheet: UUID
) -> None:
    desk = at(client, site, cast["he"])
    post(desk, f"{sheet_at(sheet)}/begin", page="/office/answer-sheets")
    kept = post(desk, f"{sheet_at(sheet)}/draft", page=sheet_at(sheet), **fields_of(["b", "", "", "", ""]))
    assert (kept.status_code, kept.text) == (200, "Kept at 12:00:00")
    assert 'name="line-1" value="B"' in read(desk, sheet_at(sheet))
    refused = post(desk, sheet_at(sheet), **fields_of(["a", "hh", "?", "", "-"]))
    assert refused.status_code == 422
    said = html.unescape(refused.text)
    assert "Question 4: nothing is typed. Not marked is “-”." in said
    assert 'name="line-2" value="hh"' in said
    assert rows(site, cast, SheetEntry)[0].lines == ["A", "H", "?", "", "-"]
    later = post(desk, sheet_at(sheet), later="1", **fields_of(["c", "", "", "", ""]))
    assert later.status_code == 302
    assert "Go on typing" in read(desk, "/office/answer-sheets")


def test_the_page_of_one_shows_nothing_of_the_other(site: Site, cast: Cast, client: FlaskClient, sheet: UUID) -> None:
    type_in(site, cast["he"], sheet, ["A", "-", "?", "AC", "B"])
    desk = at(client, site, cast["lin"])
    post(desk, f"{sheet_at(sheet)}/begin", page="/office/answer-sheets")
    assert set(re.findall(r'name="line-\d+" value="([^"]*)"', read(desk, sheet_at(sheet)))) == {""}
    assert desk.get(f"{sheet_at(sheet)}/compared").status_code == 404


def test_who_does_not_type_it_has_no_page_of_it(site: Site, cast: Cast, client: FlaskClient, sheet: UUID) -> None:
    assert at(client, site, cast["he"]).get(sheet_at(sheet)).status_code == 404
    for stranger in ("li", "zhou", "sun", "zhao", "ma"):
        enter(client, site, cast[stranger], NOON)
        assert client.get("/office/answer-sheets").status_code == 403
        assert client.get(sheet_at(sheet)).status_code == 403


def test_a_photo_is_kept_from_the_form_with_the_lines_and_the_third_person_sees_it(
    site: Site, cast: Cast, client: FlaskClient, sheet: UUID
) -> None:
    lines = key_lines(site, cast, sheet)
    desk = at(client, site, cast["he"])
    post(desk, f"{sheet_at(sheet)}/begin", page="/office/answer-sheets")
    typed = fields_of(["b", *lines[1:]])
    refused = post(
        desk, f"{sheet_at(sheet)}/photos", page=sheet_at(sheet), photo=(io.BytesIO(b"no"), "sheet.jpg"), **typed
    )
    assert refused.status_code == 422
    assert "This is no JPEG or PNG picture" in html.unescape(refused.text)
    assert rows(site, cast, SheetEntry)[0].lines == ["B", *lines[1:]]
    for seed in (1, 2):
        photo = (io.BytesIO(a_scan(seed)), "sheet.jpg")
        done = post(desk, f"{sheet_at(sheet)}/photos", page=sheet_at(sheet), photo=photo, **typed)
        assert done.location.endswith(sheet_at(sheet))
    page = read(desk, sheet_at(sheet))
    assert 'name="line-1" value="B"' in page
    addresses = list(dict.fromkeys(re.findall(r'src="([^"]+/photos/[^"]+)"', page)))
    assert len(addresses) == 2
    type_in(site, cast["he"], sheet, ["-", *lines[1:]])
    type_in(site, cast["lin"], sheet, lines)
    third = at(client, site, a_third_officer(site, cast))
    assert re.findall(r'src="([^"]+/photos/[^"]+)"', read(third, f"{sheet_at(sheet)}/compared")) == addresses
    picture = third.get(addresses[0])
    assert (picture.status_code, picture.mimetype, picture.data[:2]) == (200, "image/jpeg", b"\xff\xd8")
    assert picture.headers["Cache-Control"] == "no-store"
    for stranger in ("li", "zhou", "sun", "zhao"):
        enter(client, site, cast[stranger], NOON)
        assert client.get(addresses[0]).status_code == 403


def test_a_third_person_settles_on_one_page(site: Site, cast: Cast, client: FlaskClient, sheet: UUID) -> None:
    lines = key_lines(site, cast, sheet)
    type_in(site, cast["he"], sheet, lines)
    type_in(site, cast["lin"], sheet, ["-", *lines[1:]])
    compared = f"{sheet_at(sheet)}/compared"
    assert "You typed this sheet yourself" in read(at(client, site, cast["he"]), compared)
    third = at(client, site, a_third_officer(site, cast))
    assert "Settle the differences" in read(third, "/office/answer-sheets")
    page = read(third, compared)
    assert "何静" in page
    assert "blank" in page
    refused = post(third, compared, **{"line-1": "zz", "reason-1": ""})
    assert refused.status_code == 422
    assert 'value="zz"' in refused.text
    done = post(third, compared, **{"line-1": lines[0], "reason-1": "描得浅"})
    assert done.status_code == 302
    assert "描得浅" in read(third, compared)
    assert len(rows(site, cast, EnteredSheet)) == 1


GARBAGE: list[Callable[[UUID], tuple[str, dict[str, str]]]] = [
    lambda sheet: (f"{sheet_at(sheet)}/draft", {"line-1": "A" * 999}),
    lambda sheet: (sheet_at(sheet), {"line-1": "A" * 999, "line-9": "B"}),
]


@pytest.mark.parametrize("garbage", GARBAGE)
def test_garbage_breaks_no_page(
    site: Site, cast: Cast, client: FlaskClient, sheet: UUID, garbage: Callable[[UUID], tuple[str, dict[str, str]]]
) -> None:
    desk = at(client, site, cast["he"])
    post(desk, f"{sheet_at(sheet)}/begin", page="/office/answer-sheets")
    address, fields = garbage(sheet)
    assert post(desk, address, page=sheet_at(sheet), **fields).status_code in (200, 422)
    assert client.get(sheet_at(sheet)).status_code == 200
