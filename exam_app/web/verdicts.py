"""Verdicts in words: one kind, one word, one sentence, on every page that shows a check (ui.md 4.3).

Four kinds and never three: a genuine paper whose status is not known is amber, a text that is no certificate is grey.
The officer's script gets the same sentences from its page, so that phone and server never use two words for one thing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import gettext

from certificates import StatusAge, VerdictKind
from certificates.legal_time import LEGAL_ZONE
from exam_app.operations.post_checks import CHECK_CHARACTERS, NO_TRUST_LIST, NOT_IN_REGISTER
from exam_app.queries.post_checks import KeptCheck
from exam_app.terms import N_

KINDS: Mapping[VerdictKind, str] = {
    VerdictKind.GENUINE: "valid",
    VerdictKind.NOT_YET_VALID: "check",
    VerdictKind.EXPIRED: "ended",
    VerdictKind.REVOKED: "ended",
    VerdictKind.WITHDRAWN: "ended",
    VerdictKind.CANCELLED: "ended",
    VerdictKind.REPLACED: "ended",
    VerdictKind.SUSPENDED: "check",
    VerdictKind.FORGED: "ended",
    VerdictKind.UNKNOWN_ISSUER: "check",
    VerdictKind.UNREADABLE: "unreadable",
}
WORDS = {
    "valid": N_("Valid"),
    "check": N_("Check it"),
    "unreadable": N_("Can't read"),
    "asking": N_("Asking"),
    "REVOKED": N_("Revoked"),
    "WITHDRAWN": N_("Withdrawn"),
    "CANCELLED": N_("Cancelled"),
    "REPLACED": N_("Replaced"),
    "EXPIRED": N_("Expired"),
    "FORGED": N_("Not valid"),
}
ENDED = {
    "REVOKED": N_("Revoked for misconduct. Record it and tell the station as the rules say."),
    "WITHDRAWN": N_("It should not have been granted. Record it."),
    "CANCELLED": N_("It is no longer in force. Record it."),
    "REPLACED": N_("A newer certificate took its place. Ask for the new one."),
    "SUSPENDED": N_("It was suspended when the list was made. Ask the issuing office."),
}
DAMAGED = N_("The code is damaged or not complete. Scan again, or type the number.")
REASONS = {
    "not_ours": N_("This is not a certificate code of this system. Type the number instead."),
    "digits": DAMAGED,
    "version": N_("This kind of code is not known here. Type the number instead."),
    "envelope": DAMAGED,
    "alg": N_("The seal is not made the way ours are. Treat it as forged and record it."),
    "kid": N_("The key that sealed this is not in the trust list. Ask the issuing office."),
    "sig_form": N_("The seal does not hold. Treat it as forged and record it."),
    "signature": N_("The seal does not hold: something was changed or invented. Record it."),
    "profile": N_("The seal is good but the content breaks the rules. Report it to the issuing office."),
    "authority": N_("The key that sealed this may not sign for that office on that day. Ask the issuing office."),
    "never_issued": N_("The issuing office never gave out this certificate. Record it."),
    "unknown_status_value": N_("It has ended, in a way that this page does not know. Ask the issuing office."),
    "before_first_day": N_("Its first day has not come yet. Ask the issuing office."),
    "after_last_day": N_("Its last day is over."),
    "listed": N_("The certificate is genuine and in force."),
    "no_list": N_("Genuine when issued. There is no list here, so whether it ended is not known."),
    "list_expired": N_("Genuine when issued. The list is too old to say whether it ended."),
    "place_not_listed": N_("Genuine when issued. It is newer than the list, so its status is not known."),
    CHECK_CHARACTERS: N_("Two digits of the number do not fit the rest. Compare it with the card."),
    NOT_IN_REGISTER: N_("No certificate of this city has this number. Type it again; if it is right, ask the city."),
    NO_TRUST_LIST: N_("This site has no trust list that holds. Tell the issuing office; nothing can be checked."),
}
ADVICE = N_("Compare the photo and the identity card with the person.")
AGES = {
    "age_minutes": N_("{count} min"),
    "age_hours": N_("{count} h"),
    "age_days": N_("{count} days"),
    "list_fresh": N_("List {age} old ({time})"),
    "list_stale": N_("This list is {age} old ({time}). Later changes are not in it."),
    "list_none": N_("There is no status list on this device."),
}
OF_THE_SCRIPT = {
    "reason_not_ours_host": N_("This code belongs to {host}, not to this system. It was not opened."),
    "advice_person": ADVICE,
    "issued_on": N_("Issued {day}"),
    "no_trust": N_("This device has no trust list yet. Connect once, then scan again."),
    "lists_age": N_("Lists {age} old ({time})."),
    "lists_none": N_("There are no lists on this device. Connect to the network once."),
    "lists_not_reached": N_("The server was not reached."),
    "clock_behind": N_("The clock of this phone is behind. Correct it in the settings."),
    "storage_not_kept": N_("This browser may forget unsent checks. Send them before you close it."),
    "server_asking": N_("Asking the server."),
    "server_later": N_("No network. The check is kept and sent later."),
    "server_agrees": N_("The server says the same."),
    "server_differs": N_("The server says otherwise: {word}. Follow the stricter one."),
    "number_wrong": N_("The digits do not fit together. Compare the number with the card."),
    "number_asking": N_("Looking up {number}."),
    "number_offline": N_("{number} is kept. Without a network a number cannot be looked up; scan the code."),
    "number_answered": N_("What the register says about this number."),
    "outbox_empty": N_("All checks are sent."),
    "outbox_waiting": N_("{count} checks wait to be sent."),
    "outbox_stuck": N_("{count} checks were not accepted; show them to the office."),
    "camera_starting": N_("The camera starts."),
    "camera_ready": N_("Hold the code into the frame."),
    "camera_insecure": N_("The camera needs a safe connection. Type the number, or ask for the HTTPS address."),
    "camera_refused": N_("The camera is not allowed. Allow it in the browser, or type the number."),
    "camera_none": N_("There is no camera. Type the number."),
    "camera_missing": N_("The camera cannot be used now: what reads the code did not load. Type the number."),
    "camera_dark": N_("It is too dark to read well: switch on a light."),
}


@dataclass(frozen=True)
class Shown:
    """A verdict ready for a page."""

    kind: str
    word: str
    reason: str
    age: str
    is_stale: bool


def shown_kind(kind: VerdictKind, status: StatusAge | None) -> str:
    """``valid``, ``ended``, ``check`` or ``unreadable``; genuine with an unknown status is never ``valid``."""
    return "check" if kind is VerdictKind.GENUINE and status is StatusAge.UNKNOWN else KINDS[kind]


def word_of(kind: VerdictKind, status: StatusAge | None) -> str:
    """The one word of a verdict in the reader's language."""
    shown = shown_kind(kind, status)
    source = WORDS[kind.value if shown == "ended" else shown]
    return str(gettext(source))


def reason_of(kind: VerdictKind, reason: str) -> str:
    """The one sentence of a verdict in the reader's language."""
    source = ENDED[kind.value] if reason == "ended" else REASONS[reason]
    return str(gettext(source))


def shown(check: KeptCheck) -> Shown:
    """A kept check in words."""
    return Shown(
        shown_kind(check.kind, check.status),
        word_of(check.kind, check.status),
        " ".join(filter(None, [reason_of(check.kind, check.reason), _note(check)])),
        _age(check),
        check.status is StatusAge.STALE,
    )


def answer_note(check: KeptCheck) -> str:
    """What the officer's page adds to its own words: since when it ended; for a typed number the reason as well."""
    told = [reason_of(check.kind, check.reason)] if check.typed or check.reason == NO_TRUST_LIST else []
    return " ".join([*told, *filter(None, [_note(check)])])


def _note(check: KeptCheck) -> str:
    if check.end is None:
        return ""
    said: str = gettext(N_("Since %(day)s: %(basis)s"))
    return said % {"day": check.end.since.isoformat(), "basis": check.end.legal_basis}


def _age(check: KeptCheck) -> str:
    if check.status is None:
        return ""
    if check.list_issued_at is None or check.list_age is None:
        return _say("list_none")
    key = "list_fresh" if check.status is StatusAge.FRESH else "list_stale"
    words = {"age": age_in_words(check.list_age), "time": legal_minute(check.list_issued_at)}
    return _say(key, **words)


def age_in_words(age: timedelta) -> str:
    """Minutes below an hour, hours below two days, then days; as ``frontend/src/officer/age.ts`` says it."""
    seconds = max(0, int(age.total_seconds()))
    if seconds < 3600:
        key, count = "age_minutes", max(1, seconds // 60)
    elif seconds < 2 * 86_400:
        key, count = "age_hours", seconds // 3600
    else:
        key, count = "age_days", seconds // 86_400
    return _say(key, count=count)


def issued_line(day: date) -> str:
    """Since when a certificate is out, as the card line of a verdict says it."""
    return _say("issued_on", day=day.isoformat())


def _say(key: str, **places: object) -> str:
    """A sentence that the script uses too: its places are filled as the script fills them."""
    source = {**AGES, **OF_THE_SCRIPT}[key]
    return str(gettext(source)).format(**places)


def legal_minute(moment: datetime) -> str:
    """A moment of a list, in UTC+8 as everything on a certificate."""
    return moment.astimezone(LEGAL_ZONE).strftime("%Y-%m-%d %H:%M")


def script_sentences() -> dict[str, str]:
    """Every sentence of the officer's script by its key (head of frontend/src/officer/scan.ts), translated."""
    sources = {
        **{f"word_{key}": text for key, text in WORDS.items()},
        **{f"ended_{key}": text for key, text in ENDED.items()},
        **{f"reason_{key}": text for key, text in REASONS.items()},
        **AGES,
        **OF_THE_SCRIPT,
    }
    return {key: gettext(text) for key, text in sources.items()}
