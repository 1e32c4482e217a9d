"""What people are told: one sentence for each kind, with the messages it may take.

No sentence carries an ID number, a score, a ground of refusal or anything else that a relative who holds the telephone
should not read.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from exam_app.terms import N_, NoticeKind


@dataclass(frozen=True)
class Wording:
    """The English source of a text; ``parts`` and ``parts_in_english`` are the most messages it may take."""

    text: str
    parts: int = 1
    parts_in_english: int = 3


WORDINGS: Mapping[NoticeKind, Wording] = {
    NoticeKind.RETURNED: Wording(
        N_("%(name)s: your registration came back with points to repair: %(count)s. Ask the unit that registered you.")
    ),
    NoticeKind.PASSED_ON: Wording(N_("%(name)s: the county has passed your registration on to the city.")),
    NoticeKind.APPROVED: Wording(
        N_("%(name)s: your registration is approved. You will be told the day of the examination.")
    ),
    NoticeKind.REFUSED: Wording(
        N_("%(name)s: your registration was not approved. %(office)s tells you the grounds and how to object.")
    ),
    NoticeKind.TICKET_READY: Wording(
        N_("%(name)s: examination %(when)s, %(place)s. Get your ticket where you registered; bring your ID card."),
        parts=2,
        parts_in_english=4,
    ),
    NoticeKind.RESULT_OUT: Wording(
        N_("%(name)s: the result of your examination of %(day)s is there. Ask the unit that registered you.")
    ),
    NoticeKind.RESULT_CORRECTED: Wording(
        N_("%(name)s: the result of your examination of %(day)s was corrected. Ask the unit that registered you.")
    ),
    NoticeKind.APPEAL_DECIDED: Wording(
        N_("%(name)s: your score of %(day)s was checked again. See your own page, or ask at: %(office)s.")
    ),
    NoticeKind.CERTIFICATE_READY: Wording(
        N_("%(name)s: your guard certificate is ready. Collect it with your ID card at: %(office)s.")
    ),
    NoticeKind.SESSION_MOVED: Wording(
        N_("%(name)s: the examination of %(old)s is moved to %(when)s, %(place)s. Why: %(why)s. The ticket is good."),
        parts=3,
        parts_in_english=5,
    ),
    NoticeKind.SESSION_WITHDRAWN: Wording(
        N_("%(name)s: the examination of %(old)s is not held. Why: %(why)s. You are told a new day."),
        parts=2,
        parts_in_english=4,
    ),
    NoticeKind.ROOM_MOVED: Wording(
        N_("%(name)s: the examination of %(old)s is now %(when)s, %(place)s. Why: %(why)s. Print the ticket again."),
        parts=3,
        parts_in_english=5,
    ),
    NoticeKind.IDENTITY_SETTLED: Wording(N_("%(name)s: %(office)s has confirmed who you are. Your enrolment goes on.")),
}
