"""Places of a city: counties, units that train or guard, centres with rooms, posts; what an empty site needs first."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, func, select

from exam_app.models import Account, Authority, ExamCentre, GuardUnit, Post, Room, Seat, TrainingUnit
from exam_app.terms import AuthorityKind, GuardUnitKind
from exam_app.work import Work


@dataclass(frozen=True)
class Place:
    """Anything with an id and a name that a form can choose."""

    id: UUID
    name: str


@dataclass(frozen=True)
class CountyLine:
    id: UUID
    name: str
    division_code: str
    stations: tuple[str, ...]


@dataclass(frozen=True)
class UnitLine:
    name: str
    county: str
    filing_number: str | None


@dataclass(frozen=True)
class GuardUnitLine:
    name: str
    county: str
    kind: GuardUnitKind
    licence_number: str | None
    lead: str
    """How an unlicensed unit became known; empty for the others."""
    noted_on: date


@dataclass(frozen=True)
class RoomLine:
    name: str
    seats: int


@dataclass(frozen=True)
class CentreLine:
    id: UUID
    name: str
    address: str
    rooms: tuple[RoomLine, ...]

    @property
    def seats(self) -> int:
        return sum(room.seats for room in self.rooms)


@dataclass(frozen=True)
class PostLine:
    name: str
    county: str
    address: str
    guarded_by: str


@dataclass(frozen=True)
class Places:
    """All places of the city, and how far its setting up has come."""

    city: str
    counties: tuple[CountyLine, ...]
    units: tuple[UnitLine, ...]
    guard_units: tuple[GuardUnitLine, ...]
    centres: tuple[CentreLine, ...]
    posts: tuple[PostLine, ...]
    staff: int
    """Accounts that can be used, the administrator's own included."""

    @property
    def rooms(self) -> int:
        return sum(len(centre.rooms) for centre in self.centres)

    @property
    def is_complete(self) -> bool:
        """Whether an examination could be planned and a guard checked here."""
        return bool(self.counties and self.units and self.rooms and self.posts and self.staff > 1)


def places(work: Work) -> Places:
    """Everything on the page of places, in seven statements whatever its length."""
    authorities = work.all(
        select(Authority).where(Authority.city_id == work.city_id).order_by(Authority.division_code, Authority.name)
    )
    names = {authority.id: authority.name for authority in authorities}
    units = work.all(select(GuardUnit).where(GuardUnit.city_id == work.city_id).order_by(GuardUnit.name))
    unit_names = {unit.id: unit.name for unit in units}
    usable = select(func.count()).where(Account.city_id == work.city_id, Account.disabled_at.is_(None))
    return Places(
        next(each.name for each in authorities if each.kind == AuthorityKind.CITY),
        _counties(authorities),
        tuple(
            UnitLine(unit.name, names[unit.county_id], unit.filing_number)
            for unit in work.all(
                select(TrainingUnit).where(TrainingUnit.city_id == work.city_id).order_by(TrainingUnit.name)
            )
        ),
        tuple(_guard_unit(work, unit, names) for unit in units),
        _centres(work),
        tuple(
            PostLine(post.name, names[post.county_id], post.address, unit_names[post.guard_unit_id])
            for post in work.all(select(Post).where(Post.city_id == work.city_id).order_by(Post.county_id, Post.name))
        ),
        work.count(usable),
    )


def _counties(authorities: Sequence[Authority]) -> tuple[CountyLine, ...]:
    stations: dict[UUID | None, list[str]] = defaultdict(list)
    for authority in authorities:
        if authority.kind == AuthorityKind.STATION:
            stations[authority.parent_id].append(authority.name)
    return tuple(
        CountyLine(each.id, each.name, each.division_code, tuple(stations[each.id]))
        for each in authorities
        if each.kind == AuthorityKind.COUNTY
    )


def _guard_unit(work: Work, unit: GuardUnit, names: Mapping[UUID, str]) -> GuardUnitLine:
    lead = ""
    if unit.kind == GuardUnitKind.UNLICENSED and unit.lead_sealed:
        lead = work.site.vault.open(unit.lead_sealed, "guard_unit.lead", unit.id)
    return GuardUnitLine(unit.name, names[unit.county_id], unit.kind, unit.licence_number, lead, unit.noted_on)


def _centres(work: Work) -> tuple[CentreLine, ...]:
    rooms: dict[UUID, list[RoomLine]] = defaultdict(list)
    query = (
        select(Room.centre_id, Room.name, func.count(Seat.id))
        .outerjoin(Seat, (Seat.city_id == Room.city_id) & (Seat.room_id == Room.id))
        .where(Room.city_id == work.city_id)
        .group_by(Room.centre_id, Room.id, Room.name)
        .order_by(Room.name)
    )
    for centre_id, name, seats in work.rows(query):
        rooms[centre_id].append(RoomLine(name, seats))
    centres = work.all(select(ExamCentre).where(ExamCentre.city_id == work.city_id).order_by(ExamCentre.name))
    return tuple(CentreLine(each.id, each.name, each.address, tuple(rooms[each.id])) for each in centres)


def counties(work: Work) -> tuple[Place, ...]:
    """The counties a form can choose from."""
    return _named(
        work,
        select(Authority.id, Authority.name).where(
            Authority.city_id == work.city_id, Authority.kind == AuthorityKind.COUNTY
        ),
    )


def centres(work: Work) -> tuple[Place, ...]:
    """The examination centres a form can choose from."""
    return _named(work, select(ExamCentre.id, ExamCentre.name).where(ExamCentre.city_id == work.city_id))


def training_units(work: Work) -> tuple[Place, ...]:
    """The training units a form can choose from."""
    return _named(work, select(TrainingUnit.id, TrainingUnit.name).where(TrainingUnit.city_id == work.city_id))


def guard_units(work: Work) -> tuple[Place, ...]:
    """The guard units a form can choose from."""
    return _named(work, select(GuardUnit.id, GuardUnit.name).where(GuardUnit.city_id == work.city_id))


def _named(work: Work, query: Select[UUID, str]) -> tuple[Place, ...]:
    found = [Place(place_id, name) for place_id, name in work.rows(query)]
    return tuple(sorted(found, key=lambda place: place.name))
