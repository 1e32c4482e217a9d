"""`python -m certificates`: right answers, clear sentences, exit codes, and no stack trace ever."""

import base64
import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from certificate_world import World

from certificates import IssuerKey, KeyUse, RootKey, StatusValue
from certificates.__main__ import main

ROOT = Path(__file__).resolve().parents[2]


class Desk:
    """A folder with the files an officer would have, and the output of the last command."""

    def __init__(self, folder: Path, world: World, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.trust = self.write("trust.json", world.trust().to_document())
        self.status = self.status_file(world)
        self.files = ["--trust", self.trust, "--status", self.status]
        self.out = self.err = ""

    def write(self, name: str, document: object) -> str:
        path = self.folder / name
        path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
        return str(path)

    def status_file(self, world: World, places: dict[int, int] | None = None) -> str:
        signed = base64.b64encode(world.status_cwt(places)).decode()
        return self.write("status.json", {"lists": {world.issuer: {"cwt_b64": signed}}})

    def run(self, *arguments: str) -> int:
        try:
            code = main(list(arguments))
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        self.out, self.err = self._capsys.readouterr()
        assert "Traceback" not in self.err
        return code


@pytest.fixture
def desk(tmp_path: Path, world: World, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, world, capsys)


def test_a_genuine_certificate_is_told_in_words(desk: Desk, world: World) -> None:
    assert desk.run("check", world.text(), *desk.files, "--at", "2026-11-24") == 0
    assert desk.out.startswith("GENUINE (listed)\nThe paper is genuine.")
    for fact in ("FRESH, list 4 h old", "6501 0026 0000 3809", "张建国", "2026-05-17"):
        assert fact in desk.out


def test_the_root_in_the_file_is_believed_and_that_is_said(desk: Desk, world: World) -> None:
    desk.run("check", world.text(), *desk.files, "--at", "2026-11-24")
    assert f"Believing the root key {world.root.kid.hex()}" in desk.err


def test_anything_but_genuine_with_a_known_status_ends_with_code_1(desk: Desk, world: World) -> None:
    assert desk.run("check", "https://evil.example/v/1", *desk.files) == 1
    assert desk.out.startswith("UNREADABLE (not_ours)")
    assert desk.run("check", world.text(), "--trust", desk.trust, "--at", "2026-11-24") == 1
    assert "The status today is not known" in desk.out
    desk.status_file(world, {7: StatusValue.REVOKED})
    assert desk.run("check", world.text(), *desk.files, "--at", "2026-11-24") == 1
    assert desk.out.startswith("REVOKED (ended)")


def test_the_answer_is_given_as_json(desk: Desk, world: World) -> None:
    assert desk.run("check", world.text(), *desk.files, "--at", "2026-11-24T12:00+08:00", "--json") == 0
    assert json.loads(desk.out) == {
        "verdict": "GENUINE",
        "status": "FRESH",
        "reason": "listed",
        "list_issued_at": "2026-11-24T00:00:00+00:00",
        "number": "6501002600003809",
        "name": "张建国",
        "type": 0,
        "issuer": "650100",
        "issued_on": "2026-05-17",
        "expires_after": None,
    }


def test_every_line_is_evaluated_at_noon_of_its_own_day(desk: Desk, world: World) -> None:
    text = world.text()
    lines = [{"text": text, "at": "2026-05-16"}, {"text": text, "at": "2026-05-17"}, {"text": "x", "at": "2026-05-17"}]
    file = desk.write("lines.jsonl", "\n".join(map(json.dumps, lines)))
    assert desk.run("check", "--jsonl", file, "--trust", desk.trust) == 0
    assert [json.loads(line) for line in desk.out.splitlines()] == [
        {"verdict": "NOT_YET_VALID", "status": "UNKNOWN", "reason": "before_first_day"},
        {"verdict": "GENUINE", "status": "UNKNOWN", "reason": "no_list"},
        {"verdict": "UNREADABLE", "status": None, "reason": "not_ours"},
    ]


def test_a_line_without_a_day_is_evaluated_at_the_day_that_was_asked(desk: Desk, world: World) -> None:
    file = desk.write("lines.jsonl", json.dumps({"text": world.text()}))
    assert desk.run("check", "--jsonl", file, *desk.files, "--at", "2026-05-16") == 0
    assert json.loads(desk.out)["verdict"] == "NOT_YET_VALID"


def test_a_status_list_that_does_not_verify_is_said_and_not_used(desk: Desk, world: World) -> None:
    other = World(issuer="330100")
    signed = base64.b64encode(other.status_cwt()).decode()
    desk.write("status.json", {"lists": {world.issuer: {"cwt_b64": signed}, "330100": {"cwt_b64": "?"}, "x": []}})
    assert desk.run("check", world.text(), *desk.files, "--at", "2026-11-24", "--json") == 1
    assert json.loads(desk.out)["reason"] == "no_list"
    assert desk.err.count("is refused") == 3


def test_status_lists_are_judged_a_line_each(desk: Desk, world: World) -> None:
    good = base64.b64encode(world.status_cwt()).decode()
    file = desk.write("lists.json", {"iss": world.issuer, "lists": [{"cwt_b64": good}, {"cwt_b64": "0oRY"}, {}]})
    assert desk.run("lists", file, "--trust", desk.trust) == 0
    first, second, third = desk.out.splitlines()
    assert first == "accepted"
    assert second.startswith("refused envelope:")
    assert third.startswith("refused envelope:")


def test_a_text_can_be_looked_into_without_any_trust(desk: Desk, world: World) -> None:
    assert desk.run("inspect", world.text()) == 0
    assert "Nothing below is verified." in desk.err
    assert "6501 0026 0000 3809" in desk.out
    assert world.key().kid.hex() in desk.out
    assert desk.run("inspect", "https://evil.example/v/1") == 2
    assert "digits" in desk.err


def test_a_key_is_made_for_its_owner_only_and_never_twice(desk: Desk) -> None:
    path = desk.folder / "organ.pem"
    assert desk.run("keygen", "--issuer", "650100", "--use", "status", "--out", str(path)) == 0
    key = IssuerKey.from_pem(path.read_bytes(), "650100", KeyUse.STATUS)
    assert json.loads(desk.out) == {"kid": key.kid.hex(), "x": key.public.x.hex(), "y": key.public.y.hex()}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    assert desk.run("keygen", "--issuer", "650100", "--out", str(path)) == 2
    assert path.read_bytes() == before
    root = desk.folder / "root.pem"
    assert desk.run("keygen", "--root", "working root", "--out", str(root)) == 0
    assert RootKey.from_pem(root.read_bytes(), "working root").kid.hex() == json.loads(desk.out)["kid"]


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("trust.json", "not json"),
        ("trust.json", "[]"),
        ("trust.json", "{}"),
        ("trust.json", "[" * 100_000),
        ("trust.json", '{"root": {"x": "00", "y": "00"}, "trust_cwt_b64": "0oRY"}'),
        ("trust.json", '{"seq": ' + "9" * 5000 + "}"),
        ("status.json", "[]"),
        ("status.json", '{"lists": []}'),
        ("lines.jsonl", "not json"),
        ("lines.jsonl", "\n"),
        ("lines.jsonl", "[]"),
        ("lines.jsonl", "{}"),
        ("lines.jsonl", '{"text": 1}'),
        ("lines.jsonl", '{"text": "x", "at": "yesterday"}'),
        ("lines.jsonl", '{"text": "x", "at": 20261124}'),
        ("lists.json", "{}"),
        ("lists.json", '{"iss": 1, "lists": []}'),
    ],
)
def test_a_bad_file_is_one_sentence_and_code_2(desk: Desk, file: str, content: str) -> None:
    lines = desk.write("lines.jsonl", '{"text": "x", "at": "2026-11-24"}')
    desk.write("lists.json", {"iss": "650100", "lists": []})
    path = desk.write(file, content)
    command = (
        ["lists", path, "--trust", desk.trust] if file == "lists.json" else ["check", "--jsonl", lines, *desk.files]
    )
    assert desk.run(*command) == 2
    assert desk.err.splitlines()[-1].startswith("certificates: ")


def test_a_file_that_is_missing_a_folder_or_not_text_is_one_sentence_and_code_2(desk: Desk) -> None:
    binary = desk.folder / "binary.jsonl"
    binary.write_bytes(b"\xff\xfe\x00")
    for path in (str(desk.folder / "missing.json"), str(desk.folder), str(binary), "a\x00b"):
        assert desk.run("check", "--jsonl", path, *desk.files) == 2
        assert desk.err.splitlines()[-1].startswith("certificates: ")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["check"],
        ["check", "x"],
        ["check", "x", "--trust", "t", "--at", "yesterday"],
        ["check", "x", "--trust", "t", "--at", "2026-11-24T12:00"],
        ["check", "x", "--jsonl", "f", "--trust", "t"],
        ["keygen", "--issuer", "050100", "--out", "f"],
        ["keygen", "--out", "f"],
        ["unknown"],
    ],
)
def test_wrong_arguments_end_with_code_2(desk: Desk, arguments: list[str]) -> None:
    assert desk.run(*arguments) == 2
    assert "usage:" in desk.err


def test_help_says_what_the_exit_codes_mean(desk: Desk) -> None:
    assert desk.run("--help") == 0
    assert "Exit codes: 0 done" in " ".join(desk.out.split())


def run_for_real(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "certificates", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=os.environ | environment)


def test_a_terminal_that_cannot_show_a_name_gets_it_escaped(desk: Desk, world: World) -> None:
    told = run_for_real("check", world.text(), *desk.files, "--at", "2026-11-24", PYTHONIOENCODING="ascii")
    assert told.returncode == 0
    assert "\\u5f20\\u5efa\\u56fd" in told.stdout


def without_the_answers(line: dict[str, Any]) -> dict[str, Any]:
    return {"text": line["text"], "at": line["at"]}


@pytest.mark.parametrize("file", ["payloads.jsonl", "forged.jsonl"])
def test_shared_lines_are_answered_alike_with_and_without_their_answers(
    certificate_data: Path, tmp_path: Path, file: str
) -> None:
    lines = [json.loads(line) for line in (certificate_data / file).read_text().splitlines()]
    bare = tmp_path / file
    bare.write_text("\n".join(json.dumps(without_the_answers(line)) for line in lines))
    files = ["--trust", str(certificate_data / "trust.json"), "--status", str(certificate_data / "status.json")]
    whole = run_for_real("check", "--jsonl", str(certificate_data / file), *files)
    stripped = run_for_real("check", "--jsonl", str(bare), *files)
    assert (whole.returncode, stripped.returncode) == (0, 0)
    assert whole.stdout == stripped.stdout
    answers = [json.loads(line) for line in whole.stdout.splitlines()]
    assert [(answer["verdict"], answer["status"]) for answer in answers] == [
        (line["expect"], line["status"]) for line in lines
    ]


def test_shared_lists_are_answered_alike_with_and_without_their_answers(certificate_data: Path, tmp_path: Path) -> None:
    document = json.loads((certificate_data / "lists_bad.json").read_text())
    bare = tmp_path / "lists.json"
    bare.write_text(
        json.dumps({"iss": document["iss"], "lists": [{"cwt_b64": x["cwt_b64"]} for x in document["lists"]]})
    )
    trust = ["--trust", str(certificate_data / "trust.json")]
    whole = run_for_real("lists", str(certificate_data / "lists_bad.json"), *trust)
    assert whole.stdout == run_for_real("lists", str(bare), *trust).stdout
    words = [line.split()[0] for line in whole.stdout.splitlines()]
    assert words == [{"accept": "accepted", "refuse": "refused"}[entry["expect"]] for entry in document["lists"]]


def test_a_reader_that_stops_early_gets_no_stack_trace(certificate_data: Path) -> None:
    command = [sys.executable, "-m", "certificates", "check", "--jsonl", str(certificate_data / "forged.jsonl")]
    with subprocess.Popen(
        [*command, "--trust", str(certificate_data / "trust.json")],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert "Traceback" not in process.stderr.read()
