"""For somebody with a slip of a case: how it stands, a reply, and after the decision what it says and how to object."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import TextAreaField

from exam_app.actors import Role
from exam_app.errors import TooEarly
from exam_app.operations import case_replies
from exam_app.operations.case_texts import REPLY
from exam_app.queries.case_slips import my_slip, printed_slips
from exam_app.terms import N_
from exam_app.web.candidate import audience
from exam_app.web.case_papers import asked, letters_pdf, objection, what_follows
from exam_app.web.forms import AtMost, Form, Needed
from exam_app.work import Work

CONCERNED = frozenset({Role.CONCERNED})


class ReplyForm(Form):
    words = TextAreaField(N_("Your reply"), [Needed(REPLY.missing), AtMost(REPLY.longest)])


@audience.page("/slip", methods=("GET", "POST"), admits=CONCERNED)
def slip(work: Work) -> ResponseReturnValue:
    """The state in plain words; a posted form is a reply."""
    form = ReplyForm()
    if form.carries_out(lambda: case_replies.reply(work, form.words.data or "")):
        flash(gettext("Your reply is kept. Both readers see it."), "done")
        return redirect(url_for("candidate.slip"))
    found = my_slip(work)
    follows = [(what_follows(each), each.words) for each in found.consequences]
    page = render_template(
        "candidate/slip/slip.html",
        slip=found,
        form=form,
        asked=asked(found.about),
        follows=follows,
        objection=objection(),
    )
    return page, 422 if form.errors else 200


@audience.page("/slip/letter.pdf", admits=CONCERNED)
def slip_letter(work: Work) -> ResponseReturnValue:
    """The own letter, once the case is decided."""
    found = my_slip(work)
    if found.outcome is None:
        raise TooEarly("The case is not decided yet.")
    response = Response(letters_pdf(printed_slips(work, found.case_id), work.now), mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="letter.pdf"'
    return response
