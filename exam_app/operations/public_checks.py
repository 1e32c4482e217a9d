"""A visitor asks whether a certificate with this number and this name exists. Guessing is slowed down."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, select

from certificates import format_number, normalise_name, normalise_number, number_is_well_formed
from exam_app.actors import Permission
from exam_app.errors import Sentence
from exam_app.models import Certificate, Person, SignInAttempt, StatusChange
from exam_app.operations import operation
from exam_app.queries.certificates import legal_day
from exam_app.terms import N_, CertificateStatus, SignInOutcome
from exam_app.work import Work

COUNTED_BACK = timedelta(hours=1)
FREE_MISSES_OF_A_NUMBER = 5
FREE_MISSES_OF_AN_ADDRESS = 20
"""An employer checks many people from one address; only misses count."""


@dataclass(frozen=True)
class Confirmed:
    """There is such a certificate, and how it stands today."""

    number: str
    name: str
    issued_on: date
    expires_after: date | None
    status: CertificateStatus
    ended_on: date | None

    @property
    def grouped_number(self) -> str:
        return format_number(self.number)


@dataclass(frozen=True)
class NotConfirmed:
    """No such certificate, or too many misses: returned, because the miss is counted."""

    sentence: Sentence
    must_wait: bool = False


@operation(Permission.LOOK_UP)
def look_up(work: Work, *, number: str, name: str, address: str) -> Confirmed | NotConfirmed:
    """Whether number and name belong to one certificate. The answer never says which of the two was wrong.

    Wrong check characters are said at once and cost nothing. Misses are counted for an hour, by number and by address,
    as keyed hashes beside the attempts to sign in; no new kind of record of visitors is made.
    """
    number, name = normalise_number(number), normalise_name(name)
    if not number_is_well_formed(number):
        return NotConfirmed(Sentence(N_("Two digits of the number do not fit the rest. Compare it with the card.")))
    number_index = work.site.vault.blind_index("verify-number:" + number)
    address_index = work.site.vault.blind_index("verify-address:" + address)
    if (
        _misses(work, SignInAttempt.name_index == number_index) >= FREE_MISSES_OF_A_NUMBER
        or _misses(work, SignInAttempt.address_index == address_index) >= FREE_MISSES_OF_AN_ADDRESS
    ):
        return NotConfirmed(Sentence(N_("Too many tries did not fit. Wait an hour, then try again.")), must_wait=True)
    if found := _find(work, number, name):
        return found
    work.add(
        SignInAttempt(
            id=work.new_id(),
            name_index=number_index,
            address_index=address_index,
            outcome=SignInOutcome.FAILED,
            at=work.now,
        )
    )
    return NotConfirmed(Sentence(N_("There is no certificate with this number and this name. Compare both.")))


def _misses(work: Work, whose: ColumnElement[bool]) -> int:
    return work.count(select(func.count(SignInAttempt.id)).where(whose, SignInAttempt.at > work.now - COUNTED_BACK))


def _find(work: Work, number: str, name: str) -> Confirmed | None:
    with work.everything("a visitor verifies a certificate") as beyond:
        query = (
            select(Certificate, Person.name, StatusChange.new_status, StatusChange.second_at)
            .join(Person, (Person.city_id == Certificate.city_id) & (Person.id == Certificate.person_id))
            .outerjoin(
                StatusChange,
                (StatusChange.city_id == Certificate.city_id)
                & (StatusChange.certificate_id == Certificate.id)
                & StatusChange.second_at.is_not(None),
            )
            .where(Certificate.number == number, Person.name == name)
        )
        found = beyond.rows(query)
    if not found:
        return None
    certificate, holder, status, ended_at = found[0]
    return Confirmed(
        number,
        holder,
        certificate.issued_on,
        certificate.expires_after,
        status or CertificateStatus.VALID,
        legal_day(ended_at) if ended_at else None,
    )
