"""The city states which notices are written, how they are signed and how long their texts are kept."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import SelectMultipleField

from exam_app.actors import Role
from exam_app.operations.notice_rules import state_rules
from exam_app.queries.notice_rules import offices, rules_in_force
from exam_app.terms import N_, Language, NoticeKind
from exam_app.web.forms import ChoiceField, Form, Needed, NumberField, TextField
from exam_app.web.office import audience
from exam_app.web.rendering import label
from exam_app.work import Work

LANGUAGES = {language.value: language for language in Language}


class RulesForm(Form):
    kinds = SelectMultipleField(N_("What is notified"), validate_choice=False)
    signature = TextField(N_("Signature"))
    language = ChoiceField(N_("Language of the texts"), N_("Choose a language."))
    keep_days = NumberField(N_("Days until a text is deleted"), [Needed(N_("Enter the number of days."))])


@audience.page("/notices/rules", methods=("GET", "POST"), admits={Role.CITY_EXAM_OFFICER})
def notice_rules(work: Work) -> ResponseReturnValue:
    rules = rules_in_force(work)
    form = RulesForm(
        kinds=[kind.value for kind in NoticeKind if kind not in rules.kinds_off],
        signature=rules.signature,
        language=rules.language.value,
        keep_days=rules.keep_days,
    )
    form.kinds.choices = [(kind.value, label(kind)) for kind in NoticeKind]
    form.language.offer([(language.value, label(language)) for language in Language])

    def state() -> None:
        state_rules(
            work,
            kinds_off=[kind for kind in NoticeKind if kind.value not in (form.kinds.data or ())],
            signature=form.signature.data or "",
            language=LANGUAGES[form.language.data],
            keep_days=form.keep_days.data or 0,
        )

    if form.carries_out(state):
        flash(gettext("Stated. It holds for every notice written from now on."), "done")
        return redirect(url_for("office.notices"))
    city, _ = offices(work)
    page = render_template("office/notices/rules.html", form=form, city=city)
    return page, 422 if form.errors else 200
