"""The mappings that hold in a city: its own, and those that come with the program."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from exam_app.mappings import SHIPPED, MappingFile, parse, plain, shipped_text
from exam_app.models import MappingVersion
from exam_app.rosters import Column
from exam_app.terms import TableSubject
from exam_app.work import Work


@dataclass(frozen=True)
class InForce:
    """The mapping of a subject with its text; ``since`` is None for the one that is shipped."""

    mapping: MappingFile
    text: str
    since: datetime | None = None


def mapping_in_force(work: Work, subject: TableSubject) -> InForce:
    """The newest mapping of the city for a subject, or the one that is shipped."""
    newest = (
        select(MappingVersion)
        .where(MappingVersion.city_id == work.city_id, MappingVersion.subject == subject)
        .order_by(MappingVersion.set_at.desc(), MappingVersion.id.desc())
        .limit(1)
    )
    own = work.one(newest)
    if own is None or not own.text:
        return InForce(SHIPPED[subject], shipped_text(subject))
    return InForce(parse(own.text), own.text, own.set_at)


def mappings_in_force(work: Work) -> Sequence[InForce]:
    """The mapping of every subject, in their order; one statement for each."""
    return [mapping_in_force(work, subject) for subject in TableSubject]


def to_read(work: Work, subject: TableSubject) -> Sequence[MappingFile]:
    """The mappings by which a table is read, the city's own first: an older file of the shipped kind is read too."""
    own = mapping_in_force(work, subject).mapping
    return (own,) if own is SHIPPED[subject] else (own, SHIPPED[subject])


def headings_of_people(work: Work) -> Mapping[str, Column]:
    """What the columns of a roster are called besides our own names for them, by the mappings for people."""
    columns = {column.value: column for column in Column}
    return {
        plain(text): columns[column.field]
        for mapping in reversed(to_read(work, TableSubject.PEOPLE))
        for column in mapping.columns
        if column.field in columns
        for text in (column.heading, *column.also)
    }
