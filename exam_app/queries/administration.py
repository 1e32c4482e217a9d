"""Accounts as an administrator sees them: whose they are, how far they are, which roles they hold where and when."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Select, exists, func, or_, select

from exam_app.actors import Role
from exam_app.models import Account, Authority, ExamCentre, GuardUnit, Person, RoleGrant, TrainingUnit
from exam_app.queries.listings import Listing, page_within
from exam_app.queries.people import masked_number
from exam_app.work import Work

ROWS_A_PAGE = 25


class AccountState(StrEnum):
    """How far an account is: its code not used yet, in use, or disabled."""

    WAITING = "waiting"
    ACTIVE = "active"
    DISABLED = "disabled"


@dataclass(frozen=True)
class Grant:
    """A role at a place with its dates; ``ends_on`` None means until it is ended."""

    id: UUID
    role: Role
    place: str
    starts_on: date
    ends_on: date | None
    is_in_force: bool
    has_ended: bool


@dataclass(frozen=True)
class AccountLine:
    """One account in the list, with the roles that are in force or still to come."""

    id: UUID
    name: str
    login: str
    state: AccountState
    grants: tuple[Grant, ...]


@dataclass(frozen=True)
class AccountPage:
    """Everything an administrator may know of one account; no password is among it."""

    id: UUID
    person_id: UUID
    name: str
    id_number: str
    """Masked."""
    login: str
    state: AccountState
    created_at: datetime
    code_expires_at: datetime | None
    """Until when a one-time code waits to be used; None without one."""
    grants: tuple[Grant, ...]
    is_own: bool

    @property
    def held(self) -> tuple[Grant, ...]:
        return tuple(grant for grant in self.grants if not grant.has_ended)

    @property
    def ended(self) -> tuple[Grant, ...]:
        return tuple(grant for grant in self.grants if grant.has_ended)


def accounts(work: Work, wanted: str = "", role: Role | None = None, page: int = 1) -> Listing[AccountLine]:
    """Accounts whose person's name or sign-in name begins with ``wanted`` and that hold ``role``, by name."""
    chosen = _chosen_accounts(work, wanted.strip(), role)
    total = work.count(select(func.count()).select_from(chosen.order_by(None).subquery()))
    page = page_within(page, total, ROWS_A_PAGE)
    found = work.rows(chosen.offset((page - 1) * ROWS_A_PAGE).limit(ROWS_A_PAGE))
    grants = _grants(work, [account.id for account, _ in found])
    rows = tuple(
        AccountLine(
            account.id,
            name,
            account.login,
            _state(account),
            tuple(grant for grant in grants[account.id] if not grant.has_ended),
        )
        for account, name in found
    )
    return Listing(rows, total, page, ROWS_A_PAGE)


def _chosen_accounts(work: Work, wanted: str, role: Role | None) -> Select[Account, str]:
    query = (
        select(Account, Person.name)
        .join(Person, (Person.city_id == Account.city_id) & (Person.id == Account.person_id))
        .where(Account.city_id == work.city_id)
        .order_by(Person.name, Account.id)
    )
    if wanted:
        query = query.where(
            or_(
                Person.name.startswith(wanted, autoescape=True),
                Account.login.startswith(wanted.casefold(), autoescape=True),
            )
        )
    if role is not None:
        query = query.where(
            exists().where(
                RoleGrant.city_id == Account.city_id,
                RoleGrant.account_id == Account.id,
                RoleGrant.role == role,
                or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= work.today),
            )
        )
    return query


def account_page(work: Work, account_id: UUID) -> AccountPage:
    """One account with all its roles, ended ones too. Raises :class:`NotFound`."""
    query = (
        select(Account, Person)
        .join(Person, (Person.city_id == Account.city_id) & (Person.id == Account.person_id))
        .where(Account.city_id == work.city_id, Account.id == account_id)
    )
    ((account, person),) = work.found(work.rows(query) or None)
    code_waits = account.code_expires_at is not None and account.code_expires_at >= work.now
    return AccountPage(
        account.id,
        person.id,
        person.name,
        masked_number(work, person),
        account.login,
        _state(account),
        account.created_at,
        account.code_expires_at if code_waits else None,
        tuple(_grants(work, [account.id])[account.id]),
        account.id == work.actor.account_id,
    )


def _state(account: Account) -> AccountState:
    if account.disabled_at is not None:
        return AccountState.DISABLED
    return AccountState.WAITING if account.password_hash is None else AccountState.ACTIVE


def _grants(work: Work, account_ids: Sequence[UUID]) -> Mapping[UUID, list[Grant]]:
    """The grants of these accounts, newest first."""
    query = (
        select(RoleGrant, Authority.name, TrainingUnit.name, GuardUnit.name, ExamCentre.name)
        .outerjoin(Authority, (Authority.city_id == RoleGrant.city_id) & (Authority.id == RoleGrant.authority_id))
        .outerjoin(
            TrainingUnit,
            (TrainingUnit.city_id == RoleGrant.city_id) & (TrainingUnit.id == RoleGrant.training_unit_id),
        )
        .outerjoin(GuardUnit, (GuardUnit.city_id == RoleGrant.city_id) & (GuardUnit.id == RoleGrant.guard_unit_id))
        .outerjoin(ExamCentre, (ExamCentre.city_id == RoleGrant.city_id) & (ExamCentre.id == RoleGrant.centre_id))
        .where(RoleGrant.city_id == work.city_id, RoleGrant.account_id.in_(account_ids))
        .order_by(RoleGrant.id.desc())
    )
    found: dict[UUID, list[Grant]] = defaultdict(list)
    for row, *places in work.rows(query):
        found[row.account_id].append(
            Grant(
                row.id,
                row.role,
                next(filter(None, places), ""),
                row.starts_on,
                row.ends_on,
                row.in_force_on(work.today),
                row.ends_on is not None and row.ends_on < work.today,
            )
        )
    return found
