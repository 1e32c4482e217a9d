"""The officer's page judges certificates without a network, and judges them as the reference set and the server do."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.requirements import ROOT

pytestmark = pytest.mark.browser

CHECK_ALL = """
async ({trust, status, lines}) => {
  const trusted = await unit.loadTrust(trust);
  const lists = await unit.loadStatusLists(status, trusted);
  const answers = [];
  for (const {text, at} of lines) {
    const {verdict, status, reason, claims} = await unit.check(text, trusted, lists, at);
    answers.push({verdict, status, reason, number: claims?.number ?? null, name: claims?.name ?? null});
  }
  return answers;
}
"""

JUDGE_LISTS = """
async ({trust, issuer, lists}) => {
  const trusted = await unit.loadTrust(trust);
  const answers = [];
  for (const list of lists) {
    answers.push(await unit.loadStatusList(list, issuer, trusted).then(() => "accept", (error) => {
      if (!(error instanceof unit.StatusListRefused)) throw error;
      return "refuse";
    }));
  }
  return answers;
}
"""


@pytest.fixture
def certificates(outside_data: Path) -> Path:
    return outside_data / "certificates"


@pytest.fixture
def checker(unit_page: Callable[[str], Page]) -> Page:
    return unit_page("src/officer/verify.ts")


def documents(folder: Path) -> dict[str, Any]:
    return {name: json.loads((folder / f"{name}.json").read_text("utf-8")) for name in ("trust", "status")}


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def moment(day: str) -> int:
    """Noon UTC+8, as the data's own page says."""
    return int(datetime.fromisoformat(day).replace(hour=12, tzinfo=timezone(timedelta(hours=8))).timestamp())


def check_all(checker: Page, folder: Path, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Only text and moment reach the page: what is expected must not be there to be read."""
    asked = [{"text": line["text"], "at": moment(line["at"])} for line in lines]
    answers: list[dict[str, Any]] = checker.evaluate(CHECK_ALL, {**documents(folder), "lines": asked})
    return answers


def flipped(line: dict[str, Any]) -> list[dict[str, Any]]:
    """The same certificate with each single bit of its token turned over."""
    prefix, digits = line["text"].rsplit("/", 1)
    number = int(digits)
    return [
        {"kind": f"bit {bit}", "text": f"{prefix}/{number ^ (1 << bit)}", "at": line["at"]}
        for bit in range(number.bit_length())
    ]


@pytest.mark.parametrize("name", ["payloads", "forged"])
def test_every_line_gets_its_verdict_and_status_with_the_network_cut(
    checker: Page, certificates: Path, name: str
) -> None:
    lines = lines_of(certificates / f"{name}.jsonl")
    answers = check_all(checker, certificates, lines)
    wrong = [
        (line["kind"], line["expect"], line["status"], answer)
        for line, answer in zip(lines, answers, strict=True)
        if (answer["verdict"], answer["status"]) != (line["expect"], line["status"])
    ]
    assert wrong == []


def test_number_and_name_are_told_for_what_is_authentic_and_for_nothing_else(checker: Page, certificates: Path) -> None:
    lines = lines_of(certificates / "payloads.jsonl")
    for line, answer in zip(lines, check_all(checker, certificates, lines), strict=True):
        authentic = answer["verdict"] not in ("UNREADABLE", "FORGED", "UNKNOWN_ISSUER")
        told = (line["number"], line["name"]) if authentic else (None, None)
        assert (answer["number"], answer["name"]) == told


def test_only_the_good_one_of_the_status_lists_is_accepted(checker: Page, certificates: Path) -> None:
    document = json.loads((certificates / "lists_bad.json").read_text("utf-8"))
    lists = document["lists"]
    question = {
        "trust": documents(certificates)["trust"],
        "issuer": document["iss"],
        "lists": [entry["cwt_b64"] for entry in lists],
    }
    answers = checker.evaluate(JUDGE_LISTS, question)
    assert [(entry["kind"], answer) for entry, answer in zip(lists, answers, strict=True)] == [
        (entry["kind"], entry["expect"]) for entry in lists
    ]


def test_the_server_and_the_browser_agree_on_verdict_status_and_reason(
    checker: Page, certificates: Path, tmp_path: Path
) -> None:
    lines = lines_of(certificates / "payloads.jsonl") + lines_of(certificates / "forged.jsonl")
    lines += flipped(next(line for line in lines if line["expect"] == "GENUINE"))
    asked = tmp_path / "asked.jsonl"
    asked.write_text("".join(json.dumps({"text": line["text"], "at": line["at"]}) + "\n" for line in lines), "utf-8")
    command = [sys.executable, "-m", "certificates", "check", "--jsonl", str(asked)]
    command += ["--trust", str(certificates / "trust.json"), "--status", str(certificates / "status.json")]
    finished = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, encoding="utf-8")
    server = [json.loads(line) for line in finished.stdout.splitlines()]
    assert len(server) == len(lines), finished.stderr
    told = ("verdict", "status", "reason")
    differing = [
        (line["kind"], {key: here[key] for key in told}, {key: there[key] for key in told})
        for line, here, there in zip(lines, check_all(checker, certificates, lines), server, strict=True)
        if any(here[key] != there[key] for key in told)
    ]
    assert differing == []


def test_a_trust_list_is_believed_only_under_a_pinned_root(checker: Page, certificates: Path) -> None:
    trust = documents(certificates)["trust"]
    other_root = {"x": trust["keys"][0]["x"], "y": trust["keys"][0]["y"]}
    load = """({trust, roots}) => unit.loadTrust(trust, roots).then(
      (list) => list.seq, (error) => error instanceof unit.TrustRefused)"""
    assert checker.evaluate(load, {"trust": trust, "roots": [other_root, trust["root"]]}) == trust["seq"]
    assert checker.evaluate(load, {"trust": trust, "roots": [other_root]}) is True
    assert checker.evaluate(load, {"trust": trust, "roots": []}) is True


def test_any_flipped_bit_of_a_genuine_token_is_noticed(checker: Page, certificates: Path) -> None:
    line = next(line for line in lines_of(certificates / "payloads.jsonl") if line["expect"] == "GENUINE")
    answers = check_all(checker, certificates, flipped(line))
    assert {answer["verdict"] for answer in answers} <= {"UNREADABLE", "FORGED", "UNKNOWN_ISSUER"}


@pytest.mark.parametrize(
    ("typed", "well_formed"),
    [
        ("6501 0026 0000 3809", True),
        ("６５０１-0026-0000-3809", True),
        ("6501 0026 0000 3890", False),  # neighbours swapped
        ("6501 0026 0000 3808", False),
        ("6501 0026 0000 380", False),
        ("6501 0026 0000 380X", False),
        ("", False),
    ],
)
def test_a_typed_number_is_tested_by_its_check_digits(checker: Page, typed: str, well_formed: bool) -> None:
    assert checker.evaluate("(typed) => unit.numberIsWellFormed(unit.normaliseNumber(typed))", typed) is well_formed


def test_a_number_is_shown_in_groups_of_four(checker: Page) -> None:
    assert checker.evaluate("unit.formatNumber('6501002600003809')") == "6501 0026 0000 3809"
