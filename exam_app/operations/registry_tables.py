"""The registry of units leaves the site as a table."""

from exam_app.actors import Permission
from exam_app.journal import Tag
from exam_app.operations import operation
from exam_app.queries.registry import Wanted
from exam_app.queries.registry_tables import RegistryTable, registry_table
from exam_app.work import Work


@operation(Permission.KEEP_REGISTRY, Permission.READ_REGISTRY)
def write_registry(work: Work, wanted: Wanted) -> RegistryTable:
    """The units in reach as the list is narrowed, with every filing; how many left the house is journalled."""
    found = registry_table(work, wanted)
    work.record(Tag.REGISTRY_WRITTEN, "authority", work.actor.authority_id, count=len(found.lines))
    return found
