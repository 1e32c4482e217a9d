"""The training unit's own filings and their periods; what happens is announced here, filed at the county's desk."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from exam_app.operations import filings as acts
from exam_app.queries.filings import own_filings
from exam_app.terms import N_
from exam_app.web.training import audience
from exam_app.web.unit_forms import FilingForm
from exam_app.work import Work


@audience.page("/filings", menu=N_("Filings"))
def filings(work: Work) -> ResponseReturnValue:
    return render_template("training/filings/filings.html", own=own_filings(work))


@audience.page("/filings/announce", methods=("GET", "POST"))
def announce_filing(work: Work) -> ResponseReturnValue:
    own = own_filings(work)
    form = FilingForm(event_on=work.today).prepare(own.acts)

    def announce() -> None:
        event = form.event()
        acts.announce_filing(work, act=event.act, event_on=event.event_on, what=event.what)

    if form.carries_out(announce):
        flash(gettext("The event is announced. Bring the papers to the police; they note when they have them."), "done")
        return redirect(url_for("training.filings"))
    return render_template("training/filings/announce.html", form=form, own=own), 422 if form.errors else 200
