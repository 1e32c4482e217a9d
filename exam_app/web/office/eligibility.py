"""Eligibility: what a county saw and found, bars lifted by two persons, and the notice that says why."""

from datetime import date
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import SelectMultipleField, TextAreaField

from exam_app.actors import Role
from exam_app.eligibility import Background, Bar, RuleCode
from exam_app.eligibility.contents import RecordedFact
from exam_app.errors import Invalid, TooEarly
from exam_app.operations import eligibility as acts
from exam_app.operations.eligibility import LONGEST_DOCUMENT, LONGEST_REASON
from exam_app.queries.eligibility_page import EligibilityPage, FactLine, eligibility_page
from exam_app.queries.registrations import application
from exam_app.terms import N_, Answer, BackgroundKind, Requirement
from exam_app.web.eligibility_notice import notice_pdf
from exam_app.web.forms import AtMost, ChoiceField, DateField, Form, Needed, TextField
from exam_app.web.office import audience
from exam_app.web.office.certificates import pdf
from exam_app.web.rendering import label, translate
from exam_app.work import Work

COUNTY, CITY = Role.COUNTY_REVIEWER, Role.CITY_EXAM_OFFICER
STRUCK = "struck"
KINDS = {kind.value: kind for kind in BackgroundKind}
CHOOSE = N_("Choose what was seen.")


class RequirementsForm(Form):
    """One answer to each requirement; the fields are named after them."""

    schooling = ChoiceField(Requirement.SCHOOLING.label, CHOOSE)
    citizenship = ChoiceField(Requirement.CITIZENSHIP.label, CHOOSE)
    health = ChoiceField(Requirement.HEALTH.label, CHOOSE)
    conduct = ChoiceField(Requirement.CONDUCT.label, CHOOSE)

    def prepare(self, page: EligibilityPage) -> "RequirementsForm":
        for requirement in Requirement:
            field = self[requirement.value]
            field.offer([(answer.value, label(answer)) for answer in Answer])
            if request.method == "GET":
                field.data = page.answers[requirement].value
        return self

    @property
    def answers(self) -> dict[Requirement, Answer]:
        by_value = {answer.value: answer for answer in Answer}
        return {requirement: by_value[self[requirement.value].data] for requirement in Requirement}


class BackgroundForm(Form):
    kind = ChoiceField(N_("What was found?"), N_("Choose what was found."))
    on = DateField(N_("Date"))
    document = TextField(N_("Number of the document"), [AtMost(LONGEST_DOCUMENT)])

    def prepare(self) -> "BackgroundForm":
        self.kind.offer([(kind.value, label(kind)) for kind in BackgroundKind])
        return self

    @property
    def found(self) -> RecordedFact:
        assert self.on.value is not None
        return RecordedFact(Background(self.on.value, KINDS[self.kind.data]), self.document.data or "")


class CorrectionForm(Form):
    kind = ChoiceField(N_("What is right?"), N_("Choose what is right."))
    on = DateField(N_("Date"), needed=False)
    document = TextField(N_("Number of the document"), [AtMost(LONGEST_DOCUMENT)])
    reason = TextAreaField(N_("Why is it corrected?"), [Needed(N_("Say why it is corrected.")), AtMost(LONGEST_REASON)])

    @classmethod
    def of(cls, line: FactLine) -> "CorrectionForm":
        """Filled in with what counts now."""
        fact = line.now.fact
        kind = fact.kind.value if fact else STRUCK
        form = cls(data={"kind": kind, "on": fact.on if fact else None, "document": line.now.document})
        struck = (STRUCK, gettext("Nothing: the fact is struck"))
        form.kind.offer([*((kind.value, label(kind)) for kind in BackgroundKind), struck])
        return form

    @property
    def found(self) -> RecordedFact:
        """Raises :class:`Invalid` for a fact without its day."""
        document, reason = self.document.data or "", self.reason.data or ""
        if self.kind.data == STRUCK:
            return RecordedFact(None, document, reason)
        if self.on.value is None:
            raise Invalid.in_field("on", N_("Enter the date."))
        return RecordedFact(Background(self.on.value, KINDS[self.kind.data]), document, reason)


class LiftForm(Form):
    bars = SelectMultipleField(N_("Which bars?"), validate_choice=False)
    reason = TextAreaField(N_("Why is that lawful?"), [Needed(N_("Say why it is lawful.")), AtMost(LONGEST_REASON)])

    def prepare(self, page: EligibilityPage) -> "LiftForm":
        self.bars.choices = [(_written(bar), translate(bar.sentence)) for bar in page.today.bars]
        return self

    def chosen(self, page: EligibilityPage) -> list[tuple[RuleCode, date]]:
        ticked = set(self.bars.data or ())
        return [bar.key for bar in page.today.bars if _written(bar) in ticked]


def _written(bar: Bar) -> str:
    return f"{bar.rule.code.value} {bar.since.isoformat()}"


def _page(template: str, standing: EligibilityPage, form: Form) -> ResponseReturnValue:
    page = render_template(f"office/eligibility/{template}.html", standing=standing, form=form)
    return page, 422 if form.errors else 200


def _back_to(registration_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("office.review", registration_id=registration_id, _anchor="eligibility"))


# -- the county ---------------------------------------------------------------------------------------------------


@audience.page("/reviews/<uuid:registration_id>/requirements", methods=("GET", "POST"), admits={COUNTY})
def check_requirements(work: Work, registration_id: UUID) -> ResponseReturnValue:
    standing = eligibility_page(work, registration_id)
    form = RequirementsForm().prepare(standing)
    if form.carries_out(lambda: acts.check_requirements(work, registration_id, form.answers)):
        flash(gettext("What was seen is kept."), "done")
        return _back_to(registration_id)
    return _page("check_requirements", standing, form)


@audience.page("/reviews/<uuid:registration_id>/background", methods=("GET", "POST"), admits={COUNTY})
def record_background(work: Work, registration_id: UUID) -> ResponseReturnValue:
    standing = eligibility_page(work, registration_id)
    form = BackgroundForm().prepare()
    if form.carries_out(lambda: acts.record_background(work, registration_id, form.found)):
        flash(gettext("The background fact is recorded and counts from now on."), "done")
        return _back_to(registration_id)
    return _page("record_background", standing, form)


@audience.page("/reviews/<uuid:registration_id>/background/<uuid:fact_id>", methods=("GET", "POST"), admits={COUNTY})
def correct_background(work: Work, registration_id: UUID, fact_id: UUID) -> ResponseReturnValue:
    standing = eligibility_page(work, registration_id)
    line = work.found(next((line for line in standing.facts if line.id == fact_id), None))
    form = CorrectionForm.of(line)
    if form.carries_out(lambda: acts.correct_background(work, registration_id, fact_id, form.found)):
        flash(gettext("The fact is corrected. What stood before stays readable."), "done")
        return _back_to(registration_id)
    return _page("correct_background", standing, form)


@audience.page("/reviews/<uuid:registration_id>/override", methods=("GET", "POST"), admits={COUNTY})
def lift_bars(work: Work, registration_id: UUID) -> ResponseReturnValue:
    standing = eligibility_page(work, registration_id)
    form = LiftForm().prepare(standing)

    def propose() -> None:
        acts.propose_override(work, registration_id, form.chosen(standing), form.reason.data or "")

    if form.carries_out(propose):
        flash(gettext("You proposed it. A second person, at the city, has to sign."), "waiting")
        return _back_to(registration_id)
    return _page("lift_bars", standing, form)


# -- both desks ---------------------------------------------------------------------------------------------------


@audience.page(
    "/applications/<uuid:registration_id>/override/<uuid:override_id>", methods=("POST",), admits={COUNTY, CITY}
)
def settle_override(work: Work, registration_id: UUID, override_id: UUID) -> ResponseReturnValue:
    if request.form.get("act") == "sign":
        acts.sign_override(work, override_id)
        flash(gettext("Signed. These bars count no more for this application."), "done")
    else:
        acts.drop_override(work, override_id)
        flash(gettext("The proposal was dropped."), "waiting")
    if work.actor.role is COUNTY:
        return _back_to(registration_id)
    return redirect(url_for("office.decision", registration_id=registration_id, _anchor="eligibility"))


@audience.page("/applications/<uuid:registration_id>/notice.pdf", admits={COUNTY, CITY}, records=True)
def ineligibility_notice(work: Work, registration_id: UUID) -> ResponseReturnValue:
    """What the person is handed: facts, articles, until when, and how to object. That it was drawn is journalled."""
    standing = eligibility_page(work, registration_id)
    if standing.today.is_eligible:
        raise TooEarly("No bar stands today, so there is nothing to give notice of.")
    applicant = application(work, registration_id)
    acts.note_notice(work, registration_id)
    return pdf(notice_pdf(applicant, standing.today, work.actor.place_name, work.now), "notice")
