"""The line of one application: submitted → county → city → ticket → examination → result → certificate, what comes
next, and by when the law expects it. Pure: from what is known of the application to sentences for its person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from uuid import UUID

from certificates import format_number
from exam_app.errors import Sentence, sentence
from exam_app.queries.certificates import HeldCertificate
from exam_app.queries.handovers import Delivered
from exam_app.queries.life_lines import NextStep, Place
from exam_app.queries.results import ReleasedResult
from exam_app.queries.room_moves import OwnRoomMove
from exam_app.queries.session_changes import OwnChange
from exam_app.review_clocks import Standing
from exam_app.terms import N_, CertificateStatus, ExamSessionState, RegistrationState, ReviewAct, Term


class MatterStage(Term):
    """The steps of an application in their order."""

    SUBMITTED = "submitted", N_("Application")
    COUNTY = "county", N_("County")
    CITY = "city", N_("City")
    TICKET = "ticket", N_("Admission ticket")
    EXAMINATION = "examination", N_("Examination")
    RESULT = "result", N_("Result")
    CERTIFICATE = "certificate", N_("Certificate")


@dataclass(frozen=True)
class OwnStep:
    """One step as its applicant reads it: no member of staff is named."""

    act: ReviewAct
    reasons: Sequence[Term]
    note: str
    at: datetime


@dataclass(frozen=True)
class OwnStage:
    """One stage of the line: its state in the status grammar, its day, what happened and who holds it."""

    stage: MatterStage
    state: str
    what: Sentence
    on: date | None = None
    organ: str = ""


@dataclass(frozen=True)
class Matters:
    """What an applicant may know of the own application."""

    registration_id: UUID
    name: str
    county: str
    city: str
    unit: str
    """The training unit that registered; empty for who came alone."""
    state: RegistrationState
    submitted_at: datetime
    steps: Sequence[OwnStep]
    """Newest first."""
    standing: Standing
    extension: str
    """Why the decision may take ten more working days; empty when it may not."""
    place: Place | None
    """The newest place in an examination that is not withdrawn."""
    changes: Sequence[OwnChange]
    """Examinations of the application that were moved or withdrawn, the newest first."""
    room_moves: Sequence[OwnRoomMove]
    """The moves of the room in which it is booked, the newest first."""
    result: ReleasedResult | None
    """Of the examination in ``place``."""
    certificate: HeldCertificate | None
    """The newest one issued on this application."""
    delivered: Delivered | None
    """How far it is on its way to its holder."""
    is_barred: bool
    zone: tzinfo
    ticket_waits: Sentence | None = None
    """Why the ticket is not given out yet: the fee that it needs is open."""

    def day(self, moment: datetime) -> date:
        """The legal day of a moment."""
        return moment.astimezone(self.zone).date()

    @property
    def has_ticket(self) -> bool:
        return self.place is not None and bool(self.place.booking.ticket_number)

    @property
    def turned_back(self) -> OwnStep | None:
        """The return or refusal that stands now, with its reasons."""
        newest = self.steps[0] if self.steps else None
        return newest if newest and newest.act in (ReviewAct.RETURN, ReviewAct.REFUSE) else None

    def last(self, act: ReviewAct) -> OwnStep | None:
        """The newest step of a kind, if nothing was submitted again after it."""
        for step in self.steps:
            if step.act is act:
                return step
            if step.act is ReviewAct.SUBMIT:
                return None
        return None


# -- the stages ---------------------------------------------------------------------------------------------------

NOT_YET = sentence(N_("Not reached yet"))


def stages(matters: Matters) -> tuple[OwnStage, ...]:
    """The seven stages in the order in which they happen."""
    return (
        OwnStage(
            MatterStage.SUBMITTED,
            "done",
            sentence(N_("Papers handed in")),
            matters.day(matters.submitted_at),
            matters.unit or matters.name,
        ),
        _county(matters),
        _city(matters),
        _ticket(matters),
        _examination(matters),
        _result(matters),
        _certificate(matters),
    )


def _county(matters: Matters) -> OwnStage:
    if matters.state is RegistrationState.SUBMITTED:
        return OwnStage(MatterStage.COUNTY, "working", sentence(N_("Reviews your papers")), organ=matters.county)
    if returned := matters.last(ReviewAct.RETURN):
        what = sentence(N_("Sent back to you"))
        return OwnStage(MatterStage.COUNTY, "needs-you", what, matters.day(returned.at), matters.county)
    passed = matters.last(ReviewAct.COUNTY_PASS)
    on = matters.day(passed.at) if passed else None
    return OwnStage(MatterStage.COUNTY, "done", sentence(N_("Passed on to the city")), on, matters.county)


def _city(matters: Matters) -> OwnStage:
    match matters.state:
        case RegistrationState.COUNTY_PASSED:
            return OwnStage(MatterStage.CITY, "working", sentence(N_("Decides")), organ=matters.city)
        case (
            RegistrationState.APPROVED
            | RegistrationState.COMPLETED
            | RegistrationState.ENDED
            | RegistrationState.REFUSED as decided
        ):
            approved = decided is not RegistrationState.REFUSED
            step = matters.last(ReviewAct.APPROVE if approved else ReviewAct.REFUSE)
            return OwnStage(
                MatterStage.CITY,
                "done" if approved else "refused",
                sentence(N_("Approved")) if approved else sentence(N_("Refused")),
                matters.day(step.at) if step else None,
                matters.city,
            )
        case _:
            return OwnStage(MatterStage.CITY, "not-applicable", NOT_YET)


def _ticket(matters: Matters) -> OwnStage:
    place = matters.place
    if matters.ticket_waits is not None:
        return OwnStage(MatterStage.TICKET, "needs-you", matters.ticket_waits, organ=matters.county)
    if place is not None and place.booking.ticket_number:
        number = sentence(N_("No. %(number)s"), number=place.booking.ticket_number)
        return OwnStage(MatterStage.TICKET, "done", number, organ=matters.city)
    if matters.state is RegistrationState.APPROVED:
        return OwnStage(MatterStage.TICKET, "waiting", sentence(N_("Date being planned")), organ=matters.city)
    return OwnStage(MatterStage.TICKET, "not-applicable", NOT_YET)


def _examination(matters: Matters) -> OwnStage:
    place = matters.place
    if place is None or not place.booking.ticket_number:
        return OwnStage(MatterStage.EXAMINATION, "not-applicable", NOT_YET)
    over = place.sitting is not None or place.exam_session.state is ExamSessionState.CLOSED
    what = sentence(N_("Is over")) if over else sentence(N_("Come in time"))
    on = matters.day(place.exam_session.starts_at)
    return OwnStage(MatterStage.EXAMINATION, "done" if over else "needs-you", what, on, place.centre)


def _result(matters: Matters) -> OwnStage:
    result = matters.result
    if result is None:
        sat = matters.place is not None and matters.place.sitting is not None
        if sat:
            return OwnStage(MatterStage.RESULT, "waiting", sentence(N_("Two officers sign it")), organ=matters.city)
        return OwnStage(MatterStage.RESULT, "not-applicable", NOT_YET)
    on = matters.day(result.released_at) if result.released_at else None
    if result.annulled_at is not None:
        annulled = sentence(N_("Annulled by case %(number)s"), number=result.case_number)
        return OwnStage(MatterStage.RESULT, "refused", annulled, matters.day(result.annulled_at), matters.city)
    score = {"raw": result.raw, "maximum": result.maximum}
    if result.passed:
        return OwnStage(
            MatterStage.RESULT, "done", sentence(N_("%(raw)s of %(maximum)s, passed"), **score), on, matters.city
        )
    return OwnStage(
        MatterStage.RESULT, "needs-you", sentence(N_("%(raw)s of %(maximum)s, not passed"), **score), on, matters.city
    )


def _certificate(matters: Matters) -> OwnStage:
    held = matters.certificate
    if held is not None:
        number = format_number(held.number)
        if held.status is not CertificateStatus.VALID:
            ended = sentence(N_("%(status)s: %(number)s"), status=held.status, number=number)
            return OwnStage(MatterStage.CERTIFICATE, "refused", ended, held.issued_on, matters.city)
        issued = sentence(N_("No. %(number)s"), number=number)
        return OwnStage(MatterStage.CERTIFICATE, "done", issued, held.issued_on, matters.county)
    if matters.result is not None and matters.result.passed:
        waiting = sentence(N_("Waiting to be issued"))
        return OwnStage(MatterStage.CERTIFICATE, "waiting", waiting, organ=matters.city)
    return OwnStage(MatterStage.CERTIFICATE, "not-applicable", NOT_YET)


# -- what comes next ----------------------------------------------------------------------------------------------


def what_next(matters: Matters) -> NextStep:
    """The next act in words, with whoever holds it."""
    match matters.state:
        case RegistrationState.SUBMITTED:
            title, why = N_("The county reviews your papers"), N_("Nothing is asked of you now.")
            return NextStep("waiting", Sentence(title), Sentence(why), matters.county)
        case RegistrationState.COUNTY_PASSED:
            title, why = N_("The city decides"), N_("The county passed your papers on. Nothing is asked of you now.")
            return NextStep("waiting", Sentence(title), Sentence(why), matters.city)
        case RegistrationState.RETURNED:
            why = (
                N_("Your training unit hands them in again.") if matters.unit else N_("Bring them to the county desk.")
            )
            return NextStep(
                "needs-you", sentence(N_("Repair your papers")), Sentence(why), matters.unit or matters.name
            )
        case RegistrationState.REFUSED:
            title, why = (
                N_("Refused"),
                N_("All grounds stand below. You may object, or apply again once they are gone."),
            )
            return NextStep("refused", Sentence(title), Sentence(why))
        case RegistrationState.APPROVED | RegistrationState.COMPLETED | RegistrationState.ENDED:
            return _after_the_approval(matters)


def _after_the_approval(matters: Matters) -> NextStep:
    if matters.certificate is not None:
        return _with_a_certificate(matters, matters.certificate)
    if matters.result is not None:
        return _with_a_result(matters, matters.result)
    place = matters.place
    if place is not None and place.sitting is not None:
        why = N_("It is shown here after two officers have signed it.")
        return NextStep("waiting", sentence(N_("The result comes next")), Sentence(why), matters.city)
    if place is None or not place.booking.ticket_number:
        why = N_("The city plans the examination. You get an admission ticket with day, place and seat.")
        return NextStep("waiting", sentence(N_("The date comes next")), Sentence(why), matters.city)
    if place.exam_session.state is ExamSessionState.CLOSED:
        why = N_("The examination is over and no sitting of yours is on record. Ask the county for the next one.")
        return NextStep("needs-you", sentence(N_("You did not sit")), Sentence(why), matters.name)
    why = N_("Entry opens one hour before. Bring your ID card, and your glasses if you need them.")
    return NextStep("needs-you", sentence(N_("Come in time")), Sentence(why), matters.name)


def _with_a_result(matters: Matters, result: ReleasedResult) -> NextStep:
    if result.annulled_at is not None:
        why = N_("It counts as not passed. The letter says why and how to object.")
        return NextStep("refused", sentence(N_("Your result was annulled")), Sentence(why))
    if result.passed:
        why = N_("The city checks and signs it. Your county tells you when to collect it.")
        return NextStep("waiting", sentence(N_("The certificate comes next")), Sentence(why), matters.city)
    why = N_("The city tells you the day of the free resit. No new application is needed.")
    return NextStep("needs-you", sentence(N_("You may sit once more")), Sentence(why), matters.city)


def _with_a_certificate(matters: Matters, held: HeldCertificate) -> NextStep:
    if held.status is not CertificateStatus.VALID:
        why = N_("The decision you received says why and how to object.")
        return NextStep("refused", Sentence(held.status.label), Sentence(why))
    delivered = matters.delivered
    if delivered is not None and delivered.handed_on is not None:
        why = N_("It was handed over on %(day)s. Officers check it at the post: the number and the code on it suffice.")
        return NextStep(
            "done", sentence(N_("Your certificate was handed over")), sentence(why, day=delivered.handed_on.isoformat())
        )
    if delivered is not None and delivered.ready_on is None:
        why = N_("Its card is being made. You are told when and where it can be collected.")
        return NextStep("waiting", sentence(N_("Your certificate is issued")), Sentence(why), matters.city)
    why = N_("Collect it there in person, and bring your ID card.")
    return NextStep("needs-you", sentence(N_("Your certificate can be collected")), Sentence(why), matters.county)
