"""The papers of a score appeal in the reader's words: the dossier for the reviewers, the letter with the decision."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import get_locale, gettext

from exam_app import documents
from exam_app.appeal_documents import DossierSheet, DossierSheetItem, DossierSheetWords, dossier_sheet
from exam_app.documents import Letter, LetterWords
from exam_app.errors import TooEarly
from exam_app.queries.appeal_dossiers import AppealDossier, DossierItem, DossierPart
from exam_app.queries.appeals import AppealPage, Decided, DecidedPart, Score
from exam_app.terms import N_, AppealOutcome
from exam_app.web.rendering import clock, label, local_day, long_day, long_moment, moment, translate

DIGEST_SHOWN = 8
MEANING = {
    AppealOutcome.UPHELD: N_("Your paper was recounted and marked a second time. It comes to the same."),
    AppealOutcome.CHANGED: N_("Your paper was recounted and marked a second time. The result is now another one."),
}
MEANING_WITHOUT_A_PAPER = {
    AppealOutcome.UPHELD: N_(
        "The examiners' marks were checked, and somebody else marked you anew. It comes to the same."
    ),
    AppealOutcome.CHANGED: N_(
        "The examiners' marks were checked, and somebody else marked you anew. The result is now another one."
    ),
}
REMEDY = (
    N_(
        "If you do not agree, you may ask the people's government of the city to reconsider (行政复议) within 60 days"
        " of receiving this letter."
    ),
    N_("Or you may go to the people's court within 6 months of receiving it."),
)
"""Administrative Reconsideration Law (2023) art. 20; Administrative Litigation Law art. 46."""


def points(raw: int, maximum: int, cut_score: int, *, passed: bool) -> str:
    """A result in one line."""
    said: str = (
        gettext("%(raw)s of %(maximum)s points, %(cut)s to pass: passed", raw=raw, maximum=maximum, cut=cut_score)
        if passed
        else gettext(
            "%(raw)s of %(maximum)s points, %(cut)s to pass: not passed", raw=raw, maximum=maximum, cut=cut_score
        )
    )
    return said


def score_words(score: Score) -> str:
    """What a paper comes to, in one line."""
    return points(score.raw, score.maximum, score.cut_score, passed=score.passed)


def decided_words(decided: Decided) -> str:
    """What a decision says, the paper first."""
    paper = [score_words(decided.score)] if decided.score else []
    return "; ".join([*paper, *(part_words(part) for part in decided.parts)])


def part_words(part: DecidedPart) -> str:
    """A component that was marked again, in one line."""
    places = {"component": label(part.kind), "before": part.before, "after": part.after}
    if part.before == part.after:
        stays: str = (
            gettext("%(component)s: %(after)s points as before, passed", **places)
            if part.passed
            else gettext("%(component)s: %(after)s points as before, not passed", **places)
        )
        return stays
    said: str = (
        gettext("%(component)s: %(after)s points instead of %(before)s, passed", **places)
        if part.passed
        else gettext("%(component)s: %(after)s points instead of %(before)s, not passed", **places)
    )
    return said


def appealed_words(page: AppealPage) -> str:
    """The result that is appealed against, in one line: of the paper, or of each component where none was sat."""
    if page.appealed is not None:
        return score_words(page.appealed)
    return "; ".join(
        gettext("%(component)s: %(points)s points", component=label(part.kind), points=part.points)
        if part.points
        else label(part.kind)
        for part in page.parts
    )


# -- the letter ---------------------------------------------------------------------------------------------------


def letter_pdf(page: AppealPage, organiser: str, made_at: datetime) -> bytes:
    """The letter with the decision; raises :class:`TooEarly` before two people signed it."""
    decided = page.standing
    if decided is None or decided.second_at is None:
        raise TooEarly("There is no letter before the appeal is decided.")
    words = LetterWords(
        title=gettext("Decision on a score appeal"),
        organiser=organiser,
        case_label=gettext("Appeal number"),
        grounds_title=gettext("Reasons"),
        consequences_title=gettext("What follows"),
        objection_title=gettext("If you do not agree"),
        seal=gettext("Seal of the office"),
        issued=gettext("Made %(at)s", at=moment(made_at)),
        page=gettext("Page {page} of {pages}"),
        language=_language(),
    )
    return documents.case_letters([_letter(page, decided)], words)


def _letter(page: AppealPage, decided: Decided) -> Letter:
    assert decided.second_at is not None  # asked by letter_pdf
    changed = decided.outcome is AppealOutcome.CHANGED
    meaning = (MEANING if page.appealed else MEANING_WITHOUT_A_PAPER)[decided.outcome]
    return Letter(
        recipient=page.line.name,
        case_number=page.line.number,
        facts=(
            (gettext("Ticket number"), page.ticket_number),
            (gettext("Examination"), page.line.exam_name),
            (gettext("When"), long_moment(page.starts_at)),
            (gettext("Asked for"), long_moment(page.line.asked_at)),
            (gettext("Result appealed against"), appealed_words(page)),
        ),
        outcome=label(decided.outcome),
        meaning=gettext(meaning),
        grounds=decided.reasons,
        consequences=(
            (
                (
                    gettext("The result is: %(result)s", result=decided_words(decided)),
                    gettext("The first result stays on record."),
                ),
            )
            if changed
            else ()
        ),
        nothing_follows=gettext("The result stays: %(result)s", result=decided_words(decided)),
        objection=tuple(gettext(each) for each in REMEDY),
        signed=(
            gettext("Signed by %(first)s and %(second)s", first=decided.first, second=decided.second),
            local_day(decided.second_at),
        ),
    )


# -- the dossier --------------------------------------------------------------------------------------------------


def checks_of(dossier: AppealDossier) -> Sequence[tuple[bool, str, str]]:
    """What the recount found: whether it agrees, what was compared, and in which words; nothing without a paper."""
    found = dossier.recount
    if found is None:
        return ()
    marked = found.then.marked
    yes, no = gettext("agrees"), gettext("does not agree")
    recounted = points(marked.raw, marked.maximum, marked.cut_score, passed=marked.passed)
    return [
        (
            found.agrees,
            gettext("Recounted from the saved changes, with the keys of then"),
            f"{recounted}: {yes if found.agrees else no}",
        ),
        (
            found.sum_agrees,
            gettext("Answers kept for display beside the saved changes"),
            yes if found.sum_agrees else no,
        ),
        (
            found.chain_holds,
            gettext("Chain of the saved changes"),
            gettext("whole: %(count)s changes", count=len(found.responses)) if found.chain_holds else gettext("broken"),
        ),
        (not dossier.late, gettext("Changes that came too late to count"), str(dossier.late)),
    ]


def dossier_pdf(dossier: AppealDossier, organiser: str, made_at: datetime) -> bytes:
    """The dossier as one file for the reviewers."""
    page = dossier.page
    sheet = DossierSheet(
        facts=(
            (gettext("Appeal number"), page.line.number),
            (gettext("Name"), page.line.name),
            (gettext("ID number"), page.id_number),
            (gettext("Ticket number"), page.ticket_number),
            (gettext("Examination"), f"{page.line.exam_name} {long_moment(page.starts_at)}"),
            (gettext("Asked for"), f"{long_moment(page.line.asked_at)} {label(page.channel)}"),
            (gettext("Decide by"), long_day(page.line.decide_by)),
            (gettext("Result appealed against"), appealed_words(page)),
        ),
        words=page.words,
        checks=tuple((what, found) for _, what, found in checks_of(dossier)),
        results=tuple(
            (
                str(each.number),
                points(each.raw, each.maximum, each.cut_score, passed=each.passed),
                translate(each.why),
                moment(each.marked_at),
            )
            for each in dossier.results
        ),
        keys=tuple(
            (
                gettext("Item %(item)s", item=each.slot),
                f"{each.reason} {each.source}",
                gettext("Key version %(number)s", number=each.number) if each.number else gettext("waits"),
            )
            for each in dossier.key_history
        ),
        parts=tuple(
            (label(each.kind), f"{each.outcome.written} {translate(each.outcome.words)} {sheet_words(each)}")
            for each in dossier.parts
        ),
        happenings=tuple(
            (long_moment(each.at), f"{translate(each.what)} {each.note}".strip(), each.by)
            for each in dossier.happenings
        ),
        items=tuple(_item(each) for each in dossier.items),
    )
    return dossier_sheet(sheet, _sheet_words(organiser, made_at))


def sheet_words(part: DossierPart) -> str:
    """The examiners' marks of one component, each with its examiner and moment, and the second marker's note."""
    absent = gettext("did not come")
    marks = [
        f"{mark.examiner} {absent if mark.was_absent else mark.points} ({long_moment(mark.marked_at)})"
        for mark in part.sheet
    ]
    return "; ".join([*marks, *([part.note] if part.note else [])])


def _item(item: DossierItem) -> DossierSheetItem:
    return DossierSheetItem(
        number=str(item.slot),
        code=f"{item.item_id} {item.digest[:DIGEST_SHOWN]}",
        stem=item.stem,
        choices=tuple(item.choices) or (("A", gettext("True")), ("B", gettext("False"))),
        answer=item.answer or "–",
        key=" / ".join(item.keys) or "–",
        outcome=gettext(item.outcome),
        is_right=item.is_right,
        changes=changes_in_words(item),
        view=f"{label(item.view)} {item.note}".strip() if item.view else "",
    )


def changes_in_words(item: DossierItem) -> str:
    """Every saved change of an answer with its moment; what came too late to count is said to be so."""
    if not item.changes:
        return str(gettext("No change was saved."))
    late = gettext("too late")
    return ", ".join(
        f"{row.epoch}.{row.seq} {clock(row.received_at)} {row.value or '–'}"
        + ("" if row.level.counts else f" ({late})")
        for row in item.changes
    )


def _sheet_words(organiser: str, made_at: datetime) -> DossierSheetWords:
    return DossierSheetWords(
        title=gettext("Dossier of a score appeal"),
        organiser=organiser,
        words_title=gettext("What the candidate asks"),
        checks_title=gettext("Recount"),
        results_title=gettext("Stored results"),
        results_columns=(gettext("No."), gettext("Result"), gettext("Why"), gettext("When")),
        keys_title=gettext("Corrections of keys of this paper"),
        no_keys=gettext("No key of this paper was corrected."),
        parts_title=gettext("Components"),
        happenings_title=gettext("What happened that day"),
        items_title=gettext("The paper, item by item"),
        answer_label=gettext("Answer"),
        key_label=gettext("Key"),
        view_label=gettext("Second marker:"),
        confidential=gettext(
            "For the second marker and those who decide. Keep it under lock; it names items and keys."
        ),
        issued=gettext("Made %(at)s", at=moment(made_at)),
        page=gettext("Page {page} of {pages}"),
        language=_language(),
    )


def _language() -> str:
    return "en" if str(get_locale()) == "en" else "zh"
