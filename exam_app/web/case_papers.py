"""The papers of a case in the reader's words: the slip that asks, and the letter with the decision."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask import url_for
from flask_babel import get_locale, gettext

from exam_app import documents
from exam_app.documents import Letter, LetterWords, Slip, SlipWords
from exam_app.queries.case_slips import PrintedConsequence, PrintedSlip
from exam_app.terms import N_, CaseAbout, CaseOutcome
from exam_app.web.rendering import label, local_day, long_day, long_moment, moment

ASKED: Mapping[CaseAbout, str] = {
    CaseAbout.CANDIDATE: N_("Something in your examination is unusual, and nobody has explained it yet."),
    CaseAbout.PAIR: N_("Your answers are more like those of another candidate than chance lets expect."),
    CaseAbout.INVIGILATOR: N_("In the rooms that you supervised more stands out than in the others."),
    CaseAbout.ROOM: N_("The answers in the room where you were are more alike than in other rooms."),
    CaseAbout.UNIT: N_("Among the candidates of this unit more stands out than among the others."),
}
"""What is suspected, in one sentence that names nobody else."""
MEANING: Mapping[CaseOutcome, str] = {
    CaseOutcome.EXPLAINED: N_("There is an innocent explanation. Nothing stands against you."),
    CaseOutcome.UNPROVEN: N_("The evidence is not enough. Nothing stands against you."),
    CaseOutcome.UPHELD: N_("Two officers read the case, each alone, and two persons signed this decision."),
}
OBJECTION = (
    N_(
        "If you do not agree, you may ask the people's government of the city to reconsider (行政复议) within 60 days"
        " of receiving this letter."
    ),
    N_("Or you may go to the people's court within 6 months of receiving it."),
    N_("You may look at the evidence about you and speak with the office: bring this letter and your ID card."),
)
"""Administrative Reconsideration Law (2023) art. 20 and 24; Administrative Litigation Law art. 46."""


def asked(about: CaseAbout) -> str:
    """What is suspected, in the reader's language."""
    said: str = gettext(ASKED[about])
    return said


def what_follows(consequence: PrintedConsequence) -> str:
    """A consequence in a few words, with its last day where it has one."""
    if consequence.barred_until is None:
        return label(consequence.kind)
    said: str = gettext("Barred from duty as invigilator until %(day)s", day=long_day(consequence.barred_until))
    return said


def objection() -> Sequence[str]:
    return [gettext(sentence) for sentence in OBJECTION]


def slips_pdf(printed: Sequence[PrintedSlip], made_at: datetime) -> bytes:
    """The slips of one case, one sheet a person."""
    authority = printed[0].authority
    words = SlipWords(
        title=gettext("We ask for your account"),
        organiser=authority,
        case_label=gettext("Case number"),
        number_label=gettext("Slip number"),
        no_finding=gettext("This is a question: nothing is decided."),
        ways_title=gettext("How to reply"),
        ways=(
            gettext(
                "Scan the code, or open %(address)s. Enter slip number and the last four of your ID number.",
                address=url_for("public.slip_sign_in", _external=True),
            ),
            gettext("In writing or in person: %(authority)s. Bring this slip and your ID card.", authority=authority),
        ),
        then=gettext(
            "Two officers read everything, each alone; two persons sign. You get the decision in writing and can"
            " object."
        ),
        issued=gettext("Made %(at)s", at=moment(made_at)),
        page=gettext("Page {page} of {pages}"),
        language=_language(),
    )
    return documents.case_slips([_slip(each) for each in printed], words)


def _slip(printed: PrintedSlip) -> Slip:
    return Slip(
        name=printed.name,
        case_number=printed.case_number,
        number=printed.number,
        address=url_for("public.slip_sign_in", number=printed.number, _external=True),
        facts=_facts(printed),
        asked=asked(printed.about),
        plea=gettext(
            "Please tell us what happened by %(day)s, in writing or in person. Silence is not an admission.",
            day=long_day(printed.reply_until),
        ),
    )


def _facts(printed: PrintedSlip) -> tuple[tuple[str, str], ...]:
    where = gettext("Unit") if printed.about is CaseAbout.UNIT else gettext("Room and seat")
    return (
        (gettext("Examination"), printed.exam_name),
        (gettext("When"), long_moment(printed.starts_at)),
        (where, printed.place),
    )


def letters_pdf(printed: Sequence[PrintedSlip], made_at: datetime) -> bytes:
    """The letters of one decided case, one a person."""
    words = LetterWords(
        title=gettext("Decision on the case"),
        organiser=printed[0].authority,
        case_label=gettext("Case number"),
        grounds_title=gettext("Grounds"),
        consequences_title=gettext("What follows"),
        objection_title=gettext("How to object"),
        seal=gettext("Seal of the office"),
        issued=gettext("Made %(at)s", at=moment(made_at)),
        page=gettext("Page {page} of {pages}"),
        language=_language(),
    )
    return documents.case_letters([_letter(each) for each in printed], words)


def _letter(printed: PrintedSlip) -> Letter:
    assert printed.outcome is not None and printed.decided_at is not None
    heard = gettext("You replied.") if printed.replied else gettext("You did not reply; that was not held against you.")
    return Letter(
        recipient=printed.name,
        case_number=printed.case_number,
        facts=(*_facts(printed), (gettext("What was asked"), asked(printed.about)), (gettext("Hearing"), heard)),
        outcome=label(printed.outcome),
        meaning=gettext(MEANING[printed.outcome]),
        grounds=printed.grounds,
        consequences=tuple((what_follows(each), each.words) for each in printed.consequences),
        nothing_follows=gettext("Nothing follows from this for you up to today."),
        objection=tuple(objection()),
        signed=(
            gettext("Signed by %(first)s and %(second)s", first=printed.signers[0], second=printed.signers[1]),
            local_day(printed.decided_at),
        ),
    )


def _language() -> str:
    return "en" if str(get_locale()) == "en" else "zh"
