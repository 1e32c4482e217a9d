"""Importing a roster into a course: which rosters wait, and the upload. The rest is the pages of every roster."""

from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from exam_app.operations import roster_import
from exam_app.queries.rosters import waiting_rosters
from exam_app.queries.training import course_name, courses_of_unit
from exam_app.rosters import RowKind
from exam_app.terms import N_
from exam_app.web.roster_pages import add_roster_pages, upload_page
from exam_app.web.training import audience
from exam_app.work import Work


@audience.page("/rosters", menu=N_("Roster import"))
def rosters(work: Work) -> ResponseReturnValue:
    return render_template(
        "training/rosters/rosters.html", rosters=waiting_rosters(work), courses=courses_of_unit(work)
    )


@audience.page("/courses/<uuid:course_id>/roster", methods=("GET", "POST"))
def upload_roster(work: Work, course_id: UUID) -> ResponseReturnValue:
    return upload_page(
        RowKind.TRAINEE,
        course_name(work, course_id),
        lambda name, data: roster_import.preview_roster(work, course_id, file_name=name, data=data),
        url_for("training.course", course_id=course_id),
    )


add_roster_pages(audience, RowKind.TRAINEE)
