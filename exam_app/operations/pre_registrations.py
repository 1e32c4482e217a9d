"""Registering from home: a number for the county's desk, looking up how it stands, withdrawing.

Nobody signs in, and nothing of what the site knows is told: the answer is the same whether the ID number is known or
not, has an application, or was pre-registered before.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from certificates import normalise_name
from exam_app.actors import Permission
from exam_app.eligibility import Facts, judge
from exam_app.errors import Conflict, Invalid, Sentence
from exam_app.id_numbers import IdNumber, checked_id_number
from exam_app.journal import Tag
from exam_app.legal_days import within_working_days
from exam_app.models import Authority, PreRegistration, SignInAttempt
from exam_app.operations import operation
from exam_app.operations.door import Knock, SignInFailed
from exam_app.pre_registration_numbers import checked_number, grouped, make_number
from exam_app.queries.eligibility import rules_here
from exam_app.queries.pre_registrations import most_a_day, next_exam_day
from exam_app.terms import N_, AuthorityKind, PreRegistrationState, SignInOutcome
from exam_app.work import Work

T = TypeVar("T")
BRING_WITHIN = 10
"""Working days in which the papers are brought; the day of registering does not count."""
COUNTED_BACK = timedelta(hours=1)
FREE_OF_AN_ADDRESS = 30
"""So many are taken from one address in an hour: a village hall, or many telephones behind one address."""
SEALED_AS = "pre_registration"


@dataclass(frozen=True)
class PreRegistered:
    """The number to bring to the desk, and what there is to say of the age on the day of the next examination."""

    number: str
    age_then: Sentence | None
    """None while no examination is published."""


@dataclass(frozen=True)
class NotTaken:
    """Too many came already, from this address or to this county: nothing was kept."""

    sentence: Sentence


@dataclass(frozen=True)
class HomeStanding:
    """How a pre-registration stands, for whoever knows its number and the last four of the ID number."""

    number: str
    county: str
    state: PreRegistrationState
    made_at: datetime
    bring_by: date
    settled_at: datetime | None

    @property
    def grouped_number(self) -> str:
        return grouped(self.number)


# -- registering --------------------------------------------------------------------------------------------------


@operation(Permission.PRE_REGISTER)
def pre_register(
    work: Work, *, county_id: UUID, name: str, id_number: str, phone: str, address: str
) -> PreRegistered | NotTaken:
    """Keep what somebody typed at home, sealed, until the papers are brought; an older one of the same person ends.

    Raises :class:`Invalid`, everything that is wrong at once, by field: a wrong number, an age that bars on this day as
    it would at the desk, an empty name, no telephone, no such county; :class:`Conflict` when the same was sent twice at
    once.
    """
    wrong: dict[str, Sentence] = {}
    county = _tried(wrong, lambda: _county(work, county_id))
    named = _tried(wrong, lambda: _named(name))
    number = _tried(wrong, lambda: _old_enough(work, id_number))
    called = _tried(wrong, lambda: _reached_by(phone))
    if county is None or named is None or number is None or called is None:
        raise Invalid(N_("Something needs correcting"), fields=wrong)
    if refused := _too_many(work, county, address):
        return refused
    try:
        row = _replace(work, county, named, number, called)
    except IntegrityError as error:
        raise Conflict("The same was sent twice at one moment. Send it once more.") from error
    _count(work, row.number, address)
    work.record(Tag.PRE_REGISTERED, "pre_registration", row.id, city_id=row.city_id)
    return PreRegistered(row.number, _age_then(work, number, next_exam_day(work, county.city_id)))


def _tried(wrong: dict[str, Sentence], check: Callable[[], T]) -> T | None:
    """What a check finds; None with its sentences in ``wrong``, so that everything wrong is said at once."""
    try:
        return check()
    except Invalid as refusal:
        wrong.update(refusal.fields)
        return None


def _county(work: Work, county_id: UUID) -> Authority:
    found = work.one(select(Authority).where(Authority.id == county_id, Authority.kind == AuthorityKind.COUNTY))
    if found is None:
        raise Invalid.in_field("county", N_("Choose the county whose desk you go to."))
    return found


def _named(text: str) -> str:
    name = normalise_name(text)
    if not name:
        raise Invalid.in_field("name", N_("Enter the name as it stands on the identity card."))
    return name


def _reached_by(text: str) -> str:
    """Digits with a country's plus; how they are grouped does not matter."""
    plain = re.sub(r"[\s()\-–]", "", unicodedata.normalize("NFKC", text))
    if not re.fullmatch(r"\+?[0-9]{7,15}", plain):
        raise Invalid.in_field("phone", N_("Enter a telephone number of 7 to 15 digits: the county calls it."))
    return plain


def _old_enough(work: Work, text: str) -> IdNumber:
    """The number, of somebody whom the desk would take on this day; otherwise from which day on it does."""
    number = checked_id_number(text)
    found = judge(Facts(number.birth_date), work.today, rules=rules_here(work))
    if not found.is_eligible:
        raise Invalid.in_field("id_number", N_("%(reasons)s Nothing was kept."), reasons=found.reasons)
    return number


def _age_then(work: Work, number: IdNumber, exam_on: date | None) -> Sentence | None:
    if exam_on is None:
        return None
    found = judge(Facts(number.birth_date), exam_on, rules=rules_here(work))
    said = N_("On %(day)s, the next examination, you are %(age)s: your age fits.")
    if not found.is_eligible:  # where an office has set an upper age
        said = N_("On %(day)s, the next examination, you are %(age)s. %(reasons)s")
    places = {"day": exam_on.isoformat(), "age": number.age_on(exam_on), "reasons": found.reasons}
    return Sentence(said, places)


def _too_many(work: Work, county: Authority, address: str) -> NotTaken | None:
    mine = SignInAttempt.address_index == _address_index(work, address)
    since = work.now - COUNTED_BACK
    if work.count(select(func.count(SignInAttempt.id)).where(mine, SignInAttempt.at > since)) >= FREE_OF_AN_ADDRESS:
        return NotTaken(Sentence(N_("Too many have registered from this connection. Wait an hour, then try again.")))
    begun = datetime.combine(work.today, datetime.min.time(), work.site.settings.zone)
    made = select(func.count(PreRegistration.id)).where(
        PreRegistration.city_id == county.city_id,
        PreRegistration.county_id == county.id,
        PreRegistration.made_at >= begun,
    )
    if work.count(made) >= most_a_day(work, county.city_id, county.id):
        return NotTaken(
            Sentence(
                N_("%(county)s takes no more from home today. Come back tomorrow, or go to its desk without a number."),
                {"county": county.name},
            )
        )
    return None


def _address_index(work: Work, address: str) -> bytes:
    return work.site.vault.blind_index("pre-register-address:" + address)


def _count(work: Work, number: str, address: str) -> None:
    """Beside the attempts to sign in, as keyed hashes: no new kind of record of visitors is made."""
    work.add(
        SignInAttempt(
            id=work.new_id(),
            name_index=work.site.vault.blind_index("pre-register:" + number),
            address_index=_address_index(work, address),
            outcome=SignInOutcome.SUCCEEDED,
            at=work.now,
        )
    )


def _replace(work: Work, county: Authority, name: str, number: IdNumber, phone: str) -> PreRegistration:
    vault, row_id = work.site.vault, work.new_id()
    index = vault.blind_index(number.text)
    older = (
        PreRegistration.city_id == county.city_id,
        PreRegistration.id_number_index == index,
        PreRegistration.state == PreRegistrationState.WAITING,
    )
    for ending in work.all(select(PreRegistration.id).where(*older)):
        work.record(Tag.PRE_REGISTRATION_REPLACED, "pre_registration", ending, city_id=county.city_id)
    work.change(update(PreRegistration).where(*older).values(state=PreRegistrationState.REPLACED, settled_at=work.now))
    return work.add(
        PreRegistration(
            city_id=county.city_id,
            id=row_id,
            county_id=county.id,
            number=make_number(work.site.random_bytes(8)),
            name_sealed=vault.seal(name, SEALED_AS, row_id),
            id_number_sealed=vault.seal(number.text, SEALED_AS + ".id_number", row_id),
            id_number_index=index,
            phone_sealed=vault.seal(phone, SEALED_AS + ".phone", row_id),
            made_at=work.now,
            bring_by=within_working_days(work.today, BRING_WITHIN),
            state=PreRegistrationState.WAITING,
        )
    )


# -- how it stands ------------------------------------------------------------------------------------------------


@operation(Permission.PRE_REGISTER)
def look_up_from_home(work: Work, *, number: str, last_four: str, address: str) -> HomeStanding | SignInFailed:
    """How a pre-registration stands. Which of number and last four is wrong is never said; tries are kept and slowed.

    Raises :class:`Invalid` for a number that cannot be one.
    """
    found = _known(work, number, last_four, address)
    return found if isinstance(found, SignInFailed) else _standing(work, found)


@operation(Permission.PRE_REGISTER)
def withdraw_from_home(work: Work, *, number: str, last_four: str, address: str) -> HomeStanding | SignInFailed:
    """End a pre-registration that waits; one that has ended already, or was taken up meanwhile, stays as it is.

    Raises :class:`Invalid` for a number that cannot be one.
    """
    found = _known(work, number, last_four, address)
    if isinstance(found, SignInFailed):
        return found
    waits = (
        PreRegistration.city_id == found.city_id,
        PreRegistration.id == found.id,
        PreRegistration.state == PreRegistrationState.WAITING,
    )
    ended = {"state": PreRegistrationState.WITHDRAWN, "settled_at": work.now}
    if work.change(update(PreRegistration).where(*waits).values(**ended)):
        work.record(Tag.PRE_REGISTRATION_WITHDRAWN, "pre_registration", found.id, city_id=found.city_id)
    return _standing(work, found)


def _known(work: Work, number: str, last_four: str, address: str) -> PreRegistration | SignInFailed:
    plain = checked_number(number)
    holder = select(PreRegistration).where(PreRegistration.number == plain)
    return Knock(work, "pre-registration:" + plain, address).by_number(
        holder, last_four, N_("Number and last four do not fit together, or what you typed is deleted already.")
    )


def _standing(work: Work, row: PreRegistration) -> HomeStanding:
    """Read anew: a desk may have taken it up since it was looked for."""
    key = select(PreRegistration).where(PreRegistration.city_id == row.city_id, PreRegistration.id == row.id)
    row = work.found(work.one(key.execution_options(populate_existing=True)))
    county = work.get_in(Authority, row.city_id, row.county_id)
    state = row.state
    if state is PreRegistrationState.WAITING and row.bring_by < work.today:
        state = PreRegistrationState.VOID  # the site's own round has not come to it yet
    return HomeStanding(row.number, county.name, state, row.made_at, row.bring_by, row.settled_at)
