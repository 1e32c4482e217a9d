"""A check as the script sends it and as a plain form sends it; its verdict; the officer's own checks of today."""

import hashlib
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from flask import Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from certificates import VerdictKind
from exam_app.errors import Invalid
from exam_app.operations import post_checks
from exam_app.operations.post_checks import NONCE_BYTES, Scan
from exam_app.queries.post_checks import KeptCheck, kept_check, own_checks_today, photo_after_check
from exam_app.terms import N_
from exam_app.web.officer import audience
from exam_app.web.officer.scan import scan_page
from exam_app.web.verdicts import ADVICE, answer_note, issued_line, shown, shown_kind, word_of
from exam_app.work import Work

LONGEST_NUMBER = 60


class CheckMessage(msgspec.Struct):
    """What the script sends; other members, such as a position, are not kept."""

    nonce: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
    at: Annotated[int, msgspec.Meta(ge=0, le=2**32)]
    scanned_text: str | None = None
    number: str | None = None
    verdict: VerdictKind | None = None
    post_id: UUID | None = None


@audience.page("/check", methods=("POST",))
def check(work: Work) -> ResponseReturnValue:
    """Judge and keep one check. JSON is answered with JSON, a form with the page of the verdict."""
    if request.is_json:
        return jsonify(_answer(post_checks.check(work, _scan_of(request.get_json(silent=True)))))
    number = request.form.get("number", "").strip()
    post_id = _uuid(request.form.get("post_id", ""))
    if not 0 < len(number) <= LONGEST_NUMBER:
        wrong = gettext(N_("Type the sixteen digits of the certificate number."))
        return scan_page(work, number=number, number_error=wrong), 422
    kept = post_checks.check(work, Scan(_nonce_of_form(number), work.now, number=number, post_id=post_id))
    return redirect(url_for("officer.verdict", check_id=kept.check_id))


@audience.page("/checks/<uuid:check_id>", records=True)
def verdict(work: Work, check_id: UUID) -> ResponseReturnValue:
    """The verdict of an own check, for browsers without script and for looking again."""
    kept = kept_check(work, check_id)
    return render_template("officer/verdict.html", shown=shown(kept), person=_person(kept))


@audience.page("/checks", menu=N_("My checks"))
def checks(work: Work) -> ResponseReturnValue:
    """What this officer checked today, refused ones among them."""
    rows = [
        (line, shown_kind(line.kind, line.status), word_of(line.kind, line.status)) for line in own_checks_today(work)
    ]
    return render_template("officer/checks.html", rows=rows)


@audience.page("/photo/<uuid:certificate_id>", polls=True, records=True)
def photo(work: Work, certificate_id: UUID) -> ResponseReturnValue:
    """The photo of a certificate that this officer has just checked."""
    return Response(photo_after_check(work, certificate_id), mimetype="image/jpeg")


def _scan_of(document: object) -> Scan:
    try:
        message = msgspec.convert(document, CheckMessage)
    except msgspec.ValidationError as error:
        raise Invalid("This check is not complete. Scan again, or type the number.") from error
    return Scan(
        bytes.fromhex(message.nonce),
        datetime.fromtimestamp(message.at, UTC),
        message.scanned_text,
        message.number,
        message.post_id,
        message.verdict,
    )


def _nonce_of_form(number: str) -> bytes:
    """A form that is sent twice is one check; another number typed after going back is another check."""
    once = request.form.get("nonce", "")
    return hashlib.sha256(f"{once}\0{number}".encode()).digest()[:NONCE_BYTES]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _answer(kept: KeptCheck) -> dict[str, str | None]:
    answer: dict[str, str | None] = {
        "nonce": kept.nonce.hex(),
        "verdict": kept.kind.value,
        "status": kept.status.value if kept.status else None,
        "reason": kept.reason,
        "note": answer_note(kept),
    }
    if kept.holder:
        answer |= {
            "name": kept.holder.name,
            "number": kept.holder.number,
            "issued_on": kept.holder.issued_on.isoformat(),
        }
        if photo_url := _photo_url(kept):
            answer["photo_url"] = photo_url
    return answer


def _person(kept: KeptCheck) -> dict[str, str | None] | None:
    """The holder for the page of the verdict; None unless the signature was good."""
    if kept.holder is None:
        return None
    return {
        "name": kept.holder.name,
        "card": f"{kept.holder.grouped_number} {issued_line(kept.holder.issued_on)}",
        "compare": gettext(ADVICE) if kept.kind is VerdictKind.GENUINE else "",
        "photo_url": _photo_url(kept),
    }


def _photo_url(kept: KeptCheck) -> str | None:
    if kept.holder is None or kept.holder.certificate_id is None:
        return None
    return url_for("officer.photo", certificate_id=kept.holder.certificate_id)
