"""What the county found out about applicants: three looked at, one barred until a day, one whose bar the city may
lift."""

from datetime import date, timedelta
from uuid import UUID

from exam_app.demo.guards import Guard
from exam_app.demo.plan import REGISTRATIONS, Fate
from exam_app.demo.registering import in_queue, morning
from exam_app.demo.world import World
from exam_app.eligibility import Background
from exam_app.eligibility.contents import RecordedFact
from exam_app.operations import eligibility
from exam_app.queries.eligibility import judged
from exam_app.terms import Answer, BackgroundKind, RegistrationState, Requirement
from exam_app.work import Work

REVIEWER = "zhou"
ALL_SEEN = dict.fromkeys(Requirement, Answer.FULFILLED)
REASON = "邻市已书面确认原吊销决定被行政复议撤销（云政复〔{year}〕15号），本人无过错。"


def look_into_all(world: World) -> None:
    """Arrange the checks of Qingxi's applicants who wait for the county."""
    guards = world.rolls[5][1][Fate.WAITS_FOR_COUNTY]
    looked_at = morning(world, REGISTRATIONS[Fate.WAITS_FOR_COUNTY].submitted - 1) + timedelta(hours=1)
    revoked_on, lied_on = world.calendar.day(500), world.calendar.day(200)

    def look(work: Work) -> None:
        for guard in guards[:2]:
            eligibility.check_requirements(work, _application(work, guard), ALL_SEEN)
        barred, cleared = (_application(work, guard) for guard in guards[2:4])
        eligibility.check_requirements(work, barred, {**ALL_SEEN, Requirement.CONDUCT: Answer.NOT_SEEN})
        _found(work, barred, BackgroundKind.FALSE_PAPERS, lied_on, f"青公保不受〔{lied_on.year}〕4号")
        _found(work, cleared, BackgroundKind.CERTIFICATE_REVOKED, revoked_on, f"邻公保吊〔{revoked_on.year}〕3号")

    def propose(work: Work) -> None:
        cleared = _application(work, guards[3])
        bars = [bar.key for bar in judged(work, [cleared], work.today)[cleared].bars]
        eligibility.propose_override(work, cleared, bars, REASON.format(year=work.today.year))

    world.then(looked_at, REVIEWER, look)
    world.then(looked_at + timedelta(hours=4), REVIEWER, propose)


def _application(work: Work, guard: Guard) -> UUID:
    return in_queue(work, RegistrationState.SUBMITTED, guard)


def _found(work: Work, registration_id: UUID, kind: BackgroundKind, on: date, document: str) -> None:
    eligibility.record_background(work, registration_id, RecordedFact(Background(on, kind), document))
