"""The report on how an examination was held: made by the site itself, once, with a lead for each deviation."""

import hashlib
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import rfc8785
from sqlalchemy import select

from exam_app.actors import the_system
from exam_app.conformance import STEPS, Fact, Finding, in_time, judged
from exam_app.errors import NotAllowed
from exam_app.ledger import open_note
from exam_app.models import ConformanceReport, OrganiserLead
from exam_app.operations import conformance, proctoring, room_closing, sittings
from exam_app.operations.incidents import Noted, note_incident
from exam_app.queries.conformance import Report, report_of, reports
from exam_app.terms import IdentityOutcome, IncidentKind, Severity
from exam_app.work import Site, Work, ledger_key
from tests.builders.rooms import PIN, booking_of, give_pin
from tests.builders.sittings import Hall, a_hall, a_sitting, hand_in
from tests.cast import CITY, Cast
from tests.conftest import NOON

OVER = NOON + timedelta(hours=3)
DUE = OVER + timedelta(hours=1)


def held(site: Site, cast: Cast, *, compared: bool = True, signed: bool = True) -> Hall:
    hall = a_hall(site, cast, candidates=2)
    hand_in(site, a_sitting(site, hall.lin))
    if compared:
        with Work.open(site, cast["zhao"], NOON) as work:
            proctoring.check_identity(
                work, hall.exam_session_id, hall.room_id, booking_of(hall.lin), IdentityOutcome.SAME
            )
    else:
        with Work.open(site, cast["zhao"], NOON) as work:
            note_instead(work, hall)
    if signed:
        give_pin(site, cast["zhao"])
        with Work.open(site, cast["zhao"], NOON + timedelta(hours=2)) as work:
            zhao = work.found(cast["zhao"].person_id)
            room_closing.sign_room(
                work, hall.exam_session_id, hall.room_id, person_id=zhao, pin=PIN, address="10.0.0.1"
            )
    with Work.open(site, cast["he"], OVER) as work:
        sittings.close_session(work, hall.exam_session_id)
    return hall


def note_instead(work: Work, hall: Hall) -> None:
    """An incident lets the room be signed although nobody was compared; the report still shows it."""
    noted = Noted(uuid4(), (booking_of(hall.lin),), IncidentKind.OTHER, Severity.MINOR)
    note_incident(work, hall.exam_session_id, hall.room_id, noted)


def report(site: Site, now: datetime = DUE) -> int:
    with Work.open(site, the_system(CITY), now) as work:
        return conformance.report_due_sessions(work)


def seen(site: Site, cast: Cast, hall: Hall, who: str = "he") -> Report:
    with Work.open(site, cast[who], NOON, read_only=True) as work:
        return work.found(report_of(work, hall.exam_session_id))


def findings(found: Report) -> dict[str, Finding]:
    return {line.step.key: line.finding for line in found.lines}


def leads(site: Site, cast: Cast) -> list[str]:
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        return sorted(lead.step for lead in work.all(select(OrganiserLead)))


def test_an_examination_is_reported_an_hour_after_its_end_and_once(site: Site, cast: Cast) -> None:
    hall = held(site, cast)
    assert report(site, DUE - timedelta(seconds=1)) == 0
    assert (report(site), report(site, DUE + timedelta(days=1))) == (1, 0)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        assert [one.exam_session_id for one in reports(work).rows] == [hall.exam_session_id]


def test_what_was_done_says_who_when_and_by_what(site: Site, cast: Cast) -> None:
    hall = held(site, cast)
    report(site)
    lines = {line.step.key: line for line in seen(site, cast, hall).lines}
    assert lines["rehearsed"].evidence == "30/30"
    assert (lines["opened"].who, lines["opened"].finding) == (cast["zhao"].name, Finding.DONE)
    assert (lines["compared"].evidence, lines["compared"].finding) == ("1/1", Finding.DONE)
    assert (lines["signed"].evidence, lines["signed"].finding) == ("1/1", Finding.DONE)
    assert (lines["closed"].who, lines["closed"].at) == (cast["he"].name, OVER)


def test_each_deviation_opens_a_lead_that_nobody_has_to_press_for(site: Site, cast: Cast) -> None:
    """The builder's examination was never published through its operation, so that stands in red, too."""
    hall = held(site, cast, compared=False, signed=False)
    report(site)
    found = findings(seen(site, cast, hall))
    assert (found["compared"], found["signed"], found["published"]) == (
        Finding.DEVIATES,
        Finding.MISSING,
        Finding.MISSING,
    )
    red = sorted(key for key, finding in found.items() if finding.is_red)
    assert leads(site, cast) == red
    report(site)
    assert leads(site, cast) == red, "once"


def test_the_report_is_bound_to_the_ledger_by_its_digest(site: Site, cast: Cast) -> None:
    hall = held(site, cast)
    report(site)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        (kept,) = work.all(select(ConformanceReport))
    assert kept.digest == hashlib.sha256(rfc8785.dumps(kept.lines)).hexdigest()
    assert open_note(kept.note, [ledger_key(site, CITY).verifier]).origin == f"{CITY}.watchword/site"
    assert seen(site, cast, hall, "ma").digest == kept.digest


def test_nobody_orders_a_report(site: Site, cast: Cast) -> None:
    with Work.open(site, cast["he"], DUE) as work, pytest.raises(NotAllowed):
        conformance.report_due_sessions(work)


def test_a_step_of_which_nothing_is_known_is_missing_in_every_room() -> None:
    lines = judged(NOON.date(), ["301", "302"], {})
    assert {line.fact.finding for line in lines} == {Finding.MISSING}
    assert len(lines) == sum(2 if step.per_room else 1 for step in STEPS if not step.where_known)


def test_a_step_is_not_asked_before_it_was_prescribed() -> None:
    early = {line.step.key for line in judged(STEPS[0].since, ["301"], {})}
    assert early == {step.key for step in STEPS if step.since <= STEPS[0].since and not step.where_known}


def test_a_step_that_not_every_room_has_is_asked_where_something_is_known() -> None:
    known = {("booklets", "302"): Fact(Finding.DEVIATES, evidence="3/4")}
    asked = [line.room for line in judged(NOON.date(), ["301", "302"], known) if line.step.key == "booklets"]
    assert asked == ["302"]


def test_what_came_too_late_deviates() -> None:
    fact = Fact(Finding.DONE, "何", NOON)
    assert in_time(fact, NOON).finding is Finding.DONE
    assert in_time(fact, NOON - timedelta(seconds=1)).finding is Finding.DEVIATES
