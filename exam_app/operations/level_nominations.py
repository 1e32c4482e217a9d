"""A training unit nominates its trainees for the assessment of a vocational level (职业技能等级认定申报).

The conditions are those of the vocational standard of 2019 (:mod:`exam_app.vocational_levels`). Class hours gate a
nomination only where a city or the unit has said so, from a day on. Nothing here touches the state examination.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid, NotFound
from exam_app.journal import Tag
from exam_app.models import Enrolment, LevelHoursRule, LevelNomination, Person
from exam_app.operations import operation
from exam_app.queries.level_nominations import (
    LevelHoursHeld,
    NominationLine,
    all_nominations,
    course_for_level,
    hours_needed_on,
    level_hours,
    stays_of,
)
from exam_app.terms import N_, LevelRoute, OutlineLevel
from exam_app.vocational_levels import Claim, Stay, conditions_of, days_worked, level_below, may_be_nominated
from exam_app.work import Work

LONGEST_PAPER = 120
LONGEST_NUMBER = 40


@dataclass(frozen=True)
class Grounds:
    """What the unit puts forward for one trainee: the way, work beside the rosters, the certificate below."""

    route: LevelRoute
    stated: Stay | None = None
    """Work that no roster here shows."""
    paper: str = ""
    previous_number: str = ""
    previous_on: date | None = None


@operation(Permission.TRAIN)
def nominate(work: Work, course_id: UUID, person_id: UUID, grounds: Grounds) -> UUID:
    """Nominate a trainee for the level of the course; returns the nomination, which stands as it is.

    Raises :class:`Invalid` by field where the standard's condition is not met yet, with the day from which it is, and
    where class hours are asked for and lacking; :class:`Conflict` for a second one from the same course.
    """
    course, level = course_for_level(work, course_id)
    person = work.lock(Person, person_id)  # two clerks nominate one after the other
    _refuse_strangers_and_repeats(work, course_id, person_id)
    _check_grounds(work, level, grounds)
    stays = [*stays_of(work, [person.id]).get(person.id, ()), *([grounds.stated] if grounds.stated else [])]
    eligible_on = _eligible_on(work, level, grounds, stays)
    hours = level_hours(work, course, [person.id])[person.id]
    needed = hours_needed_on(work, work.found(course.training_unit_id), work.today)
    if needed:
        _refuse_short_hours(hours)
    nomination = work.add(
        LevelNomination(
            city_id=work.city_id,
            id=work.new_id(),
            training_unit_id=work.found(course.training_unit_id),
            course_id=course.id,
            person_id=person.id,
            level=level,
            route=grounds.route,
            nominated_on=work.today,
            eligible_on=eligible_on,
            days_worked=days_worked(stays, work.today),
            stated_from=grounds.stated.first if grounds.stated else None,
            stated_to=grounds.stated.last if grounds.stated else None,
            paper=grounds.paper.strip(),
            previous_number=grounds.previous_number.strip() if grounds.route is LevelRoute.LOWER_LEVEL else None,
            previous_on=grounds.previous_on if grounds.route is LevelRoute.LOWER_LEVEL else None,
            theory_hours=hours.theory,
            skill_hours=hours.skill,
            outline_hours=hours.asked,
            hours_needed=needed,
            nominated_by_id=work.actor.person_id,
            nominated_at=work.now,
        )
    )
    work.record(Tag.LEVEL_NOMINATED, "level_nomination", nomination.id, about=person.id, level=level)
    return nomination.id


def _refuse_strangers_and_repeats(work: Work, course_id: UUID, person_id: UUID) -> None:
    enrolled = select(Enrolment.id).where(
        Enrolment.city_id == work.city_id, Enrolment.course_id == course_id, Enrolment.person_id == person_id
    )
    if work.one(enrolled) is None:
        raise NotFound("This does not exist, or not for you.")
    before = select(LevelNomination.nominated_on).where(
        LevelNomination.city_id == work.city_id,
        LevelNomination.course_id == course_id,
        LevelNomination.person_id == person_id,
    )
    if (on := work.one(before)) is not None:
        raise Conflict(
            "This trainee was nominated from this course on %(day)s. Nothing was changed.", day=on.isoformat()
        )


def _check_grounds(work: Work, level: OutlineLevel, grounds: Grounds) -> None:
    if len(grounds.paper.strip()) > LONGEST_PAPER:
        raise Invalid.in_field("paper", N_("Use at most %(length)s characters."), length=LONGEST_PAPER)
    if grounds.route is LevelRoute.EX_CONSCRIPT and not grounds.paper.strip():
        raise Invalid.in_field("paper", N_("Name the paper that shows the service."))
    if grounds.stated is not None:
        _check_stated(work, grounds.stated, grounds.paper.strip())
    if grounds.route is LevelRoute.LOWER_LEVEL:
        if not 1 <= len(grounds.previous_number.strip()) <= LONGEST_NUMBER:
            raise Invalid.in_field(
                "previous_number", N_("Enter the number of the certificate of %(level)s."), level=level_below(level)
            )
        if grounds.previous_on is None or grounds.previous_on > work.today:
            raise Invalid.in_field("previous_on", N_("Enter the day of that certificate, not one to come."))


def _check_stated(work: Work, stated: Stay, paper: str) -> None:
    if stated.first > work.today:
        raise Invalid.in_field("stated_from", N_("This day has not come yet."))
    if stated.last is not None and not stated.first <= stated.last <= work.today:
        raise Invalid.in_field("stated_to", N_("The last day lies between the first day and today."))
    if not paper:
        raise Invalid.in_field("paper", N_("Name the paper that shows this work."))


def _eligible_on(work: Work, level: OutlineLevel, grounds: Grounds, stays: Sequence[Stay]) -> date:
    condition = next((each for each in conditions_of(level, work.today) if each.route is grounds.route), None)
    if condition is None:
        raise Invalid.in_field("route", N_("The standard knows no such way to this level. Choose another."))
    answer = may_be_nominated(condition, Claim(grounds.route, stays, grounds.previous_on))
    if answer.day is None or answer.day > work.today:
        raise Invalid.in_field("route", N_("Not yet. %(reason)s"), reason=answer.reason)
    return answer.day


def _refuse_short_hours(hours: LevelHoursHeld) -> None:
    if hours.are_complete:
        return
    raise Invalid(
        N_(
            "%(theory)s class hours of theory and %(skill)s of skills are proved; the outline asks for %(asked)s in "
            "all, some of each. A rule asks for them before a nomination."
        ),
        theory=hours.theory,
        skill=hours.skill,
        asked=hours.asked,
    )


@operation(Permission.TRAIN, Permission.APPROVE)
def rule_level_hours(work: Work, *, since: date, needs_hours: bool) -> UUID:
    """Say from which day on the outline's class hours are needed before a nomination, or are only shown.

    A unit says it for itself, the city for everybody. Raises :class:`Invalid` for a day that has passed.
    """
    if since < work.today:
        raise Invalid.in_field("since", N_("This day has passed. Enter today or a later day."))
    rule = work.add(
        LevelHoursRule(
            city_id=work.city_id,
            id=work.new_id(),
            training_unit_id=work.actor.training_unit_id,
            since=since,
            needs_hours=needs_hours,
            set_by_id=work.actor.person_id,
            set_at=work.now,
        )
    )
    work.record(Tag.LEVEL_HOURS_RULED, "level_hours_rule", rule.id, since=since.isoformat(), needs_hours=needs_hours)
    return rule.id


@operation(Permission.TRAIN, Permission.REVIEW, Permission.APPROVE)
def write_nominations(work: Work) -> Sequence[NominationLine]:
    """Every nomination in sight, to leave the site as a table with masked numbers; that it left is journalled."""
    lines = all_nominations(work)
    work.record(Tag.LEVEL_NOMINATIONS_WRITTEN, "site", None, count=len(lines))
    return lines
