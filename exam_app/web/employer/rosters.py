"""Importing the unit's roster: which files wait, and the upload. The rest is the pages of every roster."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from exam_app.operations import roster_import
from exam_app.queries.rosters import waiting_rosters
from exam_app.rosters import RowKind
from exam_app.terms import N_
from exam_app.web.employer import audience
from exam_app.web.roster_pages import add_roster_pages, upload_page
from exam_app.work import Work


@audience.page("/rosters", menu=N_("Roster import"))
def rosters(work: Work) -> ResponseReturnValue:
    return render_template("employer/rosters/rosters.html", rosters=waiting_rosters(work))


@audience.page("/rosters/new", methods=("GET", "POST"))
def upload_roster(work: Work) -> ResponseReturnValue:
    return upload_page(
        RowKind.GUARD,
        work.actor.place_name,
        lambda name, data: roster_import.preview_guards(work, file_name=name, data=data),
        url_for("employer.rosters"),
    )


add_roster_pages(audience, RowKind.GUARD)
