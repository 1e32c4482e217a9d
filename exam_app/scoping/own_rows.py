"""What an applicant sees: the own rows of everything that concerns the application, and where to go. One list in one
place, so that it can be read as a whole (Personal Information Protection Law art. 44 and 45)."""

from collections.abc import Mapping

from exam_app.db import Base
from exam_app.models import (
    Appeal,
    AppealDecision,
    ApplicantSlip,
    Authority,
    Booking,
    Certificate,
    CertificateDelivery,
    CorrectionRequest,
    Course,
    EligibilityFinding,
    Employment,
    Enrolment,
    EntryRefusal,
    ExamCentre,
    ExamSession,
    FeeReceipt,
    FeeRecord,
    FeeRelief,
    GuardUnit,
    Objection,
    OwnAppealRule,
    OwnFeeRule,
    Person,
    Photo,
    PreRegistration,
    Registration,
    RegistrationStep,
    Result,
    ResultAnnulment,
    ResultRelease,
    ReviewExtension,
    Room,
    RoomMove,
    Seat,
    SessionChange,
    Sitting,
    StatusChange,
    TrainingRecord,
    TrainingUnit,
)
from exam_app.scoping.appeal_conditions import signed_on_my_appeal
from exam_app.scoping.conditions import Condition, anyone, my_course, of_person, own_row, same, through
from exam_app.scoping.door_conditions import signed_against_me
from exam_app.scoping.fee_conditions import settles

OWN_ROWS: Mapping[type[Base], Condition] = {
    **dict.fromkeys((Authority, TrainingUnit, GuardUnit, ExamCentre, Room, Seat, ExamSession, ResultRelease), anyone),
    SessionChange: anyone,
    RoomMove: anyone,
    Person: same(Person.id, "person_id"),
    Photo: of_person(same(Person.id, "person_id")),
    **{
        model: same(model.person_id, "person_id")
        for model in (
            Appeal,
            ApplicantSlip,
            Booking,
            Certificate,
            CertificateDelivery,
            CorrectionRequest,
            EligibilityFinding,
            Employment,
            Enrolment,
            Objection,
            PreRegistration,
            Registration,
            Result,
            ResultAnnulment,
            Sitting,
            TrainingRecord,
        )
    },
    AppealDecision: signed_on_my_appeal,
    EntryRefusal: signed_against_me,
    OwnAppealRule: anyone,
    OwnFeeRule: anyone,
    FeeRecord: same(FeeRecord.person_id, "person_id"),
    FeeReceipt: settles(own_row),
    FeeRelief: through(FeeRelief.fee_id, FeeRecord, own_row),
    Course: my_course,
    RegistrationStep: through(RegistrationStep.registration_id, Registration, own_row),
    ReviewExtension: through(ReviewExtension.registration_id, Registration, own_row),
    StatusChange: through(StatusChange.certificate_id, Certificate, own_row),
}
