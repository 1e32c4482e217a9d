"""Passwords and one-time codes: argon2id at OWASP's 19 MiB, t=2, p=1 (reliability.md 3, row 6)."""

import hashlib
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MINIMUM, MAXIMUM = 12, 128
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
NOBODY = HASHER.hash("an account that does not exist takes as long to refuse as one that does")
COMMON = frozenset(
    {"123456789012", "password1234", "qwertyuiop12", "111111111111", "000000000000", "1qaz2wsx3edc", "abc123456789"}
)


def hash_password(password: str) -> str:
    return HASHER.hash(password)


def password_fits(stored: str | None, password: str) -> bool:
    """Whether the password opens the hash; a missing hash costs the same time and never fits."""
    try:
        return HASHER.verify(stored or NOBODY, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def weakness(password: str, *context: str) -> str | None:
    """Why a password is refused: ``short``, ``long``, ``common`` or ``context``; None when it is good.

    No classes of characters and no rotation are asked (ASVS 5, 6.2); length and a list are.

    >>> weakness("correct horse battery")
    >>> weakness("qingxi-limin", "limin")
    'context'
    """
    if len(password) < MINIMUM:
        return "short"
    if len(password) > MAXIMUM:
        return "long"
    plain = password.casefold()
    if plain in COMMON or len(set(plain)) < 4:
        return "common"
    if any(len(word) >= 4 and word.casefold() in plain for word in context):
        return "context"
    return None


def new_code(length: int = 10) -> str:
    """A one-time code that is easy to read out: no 0/O, 1/I/L; about 49 bits at ten characters."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(length))


def hash_code(code: str) -> bytes:
    """Codes are random and short-lived, so a plain SHA-256 is enough; spaces, hyphens and case are forgiven."""
    return hashlib.sha256("".join(code.split()).replace("-", "").upper().encode()).digest()
