"""The rotating code of a lesson: what the screen in the room shows for twenty seconds. Keyed, nothing is stored.

The code proves that a phone saw the room's screen within the last forty seconds; not whose phone it is, nor that its
holder stays. That is why several proofs stand beside each other.
"""

import base64
import hmac
from datetime import datetime, timedelta
from uuid import UUID

from exam_app.vault import Vault

STEP = timedelta(seconds=20)
CODE_BYTES = 5


def step_of(now: datetime) -> int:
    """The number of the step of twenty seconds in which ``now`` lies, counted from 1970."""
    return int(now.timestamp()) // int(STEP.total_seconds())


def code_at(vault: Vault, lesson_id: UUID, step: int) -> str:
    """Eight characters of base 32 for one lesson and one step.

    >>> vault = Vault(bytes(32), bytes(32), bytes(32))
    >>> len(code_at(vault, UUID(int=1), 7)), code_at(vault, UUID(int=1), 7) == code_at(vault, UUID(int=1), 8)
    (8, False)
    """
    return base64.b32encode(vault.blind_index(f"lesson-code:{lesson_id}:{step}")[:CODE_BYTES]).decode()


def is_shown(vault: Vault, lesson_id: UUID, code: str, now: datetime) -> bool:
    """Whether the code is the one of this step, or of the one before: a scan takes its seconds."""
    step = step_of(now)
    given = code.strip().upper().encode()
    shown = [code_at(vault, lesson_id, each).encode() for each in (step, step - 1)]
    return hmac.compare_digest(given, shown[0]) | hmac.compare_digest(given, shown[1])
