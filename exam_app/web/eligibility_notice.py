"""The notice of ineligibility in the reader's words."""

from datetime import datetime, timedelta

from flask_babel import get_locale, gettext

from exam_app import documents
from exam_app.documents import Notice, NoticeWords
from exam_app.eligibility import Eligibility
from exam_app.queries.registrations import Application
from exam_app.terms import N_
from exam_app.web.case_papers import objection
from exam_app.web.rendering import local_day, long_day, moment, translate

REPAIR = N_(
    "If a fact is wrong or missing, bring what shows it to the county desk. What is corrected no longer counts."
)


def notice_pdf(applicant: Application, found: Eligibility, authority: str, made_at: datetime) -> bytes:
    """What an applicant is told of every bar that stands on the day of the notice."""
    words = NoticeWords(
        title=gettext("Notice of ineligibility"),
        organiser=authority,
        reasons_title=gettext("Reasons and articles"),
        then_title=gettext("What you can do"),
        seal=gettext("Seal of the office"),
        issued=gettext("Made %(at)s", at=moment(made_at)),
        page=gettext("Page {page} of {pages}"),
        language="en" if str(get_locale()) == "en" else "zh",
    )
    outcome, meaning = _outcome(found)
    notice = Notice(
        recipient=applicant.name,
        facts=(
            (gettext("ID number"), applicant.id_number),
            (gettext("Application"), gettext("of %(day)s", day=local_day(applicant.submitted_at))),
            (gettext("County"), applicant.county),
            (gettext("Judged for"), long_day(found.day)),
        ),
        outcome=outcome,
        meaning=meaning,
        reasons=tuple((_law(bar.rule.law), translate(bar.sentence)) for bar in found.bars),
        then=(gettext(REPAIR), *objection()),
        day=local_day(made_at),
    )
    return documents.ineligibility_notice(notice, words)


def _law(law: str) -> str:
    said: str = gettext(law)
    return said


def _outcome(found: Eligibility) -> tuple[str, str]:
    """Until when, and from when it can be asked again."""
    if found.is_for_good:
        return gettext("You cannot become a guard"), gettext("The law bars you for good for the reasons below.")
    if found.until is None:
        return (
            gettext("Not yet eligible"),
            gettext("You may be admitted as soon as what is named below has changed and nothing else bars you."),
        )
    return (
        gettext("Barred until %(day)s", day=long_day(found.until)),
        gettext("You may apply again from %(day)s.", day=long_day(found.until + timedelta(days=1))),
    )
