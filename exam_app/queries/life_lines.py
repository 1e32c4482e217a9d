"""The life line of one person: hired → trained → reviewed → examined → certified → serving (domain.md 1, S41).

Pure: from what is known of a person to six stages and the next act, each as a sentence. What a viewer may not see
never reaches these functions, so the same line serves every audience.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from uuid import UUID

from certificates import format_number
from exam_app.errors import Sentence, sentence
from exam_app.models import Booking, Certificate, Course, Employment, ExamSession, Registration, Sitting, StatusChange
from exam_app.models.exam_sessions import NEVER_HELD
from exam_app.queries.results import ReleasedResult
from exam_app.terms import N_, ExamSessionState, RegistrationState, SittingState, Term


class LifeStage(Term):
    """The six stages that the law asks for, in their order."""

    HIRED = "hired", N_("Hired")
    TRAINED = "trained", N_("Training")
    REVIEWED = "reviewed", N_("Qualification review")
    EXAMINED = "examined", N_("Examination")
    CERTIFIED = "certified", N_("Certificate for duty")
    SERVING = "serving", N_("Guard service")


NOT_BEGUN = sentence(N_("Not started"))
NOT_SHOWN = sentence(N_("Not shown to your office"))
"""Of a step whose rows this viewer's role never sees; to call it not begun would be a guess."""


@dataclass(frozen=True)
class Stage:
    """One stage: its state in the status grammar, its days or a word for them, what happened and who holds it."""

    stage: LifeStage
    state: str
    what: Sentence
    on: date | None = None
    until: date | None = None
    word: Sentence | None = None
    """Said instead of a day, such as "Now"."""
    organ: str = ""
    staff: str = ""


@dataclass(frozen=True)
class NextStep:
    """What comes next, why, and who holds it."""

    state: str
    title: Sentence
    why: Sentence
    holder: str = ""


@dataclass(frozen=True)
class AttendedCourse:
    course: Course
    unit: str


@dataclass(frozen=True)
class LastStep:
    """The newest registration with its organs, and who took its newest step when."""

    registration: Registration
    county: str
    unit: str
    on: date
    by_person_id: UUID


@dataclass(frozen=True)
class Place:
    """The newest booking: which examination, where, and the attempt if this viewer may see attempts."""

    booking: Booking
    exam_session: ExamSession
    centre: str
    room: str | None
    seat: int | None
    sitting: Sitting | None


@dataclass(frozen=True)
class Held:
    """The newest certificate and its end, if two people signed one."""

    certificate: Certificate
    end: StatusChange | None


@dataclass(frozen=True)
class Service:
    """A stay at a guard unit; the post only for those who may see it."""

    employment: Employment
    unit: str
    post: str | None


@dataclass(frozen=True)
class Assessed:
    """The newest assessment by the guard's unit, and by when the next one is due, where one is planned."""

    last_on: date | None
    passed: bool
    due_on: date | None


@dataclass(frozen=True)
class Known:
    """What this viewer may know of a person, newest of each kind."""

    now: datetime
    zone: tzinfo
    city: str
    """Name of the city bureau, which decides, examines and issues."""
    holder: str = ""
    """The person's own name: some steps nobody else can take."""
    hidden: frozenset[LifeStage] = frozenset()
    """Steps that this viewer's role never sees."""
    services: Sequence[Service] = ()
    """Newest first."""
    courses: Sequence[AttendedCourse] = ()
    """Newest first."""
    hours: int = 0
    recorded_by: Sequence[UUID] = ()
    last_step: LastStep | None = None
    place: Place | None = None
    sees_sittings: bool = False
    result: ReleasedResult | None = None
    """Of the examination in ``place``."""
    certificate: Held | None = None
    assessed: Assessed | None = None
    """None for those who do not see the unit's assessments."""
    names: Mapping[UUID, str] = field(default_factory=dict)
    """Names of staff, as far as this viewer may see them."""

    def day(self, moment: datetime) -> date:
        """The legal day of a moment."""
        return moment.astimezone(self.zone).date()

    @property
    def service(self) -> Service | None:
        """Where the person is on duty now; of two units the newer one."""
        return next((each for each in self.services if each.employment.left_on is None), None)

    def staff(self, *person_ids: UUID | None) -> str:
        seen = (self.names.get(each) for each in person_ids if each is not None)
        return "、".join(dict.fromkeys(name for name in seen if name))


# -- the stages ---------------------------------------------------------------------------------------------------


def stages(known: Known) -> tuple[Stage, ...]:
    """The six stages, in the order of the law; one that is hidden from this viewer says so instead of guessing."""
    drawn = (_hired(known), _trained(known), _reviewed(known), _examined(known), _certified(known), _serving(known))
    return tuple(
        Stage(each.stage, "not-applicable", NOT_SHOWN) if each.stage in known.hidden else each for each in drawn
    )


def _hired(known: Known) -> Stage:
    """The first employer. People may train and sit the examination before anybody hires them."""
    if not known.services:
        return Stage(LifeStage.HIRED, "not-applicable", sentence(N_("No employer on record")))
    first = known.services[-1]
    return Stage(
        LifeStage.HIRED,
        "done",
        sentence(N_("On the roster")),
        on=first.employment.hired_on,
        organ=first.unit,
        staff=known.staff(first.employment.recorded_by_id),
    )


def _trained(known: Known) -> Stage:
    """Hours are shown and never a gate: no training may be forced before a licence examination (domain.md 0.2)."""
    if not known.courses:
        return Stage(LifeStage.TRAINED, "not-applicable", NOT_BEGUN)
    newest = known.courses[0]
    return Stage(
        LifeStage.TRAINED,
        "done" if newest.course.ends_on < known.day(known.now) else "working",
        sentence(N_("%(hours)s class hours recorded"), hours=known.hours),
        on=newest.course.starts_on,
        until=newest.course.ends_on,
        organ=newest.unit,
        staff=known.staff(*known.recorded_by),
    )


REVIEW: Mapping[RegistrationState, tuple[str, str]] = {
    RegistrationState.SUBMITTED: ("waiting", N_("The county reviews")),
    RegistrationState.RETURNED: ("needs-you", N_("Returned for repair")),
    RegistrationState.COUNTY_PASSED: ("waiting", N_("Passed by the county, the city decides")),
    RegistrationState.APPROVED: ("done", N_("Approved")),
    RegistrationState.REFUSED: ("refused", N_("Refused")),
    RegistrationState.COMPLETED: ("done", N_("Approved")),
    RegistrationState.ENDED: ("not-applicable", N_("Ended with the certificate")),
}


def _reviewed(known: Known) -> Stage:
    last = known.last_step
    if last is None:
        return Stage(LifeStage.REVIEWED, "not-applicable", NOT_BEGUN)
    state, said = REVIEW[last.registration.state]
    return Stage(
        LifeStage.REVIEWED,
        state,
        Sentence(said),
        on=last.on,
        organ=last.county,
        # Who submitted is of the training unit, not of the county that now has it.
        staff="" if last.registration.state == RegistrationState.SUBMITTED else known.staff(last.by_person_id),
    )


def _examined(known: Known) -> Stage:
    place = known.place
    if place is None:
        return Stage(LifeStage.EXAMINED, "not-applicable", NOT_BEGUN)
    state, what = _attempt(known, place)
    where = f"{place.centre} {place.room}" if place.room else place.centre
    return Stage(LifeStage.EXAMINED, state, what, on=known.day(place.exam_session.starts_at), organ=where)


def _attempt(known: Known, place: Place) -> tuple[str, Sentence]:
    """How the newest attempt stands; a score only once it is released."""
    if known.result is not None:
        score = {"raw": known.result.raw, "maximum": known.result.maximum}
        if known.result.annulled_at is not None:
            return "refused", sentence(N_("Annulled by case %(number)s"), number=known.result.case_number)
        if known.result.passed:
            return "done", sentence(N_("%(raw)s of %(maximum)s, passed"), **score)
        return "needs-you", sentence(N_("%(raw)s of %(maximum)s, not passed"), **score)
    if place.sitting is not None and place.sitting.state == SittingState.PAUSED:
        return "working", sentence(N_("Paused, the time stands"))
    if place.sitting is not None and place.sitting.state == SittingState.HELD_BACK:
        return "working", sentence(N_("An outage is being decided, the time stands"))
    if place.sitting is not None and place.sitting.state == SittingState.IN_PROGRESS:
        return "working", sentence(N_("Answering now"))
    if place.sitting is not None:
        return "waiting", sentence(N_("Handed in, result not released"))
    if place.exam_session.state == ExamSessionState.CLOSED:
        if known.sees_sittings:
            return "needs-you", sentence(N_("Did not come"))
        return "waiting", sentence(N_("Held, result not released"))
    if place.exam_session.state in NEVER_HELD or place.seat is None:
        return "waiting", sentence(N_("Date being planned"))
    return "waiting", sentence(N_("Seat %(seat)s"), seat=place.seat)


def _certified(known: Known) -> Stage:
    if known.certificate is not None:
        return _holds(known, known.certificate)
    if known.result is not None and known.result.passed:
        return Stage(
            LifeStage.CERTIFIED,
            "waiting",
            sentence(N_("Waiting to be issued")),
            word=sentence(N_("Now")),
            organ=known.city,
        )
    return Stage(LifeStage.CERTIFIED, "not-applicable", NOT_BEGUN)


def _holds(known: Known, held: Held) -> Stage:
    certificate, end = held.certificate, held.end
    number = sentence(N_("No. %(number)s"), number=format_number(certificate.number))
    if end is not None and end.second_at is not None:
        return Stage(
            LifeStage.CERTIFIED,
            "refused",
            sentence(N_("%(status)s: %(number)s"), status=end.new_status, number=format_number(certificate.number)),
            on=known.day(end.second_at),
            organ=known.city,
            staff=known.staff(end.first_person_id, end.second_person_id),
        )
    expired = certificate.expires_after is not None and certificate.expires_after < known.day(known.now)
    return Stage(
        LifeStage.CERTIFIED,
        "needs-you" if expired else "done",
        sentence(N_("Expired: %(number)s"), number=format_number(certificate.number)) if expired else number,
        on=certificate.expires_after if expired else certificate.issued_on,
        organ=known.city,
        staff=known.staff(certificate.approved_by_id, certificate.signed_by_id),
    )


def _serving(known: Known) -> Stage:
    """Guard service is employment *with* a certificate (Regulation art. 16): it begins when both are there."""
    now, certified = known.service, _certified(known).state
    if now is None:
        return _left(known)
    if certified != "done" or known.certificate is None:
        what = N_("Employed; the certificate has ended") if known.certificate else N_("Employed; no certificate yet")
        return Stage(LifeStage.SERVING, "needs-you", _with_assessment(known, Sentence(what)), organ=now.unit)
    return Stage(
        LifeStage.SERVING,
        "done",
        _with_assessment(known, sentence(N_("At %(post)s"), post=now.post) if now.post else sentence(N_("On duty"))),
        on=max(now.employment.hired_on, known.certificate.certificate.issued_on),
        organ=now.unit,
        staff=known.staff(now.employment.recorded_by_id),
    )


def _with_assessment(known: Known, what: Sentence) -> Sentence:
    """The unit assesses who serves (Regulation art. 19); it changes nothing in the certificate, nor in the state."""
    seen = known.assessed
    if seen is None or seen.due_on is None:
        return what
    due = seen.due_on.isoformat()
    if seen.last_on is None:
        return sentence(N_("%(what)s. Assessment by the unit due by %(due)s"), what=what, due=due)
    if seen.passed:
        return sentence(
            N_("%(what)s. Assessed by the unit on %(last)s, passed; next by %(due)s"),
            what=what,
            last=seen.last_on.isoformat(),
            due=due,
        )
    return sentence(
        N_("%(what)s. Assessed by the unit on %(last)s, not passed; next by %(due)s"),
        what=what,
        last=seen.last_on.isoformat(),
        due=due,
    )


def _left(known: Known) -> Stage:
    if not known.services:
        return Stage(LifeStage.SERVING, "not-applicable", NOT_BEGUN)
    last = max(known.services, key=lambda each: each.employment.left_on or date.max)
    return Stage(
        LifeStage.SERVING,
        "not-applicable",
        sentence(N_("Left the guard unit")),
        on=last.employment.left_on,
        organ=last.unit,
    )


# -- what comes next ----------------------------------------------------------------------------------------------


def next_step(known: Known) -> NextStep:
    """The next act of the line, and who holds it."""
    certified = _certified(known)
    if known.certificate is not None and not _applied_anew(known):
        return _after_the_certificate(known, certified)
    if certified.state == "waiting":
        return NextStep(
            "waiting",
            sentence(N_("The certificate is to be issued")),
            sentence(N_("The examination is passed; two people sign.")),
            known.city,
        )
    if LifeStage.REVIEWED in known.hidden:
        return _without_a_certificate(known)
    if known.last_step is None:
        employer = known.service.unit if known.service else known.holder
        unit = known.courses[0].unit if known.courses else employer
        return NextStep(
            "needs-you",
            sentence(N_("Register for the examination")),
            sentence(N_("The training unit registers, or the person applies at the county in person.")),
            unit,
        )
    if known.last_step.registration.state != RegistrationState.APPROVED:
        return _in_review(known, known.last_step)
    return _at_the_examination(known)


def _applied_anew(known: Known) -> bool:
    """The certificate has ended, and a later application is on its way."""
    has_ended = known.certificate is not None and known.certificate.end is not None
    closed = (RegistrationState.REFUSED, RegistrationState.COMPLETED, RegistrationState.ENDED)
    return has_ended and known.last_step is not None and known.last_step.registration.state not in closed


def _without_a_certificate(known: Known) -> NextStep:
    """For an employer, who sees neither training nor applications: what the law asks of both sides."""
    return NextStep(
        "needs-you",
        sentence(N_("Get the certificate before guarding")),
        sentence(
            N_("Nobody guards without one. Registration is at a training unit or at the county, and ends in an exam.")
        ),
        known.holder,
    )


def _after_the_certificate(known: Known, certified: Stage) -> NextStep:
    employer = known.service.unit if known.service else ""
    match certified.state:
        case "done" if known.service is None and LifeStage.SERVING not in known.hidden:
            return NextStep(
                "waiting",
                sentence(N_("Take up guard service")),
                sentence(N_("The certificate is good; no guard unit has this person on its roster.")),
                known.holder,
            )
        case "done":
            return NextStep(
                "done",
                sentence(N_("Carry the certificate on duty")),
                sentence(N_("Officers check it at the post.")),
                known.holder,
            )
        case "needs-you":
            return NextStep(
                "needs-you",
                sentence(N_("The certificate has expired")),
                sentence(N_("It is not good for duty until it is renewed.")),
                employer or known.holder,
            )
        case _:
            return NextStep(
                "refused",
                sentence(N_("The certificate has ended")),
                sentence(N_("This person may not guard with it. The end names its article of law.")),
                employer,
            )


def _in_review(known: Known, last: LastStep) -> NextStep:
    match last.registration.state:
        case RegistrationState.RETURNED:
            return NextStep(
                "needs-you",
                sentence(N_("Mend the application and submit it again")),
                sentence(N_("The county returned it with its reasons.")),
                last.unit,
            )
        case RegistrationState.SUBMITTED:
            return NextStep(
                "waiting",
                sentence(N_("The county reviews the application")),
                sentence(N_("Submitted on %(day)s"), day=last.on.isoformat()),
                last.county,
            )
        case RegistrationState.COUNTY_PASSED:
            return NextStep(
                "waiting",
                sentence(N_("The city decides on the application")),
                sentence(N_("The county passed it on %(day)s"), day=last.on.isoformat()),
                known.city,
            )
        case _:
            return NextStep(
                "refused",
                sentence(N_("The application was refused")),
                sentence(N_("The person may object; the grounds are among the records.")),
                known.city,
            )


def _at_the_examination(known: Known) -> NextStep:
    place = known.place
    if place is None:
        return NextStep(
            "waiting",
            sentence(N_("Book a place in an examination")),
            sentence(N_("The application is approved.")),
            known.city,
        )
    state, what = _attempt(known, place)
    if state == "needs-you":
        return NextStep("needs-you", sentence(N_("Book the next examination")), what, known.city)
    if place.exam_session.state == ExamSessionState.CLOSED or (place.sitting and state == "waiting"):
        return NextStep(
            "waiting",
            sentence(N_("The result is to be released")),
            sentence(N_("Two people sign before anybody sees a score.")),
            known.city,
        )
    if state == "working":
        return NextStep("working", sentence(N_("The examination is running")), what, place.centre)
    return NextStep(
        "waiting",
        sentence(N_("Come to the examination on %(day)s"), day=known.day(place.exam_session.starts_at).isoformat()),
        sentence(N_("Bring the identity card, the ticket and reading glasses.")),
        place.centre,
    )
