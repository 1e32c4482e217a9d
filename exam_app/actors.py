"""Who acts: roles, the acts each role may do, and the actor of one piece of work. No database, no Flask."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from exam_app.terms import N_, Term


class Role(Term):
    ADMINISTRATOR = "administrator", N_("Administrator")
    TRAINING_CLERK = "training_clerk", N_("Training-unit clerk")
    TRAINER = "trainer", N_("Trainer")
    EMPLOYER_CLERK = "employer_clerk", N_("Guard-unit clerk")
    COUNTY_REVIEWER = "county_reviewer", N_("County reviewer")
    CITY_EXAM_OFFICER = "city_exam_officer", N_("City examination officer")
    ISSUER = "issuer", N_("Issuer")
    INVIGILATOR = "invigilator", N_("Invigilator")
    CANDIDATE = "candidate", N_("Candidate")
    GUARD = "guard", N_("Guard")
    """A person with a study card: practises, and sits no examination by it."""
    CONCERNED = "concerned", N_("Person concerned")
    """Somebody with a slip of a case: reads how it stands, and replies."""
    APPLICANT = "applicant", N_("Applicant")
    """Somebody with a slip of the county: reads how the own application stands, at home."""
    PATROL_OFFICER = "patrol_officer", N_("Patrol officer")
    AUDITOR = "auditor", N_("Auditor")
    PUBLIC = "public", N_("Visitor")
    GATE = "gate", N_("Sign-in desk")
    """The site itself at its own door: knows accounts, sessions and who registers from home, nothing else."""
    CLERKLESS = "clerkless", N_("The system")
    """The site's own scheduled acts: closing a sitting at its deadline, publishing the status list."""
    INGEST = "ingest", N_("Door for answers")
    """The site itself taking in what candidates' pages send: reaches the sittings whose leases came with it."""


STAFF_ROLES = (
    Role.ADMINISTRATOR,
    Role.TRAINING_CLERK,
    Role.TRAINER,
    Role.EMPLOYER_CLERK,
    Role.COUNTY_REVIEWER,
    Role.CITY_EXAM_OFFICER,
    Role.ISSUER,
    Role.INVIGILATOR,
    Role.PATROL_OFFICER,
    Role.AUDITOR,
)


class Permission(StrEnum):
    SIGN_IN = "sign_in"
    BOOTSTRAP = "bootstrap"
    MANAGE_PLACES = "manage_places"
    MANAGE_ACCOUNTS = "manage_accounts"
    CHANGE_OWN_PASSWORD = "change_own_password"
    TRAIN = "train"
    TEACH = "teach"
    ATTEND = "attend"
    REGISTER = "register"
    EMPLOY = "employ"
    REVIEW = "review"
    APPROVE = "approve"
    MANAGE_BANK = "manage_bank"
    SCHEDULE = "schedule"
    SIT = "sit"
    INVIGILATE = "invigilate"
    GRANT_TIME = "grant_time"
    SCREEN = "screen"
    JUDGE_CASES = "judge_cases"
    REPLY = "reply"
    APPLY = "apply"
    STUDY = "study"
    CLOSE_EXPIRED = "close_expired"
    ENTER_SHEETS = "enter_sheets"
    MARK = "mark"
    RELEASE = "release"
    ISSUE = "issue"
    CHANGE_STATUS = "change_status"
    PUBLISH_LISTS = "publish_lists"
    CHECK_CERTIFICATE = "check_certificate"
    LOOK_UP = "look_up"
    LOOK_THROUGH = "look_through"
    AUDIT = "audit"
    SIGN_LEDGERS = "sign_ledgers"
    KEEP_REGISTRY = "keep_registry"
    READ_REGISTRY = "read_registry"
    SEND_NOTICES = "send_notices"
    RULE_NOTICES = "rule_notices"
    STATE_MAPPINGS = "state_mappings"
    WRITE_TABLES = "write_tables"
    PRE_REGISTER = "pre_register"
    KEEP_FEES = "keep_fees"
    HAND_OVER = "hand_over"
    INGEST = "ingest"


PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.MANAGE_PLACES,
            Permission.MANAGE_ACCOUNTS,
            Permission.KEEP_REGISTRY,
            Permission.CHANGE_OWN_PASSWORD,
        }
    ),
    Role.TRAINING_CLERK: frozenset({Permission.TRAIN, Permission.REGISTER, Permission.CHANGE_OWN_PASSWORD}),
    Role.TRAINER: frozenset({Permission.TEACH, Permission.CHANGE_OWN_PASSWORD}),
    Role.EMPLOYER_CLERK: frozenset({Permission.EMPLOY, Permission.CHANGE_OWN_PASSWORD}),
    Role.COUNTY_REVIEWER: frozenset(
        {
            Permission.REVIEW,
            Permission.KEEP_REGISTRY,
            Permission.SEND_NOTICES,
            Permission.WRITE_TABLES,
            Permission.KEEP_FEES,
            Permission.HAND_OVER,
            Permission.CHANGE_OWN_PASSWORD,
        }
    ),
    Role.CITY_EXAM_OFFICER: frozenset(
        {
            Permission.APPROVE,
            Permission.MANAGE_BANK,
            Permission.SCHEDULE,
            Permission.GRANT_TIME,
            Permission.SCREEN,
            Permission.LOOK_THROUGH,
            Permission.JUDGE_CASES,
            Permission.SEND_NOTICES,
            Permission.RULE_NOTICES,
            Permission.STATE_MAPPINGS,
            Permission.WRITE_TABLES,
            Permission.KEEP_FEES,
            Permission.ENTER_SHEETS,
            Permission.MARK,
            Permission.RELEASE,
            Permission.CHANGE_STATUS,
            Permission.PUBLISH_LISTS,
            Permission.READ_REGISTRY,
            Permission.CHANGE_OWN_PASSWORD,
        }
    ),
    Role.ISSUER: frozenset(
        {
            Permission.ISSUE,
            Permission.HAND_OVER,
            Permission.CHANGE_STATUS,
            Permission.PUBLISH_LISTS,
            Permission.WRITE_TABLES,
            Permission.CHANGE_OWN_PASSWORD,
        }
    ),
    Role.INVIGILATOR: frozenset({Permission.INVIGILATE, Permission.GRANT_TIME, Permission.CHANGE_OWN_PASSWORD}),
    Role.CANDIDATE: frozenset({Permission.SIT}),
    Role.GUARD: frozenset({Permission.STUDY, Permission.ATTEND}),
    Role.CONCERNED: frozenset({Permission.REPLY}),
    Role.APPLICANT: frozenset({Permission.APPLY}),
    Role.PATROL_OFFICER: frozenset({Permission.CHECK_CERTIFICATE, Permission.CHANGE_OWN_PASSWORD}),
    Role.AUDITOR: frozenset({Permission.AUDIT, Permission.READ_REGISTRY, Permission.CHANGE_OWN_PASSWORD}),
    Role.PUBLIC: frozenset({Permission.LOOK_UP}),
    Role.GATE: frozenset({Permission.SIGN_IN, Permission.BOOTSTRAP, Permission.PRE_REGISTER}),
    Role.CLERKLESS: frozenset(
        {
            Permission.CLOSE_EXPIRED,
            Permission.MARK,
            Permission.PUBLISH_LISTS,
            Permission.MANAGE_BANK,
            Permission.SIGN_LEDGERS,
            Permission.SCREEN,
            Permission.LOOK_THROUGH,
        }
    ),
    Role.INGEST: frozenset({Permission.INGEST}),
}


@dataclass(frozen=True)
class Actor:
    """One person in one role at one place; what a piece of work is done as.

    ``city_id`` is the six-digit division code of the organ whose rows are in reach; ``None`` only for the gate and
    for visitors, who reach named rows through named queries. ``person_id`` is the human being behind the account:
    two-person acts compare persons, never accounts.
    """

    role: Role
    name: str = ""
    city_id: str | None = None
    person_id: UUID | None = None
    account_id: UUID | None = None
    authority_id: UUID | None = None
    county_id: UUID | None = None
    training_unit_id: UUID | None = None
    guard_unit_id: UUID | None = None
    centre_id: UUID | None = None
    booking_id: UUID | None = None
    study_card_id: UUID | None = None
    case_slip_id: UUID | None = None
    applicant_slip_id: UUID | None = None
    sitting_ids: frozenset[UUID] = frozenset()
    """The sittings that the door for answers reaches."""
    place_name: str = ""

    @property
    def permissions(self) -> frozenset[Permission]:
        return PERMISSIONS[self.role]

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions


GATE = Actor(Role.GATE, "gate")
VISITOR = Actor(Role.PUBLIC, "visitor")


def the_gate(city_id: str) -> Actor:
    """The gate of one city: what sets a site up before anybody has an account."""
    return Actor(Role.GATE, "gate", city_id=city_id)


def the_system(city_id: str) -> Actor:
    """The site acting for itself in one city, for acts that no person orders (a deadline passing)."""
    return Actor(Role.CLERKLESS, "system", city_id=city_id)


def the_door(city_id: str, sitting_ids: Iterable[UUID]) -> Actor:
    """The door for answers, for what came with these sittings' leases."""
    return Actor(Role.INGEST, "door", city_id=city_id, sitting_ids=frozenset(sitting_ids))
