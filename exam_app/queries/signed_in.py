"""Who is behind a session token, and which other roles that account could take."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar
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
    holder = _holder_of(work, session)
    if holder is not None:
        return _by_number(*holder, seconds)
    if work.now - session.last_seen_at > timedelta(minutes=work.site.settings.staff_idle_minutes):
        return None
    return _staff(work, session, seconds)


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


Numbered = Booking | StudyCard | CaseSlip | ApplicantSlip
"""What carries the printed number that somebody without an account came with."""
N = TypeVar("N", Booking, StudyCard, CaseSlip, ApplicantSlip)


def _holder_of(work: Work, session: WebSession) -> tuple[Numbered, Person | None] | None:
    """With which number somebody came, and who that is; None for whoever has an account."""
    if session.booking_id is not None:
        return _read(work, Booking, session.city_id, session.booking_id)
    if session.study_card_id is not None:
        return _read(work, StudyCard, session.city_id, session.study_card_id)
    if session.case_slip_id is not None:
        return _read(work, CaseSlip, session.city_id, session.case_slip_id)
    if session.applicant_slip_id is not None:
        return _read(work, ApplicantSlip, session.city_id, session.applicant_slip_id)
    return None


def _read(work: Work, model: type[N], city_id: str, row_id: UUID) -> tuple[N, Person | None]:
    """Both in one statement: every page of a candidate begins with it."""
    query = (
        select(model, Person)
        .outerjoin(Person, (Person.city_id == model.city_id) & (Person.id == model.person_id))
        .where(model.city_id == city_id, model.id == row_id)
    )
    found = work.rows(query)
    row, person = work.found(found[0] if found else None)
    return row, person


def _by_number(row: Numbered, person: Person | None, seconds: float) -> Viewer | None:
    """Somebody who came with a printed number, as long as it is in force; who speaks for a unit states no language."""
    name, person_id, language = (person.name, person.id, person.language) if person else ("", None, None)
    match row:
        case Booking():
            actor = Actor(Role.CANDIDATE, name, city_id=row.city_id, person_id=person_id, booking_id=row.id)
        case CaseSlip():
            said = row.representative or name
            actor = Actor(Role.CONCERNED, said, city_id=row.city_id, person_id=person_id, case_slip_id=row.id)
        case StudyCard(ended_at=None):
            actor = Actor(Role.GUARD, name, city_id=row.city_id, person_id=person_id, study_card_id=row.id)
        case ApplicantSlip(ended_at=None):
            actor = Actor(Role.APPLICANT, name, city_id=row.city_id, person_id=person_id, applicant_slip_id=row.id)
        case _:
            return None
    return Viewer(actor, seconds, language=language)
