"""Find a person, read the file with its life line, read the journal; print either. Nothing here changes anything."""

from uuid import UUID

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from exam_app.operations import dossiers as acts
from exam_app.queries import certificates, dossiers
from exam_app.queries.attempt_files import attempts_of
from exam_app.terms import N_
from exam_app.web.forms import AtMost, Form, Needed, TextField
from exam_app.web.oversight import audience
from exam_app.work import Work


class SearchForm(Form):
    wanted = TextField(
        N_("Name, ID number or certificate number"),
        [Needed(N_("Enter the beginning of a name, a whole ID number or a certificate number.")), AtMost(80)],
    )


@audience.page("/people", methods=("GET", "POST"), menu=N_("Find people"))
def people(work: Work) -> ResponseReturnValue:
    """Search by POST: an address with a name or an ID number in it would stay in histories and logs."""
    form = SearchForm()
    found = None
    if form.validate_on_submit():
        found = dossiers.find_people(work, form.wanted.data)
        if len(found.people) == 1:
            return redirect(url_for("oversight.person", person_id=found.people[0].id))
    return render_template("oversight/people/people.html", form=form, found=found), 422 if form.errors else 200


@audience.page("/people/<uuid:person_id>", records=True)
def person(work: Work, person_id: UUID) -> ResponseReturnValue:
    return render_template(
        "oversight/people/person.html",
        dossier=acts.read_dossier(work, person_id),
        attempts=attempts_of(work, person_id),
    )


@audience.page("/people/<uuid:person_id>/photo")
def photo(work: Work, person_id: UUID) -> ResponseReturnValue:
    """The photo of a file that is being read; reading the file is what is recorded."""
    return Response(certificates.face(work, person_id), mimetype="image/jpeg")


@audience.page("/people/<uuid:person_id>/journal", records=True)
def journal(work: Work, person_id: UUID) -> ResponseReturnValue:
    page = request.args.get("page", 1, type=int) or 1
    read = acts.read_journal(work, person_id, reads_only=request.args.get("only") == "reads", page=page)
    return render_template("oversight/people/journal.html", journal=read)


@audience.page("/people/<uuid:person_id>/journal/sheet", records=True)
def journal_sheet(work: Work, person_id: UUID) -> ResponseReturnValue:
    """The whole journal as a sheet for the printer."""
    return render_template(
        "oversight/people/journal_sheet.html",
        journal=acts.print_journal(work, person_id),
        unit_name=work.actor.place_name,
        now=work.now,
    )
