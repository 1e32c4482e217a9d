"""What the police told the unit's people: the kind, the day and whether it arrived."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from exam_app.queries.told import told
from exam_app.terms import N_
from exam_app.web.notice_states import SHAPES
from exam_app.web.training import audience
from exam_app.work import Work


@audience.page("/notices", menu=N_("Notices"))
def notices(work: Work) -> ResponseReturnValue:
    listing = told(work, page=request.args.get("page", 1, type=int) or 1)
    pager = {
        "first_row": listing.first_row,
        "last_row": listing.last_row,
        "total": listing.total,
        "previous_url": url_for("training.notices", page=listing.previous_page) if listing.previous_page else None,
        "next_url": url_for("training.notices", page=listing.next_page) if listing.next_page else None,
    }
    return render_template("training/notices/notices.html", listing=listing, pager=pager, shapes=SHAPES)
