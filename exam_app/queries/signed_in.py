"""Who is behind a session token, and which other roles that account could take."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Actor, Role
from exam_app.models import (
    Account,
    ApplicantSlip,
    Authority,
    Booking,
    CaseSlip,
    ExamCentre,
    GuardUnit,
    Person,
    RoleGrant,
    StudyCard,
    TrainingUnit,
    WebSession,
)
from exam_app.terms import AuthorityKind, Language
from exam_app.work import Work


@dataclass(frozen=True)
class Viewer:
    """The person at the browser, as the pages show them."""

    actor: Actor
    seen_seconds_ago: float
    grant_id: UUID | None = None
    """The grant in use; None for whoever has no account."""
    roles: tuple[tuple[UUID, Role, str], ...] = ()
    """Grants in force: id, role, place; more than one offers a switch."""
    language: Language | None = None
    """What was stated for a person who came with a printed number; pages greet in it."""

    @property
    def name(self) -> str:
        return self.actor.name

    @property
    def role_label(self) -> str:
        return self.actor.role.label

    @property
    def place_name(self) -> str:
        return self.actor.place_name


def viewer_of(work: Work, token: str) -> Viewer | None:
    """The viewer of a live session; None when it is unknown, ended, idle too long, or its account or role is gone.

    Everything is read anew at each request, so disabling an account or ending a role works at once
    (reliability.md 3, rows 2 and 3).
    """
    token_hash = hashlib.sha256(token.encode()).digest()
    session = work.one(select(WebSession).where(WebSession.token_hash == token_hash))
    if session is None or session.ended_at is not None or session.ends_at <= work.now:
        return None
    seconds = (work.now - session.last_seen_at).total_seconds()
    if session.booking_id is not None:
        return _as_person(work, _candidate(work, session.city_id, session.booking_id), seconds)
    if session.study_card_id is not None:
        guard = _guard(work, session.city_id, session.study_card_id)
        return _as_person(work, guard, seconds) if guard else None
    if session.case_slip_id is not None:
        return _as_person(work, _concerned(work, session.city_id, session.case_slip_id), seconds)
    if session.applicant_slip_id is not None:
        applicant = _applicant(work, session.city_id, session.applicant_slip_id)
        return _as_person(work, applicant, seconds) if applicant else None
    if work.now - session.last_seen_at > timedelta(minutes=work.site.settings.staff_idle_minutes):
        return None
    return _staff(work, session, seconds)


def _as_person(work: Work, actor: Actor, seconds: float) -> Viewer:
    """Somebody who came with a printed number; who speaks for a unit is no person with a stated language."""
    if actor.city_id is None or actor.person_id is None:
        return Viewer(actor, seconds)
    return Viewer(actor, seconds, language=work.get_in(Person, actor.city_id, actor.person_id).language)


def _staff(work: Work, session: WebSession, seconds: float) -> Viewer | None:
    query = (
        select(Account, Person.name)
        .join(Person, (Person.city_id == Account.city_id) & (Person.id == Account.person_id))
        .where(Account.city_id == session.city_id, Account.id == session.account_id, Account.disabled_at.is_(None))
    )
    found = work.rows(query)
    if not found:
        return None
    account, name = found[0]
    grants = [
        row
        for row in work.rows(
            select(RoleGrant, Authority, TrainingUnit.name, GuardUnit.name, ExamCentre.name)
            .outerjoin(Authority, (Authority.city_id == RoleGrant.city_id) & (Authority.id == RoleGrant.authority_id))
            .outerjoin(
                TrainingUnit,
                (TrainingUnit.city_id == RoleGrant.city_id) & (TrainingUnit.id == RoleGrant.training_unit_id),
            )
            .outerjoin(GuardUnit, (GuardUnit.city_id == RoleGrant.city_id) & (GuardUnit.id == RoleGrant.guard_unit_id))
            .outerjoin(ExamCentre, (ExamCentre.city_id == RoleGrant.city_id) & (ExamCentre.id == RoleGrant.centre_id))
            .where(RoleGrant.city_id == session.city_id, RoleGrant.account_id == account.id)
            .order_by(RoleGrant.id)
        )
        if row[0].in_force_on(work.today)
    ]
    roles = tuple(
        (grant.id, grant.role, (authority.name if authority else None) or unit or guard_unit or centre or "")
        for grant, authority, unit, guard_unit, centre in grants
    )
    for (grant, authority, *_), (_, _, place) in zip(grants, roles, strict=True):
        if grant.id == session.grant_id:
            return Viewer(_actor(account, name, grant, authority, place), seconds, grant.id, roles)
    return None


def _actor(account: Account, name: str, grant: RoleGrant, authority: Authority | None, place: str) -> Actor:
    county = authority.id if authority is not None and authority.kind == AuthorityKind.COUNTY else None
    return Actor(
        grant.role,
        name,
        city_id=account.city_id,
        person_id=account.person_id,
        account_id=account.id,
        authority_id=grant.authority_id,
        county_id=county,
        training_unit_id=grant.training_unit_id,
        guard_unit_id=grant.guard_unit_id,
        centre_id=grant.centre_id,
        place_name=place,
    )


def _candidate(work: Work, city_id: str, booking_id: UUID) -> Actor:
    booking = work.get_in(Booking, city_id, booking_id)
    person = work.get_in(Person, city_id, booking.person_id)
    return Actor(Role.CANDIDATE, person.name, city_id=city_id, person_id=person.id, booking_id=booking_id)


def _guard(work: Work, city_id: str, study_card_id: UUID) -> Actor | None:
    """The holder of a study card, as long as the card is in force."""
    card = work.get_in(StudyCard, city_id, study_card_id)
    if card.ended_at is not None:
        return None
    person = work.get_in(Person, city_id, card.person_id)
    return Actor(Role.GUARD, person.name, city_id=city_id, person_id=person.id, study_card_id=study_card_id)


def _concerned(work: Work, city_id: str, case_slip_id: UUID) -> Actor:
    """The holder of a slip of a case: a person, or who speaks for a unit."""
    slip = work.get_in(CaseSlip, city_id, case_slip_id)
    name = slip.representative or (work.get_in(Person, city_id, slip.person_id).name if slip.person_id else "")
    return Actor(Role.CONCERNED, name, city_id=city_id, person_id=slip.person_id, case_slip_id=slip.id)


def _applicant(work: Work, city_id: str, applicant_slip_id: UUID) -> Actor | None:
    """The holder of a slip of the county, as long as the slip is in force."""
    slip = work.get_in(ApplicantSlip, city_id, applicant_slip_id)
    if slip.ended_at is not None:
        return None
    person = work.get_in(Person, city_id, slip.person_id)
    return Actor(Role.APPLICANT, person.name, city_id=city_id, person_id=person.id, applicant_slip_id=slip.id)
