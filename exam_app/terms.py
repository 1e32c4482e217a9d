"""The vocabulary of the application as enums, each member with the English source of its label.

Labels are marked with :func:`N_` and translated only where they are shown (``web``, ``cli``). The words are those of
the glossary (docs/glossary.md); the value of a member is what the database stores and never changes.
"""

from enum import StrEnum
from typing import Self


def N_(sentence: str) -> str:  # noqa: N802 - the name gettext tools know
    """Mark an English source string for the catalogues without translating it here."""
    return sentence


class Term(StrEnum):
    """A stored word with a label for people."""

    label: str

    def __new__(cls, value: str, label: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class AuthorityKind(Term):
    CITY = "city", N_("City public security bureau")
    COUNTY = "county", N_("County public security bureau")
    STATION = "station", N_("Police station")


class GuardUnitKind(Term):
    """Who employs guards (Regulation art. 8, 13 and 14; domain.md 1, S9)."""

    SERVICE_COMPANY = "service_company", N_("Guard service company")
    IN_HOUSE = "in_house", N_("In-house employer")
    UNLICENSED = "unlicensed", N_("Unlicensed or unfiled")


class UnitKind(Term):
    """Who stands in the registry of units: guard units by their kind, and training units (Regulation art. 14, 32)."""

    TRAINING = "training", N_("Training unit")
    SERVICE_COMPANY = "service_company", N_("Guard service company")
    IN_HOUSE = "in_house", N_("In-house employer")
    UNLICENSED = "unlicensed", N_("Unlicensed or unfiled")


class FilingAct(Term):
    """What a unit has to file with the police (Regulation art. 12, 14, 23 and 33)."""

    STARTED = "started", N_("Start of training or service")
    CHANGED = "changed", N_("Change of legal person, owner, address or name")
    BRANCH = "branch", N_("Branch set up")
    CROSS_REGION = "cross_region", N_("Service in another province")
    ENDED = "ended", N_("End of training or service")


class FilingState(Term):
    """Where a filing stands on a day, what needs doing first."""

    LATE = "late", N_("Late")
    DUE = "due", N_("Period is running")
    NO_CLOCK = "no_clock", N_("Not received, no period")
    FILED_LATE = "filed_late", N_("Filed late")
    IN_TIME = "in_time", N_("Filed in time")
    RECEIVED = "received", N_("Received")
    SET_ASIDE = "set_aside", N_("Entered in error")


class FilingAnswerKind(Term):
    """How the county answers an event that was recorded or announced."""

    RECEIVED = "received", N_("Received")
    SET_ASIDE = "set_aside", N_("Entered in error")


class DocumentKind(Term):
    """What a guard unit lays before the police (Regulation art. 4, 18 and 20; domain.md 1b, 1.3, 3.1-3.3 and 3.6)."""

    SERVICE_SYSTEM = "service_system", N_("Service management system")
    DUTY_SYSTEM = "duty_system", N_("Post duty system")
    GUARD_SYSTEM = "guard_system", N_("Guard management system")
    LABOUR_CONTRACT = "labour_contract", N_("Labour contracts")
    INSURANCE = "insurance", N_("Accident insurance")


class MismatchKind(Term):
    """What does not fit together in what is on record of a unit; each a reason to look, not a finding."""

    VENUE = "venue", N_("Entertainment venue without guards of a licensed company")
    OUTSIDE_PREMISES = "outside_premises", N_("In-house employer guards outside its own premises")
    OUTSIDE_AREA = "outside_area", N_("Post outside the unit's area, no filing for another region")
    NO_CONTRACT = "no_contract", N_("Post without a service contract in force")
    NO_CERTIFICATE = "no_certificate", N_("Guards on duty without a certificate in force")
    OTHER_PARTY = "other_party", N_("Contract with one unit, guards of another")


class Sex(Term):
    FEMALE = "female", N_("Female")
    MALE = "male", N_("Male")


class HourKind(Term):
    """Kinds of class hours with their daily ceilings in the ministry outline (domain.md 3)."""

    THEORY = "theory", N_("Theory")
    SKILL = "skill", N_("Skills")


class SubjectArea(Term):
    """What guards are trained in; law, knowledge and skills are counted apart (Regulation art. 18 and 35)."""

    LAW = "law", N_("Legal knowledge")
    KNOWLEDGE = "knowledge", N_("Professional knowledge")
    SKILLS = "skills", N_("Skills")

    @property
    def kind(self) -> HourKind:
        """Under which daily ceiling its class hours fall."""
        return HourKind.SKILL if self is SubjectArea.SKILLS else HourKind.THEORY


class ProofKind(Term):
    """What shows that somebody was in a lesson. Each proves a moment, none of them a class hour by itself."""

    ARRIVED = "arrived", N_("Code scanned at the start")
    LEFT = "left", N_("Code scanned at the end")
    ROLL_CALL = "roll_call", N_("Seen in a roll call")
    TRAINER = "trainer", N_("Confirmed by the trainer")


class DrawPurpose(Term):
    """What a county draws lots for."""

    VISIT = "visit", N_("Lessons to visit unannounced")
    CALL_BACK = "call_back", N_("Trainees to call back")


class DrawnOutcome(Term):
    """What a visit or a call found; none of them is a finding of fault."""

    AS_RECORDED = "as_recorded", N_("As it is recorded")
    DIFFERS = "differs", N_("Differs from the record")
    NOT_REACHED = "not_reached", N_("Not reached")


class FlagReading(Term):
    """What a county makes of a lead about training records; none of them is a finding of fault."""

    EXPLAINED = "explained", N_("Explained")
    VISIT = "visit", N_("To be looked at on the spot")
    HANDED_ON = "handed_on", N_("Handed on as a lead")


class RegistrationState(Term):
    SUBMITTED = "submitted", N_("Waiting for the county")
    RETURNED = "returned", N_("Returned for repair")
    COUNTY_PASSED = "county_passed", N_("Waiting for the city")
    APPROVED = "approved", N_("Approved")
    REFUSED = "refused", N_("Refused")


class ReviewAct(Term):
    """One step of a registration. The state follows from the last one."""

    SUBMIT = "submit", N_("Submitted")
    RETURN = "return", N_("Returned")
    COUNTY_PASS = "county_pass", N_("Passed by the county")
    APPROVE = "approve", N_("Approved by the city")
    REFUSE = "refuse", N_("Refused by the city")


class ReturnReason(Term):
    """Why a county returns a registration; each names its repair (M 19, M 20)."""

    PHOTO_MISSING = "photo_missing", N_("There is no photo. Upload a frontal photo.")
    PHOTO_UNLIKE = "photo_unlike", N_("The photo does not show this person clearly. Take a new one.")
    NAME_DIFFERS = "name_differs", N_("The name differs from the identity card. Correct it against the card.")
    ID_DIFFERS = "id_differs", N_("The ID number differs from the card. Import the row again with the right number.")
    SCHOOLING_MISSING = "schooling_missing", N_("Proof of junior secondary schooling is missing. Hand it in.")
    MEDICAL_MISSING = (
        "medical_missing",
        N_("The medical certificate of a county-level or higher hospital is missing. Hand it in."),
    )
    RESIDENCE_ELSEWHERE = "residence_elsewhere", N_("The person lives elsewhere. Register at the county of residence.")
    BIOMETRICS_MISSING = "biometrics_missing", N_("Fingerprints are not taken yet. Come to the county desk.")


class RefusalGround(Term):
    """Grounds that bar a person from being a guard (Regulation art. 16 and 17)."""

    UNDER_AGE = "under_age", N_("Younger than 18 (Regulation art. 16)")
    DETENTIONS = "detentions", N_("Three or more administrative detentions, or compulsory detoxification (art. 17(1))")
    INTENTIONAL_CRIME = "intentional_crime", N_("Punished for an intentional crime (art. 17(2))")
    REVOKED_RECENTLY = "revoked_recently", N_("Certificate revoked less than three years ago (art. 17(3))")
    REVOKED_TWICE = "revoked_twice", N_("Certificate revoked twice (art. 17(4))")
    SCHOOLING = "schooling", N_("No junior secondary schooling (art. 16)")
    CITIZENSHIP = "citizenship", N_("Not a Chinese citizen (Regulation art. 16)")
    HEALTH = "health", N_("Not healthy by the medical certificate (Regulation art. 16)")
    CONDUCT = "conduct", N_("Conduct not good (Regulation art. 16)")
    DECEIT = "deceit", N_("Got a certificate by fraud or bribery less than three years ago (Licensing Law art. 79)")
    FALSE_PAPERS = "false_papers", N_("Hid facts or gave false papers less than a year ago (Licensing Law art. 78)")


class BackgroundKind(Term):
    """What a background check can find, each with its date (Regulation art. 17; Licensing Law art. 78 and 79)."""

    DETENTION = "detention", N_("Administrative detention")
    DETOX = "detox", N_("Compulsory isolation detoxification")
    CUSTODY_FOR_EDUCATION = "custody_for_education", N_("Custody for education (abolished in 2019)")
    LABOUR_RE_EDUCATION = "labour_re_education", N_("Re-education through labour (abolished in 2013)")
    INTENTIONAL_CRIME = "intentional_crime", N_("Punished for an intentional crime")
    NEGLIGENT_CRIME = "negligent_crime", N_("Punished for a negligent crime")
    CERTIFICATE_REVOKED = "certificate_revoked", N_("Guard certificate revoked")
    CERTIFICATE_BY_DECEIT = "certificate_by_deceit", N_("Guard certificate withdrawn, got by fraud or bribery")
    FALSE_PAPERS = "false_papers", N_("Facts hidden or false papers at an application")


class Requirement(Term):
    """What a county looks at when somebody applies (Order 112 art. 19 and 20)."""

    SCHOOLING = "schooling", N_("Junior secondary schooling or more")
    CITIZENSHIP = "citizenship", N_("Chinese citizen")
    HEALTH = "health", N_("Healthy by the medical certificate")
    CONDUCT = "conduct", N_("Good conduct")


class Answer(Term):
    """What looking at a requirement showed. What nobody has looked at is no bar."""

    NOT_SEEN = "not_seen", N_("Not looked at yet")
    FULFILLED = "fulfilled", N_("Fulfilled")
    NOT_FULFILLED = "not_fulfilled", N_("Not fulfilled")


class CorrectionField(Term):
    """What somebody says is wrong about the own data."""

    NAME = "name", N_("Name")
    ID_NUMBER = "id_number", N_("ID number")
    PHONE = "phone", N_("Telephone")
    PHOTO = "photo", N_("Photo")
    TRAINING = "training", N_("Courses and class hours")
    EMPLOYMENT = "employment", N_("Guard unit")
    OTHER = "other", N_("Something else")


class ObjectionAbout(Term):
    """Against which decision of the city somebody objects."""

    REFUSAL = "refusal", N_("Refusal of the application")
    RESULT = "result", N_("Result of the examination")


class ObjectionOutcome(Term):
    """What the office that decided answers."""

    STANDS = "stands", N_("The decision stands")
    CHANGED = "changed", N_("The decision is changed")


class ExamSessionState(Term):
    PLANNED = "planned", N_("Being planned")
    PUBLISHED = "published", N_("Published")
    RUNNING = "running", N_("Running")
    CLOSED = "closed", N_("Closed")


class SittingState(Term):
    IN_PROGRESS = "in_progress", N_("Answering")
    SUBMITTED = "submitted", N_("Handed in")
    TIMED_OUT = "timed_out", N_("Closed at the deadline")


class EventKind(Term):
    """What a saved event of a candidate changes (exam-delivery 2.2)."""

    SET = "set", N_("Answer")
    MARK = "mark", N_("Mark for later")


class Lateness(Term):
    IN_TIME = "in_time", N_("In time")
    AFTER_DEADLINE = "after_deadline", N_("After the deadline")


class IdentityOutcome(Term):
    """What comparing face, card and ticket showed."""

    SAME = "same", N_("The right person")
    DOUBTFUL = "doubtful", N_("In doubt")


class IncidentKind(Term):
    """What an invigilator reports (exam-delivery 3.1)."""

    EQUIPMENT = "equipment", N_("Computer or network")
    CONDUCT = "conduct", N_("Talking, looking, signs")
    MATERIAL = "material", N_("Phone, notes, earpiece")
    IMPERSONATION = "impersonation", N_("Somebody else in the seat")
    ILLNESS = "illness", N_("Illness or distress")
    DISTURBANCE = "disturbance", N_("Noise, light, alarm")
    OTHER = "other", N_("Something else")


class Severity(Term):
    """How grave the invigilator judges it; what follows is decided elsewhere."""

    MINOR = "minor", N_("Minor")
    SERIOUS = "serious", N_("Serious")
    GRAVE = "grave", N_("Grave")


class SignalKind(Term):
    """What a candidate's page reports of itself."""

    FOCUS_LOST = "focus_lost", N_("Left the examination's window")
    RECONNECTED = "reconnected", N_("Was without network")
    SECOND_TAB = "second_tab", N_("Opened the examination twice")
    RELOADED = "reloaded", N_("Loaded the page again")


class CaseAbout(Term):
    """What a case is about; who is concerned follows from it."""

    CANDIDATE = "candidate", N_("One candidate")
    PAIR = "pair", N_("Two candidates")
    INVIGILATOR = "invigilator", N_("An invigilator")
    ROOM = "room", N_("A room")
    UNIT = "unit", N_("A unit")


class CaseState(Term):
    BEING_READ = "being_read", N_("Two readers look at it")
    TO_DECIDE = "to_decide", N_("To be decided")
    DECIDED = "decided", N_("Decided")


class ReaderView(Term):
    """What a reader of a case thinks; not a decision."""

    EXPLAINED = "explained", N_("There is an innocent explanation")
    NOT_ENOUGH = "not_enough", N_("The evidence is not enough")
    CONVINCING = "convincing", N_("The evidence convinces me")


class CaseOutcome(Term):
    """How a case ends. Only UPHELD can have a consequence, and that is an act of its own."""

    EXPLAINED = "explained", N_("Explained: no misconduct")
    UNPROVEN = "unproven", N_("Unproven: nothing follows")
    UPHELD = "upheld", N_("Upheld: misconduct found")


class FollowUp(Term):
    """What a unit does after a failed assessment (Regulation art. 19; domain.md 2.2)."""

    TRAINED_AGAIN = "trained_again", N_("Trained again, assessed again by a date")
    OTHER_DUTIES = "other_duties", N_("On other duties until assessed again")
    CONTRACT_ENDED = "contract_ended", N_("Contract ended by law (Regulation art. 19)")
    NO_MEASURE = "no_measure", N_("No measure, for a reason")


class ReplyChannel(Term):
    """How a concerned person replied."""

    ONLINE = "online", N_("with the slip, on this site")
    IN_PERSON = "in_person", N_("in person")
    ON_PAPER = "on_paper", N_("on paper")


class ConsequenceKind(Term):
    """What can follow from a case that was upheld; which of them fits depends on what the case is about."""

    ANNUL_RESULT = "annul_result", N_("The result is annulled")
    ANNUL_ROOM = "annul_room", N_("All results of the room are annulled")
    BAR_FROM_DUTY = "bar_from_duty", N_("Barred from duty as invigilator")
    INTERVIEW = "interview", N_("Interview of the head of the unit")
    CRITICISM = "criticism", N_("Notice of criticism")


class CertificateStatus(Term):
    """The ends of a certificate (certificate-format 5); SUSPENDED is not in the CN profile."""

    VALID = "valid", N_("Valid")
    REVOKED = "revoked", N_("Revoked")
    WITHDRAWN = "withdrawn", N_("Withdrawn")
    CANCELLED = "cancelled", N_("Cancelled")
    REPLACED = "replaced", N_("Replaced")


class SignInOutcome(Term):
    SUCCEEDED = "succeeded", N_("Signed in")
    FAILED = "failed", N_("Refused")
    THROTTLED = "throttled", N_("Too many tries")


class VerdictName(Term):
    """What a check found, named for the journal; the values are those of ``certificates.VerdictKind``."""

    GENUINE = "GENUINE", N_("genuine")
    NOT_YET_VALID = "NOT_YET_VALID", N_("not yet valid")
    EXPIRED = "EXPIRED", N_("expired")
    REVOKED = "REVOKED", N_("revoked")
    WITHDRAWN = "WITHDRAWN", N_("withdrawn")
    CANCELLED = "CANCELLED", N_("cancelled")
    REPLACED = "REPLACED", N_("replaced")
    SUSPENDED = "SUSPENDED", N_("suspended")
    FORGED = "FORGED", N_("forged")
    UNKNOWN_ISSUER = "UNKNOWN_ISSUER", N_("issuer not known")
    UNREADABLE = "UNREADABLE", N_("not readable")
