"""The own application as its person sees it, signed in with a slip of the county or with an admission ticket."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from exam_app.errors import NotFound, Sentence
from exam_app.models import (
    Authority,
    Booking,
    ExamCentre,
    ExamSession,
    Person,
    Registration,
    RegistrationStep,
    Room,
    Seat,
    Sitting,
    TrainingUnit,
)
from exam_app.queries.case_slips import city_authority
from exam_app.queries.certificates import HeldCertificate, certificates_of
from exam_app.queries.eligibility import newest_finding
from exam_app.queries.fee_tickets import tickets_withheld
from exam_app.queries.handovers import Delivered, delivery_of
from exam_app.queries.life_lines import Place
from exam_app.queries.matter_lines import Matters, OwnStep
from exam_app.queries.registrations import reasons_of
from exam_app.queries.results import ReleasedResult, released_results
from exam_app.queries.review_clocks import day_of, extensions_of
from exam_app.queries.room_moves import room_moves_for_application
from exam_app.queries.session_changes import changes_for_application
from exam_app.review_clocks import Progress, standing
from exam_app.terms import ExamSessionState
from exam_app.work import Work


def my_matters(work: Work) -> Matters:
    """The newest application of whoever is signed in; eleven statements. Raises NotFound for who never applied."""
    person = work.get(Person, work.found(work.actor.person_id))
    registration, county, unit = _newest_application(work, person.id)
    place = _newest_place(work, registration.id)
    result = _result_of(released_results(work, [person.id]).get(person.id, ()), place)
    since = day_of(work, registration.submitted_at)
    certificate = next((each for each in certificates_of(work, person.id) if each.issued_on >= since), None)
    delivered = delivery_of(work, certificate.number) if certificate else None
    extension = extensions_of(work, [registration]).get(registration.id)
    finding = newest_finding(work, person.id)
    return Matters(
        registration_id=registration.id,
        name=person.name,
        county=county,
        city=city_authority(work),
        unit=unit,
        state=registration.state,
        submitted_at=registration.submitted_at,
        steps=_steps(work, registration.id),
        standing=standing(
            _progress(work, registration, extension is not None, result, certificate, delivered), work.today
        ),
        extension=extension.reason if extension else "",
        place=place,
        changes=changes_for_application(work, registration.id),
        room_moves=room_moves_for_application(work, registration.id),
        result=result,
        certificate=certificate,
        delivered=delivered,
        is_barred=finding is not None and finding.bars_on(work.today),
        zone=work.site.settings.zone,
        ticket_waits=_ticket_waits(work, place),
    )


def _newest_application(work: Work, person_id: UUID) -> tuple[Registration, str, str]:
    query = (
        select(Registration, Authority.name, TrainingUnit.name)
        .join(Authority, (Authority.city_id == Registration.city_id) & (Authority.id == Registration.county_id))
        .outerjoin(
            TrainingUnit,
            (TrainingUnit.city_id == Registration.city_id) & (TrainingUnit.id == Registration.training_unit_id),
        )
        .where(Registration.city_id == work.city_id, Registration.person_id == person_id)
        .order_by(Registration.submitted_at.desc(), Registration.id.desc())
        .limit(1)
    )
    rows = work.rows(query)
    if not rows:
        raise NotFound("No application of yours is on record. Ask at the county desk.")
    registration, county, unit = rows[0]
    return registration, county, unit or ""


def _steps(work: Work, registration_id: UUID) -> Sequence[OwnStep]:
    query = (
        select(RegistrationStep)
        .where(RegistrationStep.city_id == work.city_id, RegistrationStep.registration_id == registration_id)
        .order_by(RegistrationStep.number.desc())
    )
    return [OwnStep(step.act, reasons_of(step), step.note, step.at) for step in work.all(query)]


def _newest_place(work: Work, registration_id: UUID) -> Place | None:
    query = (
        select(Booking, ExamSession, ExamCentre.name, Room.name, Seat.number, Sitting)
        .join(ExamSession, (ExamSession.city_id == Booking.city_id) & (ExamSession.id == Booking.exam_session_id))
        .join(ExamCentre, (ExamCentre.city_id == ExamSession.city_id) & (ExamCentre.id == ExamSession.centre_id))
        .outerjoin(Room, (Room.city_id == Booking.city_id) & (Room.id == Booking.room_id))
        .outerjoin(Seat, (Seat.city_id == Booking.city_id) & (Seat.id == Booking.seat_id))
        .outerjoin(Sitting, (Sitting.city_id == Booking.city_id) & (Sitting.booking_id == Booking.id))
        .where(
            Booking.city_id == work.city_id,
            Booking.registration_id == registration_id,
            ExamSession.state != ExamSessionState.WITHDRAWN,
        )
        .order_by(ExamSession.starts_at.desc(), Booking.id.desc())
        .limit(1)
    )
    rows = work.rows(query)
    return Place(*rows[0]) if rows else None


def _ticket_waits(work: Work, place: Place | None) -> Sentence | None:
    if place is None or place.sitting is not None or not place.booking.ticket_number:
        return None
    return tickets_withheld(work, place.exam_session.id).get(place.booking.id)


def _result_of(results: Sequence[ReleasedResult], place: Place | None) -> ReleasedResult | None:
    return next((each for each in results if place and each.exam_session_id == place.exam_session.id), None)


def _progress(
    work: Work,
    registration: Registration,
    extended: bool,
    result: ReleasedResult | None,
    certificate: HeldCertificate | None,
    delivered: Delivered | None,
) -> Progress:
    passed_at = result.passed_at if result is not None else None
    return Progress(
        registration.state,
        day_of(work, registration.submitted_at),
        extended,
        day_of(work, passed_at) if passed_at else None,
        certificate.issued_on if certificate else None,
        delivered is not None and delivered.ready_on is not None,
        delivered.handed_on if delivered else None,
    )
