"""The tables. Importing this package imports every model, so that the metadata is whole."""

from exam_app.models.accommodations import Accommodation
from exam_app.models.alerts import AlertSettlement, SeatWarning
from exam_app.models.answer_sheets import AnswerSheet, EnteredSheet, SheetEntry, SheetPhoto
from exam_app.models.appeals import Appeal, AppealCall, AppealDecision, AppealMark, AppealRemark, OwnAppealRule
from exam_app.models.applicants import ApplicantSlip, ReviewExtension
from exam_app.models.assessments import Assessment, AssessmentPlan
from exam_app.models.bank import BlueprintVersion, ItemPublication, ItemVersion
from exam_app.models.biometrics import BiometricsReceipt
from exam_app.models.booklets import Booklet, BookletCount, BookletPrint, OnPaper
from exam_app.models.cases import (
    Case,
    CaseConsequence,
    CaseDecision,
    CaseReply,
    CaseReview,
    CaseSlip,
    CaseSubject,
    DutyBar,
)
from exam_app.models.certificates import (
    Certificate,
    CertificateSeries,
    PublishedKey,
    PublishedList,
    StatusChange,
)
from exam_app.models.check_ins import CheckIn, EntryRefusal
from exam_app.models.components import ComponentExaminer, ComponentMark, ExamComponent, ThirdCall
from exam_app.models.conformance import ConformanceReport, LeadAnswer, LeadClosing, OrganiserLead
from exam_app.models.contracts import ContractPost, ServiceContract
from exam_app.models.eligibility import BackgroundFact, EligibilityFinding, EligibilityOverride, RequirementCheck
from exam_app.models.employment import Employment
from exam_app.models.exam_sessions import Booking, ExamSession, Invigilation
from exam_app.models.fees import FeeReceipt, FeeRecord, FeeRelief, OwnFeeRule
from exam_app.models.handovers import CertificateDelivery, CertificateHandover
from exam_app.models.incidents import IncidentAmendment, IncidentFile
from exam_app.models.inspections import InspectorDuty, RoomVisit
from exam_app.models.kept_answers import AnswerImport, HeldDecision
from exam_app.models.key_corrections import KeyCorrection
from exam_app.models.lessons import AttendanceProof, Classroom, LateEntry, Lesson, RollCall, Trainer
from exam_app.models.level_nominations import LevelHoursRule, LevelNomination
from exam_app.models.mappings import MappingVersion
from exam_app.models.notices import Notice, NoticeBatch, NoticeRules, NoticeStep
from exam_app.models.organisations import Authority, GuardUnit, TrainingUnit
from exam_app.models.outages import OutageCredit, OutageHold, OutageRefusal, OutageShare
from exam_app.models.own_papers import OwnPaper
from exam_app.models.own_rights import CorrectionRequest, Objection
from exam_app.models.pauses import Pause
from exam_app.models.payrolls import LabourContract, PayrollLine, PayrollMonth
from exam_app.models.people import (
    Account,
    IdentityQuestion,
    Person,
    Photo,
    RoleGrant,
    SignInAttempt,
    WebSession,
)
from exam_app.models.person_papers import PersonPaper
from exam_app.models.places import ExamCentre, Post, Room, Seat
from exam_app.models.post_checks import PostCheck
from exam_app.models.pre_registrations import PreRegistration, PreRegistrationLimit
from exam_app.models.proctoring import (
    IdentityCheck,
    Incident,
    RoomPulse,
    RoomSignature,
    SeatMove,
    Signal,
    TimeExtension,
)
from exam_app.models.registrations import Registration, RegistrationStep
from exam_app.models.registry import Filing, FilingAnswer, Referral, UnitDetail
from exam_app.models.rehearsals import Rehearsal
from exam_app.models.resits import MakeUp, OwnResitRule
from exam_app.models.result_reasons import ResultReason
from exam_app.models.room_keys import RoomKeyPair
from exam_app.models.room_moments import RoomMoment
from exam_app.models.room_moves import RoomMove
from exam_app.models.screenings import Screening
from exam_app.models.session_changes import SessionChange
from exam_app.models.sittings import Lease, Response, Result, ResultAnnulment, ResultRelease, Sitting, SittingReceipt
from exam_app.models.study import MockPaper, PracticeAnswer, StudyCard
from exam_app.models.training import Course, Enrolment, RosterDraft, TrainingRecord
from exam_app.models.training_draws import DrawnLot, DrawnResult, TrainingDraw
from exam_app.models.training_flags import FlagAnswer, FlagNote, TrainingFlag, TrainingLook
from exam_app.models.training_plans import TrainingPlan
from exam_app.models.unit_documents import UnitDocument
from exam_app.models.unit_tables import UnitTableDraft
from exam_app.models.witnesses import LedgerCosignature, LedgerWitness

__all__ = [
    "Accommodation",
    "Account",
    "AlertSettlement",
    "AnswerImport",
    "AnswerSheet",
    "Appeal",
    "AppealCall",
    "AppealDecision",
    "AppealMark",
    "AppealRemark",
    "ApplicantSlip",
    "Assessment",
    "AssessmentPlan",
    "AttendanceProof",
    "Authority",
    "BackgroundFact",
    "BiometricsReceipt",
    "BlueprintVersion",
    "Booking",
    "Booklet",
    "BookletCount",
    "BookletPrint",
    "Case",
    "CaseConsequence",
    "CaseDecision",
    "CaseReply",
    "CaseReview",
    "CaseSlip",
    "CaseSubject",
    "Certificate",
    "CertificateDelivery",
    "CertificateHandover",
    "CertificateSeries",
    "CheckIn",
    "Classroom",
    "ComponentExaminer",
    "ComponentMark",
    "ConformanceReport",
    "ContractPost",
    "CorrectionRequest",
    "Course",
    "DrawnLot",
    "DrawnResult",
    "DutyBar",
    "EligibilityFinding",
    "EligibilityOverride",
    "Employment",
    "Enrolment",
    "EnteredSheet",
    "EntryRefusal",
    "ExamCentre",
    "ExamComponent",
    "ExamSession",
    "FeeReceipt",
    "FeeRecord",
    "FeeRelief",
    "Filing",
    "FilingAnswer",
    "FlagAnswer",
    "FlagNote",
    "GuardUnit",
    "HeldDecision",
    "IdentityCheck",
    "IdentityQuestion",
    "Incident",
    "IncidentAmendment",
    "IncidentFile",
    "InspectorDuty",
    "Invigilation",
    "ItemPublication",
    "ItemVersion",
    "KeyCorrection",
    "LabourContract",
    "LateEntry",
    "LeadAnswer",
    "LeadClosing",
    "Lease",
    "LedgerCosignature",
    "LedgerWitness",
    "Lesson",
    "LevelHoursRule",
    "LevelNomination",
    "MakeUp",
    "MappingVersion",
    "MockPaper",
    "Notice",
    "NoticeBatch",
    "NoticeRules",
    "NoticeStep",
    "Objection",
    "OnPaper",
    "OrganiserLead",
    "OutageCredit",
    "OutageHold",
    "OutageRefusal",
    "OutageShare",
    "OwnAppealRule",
    "OwnFeeRule",
    "OwnPaper",
    "OwnResitRule",
    "Pause",
    "PayrollLine",
    "PayrollMonth",
    "Person",
    "PersonPaper",
    "Photo",
    "Post",
    "PostCheck",
    "PracticeAnswer",
    "PreRegistration",
    "PreRegistrationLimit",
    "PublishedKey",
    "PublishedList",
    "Referral",
    "Registration",
    "RegistrationStep",
    "Rehearsal",
    "RequirementCheck",
    "Response",
    "Result",
    "ResultAnnulment",
    "ResultReason",
    "ResultRelease",
    "ReviewExtension",
    "RoleGrant",
    "RollCall",
    "Room",
    "RoomKeyPair",
    "RoomMoment",
    "RoomMove",
    "RoomPulse",
    "RoomSignature",
    "RoomVisit",
    "RosterDraft",
    "Screening",
    "Seat",
    "SeatMove",
    "SeatWarning",
    "ServiceContract",
    "SessionChange",
    "SheetEntry",
    "SheetPhoto",
    "SignInAttempt",
    "Signal",
    "Sitting",
    "SittingReceipt",
    "StatusChange",
    "StudyCard",
    "ThirdCall",
    "TimeExtension",
    "Trainer",
    "TrainingDraw",
    "TrainingFlag",
    "TrainingLook",
    "TrainingPlan",
    "TrainingRecord",
    "TrainingUnit",
    "UnitDetail",
    "UnitDocument",
    "UnitTableDraft",
    "WebSession",
]
