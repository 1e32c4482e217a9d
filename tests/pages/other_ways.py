"""Ways to pages that no link shows: what scripts fetch, what a form leads to, what is linked on the day only."""

import re
from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select

from exam_app.actors import Actor, Role, the_door
from exam_app.delivery import Change, Head, Stamp, following
from exam_app.demo.staff import CITY_CODE, GUARD_UNITS, TRAINING_UNITS
from exam_app.lease_keys import beacon_at, lease_key
from exam_app.models import (
    Appeal,
    Authority,
    BackgroundFact,
    Booking,
    Certificate,
    Employment,
    GuardUnit,
    Invigilation,
    Lease,
    Lesson,
    Person,
    Result,
    RollCall,
    RosterDraft,
    SeatMove,
    SheetPhoto,
    Trainer,
    TrainingUnit,
)
from exam_app.operations.saving import Batch, save_batches
from exam_app.operations.seat_moves import WantedMove, move_seat
from exam_app.terms import AppealState, AuthorityKind, EventKind, SeatMoveReason
from exam_app.work import Site, Work, answer_secret
from tests.cast import id_number
from tests.pages.crawling import Reading
from tests.pages.visitors import Visitor
from tests.pages.world import BUILT

Way = Callable[[FlaskClient, Site], list[str]]
BY_SCRIPTS = (
    "/officer/shell",
    "/officer/worker.js",
    "/officer/reader.js",
    "/officer/csrf",
    "/officer/lists/trust.json",
    "/officer/lists/status.json",
)


def other_ways(visitor: Visitor, client: FlaskClient, site: Site) -> list[str]:
    """Addresses where this visitor's crawl begins, besides the first page."""
    way = WAYS.get(visitor.key)
    return way(client, site) if way else []


def _what_is_public(client: FlaskClient, site: Site) -> list[str]:
    """Signed lists, a certificate opened by its code as any telephone does, and what a monitor asks."""
    with site.engine.connect() as connection:
        text = connection.execute(select(Certificate.token).order_by(Certificate.number)).scalars().first() or ""
    code = "/v/" + text.rpartition("/v/")[2]
    _register_from_home(client, site)
    return ["/register/number", f"/s/{CITY_CODE}", f"/t/{CITY_CODE}.json", code, "/code", "/live"]


def _register_from_home(client: FlaskClient, site: Site) -> None:
    """The browser keeps its number; nobody else has a link to it."""
    with site.engine.connect() as connection:
        county = (
            connection.execute(select(Authority.id).where(Authority.kind == AuthorityKind.COUNTY)).scalars().first()
        )
    typed = {"county": str(county), "name": "欧阳文", "id_number": id_number("19880808", 8), "phone": "13700000001"}
    assert client.post("/register", data=typed).status_code == 302


def _search_for_a_person(client: FlaskClient, site: Site) -> list[str]:
    answer = client.post("/oversight/people", data={"wanted": "王"})
    return [link for link in Reading(answer.text).links if link.startswith("/oversight/people/")]


def _a_confirmed_roster(client: FlaskClient, site: Site) -> list[str]:
    with site.engine.connect() as connection:
        drafts = connection.execute(
            select(RosterDraft.id)
            .join(TrainingUnit, TrainingUnit.id == RosterDraft.training_unit_id)
            .where(RosterDraft.confirmed_at.is_not(None), TrainingUnit.name == TRAINING_UNITS["anwei"][1])
            .order_by(RosterDraft.id)
        )
        return [f"/training/rosters/{draft}/confirmed" for draft in drafts.scalars()]


def _a_confirmed_roster_and_who_has_left(client: FlaskClient, site: Site) -> list[str]:
    """Whoever has left stands below those on duty; only there is the way back onto the roster."""
    of_panshi = select(GuardUnit.id).where(GuardUnit.name == GUARD_UNITS["panshi"][2]).scalar_subquery()
    drafts = select(RosterDraft.id).where(RosterDraft.confirmed_at.is_not(None), RosterDraft.guard_unit_id == of_panshi)
    left = select(Employment.person_id).where(Employment.left_on.is_not(None), Employment.guard_unit_id == of_panshi)
    with site.engine.connect() as connection:
        return [
            *(
                f"/unit/rosters/{draft}/confirmed"
                for draft in connection.execute(drafts.order_by(RosterDraft.id)).scalars()
            ),
            *(f"/unit/guards/{person}" for person in connection.execute(left.order_by(Employment.id)).scalars()),
        ]


def _cards_of_the_day(client: FlaskClient, site: Site) -> list[str]:
    with site.engine.connect() as connection:
        day = connection.execute(select(Certificate.issued_on)).scalars().first()
    return [f"/office/certificates/cards-{day}-1.pdf"]


def _begin(client: FlaskClient, site: Site) -> list[str]:
    """Only after the invigilator said so this browser goes on; then the paper opens."""
    _move_to_the_same_seat(client, site)
    paper = client.post("/exam/start").headers["Location"]
    return [paper, f"{paper}/review", f"{paper}/confirm"]


def _move_to_the_same_seat(client: FlaskClient, site: Site) -> None:
    """The candidate of this browser may go on here: whoever supervises the room has seen to it."""
    ticket = re.search(r"\b\d{14}\b", client.get("/exam/confirm").text)
    assert ticket is not None
    with site.engine.connect() as connection:
        query = (
            select(Booking.id, Booking.exam_session_id, Booking.room_id, Booking.seat_id, Invigilation.person_id)
            .join(Invigilation, Invigilation.exam_session_id == Booking.exam_session_id)
            .where(Booking.ticket_number == ticket[0], Invigilation.room_id == Booking.room_id)
        )
        booking, session, room, seat, invigilator = connection.execute(query).one()
    actor = Actor(Role.INVIGILATOR, city_id=CITY_CODE, person_id=invigilator)
    with Work.open(site, actor, BUILT) as work:
        wanted = WantedMove(seat, SeatMoveReason.STARTED_ANEW, work.new_id())
        move_seat(work, session, room, booking, wanted)


def _begin_own_papers_and_scan(client: FlaskClient, site: Site) -> list[str]:
    """A mock paper, the assessment that the guard's unit asked to repeat, and a code as a phone's camera reads it."""
    lesson = next(link for link in Reading(client.get("/my/lessons").text).links if link.startswith("/my/lessons/"))
    (due,) = re.findall(r"/my/assessments/by-plan/[-0-9a-f]+", client.get("/my/assessments").text)
    papers = [client.post(begin).headers["Location"] for begin in ("/my/mock-papers/start", due)]
    return [f"{lesson}/ABCDEFGH", *(f"{paper}{page}" for paper in papers for page in ("", "/review", "/confirm"))]


def _receipt(client: FlaskClient, site: Site) -> list[str]:
    """The receipt of the first who passed, in the order in which the visitor was chosen."""
    with site.engine.connect() as connection:
        query = select(Result.sitting_id).join(Booking, Booking.person_id == Result.person_id)
        passed = query.where(Result.passed, Booking.ticket_number.is_not(None)).order_by(Booking.ticket_number)
        return [f"/exam/sittings/{connection.execute(passed).scalars().first()}/receipt"]


def _what_the_county_found_out(client: FlaskClient, site: Site) -> list[str]:
    """Applications with a record of the background stand somewhere in the queue: first the one whose bar stands."""
    with site.engine.connect() as connection:
        found = select(BackgroundFact.registration_id).order_by(BackgroundFact.id)
        return [f"/office/reviews/{registration}" for registration in connection.execute(found).scalars()]


def _the_roll_call_of_a_lesson(client: FlaskClient, site: Site) -> list[str]:
    """The page is linked while the picture is asked for; the picture stands on the page of its lesson."""
    own = select(RollCall.lesson_id).join(Lesson, Lesson.id == RollCall.lesson_id)
    own = own.join(Trainer, Trainer.id == Lesson.trainer_id).join(Person, Person.id == Trainer.person_id)
    with site.engine.connect() as connection:
        first = connection.execute(own.where(Person.name == "罗建军").order_by(RollCall.id)).scalars().first()
    return [f"/teaching/lessons/{first}/roll-call", f"/teaching/lessons/{first}"]


def _rosters_and_the_lesson_of_a_roll_call(client: FlaskClient, site: Site) -> list[str]:
    with site.engine.connect() as connection:
        own = select(RollCall.lesson_id).where(RollCall.training_unit_id.is_not(None)).order_by(RollCall.id)
        first = connection.execute(own).scalars().first()
    return [*_a_confirmed_roster(client, site), f"/training/lessons/{first}"]


def _rosters_and_lessons_of_a_guard_unit(client: FlaskClient, site: Site) -> list[str]:
    """The crawl follows a few lessons only: the one with a roll call, and the one that nobody confirmed."""
    with site.engine.connect() as connection:
        pictured = select(RollCall.lesson_id).where(RollCall.guard_unit_id.is_not(None))
        first = connection.execute(pictured).scalars().first()
    return [*_a_confirmed_roster_and_who_has_left(client, site), f"/unit/lessons/{first}"]


def _a_second_marking(client: FlaskClient, site: Site) -> list[str]:
    """Linked for officers who did not release the result; who did is told so there."""
    with site.engine.connect() as connection:
        query = select(Appeal.id).where(Appeal.state == AppealState.APPEALED)
        return [f"/office/appeals/{appeal_id}/remark" for appeal_id in connection.execute(query).scalars()]


def _the_sheet_typed_first(client: FlaskClient, site: Site) -> list[str]:
    """The own entry is linked while it is not finished; afterwards the page says that it stands."""
    with site.engine.connect() as connection:
        first = connection.execute(select(SheetPhoto.sitting_id)).scalars().first()
    return [f"/office/answer-sheets/{first}", f"/office/answer-sheets/{first}/compared"]


def _answers_that_wait(client: FlaskClient, site: Site) -> list[str]:
    """The computer that was given up sends one answer that it kept; the page links it while nothing is decided."""
    with site.engine.connect() as connection:
        query = (
            select(SeatMove.sitting_id, SeatMove.moved_at, Lease.epoch, Lease.nonce, Lease.head_seq, Lease.head_hash)
            .join(Lease, (Lease.sitting_id == SeatMove.sitting_id) & (Lease.epoch == SeatMove.old_epoch))
            .where(SeatMove.reason == SeatMoveReason.COMPUTER)
        )
        sitting, moved_at, epoch, nonce, seq, digest = connection.execute(query.order_by(SeatMove.moved_at)).first()
    secret = answer_secret(site, CITY_CODE)
    key = lease_key(secret, sitting, epoch, nonce)
    heard, said = moved_at - timedelta(minutes=2), moved_at - timedelta(minutes=1)
    stamp = Stamp(round(said.timestamp() * 1000), 0, beacon_at(secret, heard))
    event = following(Head(seq, digest), epoch, Change(EventKind.SET, 1, "A"), stamp, key.secret)
    with Work.open(site, the_door(CITY_CODE, [sitting]), BUILT) as work:
        save_batches(work, [Batch(sitting, key, [event], BUILT)])
    return [f"/office/held-answers/{sitting}/{epoch}"]


WAYS: dict[str, Way] = {
    "he": lambda client, site: [
        *_answers_that_wait(client, site),
        *_a_second_marking(client, site),
        *_the_sheet_typed_first(client, site),
    ],
    "public": _what_is_public,
    "ma": _search_for_a_person,
    "li": _rosters_and_the_lesson_of_a_roll_call,
    "luo": _the_roll_call_of_a_lesson,
    "chen": _rosters_and_lessons_of_a_guard_unit,
    "zhou": _what_the_county_found_out,
    "sun": _cards_of_the_day,
    "qin": lambda client, site: list(BY_SCRIPTS),
    "answering": _begin,
    "passed": _receipt,
    "guard": _begin_own_papers_and_scan,
}
