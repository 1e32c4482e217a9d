"""The right of one browser to write one sitting, and the moments that the server has handed out.

Both are keyed with the city's secret for answers (``Keyring.answer_secret``), so that the door for answers knows a
forged lease without asking the database, and a database alone, copied or restored, gives nobody the right to write.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

NONCE_DIGITS = 32
BEACON_EVERY = timedelta(seconds=15)
BEACON_DIGITS = 32


@dataclass(frozen=True)
class LeaseKey:
    """A lease as its browser holds it: the epoch, and the secret with which the page seals every change.

    The secret is the lease's nonce, 32 hexadecimal digits, and the nonce sealed with the city's secret, 64 more. What
    belongs to no sitting, as in practice, may hold any other text; it fits no sitting.
    """

    epoch: int
    secret: str

    @property
    def nonce(self) -> str:
        return self.secret[:NONCE_DIGITS]

    def is_genuine(self, answer_secret: bytes, sitting_id: UUID) -> bool:
        """Whether this site granted it for this sitting; not whether it is still in force."""
        granted = lease_key(answer_secret, sitting_id, self.epoch, self.nonce)
        return hmac.compare_digest(granted.secret.encode(), self.secret.encode())

    def is_of(self, epoch: int, nonce: str | None) -> bool:
        """Whether it was handed out with the lease of this epoch and nonce; one without a nonce has no holder yet."""
        return nonce is not None and epoch == self.epoch and hmac.compare_digest(nonce.encode(), self.nonce.encode())


def lease_key(answer_secret: bytes, sitting_id: UUID, epoch: int, nonce: str) -> LeaseKey:
    """The key of a lease; the nonce is all that is stored of it.

    >>> key = lease_key(b"secret", UUID(int=7), 1, "0" * 32)
    >>> key.is_genuine(b"secret", UUID(int=7)), key.is_genuine(b"secret", UUID(int=8))
    (True, False)
    """
    return LeaseKey(epoch, nonce + _sealed(answer_secret, f"lease {sitting_id} {epoch} {nonce}"))


def lease_of_browser(answer_secret: bytes, browser: str, sitting_id: UUID, epoch: int) -> LeaseKey:
    """What a browser that keeps these random hexadecimal digits writes a sitting with in one epoch.

    Reckoned, not handed out: when the answer to the candidate's first press is lost, the second one says the same.
    """
    own = hmac.new(bytes.fromhex(browser), f"{sitting_id}:{epoch}".encode(), hashlib.sha256).hexdigest()
    return lease_key(answer_secret, sitting_id, epoch, own[:NONCE_DIGITS])


def beacon_at(answer_secret: bytes, moment: datetime) -> str:
    """What every page that asks in the same quarter of a minute is given: proof of not being older than that.

    >>> issued_at(b"secret", beacon_at(b"secret", datetime(2026, 11, 24, 9, 0, 20, tzinfo=UTC)))
    datetime.datetime(2026, 11, 24, 9, 0, 15, tzinfo=datetime.timezone.utc)
    """
    number = f"{int(moment.timestamp() // BEACON_EVERY.total_seconds()):08x}"
    return (number + _sealed(answer_secret, f"beacon {number}"))[:BEACON_DIGITS]


def issued_at(answer_secret: bytes, beacon: str) -> datetime | None:
    """Not before when this beacon can have been known; None for one that this site never handed out."""
    number = beacon[:8]
    own = (number + _sealed(answer_secret, f"beacon {number}"))[:BEACON_DIGITS]
    if not hmac.compare_digest(own.encode(), beacon.encode()):
        return None
    return datetime.fromtimestamp(int(number, 16) * BEACON_EVERY.total_seconds(), UTC)


def _sealed(secret: bytes, text: str) -> str:
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()
