"""The roster of a guard unit leaves the site as a table, with masked numbers."""

from exam_app.actors import Permission
from exam_app.journal import Tag
from exam_app.operations import operation
from exam_app.queries.unit_rosters import Roster, Shown, roster_of_unit
from exam_app.work import Work


@operation(Permission.EMPLOY)
def write_duty_roster(work: Work, shown: Shown) -> Roster:
    """The guards on duty at the own unit as the list shows them; how many left the house is journalled."""
    found = roster_of_unit(work, shown, page=None)
    work.record(Tag.DUTY_ROSTER_WRITTEN, "guard_unit", work.found(work.actor.guard_unit_id), count=found.people.total)
    return found
