"""Resits at the city's desk: the rules in force, and make-ups that two people grant."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from wtforms import SelectMultipleField, TextAreaField

from exam_app.actors import Role
from exam_app.errors import Invalid
from exam_app.operations import resits as acts
from exam_app.operations.resits import LONGEST_DOCUMENT, LONGEST_REASON, Grounds, Whom
from exam_app.queries.make_ups import MakeUpPage, make_up_page
from exam_app.queries.resits import rule_lines
from exam_app.resits.rules import OwnRule
from exam_app.terms import N_, MakeUpGround
from exam_app.web.forms import AtMost, ChoiceField, DateField, Form, Needed, NumberField, TextField
from exam_app.web.office import audience
from exam_app.web.rendering import label, moment
from exam_app.work import Work

CITY = {Role.CITY_EXAM_OFFICER}
GROUNDS = {ground.value: ground for ground in MakeUpGround}
EVERYBODY, SOME = "everybody", "some"
OTHER = "document"


class OwnRuleForm(Form):
    since = DateField(N_("In force from"))
    document = TextField(N_("Document that says so"), [Needed(N_("Name the document.")), AtMost(LONGEST_DOCUMENT)])
    waiting_days = NumberField(N_("Days to wait after an attempt"))
    most_attempts = NumberField(N_("Most attempts on one application"))
    pass_lasts_days = NumberField(N_("Days for which a passed component counts"))

    @property
    def own(self) -> OwnRule:
        assert self.since.value is not None
        return OwnRule(
            self.since.value,
            self.document.data or "",
            self.waiting_days.data,
            self.most_attempts.data,
            self.pass_lasts_days.data,
        )


class MakeUpForm(Form):
    whom = ChoiceField(N_("For whom?"), N_("Choose for whom."))
    candidates = SelectMultipleField(N_("Candidates"), validate_choice=False)
    ground = ChoiceField(N_("Why?"), N_("Choose why."))
    reason = TextAreaField(N_("What happened?"), [Needed(N_("Say what happened.")), AtMost(LONGEST_REASON)])
    evidence = ChoiceField(N_("What shows it?"), N_("Choose what shows it."))
    document = TextField(N_("Number of the document"), [AtMost(LONGEST_DOCUMENT)])

    def prepare(self, page: MakeUpPage) -> "MakeUpForm":
        everybody = (EVERYBODY, gettext("Everybody in this examination"))
        some = (SOME, gettext("The candidates ticked below"))
        self.whom.offer([everybody, *((str(room.id), room.label) for room in page.rooms), some])
        absent = gettext("absent")
        self.candidates.choices = [
            (str(each.booking_id), f"{each.name} {each.ticket_number}" + (f" · {absent}" if each.was_absent else ""))
            for each in page.candidates
        ]
        self.ground.offer([(ground.value, label(ground)) for ground in MakeUpGround])
        incidents = [
            (str(each.id), f"{moment(each.at)} {each.room} {label(each.kind)} {each.note}".strip())
            for each in page.incidents
        ]
        self.evidence.offer([*incidents, (OTHER, gettext("Another document"))])
        return self

    @property
    def chosen(self) -> Whom:
        """Raises :class:`Invalid` when nobody is ticked."""
        if self.whom.data == EVERYBODY:
            return Whom()
        if self.whom.data != SOME:
            return Whom(room_id=UUID(self.whom.data))
        known = {value for value, _ in self.candidates.choices}
        ticked = tuple(UUID(value) for value in self.candidates.data or () if value in known)
        if not ticked:
            raise Invalid.in_field("candidates", N_("Tick every candidate it is for."))
        return Whom(booking_ids=ticked)

    @property
    def grounds(self) -> Grounds:
        incident = None if self.evidence.data == OTHER else UUID(self.evidence.data)
        return Grounds(GROUNDS[self.ground.data], self.reason.data or "", incident, self.document.data or "")


# -- the rules ----------------------------------------------------------------------------------------------------


@audience.page("/resit-rules", admits=CITY)
def resit_rules(work: Work) -> ResponseReturnValue:
    """Every rule with its source and the day from which it holds."""
    return render_template("office/resits/resit_rules.html", rules=rule_lines(work))


@audience.page("/resit-rules/new", methods=("GET", "POST"), admits=CITY)
def set_resit_rule(work: Work) -> ResponseReturnValue:
    form = OwnRuleForm()
    if form.carries_out(lambda: acts.set_own_rule(work, form.own)):
        flash(gettext("The rule is entered and holds from that day on."), "done")
        return redirect(url_for("office.resit_rules"))
    return render_template("office/resits/set_resit_rule.html", form=form), 422 if form.errors else 200


# -- make-ups -----------------------------------------------------------------------------------------------------


@audience.page("/exam-sessions/<uuid:exam_session_id>/make-ups", admits=CITY)
def make_ups(work: Work, exam_session_id: UUID) -> ResponseReturnValue:
    return render_template("office/resits/make_ups.html", page=make_up_page(work, exam_session_id))


@audience.page("/exam-sessions/<uuid:exam_session_id>/make-ups/new", methods=("GET", "POST"), admits=CITY)
def propose_make_up(work: Work, exam_session_id: UUID) -> ResponseReturnValue:
    page = make_up_page(work, exam_session_id)
    form = MakeUpForm().prepare(page)
    made: list[UUID] = []

    def propose() -> None:
        made.extend(acts.propose_make_up(work, exam_session_id, form.chosen, form.grounds))

    if form.carries_out(propose):
        said = ngettext(
            "%(num)d make-up proposed. A second person has to sign it.",
            "%(num)d make-ups proposed. A second person has to sign them.",
            len(made),
        )
        flash(said, "waiting")
        return redirect(url_for("office.make_ups", exam_session_id=exam_session_id))
    shown = render_template("office/resits/propose_make_up.html", page=page, form=form)
    return shown, 422 if form.errors else 200


@audience.page("/exam-sessions/<uuid:exam_session_id>/make-ups/<uuid:make_up_id>", methods=("POST",), admits=CITY)
def settle_make_up(work: Work, exam_session_id: UUID, make_up_id: UUID) -> ResponseReturnValue:
    if request.form.get("act") == "sign":
        acts.sign_make_up(work, make_up_id)
        flash(gettext("Signed. The attempt costs nothing, and these people are offered a place first."), "done")
    else:
        acts.drop_make_up(work, make_up_id)
        flash(gettext("The proposal was dropped."), "waiting")
    return redirect(url_for("office.make_ups", exam_session_id=exam_session_id))
