"""Our own small vector file: the checker says what it says, and the generator still makes it."""

import base64
import json
import runpy
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from certificates import StatusList, TrustList, check
from certificates.legal_time import LEGAL_ZONE

FOLDER = Path(__file__).with_name("vectors")
DOCUMENT: dict[str, Any] = json.loads((FOLDER / "tokens.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("vector", DOCUMENT["vectors"], ids=lambda vector: vector["what"])
def test_every_vector_gets_its_verdict_status_and_reason(vector: dict[str, Any]) -> None:
    trust = TrustList.load(DOCUMENT["trust"])
    lists = {
        issuer: StatusList.read(base64.b64decode(entry["cwt_b64"]), trust, issuer)
        for issuer, entry in DOCUMENT["lists"].items()
    }
    at = datetime.combine(date.fromisoformat(vector["at"]), time(12), LEGAL_ZONE)
    verdict = check(vector["text"], trust, lists, at)
    assert (verdict.kind, verdict.status, verdict.reason) == (vector["verdict"], vector["status"], vector["reason"])
    if "payload" in vector:
        assert verdict.claims is not None
        assert verdict.claims.to_cbor().hex() == vector["payload"]
        assert (verdict.claims.number, verdict.claims.name) == (vector["number"], vector["name"])


def test_every_reason_has_a_vector() -> None:
    reasons = {vector["reason"] for vector in DOCUMENT["vectors"]}
    assert reasons == {
        *("not_ours", "digits", "version", "envelope", "alg", "kid", "sig_form", "signature", "profile", "authority"),
        *("never_issued", "ended", "before_first_day", "after_last_day"),
        *("listed", "no_list", "list_expired", "place_not_listed"),
    }


def test_the_generator_still_makes_the_same_file() -> None:
    made = runpy.run_path(str(FOLDER / "make_vectors.py"))["document"]()
    assert json.loads(json.dumps(made)) == DOCUMENT
