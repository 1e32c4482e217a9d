"""Who may write a sitting: the lease of one browser, ended by the next one and by nothing else."""

from dataclasses import dataclass

from exam_app.delivery import NO_HASH
from exam_app.journal import Tag
from exam_app.lease_keys import LeaseKey, lease_of_browser
from exam_app.models import Lease, Sitting
from exam_app.operations.saving import record_fact, warn
from exam_app.queries.sittings import fits, leads_elsewhere, lease_in_force, lease_of_epoch
from exam_app.terms import AlertCause
from exam_app.work import Work, answer_secret


@dataclass(frozen=True)
class Leases:
    """The leases of one sitting, which the work has locked."""

    work: Work
    sitting: Sitting

    def first(self, browser: str | None) -> LeaseKey:
        """The first lease, for the browser at which the sitting begins."""
        key = self._key(browser, 1)
        self._grant(1, key)
        return key

    def for_paper(self) -> Lease:
        """The only lease of a sitting that begins on printed paper; no browser ever takes it up."""
        return self._grant(1, None)

    def go_on(self, browser: str | None) -> LeaseKey | None:
        """The lease to go on with at this browser; None: another one is in use.

        A reload and a second tab keep what they have. Only a seat move lets another browser go on, and not the one
        that it replaced. Who is refused stands in the ledger of the room.
        """
        held = lease_in_force(self.work, self.sitting)
        key = self._key(browser, held.epoch)
        if fits(self.work, key, held):
            return key
        if held.nonce is None and not self._was_replaced(held, browser):
            held.nonce = key.nonce
            record_fact(self.work, Tag.SITTING_RESUMED, self.sitting, epoch=held.epoch)
            return key
        record_fact(self.work, Tag.LEASE_REFUSED, self.sitting, epoch=held.epoch)
        warn(self.work, self.sitting, AlertCause.SECOND_BROWSER)
        return None

    def leave_to_a_seat(self) -> Lease:
        """The next lease, which ends the one before at once; the first browser that signs in takes it up."""
        return self._grant(lease_in_force(self.work, self.sitting).epoch + 1, None)

    def _was_replaced(self, held: Lease, browser: str | None) -> bool:
        """Whether the browser stands at the seat which this very move left: there, nobody goes on by mistake."""
        before = lease_of_epoch(self.work, self.sitting, held.epoch - 1)
        if browser is None or not fits(self.work, self._key(browser, before.epoch), before):
            return False
        return leads_elsewhere(self.work, held)

    def _key(self, browser: str | None, epoch: int) -> LeaseKey:
        secret = answer_secret(self.work.site, self.work.city_id)
        return lease_of_browser(secret, browser or self.work.site.random_bytes(32).hex(), self.sitting.id, epoch)

    def _grant(self, epoch: int, key: LeaseKey | None) -> Lease:
        return self.work.add(
            Lease(
                city_id=self.work.city_id,
                id=self.work.new_id(),
                sitting_id=self.sitting.id,
                epoch=epoch,
                nonce=key.nonce if key else None,
                granted_at=self.work.now,
                head_seq=0,
                head_hash=NO_HASH,
            )
        )
