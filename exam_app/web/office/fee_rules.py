"""What the city charges: every rule there was, and the form for a new one."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import BooleanField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from exam_app.actors import Role
from exam_app.fees import FeeRule, yuan
from exam_app.operations import fee_rules as acts
from exam_app.operations.fee_rules import LONGEST
from exam_app.queries.fee_rules import fee_rule_lines
from exam_app.terms import N_, FeeKind
from exam_app.web.forms import AtMost, DateField, Form, Needed, TextField
from exam_app.web.office import audience
from exam_app.work import Work

CITY = {Role.CITY_EXAM_OFFICER}
DESKS = {Role.COUNTY_REVIEWER, Role.CITY_EXAM_OFFICER}


class MoneyField(TextField):
    """An amount in yuan; ``fen`` is the amount, or None when the field is empty."""

    fen: int | None = None

    def pre_validate(self, form: BaseForm) -> None:
        if not self.data:
            return
        self.fen = yuan(self.data)
        if self.fen is None:
            raise StopValidation(gettext(N_("Enter an amount in yuan, such as 40 or 35.50.")))


class FeeRuleForm(Form):
    since = DateField(N_("In force from"))
    document = TextField(N_("Price document, its number"), [Needed(N_("Name the document.")), AtMost(LONGEST)])
    decided_by = TextField(N_("Who decided it"), [Needed(N_("Say who decided it.")), AtMost(LONGEST)])
    theory = MoneyField(N_("Theory, yuan"))
    skills = MoneyField(N_("Skills, yuan"))
    physical = MoneyField(N_("Physical test, yuan"))
    theory_resit = MoneyField(N_("Theory in a resit, yuan"))
    skills_resit = MoneyField(N_("Skills in a resit, yuan"))
    physical_resit = MoneyField(N_("Physical test in a resit, yuan"))
    certificate = MoneyField(N_("Certificate, yuan"))
    replacement = MoneyField(N_("Replacement of a certificate, yuan"))
    ticket_needs_fee = BooleanField(N_("No admission ticket before the fee is settled"))

    @property
    def rule(self) -> FeeRule:
        assert self.since.value is not None
        prices: dict[FeeKind, int] = {}
        for kind in FeeKind:
            field: Any = self[kind.value]
            if field.fen is not None:
                prices[kind] = field.fen
        return FeeRule(
            self.since.value,
            self.document.data or "",
            self.decided_by.data or "",
            prices,
            bool(self.ticket_needs_fee.data),
        )


@audience.page("/fee-rules", admits=DESKS)
def fee_rules(work: Work) -> ResponseReturnValue:
    """Every rule on fees with its document and the days on which it is in force."""
    return render_template(
        "office/fees/fee_rules.html",
        lines=fee_rule_lines(work),
        kinds=list(FeeKind),
        is_city=work.actor.role in CITY,
    )


@audience.page("/fee-rules/new", methods=("GET", "POST"), admits=CITY)
def set_fee_rule(work: Work) -> ResponseReturnValue:
    form = FeeRuleForm()
    if form.carries_out(lambda: acts.set_fee_rule(work, form.rule)):
        flash(gettext("The rule is entered and holds from that day on."), "done")
        return redirect(url_for("office.fee_rules"))
    page = render_template("office/fees/set_fee_rule.html", form=form, kinds=[kind.value for kind in FeeKind])
    return page, 422 if form.errors else 200
