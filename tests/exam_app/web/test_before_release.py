"""Before two people have signed, nothing that anybody can open depends on a result.

Two worlds are made that differ in nothing but the results of one closed examination, and everybody opens everything
there is to open: every page, file and answer to a program that the role is admitted to. Before the release whatever
is opened in the one reads as in the other, so that no score, no pass and nothing derived from them is told, in
whatever words. Afterwards it differs for those to whom results belong, which shows that the walk would have seen it.
"""

import io
import random
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select
from werkzeug.routing import AnyConverter, IntegerConverter, Rule, UUIDConverter

from exam_app import delivery
from exam_app.actors import Actor, Role
from exam_app.models import Booking, Course, Notice, Result, Sitting
from exam_app.operations import results, sittings, study_cards
from exam_app.operations.training_flags import look_through
from exam_app.queries.sittings import answers_of
from exam_app.terms import CaseAbout, NoticeKind, SittingState, TableSubject
from exam_app.web.audience import ENDPOINTS
from exam_app.web.background import Background
from exam_app.web.house import KEY, House
from exam_app.work import Site, Work
from tests.builders.applicants import an_applicant
from tests.builders.cases import asked, case_about, read_by_two, with_the_slip
from tests.builders.components import examiners, mark, physical_test
from tests.builders.employment import employed
from tests.builders.sittings import Hall, a_closed_hall, a_hall, a_sitting, right_answers, save, the_site_itself
from tests.builders.study import as_guard
from tests.cast import Cast, enter
from tests.conftest import NOON, Clock
from tests.exam_app.web.as_read import as_read

pytestmark = pytest.mark.usefixtures("sqlite_only")
CLOSED, LATER = NOON + timedelta(hours=3), NOON + timedelta(hours=4)
NOBODY = UUID(int=7)
CANDIDATES = 2
STAFF = ("wu", "li", "feng", "ye", "zhou", "he", "sun", "zhao", "qin", "ma")
"""One of every role with an account, each where the candidates were trained, registered, examined and work."""
WHOSE_RESULTS = ("li", "he", "sun", "ma", "candidate", "applicant")
"""Who reads of a released result on some page; the county has none that shows one."""
MEASURED = {"office.site_status"}
"""What the machine measures of itself, disk and all, is another each time and about nobody."""
ONCE_ONLY = re.compile(r'"(?:csrf|cursor)": ?"[^"]*"|name="nonce" type="hidden" value="[^"]*"')
"""What a page makes anew each time it is opened, whoever got which points."""


@dataclass(frozen=True)
class Marks:
    """What the candidates got: points of the theory, and what two examiners gave in the physical test."""

    raw: tuple[int, ...]
    physical: tuple[tuple[int, int], ...]


GOOD = Marks((83, 77), ((91, 88), (80, 84)))
BAD = Marks((31, 24), ((22, 25), (18, 12)))


@dataclass(frozen=True)
class Told:
    """A world after its examination: who looks, and the ids that addresses are made of."""

    people: Mapping[str, Actor]
    ids: Mapping[str, list[object]]
    hall: Hall


INTENDED = {
    ("he", "office.filled_scoring_sheet"): "the city files the examiners' sheets after the close, and releases",
    ("examiner", "invigilation.sheet"): "an examiner sees the own marks",
    ("second examiner", "invigilation.sheet"): "an examiner sees the own marks",
}
"""Who sees what before the release, with the reason: marks as they were given, never what a result comes to."""


def a_world(site: Site, cast: Cast, marks: Marks) -> Told:
    """An examination that is closed and marked so; nobody has signed."""
    hall = a_hall(site, cast, candidates=CANDIDATES)
    judges = examiners(site, cast)
    part = physical_test(site, cast, hall, judges)
    for actor, raw in zip(hall.candidates, marks.raw, strict=True):
        _sat(site, cast, actor, raw)
    bookings = [actor.booking_id for actor in hall.candidates if actor.booking_id]
    for place, judge in enumerate(judges):
        given = {booking: points[place] for booking, points in zip(bookings, marks.physical, strict=True)}
        mark(site, judge, part, given)
    with Work.open(site, cast["he"], CLOSED) as work:
        sittings.close_session(work, hall.exam_session_id)
    with Work.open(site, the_site_itself(), LATER) as work:
        look_through(work, work.today)
    with Work.open(site, cast["he"], LATER, read_only=True) as work:
        found = {row.person_id: row for row in work.all(select(Booking))}
        sat = [row.id for row in work.all(select(Sitting).order_by(Sitting.id))]
    person_ids = [_id(actor) for actor in hall.candidates]
    with Work.open(site, cast["li"], LATER) as work:
        course_id = work.all(select(Course.id))[0]
        study_cards.issue_study_cards(work, course_id, person_ids)
    employed(site, cast, person_ids, post_id=cast.post)
    case_id = case_about(site, cast, hall.exam_session_id, CaseAbout.CANDIDATE, bookings[0])
    read_by_two(site, cast, case_id)
    slip = asked(site, cast, case_id)[0]
    registrations = [found[actor.person_id].registration_id for actor in hall.candidates]
    people = {name: cast[name] for name in STAFF} | {
        "candidate": hall.lin,
        "applicant": an_applicant(site, cast, registrations[0]),
        "guard": as_guard(site, cast, _id(hall.lin)),
        "examiner": judges[0],
        "second examiner": judges[1],
        "concerned": with_the_slip(slip, _id(hall.lin)),
        "visitor": Actor(Role.PUBLIC),
    }
    ids: dict[str, list[object]] = {
        "exam_session_id": [hall.exam_session_id],
        "person_id": [_id(hall.lin)],
        "registration_id": registrations[:1],
        "booking_id": bookings[:1],
        "component_id": [part],
        "sitting_id": sat[:1],
        "room_id": [cast.room],
        "unit_id": [cast.anwei, cast.panshi],
        "topic": ["T2"],
        "pool_name": ["live"],
        "number": [1],
        "subject": [subject.value for subject in TableSubject],
        "digest": [_a_digest(site, cast)],
        "kind": ["training", "service_company"],
        "post_id": [cast.post],
        "course_id": [course_id],
        "case_id": [case_id],
        "slip_id": [slip.id],
    }
    return Told(people, ids, hall)


def _id(actor: Actor) -> UUID:
    assert actor.person_id is not None
    return actor.person_id


def _a_digest(site: Site, cast: Cast) -> str:
    with Work.open(site, cast["he"], LATER, read_only=True) as work:
        return str(work.all(select(Sitting))[0].paper_digests[0])


def _sat(site: Site, cast: Cast, actor: Actor, raw: int) -> None:
    """The same answers in every world; what they come to is written beside them."""
    seated = a_sitting(site, actor)
    save(site, seated, right_answers(site, seated, 3))
    with Work.open(site, cast["he"], NOON + timedelta(hours=1)) as work:
        sitting = work.get(Sitting, seated.sitting_id)
        sitting.state, sitting.closed_at = SittingState.SUBMITTED, work.now
        sitting.final_state_hash = delivery.state_hash(answers_of(work, sitting.id))
        work.add(
            Result(
                city_id=work.city_id,
                id=work.new_id(),
                sitting_id=sitting.id,
                exam_session_id=sitting.exam_session_id,
                person_id=sitting.person_id,
                number=1,
                raw=raw,
                maximum=100,
                cut_score=60,
                passed=raw >= 60,
                by_topic={"T2": [raw // 2, 50], "T3": [raw - raw // 2, 50]},
                marked_at=work.now,
            )
        )


# -- the walk -------------------------------------------------------------------------------------------------------


def everything(app: Flask, site: Site, told: Told, names: Iterable[str]) -> dict[tuple[str, str, str], str]:
    """What everybody reads, by person, endpoint and address."""
    seen: dict[tuple[str, str, str], str] = {}
    for name in names:
        actor, client = told.people[name], app.test_client()
        if actor.role is not Role.PUBLIC:
            enter(client, site, actor, LATER)
        with client.session_transaction() as session:
            session["locale"] = "en"
        for rule in app.url_map.iter_rules():
            if rule.endpoint in MEASURED:
                continue
            if "GET" in (rule.methods or ()) and actor.role in ENDPOINTS.get(rule.endpoint, ()):
                for address in _addresses(app, rule, told.ids):
                    seen[name, rule.endpoint, address] = _read(client, address)
    return seen


def _addresses(app: Flask, rule: Rule, ids: Mapping[str, list[object]]) -> Iterable[str]:
    """The addresses of one rule with the ids of this examination; for other rows nobody's."""
    names = sorted(rule.arguments)
    most = max([len(ids.get(name, [NOBODY])) for name in names], default=1)
    for place in range(most):
        values = {name: _at(ids.get(name, [_nobodys(rule, name)]), place) for name in names}
        built = rule.build(values)
        if built is not None:
            yield built[1]


def _nobodys(rule: Rule, name: str) -> object:
    match rule._converters[name]:
        case UUIDConverter():
            return NOBODY
        case IntegerConverter():
            return 1
        case AnyConverter() as one_of:
            return min(one_of.items)
        case _:
            return "x"


def _at(values: list[object], place: int) -> object:
    return values[min(place, len(values) - 1)]


def _read(client: FlaskClient, address: str) -> str:
    """Status, place it leads to, and what it says: of a workbook its sheets, of a print its text."""
    answer = client.get(address)
    data = answer.get_data()
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            text = "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist() if "sheet" in name)
    elif data.startswith(b"%PDF"):
        text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    else:
        text = ONCE_ONLY.sub("", as_read(data.decode("utf-8", "replace")))
    return f"{answer.status_code} {answer.location}\n{text}"


@dataclass(frozen=True)
class Worlds:
    """The same walk through two worlds before the release, and through both after it."""

    before: tuple[dict[tuple[str, str, str], str], ...]
    after: tuple[dict[tuple[str, str, str], str], ...]


@pytest.fixture
def worlds(site: Site, cast: Cast, app: Flask, clock: Clock) -> Worlds:
    clock.now = LATER
    before, after = [], []
    for marks in (GOOD, BAD):
        with site.sessions.kw["bind"].begin_nested() as savepoint:
            # The same ids in both: whatever differs comes from the results.
            twin = replace(site, random_bytes=random.Random(20261201).randbytes)
            app.extensions[KEY] = House(twin, clock, lambda: 0.0, Background(run=lambda act: act()))
            told = a_world(twin, replace(cast, people=dict(cast.people)), marks)
            before.append(everything(app, twin, told, told.people))
            for signer in ("he", "lin"):
                with Work.open(twin, cast[signer], LATER) as work:
                    results.sign_release(work, told.hall.exam_session_id)
            after.append(everything(app, twin, told, WHOSE_RESULTS))
            savepoint.rollback()
    return Worlds(tuple(before), tuple(after))


def differing(
    one: Mapping[tuple[str, str, str], str], other: Mapping[tuple[str, str, str], str]
) -> set[tuple[str, str]]:
    assert one.keys() == other.keys()
    return {
        (name, endpoint) for (name, endpoint, address), text in one.items() if text != other[name, endpoint, address]
    }


def test_nothing_that_anybody_opens_depends_on_a_result_before_the_release(worlds: Worlds) -> None:
    told = differing(*worlds.before)
    assert told - set(INTENDED) == set()
    opened = [key for key, text in worlds.before[0].items() if text.startswith("200")]
    assert len(opened) > 250
    afterwards = differing(*worlds.after) - set(INTENDED)
    assert {name for name, _ in afterwards} == set(WHOSE_RESULTS)


# -- notices --------------------------------------------------------------------------------------------------------


def told_of_results(site: Site, cast: Cast) -> list[UUID]:
    with Work.open(site, cast["he"], LATER, read_only=True) as work:
        query = select(Notice.person_id).where(Notice.kind == NoticeKind.RESULT_OUT)
        return sorted(work.all(query))


def test_the_outbox_is_silent_before_the_second_signature_and_then_tells_everybody_once(site: Site, cast: Cast) -> None:
    hall = a_closed_hall(site, cast, right=(5, 2))
    before = notices_of(site, cast)
    for signer in ("he", "lin"):
        assert notices_of(site, cast) == before
        with Work.open(site, cast[signer], LATER) as work:
            results.sign_release(work, hall.exam_session_id)
    sat = sorted(_id(actor) for actor in hall.candidates[:2])
    assert told_of_results(site, cast) == sat
    assert len(notices_of(site, cast)) == len(before) + len(sat)


def notices_of(site: Site, cast: Cast) -> set[UUID]:
    with Work.open(site, cast["he"], LATER, read_only=True) as work:
        return set(work.all(select(Notice.id)))
