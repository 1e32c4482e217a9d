"""A sitting on paper is one like any: on the record, in the report, compared; only of times nothing is said."""

from datetime import timedelta
from uuid import UUID

import pytest

from exam_app.conformance import Finding
from exam_app.errors import Conflict, TooEarly
from exam_app.models import ExamSession
from exam_app.operations import booklets, proctoring, room_closing, screenings, sittings
from exam_app.operations.room_closing import Signed
from exam_app.queries.cohorts import sat_papers
from exam_app.queries.conformance import lines_of
from exam_app.queries.dossiers import dossier_of
from exam_app.queries.outages import found_outages
from exam_app.queries.results import session_results
from exam_app.queries.room_sheets import room_sheet
from exam_app.queries.rooms import SeatState, room_now
from exam_app.terms import IdentityOutcome
from exam_app.work import Site, Work
from tests.builders.booklets import a_sheet, choose, hand_out, key_lines, print_for, take_in, type_in
from tests.builders.rooms import PIN, booking_of, give_pin
from tests.builders.sittings import Hall, a_hall, a_sitting, hand_in, right_answers, save
from tests.cast import Cast
from tests.conftest import NOON

MINUTE = timedelta(minutes=1)
LATER = NOON + timedelta(hours=3)
pytestmark = pytest.mark.usefixtures("sqlite_only")


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast, candidates=2)


@pytest.fixture
def typed(site: Site, cast: Cast, hall: Hall) -> UUID:
    """Lin answered on paper, Bao at a screen; both are done and marked."""
    sitting_id = a_sheet(site, cast, hall)
    for clerk in ("he", "lin"):
        type_in(site, cast[clerk], sitting_id, key_lines(site, cast, sitting_id), now=LATER)
    bao = a_sitting(site, hall.bao)
    for order, event in enumerate(right_answers(site, bao)):
        save(site, bao, [event], NOON + (order + 1) * MINUTE)
    hand_in(site, bao, NOON + 20 * MINUTE)
    return sitting_id


def count(site: Site, cast: Cast, hall: Hall, returned: int, note: str = "") -> None:
    with Work.open(site, cast["zhao"], NOON + 95 * MINUTE) as work:
        booklets.count_booklets(work, hall.exam_session_id, hall.room_id, returned=returned, destroyed=0, note=note)


def findings(site: Site, cast: Cast, hall: Hall) -> dict[str, tuple[Finding, str]]:
    with Work.open(site, cast["he"], LATER, read_only=True) as work:
        lines, _ = lines_of(work, work.get(ExamSession, hall.exam_session_id))
    return {line.step.key: (line.fact.finding, line.fact.evidence) for line in lines if line.room}


def test_a_room_is_signed_once_its_sheets_are_in_and_its_booklets_are_counted(
    site: Site, cast: Cast, hall: Hall
) -> None:
    choose(site, cast, hall, hall.lin)
    print_for(site, cast, hall, hall.lin)
    hand_out(site, cast, hall, hall.lin)
    give_pin(site, cast["zhao"])
    with Work.open(site, cast["zhao"], NOON) as work:
        for candidate in (hall.lin, hall.bao):
            proctoring.check_identity(
                work, hall.exam_session_id, hall.room_id, booking_of(candidate), IdentityOutcome.SAME
            )

    def sign() -> object:
        with Work.open(site, cast["zhao"], NOON + 100 * MINUTE) as work:
            return room_closing.sign_room(
                work,
                hall.exam_session_id,
                hall.room_id,
                person_id=work.found(cast["zhao"].person_id),
                pin=PIN,
                address="10.0.0.1",
            )

    with pytest.raises(TooEarly):
        sign()
    take_in(site, cast, hall, hall.lin, now=NOON + 90 * MINUTE)
    with pytest.raises(Conflict):
        sign()
    count(site, cast, hall, 1)
    assert sign() == Signed(0)


def test_the_record_of_the_room_says_what_was_on_paper(site: Site, cast: Cast, hall: Hall, typed: UUID) -> None:
    count(site, cast, hall, 1)
    with Work.open(site, cast["he"], LATER, read_only=True) as work:
        sheet = room_sheet(work, hall.exam_session_id, hall.room_id)
    assert (sheet.sat, sheet.on_paper, sheet.copies) == (2, 1, 1)
    assert sheet.count is not None
    assert (sheet.count.returned, sheet.count.missing) == (1, 0)


def test_the_report_asks_for_paper_only_where_there_was_any(site: Site, cast: Cast, hall: Hall) -> None:
    a_sitting(site, hall.lin)
    assert not {"sheets", "booklets"} & set(findings(site, cast, hall))


def test_the_report_finds_late_sheets_and_missing_booklets(site: Site, cast: Cast, hall: Hall) -> None:
    a_sheet(site, cast, hall, taken_in=False)
    found = findings(site, cast, hall)
    assert (found["sheets"], found["booklets"]) == ((Finding.MISSING, "0/1"), (Finding.MISSING, "0/1"))
    take_in(site, cast, hall, hall.lin, now=NOON + 93 * MINUTE)
    count(site, cast, hall, 0, "被带走")
    found = findings(site, cast, hall)
    assert (found["sheets"], found["booklets"]) == ((Finding.DEVIATES, "0/1"), (Finding.DEVIATES, "0/1"))
    count(site, cast, hall, 1)
    assert findings(site, cast, hall)["booklets"] == (Finding.DONE, "1/1")


def test_a_sheet_within_two_minutes_of_its_time_is_in_time(site: Site, cast: Cast, hall: Hall) -> None:
    a_sheet(site, cast, hall, taken_in=False)
    take_in(site, cast, hall, hall.lin, now=NOON + 92 * MINUTE)
    assert findings(site, cast, hall)["sheets"] == (Finding.DONE, "1/1")


def test_answers_on_paper_are_compared_and_have_no_times(site: Site, cast: Cast, hall: Hall, typed: UUID) -> None:
    with Work.open(site, cast["he"], LATER, read_only=True) as work:
        papers = {paper.sitting_id: paper for paper in sat_papers(work, [hall.exam_session_id])}
    paper = papers.pop(typed)
    (screen,) = papers.values()
    assert len(paper.answers) == len(screen.answers) == 5
    assert paper.answered_at == paper.seconds == {}
    assert len(screen.seconds) == 5


def test_answers_are_compared_once_every_sheet_is_typed(site: Site, cast: Cast, hall: Hall) -> None:
    a_sheet(site, cast, hall)
    with Work.open(site, cast["he"], LATER) as work:
        sittings.close_session(work, hall.exam_session_id)
    with Work.open(site, cast["he"], LATER, read_only=True) as work:
        assert sat_papers(work, [hall.exam_session_id]) == []
    with pytest.raises(TooEarly), Work.open(site, cast["he"], LATER) as work:
        screenings.screen_session(work, hall.exam_session_id)


def test_the_room_shows_paper_as_paper_and_never_as_silent(site: Site, cast: Cast, hall: Hall) -> None:
    a_sheet(site, cast, hall, taken_in=False)
    states = []
    for minutes in (1, 60, 91):
        with Work.open(site, cast["zhao"], NOON + minutes * MINUTE, read_only=True) as work:
            states.append(room_now(work, hall.exam_session_id, hall.room_id).seats[0].state)
            assert not found_outages(work, hall.exam_session_id, hall.room_id)
    assert states == [SeatState.ON_PAPER, SeatState.ON_PAPER, SeatState.OVERDUE]
    take_in(site, cast, hall, hall.lin, now=NOON + 92 * MINUTE)
    with Work.open(site, cast["zhao"], NOON + 93 * MINUTE, read_only=True) as work:
        assert room_now(work, hall.exam_session_id, hall.room_id).seats[0].state is SeatState.HANDED_IN


def test_file_and_results_say_that_it_was_on_paper(site: Site, cast: Cast, hall: Hall, typed: UUID) -> None:
    with Work.open(site, cast["he"], LATER, read_only=True) as work:
        told = [str(record.what.text) for record in dossier_of(work, work.found(hall.lin.person_id)).records]
        session = session_results(work, hall.exam_session_id).session
    assert "Began the examination %(exam)s, answered on paper" in told
    assert (session.on_paper, session.sheets, session.answering) == (1, 0, 0)
