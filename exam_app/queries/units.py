"""One unit of the registry, whether it trains or guards: what it is, and what was stated of it from which day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, select

from exam_app.actors import Role
from exam_app.models import Authority, GuardUnit, Person, TrainingUnit, UnitDetail
from exam_app.queries.places import Place
from exam_app.terms import AuthorityKind, GuardUnitKind, UnitKind
from exam_app.work import Work


@dataclass(frozen=True)
class Unit:
    """A unit as the registry knows it."""

    id: UUID
    kind: UnitKind
    name: str
    county_id: UUID
    county: str
    number: str | None
    """Of the permit or the filing."""
    noted_on: date | None
    has_lead: bool
    """Known from a lead only: it has neither permit nor filing."""

    @property
    def trains(self) -> bool:
        return self.kind == UnitKind.TRAINING

    @property
    def keys(self) -> dict[str, UUID | None]:
        """The columns by which a row is about this unit."""
        return {
            "county_id": self.county_id,
            "training_unit_id": self.id if self.trains else None,
            "guard_unit_id": None if self.trains else self.id,
        }


@dataclass(frozen=True)
class Detail:
    """What was stated of a unit, in force from a day on."""

    stated_from: date
    legal_person: str
    phone: str
    address: str
    station_id: UUID | None
    station: str
    """The police station that looks after the unit; empty while nobody has said."""
    areas: tuple[str, ...]
    premises: str
    sites: str
    by: str
    at: datetime


def units(work: Work) -> list[Unit]:
    """Every unit in reach: a county has its own, everybody else at a desk those of the city. Two statements."""
    guards, training = _guard_units(work), _training_units(work)
    if work.actor.role == Role.COUNTY_REVIEWER:
        guards = guards.where(GuardUnit.county_id == work.actor.county_id)
        training = training.where(TrainingUnit.county_id == work.actor.county_id)
    found = [_guarding(unit, county) for unit, county in work.rows(guards)]
    return found + [_training(unit, county) for unit, county in work.rows(training)]


def unit_of(work: Work, unit_id: UUID) -> Unit:
    """One unit in reach; raises :class:`~exam_app.errors.NotFound` for that of another county, or another unit."""
    found = [_guarding(*row) for row in work.rows(_guard_units(work).where(GuardUnit.id == unit_id))]
    if not found:
        found = [_training(*row) for row in work.rows(_training_units(work).where(TrainingUnit.id == unit_id))]
    unit = work.found(next(iter(found), None))
    actor = work.actor
    reach = {
        Role.COUNTY_REVIEWER: actor.county_id == unit.county_id,
        Role.TRAINING_CLERK: actor.training_unit_id == unit.id,
        Role.EMPLOYER_CLERK: actor.guard_unit_id == unit.id,
    }
    return work.found(unit if reach.get(actor.role, True) else None)


def own_unit(work: Work) -> Unit:
    """The unit of a clerk."""
    return unit_of(work, work.found(work.actor.training_unit_id or work.actor.guard_unit_id))


def lead_of(work: Work, unit: Unit) -> str:
    """How an unlicensed or unfiled unit became known; empty for the others."""
    if not unit.has_lead:
        return ""
    row = work.get(TrainingUnit, unit.id) if unit.trains else work.get(GuardUnit, unit.id)
    table = "training_unit.lead" if unit.trains else "guard_unit.lead"
    return work.site.vault.open(row.lead_sealed, table, unit.id) if row.lead_sealed else ""


def details_of(work: Work, unit: Unit) -> list[Detail]:
    """All statements, those in force latest first: the first one that does not begin later than a day is in force on
    it. One statement."""
    query = (
        select(UnitDetail, Authority.name, Person.name)
        .outerjoin(Authority, (Authority.city_id == UnitDetail.city_id) & (Authority.id == UnitDetail.station_id))
        .outerjoin(Person, (Person.city_id == UnitDetail.city_id) & (Person.id == UnitDetail.stated_by_id))
        .where(
            UnitDetail.city_id == work.city_id,
            (UnitDetail.training_unit_id if unit.trains else UnitDetail.guard_unit_id) == unit.id,
        )
        .order_by(UnitDetail.stated_from.desc(), UnitDetail.stated_at.desc())
    )
    return [_detail(work, row, station or "", name or "") for row, station, name in work.rows(query)]


def detail_on(details: list[Detail], day: date) -> Detail | None:
    """The statement in force on a day."""
    return next((detail for detail in details if detail.stated_from <= day), None)


def stations_of(work: Work, county_id: UUID | None) -> list[Place]:
    """The police stations of a county, or of the whole city."""
    query = select(Authority.id, Authority.name).where(
        Authority.city_id == work.city_id, Authority.kind == AuthorityKind.STATION
    )
    if county_id is not None:
        query = query.where(Authority.parent_id == county_id)
    return [Place(station_id, name) for station_id, name in work.rows(query.order_by(Authority.name))]


def station_by_unit(work: Work) -> Mapping[UUID, UUID | None]:
    """Which station looks after which unit today, by the statements in force; one statement."""
    query = (
        select(UnitDetail.unit_column(), UnitDetail.station_id)
        .where(UnitDetail.city_id == work.city_id, UnitDetail.stated_from <= work.today)
        .order_by(UnitDetail.stated_from, UnitDetail.stated_at)
    )
    return dict(work.rows(query))


def _detail(work: Work, row: UnitDetail, station: str, by: str) -> Detail:
    phone = work.site.vault.open(row.phone_sealed, "unit_detail.phone", row.id) if row.phone_sealed else ""
    return Detail(
        row.stated_from,
        row.legal_person,
        phone,
        row.address,
        row.station_id,
        station,
        tuple(row.areas.split()),
        row.premises,
        row.sites,
        by,
        row.stated_at,
    )


def _guard_units(work: Work) -> Select[GuardUnit, str]:
    return (
        select(GuardUnit, Authority.name)
        .join(Authority, (Authority.city_id == GuardUnit.city_id) & (Authority.id == GuardUnit.county_id))
        .where(GuardUnit.city_id == work.city_id)
    )


def _training_units(work: Work) -> Select[TrainingUnit, str]:
    return (
        select(TrainingUnit, Authority.name)
        .join(Authority, (Authority.city_id == TrainingUnit.city_id) & (Authority.id == TrainingUnit.county_id))
        .where(TrainingUnit.city_id == work.city_id)
    )


KINDS = {
    GuardUnitKind.SERVICE_COMPANY: UnitKind.SERVICE_COMPANY,
    GuardUnitKind.IN_HOUSE: UnitKind.IN_HOUSE,
    GuardUnitKind.UNLICENSED: UnitKind.UNLICENSED,
}


def _guarding(unit: GuardUnit, county: str) -> Unit:
    has_lead = unit.kind == GuardUnitKind.UNLICENSED
    return Unit(
        unit.id, KINDS[unit.kind], unit.name, unit.county_id, county, unit.licence_number, unit.noted_on, has_lead
    )


def _training(unit: TrainingUnit, county: str) -> Unit:
    has_lead = unit.lead_sealed is not None and unit.filing_number is None
    return Unit(
        unit.id, UnitKind.TRAINING, unit.name, unit.county_id, county, unit.filing_number, unit.noted_on, has_lead
    )
