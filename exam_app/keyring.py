"""The organ's and the root's private keys as files, beside the vault and never in the database.

    KEY_FOLDER/root/root.pem                the root key, which signs trust lists; may be carried away and brought back
    KEY_FOLDER/root/root.public             its public half, one line: what is pinned
    KEY_FOLDER/issuers/330300/cert-2026-11-24.pem, status-2026-11-24.pem
                                            one file for each key, named after its use and its first day
    KEY_FOLDER/issuers/330300/id-mark.key   32 bytes, the secret behind the ID marks (certificate-format 4)
    KEY_FOLDER/issuers/330300/ledger.key    32 bytes, the Ed25519 key that signs the checkpoints of the city's ledgers
    KEY_FOLDER/issuers/330300/answers.key   32 bytes, the secret behind the leases of sittings

Root keys are pinned in ``WATCHWORD_ROOT_KEYS``: for each key its coordinates x and y one after the other, 128
hexadecimal digits, as ``root.public`` holds them; keys are separated by spaces. A kid of four bytes would be no pin:
somebody else's key with the same kid is found in minutes. Nothing pinned means that the root in the own key folder is
believed; the page of the lists then says how to pin it.

A demonstration derives its keys from a seed that stands in this file, so that two demonstrations agree. Such keys are
public: a site that is no demonstration refuses them.
"""

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from certificates import IssuerKey, KeyInvalid, KeyUse, PublicKey, RootKey
from exam_app.errors import Conflict
from exam_app.settings import Settings, SettingsInvalid

ROOT_NAME = "Watchword root"
DEMO_SEED = b"watchword demonstration keys, known to everybody"
SECRET_BYTES = 32
PIN_DIGITS = 128


@dataclass(frozen=True)
class Keyring:
    """The keys of one site. Every method that reads a key refuses demonstration keys outside a demonstration."""

    folder: Path
    demo: bool
    pins: tuple[str, ...]

    # -- the root ---------------------------------------------------------------------------------------------------

    def make_root(self) -> RootKey:
        """Make the root key of a new site. An existing one is never replaced (``FileExistsError``)."""
        key = RootKey.derive(DEMO_SEED, ROOT_NAME) if self.demo else RootKey.generate(ROOT_NAME)
        _write_once(self._root_file, key.to_pem())
        self._root_file.with_suffix(".public").write_text(pin_of(key.public) + "\n", encoding="ascii")
        return key

    def root(self) -> RootKey:
        """The root key. Raises :class:`~exam_app.errors.Conflict` when it is not here, or is not one that is pinned."""
        try:
            key = RootKey.from_pem(self._root_file.read_bytes(), ROOT_NAME)
        except FileNotFoundError as error:
            raise Conflict(
                "The root key is not here. Put root.pem into the folder “root” of the key folder, then try again.",
                code="root_missing",
            ) from error
        self._refuse_demo_key(key.public, RootKey.derive(DEMO_SEED, ROOT_NAME).public)
        if key.public not in self.trusted_roots():
            raise Conflict(
                "The root key in the key folder is not the one that is pinned. Bring the right file.",
                code="root_not_pinned",
            )
        return key

    def has_root(self) -> bool:
        """Whether the root key is here now."""
        return self._root_file.exists()

    def trusted_roots(self) -> tuple[PublicKey, ...]:
        """The root keys this site believes: the pinned ones, or with none pinned the one of its own key folder.

        Empty when there is neither. Raises :class:`SettingsInvalid` for a pin that is no key.
        """
        pins = self.pins or self._own_pin()
        roots = tuple(_pinned(pin) for pin in pins)
        for root in roots:
            self._refuse_demo_key(root, RootKey.derive(DEMO_SEED, ROOT_NAME).public)
        return roots

    def _own_pin(self) -> tuple[str, ...]:
        try:
            return (self._root_file.with_suffix(".public").read_text(encoding="ascii").strip(),)
        except FileNotFoundError:
            return ()

    @property
    def _root_file(self) -> Path:
        return self.folder / "root" / "root.pem"

    # -- issuing organs ---------------------------------------------------------------------------------------------

    def make_issuer_key(self, issuer: str, use: KeyUse, first_day: date) -> IssuerKey:
        """The key of an organ that begins on this day. One left behind by an act that was undone is taken again."""
        path = self._issuer_file(issuer, use, first_day)
        if not path.exists():
            key = _demo_key(issuer, use, first_day) if self.demo else IssuerKey.generate(issuer, use)
            _write_once(path, key.to_pem())
        return self.issuer_key(issuer, use, first_day)

    def issuer_key(self, issuer: str, use: KeyUse, first_day: date) -> IssuerKey:
        """The key of an organ that began on this day. Raises :class:`~exam_app.errors.Conflict` when it is gone."""
        path = self._issuer_file(issuer, use, first_day)
        try:
            key = IssuerKey.from_pem(path.read_bytes(), issuer, use)
        except (FileNotFoundError, KeyInvalid) as error:
            raise Conflict(
                "The key file %(file)s is missing or damaged. Restore it from the backup of keys.", file=path.name
            ) from error
        self._refuse_demo_key(key.public, _demo_key(issuer, use, first_day).public)
        return key

    def has_issuer_key(self, issuer: str, use: KeyUse, first_day: date) -> bool:
        """Whether the file of that key is here now."""
        return self._issuer_file(issuer, use, first_day).exists()

    def id_mark_secret(self, issuer: str) -> bytes:
        """The organ's secret behind the ID marks, made on first use; a new one would unmake every mark before it."""
        return _secret(self.folder / "issuers" / issuer / "id-mark.key")

    def ledger_seed(self, city_id: str) -> bytes:
        """The secret behind the key that signs a city's checkpoints, made on first use.

        With another one, checkpoints signed before are checked with the public key they were published with.
        """
        return _secret(self.folder / "issuers" / city_id / "ledger.key")

    def answer_secret(self, city_id: str) -> bytes:
        """The secret behind the leases and beacons of a city's sittings, made on first use.

        With another one, every page that is answering has to begin anew at its computer.
        """
        return _secret(self._answer_file(city_id))

    def has_answer_secret(self, city_id: str) -> bool:
        """Whether a lease was ever granted in this city; asked before a stranger's word makes a file."""
        return self._answer_file(city_id).exists()

    def _answer_file(self, city_id: str) -> Path:
        return self.folder / "issuers" / city_id / "answers.key"

    def _issuer_file(self, issuer: str, use: KeyUse, first_day: date) -> Path:
        return self.folder / "issuers" / issuer / f"{use.name.lower()}-{first_day.isoformat()}.pem"

    def _refuse_demo_key(self, key: PublicKey, known_to_everybody: PublicKey) -> None:
        if key == known_to_everybody and not self.demo:
            raise Conflict(
                "This is a key of the demonstration, which everybody knows. Remove it and make a new one.",
                code="demo_key",
            )


def keyring_of(settings: Settings) -> Keyring:
    """The keys of a site, as its settings name them."""
    return Keyring(settings.key_folder, settings.demo, settings.root_keys)


def pin_of(root: PublicKey) -> str:
    """How a root key is written in ``WATCHWORD_ROOT_KEYS``: x and y, 128 hexadecimal digits.

    >>> len(pin_of(RootKey.derive(b"seed", "root").public))
    128
    """
    return root.x.hex() + root.y.hex()


def _pinned(pin: str) -> PublicKey:
    try:
        coordinates = bytes.fromhex(pin)
        if len(pin) != PIN_DIGITS:
            raise ValueError("a pin has 128 digits")
        return PublicKey(coordinates[:32], coordinates[32:])
    except (ValueError, KeyInvalid) as error:
        raise SettingsInvalid(
            f"WATCHWORD_ROOT_KEYS holds {pin!r}; expected x and y of a P-256 key, 128 hexadecimal digits"
        ) from error


def _demo_key(issuer: str, use: KeyUse, first_day: date) -> IssuerKey:
    return IssuerKey.derive(DEMO_SEED + first_day.isoformat().encode(), issuer, use)


def _secret(path: Path) -> bytes:
    """The secret kept there, made when it is first asked for; of two who ask at once, both get the first one's."""
    if not path.exists():
        with suppress(FileExistsError):
            _write_once(path, secrets.token_bytes(SECRET_BYTES))
    return path.read_bytes()


def _write_once(path: Path, content: bytes) -> None:
    """A new file that only its owner can read, on the disk before a certificate depends on it.

    It appears whole or not at all; an existing one is never replaced (``FileExistsError``).
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(draft)
    finally:
        draft.unlink(missing_ok=True)
