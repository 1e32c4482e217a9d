"""The command line: an officer's checker with no server, and the issuer's key generator.

`python -m certificates check TEXT --trust trust.json --status status.json`
"""

import argparse
import base64
import binascii
import io
import json
import os
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TextIO

from certificates.cbor import decode
from certificates.claims import Claims
from certificates.errors import CertificateError, ClaimsInvalid, MalformedCbor, MalformedToken, StatusListRefused
from certificates.keys import IssuerKey, KeyUse, RootKey
from certificates.legal_time import LEGAL_ZONE
from certificates.number import format_number
from certificates.status_list import StatusList
from certificates.token import open_text
from certificates.trust_list import TrustList
from certificates.verdict import StatusAge, Verdict, VerdictKind, check, moment_of

BAD_INPUT = 2
NOT_VOUCHED_FOR = 1
LARGEST_FILE = 256 * 2**20

_SENTENCES = {
    VerdictKind.GENUINE: "The paper is genuine. Compare photo, name and ID card with the person.",
    VerdictKind.NOT_YET_VALID: "Genuine, but its first day has not come.",
    VerdictKind.EXPIRED: "Genuine, but its last day is over.",
    VerdictKind.REVOKED: "Genuine when issued; revoked since.",
    VerdictKind.WITHDRAWN: "Genuine when issued; withdrawn since, because it should not have been granted.",
    VerdictKind.CANCELLED: "Genuine when issued; cancelled since.",
    VerdictKind.REPLACED: "Genuine when issued; replaced by a newer one since.",
    VerdictKind.SUSPENDED: "Genuine when issued; suspended at the moment of the list.",
    VerdictKind.FORGED: "Made to look like a certificate, but not one.",
    VerdictKind.UNKNOWN_ISSUER: "Nobody who is vouched for has sealed this.",
    VerdictKind.UNREADABLE: "This is not the text of a certificate of this system.",
}


class BadInput(Exception):
    """A file or an argument cannot be used; the sentence says which and why."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code (see `--help`)."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (BadInput, CertificateError) as error:
        print(f"certificates: {error}", file=sys.stderr)
        return BAD_INPUT
    except BrokenPipeError:
        # Whoever reads our lines has seen enough (`| head`); the rest must not be written at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BAD_INPUT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m certificates",
        description="Check certificates without a network, look into them, judge status lists, make keys.",
        epilog="Exit codes: 0 done (check TEXT: genuine, status known); 1 check TEXT: any other verdict; 2 bad input.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    one = commands.add_parser(
        "check",
        help="say what is true of a text, or of every line of a file",
        description="Checks the text of a certificate. The root key inside the trust file is believed: "
        "be sure where the file came from.",
    )
    what = one.add_mutually_exclusive_group(required=True)
    what.add_argument("text", nargs="?", metavar="TEXT", help="what the QR code says, https://HOST/v/DIGITS")
    what.add_argument(
        "--jsonl",
        type=Path,
        metavar="FILE",
        help='lines {"text": ..., "at": "YYYY-MM-DD"}; answers one JSON object a line: verdict, status, reason',
    )
    one.add_argument("--trust", type=Path, required=True, metavar="FILE", help="trust.json: keys and signed trust list")
    one.add_argument("--status", type=Path, metavar="FILE", help="status.json; without it the status is UNKNOWN")
    one.add_argument(
        "--at",
        type=_moment,
        metavar="DATE",
        help="evaluate at noon UTC+8 of that day, or at YYYY-MM-DDTHH:MM+08:00; default now",
    )
    one.add_argument("--json", action="store_true", help="answer as one JSON object")
    one.set_defaults(run=_check)

    lists = commands.add_parser(
        "lists",
        help="say of every status list of a file whether it is accepted",
        description='Judges {"iss": ..., "lists": [{"cwt_b64": ...}]}, a line each: accepted, or refused and why.',
    )
    lists.add_argument("file", type=Path, metavar="FILE")
    lists.add_argument("--trust", type=Path, required=True, metavar="FILE", help="trust.json")
    lists.set_defaults(run=_lists)

    inspect = commands.add_parser("inspect", help="show what a text says, verifying nothing")
    inspect.add_argument("text", metavar="TEXT")
    inspect.set_defaults(run=_inspect)

    keygen = commands.add_parser(
        "keygen",
        help="make a key, written to a file only you can read",
        description="Makes a P-256 key, writes it as unencrypted PKCS #8 PEM to a new file with mode 600, and "
        "prints its public part.",
    )
    whose = keygen.add_mutually_exclusive_group(required=True)
    whose.add_argument("--issuer", type=_issuer, metavar="CODE", help="six-digit code of the issuing organ")
    whose.add_argument("--root", metavar="NAME", help="make a root key of this name instead")
    keygen.add_argument(
        "--use", choices=["cert", "status"], default="cert", help="what an organ's key signs (default cert)"
    )
    keygen.add_argument("--out", type=Path, required=True, metavar="FILE", help="new file for the private key")
    keygen.set_defaults(run=_keygen)
    return parser


def _check(options: argparse.Namespace) -> int:
    trust = _trust(options.trust)
    lists = _status_lists(options.status, trust) if options.status else {}
    clock = moment_of(datetime.now(UTC), trust, lists)
    if options.at is None and clock.clock_is_behind:
        print("The clock of this machine is behind what was already signed; the later moment is used.", file=sys.stderr)
    at = options.at or clock.at
    if options.jsonl:
        return _check_lines(options.jsonl, trust, lists, at)
    verdict = check(options.text, trust, lists, at)
    print(json.dumps(_full_answer(verdict), ensure_ascii=False) if options.json else _in_words(verdict, at))
    vouched_for = verdict.kind is VerdictKind.GENUINE and verdict.status is not StatusAge.UNKNOWN
    return 0 if vouched_for else NOT_VOUCHED_FOR


def _check_lines(path: Path, trust: TrustList, lists: dict[str, StatusList], at: datetime) -> int:
    """Of each line only `text` and `at` are read, so that no answer can lean on what else the line says."""
    with _opened(path) as lines:
        for position, line in enumerate(_decoded(lines, path), start=1):
            where = f"{path}, line {position}"
            fields = _object(line, where)
            text, day = fields.get("text"), fields.get("at")
            if not isinstance(text, str) or not isinstance(day, str | None):
                raise BadInput(f"{where}: a line needs a text and may have a day in at")
            verdict = check(text, trust, lists, at if day is None else _noon(day, where))
            print(json.dumps(_answer(verdict)))
    return 0


def _lists(options: argparse.Namespace) -> int:
    trust = _trust(options.trust)
    document = _json_file(options.file)
    issuer, lists = document.get("iss"), document.get("lists")
    if not isinstance(lists, list) or not isinstance(issuer, str | None):
        raise BadInput(f"{options.file}: expected an organ in iss and an array in lists")
    for entry in lists:
        try:
            StatusList.read(_signed_list(entry), trust, issuer)
        except StatusListRefused as refusal:
            print(f"refused {refusal.reason}: {refusal}")
        else:
            print("accepted")
    return 0


def _inspect(options: argparse.Namespace) -> int:
    """The host is taken from the text itself: this command trusts nothing and vouches for nothing."""
    host = options.text.removeprefix("https://").partition("/")[0]
    try:
        token = open_text(options.text, host)
    except MalformedToken as malformed:
        raise BadInput(f"{malformed.reason}: {malformed}") from malformed
    print("Nothing below is verified.", file=sys.stderr)
    print(f"host       {host!a}")
    print(f"algorithm  {token.alg}")
    print(f"key id     {token.kid.hex()}")
    print(f"signature  {token.signature.hex()}")
    print(f"payload    {len(token.payload)} bytes {token.payload.hex()}")
    try:
        print("\n".join(_facts(Claims.from_cbor(token.payload))))
    except ClaimsInvalid as error:
        print(f"claims     against the profile: {error}\n           {decode(token.payload)!a}")
    except MalformedCbor as error:
        print(f"claims     cannot be read: {error}")
    return 0


def _keygen(options: argparse.Namespace) -> int:
    key: IssuerKey | RootKey
    if options.root is not None:
        key = RootKey.generate(options.root)
    else:
        key = IssuerKey.generate(options.issuer, KeyUse[options.use.upper()])
    try:
        # Created with mode 600 and never over an existing file: a key that is overwritten cannot be got back.
        with os.fdopen(os.open(options.out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(key.to_pem())
    except (OSError, ValueError) as error:
        raise BadInput(f"{options.out} cannot be written: {error}") from error
    print(json.dumps({"kid": key.kid.hex(), "x": key.public.x.hex(), "y": key.public.y.hex()}))
    return 0


def _answer(verdict: Verdict) -> dict[str, str | None]:
    return {"verdict": verdict.kind, "status": verdict.status, "reason": verdict.reason}


def _full_answer(verdict: Verdict) -> dict[str, str | int | None]:
    answer: dict[str, str | int | None] = {**_answer(verdict)}
    answer["list_issued_at"] = verdict.list_issued_at.isoformat() if verdict.list_issued_at else None
    if claims := verdict.claims:
        last_day = claims.expires_after.isoformat() if claims.expires_after else None
        answer |= {"number": claims.number, "name": claims.name, "type": claims.type, "issuer": claims.issuer}
        answer |= {"issued_on": claims.issued_on.isoformat(), "expires_after": last_day}
    return answer


def _in_words(verdict: Verdict, at: datetime) -> str:
    lines = [f"{verdict.kind} ({verdict.reason})", _SENTENCES[verdict.kind]]
    if verdict.status is StatusAge.UNKNOWN:
        lines.append("The status today is not known: it may have ended since.")
    if verdict.list_issued_at:
        hours = int((at - verdict.list_issued_at).total_seconds() // 3600)
        lines.append(f"status     {verdict.status}, list {hours} h old")
    return "\n".join([*lines, *(_facts(verdict.claims) if verdict.claims else [])])


def _facts(claims: Claims) -> list[str]:
    return [
        f"number     {format_number(claims.number)}",
        f"name       {claims.name}",
        f"type       {claims.type}",
        f"organ      {claims.issuer}",
        f"issued     {claims.issued_on}",
        f"last day   {claims.expires_after or 'none'}",
        f"place      {claims.index}",
        f"photo      {claims.photo.hex()}",
        f"id mark    {claims.id_mark.hex()}",
    ]


def _trust(path: Path) -> TrustList:
    trust = TrustList.load(_json_file(path))
    print(f"Believing the root key {trust.root.kid.hex()} named in {path}.", file=sys.stderr)
    return trust


def _status_lists(path: Path, trust: TrustList) -> dict[str, StatusList]:
    """The lists that verify; one that does not is said and then treated as if it were not there (section 5)."""
    entries = _json_file(path).get("lists")
    if not isinstance(entries, dict):
        raise BadInput(f"{path}: expected an object of lists by organ in lists")
    lists = {}
    for issuer, entry in entries.items():
        try:
            lists[issuer] = StatusList.read(_signed_list(entry), trust, issuer)
        except StatusListRefused as refusal:
            print(f"The status list of {issuer!a} is refused: {refusal}", file=sys.stderr)
    return lists


def _signed_list(entry: object) -> bytes:
    signed = entry.get("cwt_b64") if isinstance(entry, dict) else None
    try:
        return base64.b64decode(signed if isinstance(signed, str) else "", validate=True)
    except (binascii.Error, ValueError) as error:
        raise StatusListRefused("base64", "cwt_b64 is not base64") from error


def _opened(path: Path) -> TextIO:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise BadInput(f"{path} has more than {LARGEST_FILE // 2**20} MiB")
        return path.open(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise BadInput(f"{path} cannot be opened: {error}") from error


def _decoded(lines: Iterable[str], path: Path) -> Iterator[str]:
    try:
        yield from lines
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read as UTF-8 text: {error}") from error


def _json_file(path: Path) -> dict[str, object]:
    with _opened(path) as lines:
        return _object("".join(_decoded(lines, path)), str(path))


def _object(text: str, where: str) -> dict[str, object]:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{where} is not JSON: {error}") from error
    if not isinstance(read, dict):
        raise BadInput(f"{where} is not a JSON object")
    return read


def _noon(day: str, where: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(day), time(12), LEGAL_ZONE)
    except ValueError as error:
        raise BadInput(f"{where}: {day!a} is not a day like 2026-11-24") from error


def _moment(text: str) -> datetime:
    """A day, meaning its noon, or a moment with a zone."""
    try:
        if "T" not in text:
            return datetime.combine(date.fromisoformat(text), time(12), LEGAL_ZONE)
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!a} is not a day like 2026-11-24") from error
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError("a moment needs its zone, as in 2026-11-24T09:00+08:00")
    return moment


def _issuer(text: str) -> str:
    if len(text) != 6 or not text.isascii() or not text.isdigit() or text[0] == "0":
        raise argparse.ArgumentTypeError("an organ is six digits, the first not 0")
    return text


if __name__ == "__main__":
    # A terminal that cannot show a name gets it escaped instead of a stack trace.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(main())
