"""Accounts: setting up the site, opening accounts, roles with place and dates, signing in and out."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, update

from exam_app.actors import STAFF_ROLES, Permission, Role
from exam_app.errors import Conflict, Invalid, NotFound, Sentence
from exam_app.id_numbers import checked_id_number
from exam_app.journal import Tag
from exam_app.models import (
    Account,
    ApplicantSlip,
    Authority,
    Booking,
    CaseSlip,
    ExamCentre,
    ExamSession,
    GuardUnit,
    RoleGrant,
    StudyCard,
    TrainingUnit,
    WebSession,
)
from exam_app.operations import operation
from exam_app.operations.door import Knock, SignInFailed
from exam_app.operations.people import enter_person
from exam_app.passwords import hash_code, hash_password, new_code, password_fits, weakness
from exam_app.terms import N_, AuthorityKind
from exam_app.work import Work

CODE_LIFE = timedelta(hours=24)
LOGIN = re.compile(r"[\w.\-]{2,40}")
PLACE_OF_ROLE: dict[Role, str] = {
    Role.ADMINISTRATOR: "city",
    Role.TRAINING_CLERK: "training_unit",
    Role.TRAINER: "teaching_unit",
    Role.EMPLOYER_CLERK: "guard_unit",
    Role.COUNTY_REVIEWER: "county",
    Role.CITY_EXAM_OFFICER: "city",
    Role.ISSUER: "city",
    Role.INVIGILATOR: "centre",
    Role.PATROL_OFFICER: "county",
    Role.AUDITOR: "city",
}


@dataclass(frozen=True)
class SignedIn:
    """A new session; ``token`` goes into the cookie and is stored nowhere."""

    token: str


@dataclass(frozen=True)
class PasswordChanged:
    """The new password is in force; every other session of the account has ended."""

    sessions_ended: int


# -- setting up ---------------------------------------------------------------------------------------------------


@operation(Permission.BOOTSTRAP)
def set_up_site(work: Work, *, authority_name: str, person_name: str, id_number: str, login: str) -> str:
    """Create the city bureau and its first administrator in an empty database; returns the one-time code.

    The work's actor is the gate of that city. There is no account before this and no default password ever
    (reliability.md 3, row 8).
    """
    if work.count(select(func.count()).select_from(Account)):
        raise Conflict("This site is set up already. Administrators open further accounts in the pages.")
    if not (len(work.city_id) == 6 and work.city_id.isdigit() and work.city_id[0] != "0"):
        raise Invalid("The division code of the city has six digits, such as 330300.")
    city = Authority(
        city_id=work.city_id,
        id=work.new_id(),
        kind=AuthorityKind.CITY,
        name=authority_name,
        division_code=work.city_id,
    )
    work.add(city)
    person_id = enter_person(work, name=person_name, id_number=checked_id_number(id_number))
    account, code = _new_account(work, person_id, login)
    _grant(work, account.id, Role.ADMINISTRATOR, city.id, work.today, None)
    work.record(Tag.SITE_CREATED, "authority", city.id)
    return code


# -- accounts and roles -------------------------------------------------------------------------------------------


@operation(Permission.MANAGE_ACCOUNTS)
def open_account(work: Work, *, name: str, id_number: str, login: str) -> tuple[UUID, str]:
    """Open an account for a member of staff; returns its id and a one-time code that is shown once.

    The administrator never chooses or learns a password. One person has one account.
    """
    person_id = enter_person(work, name=name, id_number=checked_id_number(id_number))
    if work.one(select(Account.id).where(Account.city_id == work.city_id, Account.person_id == person_id)):
        raise Conflict("This person has an account already. Grant the role to that account.")
    account, code = _new_account(work, person_id, login)
    return account.id, code


def _new_account(work: Work, person_id: UUID, login: str) -> tuple[Account, str]:
    login = login.strip().casefold()
    if not LOGIN.fullmatch(login):
        said = N_("Use 2 to 40 letters, digits, dots or hyphens, without spaces.")
        raise Invalid(said, fields={"login": Sentence(said)})
    with work.everything("whether a sign-in name is taken") as beyond:
        taken = beyond.one(select(Account.id).where(Account.login == login))
    if taken:
        raise Invalid(
            "The sign-in name is taken. Choose another.", fields={"login": Sentence(N_("This sign-in name is taken."))}
        )
    code = new_code()
    account = Account(
        city_id=work.city_id,
        id=work.new_id(),
        person_id=person_id,
        login=login,
        code_hash=hash_code(code),
        code_expires_at=work.now + CODE_LIFE,
        created_at=work.now,
    )
    work.add(account)
    work.record(Tag.ACCOUNT_OPENED, "account", account.id, about=person_id)
    return account, code


@operation(Permission.MANAGE_ACCOUNTS)
def issue_code(work: Work, account_id: UUID) -> str:
    """Give an account a new one-time code (first password, or a forgotten one after proof in person)."""
    account = _open_one(work, account_id)
    code = new_code()
    account.code_hash, account.code_expires_at = hash_code(code), work.now + CODE_LIFE
    work.record(Tag.ACCOUNT_CODE_ISSUED, "account", account_id, about=account.person_id)
    return code


def _open_one(work: Work, account_id: UUID) -> Account:
    account = work.lock(Account, account_id)
    if account.disabled_at is not None:
        raise Conflict("This account is disabled. Nothing was changed.")
    return account


@operation(Permission.MANAGE_ACCOUNTS)
def disable_account(work: Work, account_id: UUID) -> None:
    """Close an account: every session of it is dead at its next request."""
    account = _open_one(work, account_id)
    if account.person_id == work.actor.person_id:
        raise Conflict("You cannot disable your own account. Ask another administrator.")
    account.disabled_at = work.now
    _end_sessions(work, account.city_id, WebSession.account_id == account_id)
    work.record(Tag.ACCOUNT_DISABLED, "account", account_id, about=account.person_id)


@operation(Permission.MANAGE_ACCOUNTS)
def grant_role(
    work: Work, account_id: UUID, role: Role, *, place_id: UUID | None, starts_on: date, ends_on: date | None
) -> UUID:
    """Give an account a role at the place the role needs, from a day, until a day or until ended.

    City roles take no ``place_id``: they are held at the city bureau.
    """
    if role not in STAFF_ROLES:
        raise Invalid("This role is not given by hand.")
    if ends_on is not None and ends_on < starts_on:
        raise Invalid(
            "The last day lies before the first.",
            fields={"ends_on": Sentence(N_("Must not lie before the first day."))},
        )
    if ends_on is not None and ends_on < work.today:
        raise Invalid("The last day has passed.", fields={"ends_on": Sentence(N_("Must not lie before today."))})
    account = _open_one(work, account_id)
    place_id = place_id or _city_bureau(work)
    _refuse_twice(work, account, role, place_id)
    grant = _grant(work, account.id, role, place_id, starts_on, ends_on)
    work.record(Tag.ROLE_GRANTED, "account", account_id, about=account.person_id, role=role.value)
    return grant.id


def _refuse_twice(work: Work, account: Account, role: Role, place_id: UUID) -> None:
    """A second grant of the same role at the same place would outlive the end of the first unnoticed."""
    held = select(func.count()).where(
        RoleGrant.city_id == work.city_id,
        RoleGrant.account_id == account.id,
        RoleGrant.role == role,
        or_(
            RoleGrant.authority_id == place_id,
            RoleGrant.training_unit_id == place_id,
            RoleGrant.guard_unit_id == place_id,
            RoleGrant.centre_id == place_id,
        ),
        or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= work.today),
    )
    if work.count(held):
        raise Conflict("The account holds this role at this place already. End it first to change its dates.")


def _grant(
    work: Work, account_id: UUID, role: Role, place_id: UUID, starts_on: date, ends_on: date | None
) -> RoleGrant:
    grant = RoleGrant(
        city_id=work.city_id,
        id=work.new_id(),
        account_id=account_id,
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
        **{_checked_place(work, role, place_id): place_id},
    )
    return work.add(grant)


def _checked_place(work: Work, role: Role, place_id: UUID) -> str:
    """The column that holds the place of a role; refuses a place of the wrong kind."""
    match PLACE_OF_ROLE[role]:
        case "training_unit":
            work.get(TrainingUnit, place_id)
            return "training_unit_id"
        case "guard_unit":
            work.get(GuardUnit, place_id)
            return "guard_unit_id"
        case "teaching_unit":
            guards = select(GuardUnit.id).where(GuardUnit.city_id == work.city_id, GuardUnit.id == place_id)
            if work.one(guards) is not None:
                return "guard_unit_id"
            work.get(TrainingUnit, place_id)
            return "training_unit_id"
        case "centre":
            work.get(ExamCentre, place_id)
            return "centre_id"
        case kind:
            if work.get(Authority, place_id).kind.value != kind:
                raise Invalid(
                    "This role is held at another kind of place.",
                    fields={"place": Sentence(N_("Choose the place this role belongs to."))},
                )
            return "authority_id"


def _city_bureau(work: Work) -> UUID:
    query = select(Authority.id).where(Authority.city_id == work.city_id, Authority.kind == AuthorityKind.CITY)
    return work.found(work.one(query))


@operation(Permission.MANAGE_ACCOUNTS)
def end_role(work: Work, grant_id: UUID) -> None:
    """End a role today: the last day it was in force is yesterday, and its sessions end at once.

    A role that has ended stays as it was.
    """
    grant = work.lock(RoleGrant, grant_id)
    account = work.get(Account, grant.account_id)
    if account.id == work.actor.account_id and grant.role == Role.ADMINISTRATOR:
        raise Conflict("You cannot end your own role as administrator. Ask another administrator.")
    if grant.ends_on is not None and grant.ends_on < work.today:
        return
    grant.ends_on = max(grant.starts_on, work.today) - timedelta(days=1)
    if grant.ends_on < grant.starts_on:
        grant.starts_on = grant.ends_on
    _end_sessions(work, grant.city_id, WebSession.grant_id == grant_id)
    work.record(Tag.ROLE_ENDED, "account", account.id, about=account.person_id, role=grant.role.value)


def _end_sessions(work: Work, city_id: str, *whose: ColumnElement[bool]) -> int:
    return work.change(
        update(WebSession)
        .where(WebSession.city_id == city_id, WebSession.ended_at.is_(None), *whose)
        .values(ended_at=work.now)
    )


# -- signing in ---------------------------------------------------------------------------------------------------


@operation(Permission.SIGN_IN)
def sign_in(work: Work, *, login: str, password: str, address: str) -> SignedIn | SignInFailed:
    """Sign a member of staff in. Every attempt is kept; the sentence never says which half was wrong.

    After five failures within an hour for a name or an address, each further try waits twice as long, up to fifteen
    minutes; while waiting nothing is evaluated (reliability.md 3, row 7).
    """
    knock = Knock(work, login.strip().casefold(), address)
    if failed := knock.throttled():
        return failed
    account = work.one(select(Account).where(Account.login == login.strip().casefold(), Account.disabled_at.is_(None)))
    if not password_fits(account.password_hash if account else None, password) or account is None:
        return knock.refuse(
            N_("Name or password is wrong. Try again, or ask your administrator for a new code."), account
        )
    grants = _grants_in_force(work, account)
    if not grants:
        return knock.refuse(N_("This account has no role in force today. Ask your administrator."), account)
    knock.succeed()
    return _start_session(work, account, grants[0])


@operation(Permission.SIGN_IN)
def set_password(work: Work, *, login: str, code: str, password: str, address: str) -> SignedIn | SignInFailed:
    """Set a password with the one-time code and sign in; sessions opened with an older password end.

    Raises :class:`Invalid` for a weak password, code unspent.
    """
    knock = Knock(work, login.strip().casefold(), address)
    if failed := knock.throttled():
        return failed
    account = work.one(select(Account).where(Account.login == login.strip().casefold(), Account.disabled_at.is_(None)))
    if (
        account is None
        or account.code_hash != hash_code(code)
        or account.code_expires_at is None
        or account.code_expires_at < work.now
    ):
        return knock.refuse(
            N_("Name or code is wrong, or the code is older than 24 hours. Ask for a new one."), account
        )
    _refuse_weak(password, account.login)
    account.password_hash, account.code_hash, account.code_expires_at = hash_password(password), None, None
    _end_sessions(work, account.city_id, WebSession.account_id == account.id)
    work.record(Tag.ACCOUNT_PASSWORD_SET, "account", account.id, about=account.person_id, city_id=account.city_id)
    grants = _grants_in_force(work, account)
    if not grants:
        return SignInFailed(Sentence(N_("The password is set. This account has no role in force today.")))
    knock.succeed()
    return _start_session(work, account, grants[0])


@operation(Permission.CHANGE_OWN_PASSWORD)
def change_password(
    work: Work, *, token: str, old_password: str, new_password: str, address: str
) -> PasswordChanged | SignInFailed:
    """Replace one's own password, the old one proving who asks; every session but the one of ``token`` ends.

    A wrong old password is kept and delayed like a refused sign-in. Raises :class:`Invalid` for a weak new one.
    """
    account = work.get(Account, work.found(work.actor.account_id))
    knock = Knock(work, account.login, address)
    if failed := knock.throttled():
        return failed
    if not password_fits(account.password_hash, old_password):
        return knock.refuse(N_("The present password is wrong. Nothing was changed. Try again."), account)
    _refuse_weak(new_password, account.login)
    account.password_hash = hash_password(new_password)
    ended = _end_sessions(
        work, account.city_id, WebSession.account_id == account.id, WebSession.token_hash != hash_token(token)
    )
    work.record(Tag.ACCOUNT_PASSWORD_SET, "account", account.id, about=account.person_id)
    return PasswordChanged(ended)


WEAK = {
    "short": N_("Use at least 12 characters. A short sentence is easy to remember."),
    "long": N_("Use at most 128 characters."),
    "common": N_("This password is too common. A short sentence of your own is better."),
    "context": N_("Leave your sign-in name out of the password."),
}


def _refuse_weak(password: str, login: str) -> None:
    if weak := weakness(password, login):
        raise Invalid("The password is too weak.", fields={"password": Sentence(WEAK[weak])})


@operation(Permission.SIGN_IN)
def sign_in_candidate(work: Work, *, ticket_number: str, last_four: str, address: str) -> SignedIn | SignInFailed:
    """Sign a candidate in at a seat by ticket number and the last four of the ID number; no password to recall.

    The delay counts the ticket number together with the address, so that nobody can lock a candidate out by name.
    """
    number = "".join(ticket_number.split())
    knock = Knock(work, f"{number}@{address}", address)
    booking = knock.by_number(
        select(Booking).where(Booking.ticket_number == number),
        last_four,
        N_("Ticket number or ID digits are wrong. Check the ticket; raise your hand for help."),
    )
    if isinstance(booking, SignInFailed):
        return booking
    session = work.get_in(ExamSession, booking.city_id, booking.exam_session_id)
    ends_at = max(session.ends_at + timedelta(hours=4), work.now + timedelta(hours=1))
    return _open_web_session(work, booking, ends_at, booking_id=booking.id)


@operation(Permission.SIGN_IN)
def sign_in_guard(work: Work, *, card_number: str, last_four: str, address: str) -> SignedIn | SignInFailed:
    """Sign a guard in to practise, by the number of a study card in force and the last four of the ID number.

    The delay is that of :func:`sign_in_candidate`.
    """
    number = "".join(card_number.split())
    knock = Knock(work, f"card:{number}@{address}", address)
    card = knock.by_number(
        # A number is unique within its city only; of two cities' cards the older one is meant.
        select(StudyCard)
        .where(StudyCard.number == number, StudyCard.ended_at.is_(None))
        .order_by(StudyCard.issued_at)
        .limit(1),
        last_four,
        N_("Card number or ID digits are wrong. Check the card, or ask your training unit for a new one."),
    )
    if isinstance(card, SignInFailed):
        return card
    ends_at = work.now + timedelta(hours=work.site.settings.session_hours)
    return _open_web_session(work, card, ends_at, study_card_id=card.id)


@operation(Permission.SIGN_IN)
def sign_in_concerned(work: Work, *, slip_number: str, last_four: str, address: str) -> SignedIn | SignInFailed:
    """Let somebody with a slip of a case in, by its number and the last four of the ID number.

    The delay is that of :func:`sign_in_candidate`.
    """
    number = "".join(slip_number.split())
    knock = Knock(work, f"slip:{number}@{address}", address)
    slip = knock.by_number(
        select(CaseSlip).where(CaseSlip.number == number).order_by(CaseSlip.issued_at).limit(1),
        last_four,
        N_("Slip number or ID digits are wrong. Both are needed exactly; the number stands on the slip."),
    )
    if isinstance(slip, SignInFailed):
        return slip
    ends_at = work.now + timedelta(hours=work.site.settings.session_hours)
    return _open_web_session(work, slip, ends_at, case_slip_id=slip.id)


@operation(Permission.SIGN_IN)
def sign_in_applicant(work: Work, *, slip_number: str, last_four: str, address: str) -> SignedIn | SignInFailed:
    """Let an applicant in, by the number of a slip in force and the last four of the ID number.

    The delay is that of :func:`sign_in_candidate`.
    """
    number = "".join(slip_number.split())
    knock = Knock(work, f"applicant:{number}@{address}", address)
    slip = knock.by_number(
        select(ApplicantSlip)
        .where(ApplicantSlip.number == number, ApplicantSlip.ended_at.is_(None))
        .order_by(ApplicantSlip.issued_at)
        .limit(1),
        last_four,
        N_("Slip number or ID digits are wrong. Check the slip, or ask the county desk for a new one."),
    )
    if isinstance(slip, SignInFailed):
        return slip
    ends_at = work.now + timedelta(hours=work.site.settings.session_hours)
    return _open_web_session(work, slip, ends_at, applicant_slip_id=slip.id)


@operation(Permission.SIGN_IN)
def act_as(work: Work, token: str, grant_id: UUID) -> SignedIn:
    """Go on in another role of the same account: the old session ends, a new one begins."""
    session = _session_of(work, token)
    account = work.get_in(Account, session.city_id, session.account_id) if session and session.account_id else None
    if session is None or account is None:
        raise NotFound("This does not exist, or not for you.")
    for grant in _grants_in_force(work, account):
        if grant.id == grant_id:
            session.ended_at = work.now
            return _start_session(work, account, grant)
    raise NotFound("This does not exist, or not for you.")


@operation(Permission.SIGN_IN)
def sign_out(work: Work, token: str) -> None:
    """End a session; an unknown or ended one is no error."""
    session = _session_of(work, token)
    if session and session.ended_at is None:
        session.ended_at = work.now
        work.record(Tag.SIGNED_OUT, "web_session", session.id, city_id=session.city_id)


@operation(Permission.SIGN_IN)
def keep_alive(work: Work, token: str) -> None:
    """Note that a session is in use; called at most once a minute, and never by a page that merely polls."""
    session = _session_of(work, token)
    if session:
        session.last_seen_at = work.now


def _session_of(work: Work, token: str) -> WebSession | None:
    return work.one(select(WebSession).where(WebSession.token_hash == hash_token(token)))


def hash_token(token: str) -> bytes:
    """What is stored of a session token: it is random, so one SHA-256 is enough."""
    return hashlib.sha256(token.encode()).digest()


def _grants_in_force(work: Work, account: Account) -> list[RoleGrant]:
    grants = work.all(
        select(RoleGrant)
        .where(RoleGrant.city_id == account.city_id, RoleGrant.account_id == account.id)
        .order_by(RoleGrant.id)
    )
    return [grant for grant in grants if grant.in_force_on(work.today)]


def _start_session(work: Work, account: Account, grant: RoleGrant) -> SignedIn:
    ends_at = work.now + timedelta(hours=work.site.settings.session_hours)
    return _open_web_session(work, account, ends_at, account_id=account.id, grant_id=grant.id)


def _open_web_session(
    work: Work, who: Account | Booking | StudyCard | CaseSlip | ApplicantSlip, ends_at: datetime, **whose: UUID
) -> SignedIn:
    token = work.site.random_bytes(32).hex()
    session = WebSession(
        city_id=who.city_id,
        id=work.new_id(),
        token_hash=hash_token(token),
        started_at=work.now,
        last_seen_at=work.now,
        ends_at=ends_at,
        **whose,
    )
    work.add(session)
    work.record(Tag.SIGNED_IN, "web_session", session.id, about=who.person_id, city_id=who.city_id)
    return SignedIn(token)
