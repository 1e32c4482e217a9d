"""A list of fees leaves the site as a table."""

from collections.abc import Sequence

from exam_app.actors import Permission
from exam_app.journal import Tag
from exam_app.operations import operation
from exam_app.queries.fees import FeeFilter, FeeLine, all_fees
from exam_app.work import Work


@operation(Permission.KEEP_FEES)
def write_fees(work: Work, asked: FeeFilter) -> Sequence[FeeLine]:
    """Every fee of a list, with names; how many left the house is journalled."""
    found = all_fees(work, asked)
    work.record(Tag.FEES_WRITTEN, "authority", work.actor.authority_id, count=len(found))
    return found
