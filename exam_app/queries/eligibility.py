"""Who is barred on a day: applications judged together, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from certificates.legal_time import LEGAL_ZONE
from exam_app.eligibility import Background, Eligibility, Facts, Profile, Rule, RuleCode, joined, judge, with_most_age
from exam_app.eligibility.contents import Lifting, RecordedFact, answers_from_json
from exam_app.errors import Sentence
from exam_app.models import (
    BackgroundFact,
    Booking,
    Certificate,
    EligibilityFinding,
    EligibilityOverride,
    ExamSession,
    Person,
    Registration,
    RequirementCheck,
    StatusChange,
)
from exam_app.terms import N_, Answer, BackgroundKind, CertificateStatus, Requirement
from exam_app.work import Work

# -- judging ------------------------------------------------------------------------------------------------------


def rules_here(work: Work) -> Sequence[Rule]:
    """The rules of law, with the upper age of this office if it has set one."""
    return with_most_age(work.site.settings.most_age)


def judged(
    work: Work, registration_ids: Collection[UUID], day: date, profile: Profile = Profile.GUARD
) -> Mapping[UUID, Eligibility]:
    """How applications stand on a day, what two people lifted taken off; five statements however many there are."""
    return {key: found for key, (_, found) in _judged_by_name(work, registration_ids, day, profile).items()}


def _judged_by_name(
    work: Work, registration_ids: Collection[UUID], day: date, profile: Profile
) -> Mapping[UUID, tuple[str, Eligibility]]:
    query = (
        select(Registration.id, Person.id, Person.name, Person.birth_date)
        .join(Person, (Person.city_id == Registration.city_id) & (Person.id == Registration.person_id))
        .where(Registration.city_id == work.city_id, Registration.id.in_(registration_ids))
        .order_by(Registration.id)
    )
    people = {row[0]: (row[1], row[2], row[3]) for row in work.rows(query)}
    background = _background(work, {person_id for person_id, _, _ in people.values()})
    answers = _answers(work, people)
    lifted = _lifted(work, people)
    rules = rules_here(work)
    return {
        key: (
            name,
            judge(Facts(born, answers.get(key, {}), tuple(background[person_id])), day, profile, rules).without(
                lifted[key]
            ),
        )
        for key, (person_id, name, born) in people.items()
    }


def _background(work: Work, person_ids: Collection[UUID]) -> Mapping[UUID, list[Background]]:
    """What counties recorded and what follows from certificates of this city."""
    found: defaultdict[UUID, list[Background]] = defaultdict(list)
    for row, recorded in counting_facts(work, person_ids):
        if recorded.fact is not None:
            found[row.person_id].append(recorded.fact)
    for person_id, fact in certificate_ends(work, person_ids):
        found[person_id].append(fact)
    return found


def counting_facts(work: Work, person_ids: Collection[UUID]) -> Sequence[tuple[BackgroundFact, RecordedFact]]:
    """The newest row of each chain of corrections, opened, the oldest first; a struck one is among them."""
    query = (
        select(BackgroundFact)
        .where(BackgroundFact.city_id == work.city_id, BackgroundFact.person_id.in_(person_ids))
        .order_by(BackgroundFact.recorded_at, BackgroundFact.id)
    )
    rows = work.all(query)
    corrected = {row.corrects_id for row in rows}
    return [(row, recorded_of(work, row)) for row in rows if row.id not in corrected]


def recorded_of(work: Work, row: BackgroundFact) -> RecordedFact:
    return RecordedFact.from_json(work.site.vault.open(row.content_sealed, "background_fact", row.id))


def certificate_ends(work: Work, person_ids: Collection[UUID]) -> Sequence[tuple[UUID, Background]]:
    """Certificates of this city that were revoked, or withdrawn as got by deceit, each on its legal day."""
    query = (
        select(Certificate.person_id, StatusChange)
        .join(
            StatusChange,
            (StatusChange.city_id == Certificate.city_id) & (StatusChange.certificate_id == Certificate.id),
        )
        .where(
            Certificate.city_id == work.city_id,
            Certificate.person_id.in_(person_ids),
            StatusChange.second_at.is_not(None),
        )
        .order_by(StatusChange.second_at)
    )
    return [
        (person_id, Background(change.second_at.astimezone(LEGAL_ZONE).date(), kind))
        for person_id, change in work.rows(query)
        if change.second_at and (kind := _kind_of_end(change))
    ]


def _kind_of_end(change: StatusChange) -> BackgroundKind | None:
    if change.new_status is CertificateStatus.REVOKED:
        return BackgroundKind.CERTIFICATE_REVOKED
    return BackgroundKind.CERTIFICATE_BY_DECEIT if change.by_deceit else None


def _answers(work: Work, registration_ids: Collection[UUID]) -> Mapping[UUID, Mapping[Requirement, Answer]]:
    """What was seen last of the requirements."""
    query = (
        select(RequirementCheck)
        .where(RequirementCheck.city_id == work.city_id, RequirementCheck.registration_id.in_(registration_ids))
        .order_by(RequirementCheck.number)
    )
    return {check.registration_id: answers_of(work, check) for check in work.all(query)}


def answers_of(work: Work, check: RequirementCheck) -> Mapping[Requirement, Answer]:
    return answers_from_json(work.site.vault.open(check.content_sealed, "requirement_check", check.id))


def _lifted(work: Work, registration_ids: Collection[UUID]) -> Mapping[UUID, list[tuple[RuleCode, date]]]:
    query = select(EligibilityOverride).where(
        EligibilityOverride.city_id == work.city_id,
        EligibilityOverride.registration_id.in_(registration_ids),
        EligibilityOverride.second_at.is_not(None),
    )
    found: defaultdict[UUID, list[tuple[RuleCode, date]]] = defaultdict(list)
    for override in work.all(query):
        found[override.registration_id].extend(lifting_of(work, override).bars)
    return found


def lifting_of(work: Work, override: EligibilityOverride) -> Lifting:
    return Lifting.from_json(work.site.vault.open(override.content_sealed, "eligibility_override", override.id))


# -- who is barred ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Barred:
    """Somebody whose application is barred on the day asked for."""

    name: str
    eligibility: Eligibility

    @property
    def sentence(self) -> Sentence:
        return Sentence(N_("%(name)s: %(reasons)s"), {"name": self.name, "reasons": self.eligibility.reasons})


def barred_among(work: Work, registration_ids: Collection[UUID], day: date) -> Mapping[UUID, Barred]:
    """Those of these applications that are barred on a day, with all reasons; five statements."""
    found = _judged_by_name(work, registration_ids, day, Profile.GUARD)
    return {key: Barred(name, standing) for key, (name, standing) in found.items() if not standing.is_eligible}


def everybody(barred: Mapping[UUID, Barred]) -> Sentence:
    """All of them with all their reasons, as one sentence."""
    return joined([each.sentence for each in barred.values()])


def exam_day(work: Work, session: ExamSession) -> date:
    return session.starts_at.astimezone(work.site.settings.zone).date()


def barred_candidates(work: Work, exam_session_id: UUID) -> Mapping[UUID, Barred]:
    """Candidates of an examination who are barred on its day, by their bookings."""
    session = work.get(ExamSession, exam_session_id)
    query = select(Booking.registration_id, Booking.id).where(
        Booking.city_id == work.city_id, Booking.exam_session_id == session.id
    )
    bookings = {row[0]: row[1] for row in work.rows(query)}
    barred = barred_among(work, bookings, exam_day(work, session))
    return {bookings[registration_id]: each for registration_id, each in barred.items()}


# -- what may be said without a reason ----------------------------------------------------------------------------


def newest_finding(work: Work, person_id: UUID) -> EligibilityFinding | None:
    """How the person's application stood last: barred or not, until when, never why."""
    query = (
        select(EligibilityFinding)
        .where(EligibilityFinding.city_id == work.city_id, EligibilityFinding.person_id == person_id)
        .order_by(EligibilityFinding.found_at.desc(), EligibilityFinding.number.desc())
        .limit(1)
    )
    return work.one(query)
