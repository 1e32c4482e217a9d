"""The registry of units as a table that leaves: what is in force of each unit, and every filing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from exam_app.models import Authority, Classroom, Trainer, UnitDetail
from exam_app.queries.filings import FilingLine, filings_by_unit
from exam_app.queries.registry import RegistryLine, Wanted, registry_lines
from exam_app.queries.units import Unit
from exam_app.work import Work


@dataclass(frozen=True)
class Stated:
    """What is in force of a unit, without its telephone."""

    legal_person: str = ""
    address: str = ""
    station: str = ""
    areas: str = ""
    premises: str = ""
    sites: str = ""


@dataclass(frozen=True)
class RegistryTable:
    """The units of a list, and their filings in the same order."""

    lines: Sequence[RegistryLine]
    stated: Mapping[UUID, Stated]
    trainers: Mapping[UUID, int]
    """Who teaches today."""
    rooms: Mapping[UUID, int]
    filings: Sequence[tuple[Unit, FilingLine]]


def registry_table(work: Work, wanted: Wanted) -> RegistryTable:
    """The list whole, as it is narrowed; a constant number of statements."""
    lines = registry_lines(work, wanted)
    filings = filings_by_unit(work, [line.unit for line in lines])
    trainers = (
        select(Trainer.unit_column(), func.count(Trainer.id))
        .where(Trainer.city_id == work.city_id, Trainer.until.is_(None))
        .group_by(Trainer.unit_column())
    )
    rooms = (
        select(Classroom.unit_column(), func.count(Classroom.id))
        .where(Classroom.city_id == work.city_id)
        .group_by(Classroom.unit_column())
    )
    return RegistryTable(
        lines,
        _stated_by_unit(work),
        Counter(dict(work.rows(trainers))),
        Counter(dict(work.rows(rooms))),
        [(line.unit, filing) for line in lines for filing in filings.get(line.unit.id, ())],
    )


def _stated_by_unit(work: Work) -> Mapping[UUID, Stated]:
    """The statements in force today: each unit's latest one overwrites those before."""
    query = (
        select(
            UnitDetail.unit_column(),
            UnitDetail.legal_person,
            UnitDetail.address,
            func.coalesce(Authority.name, ""),
            UnitDetail.areas,
            UnitDetail.premises,
            UnitDetail.sites,
        )
        .outerjoin(Authority, (Authority.city_id == UnitDetail.city_id) & (Authority.id == UnitDetail.station_id))
        .where(UnitDetail.city_id == work.city_id, UnitDetail.stated_from <= work.today)
        .order_by(UnitDetail.stated_from, UnitDetail.stated_at)
    )
    return {unit_id: Stated(*stated) for unit_id, *stated in work.rows(query)}
