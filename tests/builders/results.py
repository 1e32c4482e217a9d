"""Stored results as tests look at them."""

from exam_app.models import Result, ResultReason
from exam_app.work import Site, Work
from tests.builders.resits import AFTER
from tests.cast import Cast


def reason_of(site: Site, cast: Cast, result: Result) -> ResultReason | None:
    """Why a result was made after the first one; None of a first one."""
    if result.reason_id is None:
        return None
    with Work.open(site, cast["ma"], AFTER, read_only=True) as work:
        return work.get(ResultReason, result.reason_id)
