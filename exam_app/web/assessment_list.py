"""What the address of a list of assessments narrows it to, at the unit's desk and in the county."""

from uuid import UUID

from flask import request

from exam_app.queries.assessment_dates import AssessmentState
from exam_app.queries.assessments import Shown


def shown_in_address() -> tuple[Shown, int]:
    """The narrowing and the page; what is no state or post narrows nothing."""
    wanted = request.args.get("shown")
    state = next((state for state in AssessmentState if state == wanted), None)
    return Shown(state, request.args.get("post", type=UUID)), request.args.get("page", 1, type=int) or 1
