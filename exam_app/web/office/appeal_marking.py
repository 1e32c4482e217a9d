"""One score appeal: its dossier, the second marking item by item, the decision by two people, the letter."""

from collections.abc import Mapping
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import TextAreaField

from exam_app.actors import Role
from exam_app.operations.appeal_decisions import (
    DECISION_REASONS,
    propose_appeal_decision,
    send_back_appeal_decision,
    sign_appeal_decision,
)
from exam_app.operations.appeal_part_remarks import PartWord, file_part_remark
from exam_app.operations.appeal_remarks import SUMMARY, ItemWord, file_remark, read_appeal_dossier
from exam_app.queries.appeal_marking import doubts_of
from exam_app.queries.appeals import appeal_page
from exam_app.queries.case_slips import city_authority
from exam_app.queries.sheet_photos import photos_of_sheet
from exam_app.terms import N_, ComponentKind, ItemView
from exam_app.web.appeal_papers import (
    appealed_words,
    changes_in_words,
    checks_of,
    dossier_pdf,
    letter_pdf,
    part_words,
    points,
    score_words,
)
from exam_app.web.forms import AtMost, Form, Needed
from exam_app.web.office import audience
from exam_app.web.office.appeals import SHAPES
from exam_app.web.office.certificates import pdf
from exam_app.work import Work

COUNTY, CITY = Role.COUNTY_REVIEWER, Role.CITY_EXAM_OFFICER
VIEWS = {view.value: view for view in ItemView}


class RemarkForm(Form):
    """Besides these fields the page has one choice and one note for each item of the paper."""

    summary = TextAreaField(N_("What you found"), [Needed(SUMMARY.missing), AtMost(SUMMARY.longest)])


class AppealDecisionForm(Form):
    reasons = TextAreaField(
        N_("Reasons, as they stand in the letter"),
        [Needed(DECISION_REASONS.missing), AtMost(DECISION_REASONS.longest)],
    )


@audience.page("/appeals/<uuid:appeal_id>", admits={COUNTY, CITY})
def appeal(work: Work, appeal_id: UUID) -> ResponseReturnValue:
    return _shown(work, appeal_id, AppealDecisionForm(formdata=None))


def _shown(work: Work, appeal_id: UUID, form: AppealDecisionForm) -> ResponseReturnValue:
    page = appeal_page(work, appeal_id)
    is_city = work.actor.role is CITY
    shown = render_template(
        "office/appeals/appeal.html",
        page=page,
        photos=photos_of_sheet(work, page.sitting_id) if is_city else (),
        form=form,
        is_city=is_city,
        is_releaser=work.actor.person_id in page.releasers,
        doubts=doubts_of(work, appeal_id) if is_city else None,
        shapes=SHAPES,
        points=points,
        appealed_words=appealed_words,
        score_words=score_words,
        part_words=part_words,
    )
    return shown, 422 if form.errors else 200


@audience.page("/appeals/<uuid:appeal_id>/decision", methods=("POST",), admits={CITY})
def decide_appeal(work: Work, appeal_id: UUID) -> ResponseReturnValue:
    form = AppealDecisionForm()
    if form.carries_out(lambda: propose_appeal_decision(work, appeal_id, form.reasons.data or "")):
        flash(gettext("You proposed the decision. A second person signs it."), "waiting")
        return redirect(url_for(".appeal", appeal_id=appeal_id))
    return _shown(work, appeal_id, form)


@audience.page("/appeals/<uuid:appeal_id>/sign", methods=("POST",), admits={CITY})
def sign_appeal(work: Work, appeal_id: UUID) -> ResponseReturnValue:
    if request.form.get("act") == "send_back":
        send_back_appeal_decision(work, appeal_id)
        flash(gettext("The decision was sent back. Another can be proposed."), "waiting")
    else:
        sign_appeal_decision(work, appeal_id)
        flash(gettext("The appeal is decided. The candidate is told; print the letter."), "done")
    return redirect(url_for(".appeal", appeal_id=appeal_id))


@audience.page("/appeals/<uuid:appeal_id>/letter.pdf", admits={CITY})
def appeal_letter(work: Work, appeal_id: UUID) -> ResponseReturnValue:
    """The letter with the decision, once two people have signed it."""
    page = appeal_page(work, appeal_id)
    return pdf(letter_pdf(page, city_authority(work), work.now), f"appeal-{page.line.number}")


@audience.page("/appeals/<uuid:appeal_id>/dossier", admits={CITY}, records=True)
def appeal_dossier(work: Work, appeal_id: UUID) -> ResponseReturnValue:
    """Everything the decision rests on, on one page; that it was opened is journalled."""
    dossier = read_appeal_dossier(work, appeal_id)
    return render_template(
        "office/appeals/appeal_dossier.html",
        dossier=dossier,
        page=dossier.page,
        photos=photos_of_sheet(work, dossier.sheet_id),
        checks=checks_of(dossier),
        changes=changes_in_words,
        points=points,
        appealed_words=appealed_words,
    )


@audience.page("/appeals/<uuid:appeal_id>/dossier.pdf", admits={CITY}, records=True)
def appeal_dossier_print(work: Work, appeal_id: UUID) -> ResponseReturnValue:
    """The same on paper, A4."""
    dossier = read_appeal_dossier(work, appeal_id)
    return pdf(dossier_pdf(dossier, city_authority(work), work.now), f"dossier-{dossier.page.line.number}")


@audience.page("/appeals/<uuid:appeal_id>/remark", methods=("GET", "POST"), admits={CITY}, records=True)
def remark_appeal(work: Work, appeal_id: UUID) -> ResponseReturnValue:
    """Item by item: rightly marked, or the key is wrong. What was ticked stays where something is missing."""
    form = RemarkForm()
    if form.carries_out(lambda: file_remark(work, appeal_id, _words(request.form), form.summary.data or "", _parts())):
        flash(gettext("Filed. Two people decide now."), "done")
        return redirect(url_for(".appeal", appeal_id=appeal_id))
    dossier = read_appeal_dossier(work, appeal_id)
    shown = render_template(
        "office/appeals/remark_appeal.html",
        dossier=dossier,
        page=dossier.page,
        photos=photos_of_sheet(work, dossier.sheet_id),
        checks=checks_of(dossier),
        form=form,
        views=ItemView,
        ticked=request.form,
        is_releaser=work.actor.person_id in dossier.page.releasers,
    )
    return shown, 422 if form.errors else 200


@audience.page("/appeals/<uuid:appeal_id>/components", methods=("GET", "POST"), admits={CITY}, records=True)
def remark_components(work: Work, appeal_id: UUID) -> ResponseReturnValue:
    """Where no paper was sat: points and a note for each component. What was typed stays where something is missing."""
    form = RemarkForm()
    if form.carries_out(lambda: file_part_remark(work, appeal_id, _part_words(request.form), form.summary.data or "")):
        flash(gettext("Filed. Two people decide now."), "done")
        return redirect(url_for(".appeal", appeal_id=appeal_id))
    dossier = read_appeal_dossier(work, appeal_id)
    shown = render_template(
        "office/appeals/remark_components.html",
        dossier=dossier,
        page=dossier.page,
        form=form,
        typed=request.form,
        is_releaser=work.actor.person_id in dossier.page.releasers,
    )
    return shown, 422 if form.errors else 200


def _part_words(posted: Mapping[str, str]) -> dict[ComponentKind, PartWord]:
    """What was typed for each component; points that are no whole number are none."""
    words = {}
    for kind in ComponentKind:
        typed = posted.get(f"points-{kind.value}", "").strip()
        points = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else None
        words[kind] = PartWord(points, posted.get(f"note-{kind.value}", ""))
    return words


def _parts() -> dict[ComponentKind, str]:
    """The components that were ticked, each with what was written beside it."""
    ticked = request.form.getlist("part")
    return {kind: request.form.get(f"note-{kind.value}", "") for kind in ComponentKind if kind.value in ticked}


def _words(posted: Mapping[str, str]) -> dict[int, ItemWord]:
    """The choices of the page by slot; what is none of the two is left out, so that its item counts as unsaid."""
    words = {}
    for name, value in posted.items():
        slot = name.removeprefix("item-")
        if name.startswith("item-") and slot.isascii() and slot.isdigit() and len(slot) < 5 and value in VIEWS:
            words[int(slot)] = ItemWord(VIEWS[value], posted.get(f"note-{slot}", ""))
    return words
