"""Applications: the county's queue and review, questions of identity, the city's decisions."""

from collections.abc import Mapping
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from wtforms import SelectMultipleField, TextAreaField

from exam_app.actors import Role
from exam_app.errors import Conflict, Invalid, NotFound, Refusal
from exam_app.operations import full_views, registrations
from exam_app.operations.registrations import LONGEST_NOTE
from exam_app.queries import registrations as looks
from exam_app.queries.appeals import appeals_due
from exam_app.queries.applicant_slips import slip_in_force
from exam_app.queries.eligibility import barred_among
from exam_app.queries.eligibility_page import eligibility_page, overrides_to_sign
from exam_app.queries.languages import stated_language
from exam_app.queries.person_papers import ApplicationPapers, application_papers
from exam_app.queries.registrations import Ageing, Queue
from exam_app.queries.review_clocks import standing_of, standings_of
from exam_app.review_clocks import Standing
from exam_app.terms import N_, RefusalGround, RegistrationState, ReturnReason, Term
from exam_app.web.forms import AtMost, Form
from exam_app.web.office import audience
from exam_app.work import Work

COUNTY, CITY = Role.COUNTY_REVIEWER, Role.CITY_EXAM_OFFICER
WAITS_FOR = {COUNTY: RegistrationState.SUBMITTED, CITY: RegistrationState.COUNTY_PASSED}
"""The state that asks something of each desk."""
SHAPES = {
    RegistrationState.SUBMITTED: "waiting",
    RegistrationState.RETURNED: "waiting",
    RegistrationState.COUNTY_PASSED: "waiting",
    RegistrationState.APPROVED: "done",
    RegistrationState.REFUSED: "refused",
    RegistrationState.COMPLETED: "done",
    RegistrationState.ENDED: "not-applicable",
}
AGES = {
    Ageing.OLD: ("needs-you", N_("10 days and more")),
    Ageing.AGEING: ("waiting", N_("3 to 9 days")),
    Ageing.FRESH: ("working", N_("Less than 3 days")),
}


class ReviewForm(Form):
    """The county's checklist: every reason at once, and a note."""

    reasons = SelectMultipleField(N_("What has to be repaired"), validate_choice=False)
    note = TextAreaField(N_("Note to the training unit"), [AtMost(LONGEST_NOTE)])


class DecisionForm(Form):
    """The city's grounds of law, and a note."""

    grounds = SelectMultipleField(N_("Grounds of law"), validate_choice=False)
    note = TextAreaField(N_("Facts that support them"), [AtMost(LONGEST_NOTE)])


def _labels(kind: type[Term]) -> list[tuple[str, str]]:
    return [(term.value, gettext(term.label)) for term in kind]


# -- the county ---------------------------------------------------------------------------------------------------


@audience.page("/reviews", admits={COUNTY}, menu=N_("Review applications"))
def reviews(work: Work) -> ResponseReturnValue:
    """The queue, the longest waiting first."""
    found = _queue(work, RegistrationState.SUBMITTED)
    return render_template(
        "office/reviews/reviews.html", queue=found, shapes=SHAPES, ages=_age_parts(found), clocks=_clocks(work, found)
    )


def _queue(work: Work, default: RegistrationState) -> Queue:
    """The queue as the address names it; what the address does not spell right is the default."""
    states = {state.value: state for state in RegistrationState}
    state = states.get(request.args.get("state", ""), default)
    search = request.args.get("q", "").strip()
    return looks.queue(work, state, search=search, page=request.args.get("page", 1, type=int))


def _clocks(work: Work, found: Queue) -> Mapping[UUID, Standing]:
    return standings_of(work, [line.id for line in found.rows])


def _age_parts(found: Queue) -> list[dict[str, object]]:
    return [
        {"state": shape, "label": gettext(words), "count": found.by_age[age], "url": None}
        for age, (shape, words) in AGES.items()
    ]


@audience.page("/reviews/<uuid:registration_id>", methods=("GET", "POST"), admits={COUNTY})
def review(work: Work, registration_id: UUID) -> ResponseReturnValue:
    """One application: the evidence, the checklist, the two decisions."""
    papers = application_papers(work, registration_id)
    form = ReviewForm(reasons=_missing(papers))
    form.reasons.choices = _labels(ReturnReason)
    if form.validate_on_submit():
        try:
            return _decide_at_county(work, registration_id, form)
        except (Invalid, Conflict) as refusal:
            form.take(refusal)
            return _application(work, registration_id, form, refusal, papers=papers)
    return _application(work, registration_id, form, papers=papers)


def _missing(papers: ApplicationPapers) -> list[str]:
    """The reasons that follow from what is missing, ticked before the officer looks and free to be cleared."""
    return [reason.value for reason in papers.reasons]


def _decide_at_county(work: Work, registration_id: UUID, form: ReviewForm) -> ResponseReturnValue:
    name = looks.application(work, registration_id).name
    reasons = [reason for reason in ReturnReason if reason.value in (form.reasons.data or ())]
    if request.form.get("decision") == "pass":
        if reasons:
            raise Invalid(N_("You ticked reasons. Return the application, or clear the ticks and pass it."))
        registrations.pass_at_county(work, registration_id)
        flash(gettext("%(name)s was passed on to the city.", name=name), "done")
    else:
        registrations.return_with_reasons(work, registration_id, reasons, form.note.data or "")
        flash(gettext("%(name)s was returned. The training unit sees all reasons now.", name=name), "done")
    return _to_next(work, COUNTY)


def _to_next(work: Work, role: Role) -> ResponseReturnValue:
    """On to the application that waits longest, or to the empty queue."""
    next_id = looks.next_waiting(work, WAITS_FOR[role])
    one, queue = ("office.review", "office.reviews") if role == COUNTY else ("office.decision", "office.decisions")
    return redirect(url_for(one, registration_id=next_id) if next_id else url_for(queue))


def _application(
    work: Work,
    registration_id: UUID,
    form: Form,
    refusal: Refusal | None = None,
    *,
    id_number: str = "",
    papers: ApplicationPapers | None = None,
) -> ResponseReturnValue:
    """The page of one application for the desk that looks at it."""
    template = "review" if work.actor.role == COUNTY else "decision"
    found = looks.application(work, registration_id)
    page = render_template(
        f"office/reviews/{template}.html",
        application=found,
        form=form,
        id_number=id_number,
        waits_for_me=found.state == WAITS_FOR[work.actor.role],
        shapes=SHAPES,
        standing=eligibility_page(work, registration_id),
        papers=papers or application_papers(work, registration_id),
        clock=standing_of(work, registration_id),
        slip=slip_in_force(work, registration_id),
        language=stated_language(work, found.person_id),
    )
    return page, refusal.status if refusal else 422 if form.errors else 200


@audience.page("/applications/<uuid:registration_id>/id-number", methods=("POST",), admits={COUNTY, CITY})
def application_id_number(work: Work, registration_id: UUID) -> ResponseReturnValue:
    """The same page with the full number, for comparing it with the card; the look is journalled."""
    number = full_views.show_id_number(work, registration_id)
    papers = application_papers(work, registration_id)
    form: ReviewForm | DecisionForm
    if work.actor.role == COUNTY:
        form = ReviewForm(formdata=None, reasons=_missing(papers))
        form.reasons.choices = _labels(ReturnReason)
    else:
        form = DecisionForm(formdata=None)
        form.grounds.choices = _labels(RefusalGround)
    return _application(work, registration_id, form, id_number=number, papers=papers)


@audience.page("/applications/<uuid:registration_id>/photo.jpg", admits={COUNTY, CITY})
def application_photo(work: Work, registration_id: UUID) -> ResponseReturnValue:
    return Response(looks.applicant_photo(work, registration_id), mimetype="image/jpeg")


@audience.page("/identity", admits={COUNTY}, menu=N_("Questions of identity"))
def identity_questions(work: Work) -> ResponseReturnValue:
    """Two names for one ID number, each with what the county has to find out."""
    return render_template("office/reviews/identity.html", questions=looks.open_questions(work), form=Form())


@audience.page("/identity/<uuid:question_id>", methods=("POST",), admits={COUNTY})
def settle_identity(work: Work, question_id: UUID) -> ResponseReturnValue:
    outcome = request.form.get("outcome")
    if outcome not in ("same", "other"):
        raise Invalid(N_("Choose whether it is the same person. Nothing was changed."))
    registrations.settle_identity(work, question_id, outcome == "same")
    flash(gettext("Settled. The training unit sees the outcome, nothing about any other unit."), "done")
    return redirect(url_for("office.identity_questions"))


# -- the city -----------------------------------------------------------------------------------------------------


@audience.page("/decisions", methods=("GET", "POST"), admits={CITY}, menu=N_("Decide applications"))
def decisions(work: Work) -> ResponseReturnValue:
    """What the counties passed: many approved at once, one opened to look closer or to refuse."""
    form = DecisionForm()
    if request.method == "POST":
        try:
            return _approve_many(work)
        except Conflict as refusal:
            form.take(refusal)
    found = _queue(work, RegistrationState.COUNTY_PASSED)
    page = render_template(
        "office/reviews/decisions.html",
        queue=found,
        form=form,
        shapes=SHAPES,
        ages=_age_parts(found),
        clocks=_clocks(work, found),
        barred=barred_among(work, [line.id for line in found.rows], work.today),
        to_sign=overrides_to_sign(work),
        appeals=appeals_due(work),
    )
    return page, 409 if form.errors else 200


def _approve_many(work: Work) -> ResponseReturnValue:
    chosen = _chosen_ids()
    if not chosen:
        flash(gettext("Nobody was ticked, so nothing was approved."), "needs-you")
        return redirect(url_for("office.decisions"))
    done = registrations.approve(work, chosen)
    flash(ngettext("%(num)d application approved.", "%(num)d applications approved.", done), "done")
    if late := len(chosen) - done:
        sentence = ngettext(
            "%(num)d was decided by somebody else meanwhile and stays so.",
            "%(num)d were decided by somebody else meanwhile and stay so.",
            late,
        )
        flash(sentence, "waiting")
    return redirect(url_for("office.decisions"))


def _chosen_ids() -> list[UUID]:
    try:
        return [UUID(value) for value in dict.fromkeys(request.form.getlist("registrations"))]
    except ValueError as error:
        raise NotFound("This does not exist, or not for you.") from error


@audience.page("/decisions/<uuid:registration_id>", methods=("GET", "POST"), admits={CITY})
def decision(work: Work, registration_id: UUID) -> ResponseReturnValue:
    """One application for the city: approve, or refuse with all grounds."""
    form = DecisionForm()
    form.grounds.choices = _labels(RefusalGround)
    if form.validate_on_submit():
        try:
            return _decide_at_city(work, registration_id, form)
        except (Invalid, Conflict) as refusal:
            form.take(refusal)
            return _application(work, registration_id, form, refusal)
    return _application(work, registration_id, form)


def _decide_at_city(work: Work, registration_id: UUID, form: DecisionForm) -> ResponseReturnValue:
    name = looks.application(work, registration_id).name
    grounds = [ground for ground in RefusalGround if ground.value in (form.grounds.data or ())]
    if request.form.get("decision") == "approve":
        if grounds:
            raise Invalid(N_("You ticked grounds. Refuse the application, or clear the ticks and approve it."))
        if not registrations.approve(work, [registration_id]):
            raise Conflict(N_("Somebody decided on this application meanwhile. Your note is kept; please look again."))
        flash(gettext("%(name)s is approved and can be booked.", name=name), "done")
    else:
        registrations.refuse(work, registration_id, grounds, form.note.data or "")
        flash(gettext("%(name)s is refused. All grounds are on record.", name=name), "done")
    return _to_next(work, CITY)
