"""Keys are files that only their owner reads; what everybody knows is refused."""

import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from certificates import KeyUse, RootKey
from exam_app.errors import Conflict
from exam_app.keyring import keyring_of, pin_of
from exam_app.settings import Settings, SettingsInvalid

DAY = date(2026, 11, 24)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.for_folder(tmp_path)


def test_keys_are_readable_by_their_owner_only(settings: Settings) -> None:
    keyring = keyring_of(settings)
    keyring.make_root()
    keyring.make_issuer_key("330300", KeyUse.CERT, DAY)
    keyring.id_mark_secret("330300")
    private = [*settings.key_folder.rglob("*.pem"), *settings.key_folder.rglob("*.key")]
    assert len(private) == 3
    assert {stat.S_IMODE(path.stat().st_mode) for path in private} == {0o600}


def test_a_key_is_the_same_every_time_it_is_read(settings: Settings) -> None:
    keyring = keyring_of(settings)
    made = keyring.make_issuer_key("330300", KeyUse.STATUS, DAY)
    assert keyring.issuer_key("330300", KeyUse.STATUS, DAY).public == made.public
    assert keyring.make_issuer_key("330300", KeyUse.STATUS, DAY).public == made.public
    assert keyring.id_mark_secret("330300") == keyring.id_mark_secret("330300")
    assert keyring.id_mark_secret("330300") != keyring.id_mark_secret("330400")


def test_all_who_first_ask_at_the_same_moment_get_one_secret(settings: Settings) -> None:
    keyring, start = keyring_of(settings), threading.Barrier(8)

    def asked(city_id: str) -> bytes:
        start.wait()
        return keyring.ledger_seed(city_id)

    with ThreadPoolExecutor(8) as askers:
        for number in range(20):
            assert len(set(askers.map(asked, [f"3303{number:02d}"] * 8))) == 1
    assert len(list(settings.key_folder.rglob("*"))) == 1 + 2 * 20, "folders and keys, no drafts"


def test_an_existing_root_is_never_replaced(settings: Settings) -> None:
    keyring = keyring_of(settings)
    root = keyring.make_root()
    with pytest.raises(FileExistsError):
        keyring.make_root()
    assert keyring.root().public == root.public


def test_a_missing_key_is_said_in_a_sentence(settings: Settings) -> None:
    keyring = keyring_of(settings)
    with pytest.raises(Conflict, match="root key is not here"):
        keyring.root()
    with pytest.raises(Conflict, match=r"cert-2026-11-24\.pem is missing or damaged"):
        keyring.issuer_key("330300", KeyUse.CERT, DAY)


def test_without_a_pin_the_own_root_is_believed_and_with_pins_only_those(settings: Settings) -> None:
    keyring = keyring_of(settings)
    assert keyring.trusted_roots() == ()
    root, spare = keyring.make_root(), RootKey.generate("spare")
    assert keyring.trusted_roots() == (root.public,)
    pinned = keyring_of(replace(settings, root_keys=(pin_of(spare.public), pin_of(root.public))))
    assert pinned.trusted_roots() == (spare.public, root.public)
    elsewhere = keyring_of(replace(settings, root_keys=(pin_of(spare.public),)))
    with pytest.raises(Conflict, match="not the one that is pinned"):
        elsewhere.root()


@pytest.mark.parametrize("pin", ["2604", "0" * 128, "zz" * 64, "ab" * 63])
def test_a_pin_that_is_no_key_is_refused_with_what_was_expected(settings: Settings, pin: str) -> None:
    with pytest.raises(SettingsInvalid, match="128 hexadecimal digits"):
        keyring_of(replace(settings, root_keys=(pin,))).trusted_roots()


def test_the_public_half_stays_when_the_root_is_carried_away(settings: Settings) -> None:
    keyring = keyring_of(settings)
    root = keyring.make_root()
    (settings.key_folder / "root" / "root.pem").unlink()
    assert not keyring.has_root()
    assert keyring.trusted_roots() == (root.public,)


def test_demonstration_keys_are_always_the_same_and_refused_elsewhere(settings: Settings, tmp_path: Path) -> None:
    demo = replace(settings, demo=True)
    root = keyring_of(demo).make_root()
    key = keyring_of(demo).make_issuer_key("330300", KeyUse.CERT, DAY)
    other = Settings.for_folder(tmp_path / "other", demo=True)
    assert keyring_of(other).make_root().public == root.public
    assert keyring_of(other).make_issuer_key("330300", KeyUse.CERT, DAY).public == key.public
    for look in (
        keyring_of(settings).root,
        keyring_of(settings).trusted_roots,
        lambda: keyring_of(settings).issuer_key("330300", KeyUse.CERT, DAY),
        keyring_of(replace(settings, root_keys=(pin_of(root.public),))).trusted_roots,
    ):
        with pytest.raises(Conflict) as refused:
            look()
        assert refused.value.code == "demo_key"
