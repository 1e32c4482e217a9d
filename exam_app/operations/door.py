"""The door: every attempt with a secret is kept, and too many wait longer and longer (reliability.md 3, row 7)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, func, select

from exam_app.errors import Sentence
from exam_app.journal import Tag
from exam_app.models import Account, ApplicantSlip, Booking, CaseSlip, Person, PreRegistration, SignInAttempt, StudyCard
from exam_app.terms import N_, SignInOutcome
from exam_app.work import Work

FREE_TRIES = 5
LONGEST_DELAY = timedelta(minutes=15)
COUNTED_BACK = timedelta(hours=1)
Numbered = TypeVar("Numbered", Booking, StudyCard, CaseSlip, ApplicantSlip, PreRegistration)
"""What carries a printed number that a person signs in with, or looks up from home."""


@dataclass(frozen=True)
class SignInFailed:
    """A refused attempt: evidence, so it is returned and kept. ``wait_seconds`` is 0 when a new try is free."""

    sentence: Sentence
    wait_seconds: int = 0


class Knock:
    """One attempt at the door: counts what came before, keeps what happens now."""

    def __init__(self, work: Work, name: str, address: str) -> None:
        self.work = work
        self.name_index = work.site.vault.blind_index("sign-in:" + name)
        self.address_index = work.site.vault.blind_index("address:" + address)

    def by_number(self, holder: Select[Numbered], last_four: str, wrong: str) -> Numbered | SignInFailed:
        """Who holds a printed number and knows the last four of the ID number behind it; ``wrong`` says neither half.

        Keeps the attempt, whichever way it went.
        """
        if failed := self.throttled():
            return failed
        found = self.work.one(holder)
        if found is None or not self._last_four_fits(found, last_four.strip().upper()):
            return self.refuse(wrong, found)
        self.succeed()
        return found

    def _last_four_fits(
        self, holder: Booking | StudyCard | CaseSlip | ApplicantSlip | PreRegistration, digits: str
    ) -> bool:
        vault = self.work.site.vault
        if isinstance(holder, CaseSlip) and holder.last_four_sealed is not None:  # a unit's representative
            return vault.open(holder.last_four_sealed, "case_slip", holder.id) == digits
        if isinstance(holder, PreRegistration) and holder.person_id is None:  # at home, and no person yet
            sealed = holder.id_number_sealed
            return sealed is not None and vault.open(sealed, "pre_registration.id_number", holder.id)[-4:] == digits
        assert holder.person_id is not None
        person = self.work.get_in(Person, holder.city_id, holder.person_id)
        return vault.open(person.id_number_sealed, "person", person.id)[-4:] == digits

    def throttled(self) -> SignInFailed | None:
        wait = max(
            self._wait(SignInAttempt.name_index == self.name_index, FREE_TRIES),
            # A whole exam room or office shares one address, so an address gets ten times as many free tries.
            self._wait(SignInAttempt.address_index == self.address_index, FREE_TRIES * 10),
        )
        if wait <= timedelta():
            return None
        self._keep(SignInOutcome.THROTTLED)
        seconds = int(wait.total_seconds()) + 1
        return SignInFailed(
            Sentence(N_("Too many tries. Wait %(minutes)s minutes, then try again."), {"minutes": -(-seconds // 60)}),
            seconds,
        )

    def _wait(self, whose: ColumnElement[bool], free: int) -> timedelta:
        since = self.work.now - COUNTED_BACK
        succeeded = select(func.max(SignInAttempt.at)).where(
            whose, SignInAttempt.at > since, SignInAttempt.outcome == SignInOutcome.SUCCEEDED
        )
        last_success = self.work.one(succeeded) or since
        failures, last = self.work.rows(
            select(func.count(), func.max(SignInAttempt.at)).where(
                whose, SignInAttempt.at > last_success, SignInAttempt.outcome == SignInOutcome.FAILED
            )
        )[0]
        if failures < free:
            return timedelta()
        delay = min(timedelta(seconds=2 ** min(failures - free + 1, 12)), LONGEST_DELAY)
        return delay - (self.work.now - last)

    def refuse(
        self, text: str, whose: Account | Booking | StudyCard | CaseSlip | ApplicantSlip | PreRegistration | None
    ) -> SignInFailed:
        """Keep a failure; where the name exists, it stands in that person's journal too."""
        self._keep(SignInOutcome.FAILED)
        self.work.record(
            Tag.SIGN_IN_FAILED,
            "sign_in",
            whose.id if whose else None,
            about=whose.person_id if whose else None,
            city_id=whose.city_id if whose else None,
        )
        return SignInFailed(Sentence(text))

    def succeed(self) -> None:
        self._keep(SignInOutcome.SUCCEEDED)

    def _keep(self, outcome: SignInOutcome) -> None:
        self.work.add(
            SignInAttempt(
                id=self.work.new_id(),
                name_index=self.name_index,
                address_index=self.address_index,
                outcome=outcome,
                at=self.work.now,
            )
        )
