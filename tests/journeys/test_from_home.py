"""The candidate's own journey: from a telephone at home over the county's desk to the result, the resit and the rights.

The pages of this story are the candidate's and the county's. What the city does has its own story in test_line.py and
is done by the operations here; the clock moves when the story says so, so the pages are served from within.
"""

import re
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select
from werkzeug.serving import make_server

from exam_app import create_app
from exam_app.actors import Actor, Role
from exam_app.models import Registration
from exam_app.operations import registrations, results, sittings
from exam_app.operations.walk_ins import hand_in_again
from exam_app.settings import Settings
from exam_app.terms import ReturnReason
from exam_app.work import Site, Work, open_site
from tests.builders.registrations import passed_at_county, with_receipts
from tests.builders.scheduling import MORNING, bookings, published
from tests.builders.sittings import a_sitting, hand_in, right_answers, save
from tests.cast import CITY, NOON, Cast, id_number, make_cast
from tests.conftest import Clock
from tests.journeys.lived_in import give_passwords
from tests.journeys.people.applicant import Applicant
from tests.journeys.people.county import CountyReviewer
from tests.journeys.people.town import COUNTY, ROOM, Town
from tests.journeys.people.visitor import sheets
from tests.tables import make_tables

pytestmark = pytest.mark.browser

NAME, NUMBER, PHONE = "欧阳志诚", id_number("19900510", 33), "13700000000"
LAST_FOUR = NUMBER[-4:]
EVENING = MORNING + timedelta(hours=9)


@dataclass(frozen=True)
class Served(Town):
    """A town whose clock stands until the story moves it."""

    site: Site
    cast: Cast
    clock: Clock


@pytest.fixture
def town(tmp_path: Path, browser: Browser, clock: Clock) -> Iterator[Served]:
    site = open_site(Settings.for_folder(tmp_path))
    make_tables(site.engine)
    cast = make_cast(site, NOON)
    give_passwords(site, cast, ("zhou",), NOON)
    server = make_server("127.0.0.1", 0, create_app(site=site, clock=clock), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    with ExitStack() as leaving:
        yield Served(f"http://127.0.0.1:{server.port}", browser, leaving, site, cast, clock)
    server.shutdown()
    thread.join()
    server.server_close()
    site.engine.dispose()


def test_a_candidate_goes_from_home_to_the_resit(town: Served) -> None:
    ouyang, zhou = town.arrive(Applicant), town.arrive(CountyReviewer)
    number = register_at_home(ouyang)
    slip_number = take_up(zhou, number)
    ouyang.look_up(number, LAST_FOUR)
    ouyang.reads("The county has taken your application up")

    ouyang.enter_with_slip(slip_number, LAST_FOUR)
    ouyang.reads("The county has your papers", f"It is with: {COUNTY}.")
    registration_id = papers_go_back(town)
    ouyang.look_again()
    ouyang.reads("Your papers came back", "The medical certificate of a county-level or higher hospital is missing.")

    exam = decide_and_plan(town, registration_id)
    ouyang.look_again()
    ouyang.reads("Your examination", "1 December 2026", "云川职教中心", f"{ROOM}, seat")
    [ticket] = sheets(ouyang.download("Print the ticket"))
    assert NAME in "".join(ticket.split())

    sit_and_release(town, exam)
    ouyang.enter_with_slip(slip_number, LAST_FOUR)
    ouyang.reads("Not passed: 20 points, 60 are needed", "You may sit once more", "Topics to learn")
    ouyang.ask_correction("Telephone", "新号 13900000000")
    ouyang.reads("Your request is with the county.", "新号 13900000000")
    copy = ouyang.take_copy()
    assert NAME in copy and number.replace("-", "") in copy and "新号 13900000000" in copy


def register_at_home(ouyang: Applicant) -> str:
    """By the keyboard alone: first with a slip of the finger, which is said and costs nothing that was typed."""
    ouyang.open_registration()
    wrong = NUMBER[:-1] + str((int(NUMBER[-1]) + 1) % 10) if NUMBER[-1] != "X" else NUMBER[:-1] + "1"
    ouyang.register(county=COUNTY, name=NAME, id_number=wrong, phone=PHONE)
    ouyang.reads("Something needs correcting", "The last place should be")
    ouyang.register(county=COUNTY, name=NAME, id_number=NUMBER, phone=PHONE)
    ouyang.reads("Bring your papers by 2026-12-08", COUNTY)
    return ouyang.own_number()


def take_up(zhou: CountyReviewer, number: str) -> str:
    """The desk types the number, compares the card, registers, and prints the slip; returns the slip's number."""
    zhou.sign_in("zhou")
    zhou.press("Registered from home")
    zhou.reads("1 person registered from home is awaited")
    zhou.fill({"Pre-registration number": number.lower()})
    zhou.press("Fill the form of the desk")
    zhou.reads("Compare each character with the identity card")
    zhou.press("Register")
    zhou.reads(f"{NAME} is registered. Take the photo, and hand over a slip.")
    zhou.press("Issue a slip")
    [slip] = sheets(zhou.download("Print the slip"))
    found = re.search(r"\d{10}", slip.replace(" ", ""))
    assert found is not None, slip
    return found[0]


def papers_go_back(town: Served) -> UUID:
    with Work.open(town.site, town.cast["zhou"], NOON) as work:
        [registration_id] = work.all(select(Registration.id))
        registrations.return_with_reasons(work, registration_id, [ReturnReason.MEDICAL_MISSING])
    return registration_id


def decide_and_plan(town: Served, registration_id: UUID) -> UUID:
    """The papers come in again, county and city decide, the city plans and publishes; returns the examination."""
    site, cast = town.site, town.cast
    with Work.open(site, cast["zhou"], NOON) as work:
        hand_in_again(work, registration_id)
    with_receipts(site, cast, [registration_id])
    passed_at_county(site, cast, [registration_id])
    with Work.open(site, cast["he"], NOON) as work:
        registrations.approve(work, [registration_id])
    return published(site, cast, [registration_id])


def sit_and_release(town: Served, exam: UUID) -> None:
    """A week later: twenty right answers, and two officers sign the results in the evening."""
    site, cast = town.site, town.cast
    [booking] = bookings(site, cast, exam)
    candidate = Actor(Role.CANDIDATE, NAME, city_id=CITY, person_id=booking.person_id, booking_id=booking.id)
    seated = a_sitting(site, candidate, MORNING)
    save(site, seated, right_answers(site, seated, 20), MORNING)
    hand_in(site, seated, MORNING + timedelta(minutes=50))
    with Work.open(site, cast["he"], MORNING + timedelta(hours=3)) as work:
        sittings.close_session(work, exam)
    for name in ("he", "lin"):
        with Work.open(site, cast[name], EVENING) as work:
            results.sign_release(work, exam)
    town.clock.now = EVENING + timedelta(hours=1)
