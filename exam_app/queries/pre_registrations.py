"""Registering from home, as the page at home and the county's desk see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from exam_app.eligibility import Profile
from exam_app.eligibility.published import conditions_by_law
from exam_app.errors import Sentence
from exam_app.id_numbers import mask
from exam_app.models import Authority, ExamCentre, ExamSession, PreRegistration, PreRegistrationLimit
from exam_app.pre_registration_numbers import grouped
from exam_app.queries.eligibility import rules_here
from exam_app.queries.exam_calendar import SHOWN, ComingExam
from exam_app.queries.listings import Listing, page_within
from exam_app.terms import AuthorityKind, ExamSessionState, PreRegistrationState
from exam_app.work import Work

MOST_A_DAY = 100
"""A county that has stated nothing takes so many from home in a day: about what one desk registers in a day."""
PAGE_SIZE = 25


# -- at home ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CountyChoice:
    """A county whose desk somebody may choose; ``city`` tells counties of several cities apart."""

    id: UUID
    name: str
    city: str


def counties(work: Work) -> Sequence[CountyChoice]:
    """Every county of the site, by city and division code."""
    city = aliased(Authority)
    query = (
        select(Authority.id, Authority.name, city.name)
        .join(city, (city.city_id == Authority.city_id) & (city.id == Authority.parent_id))
        .where(Authority.kind == AuthorityKind.COUNTY)
        .order_by(Authority.city_id, Authority.division_code, Authority.name)
    )
    return [CountyChoice(*row) for row in work.rows(query)]


def conditions(work: Work) -> Mapping[str, Sequence[Sentence]]:
    """The rules in force today for who wants to be a guard, in words, by law and article."""
    return conditions_by_law(
        rule for rule in rules_here(work) if Profile.GUARD in rule.profiles and rule.is_in_force_on(work.today)
    )


def next_exam_day(work: Work, city_id: str) -> date | None:
    """The day of the next published examination of a city; None while there is none."""
    starts_at = work.one(
        select(func.min(ExamSession.starts_at)).where(
            ExamSession.city_id == city_id,
            ExamSession.state == ExamSessionState.PUBLISHED,
            ExamSession.starts_at > work.now,
        )
    )
    return starts_at.astimezone(work.site.settings.zone).date() if starts_at else None


@dataclass(frozen=True)
class OwnNumber:
    """What is printed at home: the number, where it counts and until when, and the city's next examinations."""

    number: str
    county: str
    bring_by: date
    coming: Sequence[ComingExam]

    @property
    def grouped_number(self) -> str:
        return grouped(self.number)


def own_number(work: Work, number: str) -> OwnNumber | None:
    """The page of a number that waits; None once it has come to an end. Nothing in it says whose it is."""
    query = (
        select(PreRegistration.city_id, PreRegistration.number, Authority.name, PreRegistration.bring_by)
        .join(Authority, (Authority.city_id == PreRegistration.city_id) & (Authority.id == PreRegistration.county_id))
        .where(
            PreRegistration.number == number,
            PreRegistration.state == PreRegistrationState.WAITING,
            PreRegistration.bring_by >= work.today,
        )
    )
    rows = work.rows(query)
    if not rows:
        return None
    city_id, number, county, bring_by = rows[0]
    return OwnNumber(number, county, bring_by, _coming(work, city_id))


def _coming(work: Work, city_id: str) -> Sequence[ComingExam]:
    query = (
        select(ExamSession.name, ExamCentre.name, ExamSession.starts_at)
        .join(ExamCentre, (ExamCentre.city_id == ExamSession.city_id) & (ExamCentre.id == ExamSession.centre_id))
        .where(
            ExamSession.city_id == city_id,
            ExamSession.state == ExamSessionState.PUBLISHED,
            ExamSession.starts_at > work.now,
        )
        .order_by(ExamSession.starts_at, ExamSession.id)
        .limit(SHOWN)
    )
    return [ComingExam(*row) for row in work.rows(query)]


# -- how many -----------------------------------------------------------------------------------------------------


def most_a_day(work: Work, city_id: str, county_id: UUID) -> int:
    """How many a county takes from home in a day, as it stated last."""
    newest = (
        select(PreRegistrationLimit.most_a_day)
        .where(PreRegistrationLimit.city_id == city_id, PreRegistrationLimit.county_id == county_id)
        .order_by(PreRegistrationLimit.set_at.desc(), PreRegistrationLimit.id.desc())
        .limit(1)
    )
    stated = work.one(newest)
    return MOST_A_DAY if stated is None else stated


# -- at the desk --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class HomeLine:
    """One of a county's pre-registrations; name and ID number are masked, and empty once they are wiped."""

    id: UUID
    name: str
    id_number: str
    state: PreRegistrationState
    made_at: datetime
    bring_by: date
    settled_at: datetime | None
    registration_id: UUID | None


def home_list(work: Work, state: PreRegistrationState, page: int) -> Listing[HomeLine]:
    """The own county's pre-registrations in a state: those that wait by their last day, others newest first.

    The number is in no list: who knows it stands at the desk with it.
    """
    mine = (
        PreRegistration.city_id == work.city_id,
        PreRegistration.county_id == work.actor.county_id,
        PreRegistration.state == state,
    )
    total = work.count(select(func.count(PreRegistration.id)).where(*mine))
    page = page_within(page, total, PAGE_SIZE)
    last_day = PreRegistration.bring_by
    order = last_day if state is PreRegistrationState.WAITING else last_day.desc()
    query = (
        select(PreRegistration)
        .where(*mine)
        .order_by(order, PreRegistration.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return Listing([_line(work, row) for row in work.all(query)], total, page, PAGE_SIZE)


def _line(work: Work, row: PreRegistration) -> HomeLine:
    vault, name, number = work.site.vault, "", ""
    if row.name_sealed is not None and row.id_number_sealed is not None:
        name = vault.open(row.name_sealed, "pre_registration", row.id)
        number = mask(vault.open(row.id_number_sealed, "pre_registration.id_number", row.id))
    return HomeLine(row.id, name, number, row.state, row.made_at, row.bring_by, row.settled_at, row.registration_id)


def home_counts(work: Work) -> Mapping[PreRegistrationState, int]:
    """How many of the own county's pre-registrations stand in each state."""
    query = (
        select(PreRegistration.state, func.count(PreRegistration.id))
        .where(PreRegistration.city_id == work.city_id, PreRegistration.county_id == work.actor.county_id)
        .group_by(PreRegistration.state)
    )
    found = {row[0]: row[1] for row in work.rows(query)}
    return {state: found.get(state, 0) for state in PreRegistrationState}
