"""Registration for the examination: the training unit registers, the county reviews, the city decides.

Class hours are shown to every reviewer and never checked here: examinations for a licence may not depend on training
beforehand (Administrative Licensing Law art. 54).
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import func, select

from exam_app.actors import Permission
from exam_app.eligibility import Facts, judge
from exam_app.errors import Conflict, Invalid, NotFound, Sentence
from exam_app.journal import Tag
from exam_app.models import (
    Employment,
    Enrolment,
    IdentityQuestion,
    Person,
    Registration,
    RegistrationStep,
    TrainingUnit,
)
from exam_app.operations import operation
from exam_app.operations.notices import Recipient, notify
from exam_app.queries.eligibility import Barred, barred_among, everybody, rules_here
from exam_app.terms import N_, NoticeKind, RefusalGround, RegistrationState, ReturnReason, ReviewAct
from exam_app.work import Work

LONGEST_NOTE = 300
OPEN_STATES = (
    RegistrationState.SUBMITTED,
    RegistrationState.RETURNED,
    RegistrationState.COUNTY_PASSED,
    RegistrationState.APPROVED,
    RegistrationState.COMPLETED,
)
"""A person has at most one registration in these states; one that was refused, or ended with the certificate, may be
followed by a new one."""
STATE_AFTER: Mapping[ReviewAct, RegistrationState] = {
    ReviewAct.SUBMIT: RegistrationState.SUBMITTED,
    ReviewAct.RETURN: RegistrationState.RETURNED,
    ReviewAct.COUNTY_PASS: RegistrationState.COUNTY_PASSED,
    ReviewAct.APPROVE: RegistrationState.APPROVED,
    ReviewAct.REFUSE: RegistrationState.REFUSED,
    ReviewAct.COMPLETE: RegistrationState.COMPLETED,
    ReviewAct.END: RegistrationState.ENDED,
}
TOLD: Mapping[ReviewAct, NoticeKind] = {
    ReviewAct.RETURN: NoticeKind.RETURNED,
    ReviewAct.COUNTY_PASS: NoticeKind.PASSED_ON,
    ReviewAct.APPROVE: NoticeKind.APPROVED,
    ReviewAct.REFUSE: NoticeKind.REFUSED,
}
"""What the person is told of a step; of the own registration nobody has to be told."""


# -- the training unit --------------------------------------------------------------------------------------------


@operation(Permission.REGISTER)
def register(work: Work, person_ids: Sequence[UUID]) -> int:
    """Register people of the actor's training unit at the unit's county; returns how many now wait for it.

    A registration that the county returned to this unit is submitted again, as a new step of the same registration.
    Whoever has an open registration already is skipped, so registering twice is harmless. Raises :class:`Invalid`
    naming everybody who is barred by age, :class:`NotFound` when somebody is not of this unit; nothing is done then.
    """
    unit = work.lock(TrainingUnit, work.found(work.actor.training_unit_id))
    people = _locked_people(work, person_ids)
    _refuse_by_age(work, people)
    open_ones = _open_registrations(work, person_ids)
    returned = [
        registration
        for registration in open_ones.values()
        if registration.state == RegistrationState.RETURNED and registration.training_unit_id == unit.id
    ]
    new = [_new_registration(work, person, unit) for person in people if person.id not in open_ones]
    work.add_all(new)
    _take_steps(work, [*new, *returned], ReviewAct.SUBMIT, Tag.REGISTERED)
    return len(new) + len(returned)


@operation(Permission.REVIEW)
def submit_at_desk(work: Work, registration: Registration) -> None:
    """The county itself takes the papers of somebody who came alone; a step like that of a training unit."""
    _take_steps(work, [registration], ReviewAct.SUBMIT, Tag.REGISTERED)


def _locked_people(work: Work, person_ids: Sequence[UUID]) -> Sequence[Person]:
    """The people, locked so that two units cannot both find them unregistered."""
    query = (
        select(Person)
        .where(Person.city_id == work.city_id, Person.id.in_(person_ids))
        .order_by(Person.id)
        .with_for_update()
    )
    people = work.all(query)
    if len(people) != len(set(person_ids)):
        raise NotFound("Somebody of these people is not of your training unit. Reload the list and choose again.")
    return people


def _refuse_by_age(work: Work, people: Sequence[Person]) -> None:
    """The unit knows the birth dates; whatever else may bar somebody is not for it to know."""
    rules = rules_here(work)
    found = {person: judge(Facts(person.birth_date), work.today, rules=rules) for person in people}
    barred = {person.id: Barred(person.name, each) for person, each in found.items() if not each.is_eligible}
    if barred:
        raise Invalid("Not admitted by age, so nobody was registered. %(who)s", code="age", who=everybody(barred))


def _open_registrations(work: Work, person_ids: Sequence[UUID]) -> Mapping[UUID, Registration]:
    query = (
        select(Registration)
        .where(
            Registration.city_id == work.city_id,
            Registration.person_id.in_(person_ids),
            Registration.state.in_(OPEN_STATES),
        )
        .order_by(Registration.id)
        .with_for_update()
    )
    return {registration.person_id: registration for registration in work.all(query)}


def _new_registration(work: Work, person: Person, unit: TrainingUnit) -> Registration:
    return Registration(
        city_id=work.city_id,
        id=work.new_id(),
        person_id=person.id,
        county_id=unit.county_id,
        training_unit_id=unit.id,
        state=RegistrationState.SUBMITTED,
        submitted_at=work.now,
    )


# -- the county ---------------------------------------------------------------------------------------------------


@operation(Permission.REVIEW)
def return_with_reasons(work: Work, registration_id: UUID, reasons: Sequence[ReturnReason], note: str = "") -> None:
    """Return a registration for repair with all its reasons at once, each of which says what to do.

    Raises :class:`Invalid` without a reason, :class:`Conflict` when somebody decided in between.
    """
    if not reasons:
        raise Invalid(
            "A return needs its reasons.", fields={"reasons": Sentence(N_("Choose every reason that applies."))}
        )
    registration = _waiting(work, registration_id, RegistrationState.SUBMITTED)
    _take_steps(work, [registration], ReviewAct.RETURN, Tag.REGISTRATION_RETURNED, reasons=reasons, note=note)


@operation(Permission.REVIEW)
def pass_at_county(work: Work, registration_id: UUID) -> None:
    """Pass a registration on to the city (Order 112 art. 21).

    Raises :class:`Conflict` when somebody decided before, and with all reasons while the person is barred.
    """
    registration = _waiting(work, registration_id, RegistrationState.SUBMITTED)
    _refuse_barred(work, [registration], N_("Not eligible, so not passed on. %(who)s"))
    _take_steps(work, [registration], ReviewAct.COUNTY_PASS, Tag.REGISTRATION_PASSED)


@operation(Permission.REVIEW)
def settle_identity(work: Work, question_id: UUID, same_person: bool) -> None:
    """Decide whether the person a unit named is the one known by that ID number.

    If so, the unit's enrolment or employment is written and the person appears among its own. If not, the unit imports
    the row again with the number of the card. Neither unit learns of the other. Raises :class:`Conflict` when settled
    before.
    """
    question = work.lock(IdentityQuestion, question_id)
    if question.settled_at is not None:
        raise Conflict("This question is settled already. Nothing was changed.")
    question.settled_at, question.settled_by_id = work.now, work.actor.person_id
    question.same_person = same_person
    if same_person and question.guard_unit_id is not None:
        _employ(work, question)
    elif same_person:
        _enrol(work, question)
    work.record(
        Tag.IDENTITY_SETTLED, "identity_question", question.id, about=question.person_id, same_person=same_person
    )
    if same_person:
        told = Recipient(question.person_id, question.id, question.county_id, question.training_unit_id)
        notify(work, NoticeKind.IDENTITY_SETTLED, [told])


def _enrol(work: Work, question: IdentityQuestion) -> None:
    enrolled = select(Enrolment.id).where(
        Enrolment.city_id == work.city_id,
        Enrolment.course_id == question.course_id,
        Enrolment.person_id == question.person_id,
    )
    if work.one(enrolled) is not None:
        return
    work.add(
        Enrolment(
            city_id=work.city_id,
            id=work.new_id(),
            training_unit_id=question.training_unit_id,
            course_id=question.course_id,
            person_id=question.person_id,
            enrolled_at=work.now,
        )
    )
    work.record(Tag.PERSON_ENROLLED, "course", question.course_id, about=question.person_id)


def _employ(work: Work, question: IdentityQuestion) -> None:
    """The stay that the guard unit stated; one that shares days with another of the same unit is not written twice."""
    stays = work.all(
        select(Employment).where(
            Employment.city_id == work.city_id,
            Employment.guard_unit_id == question.guard_unit_id,
            Employment.person_id == question.person_id,
        )
    )
    hired_on = work.found(question.hired_on)
    if any(stay.overlaps(hired_on, question.left_on) for stay in stays):
        return
    stay = work.add(
        Employment(
            city_id=work.city_id,
            id=work.new_id(),
            person_id=question.person_id,
            guard_unit_id=question.guard_unit_id,
            post_id=question.post_id,
            hired_on=hired_on,
            left_on=question.left_on,
            recorded_by_id=work.actor.person_id,
            recorded_at=work.now,
        )
    )
    work.record(Tag.EMPLOYMENT_HIRED, "employment", stay.id, about=stay.person_id, hired_on=hired_on.isoformat())


# -- the city -----------------------------------------------------------------------------------------------------


@operation(Permission.APPROVE)
def approve(work: Work, registration_ids: Sequence[UUID]) -> int:
    """Approve registrations that their counties passed; returns how many were approved now.

    Those that somebody decided in the meantime are left as they are. Raises :class:`Conflict` if the actor passed one
    of them at the county, since two people decide on each application, and with all reasons if anybody is barred.
    """
    found = [work.lock(Registration, registration_id) for registration_id in sorted(set(registration_ids))]
    waiting = [registration for registration in found if registration.state == RegistrationState.COUNTY_PASSED]
    _refuse_own_pass(work, waiting)
    _refuse_barred(work, waiting, N_("Not eligible, so nobody was approved. %(who)s"))
    _take_steps(work, waiting, ReviewAct.APPROVE, Tag.REGISTRATION_APPROVED)
    return len(waiting)


@operation(Permission.APPROVE)
def refuse(work: Work, registration_id: UUID, grounds: Sequence[RefusalGround], note: str) -> None:
    """Refuse a registration on grounds of law; the person is told them all.

    Raises :class:`Invalid` without a ground, :class:`Conflict` when somebody decided in between.
    """
    if not grounds:
        raise Invalid("A refusal needs its grounds.", fields={"grounds": Sentence(N_("Choose every ground of law."))})
    registration = _waiting(work, registration_id, RegistrationState.COUNTY_PASSED)
    _refuse_own_pass(work, [registration])
    _take_steps(work, [registration], ReviewAct.REFUSE, Tag.REGISTRATION_REFUSED, reasons=grounds, note=note)


def _refuse_own_pass(work: Work, registrations: Sequence[Registration]) -> None:
    own = select(func.count()).where(
        RegistrationStep.city_id == work.city_id,
        RegistrationStep.registration_id.in_([registration.id for registration in registrations]),
        RegistrationStep.act == ReviewAct.COUNTY_PASS,
        RegistrationStep.by_person_id == work.actor.person_id,
    )
    if work.count(own):
        raise Conflict("You passed one of these at the county yourself. Another officer must decide on it.")


def _refuse_barred(work: Work, registrations: Sequence[Registration], text: str) -> None:
    barred = barred_among(work, [registration.id for registration in registrations], work.today)
    if barred:
        raise Conflict(text, code="barred", who=everybody(barred))


# -- the end of the story -----------------------------------------------------------------------------------------


@operation(Permission.ISSUE)
def complete(work: Work, registration_ids: Sequence[UUID]) -> None:
    """The certificate is issued: nothing is left to do, and nobody is booked by this registration again.

    Called from :func:`exam_app.operations.certificates.issue` and nowhere else; one completed before stays as it is.
    """
    found = [work.lock(Registration, registration_id) for registration_id in sorted(set(registration_ids))]
    approved = [registration for registration in found if registration.state == RegistrationState.APPROVED]
    _take_steps(work, approved, ReviewAct.COMPLETE, Tag.REGISTRATION_COMPLETED)


@operation(Permission.CHANGE_STATUS)
def end_with_certificate(work: Work, registration_id: UUID) -> None:
    """The certificate was revoked, withdrawn or cancelled: its registration has led to nothing that stands, and the
    person may apply anew; whether a bar stands is judged then.

    Called from :func:`exam_app.operations.certificates.confirm_end` and nowhere else.
    """
    registration = work.lock(Registration, registration_id)
    if registration.state in (RegistrationState.APPROVED, RegistrationState.COMPLETED):
        _take_steps(work, [registration], ReviewAct.END, Tag.REGISTRATION_ENDED)


# -- steps --------------------------------------------------------------------------------------------------------


def _waiting(work: Work, registration_id: UUID, state: RegistrationState) -> Registration:
    """The registration, locked, if it still waits in ``state``; otherwise who was faster, and when (ui.md S13)."""
    registration = work.lock(Registration, registration_id)
    if registration.state == state:
        return registration
    query = (
        select(RegistrationStep, Person.name)
        .join(Person, (Person.city_id == RegistrationStep.city_id) & (Person.id == RegistrationStep.by_person_id))
        .where(RegistrationStep.city_id == work.city_id, RegistrationStep.registration_id == registration_id)
        .order_by(RegistrationStep.number.desc())
        .limit(1)
    )
    ((step, name),) = work.rows(query)
    raise Conflict(
        "%(who)s decided on this at %(when)s: %(act)s. Your note is kept; please look again.",
        code="decided_meanwhile",
        who=name,
        when=f"{step.at.astimezone(work.site.settings.zone):%Y-%m-%d %H:%M}",
        act=step.act,
    )


def _take_steps(
    work: Work,
    registrations: Sequence[Registration],
    act: ReviewAct,
    tag: Tag,
    *,
    reasons: Sequence[ReturnReason | RefusalGround] = (),
    note: str = "",
) -> None:
    """Append the same step to each registration; its state follows from it."""
    if len(note) > LONGEST_NOTE:
        raise Invalid(
            "The note is too long.",
            fields={"note": Sentence(N_("Use at most %(length)s characters."), {"length": LONGEST_NOTE})},
        )
    last = _last_numbers(work, registrations)
    work.add_all(
        [
            RegistrationStep(
                city_id=work.city_id,
                id=work.new_id(),
                registration_id=registration.id,
                number=last.get(registration.id, 0) + 1,
                act=act,
                reasons=[reason.value for reason in reasons],
                note=note,
                by_person_id=work.actor.person_id,
                at=work.now,
            )
            for registration in registrations
        ]
    )
    for registration in registrations:
        registration.state = STATE_AFTER[act]
        if act == ReviewAct.SUBMIT:
            registration.submitted_at = work.now
        if act == ReviewAct.APPROVE:
            registration.approved_by_id = work.actor.person_id
        work.record(tag, "registration", registration.id, about=registration.person_id, reasons=len(reasons))
    if act in TOLD:
        # How many reasons, never which: the telephone may be in another's hand.
        notify(work, TOLD[act], [_recipient(registration) for registration in registrations], {"count": len(reasons)})


def _recipient(registration: Registration) -> Recipient:
    return Recipient(registration.person_id, registration.id, registration.county_id, registration.training_unit_id)


def _last_numbers(work: Work, registrations: Sequence[Registration]) -> Mapping[UUID, int]:
    query = (
        select(RegistrationStep.registration_id, func.max(RegistrationStep.number))
        .where(
            RegistrationStep.city_id == work.city_id,
            RegistrationStep.registration_id.in_([registration.id for registration in registrations]),
        )
        .group_by(RegistrationStep.registration_id)
    )
    return {row[0]: row[1] for row in work.rows(query)}
