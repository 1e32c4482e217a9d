"""Tables for other systems: what is written from an examination, and by which mappings tables are read and written."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import TextAreaField

from exam_app.actors import Role
from exam_app.errors import NotFound
from exam_app.mappings import DIRECTIONS, FIELDS, MappingRefused, parse
from exam_app.operations import mappings as acts
from exam_app.operations.tables import write_session_table
from exam_app.queries import mappings as looks
from exam_app.queries.tables import ROWS, session_tables
from exam_app.terms import N_, TableSubject
from exam_app.web.forms import Form, Needed
from exam_app.web.office import audience
from exam_app.web.rendering import label, translate
from exam_app.web.workbooks import workbook
from exam_app.work import Work

DESKS = {Role.COUNTY_REVIEWER, Role.CITY_EXAM_OFFICER, Role.ISSUER}
CITY = {Role.CITY_EXAM_OFFICER}
SUBJECTS = {subject.value: subject for subject in TableSubject}


class MappingForm(Form):
    text = TextAreaField(N_("Mapping file"), [Needed(N_("Enter the mapping, or go back to the one that is shipped."))])


@audience.page("/tables", admits=DESKS, menu=N_("Tables for other systems"))
def tables(work: Work) -> ResponseReturnValue:
    listing = session_tables(work, page=request.args.get("page", 1, type=int) or 1)
    pager = {
        "first_row": listing.first_row,
        "last_row": listing.last_row,
        "total": listing.total,
        "previous_url": url_for("office.tables", page=listing.previous_page) if listing.previous_page else None,
        "next_url": url_for("office.tables", page=listing.next_page) if listing.next_page else None,
    }
    return render_template("office/tables/tables.html", listing=listing, subjects=list(ROWS), pager=pager)


@audience.page("/tables/<uuid:exam_session_id>/<subject>.xlsx", admits=DESKS, records=True)
def session_table(work: Work, exam_session_id: UUID, subject: str) -> ResponseReturnValue:
    """Full ID numbers leave the house here; how many is recorded."""
    written = write_session_table(work, _subject(subject), exam_session_id)
    name = f"{label(written.subject)} {written.exam}"
    return workbook(written.headings, written.rows, name, sheet=written.sheet)


def _subject(name: str) -> TableSubject:
    if name not in SUBJECTS:
        raise NotFound("There is no such table. Check the address.")
    return SUBJECTS[name]


@audience.page("/tables/mappings", admits=CITY)
def mappings(work: Work) -> ResponseReturnValue:
    return render_template("office/tables/mappings.html", found=looks.mappings_in_force(work))


@audience.page("/tables/mappings/<subject>", methods=("GET", "POST"), admits=CITY)
def mapping(work: Work, subject: str) -> ResponseReturnValue:
    """The text of a mapping, to be changed; every fault comes back with its line and key."""
    about = _subject(subject)
    in_force = looks.mapping_in_force(work, about)
    form = MappingForm(text=in_force.text)
    if form.is_submitted() and not _faults(form) and form.carries_out(lambda: _state(work, about, form)):
        flash(gettext("Stated. It holds for every table from now on."), "done")
        return redirect(url_for("office.mappings"))
    page = render_template(
        "office/tables/mapping.html",
        in_force=in_force,
        form=form,
        fields=FIELDS[about],
        direction=DIRECTIONS[about],
    )
    return page, 422 if form.errors else 200


def _state(work: Work, subject: TableSubject, form: MappingForm) -> None:
    acts.state_mapping(work, subject, form.text.data)


def _faults(form: MappingForm) -> bool:
    """Show every fault at once; the operation would name the first."""
    if not form.validate():
        return True
    try:
        parse(form.text.data)
    except MappingRefused as refused:
        form.text.errors = [
            gettext(
                "Line %(line)s, %(key)s: %(sentence)s",
                line=fault.line,
                key=fault.key or "–",
                sentence=translate(fault.sentence),
            )
            for fault in refused.faults
        ]
        return True
    return False


@audience.page("/tables/mappings/<subject>/shipped", methods=("POST",), admits=CITY)
def withdraw_mapping(work: Work, subject: str) -> ResponseReturnValue:
    acts.withdraw_mapping(work, _subject(subject))
    flash(gettext("The mapping that is shipped holds again."), "done")
    return redirect(url_for("office.mappings"))
