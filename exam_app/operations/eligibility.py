"""What stands against an application: the county records and corrects it, two people lift it, nobody else reads it.

Training is no fact here (Administrative Licensing Law art. 54). Every act that can change how an application stands
ends with a finding, which says whether somebody is barred and until when, and never why: that is what units may know.
"""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from exam_app.actors import Permission
from exam_app.eligibility import ABOLISHED_ON, Background, RuleCode
from exam_app.eligibility.contents import Lifting, RecordedFact, answers_to_json
from exam_app.errors import Conflict, Invalid
from exam_app.journal import Tag
from exam_app.models import (
    BackgroundFact,
    EligibilityFinding,
    EligibilityOverride,
    Person,
    Registration,
    RequirementCheck,
)
from exam_app.operations import operation
from exam_app.queries.eligibility import certificate_ends, counting_facts, judged, lifting_of
from exam_app.terms import N_, Answer, BackgroundKind, RegistrationState, Requirement
from exam_app.work import Work

LONGEST_DOCUMENT = 80
LONGEST_REASON = 300
SOUGHT_HERE = (BackgroundKind.CERTIFICATE_REVOKED, BackgroundKind.CERTIFICATE_BY_DECEIT)
"""Ends of certificates, which count by themselves when this city issued them."""


# -- the background -----------------------------------------------------------------------------------------------


@operation(Permission.REVIEW)
def record_background(work: Work, registration_id: UUID, found: RecordedFact) -> UUID:
    """Record what a background check of an applicant found; returns the fact. It counts from now on, for every
    application of the person.

    Raises :class:`Invalid` for a day that cannot be right, for a document number that is too long, and for what is
    recorded already or counts by itself; :class:`Conflict` for an application that was refused.
    """
    registration = _open(work, registration_id)
    _refuse_impossible(work, registration, found)
    _refuse_repeated(work, registration, found.fact)
    fact = _add_fact(work, registration, found)
    work.record(Tag.BACKGROUND_RECORDED, "background_fact", fact.id, about=registration.person_id)
    _note_finding(work, registration)
    return fact.id


@operation(Permission.REVIEW)
def correct_background(work: Work, registration_id: UUID, fact_id: UUID, found: RecordedFact) -> UUID:
    """Correct a fact, or strike it (``found.fact`` None); what stood before stays readable. Returns the new row.

    Raises :class:`Invalid` without a reason or for a day that cannot be right, :class:`Conflict` when it was corrected
    meanwhile.
    """
    registration = _open(work, registration_id)
    if not 0 < len(found.reason.strip()) <= LONGEST_REASON:
        raise Invalid.in_field(
            "reason", N_("Say why it is corrected, in at most %(length)s characters."), length=LONGEST_REASON
        )
    counting = {row.id: row for row, _ in counting_facts(work, [registration.person_id])}
    if fact_id not in counting:
        work.get(BackgroundFact, fact_id)
        raise Conflict("This was corrected meanwhile. Look at what stands now.")
    _refuse_impossible(work, registration, found)
    _refuse_repeated(work, registration, found.fact, besides=fact_id)
    fact = _add_fact(work, registration, found, corrects_id=fact_id)
    work.record(Tag.BACKGROUND_CORRECTED, "background_fact", fact.id, about=registration.person_id)
    _note_finding(work, registration)
    return fact.id


def _open(work: Work, registration_id: UUID) -> Registration:
    """The application, locked; people who decide on it at this moment wait, then judge by what is recorded now."""
    registration = work.lock(Registration, registration_id)
    if registration.state is RegistrationState.REFUSED:
        raise Conflict("This application was refused. What is found now belongs to the next one.")
    if registration.state is RegistrationState.ENDED:
        raise Conflict("This application ended with the certificate. What is found now belongs to the next one.")
    return registration


def _refuse_impossible(work: Work, registration: Registration, found: RecordedFact) -> None:
    if len(found.document) > LONGEST_DOCUMENT:
        raise Invalid.in_field("document", N_("Use at most %(length)s characters."), length=LONGEST_DOCUMENT)
    if found.fact is None:
        return
    born = work.get(Person, registration.person_id).birth_date
    if not born < found.fact.on <= work.today:
        raise Invalid.in_field("on", N_("Enter a day between the person's birth and today."))
    if not found.fact.is_possible:
        raise Invalid.in_field(
            "on",
            N_("There has been no such thing since %(day)s. Check the kind and the day."),
            day=ABOLISHED_ON[found.fact.kind].isoformat(),
        )


def _refuse_repeated(
    work: Work, registration: Registration, fact: Background | None, *, besides: UUID | None = None
) -> None:
    """The same twice would count twice, and a second revocation bars for good."""
    if fact is None:
        return
    person_ids = [registration.person_id]
    recorded = [found.fact for row, found in counting_facts(work, person_ids) if row.id != besides]
    if fact in recorded:
        raise Invalid.in_field("on", N_("This is recorded already, with the same day."))
    if fact.kind in SOUGHT_HERE and fact in [end for _, end in certificate_ends(work, person_ids)]:
        raise Invalid.in_field("on", N_("This city's own certificate ended that day. It counts by itself already."))


def _add_fact(
    work: Work, registration: Registration, found: RecordedFact, corrects_id: UUID | None = None
) -> BackgroundFact:
    fact_id = work.new_id()
    return work.add(
        BackgroundFact(
            city_id=work.city_id,
            id=fact_id,
            person_id=registration.person_id,
            registration_id=registration.id,
            county_id=registration.county_id,
            content_sealed=work.site.vault.seal(found.to_json(), "background_fact", fact_id),
            corrects_id=corrects_id,
            recorded_by_id=work.actor.person_id,
            recorded_at=work.now,
        )
    )


# -- what the law requires ----------------------------------------------------------------------------------------


@operation(Permission.REVIEW)
def check_requirements(work: Work, registration_id: UUID, answers: Mapping[Requirement, Answer]) -> None:
    """Note what was seen of schooling, citizenship, health and conduct; what is missing was not looked at."""
    registration = _open(work, registration_id)
    check_id = work.new_id()
    seen = {requirement: answers.get(requirement, Answer.NOT_SEEN) for requirement in Requirement}
    last = select(func.max(RequirementCheck.number)).where(
        RequirementCheck.city_id == work.city_id, RequirementCheck.registration_id == registration.id
    )
    work.add(
        RequirementCheck(
            city_id=work.city_id,
            id=check_id,
            registration_id=registration.id,
            number=(work.one(last) or 0) + 1,
            content_sealed=work.site.vault.seal(answers_to_json(seen), "requirement_check", check_id),
            checked_by_id=work.actor.person_id,
            checked_at=work.now,
        )
    )
    work.record(Tag.REQUIREMENTS_CHECKED, "registration", registration.id, about=registration.person_id)
    _note_finding(work, registration)


# -- lifting ------------------------------------------------------------------------------------------------------


@operation(Permission.REVIEW)
def propose_override(work: Work, registration_id: UUID, bars: Collection[tuple[RuleCode, date]], reason: str) -> UUID:
    """Propose to lift bars that stand today; nothing changes until another person, at the city, has signed.

    Raises :class:`Invalid` without bars or reason, :class:`Conflict` when a bar no longer stands or a proposal waits.
    """
    registration = _open(work, registration_id)
    reason = reason.strip()
    if not 0 < len(reason) <= LONGEST_REASON:
        raise Invalid.in_field(
            "reason", N_("Say why it is lawful, in at most %(length)s characters."), length=LONGEST_REASON
        )
    if not bars:
        raise Invalid.in_field("bars", N_("Tick every bar that is to be lifted."))
    standing = {bar.key for bar in judged(work, [registration.id], work.today)[registration.id].bars}
    if not standing >= set(bars):
        raise Conflict("One of these bars no longer stands. Look again.")
    waiting = select(EligibilityOverride.id).where(
        EligibilityOverride.city_id == work.city_id,
        EligibilityOverride.registration_id == registration.id,
        EligibilityOverride.second_at.is_(None),
        EligibilityOverride.dropped_at.is_(None),
    )
    if work.one(waiting) is not None:
        raise Conflict("A proposal waits for the city already. Drop it first.")
    override_id = work.new_id()
    lifting = Lifting(tuple(sorted(bars)), reason)
    work.add(
        EligibilityOverride(
            city_id=work.city_id,
            id=override_id,
            registration_id=registration.id,
            content_sealed=work.site.vault.seal(lifting.to_json(), "eligibility_override", override_id),
            first_person_id=work.actor.person_id,
            first_at=work.now,
        )
    )
    work.record(
        Tag.OVERRIDE_PROPOSED, "registration", registration.id, about=registration.person_id, bars=len(lifting.bars)
    )
    return override_id


@operation(Permission.APPROVE)
def sign_override(work: Work, override_id: UUID) -> None:
    """The second signature: the bars it names count no more for this application.

    Raises :class:`Conflict` for the first person, and when it was signed or dropped before.
    """
    override, registration = _waiting(work, override_id)
    if override.first_person_id == work.actor.person_id:
        raise Conflict("You proposed this. A second person has to sign it.", code="second_person")
    override.second_person_id, override.second_at = work.actor.person_id, work.now
    bars = len(lifting_of(work, override).bars)
    work.record(Tag.OVERRIDE_SIGNED, "registration", registration.id, about=registration.person_id, bars=bars)
    _note_finding(work, registration)


@operation(Permission.REVIEW, Permission.APPROVE)
def drop_override(work: Work, override_id: UUID) -> None:
    """Drop a proposal that should not be signed; its proposer may do so too. The row stays with its history."""
    override, registration = _waiting(work, override_id)
    override.dropped_at = work.now
    work.record(Tag.OVERRIDE_DROPPED, "registration", registration.id, about=registration.person_id)


def _waiting(work: Work, override_id: UUID) -> tuple[EligibilityOverride, Registration]:
    override = work.lock(EligibilityOverride, override_id)
    if override.second_at is not None or override.dropped_at is not None:
        raise Conflict("This was signed or dropped already. Nothing was changed.")
    return override, work.lock(Registration, override.registration_id)


# -- what is told -------------------------------------------------------------------------------------------------


@operation(Permission.REVIEW, Permission.APPROVE)
def note_notice(work: Work, registration_id: UUID) -> None:
    """Journal that the notice of ineligibility of an application was drawn for printing."""
    registration = work.get(Registration, registration_id)
    work.record(Tag.INELIGIBILITY_NOTICE, "registration", registration.id, about=registration.person_id)


def _note_finding(work: Work, registration: Registration) -> None:
    """Keep whether the application is barred now, and until when, if that differs from what was found last."""
    found = judged(work, [registration.id], work.today)[registration.id]
    last = work.one(
        select(EligibilityFinding)
        .where(
            EligibilityFinding.city_id == work.city_id,
            EligibilityFinding.registration_id == registration.id,
        )
        .order_by(EligibilityFinding.number.desc())
        .limit(1)
    )
    before = (last.is_barred, last.barred_until) if last else (False, None)
    if (not found.is_eligible, found.until) == before:
        return
    work.add(
        EligibilityFinding(
            city_id=work.city_id,
            id=work.new_id(),
            registration_id=registration.id,
            number=last.number + 1 if last else 1,
            person_id=registration.person_id,
            is_barred=not found.is_eligible,
            barred_until=found.until,
            found_at=work.now,
        )
    )
