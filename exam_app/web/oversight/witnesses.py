"""Witnesses of the ledgers: admit one, take a file of checkpoints to it, bring its answer back."""

from io import BytesIO
from uuid import UUID

from flask import flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from wtforms import FileField

from exam_app.operations import witnessing
from exam_app.queries import witnesses as witnesses_query
from exam_app.terms import N_
from exam_app.web.forms import AtMost, Form, Needed, TextField
from exam_app.web.oversight import audience
from exam_app.work import Work


class WitnessForm(Form):
    owner = TextField(N_("Who keeps it?"), [Needed(N_("Enter who keeps the witness.")), AtMost(80)])
    key_line = TextField(N_("Verifier key"), [Needed(N_("Enter the line of its key.")), AtMost(200)])


class AnswerForm(Form):
    answer = FileField(N_("The witness's answer"))


@audience.page("/witnesses", methods=("GET", "POST"))
def witnesses(work: Work) -> ResponseReturnValue:
    form = WitnessForm()
    if form.carries_out(
        lambda: witnessing.add_witness(work, owner=form.owner.data or "", key_line=form.key_line.data or "")
    ):
        flash(gettext("The witness is admitted. Bring it a file of checkpoints."), "done")
        return redirect(url_for("oversight.witnesses"))
    return _page(work, form, AnswerForm(formdata=None)), 422 if form.errors else 200


@audience.page("/witnesses/<uuid:witness_id>/offer.txt")
def witness_offer(work: Work, witness_id: UUID) -> ResponseReturnValue:
    content = witnesses_query.offers_for(work, witness_id).encode()
    name = f"checkpoints-{work.now.astimezone(work.site.settings.zone):%Y%m%d-%H%M}.txt"
    return send_file(BytesIO(content), mimetype="text/plain", as_attachment=True, download_name=name)


@audience.page("/witnesses/answer", methods=("POST",))
def witness_answer(work: Work) -> ResponseReturnValue:
    form, taken = AnswerForm(), list[int]()
    content = form.answer.data.read() if form.answer.data else b""
    if form.carries_out(lambda: taken.append(witnessing.take_cosignatures(work, content))):
        flash(
            ngettext("%(num)d signed head is vouched for now.", "%(num)d signed heads are vouched for now.", taken[0]),
            "done",
        )
        return redirect(url_for("oversight.witnesses"))
    return _page(work, WitnessForm(formdata=None), form), 422


def _page(work: Work, form: WitnessForm, answer: AnswerForm) -> str:
    return render_template(
        "oversight/ledgers/witnesses.html", witnesses=witnesses_query.witnesses(work), form=form, answer=answer
    )
