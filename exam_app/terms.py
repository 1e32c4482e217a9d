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
    NO_LABOUR_CONTRACT = "no_labour_contract", N_("Guards without a labour contract in force")
    PAID_ELSEWHERE = "paid_elsewhere", N_("Guards paid by another unit")
    UNPAID = "unpaid", N_("Guards on duty, not on the payroll")
    NOT_ON_ROSTER = "not_on_roster", N_("Paid, but not on the roster")
    PAID_UNCERTIFIED = "paid_uncertified", N_("Paid as guards without a certificate in force")


class LabourContractKind(Term):
    """Kinds of labour contracts (Labour Contract Law art. 12)."""

    FIXED = "fixed", N_("Fixed term")
    OPEN = "open", N_("Without fixed term")
    TASK = "task", N_("Until a task is done")


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


class OutlineLevel(Term):
    """The five levels of the trade, as courses are held for them (vocational standard 4-07-05-01)."""

    JUNIOR = "junior", N_("Level 5, junior")
    INTERMEDIATE = "intermediate", N_("Level 4, intermediate")
    SENIOR = "senior", N_("Level 3, senior")
    TECHNICIAN = "technician", N_("Level 2, technician")
    SENIOR_TECHNICIAN = "senior_technician", N_("Level 1, senior technician")


class LevelRoute(Term):
    """By what somebody may be nominated for a vocational level (vocational standard 4-07-05-01, 2019)."""

    TRADE = "trade", N_("Years in the trade")
    EX_CONSCRIPT = "ex_conscript", N_("Former conscript")
    LOWER_LEVEL = "lower_level", N_("Certificate of the level below, and years since")
    RELATED = "related", N_("Years in the trade or in related work")


class ProofKind(Term):
    """What shows that somebody was in a lesson. Each proves a moment, none of them a class hour by itself."""

    ARRIVED = "arrived", N_("Code scanned at the start")
    LEFT = "left", N_("Code scanned at the end")
    ROLL_CALL = "roll_call", N_("Seen in a roll call")
    TRAINER = "trainer", N_("Confirmed by the trainer")


class RollCallState(Term):
    """How a lesson stands to its roll call, which is asked for at a moment that nobody knows before."""

    NOT_YET = "not_yet", N_("Not asked for yet")
    ASKED = "asked", N_("Asked for now")
    TAKEN = "taken", N_("Photographed")
    TAKEN_LATE = "taken_late", N_("Photographed late")
    MISSING = "missing", N_("No picture")
    NOT_ASKED = "not_asked", N_("Entered afterwards, not asked for")


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
    COMPLETED = "completed", N_("Completed, certificate issued")
    ENDED = "ended", N_("Ended with the certificate")


class ReviewAct(Term):
    """One step of a registration. The state follows from the last one."""

    SUBMIT = "submit", N_("Submitted")
    RETURN = "return", N_("Returned")
    COUNTY_PASS = "county_pass", N_("Passed by the county")
    APPROVE = "approve", N_("Approved by the city")
    REFUSE = "refuse", N_("Refused by the city")
    COMPLETE = "complete", N_("Certificate issued")
    END = "end", N_("Certificate ended")


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
    IDENTITY_MISSING = "identity_missing", N_("The copy of the identity card is missing. Hand in both sides.")
    FORM_MISSING = "form_missing", N_("The signed registration form is missing. Print it, have it signed, hand it in.")


class PhotoRemark(Term):
    """What should be better in a photo (``certificates.photo_quality.FindingKind``); each says how to repair it."""

    TWO_FACES = "two_faces", N_("There is more than one face. Take a photo of this person alone.")
    FAR_TOO_BLURRED = "far_too_blurred", N_("The photo is far too blurred. Hold the camera still and take it again.")
    FAR_TOO_DARK = "far_too_dark", N_("The face is far too dark. Take the photo again facing a window.")
    NO_FACE = "no_face", N_("No face was found. If the face is whole, upright and from the front, keep the photo.")
    BLURRED = "blurred", N_("The face is a little blurred. Hold the camera still and take it again.")
    DARK = "dark", N_("The face is rather dark. Take the photo again facing a window.")
    BURNT = "burnt", N_("Parts of the face are white from too much light. Take it again without flash or sun.")
    SMALL_FACE = "small_face", N_("The face is too small: move closer, or crop. It should fill half the height.")
    LARGE_FACE = "large_face", N_("The face is too large: step back. Hair and shoulders should be in the picture.")
    OFF_CENTRE = "off_centre", N_("The face is not in the middle. Crop so that it is.")
    HIGH_OR_LOW = "high_or_low", N_("The face is too high or too low. Leave a little room above the hair.")
    TILTED = "tilted", N_("The head is tilted. Hold it, or the camera, upright.")
    DARK_GROUND = "dark_ground", N_("The background is dark. Use a plain white or light wall.")
    BUSY_GROUND = "busy_ground", N_("The background is busy. Use a plain white or light wall.")
    GREY = "grey", N_("The photo has no colour. Take one in colour.")
    COARSE = "coarse", N_("The photo was compressed too much. Send the camera's file, not the one from a chat.")


class PaperKind(Term):
    """What an applicant hands in, in the order of Order 112 art. 20."""

    IDENTITY = "identity", N_("Identity card, both sides")
    MEDICAL = "medical", N_("Medical certificate")
    SCHOOLING = "schooling", N_("Proof of schooling")
    FORM = "form", N_("Signed registration form")


class PaperRemark(Term):
    """What should be better in the picture of a paper (``paper_files.PaperFinding``); each says how to repair it."""

    SMALL = "small", N_("The picture is small; fine print may not be readable. Scan it, or take it from closer.")
    DARK = "dark", N_("The picture is dark. Take it again in daylight.")
    BLURRED = "blurred", N_("The picture is blurred. Lay the paper flat and hold the camera still.")


class Gap(Term):
    """What an application still lacks (Order 112 art. 20; Regulation art. 16), in the order it is asked for."""

    PHOTO = "photo", N_("Photo")
    IDENTITY = "identity", N_("Identity card")
    MEDICAL = "medical", N_("Medical certificate")
    SCHOOLING = "schooling", N_("Proof of schooling")
    FORM = "form", N_("Signed form")
    BIOMETRICS = "biometrics", N_("Fingerprints")


class FullView(Term):
    """Why somebody is shown a full ID number or telephone."""

    COMPARE = "compare", N_("to compare it with the card")
    CALL = "call", N_("to call the person")
    FORM = "form", N_("for a printed form")


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


class PreRegistrationState(Term):
    """What became of a registration from home."""

    WAITING = "waiting", N_("Waiting for the papers")
    TAKEN_UP = "taken_up", N_("Taken up by the county")
    WITHDRAWN = "withdrawn", N_("Withdrawn by the person")
    REPLACED = "replaced", N_("Replaced by a newer one")
    VOID = "void", N_("Void, the papers did not come in time")


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


class AppealState(Term):
    """Where a request to check a score is."""

    APPEALED = "appealed", N_("Waits for the second marker")
    REMARKED = "remarked", N_("Marked a second time")
    PROPOSED = "proposed", N_("Decision proposed")
    FINAL = "final", N_("Decided")


class AppealOutcome(Term):
    """What a request to check a score came to."""

    UPHELD = "upheld", N_("The result stands")
    CHANGED = "changed", N_("The result is changed")


class MarkedAgainFor(Term):
    """Why a paper was marked again after its first result."""

    KEY_CORRECTION = "key_correction", N_("A key was corrected")
    HELD_ANSWERS = "held_answers", N_("Held answers came to count")
    APPEAL = "appeal", N_("A score appeal was decided")


class AppealChannel(Term):
    """How it was asked for."""

    OWN_PAGE = "own_page", N_("On the own page")
    IN_PERSON = "in_person", N_("In person at the desk")


class ItemView(Term):
    """What a second marker says of one item of the paper."""

    CONFIRMED = "confirmed", N_("Rightly marked")
    WRONG_KEY = "wrong_key", N_("The key is wrong")


class ExamSessionState(Term):
    PLANNED = "planned", N_("Being planned")
    PUBLISHED = "published", N_("Published")
    RUNNING = "running", N_("Running")
    SUSPENDED = "suspended", N_("Paused")
    CLOSED = "closed", N_("Closed")
    WITHDRAWN = "withdrawn", N_("Called off")


class SessionChangeKind(Term):
    """What becomes of a whole examination before it begins."""

    MOVE = "move", N_("Moved to another time")
    WITHDRAW = "withdraw", N_("Called off")


class SittingState(Term):
    IN_PROGRESS = "in_progress", N_("Answering")
    PAUSED = "paused", N_("Paused")
    HELD_BACK = "held_back", N_("Waits for the decision on an outage")
    """Time was up while an outage of the room was not decided: it is closed when somebody has decided."""
    COLLECTED = "collected", N_("Answer sheet taken in")
    """On paper: handed in, and not typed yet."""
    SUBMITTED = "submitted", N_("Handed in")
    TIMED_OUT = "timed_out", N_("Closed at the deadline")


class HoldEnd(Term):
    """How it ended that a sitting was not closed at its deadline because of an outage."""

    CREDITED = "credited", N_("The lost time was given back")
    REFUSED = "refused", N_("No time was given back")
    LAPSED = "lapsed", N_("Nobody decided in time")


class EventKind(Term):
    """What a saved event of a candidate changes (exam-delivery 2.2)."""

    SET = "set", N_("Answer")
    MARK = "mark", N_("Mark for later")


class EvidenceLevel(Term):
    """What a saved change proves of when it was made (exam-delivery.md 2.4)."""

    IN_TIME = "in_time", N_("In time")
    DRAINED = "drained", N_("Delivered after the deadline, made before it")
    WRITTEN = "written", N_("Written on the answer sheet, typed by two people")
    HELD = "held", N_("Taken from a computer afterwards")
    LATE = "late", N_("After the deadline")

    @property
    def counts(self) -> bool:
        """Whether it counts without anybody's decision."""
        return self in (EvidenceLevel.IN_TIME, EvidenceLevel.DRAINED, EvidenceLevel.WRITTEN)


class KeptEffect(Term):
    """What an answer that was kept on a computer means beside what the server held of its question."""

    NEW = "new", N_("New")
    CHANGED = "changed", N_("Changed")
    SAME = "same", N_("The same")
    OVERTAKEN = "overtaken", N_("Answered again at the new seat")


class AccommodationKind(Term):
    """What a candidate may need to be examined on equal terms; each is approved by a second person."""

    EXTRA_TIME = "extra_time", N_("Extra time")
    OWN_ROOM = "own_room", N_("A room of one's own")
    READER = "reader", N_("A reader beside the candidate")


class PaperReason(Term):
    """Why a candidate answers on printed paper."""

    NO_SCREEN = "no_screen", N_("Cannot work at a screen")
    POWER = "power", N_("No power or no network in the room")
    COMPUTERS = "computers", N_("The computers have failed, or there are too few")
    OTHER = "other", N_("Another reason")


class IdentityOutcome(Term):
    """What comparing face, card and ticket showed."""

    SAME = "same", N_("The right person")
    DOUBTFUL = "doubtful", N_("In doubt")


class CheckInWay(Term):
    """How an invigilator found the candidate who came."""

    TICKET = "ticket", N_("By the ticket")
    NUMBER = "number", N_("By ID number or name")
    LIST = "list", N_("On the list")


class CheckInOutcome(Term):
    """What became of an arrival at the door of the room."""

    ARRIVED = "arrived", N_("Checked in")
    LATE = "late", N_("Checked in, late")
    AGAIN = "again", N_("Checked in before")
    TOO_LATE = "too_late", N_("Too late, not admitted")
    BARRED = "barred", N_("Not eligible, not admitted")
    REFUSED = "refused", N_("Refused by two people, not admitted")


class EntryGround(Term):
    """Why two people do not let a candidate in."""

    IDENTITY = "identity", N_("Is not the person of the ID card and the ticket")
    NO_CARD = "no_card", N_("Has no valid ID card, and nothing that replaces it")
    FORBIDDEN = "forbidden", N_("Does not give up what is forbidden in the room")
    CONDUCT = "conduct", N_("Drunk, violent, or disturbs the order")
    OTHER = "other", N_("Another reason, as written")


class IncidentKind(Term):
    """What an invigilator reports (exam-delivery 3.1)."""

    EQUIPMENT = "equipment", N_("Computer or network")
    CONDUCT = "conduct", N_("Talking, looking, signs")
    MATERIAL = "material", N_("Phone, notes, earpiece")
    IMPERSONATION = "impersonation", N_("Somebody else in the seat")
    ILLNESS = "illness", N_("Illness or distress")
    DISTURBANCE = "disturbance", N_("Noise, light, alarm")
    OTHER = "other", N_("Something else")


class IncidentFileKind(Term):
    """What can be kept beside the words of an incident."""

    PHOTO = "photo", N_("Photo")
    VOICE = "voice", N_("Voice note")


class VisitDefect(Term):
    """What a roving inspector finds wrong in a room; none of them: everything is in order."""

    STAFF = "staff", N_("An invigilator is missing or does something else")
    IDENTITY = "identity", N_("Faces and cards are not compared")
    SEATING = "seating", N_("Somebody sits elsewhere than planned")
    CONDUCT = "conduct", N_("Talking, signs or forbidden things")
    EQUIPMENT = "equipment", N_("Computers, power or network")
    PREMISES = "premises", N_("Noise, light, ways out, notices on the wall")
    RECORD = "record", N_("Incidents or alerts are not noted")
    OTHER = "other", N_("Another defect")


class RehearsalKind(Term):
    """What was tried in a room before its examination."""

    SEATS = "seats", N_("Every computer tried")
    POWER_CUT = "power_cut", N_("Power-cut drill")


class RoomMomentKind(Term):
    """When the head of a room's ledger is signed for its record sheet (exam-delivery 3.2)."""

    OPENED = "opened", N_("Room opened")
    STARTED = "started", N_("Examination began")
    CLOSED = "closed", N_("Room closed")


class SeatMoveReason(Term):
    """Why a candidate goes on at another computer."""

    COMPUTER = "computer", N_("The computer has failed")
    POWER = "power", N_("No power or no network at this seat")
    STARTED_ANEW = "started_anew", N_("The computer was started anew and asks to sign in")
    PLACE = "place", N_("Light, noise, or who sits beside")
    OTHER = "other", N_("Another reason")


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


class AlertCause(Term):
    """What the site noticed at a seat that somebody has to look into, the gravest first."""

    SECOND_BROWSER = "second_browser", N_("Opened in a second browser")
    EQUIVOCATED = "equivocated", N_("Another answer under a number already used")
    SILENT = "silent", N_("Silent for more than 45 seconds")
    DOUBTFUL = "doubtful", N_("Person in doubt")
    LATE = "late", N_("Answers came after time was up")
    REPLACED = "replaced", N_("Answers came from a computer that was replaced")
    LEFT_WINDOW = "left_window", N_("Left the examination's window")


class AlertFound(Term):
    """What somebody found who looked into an alert."""

    NOTHING = "nothing", N_("Nothing wrong: a slip or a message of the computer")
    TECHNICAL = "technical", N_("Computer, power or network")
    ADMONISHED = "admonished", N_("The candidate was told to stop it")
    INCIDENT = "incident", N_("Noted as an incident")


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


class NoticeKind(Term):
    """What a person is told of (Order 112 art. 21 and 23)."""

    RETURNED = "returned", N_("Registration returned")
    PASSED_ON = "passed_on", N_("Registration passed on to the city")
    APPROVED = "approved", N_("Registration approved")
    REFUSED = "refused", N_("Registration refused")
    TICKET_READY = "ticket_ready", N_("Ticket ready")
    RESULT_OUT = "result_out", N_("Result released")
    CERTIFICATE_READY = "certificate_ready", N_("Certificate ready")
    IDENTITY_SETTLED = "identity_settled", N_("Identity settled")
    SESSION_MOVED = "session_moved", N_("Examination moved")
    SESSION_WITHDRAWN = "session_withdrawn", N_("Examination withdrawn")
    RESULT_CORRECTED = "result_corrected", N_("Result corrected")
    ROOM_MOVED = "room_moved", N_("Room of the examination moved")
    APPEAL_DECIDED = "appeal_decided", N_("Score appeal decided")


class NoticeState(Term):
    """Where a notice is on its way to the person; what needs somebody first."""

    FAILED = "failed", N_("Not delivered")
    WAITING = "waiting", N_("Waiting in the outbox")
    HANDED_OVER = "handed_over", N_("Handed over")
    DELIVERED = "delivered", N_("Delivered")


class NoticeAct(Term):
    """What is done with a notice."""

    HAND_OVER = "hand_over", N_("Handed over")
    DELIVER = "deliver", N_("Delivered")
    FAIL = "fail", N_("Not delivered")
    AGAIN = "again", N_("Put back into the outbox")


class NoticeChannel(Term):
    """By what a notice leaves the office: a person carries each of them out of this system."""

    GATEWAY = "gateway", N_("File for the message gateway")
    LETTERS = "letters", N_("Printed slips")
    CLERK = "clerk", N_("By telephone")


class HandoverTo(Term):
    """Who takes a certificate at a desk."""

    HOLDER = "holder", N_("The holder, ID card looked at")
    REPRESENTATIVE = "representative", N_("A representative with a letter of authority")
    UNIT = "unit", N_("The clerk of the training unit")


class CardReading(Term):
    """Whether the code of a card was read back before it was handed over."""

    READ = "read", N_("Read back")
    NOT_READ = "not_read", N_("Could not be read")


class Language(Term):
    """The language of a text that is written for one person."""

    ZH_HANS = "zh_Hans", "简体中文"
    ZH_HANT = "zh_Hant", "繁體中文"
    EN = "en", "English"


class TableSubject(Term):
    """What the rows of another system's table are about."""

    PEOPLE = "people", N_("People to be trained or registered")
    UNITS = "units", N_("Units with their filings")
    GATEWAY_ANSWERS = "gateway_answers", N_("Answers of a message gateway")
    REGISTRATIONS = "registrations", N_("Approved registrations of an examination")
    RESULTS = "results", N_("Released results of an examination")
    CERTIFICATES = "certificates", N_("Certificates issued after an examination")


class Direction(Term):
    """Whether a table comes in or goes out."""

    READ = "read", N_("read")
    WRITE = "write", N_("written")


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


class ComponentKind(Term):
    """What an examination consists of; each is passed by itself (domain.md 3)."""

    THEORY = "theory", N_("Theory")
    SKILLS = "skills", N_("Skills")
    PHYSICAL = "physical", N_("Physical test")


class MakeUpGround(Term):
    """Why an attempt is made up for and counts as none: the right to a resit is decided (exam-delivery.md 2.6)."""

    OUTAGE = "outage", N_("Outage or fault of the examination office")
    EXCUSED = "excused", N_("Absent with an accepted excuse")
    ANNULLED = "annulled", N_("Annulled without own fault")


class FeeKind(Term):
    """What a fee is for (Order 112 art. 20; standards by province under 发改价格〔2011〕2333号)."""

    THEORY = "theory", N_("Theory examination")
    SKILLS = "skills", N_("Skills examination")
    PHYSICAL = "physical", N_("Physical test")
    THEORY_RESIT = "theory_resit", N_("Theory, resit")
    SKILLS_RESIT = "skills_resit", N_("Skills, resit")
    PHYSICAL_RESIT = "physical_resit", N_("Physical test, resit")
    CERTIFICATE = "certificate", N_("Certificate, first issue")
    REPLACEMENT = "replacement", N_("Replacement of a certificate")


class FeeState(Term):
    """How a fee stands; stored for the lists, and changed only by acts that are kept."""

    OWED = "owed", N_("Not paid yet")
    FREE = "free", N_("Nothing to pay")
    PAID = "paid", N_("Paid")
    WAIVED = "waived", N_("Waived")
    REFUNDED = "refunded", N_("Refunded")
    DROPPED = "dropped", N_("No longer owed")


class FeeMethod(Term):
    """How money came in. The receipt itself is written by the finance system."""

    CASH = "cash", N_("Cash at the desk")
    SLIP = "slip", N_("Non-tax payment slip")
    UNIT = "unit", N_("A unit pays for many")


class FeeReliefKind(Term):
    """What takes a reason and two people."""

    WAIVER = "waiver", N_("Waive the fee")
    REFUND = "refund", N_("Pay it back")
    MISTAKE = "mistake", N_("The receipt was entered by mistake")
