"""Who may see which rows: one rule per model, applied to every ORM statement by a session event.

A session without a scope raises :class:`ScopeMissing`. A model has a line in :data:`RULES` or is on :data:`OPEN`.
A rule maps roles to conditions; a role that is not named sees nothing, so a foreign row is *not found*, never
*forbidden* (architecture B4). Every condition is joined with the actor's city.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, event, exists, false, or_, select, true
from sqlalchemy.orm import (
    LoaderCriteriaOption,
    ORMExecuteState,
    Session,
    aliased,
    sessionmaker,
)
from sqlalchemy.sql import visitors

from exam_app.actors import STAFF_ROLES, Actor, Role
from exam_app.db import Base, take_write_lock
from exam_app.journal import JournalEntry, JournalText, Ledger, LedgerCheckpoint
from exam_app.models import (
    Account,
    Assessment,
    AssessmentPlan,
    Authority,
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
    Course,
    DutyBar,
    Employment,
    Enrolment,
    ExamCentre,
    ExamSession,
    GuardUnit,
    IdentityCheck,
    IdentityQuestion,
    Incident,
    Invigilation,
    ItemPublication,
    ItemVersion,
    Lease,
    MockPaper,
    Person,
    Photo,
    Post,
    PostCheck,
    PracticeAnswer,
    PublishedKey,
    PublishedList,
    Registration,
    RegistrationStep,
    Response,
    Result,
    ResultAnnulment,
    ResultRelease,
    RoleGrant,
    Room,
    RoomSignature,
    RosterDraft,
    Screening,
    Seat,
    Signal,
    SignInAttempt,
    Sitting,
    StatusChange,
    StudyCard,
    TimeExtension,
    TrainingRecord,
    TrainingUnit,
    WebSession,
)
from exam_app.terms import CaseState
from question_bank import Pool

SCOPE = "watchword_scope"

Condition = Callable[[Actor], ColumnElement[bool]]


class ScopeMissing(RuntimeError):
    """A statement without a scope: a programming error, raised before anything is read."""


class OutsideScope(RuntimeError):
    """A row was about to be written outside the actor's city or place: a programming error."""


@dataclass(frozen=True)
class Scope:
    """Fixed when a session opens, never changed. ``everything`` lifts the places but only for reading."""

    actor: Actor
    everything: bool = False


OPEN: frozenset[type[Base]] = frozenset({SignInAttempt})
"""Models of no city, each with its reason: SignInAttempt keeps keyed hashes only and is read by the gate's count."""


# -- conditions ---------------------------------------------------------------------------------------------------
# Every EXISTS has its own alias, so that it never captures a row of the statement it narrows.


def anyone(actor: Actor) -> ColumnElement[bool]:
    return true()


def _about_nobody(actor: Actor) -> ColumnElement[bool]:
    return JournalEntry.about_person_id.is_(None)


def _same(column: Any, attribute: str) -> Condition:
    def condition(actor: Actor) -> ColumnElement[bool]:
        value: UUID | None = getattr(actor, attribute)
        if value is None:
            return false()
        matches: ColumnElement[bool] = column == value
        return matches

    return condition


def _through(column: Any, parent: type[Any], condition: Callable[[Any, Actor], ColumnElement[bool]]) -> Condition:
    """The row's ``column`` names a row of ``parent`` for which ``condition`` holds."""

    def through(actor: Actor) -> ColumnElement[bool]:
        row = aliased(parent, flat=True)
        return exists(
            select(row.id)
            .where(row.city_id == column.class_.city_id, row.id == column, condition(row, actor))
            .correlate(column.class_)
        )

    return through


Tie = Enrolment | Employment | Registration | IdentityQuestion
"""What binds a person to a place."""


def _tied(row: Any, person_column: Any, tie: type[Tie], place: str, actor: Actor) -> ColumnElement[bool]:
    """A row of ``tie`` binds the person of ``row`` to the actor's ``place``."""
    bond = aliased(tie)
    return exists(
        select(bond.id)
        .where(
            bond.city_id == row.city_id, bond.person_id == person_column, getattr(bond, place) == getattr(actor, place)
        )
        .correlate(row)
    )


def _enrolled_here(person_column: Any) -> Condition:
    """The person attends a course of the actor's training unit."""
    return lambda actor: _tied(person_column.class_, person_column, Enrolment, "training_unit_id", actor)


def _employed_here(person_column: Any) -> Condition:
    """The person works, or worked, for the actor's guard unit."""
    return lambda actor: _tied(person_column.class_, person_column, Employment, "guard_unit_id", actor)


def _registered_here(person_column: Any) -> Condition:
    """The person has, or had, a registration at the actor's county."""
    return lambda actor: _tied(person_column.class_, person_column, Registration, "county_id", actor)


def _asked_here(person_column: Any) -> Condition:
    """The county has to settle whose ID number it is."""
    return lambda actor: _tied(person_column.class_, person_column, IdentityQuestion, "county_id", actor)


def _employed_in_my_county(person_column: Any) -> Condition:
    """The person is on the roster of a guard unit of the actor's county, which supervises it (Regulation art. 3)."""

    def condition(actor: Actor) -> ColumnElement[bool]:
        stay, unit = aliased(Employment), aliased(GuardUnit)
        return exists(
            select(stay.id)
            .join(unit, (unit.city_id == stay.city_id) & (unit.id == stay.guard_unit_id))
            .where(
                stay.city_id == person_column.class_.city_id,
                stay.person_id == person_column,
                unit.county_id == actor.county_id,
            )
            .correlate(person_column.class_)
        )

    return condition


def _acted_here(person_column: Any) -> Condition:
    """The person took a step on an application at the actor's county: colleagues see who decided, and when."""

    def condition(actor: Actor) -> ColumnElement[bool]:
        step, application = aliased(RegistrationStep), aliased(Registration)
        return exists(
            select(step.id)
            .join(application, (application.city_id == step.city_id) & (application.id == step.registration_id))
            .where(
                step.city_id == person_column.class_.city_id,
                step.by_person_id == person_column,
                application.county_id == actor.county_id,
            )
            .correlate(person_column.class_)
        )

    return condition


def _invigilates(actor: Actor) -> ColumnElement[bool]:
    """The account holds, or held, a grant as invigilator: whom the city can assign, and whose conflicts it checks."""
    grant = aliased(RoleGrant)
    return exists(
        select(grant.id)
        .where(grant.city_id == Account.city_id, grant.account_id == Account.id, grant.role == Role.INVIGILATOR)
        .correlate(Account)
    )


def _in_my_room(session_column: Any, room_column: Any) -> Condition:
    """The actor supervises that room in that examination."""

    def condition(actor: Actor) -> ColumnElement[bool]:
        duty = aliased(Invigilation)
        return exists(
            select(duty.id)
            .where(
                duty.city_id == session_column.class_.city_id,
                duty.exam_session_id == session_column,
                duty.room_id == room_column,
                duty.person_id == actor.person_id,
            )
            .correlate(session_column.class_)
        )

    return condition


def _seated_with_me(person_column: Any) -> Condition:
    """The person is booked into a room the actor supervises."""

    def condition(actor: Actor) -> ColumnElement[bool]:
        place, duty = aliased(Booking), aliased(Invigilation)
        return exists(
            select(place.id)
            .where(
                place.city_id == person_column.class_.city_id,
                place.person_id == person_column,
                duty.city_id == place.city_id,
                duty.exam_session_id == place.exam_session_id,
                duty.room_id == place.room_id,
                duty.person_id == actor.person_id,
            )
            .correlate(person_column.class_)
        )

    return condition


def _supervises_with_me(person_column: Any) -> Condition:
    """The person supervises a room together with the actor."""

    def condition(actor: Actor) -> ColumnElement[bool]:
        mine, theirs = aliased(Invigilation), aliased(Invigilation)
        return exists(
            select(theirs.id)
            .join(
                mine,
                (mine.city_id == theirs.city_id)
                & (mine.exam_session_id == theirs.exam_session_id)
                & (mine.room_id == theirs.room_id),
            )
            .where(
                theirs.city_id == person_column.class_.city_id,
                theirs.person_id == person_column,
                mine.person_id == actor.person_id,
            )
            .correlate(person_column.class_)
        )

    return condition


def _either(*conditions: Condition) -> Condition:
    def condition(actor: Actor) -> ColumnElement[bool]:
        first, *others = (one(actor) for one in conditions)
        for other in others:
            first = first | other
        return first

    return condition


def _own_sitting(row: Any, actor: Actor) -> ColumnElement[bool]:
    return and_(row.booking_id == actor.booking_id, row.person_id == actor.person_id)


def _booked_in_my_room(row: Any, actor: Actor) -> ColumnElement[bool]:
    duty = aliased(Invigilation)
    return exists(
        select(duty.id).where(
            duty.city_id == row.city_id,
            duty.exam_session_id == row.exam_session_id,
            duty.room_id == row.room_id,
            duty.person_id == actor.person_id,
        )
    )


def _person_enrolled(row: Any, actor: Actor) -> ColumnElement[bool]:
    return _tied(row, row.person_id, Enrolment, "training_unit_id", actor)


def _my_course(actor: Actor) -> ColumnElement[bool]:
    """The actor attends, or attended, the course."""
    link = aliased(Enrolment)
    return exists(
        select(link.id)
        .where(link.city_id == Course.city_id, link.course_id == Course.id, link.person_id == actor.person_id)
        .correlate(Course)
    )


def _i_stand_at(post_column: Any) -> Condition:
    """The actor is employed at the post."""

    def condition(actor: Actor) -> ColumnElement[bool]:
        stay = aliased(Employment)
        return exists(
            select(stay.id)
            .where(
                stay.city_id == post_column.class_.city_id,
                stay.post_id == post_column,
                stay.person_id == actor.person_id,
            )
            .correlate(post_column.class_)
        )

    return condition


def _concerns_others(case_column: Any) -> Condition:
    """The case is not about the actor: who is concerned neither reads nor decides it."""

    def condition(actor: Actor) -> ColumnElement[bool]:
        subject = aliased(CaseSubject)
        return ~exists(
            select(subject.id)
            .where(
                subject.city_id == case_column.class_.city_id,
                subject.case_id == case_column,
                subject.person_id == actor.person_id,
            )
            .correlate(case_column.class_)
        )

    return condition


def _own_view_until_both_are_filed(actor: Actor) -> ColumnElement[bool]:
    """A reader's view is seen by that reader alone until the second is filed."""
    case = aliased(Case)
    both = exists(
        select(case.id)
        .where(case.city_id == CaseReview.city_id, case.id == CaseReview.case_id, case.state != CaseState.BEING_READ)
        .correlate(CaseReview)
    )
    return or_(CaseReview.reader_id == actor.person_id, and_(both, _concerns_others(CaseReview.case_id)(actor)))


def _case_of_my_slip(case_column: Any) -> Condition:
    """The case about which the actor holds a slip."""

    def condition(actor: Actor) -> ColumnElement[bool]:
        slip = aliased(CaseSlip)
        return exists(
            select(slip.id)
            .where(
                slip.city_id == case_column.class_.city_id,
                slip.case_id == case_column,
                slip.id == actor.case_slip_id,
            )
            .correlate(case_column.class_)
        )

    return condition


def _signed_decision_about_me(actor: Actor) -> ColumnElement[bool]:
    """A decision is nobody's business before its second signature."""
    return and_(CaseDecision.second_at.is_not(None), _case_of_my_slip(CaseDecision.case_id)(actor))


def _decided_on_me(person_column: Any) -> Condition:
    """The person signed the decision about the actor: the letter names both signers."""

    def condition(actor: Actor) -> ColumnElement[bool]:
        decision, slip = aliased(CaseDecision), aliased(CaseSlip)
        return exists(
            select(decision.id)
            .join(slip, (slip.city_id == decision.city_id) & (slip.case_id == decision.case_id))
            .where(
                decision.city_id == person_column.class_.city_id,
                or_(decision.first_person_id == person_column, decision.second_person_id == person_column),
                decision.second_at.is_not(None),
                slip.id == actor.case_slip_id,
            )
            .correlate(person_column.class_)
        )

    return condition


def _consequence_for_me(actor: Actor) -> ColumnElement[bool]:
    """What was carried out and concerns the actor, or the whole room."""
    return and_(
        CaseConsequence.second_at.is_not(None),
        or_(CaseConsequence.slip_id == actor.case_slip_id, CaseConsequence.slip_id.is_(None)),
        _case_of_my_slip(CaseConsequence.case_id)(actor),
    )


def _person_employed(row: Any, actor: Actor) -> ColumnElement[bool]:
    return _tied(row, row.person_id, Employment, "guard_unit_id", actor)


def _person_registered(row: Any, actor: Actor) -> ColumnElement[bool]:
    return _tied(row, row.person_id, Registration, "county_id", actor)


def _may_be_studied(actor: Actor) -> ColumnElement[bool]:
    """An approved item of the practice pool: anybody may study it, of whatever city."""
    return and_(ItemVersion.pool == Pool.PRACTICE, ItemVersion.approved_by_id.is_not(None))


def _of_person(condition: Condition) -> Condition:
    """The photo belongs to a person for whom ``condition``, one of those on ``Person.id``, holds."""

    def through(actor: Actor) -> ColumnElement[bool]:
        return exists(
            select(Person.id)
            .where(Person.city_id == Photo.city_id, Person.photo_id == Photo.id, condition(actor))
            .correlate(Photo)
        )

    return through


def _unit_of_my_county(unit_column: Any, parent: type[Any] = TrainingUnit) -> Condition:
    """The unit, of either kind, belongs to the actor's county."""
    return _through(unit_column, parent, lambda unit, actor: unit.county_id == actor.county_id)


# -- rules --------------------------------------------------------------------------------------------------------

CITY_DESKS: Mapping[Role, Condition] = {Role.CITY_EXAM_OFFICER: anyone, Role.ISSUER: anyone, Role.AUDITOR: anyone}
EVERY_DESK: Mapping[Role, Condition] = {role: anyone for role in Role if role in (*STAFF_ROLES, Role.CLERKLESS)}
JUDGES = (Role.CITY_EXAM_OFFICER, Role.AUDITOR)
DOOR: Mapping[Role, Condition] = {Role.GATE: anyone}

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
        Role.EMPLOYER_CLERK: _same(Post.guard_unit_id, "guard_unit_id"),
        Role.PATROL_OFFICER: _same(Post.county_id, "county_id"),
        Role.COUNTY_REVIEWER: _either(
            _same(Post.county_id, "county_id"), _unit_of_my_county(Post.guard_unit_id, GuardUnit)
        ),
        Role.GUARD: _i_stand_at(Post.id),
    },
    Person: {
        **CITY_DESKS,
        **DOOR,
        Role.ADMINISTRATOR: anyone,
        Role.CLERKLESS: anyone,
        Role.TRAINING_CLERK: _either(_enrolled_here(Person.id), _same(Person.id, "person_id")),
        Role.EMPLOYER_CLERK: _either(_employed_here(Person.id), _same(Person.id, "person_id")),
        Role.COUNTY_REVIEWER: _either(
            _registered_here(Person.id),
            _asked_here(Person.id),
            _same(Person.id, "person_id"),
            _acted_here(Person.id),
            _employed_in_my_county(Person.id),
        ),
        Role.INVIGILATOR: _either(
            _seated_with_me(Person.id), _same(Person.id, "person_id"), _supervises_with_me(Person.id)
        ),
        Role.CANDIDATE: _same(Person.id, "person_id"),
        Role.GUARD: _same(Person.id, "person_id"),
        Role.CONCERNED: _either(_same(Person.id, "person_id"), _decided_on_me(Person.id)),
        Role.PATROL_OFFICER: _same(Person.id, "person_id"),
    },
    Photo: {
        **CITY_DESKS,
        Role.TRAINING_CLERK: _of_person(_enrolled_here(Person.id)),
        Role.EMPLOYER_CLERK: _of_person(_employed_here(Person.id)),
        Role.COUNTY_REVIEWER: _of_person(_registered_here(Person.id)),
        Role.INVIGILATOR: _of_person(_seated_with_me(Person.id)),
        Role.CANDIDATE: _of_person(_same(Person.id, "person_id")),
    },
    Account: {
        Role.ADMINISTRATOR: anyone,
        Role.AUDITOR: anyone,
        **DOOR,
        **{
            role: _same(Account.id, "account_id")
            for role in (
                Role.TRAINING_CLERK,
                Role.EMPLOYER_CLERK,
                Role.COUNTY_REVIEWER,
                Role.ISSUER,
                Role.PATROL_OFFICER,
            )
        },
        Role.INVIGILATOR: _either(_same(Account.id, "account_id"), _supervises_with_me(Account.person_id)),
        Role.CITY_EXAM_OFFICER: _either(_same(Account.id, "account_id"), _invigilates),
    },
    RoleGrant: {Role.ADMINISTRATOR: anyone, Role.AUDITOR: anyone, Role.CITY_EXAM_OFFICER: anyone, **DOOR},
    WebSession: {
        **{role: _same(WebSession.account_id, "account_id") for role in STAFF_ROLES},
        # The live room tells a silent browser from one that answers.
        Role.INVIGILATOR: _either(
            _same(WebSession.account_id, "account_id"), _through(WebSession.booking_id, Booking, _booked_in_my_room)
        ),
        Role.ADMINISTRATOR: anyone,
        **DOOR,
    },
    IdentityQuestion: {
        Role.AUDITOR: anyone,
        Role.COUNTY_REVIEWER: _same(IdentityQuestion.county_id, "county_id"),
        Role.TRAINING_CLERK: _same(IdentityQuestion.training_unit_id, "training_unit_id"),
        Role.EMPLOYER_CLERK: _same(IdentityQuestion.guard_unit_id, "guard_unit_id"),
    },
    Course: {
        **CITY_DESKS,
        Role.TRAINING_CLERK: _same(Course.training_unit_id, "training_unit_id"),
        Role.COUNTY_REVIEWER: _unit_of_my_county(Course.training_unit_id),
        Role.CANDIDATE: _my_course,
    },
    Enrolment: {
        **CITY_DESKS,
        Role.TRAINING_CLERK: _same(Enrolment.training_unit_id, "training_unit_id"),
        Role.COUNTY_REVIEWER: _either(
            _unit_of_my_county(Enrolment.training_unit_id), _registered_here(Enrolment.person_id)
        ),
        Role.CANDIDATE: _same(Enrolment.person_id, "person_id"),
    },
    Employment: {
        **CITY_DESKS,
        Role.EMPLOYER_CLERK: _same(Employment.guard_unit_id, "guard_unit_id"),
        Role.TRAINING_CLERK: _enrolled_here(Employment.person_id),
        Role.COUNTY_REVIEWER: _either(
            _unit_of_my_county(Employment.guard_unit_id, GuardUnit), _registered_here(Employment.person_id)
        ),
        Role.CANDIDATE: _same(Employment.person_id, "person_id"),
        Role.GUARD: _same(Employment.person_id, "person_id"),
    },
    AssessmentPlan: {
        **dict.fromkeys(JUDGES, anyone),
        Role.EMPLOYER_CLERK: _same(AssessmentPlan.guard_unit_id, "guard_unit_id"),
        Role.COUNTY_REVIEWER: _unit_of_my_county(AssessmentPlan.guard_unit_id, GuardUnit),
        Role.GUARD: _i_stand_at(AssessmentPlan.post_id),
    },
    Assessment: {
        **dict.fromkeys(JUDGES, anyone),
        Role.EMPLOYER_CLERK: _same(Assessment.guard_unit_id, "guard_unit_id"),
        Role.COUNTY_REVIEWER: _unit_of_my_county(Assessment.guard_unit_id, GuardUnit),
        Role.GUARD: _same(Assessment.person_id, "person_id"),
        Role.CLERKLESS: anyone,
    },
    TrainingRecord: {
        **CITY_DESKS,
        Role.TRAINING_CLERK: _same(TrainingRecord.training_unit_id, "training_unit_id"),
        Role.COUNTY_REVIEWER: _registered_here(TrainingRecord.person_id),
        Role.CANDIDATE: _same(TrainingRecord.person_id, "person_id"),
    },
    RosterDraft: {
        Role.TRAINING_CLERK: _same(RosterDraft.training_unit_id, "training_unit_id"),
        Role.EMPLOYER_CLERK: _same(RosterDraft.guard_unit_id, "guard_unit_id"),
        Role.CLERKLESS: anyone,
    },
    Registration: {
        **CITY_DESKS,
        Role.CLERKLESS: anyone,
        Role.TRAINING_CLERK: _enrolled_here(Registration.person_id),
        Role.COUNTY_REVIEWER: _same(Registration.county_id, "county_id"),
        Role.CANDIDATE: _same(Registration.person_id, "person_id"),
    },
    RegistrationStep: {
        **CITY_DESKS,
        Role.TRAINING_CLERK: _through(RegistrationStep.registration_id, Registration, _person_enrolled),
        Role.COUNTY_REVIEWER: _through(
            RegistrationStep.registration_id, Registration, lambda row, actor: row.county_id == actor.county_id
        ),
        Role.CANDIDATE: _through(
            RegistrationStep.registration_id, Registration, lambda row, actor: row.person_id == actor.person_id
        ),
    },
    ItemVersion: {
        Role.CITY_EXAM_OFFICER: anyone,
        Role.AUDITOR: anyone,
        Role.CANDIDATE: anyone,
        Role.CLERKLESS: anyone,
        Role.PUBLIC: _may_be_studied,
        Role.GUARD: _may_be_studied,
        Role.EMPLOYER_CLERK: _may_be_studied,
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
        Role.CANDIDATE: _same(Booking.id, "booking_id"),
        Role.INVIGILATOR: _in_my_room(Booking.exam_session_id, Booking.room_id),
        Role.COUNTY_REVIEWER: _registered_here(Booking.person_id),
        Role.TRAINING_CLERK: _enrolled_here(Booking.person_id),
    },
    Invigilation: {**CITY_DESKS, Role.INVIGILATOR: _in_my_room(Invigilation.exam_session_id, Invigilation.room_id)},
    IdentityCheck: {
        **CITY_DESKS,
        Role.INVIGILATOR: _in_my_room(IdentityCheck.exam_session_id, IdentityCheck.room_id),
    },
    Incident: {**CITY_DESKS, Role.INVIGILATOR: _in_my_room(Incident.exam_session_id, Incident.room_id)},
    Signal: {
        **CITY_DESKS,
        Role.CANDIDATE: _through(Signal.sitting_id, Sitting, _own_sitting),
        Role.INVIGILATOR: _through(Signal.sitting_id, Sitting, _booked_in_my_room),
    },
    TimeExtension: {
        **CITY_DESKS,
        Role.INVIGILATOR: _in_my_room(TimeExtension.exam_session_id, TimeExtension.room_id),
    },
    Case: {**dict.fromkeys(JUDGES, _concerns_others(Case.id)), Role.CONCERNED: _case_of_my_slip(Case.id)},
    CaseSubject: dict.fromkeys(JUDGES, _concerns_others(CaseSubject.case_id)),
    CaseSlip: {
        **DOOR,
        **dict.fromkeys(JUDGES, _concerns_others(CaseSlip.case_id)),
        Role.CONCERNED: _same(CaseSlip.id, "case_slip_id"),
    },
    CaseReply: {
        **dict.fromkeys(JUDGES, _concerns_others(CaseReply.case_id)),
        Role.CONCERNED: _same(CaseReply.slip_id, "case_slip_id"),
    },
    CaseReview: dict.fromkeys(JUDGES, _own_view_until_both_are_filed),
    CaseDecision: {
        **dict.fromkeys(JUDGES, _concerns_others(CaseDecision.case_id)),
        Role.CONCERNED: _signed_decision_about_me,
    },
    CaseConsequence: {
        **dict.fromkeys(JUDGES, _concerns_others(CaseConsequence.case_id)),
        Role.CONCERNED: _consequence_for_me,
    },
    DutyBar: {**CITY_DESKS, Role.INVIGILATOR: _same(DutyBar.person_id, "person_id")},
    Screening: {Role.CITY_EXAM_OFFICER: anyone, Role.AUDITOR: anyone, Role.CLERKLESS: anyone},
    RoomSignature: {
        **CITY_DESKS,
        Role.INVIGILATOR: _in_my_room(RoomSignature.exam_session_id, RoomSignature.room_id),
    },
    Sitting: {
        **CITY_DESKS,
        Role.CLERKLESS: anyone,
        Role.CANDIDATE: _same(Sitting.booking_id, "booking_id"),
        Role.INVIGILATOR: _in_my_room(Sitting.exam_session_id, Sitting.room_id),
    },
    Lease: {
        Role.CANDIDATE: _through(Lease.sitting_id, Sitting, _own_sitting),
        Role.INVIGILATOR: _through(Lease.sitting_id, Sitting, _booked_in_my_room),
        Role.CLERKLESS: anyone,
        Role.CITY_EXAM_OFFICER: anyone,
    },
    Response: {
        Role.CANDIDATE: _through(Response.sitting_id, Sitting, _own_sitting),
        Role.INVIGILATOR: _through(Response.sitting_id, Sitting, _booked_in_my_room),
        Role.CLERKLESS: anyone,
        Role.CITY_EXAM_OFFICER: anyone,
        Role.AUDITOR: anyone,
    },
    Result: {
        **CITY_DESKS,
        Role.CLERKLESS: anyone,
        Role.CANDIDATE: _same(Result.person_id, "person_id"),
        Role.TRAINING_CLERK: _enrolled_here(Result.person_id),
        Role.COUNTY_REVIEWER: _registered_here(Result.person_id),
    },
    ResultAnnulment: {
        **CITY_DESKS,
        Role.CLERKLESS: anyone,
        Role.CANDIDATE: _same(ResultAnnulment.person_id, "person_id"),
        Role.TRAINING_CLERK: _enrolled_here(ResultAnnulment.person_id),
        Role.COUNTY_REVIEWER: _registered_here(ResultAnnulment.person_id),
    },
    ResultRelease: {
        **CITY_DESKS,
        Role.CLERKLESS: anyone,
        Role.CANDIDATE: anyone,
        Role.TRAINING_CLERK: anyone,
        Role.COUNTY_REVIEWER: anyone,
    },
    Certificate: {
        **CITY_DESKS,
        Role.CLERKLESS: anyone,
        Role.CANDIDATE: _same(Certificate.person_id, "person_id"),
        Role.TRAINING_CLERK: _enrolled_here(Certificate.person_id),
        Role.EMPLOYER_CLERK: _employed_here(Certificate.person_id),
        Role.COUNTY_REVIEWER: _registered_here(Certificate.person_id),
    },
    CertificateSeries: {Role.ISSUER: anyone, Role.CITY_EXAM_OFFICER: anyone, Role.CLERKLESS: anyone},
    StatusChange: {
        **CITY_DESKS,
        Role.CLERKLESS: anyone,
        Role.CANDIDATE: _through(StatusChange.certificate_id, Certificate, lambda row, a: row.person_id == a.person_id),
        Role.TRAINING_CLERK: _through(StatusChange.certificate_id, Certificate, _person_enrolled),
        Role.EMPLOYER_CLERK: _through(StatusChange.certificate_id, Certificate, _person_employed),
        Role.COUNTY_REVIEWER: _through(StatusChange.certificate_id, Certificate, _person_registered),
    },
    PublishedKey: dict.fromkeys(Role, anyone),
    PublishedList: dict.fromkeys(Role, anyone),
    PostCheck: {
        Role.AUDITOR: anyone,
        Role.CITY_EXAM_OFFICER: anyone,
        Role.ISSUER: anyone,
        Role.PATROL_OFFICER: _same(PostCheck.county_id, "county_id"),
        Role.COUNTY_REVIEWER: _same(PostCheck.county_id, "county_id"),
    },
    StudyCard: {
        **DOOR,
        Role.AUDITOR: anyone,
        Role.TRAINING_CLERK: _enrolled_here(StudyCard.person_id),
        Role.EMPLOYER_CLERK: _employed_here(StudyCard.person_id),
        Role.GUARD: _same(StudyCard.person_id, "person_id"),
    },
    # The trainer sees sums only (queries/class_practice.py); no desk sees a mock paper.
    PracticeAnswer: {
        Role.TRAINING_CLERK: _enrolled_here(PracticeAnswer.person_id),
        Role.GUARD: _same(PracticeAnswer.person_id, "person_id"),
    },
    MockPaper: {Role.GUARD: _same(MockPaper.person_id, "person_id")},
    Ledger: dict.fromkeys(Role, anyone),
    LedgerCheckpoint: {Role.AUDITOR: anyone, Role.CLERKLESS: anyone},
    # Whoever keeps the site running may see that something happened, never to whom: the clock is held against it.
    JournalEntry: {Role.AUDITOR: anyone, Role.CLERKLESS: anyone, Role.ADMINISTRATOR: _about_nobody},
    JournalText: {Role.AUDITOR: anyone},
}


MODEL_OF_TABLE: dict[str, type[Base]] = {model.__tablename__: model for model in RULES}


def _name(model: type[Base]) -> str:
    name: str = model.__tablename__
    return name


# -- the net ------------------------------------------------------------------------------------------------------


def condition_for(model: type[Any], scope: Scope) -> ColumnElement[bool]:
    """The rows of ``model`` in ``scope``; false() for a role that the rule does not name."""
    actor = scope.actor
    in_city = true() if actor.city_id is None else model.city_id == actor.city_id
    if scope.everything:
        return in_city
    rule = RULES[model].get(actor.role)
    return false() if rule is None else and_(in_city, rule(actor))


class _Criterion(LoaderCriteriaOption):
    """A condition on a model that also narrows an alias which is joined explicitly.

    SQLAlchemy fits the condition to an alias in FROM but not to one in JOIN … ON, where it would name the columns of
    the model itself: the alias would not be narrowed at all, or PostgreSQL would refuse the statement.
    """

    __slots__ = ()
    _traverse_internals = LoaderCriteriaOption._traverse_internals  # the same parts make the same cache key

    def _resolve_where_criteria(self, ext_info: Any) -> ColumnElement[bool]:
        criterion = super()._resolve_where_criteria(ext_info)
        if not ext_info.is_aliased_class:
            return criterion
        fitted: ColumnElement[bool] = ext_info._adapter.traverse(criterion)
        return fitted


@lru_cache(maxsize=4096)
def _criterion(model: type[Base], scope: Scope) -> LoaderCriteriaOption:
    return _Criterion(model, condition_for(model, scope), include_aliases=True)


def _models_in(statement: Any) -> set[type[Base]]:
    """The mapped classes whose tables a statement touches, subqueries included."""
    return {
        MODEL_OF_TABLE[element.name]
        for element in visitors.iterate(statement)
        if isinstance(element, Table) and element.name in MODEL_OF_TABLE
    }


def _narrow(state: ORMExecuteState) -> None:
    scope = state.session.info.get(SCOPE)
    if scope is None:
        raise ScopeMissing("a session was used without a scope; open Work instead")
    if state.is_insert or state.is_from_statement:
        raise ScopeMissing("bulk INSERT and from_statement pass by the scope; add objects through Work instead")
    if state.is_update or state.is_delete:
        take_write_lock(state.session)
    # Only the models at hand: a statement's cache key is computed over every option it carries.
    models = _models_in(state.statement)
    state.statement = state.statement.options(*(_criterion(model, scope) for model in sorted(models, key=_name)))


PLACE_WRITTEN = {Role.TRAINING_CLERK: "training_unit_id", Role.EMPLOYER_CLERK: "guard_unit_id"}
"""The column of a row that must name the actor's own unit, where the row has it."""


def _check_written(session: Session, context: Any, instances: Any) -> None:
    scope = session.info.get(SCOPE)
    if scope is None or scope.everything:
        raise ScopeMissing("this session may not write")
    actor = scope.actor
    for row in (*session.new, *session.dirty):
        city = getattr(row, "city_id", None)
        if actor.city_id is not None and city is not None and city != actor.city_id:
            raise OutsideScope(f"{type(row).__name__} belongs to another city")
        place = PLACE_WRITTEN.get(actor.role)
        if place and getattr(row, place, None) not in (getattr(actor, place), None):
            raise OutsideScope(f"{type(row).__name__} belongs to another unit")


def watch(sessions: sessionmaker[Session]) -> None:
    """Put the net around every session the factory makes."""
    event.listen(sessions, "do_orm_execute", _narrow)
    event.listen(sessions, "before_flush", _check_written)
