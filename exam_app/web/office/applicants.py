"""The applicant's side of an application: the slip that opens the own page, and more time with its reason."""

from uuid import UUID

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext
from wtforms import TextAreaField

from exam_app.actors import Role
from exam_app.errors import NotFound
from exam_app.operations.applicant_slips import issue_applicant_slip
from exam_app.operations.person_languages import state_language
from exam_app.operations.review_extensions import LONGEST_REASON, extend_review
from exam_app.queries.applicant_slips import slip_in_force
from exam_app.queries.languages import languages_of
from exam_app.queries.registrations import application
from exam_app.queries.review_clocks import standing_of
from exam_app.terms import N_
from exam_app.web.applicant_papers import slip_pdf
from exam_app.web.forms import AtMost, Form, Needed
from exam_app.web.language_form import chosen_language
from exam_app.web.office import audience
from exam_app.work import Work

COUNTY, CITY = Role.COUNTY_REVIEWER, Role.CITY_EXAM_OFFICER


class ExtensionForm(Form):
    reason = TextAreaField(
        N_("Why the decision needs ten more working days"),
        [Needed(N_("Enter the reason: the applicant is told it.")), AtMost(LONGEST_REASON)],
    )


@audience.page("/applications/<uuid:registration_id>/slip", methods=("POST",), admits={COUNTY})
def issue_slip(work: Work, registration_id: UUID) -> ResponseReturnValue:
    """A slip for the person; an older one ends, and whoever is signed in with it is signed out."""
    issue_applicant_slip(work, registration_id)
    flash(gettext("The slip is issued. Print it and hand it over; an older one no longer opens anything."), "done")
    return redirect(url_for("office.review", registration_id=registration_id, _anchor="slip"))


@audience.page("/applications/<uuid:registration_id>/slip.pdf", admits={COUNTY})
def applicant_slip(work: Work, registration_id: UUID) -> ResponseReturnValue:
    """The slip in force, to print."""
    found = slip_in_force(work, registration_id)
    if found is None:
        raise NotFound(N_("No slip is in force for this person. Issue one first."))
    with force_locale(languages_of(work, [found.person_id])[found.person_id].value):
        sheet = slip_pdf(found, work.now)
    response = Response(sheet, mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="slip.pdf"'
    return response


@audience.page("/applications/<uuid:registration_id>/language", methods=("POST",), admits={COUNTY})
def applicant_language(work: Work, registration_id: UUID) -> ResponseReturnValue:
    """As the person says at the desk."""
    state_language(work, application(work, registration_id).person_id, chosen_language())
    flash(gettext("Saved. Messages and papers are written in this language from now on."), "done")
    return redirect(url_for("office.review", registration_id=registration_id))


@audience.page("/applications/<uuid:registration_id>/more-time", methods=("GET", "POST"), admits={COUNTY, CITY})
def more_time(work: Work, registration_id: UUID) -> ResponseReturnValue:
    """Ten more working days, once, with a reason that the applicant reads."""
    form = ExtensionForm()
    found = application(work, registration_id)
    if form.carries_out(lambda: extend_review(work, registration_id, form.reason.data or "")):
        flash(gettext("The time is extended. %(name)s reads the reason.", name=found.name), "done")
        page = "office.review" if work.actor.role is COUNTY else "office.decision"
        return redirect(url_for(page, registration_id=registration_id))
    page = render_template(
        "office/applicants/more_time.html",
        application=found,
        form=form,
        clock=standing_of(work, registration_id),
        back="office.review" if work.actor.role is COUNTY else "office.decision",
    )
    return page, 422 if form.errors else 200
