"""A room opens, begins and closes: each moment keeps the signed head that is printed on its record sheet."""

from datetime import timedelta
from pathlib import Path

import pytest
import typst
import zxingcpp
from PIL import Image
from sqlalchemy import select

from exam_app.actors import the_system
from exam_app.documents import qr_drawing
from exam_app.errors import NotFound, TooEarly, TooLate
from exam_app.ledger import open_note
from exam_app.models import ExamSession, RoomMoment
from exam_app.operations import room_closing, room_opening, sittings
from exam_app.queries.room_sheets import RoomSheetValues, room_sheet
from exam_app.terms import ExamSessionState, RoomMomentKind
from exam_app.work import Site, Work, ledger_key
from tests.builders.rehearsals import rehearsed
from tests.builders.rooms import PIN, give_pin
from tests.builders.sittings import Hall, a_hall
from tests.cast import CITY, Cast
from tests.conftest import NOON

OPENED, STARTED, CLOSED = RoomMomentKind


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return rehearsed(site, cast, a_hall(site, cast, candidates=2, opened=False))


def open_it(site: Site, cast: Cast, hall: Hall, minutes: int = -30) -> None:
    with Work.open(site, cast["zhao"], NOON + timedelta(minutes=minutes)) as work:
        room_opening.open_room(work, hall.exam_session_id, hall.room_id)


def begin(site: Site, minutes: int = 0) -> int:
    with Work.open(site, the_system(CITY), NOON + timedelta(minutes=minutes)) as work:
        return room_opening.begin_due_rooms(work)


def close(site: Site, cast: Cast, hall: Hall) -> None:
    give_pin(site, cast["zhao"])
    with Work.open(site, cast["zhao"], NOON + timedelta(minutes=100)) as work:
        room_closing.sign_room(
            work,
            hall.exam_session_id,
            hall.room_id,
            person_id=work.found(cast["zhao"].person_id),
            pin=PIN,
            address="10.0.0.1",
        )


def sheet(site: Site, cast: Cast, hall: Hall) -> RoomSheetValues:
    with Work.open(site, cast["zhao"], NOON, read_only=True) as work:
        return room_sheet(work, hall.exam_session_id, hall.room_id)


def test_the_three_moments_of_a_room_keep_three_signed_heads(site: Site, cast: Cast, hall: Hall) -> None:
    open_it(site, cast, hall)
    assert (begin(site), begin(site, 1)) == (1, 0)
    close(site, cast, hall)
    kept = sheet(site, cast, hall).moments
    heads = [open_note(kept[kind].note, [ledger_key(site, CITY).verifier]) for kind in RoomMomentKind]
    assert [head.origin.rpartition("/")[2] for head in heads] == [str(hall.room_id)] * 3
    assert 0 < heads[0].size < heads[1].size < heads[2].size
    assert [kept[kind].by for kind in RoomMomentKind] == [cast["zhao"].name, "", cast["zhao"].name]


def test_opening_a_room_again_keeps_the_first_moment(site: Site, cast: Cast, hall: Hall) -> None:
    open_it(site, cast, hall)
    open_it(site, cast, hall, minutes=-10)
    assert sheet(site, cast, hall).moments[OPENED].at == NOON - timedelta(minutes=30)


def test_a_room_opens_no_earlier_than_check_in_and_not_once_it_is_over(site: Site, cast: Cast, hall: Hall) -> None:
    with pytest.raises(TooEarly):
        open_it(site, cast, hall, minutes=-61)
    with Work.open(site, cast["he"], NOON + timedelta(hours=3)) as work:
        sittings.close_session(work, hall.exam_session_id)
    with pytest.raises(TooLate):
        open_it(site, cast, hall, minutes=200)


def test_a_room_of_others_is_not_opened(site: Site, cast: Cast, hall: Hall) -> None:
    with Work.open(site, cast["zhao"], NOON) as work, pytest.raises(NotFound):
        room_opening.open_room(work, hall.exam_session_id, cast.anwei)


@pytest.mark.parametrize("state", list(ExamSessionState))
@pytest.mark.parametrize("minutes", [-1, 0, 90, 24 * 60])
def test_only_a_room_whose_examination_has_begun_today_begins(
    site: Site, cast: Cast, state: ExamSessionState, minutes: int
) -> None:
    hall = a_hall(site, cast, candidates=1, state=state, opened=False)
    begins = state in (ExamSessionState.PUBLISHED, ExamSessionState.RUNNING) and 0 <= minutes < 24 * 60
    assert begin(site, minutes) == int(begins)
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        assert work.get(ExamSession, hall.exam_session_id).state is state
        assert [one.kind for one in work.all(select(RoomMoment))] == ([STARTED] if begins else [])


def test_the_sheet_counts_who_sat_who_did_not_and_who_was_late(site: Site, cast: Cast) -> None:
    hall = a_hall(site, cast, candidates=3)
    for actor, minutes in ((hall.lin, 1), (hall.bao, 12)):
        with Work.open(site, actor, NOON + timedelta(minutes=minutes)) as work:
            sittings.start(work, None)
    seen = sheet(site, cast, hall)
    assert (seen.booked, seen.sat, seen.absent, seen.late) == (3, 2, 1, 1)


def test_the_codes_on_the_sheet_are_the_signed_heads(site: Site, cast: Cast, hall: Hall, tmp_path: Path) -> None:
    """Read off the drawing by another program."""
    open_it(site, cast, hall)
    note = sheet(site, cast, hall).moments[OPENED].note
    (tmp_path / "code.svg").write_text(qr_drawing(note))
    (tmp_path / "page.typ").write_text('#set page(width: 60mm, height: 60mm, margin: 0mm)\n#image("code.svg")')
    picture = tmp_path / "page.png"
    typst.compile(tmp_path / "page.typ", output=picture, format="png", ppi=300)
    (read,) = zxingcpp.read_barcodes(Image.open(picture))
    assert read.text == note
