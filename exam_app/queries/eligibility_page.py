"""Why an application is barred or not, for the county that reviews it and the city that decides on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from exam_app.eligibility import Background, Eligibility, Facts, Profile, RuleCode, judge
from exam_app.eligibility.contents import Lifting, RecordedFact
from exam_app.models import BackgroundFact, EligibilityOverride, Person, Registration, RequirementCheck
from exam_app.queries.eligibility import answers_of, certificate_ends, lifting_of, recorded_of, rules_here
from exam_app.terms import Answer, RegistrationState, Requirement
from exam_app.work import Work


@dataclass(frozen=True)
class FactLine:
    """One fact as it counts now, with what stood before it was corrected."""

    id: UUID
    now: RecordedFact
    earlier: Sequence[RecordedFact]
    """Oldest first."""
    by: str
    """Who recorded the newest; empty when that is no matter of the reader."""
    at: datetime


@dataclass(frozen=True)
class OverrideLine:
    """A lifting of bars, proposed, signed or dropped."""

    id: UUID
    lifting: Lifting
    first: str
    first_at: datetime
    second: str
    second_at: datetime | None
    is_dropped: bool
    may_sign: bool
    """Whether it waits and the reader is not its first person."""

    @property
    def is_waiting(self) -> bool:
        return self.second_at is None and not self.is_dropped

    @property
    def codes(self) -> Sequence[RuleCode]:
        return list(dict.fromkeys(code for code, _ in self.lifting.bars))


@dataclass(frozen=True)
class EligibilityPage:
    """How an application stands today, what was looked at and when, and everything it rests on."""

    registration_id: UUID
    name: str
    today: Eligibility
    armed: Eligibility
    """The same for armed escort duty; nothing here depends on it."""
    answers: Mapping[Requirement, Answer]
    checked_by: str
    checked_at: datetime | None
    facts: Sequence[FactLine]
    ends: Sequence[Background]
    """Certificates of this city that count by themselves."""
    overrides: Sequence[OverrideLine]
    """Newest first."""
    is_closed: bool
    """The application was refused: what is found now belongs to the next one."""

    @property
    def waiting(self) -> OverrideLine | None:
        return next((override for override in self.overrides if override.is_waiting), None)

    @property
    def is_looked_at(self) -> bool:
        return self.checked_at is not None or bool(self.facts)


def eligibility_page(work: Work, registration_id: UUID) -> EligibilityPage:
    """One application; six statements."""
    registration = work.get(Registration, registration_id)
    person = work.get(Person, registration.person_id)
    check, checked_by = _newest_check(work, registration_id)
    answers = answers_of(work, check) if check else {}
    lines = _fact_lines(work, person.id)
    ends = [end for _, end in certificate_ends(work, [person.id])]
    overrides = _override_lines(work, registration_id)
    background = (*(line.now.fact for line in lines if line.now.fact), *ends)
    facts = Facts(person.birth_date, answers, background)
    lifts = [bar for line in overrides if line.second_at for bar in line.lifting.bars]
    rules = rules_here(work)
    return EligibilityPage(
        registration_id=registration.id,
        name=person.name,
        today=judge(facts, work.today, rules=rules).without(lifts),
        armed=judge(facts, work.today, Profile.ARMED_ESCORT, rules),
        answers={requirement: facts.answer(requirement) for requirement in Requirement},
        checked_by=checked_by,
        checked_at=check.checked_at if check else None,
        facts=lines,
        ends=ends,
        overrides=overrides,
        is_closed=registration.state in (RegistrationState.REFUSED, RegistrationState.ENDED),
    )


def _newest_check(work: Work, registration_id: UUID) -> tuple[RequirementCheck | None, str]:
    query = (
        select(RequirementCheck, Person.name)
        .outerjoin(Person, (Person.city_id == RequirementCheck.city_id) & (Person.id == RequirementCheck.checked_by_id))
        .where(RequirementCheck.city_id == work.city_id, RequirementCheck.registration_id == registration_id)
        .order_by(RequirementCheck.number.desc())
        .limit(1)
    )
    for check, name in work.rows(query):
        return check, name or ""
    return None, ""


def _fact_lines(work: Work, person_id: UUID) -> Sequence[FactLine]:
    query = (
        select(BackgroundFact, Person.name)
        .outerjoin(Person, (Person.city_id == BackgroundFact.city_id) & (Person.id == BackgroundFact.recorded_by_id))
        .where(BackgroundFact.city_id == work.city_id, BackgroundFact.person_id == person_id)
        .order_by(BackgroundFact.recorded_at, BackgroundFact.id)
    )
    found = {row.id: (row, recorded_of(work, row), name or "") for row, name in work.rows(query)}
    corrected = {row.corrects_id for row, _, _ in found.values()}

    def before(row: BackgroundFact) -> list[RecordedFact]:
        if row.corrects_id is None:
            return []
        corrected_row, recorded, _ = found[row.corrects_id]
        return [*before(corrected_row), recorded]

    return [
        FactLine(row.id, recorded, before(row), name, row.recorded_at)
        for row, recorded, name in found.values()
        if row.id not in corrected
    ]


def _override_lines(work: Work, registration_id: UUID) -> Sequence[OverrideLine]:
    first, second = aliased(Person), aliased(Person)
    query = (
        select(EligibilityOverride, first.name, second.name)
        .outerjoin(
            first, (first.city_id == EligibilityOverride.city_id) & (first.id == EligibilityOverride.first_person_id)
        )
        .outerjoin(
            second,
            (second.city_id == EligibilityOverride.city_id) & (second.id == EligibilityOverride.second_person_id),
        )
        .where(EligibilityOverride.city_id == work.city_id, EligibilityOverride.registration_id == registration_id)
        .order_by(EligibilityOverride.first_at.desc(), EligibilityOverride.id.desc())
    )
    return [
        OverrideLine(
            id=row.id,
            lifting=lifting_of(work, row),
            first=first_name or "",
            first_at=row.first_at,
            second=second_name or "",
            second_at=row.second_at,
            is_dropped=row.dropped_at is not None,
            may_sign=row.second_at is None and row.dropped_at is None and row.first_person_id != work.actor.person_id,
        )
        for row, first_name, second_name in work.rows(query)
    ]


# -- what waits for the city --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ToSign:
    """A proposal to lift bars that waits for the second signature."""

    registration_id: UUID
    name: str
    proposed_at: datetime


def overrides_to_sign(work: Work) -> Sequence[ToSign]:
    """The oldest first."""
    query = (
        select(Registration.id, Person.name, EligibilityOverride.first_at)
        .join(
            EligibilityOverride,
            (EligibilityOverride.city_id == Registration.city_id)
            & (EligibilityOverride.registration_id == Registration.id),
        )
        .join(Person, (Person.city_id == Registration.city_id) & (Person.id == Registration.person_id))
        .where(
            EligibilityOverride.city_id == work.city_id,
            EligibilityOverride.second_at.is_(None),
            EligibilityOverride.dropped_at.is_(None),
        )
        .order_by(EligibilityOverride.first_at)
    )
    return [ToSign(*row) for row in work.rows(query)]
