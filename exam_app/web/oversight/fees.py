"""Fees as the auditor reads them: every fee of every county, and the sums by examination, which reconcile."""

from flask import render_template
from flask.typing import ResponseReturnValue

from exam_app.queries import fees as looks
from exam_app.terms import N_, FeeState
from exam_app.web.fee_list import SHAPES, page_wanted, pager, wanted
from exam_app.web.oversight import audience
from exam_app.work import Work


@audience.page("/fees", menu=N_("Fees"))
def fees(work: Work) -> ResponseReturnValue:
    found = looks.fee_list(work, wanted(), page_wanted())
    return render_template(
        "oversight/fees/fees.html",
        found=found,
        shapes=SHAPES,
        states=list(FeeState),
        pager=pager(found, "oversight.fees"),
        lines=looks.session_totals(work),
    )
