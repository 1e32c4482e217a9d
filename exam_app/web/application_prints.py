"""The forms of applicants and packs of them in the reader's words."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import get_locale, gettext, ngettext

from exam_app.application_documents import Applicant, BoundPaper, Cover, Fact, Form, FormWords, Opinion
from exam_app.operations.application_prints import PrintedForm
from exam_app.queries.application_forms import Decision
from exam_app.terms import Answer
from exam_app.unit_files import FileKind
from exam_app.web.rendering import day, label, moment


def words_of_forms(title: str, made_at: datetime) -> FormWords:
    return FormWords(
        title=title,
        papers_title=gettext("Papers handed in"),
        hours_title=gettext("Class hours"),
        seal=gettext("Seal"),
        photo_missing=gettext("No photo"),
        issued=gettext("Made %(at)s", at=moment(made_at)),
        page=gettext("Page {page} of {pages}"),
        language="en" if str(get_locale()) == "en" else "zh",
    )


def registration_title() -> str:
    said: str = gettext("Registration form for the guard examination")
    return said


def approval_title() -> str:
    said: str = gettext("Review form for the qualification as a guard")
    return said


def with_registration_form(printed: PrintedForm) -> Applicant:
    """A person with the form that the applicant signs."""
    opinions = (
        Opinion(
            gettext("Declaration of the applicant"),
            gettext("What stands here is true, and the papers are genuine."),
            ((gettext("Signature"), ""), (gettext("Date"), "")),
        ),
        Opinion(gettext("Training unit or employer"), "", ((gettext("Signature"), ""), (gettext("Date"), ""))),
    )
    return _applicant(printed, registration_title(), opinions)


def with_approval_form(printed: PrintedForm) -> Applicant:
    """A person with the form that county and city fill; what they decided already stands in it."""
    opinions = (
        _opinion(gettext("Opinion of the county"), printed.values.county_decision),
        _opinion(gettext("Opinion of the city"), printed.values.city_decision),
    )
    return _applicant(printed, approval_title(), opinions)


def _opinion(title: str, decision: Decision | None) -> Opinion:
    if decision is None:
        return Opinion(title, "", ((gettext("Signature"), ""), (gettext("Date"), "")))
    said = " ".join(part for part in (label(decision.act), decision.note) if part)
    return Opinion(title, said, ((gettext("Officer"), decision.by), (gettext("Date"), moment(decision.at))))


def _applicant(printed: PrintedForm, title: str, opinions: tuple[Opinion, ...]) -> Applicant:
    values = printed.values
    form = Form(
        title=title,
        facts=_facts(printed),
        papers=_papers(printed),
        hours=_hours(printed),
        opinions=opinions,
        note=gettext("Printed by %(system)s. The seal and the signatures are put on the sheet.", system="Watchword"),
    )
    papers = tuple(
        BoundPaper(
            label(paper.kind),
            gettext("handed in %(when)s", when=moment(paper.uploaded_at)),
            paper.content,
            paper.media_type is FileKind.PDF,
            paper.pages,
        )
        for paper in printed.papers
    )
    return Applicant(values.name, values.code, values.photo, (form,), papers)


def _facts(printed: PrintedForm) -> tuple[Fact, ...]:
    values = printed.values
    seen = values.schooling is Answer.FULFILLED
    return (
        (gettext("Name"), values.name),
        (gettext("Sex"), label(values.sex)),
        (gettext("Born"), day(values.birth_date)),
        (gettext("ID number"), printed.numbers.id_number),
        (gettext("Schooling"), gettext("Junior secondary or more, seen by the county") if seen else ""),
        (gettext("County of residence"), values.county),
        (gettext("Telephone"), printed.numbers.telephone),
        (gettext("Registered by"), values.unit or gettext("came alone")),
    )


def _papers(printed: PrintedForm) -> tuple[Fact, ...]:
    return tuple(
        (
            label(shelf.kind),
            gettext("handed in %(when)s", when=moment(shelf.newest.uploaded_at))
            if shelf.newest
            else gettext("not handed in"),
        )
        for shelf in printed.values.shelves
    )


def _hours(printed: PrintedForm) -> str:
    hours = " · ".join(f"{label(area)} {number}" for area, number in printed.values.hours.items())
    said: str = gettext(
        "%(hours)s. For information: training is no condition (Administrative Licensing Law art. 54).", hours=hours
    )
    return said


# -- the pack -----------------------------------------------------------------------------------------------------


def pack(
    printed: Sequence[PrintedForm], what: str, from_whom: str, made_at: datetime
) -> tuple[Sequence[Applicant], FormWords, Cover]:
    """Everything a pack is drawn from, ready to be drawn away from the request."""
    title = gettext("Papers handed to the county")
    rows = tuple(
        (str(place), one.values.name, one.values.id_number, _list_of_papers(one))
        for place, one in enumerate(printed, start=1)
    )
    papers = sum(len(one.papers) for one in printed)
    cover = Cover(
        title=title,
        code=moment(made_at),
        facts=(
            (gettext("What"), what),
            (gettext("Bound by"), from_whom),
            (gettext("People"), ngettext("%(num)d person", "%(num)d people", len(printed))),
            (gettext("Papers"), ngettext("%(num)d paper", "%(num)d papers", papers)),
        ),
        columns=(gettext("No."), gettext("Name"), gettext("ID number"), gettext("Papers")),
        rows=rows,
        signed=(gettext("Handed over by"), gettext("Received by")),
    )
    return [with_registration_form(one) for one in printed], words_of_forms(title, made_at), cover


def _list_of_papers(printed: PrintedForm) -> str:
    named = [label(paper.kind) for paper in printed.papers]
    said: str = gettext(", ").join(named) if named else gettext("none")
    return said
