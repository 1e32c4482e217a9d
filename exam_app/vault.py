"""Keys outside the database, sealed fields and blind indexes (reliability.md 3, rows 27 and 28).

A copied database alone shows no ID number: fields are AES-256-GCM under a key that lives in ``key_folder``, bound to
their table and row so that swapping cells fails, with a version byte for rotation. Equality is found by an HMAC under
another key; ID numbers have little entropy, so that key must be guarded like the numbers themselves.
"""

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = b"\x01"
KEY_BYTES = 32
NONCE_BYTES = 12


class SealBroken(Exception):
    """A sealed field does not open: another key, another row, or changed bytes. Never shown as an empty value."""


@dataclass(frozen=True)
class Vault:
    """The field keys of one site."""

    field_key: bytes = field(repr=False)
    index_key: bytes = field(repr=False)
    cookie_key: bytes = field(repr=False)

    @cached_property
    def _field_cipher(self) -> AESGCM:
        return AESGCM(self.field_key)

    def seal(self, text: str | bytes, table: str, row_id: UUID) -> bytes:
        """Encrypt one value of one row: version byte, nonce, ciphertext with tag.

        >>> vault = Vault(bytes(32), bytes(32), bytes(32))
        >>> row = UUID(int=7)
        >>> vault.open(vault.seal("3303", "person", row), "person", row)
        '3303'
        """
        plain = text.encode() if isinstance(text, str) else text
        nonce = os.urandom(NONCE_BYTES)
        return VERSION + nonce + self._field_cipher.encrypt(nonce, plain, _bound_to(table, row_id))

    def open_bytes(self, sealed: bytes, table: str, row_id: UUID) -> bytes:
        """The value behind :meth:`seal`; raises :class:`SealBroken`."""
        if sealed[:1] != VERSION:
            raise SealBroken(f"{table}: unknown key version")
        nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            return self._field_cipher.decrypt(nonce, body, _bound_to(table, row_id))
        except (InvalidTag, ValueError) as error:
            raise SealBroken(f"{table}: a sealed field does not belong to this row or key") from error

    def open(self, sealed: bytes, table: str, row_id: UUID) -> str:
        return self.open_bytes(sealed, table, row_id).decode()

    def blind_index(self, value: str) -> bytes:
        """32 bytes by which equal values are found without being shown."""
        return hmac.digest(self.index_key, b"watchword-index-v1\0" + value.encode(), hashlib.sha256)

    def backup_seal(self, manifest: bytes) -> bytes:
        """32 bytes by which a backup's manifest is known to come from this site and to be unchanged."""
        return hmac.digest(self.index_key, b"watchword-backup-v1\0" + manifest, hashlib.sha256)


def _bound_to(table: str, row_id: UUID) -> bytes:
    return table.encode() + b"\0" + row_id.bytes


def open_vault(folder: Path) -> Vault:
    """The vault of a key folder, made on first use.

    Key files are readable by the owner only. A missing file beside existing ones is an error, not a new key: a new
    key would make every stored number unreadable.
    """
    names = ("field", "index", "cookie")
    paths = [folder / f"{name}.key" for name in names]
    present = [path.exists() for path in paths]
    if not any(present):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for path in paths:
            write_secret(path, secrets.token_bytes(KEY_BYTES))
    elif not all(present):
        missing = paths[present.index(False)]
        raise FileNotFoundError(f"{missing.name} is missing from the key folder; restore it from the backup of keys")
    return Vault(*(path.read_bytes() for path in paths))


def write_secret(path: Path, content: bytes) -> None:
    """Write a new file that only its owner can read; an existing file is never replaced."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
