"""Keys and signatures: deterministic, low-S, named by their thumbprint, kept in PEM."""

import base64
import hashlib
import json
from pathlib import Path

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates import IssuerKey, KeyInvalid, KeyUse, PublicKey, RootKey
from certificates.cose import Sign1
from certificates.keys import GROUP_ORDER, signature_has_good_form

JUDGED_COSE_VECTORS = 6
KEY = IssuerKey.derive(b"test", "650100", KeyUse.CERT)


@given(st.binary(max_size=200))
def test_a_signature_is_good_has_one_form_and_is_always_the_same(message: bytes) -> None:
    signature = KEY.sign(message)
    assert KEY.public.verifies(signature, message)
    assert signature_has_good_form(signature)
    assert signature == KEY.sign(message)


def test_the_other_s_verifies_too_and_is_refused_by_form() -> None:
    signature = KEY.sign(b"message")
    high = signature[:32] + (GROUP_ORDER - int.from_bytes(signature[32:])).to_bytes(32)
    assert KEY.public.verifies(high, b"message")
    assert not signature_has_good_form(high)


@pytest.mark.parametrize(("r", "s"), [(0, 1), (1, 0), (GROUP_ORDER, 1), (1, (GROUP_ORDER + 1) // 2), (1, GROUP_ORDER)])
def test_numbers_out_of_range_have_no_good_form(r: int, s: int) -> None:
    assert not signature_has_good_form(r.to_bytes(32) + s.to_bytes(32))
    assert signature_has_good_form((1).to_bytes(32) + ((GROUP_ORDER - 1) // 2).to_bytes(32))
    assert not signature_has_good_form(bytes(31))


def test_the_kid_is_the_start_of_the_cose_key_thumbprint() -> None:
    key = {1: 2, -1: 1, -2: KEY.public.x, -3: KEY.public.y}
    assert KEY.kid == hashlib.sha256(cbor2.dumps(key, canonical=True)).digest()[:4]


def test_a_seed_gives_one_key_for_each_organ_and_use() -> None:
    same = IssuerKey.derive(b"test", "650100", KeyUse.CERT)
    others = [
        IssuerKey.derive(b"test", "650100", KeyUse.STATUS),
        IssuerKey.derive(b"test", "330100", KeyUse.CERT),
        IssuerKey.derive(b"tess", "650100", KeyUse.CERT),
        RootKey.derive(b"test", "650100"),
        IssuerKey.generate("650100", KeyUse.CERT),
        RootKey.generate("root"),
    ]
    assert same.public == KEY.public
    assert len({KEY.public, *(other.public for other in others)}) == 7


@pytest.mark.parametrize("password", [None, b"correct horse"])
def test_a_key_comes_back_from_its_file(password: bytes | None) -> None:
    pem = KEY.to_pem(password)
    assert IssuerKey.from_pem(pem, "650100", KeyUse.CERT, password).public == KEY.public
    root = RootKey.derive(b"test", "root")
    assert RootKey.from_pem(root.to_pem(password), "root", password).public == root.public


def test_a_file_that_is_no_such_key_is_refused() -> None:
    sealed = KEY.to_pem(b"right")
    for pem, password in [(b"", None), (sealed, None), (sealed, b"wrong"), (KEY.to_pem(), b"needless")]:
        with pytest.raises(KeyInvalid):
            IssuerKey.from_pem(pem, "650100", KeyUse.CERT, password)


def test_a_point_off_the_curve_is_no_key() -> None:
    with pytest.raises(KeyInvalid, match="not on the curve"):
        PublicKey(KEY.public.x, KEY.public.x)
    with pytest.raises(KeyInvalid, match="32 bytes"):
        PublicKey(KEY.public.x[1:], KEY.public.y)


def test_a_key_does_not_show_its_secret() -> None:
    assert "private" not in repr(KEY).lower()


def test_the_signatures_of_the_cose_working_group_are_judged_rightly(certificate_data: Path) -> None:
    # Those with ES256 in the protected header and no external data. Their unprotected headers are not ours, so the
    # envelope is taken apart by another library.
    judged = 0
    for vector in json.loads((certificate_data / "cose_vectors.json").read_text())["vectors"]:
        item = cbor2.loads(bytes.fromhex(vector["cbor"]))
        tag, parts = (item.tag, item.value) if isinstance(item, cbor2.CBORTag) else (18, item)
        protected, _, payload, signature = parts
        header = cbor2.loads(protected) if protected else {}
        if vector["crv"] != "P-256" or vector["external"] or header.get(1) != -7:
            continue
        x, y = (base64.urlsafe_b64decode(vector[name] + "=") for name in ("x", "y"))
        good = PublicKey(x, y).verifies(signature, Sign1(protected, header, payload, signature).signed_bytes)
        assert (good and tag == 18) is not vector["fail"], vector["file"]
        judged += 1
    assert judged == JUDGED_COSE_VECTORS
