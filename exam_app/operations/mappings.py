"""A city states how the tables of other systems are read and written here."""

from uuid import UUID

from exam_app.actors import Permission
from exam_app.errors import Invalid
from exam_app.journal import Tag
from exam_app.mappings import MappingRefused, parse
from exam_app.models import MappingVersion
from exam_app.operations import operation
from exam_app.terms import N_, TableSubject
from exam_app.work import Work


@operation(Permission.STATE_MAPPINGS)
def state_mapping(work: Work, subject: TableSubject, text: str) -> UUID:
    """State the city's own mapping for a subject; earlier versions stay. Returns the version's id.

    Raises :class:`Invalid` with the first fault of the text, or when it is about something else.
    """
    text = text.replace("\r\n", "\n")
    try:
        mapping = parse(text)
    except MappingRefused as refused:
        fault = refused.faults[0]
        raise Invalid.in_field(
            "text",
            N_("Line %(line)s, %(key)s: %(sentence)s"),
            line=fault.line,
            key=fault.key or "–",
            sentence=fault.sentence,
        ) from refused
    if mapping.subject is not subject:
        raise Invalid.in_field(
            "text", N_("This mapping is about something else: %(subject)s."), subject=mapping.subject
        )
    return _keep(work, subject, mapping.name, text)


@operation(Permission.STATE_MAPPINGS)
def withdraw_mapping(work: Work, subject: TableSubject) -> None:
    """Go back to the mapping that is shipped."""
    _keep(work, subject, "", "")


def _keep(work: Work, subject: TableSubject, name: str, text: str) -> UUID:
    version = work.add(
        MappingVersion(
            city_id=work.city_id,
            id=work.new_id(),
            subject=subject,
            name=name,
            text=text,
            set_by_id=work.actor.person_id,
            set_at=work.now,
        )
    )
    work.record(Tag.MAPPING_STATED, "mapping_version", version.id, table=subject, own=bool(text))
    return version.id
