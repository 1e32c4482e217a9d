"""The rules: for each model, which roles see which of its rows."""

from collections.abc import Mapping

from exam_app.actors import STAFF_ROLES, Role
from exam_app.db import Base
from exam_app.journal import JournalEntry, JournalText, Ledger, LedgerCheckpoint
from exam_app.models import (
    Account,
    ApplicantSlip,
    Assessment,
    AssessmentPlan,
    AttendanceProof,
    Authority,
    BackgroundFact,
    BiometricsReceipt,
    BlueprintVersion,
    Booking,
    Case,
    CaseConsequence,
    CaseDecision,
    CaseReply,
    CaseReview,
    CaseSlip,
    CaseSubject,
    Certificate,
    CertificateSeries,
    Classroom,
    ComponentExaminer,
    ComponentMark,
    ContractPost,
    CorrectionRequest,
    Course,
    DrawnLot,
    DrawnResult,
    DutyBar,
    EligibilityFinding,
    EligibilityOverride,
    Employment,
    Enrolment,
    ExamCentre,
    ExamComponent,
    ExamSession,
    Filing,
    FilingAnswer,
    FlagAnswer,
    FlagNote,
    GuardUnit,
    IdentityCheck,
    IdentityQuestion,
    Incident,
    Invigilation,
    ItemPublication,
    ItemVersion,
    LabourContract,
    LateEntry,
    Lease,
    Lesson,
    LevelHoursRule,
    LevelNomination,
    MakeUp,
    MappingVersion,
    MockPaper,
    Notice,
    NoticeBatch,
    NoticeRules,
    NoticeStep,
    Objection,
    OwnResitRule,
    PayrollLine,
    PayrollMonth,
    Person,
    PersonPaper,
    Photo,
    Post,
    PostCheck,
    PracticeAnswer,
    PublishedKey,
    PublishedList,
    Referral,
    Registration,
    RegistrationStep,
    RequirementCheck,
    Response,
    Result,
    ResultAnnulment,
    ResultRelease,
    ReviewExtension,
    RoleGrant,
    RollCall,
    Room,
    RoomSignature,
    RosterDraft,
    Screening,
    Seat,
    ServiceContract,
    Signal,
    Sitting,
    StatusChange,
    StudyCard,
    ThirdCall,
    TimeExtension,
    Trainer,
    TrainingDraw,
    TrainingFlag,
    TrainingLook,
    TrainingPlan,
    TrainingRecord,
    TrainingUnit,
    UnitDetail,
    UnitDocument,
    UnitTableDraft,
    WebSession,
)
from exam_app.scoping.application_conditions import passed_to_the_city, registered_through_me
from exam_app.scoping.case_conditions import (
    case_of_my_slip,
    concerns_others,
    consequence_for_me,
    decided_on_me,
    own_view_until_both_are_filed,
    signed_decision_about_me,
)
from exam_app.scoping.component_conditions import beside_my_own_mark, examined_by_me, i_examine
from exam_app.scoping.conditions import (
    Condition,
    about_nobody,
    acted_here,
    anyone,
    asked_here,
    attended_by_me,
    booked_in_my_room,
    either,
    employed_here,
    employed_in_my_county,
    enrolled_here,
    enrolled_in_my_county,
    i_stand_at,
    i_teach,
    i_teach_in,
    in_my_room,
    invigilates,
    may_be_studied,
    my_course,
    of_no_unit,
    of_person,
    own_row,
    own_sitting,
    person_employed,
    person_enrolled,
    registered_here,
    registered_or_employed_in_my_county,
    reviewed_here,
    same,
    seated_with_me,
    supervises_with_me,
    taught_by_me,
    teaches_here,
    teaches_in_my_county,
    through,
    unit_of_my_county,
)
from exam_app.scoping.own_rows import OWN_ROWS

CITY_DESKS: Mapping[Role, Condition] = {Role.CITY_EXAM_OFFICER: anyone, Role.ISSUER: anyone, Role.AUDITOR: anyone}
EVERY_DESK: Mapping[Role, Condition] = {role: anyone for role in Role if role in (*STAFF_ROLES, Role.CLERKLESS)}
JUDGES = (Role.CITY_EXAM_OFFICER, Role.AUDITOR)
DOOR: Mapping[Role, Condition] = {Role.GATE: anyone}
REGISTRY: Mapping[Role, Condition] = {Role.ADMINISTRATOR: anyone, Role.CITY_EXAM_OFFICER: anyone, Role.AUDITOR: anyone}

RULES: dict[type[Base], Mapping[Role, Condition]] = {
    Authority: {**EVERY_DESK, Role.CANDIDATE: anyone, Role.CONCERNED: anyone, **DOOR},
    TrainingUnit: {**EVERY_DESK, Role.CANDIDATE: anyone, **DOOR},
    GuardUnit: {**EVERY_DESK, Role.CANDIDATE: anyone, Role.GUARD: anyone, **DOOR},
    ExamCentre: {**EVERY_DESK, Role.CANDIDATE: anyone, **DOOR},
    Room: {**EVERY_DESK, Role.CANDIDATE: anyone, **DOOR},
    Seat: {**EVERY_DESK, Role.CANDIDATE: anyone},
    Post: {
        **CITY_DESKS,
        Role.ADMINISTRATOR: anyone,
        Role.EMPLOYER_CLERK: same(Post.guard_unit_id, "guard_unit_id"),
        Role.PATROL_OFFICER: same(Post.county_id, "county_id"),
        Role.COUNTY_REVIEWER: either(
            same(Post.county_id, "county_id"), unit_of_my_county(Post.guard_unit_id, GuardUnit)
        ),
        Role.GUARD: i_stand_at(Post.id),
    },
    Person: {
        **CITY_DESKS,
        **DOOR,
        Role.ADMINISTRATOR: anyone,
        Role.CLERKLESS: anyone,
        Role.TRAINING_CLERK: either(enrolled_here(Person.id), same(Person.id, "person_id"), teaches_here(Person.id)),
        Role.TRAINER: either(i_teach(Person.id), same(Person.id, "person_id")),
        Role.EMPLOYER_CLERK: either(employed_here(Person.id), same(Person.id, "person_id")),
        Role.COUNTY_REVIEWER: either(
            registered_here(Person.id),
            asked_here(Person.id),
            same(Person.id, "person_id"),
            acted_here(Person.id),
            employed_in_my_county(Person.id),
            enrolled_in_my_county(Person.id),
            teaches_in_my_county(Person.id),
        ),
        Role.INVIGILATOR: either(
            seated_with_me(Person.id),
            same(Person.id, "person_id"),
            supervises_with_me(Person.id),
            examined_by_me(Person.id),
        ),
        Role.CANDIDATE: same(Person.id, "person_id"),
        Role.GUARD: same(Person.id, "person_id"),
        Role.CONCERNED: either(same(Person.id, "person_id"), decided_on_me(Person.id)),
        Role.PATROL_OFFICER: same(Person.id, "person_id"),
    },
    Photo: {
        **CITY_DESKS,
        Role.TRAINING_CLERK: of_person(enrolled_here(Person.id)),
        Role.EMPLOYER_CLERK: of_person(employed_here(Person.id)),
        Role.COUNTY_REVIEWER: of_person(registered_here(Person.id)),
        Role.INVIGILATOR: of_person(seated_with_me(Person.id)),
        Role.CANDIDATE: of_person(same(Person.id, "person_id")),
    },
    Account: {
        Role.ADMINISTRATOR: anyone,
        Role.AUDITOR: anyone,
        **DOOR,
        **{
            role: same(Account.id, "account_id")
            for role in (
                Role.TRAINING_CLERK,
                Role.TRAINER,
                Role.EMPLOYER_CLERK,
                Role.COUNTY_REVIEWER,
                Role.ISSUER,
                Role.PATROL_OFFICER,
            )
        },
        Role.INVIGILATOR: either(same(Account.id, "account_id"), supervises_with_me(Account.person_id)),
        Role.CITY_EXAM_OFFICER: either(same(Account.id, "account_id"), invigilates),
    },
    RoleGrant: {Role.ADMINISTRATOR: anyone, Role.AUDITOR: anyone, Role.CITY_EXAM_OFFICER: anyone, **DOOR},
    WebSession: {
        **{role: same(WebSession.account_id, "account_id") for role in STAFF_ROLES},
        # The live room tells a silent browser from one that answers.
        Role.INVIGILATOR: either(
            same(WebSession.account_id, "account_id"), through(WebSession.booking_id, Booking, booked_in_my_room)
        ),
        Role.ADMINISTRATOR: anyone,
        **DOOR,
    },
    IdentityQuestion: {
        Role.AUDITOR: anyone,
        Role.COUNTY_REVIEWER: same(IdentityQuestion.county_id, "county_id"),
        Role.TRAINING_CLERK: same(IdentityQuestion.training_unit_id, "training_unit_id"),
        Role.EMPLOYER_CLERK: same(IdentityQuestion.guard_unit_id, "guard_unit_id"),
    },
    Course: {
        **CITY_DESKS,
        Role.TRAINING_CLERK: same(Course.training_unit_id, "training_unit_id"),
        Role.TRAINER: i_teach_in(Course.id),
        Role.COUNTY_REVIEWER: unit_of_my_county(Course.training_unit_id),
        Role.GUARD: my_course,
        Role.CANDIDATE: my_course,
    },
    Enrolment: {
        **CITY_DESKS,
        Role.CLERKLESS: anyone,
        Role.TRAINING_CLERK: same(Enrolment.training_unit_id, "training_unit_id"),
        Role.TRAINER: i_teach_in(Enrolment.course_id),
        Role.GUARD: same(Enrolment.person_id, "person_id"),
        Role.COUNTY_REVIEWER: either(
            unit_of_my_county(Enrolment.training_unit_id), registered_here(Enrolment.person_id)
        ),
        Role.CANDIDATE: same(Enrolment.person_id, "person_id"),
    },
    Employment: {
        **CITY_DESKS,
        Role.EMPLOYER_CLERK: same(Employment.guard_unit_id, "guard_unit_id"),
        Role.TRAINING_CLERK: enrolled_here(Employment.person_id),
        Role.COUNTY_REVIEWER: either(
            unit_of_my_county(Employment.guard_unit_id, GuardUnit), registered_here(Employment.person_id)
        ),
        Role.CANDIDATE: same(Employment.person_id, "person_id"),
        Role.GUARD: same(Employment.person_id, "person_id"),
    },
    AssessmentPlan: {
        **dict.fromkeys(JUDGES, anyone),
        Role.EMPLOYER_CLERK: same(AssessmentPlan.guard_unit_id, "guard_unit_id"),
        Role.COUNTY_REVIEWER: unit_of_my_county(AssessmentPlan.guard_unit_id, GuardUnit),
        Role.GUARD: i_stand_at(AssessmentPlan.post_id),
    },
    Assessment: {
        **dict.fromkeys(JUDGES, anyone),
        Role.EMPLOYER_CLERK: same(Assessment.guard_unit_id, "guard_unit_id"),
        Role.COUNTY_REVIEWER: unit_of_my_county(Assessment.guard_unit_id, GuardUnit),
        Role.GUARD: same(Assessment.person_id, "person_id"),
        Role.CLERKLESS: anyone,
    },
    TrainingRecord: {
        **CITY_DESKS,
        Role.CLERKLESS: anyone,
        Role.TRAINING_CLERK: same(TrainingRecord.training_unit_id, "training_unit_id"),
        Role.TRAINER: same(TrainingRecord.training_unit_id, "training_unit_id"),
        Role.GUARD: same(TrainingRecord.person_id, "person_id"),
        Role.EMPLOYER_CLERK: employed_here(TrainingRecord.person_id),
        Role.COUNTY_REVIEWER: either(
            registered_here(TrainingRecord.person_id),
            unit_of_my_county(TrainingRecord.training_unit_id),
            employed_in_my_county(TrainingRecord.person_id),
        ),
        Role.CANDIDATE: same(TrainingRecord.person_id, "person_id"),
    },
    Trainer: {
        **CITY_DESKS,
        Role.CLERKLESS: anyone,
        Role.TRAINING_CLERK: same(Trainer.training_unit_id, "training_unit_id"),
        Role.TRAINER: same(Trainer.training_unit_id, "training_unit_id"),
        Role.COUNTY_REVIEWER: unit_of_my_county(Trainer.training_unit_id),
    },
    Classroom: {
        **CITY_DESKS,
        Role.CLERKLESS: anyone,
        Role.TRAINING_CLERK: same(Classroom.training_unit_id, "training_unit_id"),
        Role.TRAINER: same(Classroom.training_unit_id, "training_unit_id"),
        Role.COUNTY_REVIEWER: unit_of_my_county(Classroom.training_unit_id),
    },
    Lesson: {
        **CITY_DESKS,
        Role.CLERKLESS: anyone,
        Role.TRAINING_CLERK: same(Lesson.training_unit_id, "training_unit_id"),
        Role.TRAINER: lambda actor: taught_by_me(Lesson, actor),
        Role.COUNTY_REVIEWER: unit_of_my_county(Lesson.training_unit_id),
        Role.GUARD: attended_by_me(Lesson.course_id),
    },
    AttendanceProof: {
        **CITY_DESKS,
        Role.CLERKLESS: anyone,
        Role.TRAINING_CLERK: same(AttendanceProof.training_unit_id, "training_unit_id"),
        Role.TRAINER: through(AttendanceProof.lesson_id, Lesson, taught_by_me),
        Role.COUNTY_REVIEWER: unit_of_my_county(AttendanceProof.training_unit_id),
        Role.GUARD: same(AttendanceProof.person_id, "person_id"),
    },
    RollCall: {
        **CITY_DESKS,
        Role.TRAINING_CLERK: same(RollCall.training_unit_id, "training_unit_id"),
        Role.TRAINER: through(RollCall.lesson_id, Lesson, taught_by_me),
        Role.COUNTY_REVIEWER: unit_of_my_county(RollCall.training_unit_id),
    },
    LateEntry: {
        **CITY_DESKS,
        Role.TRAINING_CLERK: same(LateEntry.training_unit_id, "training_unit_id"),
        Role.TRAINER: through(LateEntry.lesson_id, Lesson, taught_by_me),
        Role.COUNTY_REVIEWER: unit_of_my_county(LateEntry.training_unit_id),
    },
    LevelNomination: {
        **CITY_DESKS,
        Role.TRAINING_CLERK: same(LevelNomination.training_unit_id, "training_unit_id"),
        Role.COUNTY_REVIEWER: unit_of_my_county(LevelNomination.training_unit_id),
    },
    LevelHoursRule: {
        **CITY_DESKS,
        Role.TRAINING_CLERK: either(
            same(LevelHoursRule.training_unit_id, "training_unit_id"), of_no_unit(LevelHoursRule.training_unit_id)
        ),
        Role.COUNTY_REVIEWER: either(
            unit_of_my_county(LevelHoursRule.training_unit_id), of_no_unit(LevelHoursRule.training_unit_id)
        ),
    },
    TrainingFlag: {
        **CITY_DESKS,
        Role.CLERKLESS: anyone,
        Role.TRAINING_CLERK: same(TrainingFlag.training_unit_id, "training_unit_id"),
        Role.COUNTY_REVIEWER: unit_of_my_county(TrainingFlag.training_unit_id),
    },
    FlagAnswer: {
        **CITY_DESKS,
        Role.CLERKLESS: anyone,
        Role.TRAINING_CLERK: same(FlagAnswer.training_unit_id, "training_unit_id"),
        Role.COUNTY_REVIEWER: unit_of_my_county(FlagAnswer.training_unit_id),
    },
    FlagNote: {
        **CITY_DESKS,
        Role.CLERKLESS: anyone,
        Role.TRAINING_CLERK: same(FlagNote.training_unit_id, "training_unit_id"),
        Role.COUNTY_REVIEWER: unit_of_my_county(FlagNote.training_unit_id),
    },
    TrainingLook: {**CITY_DESKS, Role.CLERKLESS: anyone, Role.TRAINING_CLERK: anyone, Role.COUNTY_REVIEWER: anyone},
    TrainingPlan: {
        **dict.fromkeys(JUDGES, anyone),
        Role.EMPLOYER_CLERK: same(TrainingPlan.guard_unit_id, "guard_unit_id"),
        Role.COUNTY_REVIEWER: unit_of_my_county(TrainingPlan.guard_unit_id, GuardUnit),
        Role.GUARD: i_stand_at(TrainingPlan.post_id),
    },
    TrainingDraw: {**CITY_DESKS, Role.COUNTY_REVIEWER: same(TrainingDraw.county_id, "county_id")},
    DrawnLot: {**CITY_DESKS, Role.COUNTY_REVIEWER: same(DrawnLot.county_id, "county_id")},
    DrawnResult: {**CITY_DESKS, Role.COUNTY_REVIEWER: same(DrawnResult.county_id, "county_id")},
    RosterDraft: {
        Role.TRAINING_CLERK: same(RosterDraft.training_unit_id, "training_unit_id"),
        Role.EMPLOYER_CLERK: same(RosterDraft.guard_unit_id, "guard_unit_id"),
        Role.CLERKLESS: anyone,
    },
    Registration: {
        **CITY_DESKS,
        Role.CLERKLESS: anyone,
        Role.TRAINING_CLERK: enrolled_here(Registration.person_id),
        Role.COUNTY_REVIEWER: same(Registration.county_id, "county_id"),
        Role.CANDIDATE: same(Registration.person_id, "person_id"),
    },
    # A paper is for whoever handed it in and whoever has to judge by it: no other unit, no issuer, no auditor.
    PersonPaper: {
        Role.TRAINING_CLERK: either(
            same(PersonPaper.training_unit_id, "training_unit_id"), registered_through_me(PersonPaper.person_id)
        ),
        Role.COUNTY_REVIEWER: registered_here(PersonPaper.person_id),
        Role.CITY_EXAM_OFFICER: passed_to_the_city(PersonPaper.person_id),
    },
    BiometricsReceipt: {
        **CITY_DESKS,
        Role.TRAINING_CLERK: enrolled_here(BiometricsReceipt.person_id),
        Role.COUNTY_REVIEWER: registered_here(BiometricsReceipt.person_id),
    },
    # Why somebody is barred is for the county that reviews, the city and the auditor; no unit, no candidate reads it.
    BackgroundFact: {**CITY_DESKS, Role.COUNTY_REVIEWER: registered_here(BackgroundFact.person_id)},
    RequirementCheck: {
        **CITY_DESKS,
        Role.COUNTY_REVIEWER: through(RequirementCheck.registration_id, Registration, reviewed_here),
    },
    EligibilityOverride: {
        **CITY_DESKS,
        Role.COUNTY_REVIEWER: through(EligibilityOverride.registration_id, Registration, reviewed_here),
    },
    EligibilityFinding: {
        **CITY_DESKS,
        Role.TRAINING_CLERK: through(EligibilityFinding.registration_id, Registration, person_enrolled),
        Role.COUNTY_REVIEWER: through(EligibilityFinding.registration_id, Registration, reviewed_here),
        Role.CANDIDATE: same(EligibilityFinding.person_id, "person_id"),
    },
    RegistrationStep: {
        **CITY_DESKS,
        Role.TRAINING_CLERK: through(RegistrationStep.registration_id, Registration, person_enrolled),
        Role.COUNTY_REVIEWER: through(
            RegistrationStep.registration_id, Registration, lambda row, actor: row.county_id == actor.county_id
        ),
        Role.CANDIDATE: through(
            RegistrationStep.registration_id, Registration, lambda row, actor: row.person_id == actor.person_id
        ),
    },
    ItemVersion: {
        Role.CITY_EXAM_OFFICER: anyone,
        Role.AUDITOR: anyone,
        Role.CANDIDATE: anyone,
        Role.CLERKLESS: anyone,
        Role.PUBLIC: may_be_studied,
        Role.GUARD: may_be_studied,
        Role.EMPLOYER_CLERK: may_be_studied,
    },
    ItemPublication: {Role.CITY_EXAM_OFFICER: anyone, Role.AUDITOR: anyone},
    BlueprintVersion: {
        **CITY_DESKS,
        Role.CANDIDATE: anyone,
        Role.GUARD: anyone,
        Role.INVIGILATOR: anyone,
        Role.CLERKLESS: anyone,
    },
    ExamSession: {
        **CITY_DESKS,
        **DOOR,
        Role.CLERKLESS: anyone,
        Role.CANDIDATE: anyone,
        Role.CONCERNED: anyone,
        Role.INVIGILATOR: anyone,
        Role.COUNTY_REVIEWER: anyone,
        Role.TRAINING_CLERK: anyone,
    },
    Booking: {
        **CITY_DESKS,
        **DOOR,
        Role.CLERKLESS: anyone,
        Role.CANDIDATE: same(Booking.id, "booking_id"),
        Role.INVIGILATOR: either(
            in_my_room(Booking.exam_session_id, Booking.room_id), i_examine(Booking.exam_session_id)
        ),
        Role.COUNTY_REVIEWER: registered_here(Booking.person_id),
        Role.TRAINING_CLERK: enrolled_here(Booking.person_id),
    },
    ExamComponent: {**CITY_DESKS, Role.CANDIDATE: anyone, Role.INVIGILATOR: anyone},
    ComponentExaminer: {**CITY_DESKS, Role.INVIGILATOR: same(ComponentExaminer.person_id, "person_id")},
    # Two examiners mark without knowing of each other: a colleague's mark is seen only beside an own one.
    ComponentMark: {
        **CITY_DESKS,
        Role.INVIGILATOR: beside_my_own_mark,
        Role.CANDIDATE: same(ComponentMark.person_id, "person_id"),
    },
    ThirdCall: {**CITY_DESKS, Role.INVIGILATOR: i_examine(ThirdCall.exam_session_id)},
    OwnResitRule: CITY_DESKS,
    MakeUp: CITY_DESKS,
    Invigilation: {**CITY_DESKS, Role.INVIGILATOR: in_my_room(Invigilation.exam_session_id, Invigilation.room_id)},
    IdentityCheck: {
        **CITY_DESKS,
        Role.INVIGILATOR: in_my_room(IdentityCheck.exam_session_id, IdentityCheck.room_id),
    },
    Incident: {**CITY_DESKS, Role.INVIGILATOR: in_my_room(Incident.exam_session_id, Incident.room_id)},
    Signal: {
        **CITY_DESKS,
        Role.CANDIDATE: through(Signal.sitting_id, Sitting, own_sitting),
        Role.INVIGILATOR: through(Signal.sitting_id, Sitting, booked_in_my_room),
    },
    TimeExtension: {
        **CITY_DESKS,
        Role.INVIGILATOR: in_my_room(TimeExtension.exam_session_id, TimeExtension.room_id),
    },
    Case: {**dict.fromkeys(JUDGES, concerns_others(Case.id)), Role.CONCERNED: case_of_my_slip(Case.id)},
    CaseSubject: dict.fromkeys(JUDGES, concerns_others(CaseSubject.case_id)),
    CaseSlip: {
        **DOOR,
        **dict.fromkeys(JUDGES, concerns_others(CaseSlip.case_id)),
        Role.CONCERNED: same(CaseSlip.id, "case_slip_id"),
    },
    CaseReply: {
        **dict.fromkeys(JUDGES, concerns_others(CaseReply.case_id)),
        Role.CONCERNED: same(CaseReply.slip_id, "case_slip_id"),
    },
    CaseReview: dict.fromkeys(JUDGES, own_view_until_both_are_filed),
    CaseDecision: {
        **dict.fromkeys(JUDGES, concerns_others(CaseDecision.case_id)),
        Role.CONCERNED: signed_decision_about_me,
    },
    CaseConsequence: {
        **dict.fromkeys(JUDGES, concerns_others(CaseConsequence.case_id)),
        Role.CONCERNED: consequence_for_me,
    },
    DutyBar: {**CITY_DESKS, Role.INVIGILATOR: same(DutyBar.person_id, "person_id")},
    Screening: {Role.CITY_EXAM_OFFICER: anyone, Role.AUDITOR: anyone, Role.CLERKLESS: anyone},
    RoomSignature: {
        **CITY_DESKS,
        Role.INVIGILATOR: in_my_room(RoomSignature.exam_session_id, RoomSignature.room_id),
    },
    Sitting: {
        **CITY_DESKS,
        Role.CLERKLESS: anyone,
        Role.CANDIDATE: same(Sitting.booking_id, "booking_id"),
        Role.INVIGILATOR: in_my_room(Sitting.exam_session_id, Sitting.room_id),
    },
    Lease: {
        Role.CANDIDATE: through(Lease.sitting_id, Sitting, own_sitting),
        Role.INVIGILATOR: through(Lease.sitting_id, Sitting, booked_in_my_room),
        Role.CLERKLESS: anyone,
        Role.CITY_EXAM_OFFICER: anyone,
    },
    Response: {
        Role.CANDIDATE: through(Response.sitting_id, Sitting, own_sitting),
        Role.INVIGILATOR: through(Response.sitting_id, Sitting, booked_in_my_room),
        Role.CLERKLESS: anyone,
        Role.CITY_EXAM_OFFICER: anyone,
        Role.AUDITOR: anyone,
    },
    Result: {
        **CITY_DESKS,
        Role.CLERKLESS: anyone,
        Role.CANDIDATE: same(Result.person_id, "person_id"),
        Role.TRAINING_CLERK: enrolled_here(Result.person_id),
        Role.COUNTY_REVIEWER: registered_here(Result.person_id),
    },
    ResultAnnulment: {
        **CITY_DESKS,
        Role.CLERKLESS: anyone,
        Role.CANDIDATE: same(ResultAnnulment.person_id, "person_id"),
        Role.TRAINING_CLERK: enrolled_here(ResultAnnulment.person_id),
        Role.COUNTY_REVIEWER: registered_here(ResultAnnulment.person_id),
    },
    ResultRelease: {
        **CITY_DESKS,
        Role.CLERKLESS: anyone,
        Role.INVIGILATOR: anyone,
        Role.CANDIDATE: anyone,
        Role.TRAINING_CLERK: anyone,
        Role.COUNTY_REVIEWER: anyone,
    },
    Certificate: {
        **CITY_DESKS,
        Role.CLERKLESS: anyone,
        Role.CANDIDATE: same(Certificate.person_id, "person_id"),
        Role.TRAINING_CLERK: enrolled_here(Certificate.person_id),
        Role.EMPLOYER_CLERK: employed_here(Certificate.person_id),
        Role.COUNTY_REVIEWER: either(
            registered_here(Certificate.person_id), employed_in_my_county(Certificate.person_id)
        ),
    },
    CertificateSeries: {Role.ISSUER: anyone, Role.CITY_EXAM_OFFICER: anyone, Role.CLERKLESS: anyone},
    StatusChange: {
        **CITY_DESKS,
        Role.CLERKLESS: anyone,
        Role.CANDIDATE: through(StatusChange.certificate_id, Certificate, lambda row, a: row.person_id == a.person_id),
        Role.TRAINING_CLERK: through(StatusChange.certificate_id, Certificate, person_enrolled),
        Role.EMPLOYER_CLERK: through(StatusChange.certificate_id, Certificate, person_employed),
        Role.COUNTY_REVIEWER: through(StatusChange.certificate_id, Certificate, registered_or_employed_in_my_county),
    },
    PublishedKey: dict.fromkeys(Role, anyone),
    PublishedList: dict.fromkeys(Role, anyone),
    PostCheck: {
        Role.AUDITOR: anyone,
        Role.CITY_EXAM_OFFICER: anyone,
        Role.ISSUER: anyone,
        Role.PATROL_OFFICER: same(PostCheck.county_id, "county_id"),
        Role.COUNTY_REVIEWER: same(PostCheck.county_id, "county_id"),
    },
    StudyCard: {
        **DOOR,
        Role.AUDITOR: anyone,
        Role.TRAINING_CLERK: enrolled_here(StudyCard.person_id),
        Role.EMPLOYER_CLERK: employed_here(StudyCard.person_id),
        Role.GUARD: same(StudyCard.person_id, "person_id"),
    },
    # The trainer sees sums only (queries/class_practice.py); no desk sees a mock paper.
    PracticeAnswer: {
        Role.TRAINING_CLERK: enrolled_here(PracticeAnswer.person_id),
        Role.GUARD: same(PracticeAnswer.person_id, "person_id"),
    },
    MockPaper: {Role.GUARD: same(MockPaper.person_id, "person_id")},
    **{
        model: {
            **REGISTRY,
            Role.COUNTY_REVIEWER: same(model.county_id, "county_id"),
            Role.TRAINING_CLERK: same(model.training_unit_id, "training_unit_id"),
            Role.EMPLOYER_CLERK: same(model.guard_unit_id, "guard_unit_id"),
        }
        for model in (Filing, FilingAnswer, UnitDetail)
    },
    # To whom a lead was passed on is no business of the unit.
    Referral: {**REGISTRY, Role.COUNTY_REVIEWER: same(Referral.county_id, "county_id")},
    ServiceContract: {
        **REGISTRY,
        Role.COUNTY_REVIEWER: same(ServiceContract.county_id, "county_id"),
        Role.EMPLOYER_CLERK: same(ServiceContract.guard_unit_id, "guard_unit_id"),
    },
    ContractPost: {
        **REGISTRY,
        Role.COUNTY_REVIEWER: through(
            ContractPost.contract_id, ServiceContract, lambda row, actor: row.county_id == actor.county_id
        ),
        Role.EMPLOYER_CLERK: through(
            ContractPost.contract_id, ServiceContract, lambda row, actor: row.guard_unit_id == actor.guard_unit_id
        ),
    },
    UnitDocument: {
        **REGISTRY,
        Role.COUNTY_REVIEWER: same(UnitDocument.county_id, "county_id"),
        Role.EMPLOYER_CLERK: same(UnitDocument.guard_unit_id, "guard_unit_id"),
    },
    # A unit sees that its people were told, and of what; texts and telephone numbers are for the two desks.
    Notice: {
        **CITY_DESKS,
        Role.CLERKLESS: anyone,
        Role.COUNTY_REVIEWER: same(Notice.county_id, "county_id"),
        Role.TRAINING_CLERK: same(Notice.training_unit_id, "training_unit_id"),
    },
    NoticeStep: {
        **CITY_DESKS,
        Role.COUNTY_REVIEWER: through(NoticeStep.notice_id, Notice, reviewed_here),
    },
    NoticeBatch: {**CITY_DESKS, Role.COUNTY_REVIEWER: same(NoticeBatch.county_id, "county_id")},
    NoticeRules: {**EVERY_DESK},
    MappingVersion: {**EVERY_DESK},
    ApplicantSlip: {**DOOR, Role.AUDITOR: anyone, Role.COUNTY_REVIEWER: registered_here(ApplicantSlip.person_id)},
    CorrectionRequest: {Role.AUDITOR: anyone, Role.COUNTY_REVIEWER: same(CorrectionRequest.county_id, "county_id")},
    Objection: {Role.AUDITOR: anyone, Role.CITY_EXAM_OFFICER: anyone},
    ReviewExtension: {
        **CITY_DESKS,
        Role.TRAINING_CLERK: through(ReviewExtension.registration_id, Registration, person_enrolled),
        Role.COUNTY_REVIEWER: through(ReviewExtension.registration_id, Registration, reviewed_here),
        Role.CANDIDATE: through(ReviewExtension.registration_id, Registration, own_row),
    },
    # A payroll and who is employed by contract: the unit's own, and its county's. No unit learns whom another one pays.
    **{
        model: {
            Role.AUDITOR: anyone,
            Role.COUNTY_REVIEWER: same(model.county_id, "county_id"),
            Role.EMPLOYER_CLERK: same(model.guard_unit_id, "guard_unit_id"),
        }
        for model in (PayrollMonth, PayrollLine, LabourContract)
    },
    UnitTableDraft: {
        Role.ADMINISTRATOR: anyone,
        Role.CLERKLESS: anyone,
        Role.COUNTY_REVIEWER: same(UnitTableDraft.county_id, "county_id"),
    },
    Ledger: dict.fromkeys(Role, anyone),
    LedgerCheckpoint: {Role.AUDITOR: anyone, Role.CLERKLESS: anyone},
    # Whoever keeps the site running may see that something happened, never to whom: the clock is held against it.
    JournalEntry: {Role.AUDITOR: anyone, Role.CLERKLESS: anyone, Role.ADMINISTRATOR: about_nobody},
    JournalText: {Role.AUDITOR: anyone},
}
RULES.update({model: {**RULES[model], Role.APPLICANT: own} for model, own in OWN_ROWS.items()})
