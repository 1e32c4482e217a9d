"""Places: counties and stations, training units, guard units, examination centres with rooms and seats, posts."""

from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.errors import Invalid, Sentence
from exam_app.journal import Tag
from exam_app.models import Authority, ExamCentre, GuardUnit, Post, Room, Seat, TrainingUnit
from exam_app.operations import operation
from exam_app.terms import N_, AuthorityKind, GuardUnitKind
from exam_app.work import Work

MOST_SEATS = 500


@operation(Permission.MANAGE_PLACES)
def add_county(work: Work, *, name: str, division_code: str) -> UUID:
    """Add a county bureau under the city."""
    return _add_authority(work, AuthorityKind.COUNTY, name, division_code, _city(work))


@operation(Permission.MANAGE_PLACES)
def add_station(work: Work, *, county_id: UUID, name: str, division_code: str) -> UUID:
    """Add a police station under a county."""
    return _add_authority(work, AuthorityKind.STATION, name, division_code, _county(work, county_id))


def _add_authority(work: Work, kind: AuthorityKind, name: str, division_code: str, parent_id: UUID) -> UUID:
    if not (len(division_code) == 6 and division_code.isascii() and division_code.isdigit()):
        raise Invalid(
            "The division code is not right.",
            fields={"division_code": Sentence(N_("The division code has six digits, such as 330301."))},
        )
    _refuse_taken(work, Authority, name, Authority.division_code == division_code)
    authority = work.add(
        Authority(
            city_id=work.city_id,
            id=work.new_id(),
            kind=kind,
            name=name,
            division_code=division_code,
            parent_id=parent_id,
        )
    )
    work.record(Tag.AUTHORITY_ADDED, "authority", authority.id)
    return authority.id


@operation(Permission.MANAGE_PLACES)
def add_training_unit(work: Work, *, county_id: UUID, name: str, filing_number: str | None) -> UUID:
    """Add a training unit; one without a filing number is known but not filed (Regulation art. 33)."""
    _refuse_taken(work, TrainingUnit, name)
    unit = work.add(
        TrainingUnit(
            city_id=work.city_id,
            id=work.new_id(),
            county_id=_county(work, county_id),
            name=name,
            filing_number=filing_number,
        )
    )
    work.record(Tag.TRAINING_UNIT_ADDED, "training_unit", unit.id)
    return unit.id


@operation(Permission.MANAGE_PLACES)
def add_guard_unit(
    work: Work, *, county_id: UUID, kind: GuardUnitKind, name: str, licence_number: str | None = None, lead: str = ""
) -> UUID:
    """Add a unit that employs guards. One without licence and filing says how it became known instead of a number.

    The lead is a few words about the unit, never about a person; it is kept sealed. Raises :class:`Invalid` by field.
    """
    _refuse_odd_papers(kind, licence_number, lead)
    _refuse_taken(work, GuardUnit, name)
    unit_id = work.new_id()
    work.add(
        GuardUnit(
            city_id=work.city_id,
            id=unit_id,
            county_id=_county(work, county_id),
            kind=kind,
            name=name,
            licence_number=licence_number,
            lead_sealed=work.site.vault.seal(lead, "guard_unit.lead", unit_id) if lead else None,
            noted_on=work.today,
        )
    )
    work.record(Tag.GUARD_UNIT_ADDED, "guard_unit", unit_id, kind=kind.value)
    return unit_id


def _refuse_odd_papers(kind: GuardUnitKind, licence_number: str | None, lead: str) -> None:
    """A unit has a number or a lead by its kind; the constraints of the table say the same."""
    if kind == GuardUnitKind.UNLICENSED and licence_number:
        raise Invalid.in_field("licence_number", N_("A unit without licence and filing has no number. Leave it empty."))
    if kind == GuardUnitKind.UNLICENSED and not lead:
        raise Invalid.in_field("lead", N_("Say how the unit became known, such as: seen at a post check."))
    if kind != GuardUnitKind.UNLICENSED and lead:
        raise Invalid.in_field("lead", N_("Only for a unit without licence and filing. Leave it empty."))


@operation(Permission.MANAGE_PLACES)
def add_centre(work: Work, *, name: str, address: str, directions: str = "") -> UUID:
    """Add an examination centre."""
    _refuse_taken(work, ExamCentre, name)
    centre = work.add(
        ExamCentre(city_id=work.city_id, id=work.new_id(), name=name, address=address, directions=directions)
    )
    work.record(Tag.CENTRE_ADDED, "centre", centre.id)
    return centre.id


@operation(Permission.MANAGE_PLACES)
def add_room(work: Work, *, centre_id: UUID, name: str, rows: int, columns: int) -> UUID:
    """Add a room with ``rows`` x ``columns`` seats, numbered along the rows from the front left."""
    if rows < 1 or columns < 1 or rows * columns > MOST_SEATS:
        raise Invalid(
            "The number of seats is not right.",
            fields={"rows": Sentence(N_("A room has between 1 and %(most)s seats."), {"most": MOST_SEATS})},
        )
    centre = work.get(ExamCentre, centre_id)
    _refuse_taken(work, Room, name, Room.centre_id == centre.id)
    room = work.add(Room(city_id=work.city_id, id=work.new_id(), centre_id=centre.id, name=name))
    work.add_all(
        [
            Seat(
                city_id=work.city_id,
                id=work.new_id(),
                room_id=room.id,
                number=row * columns + column + 1,
                row=row + 1,
                column=column + 1,
            )
            for row in range(rows)
            for column in range(columns)
        ]
    )
    work.record(Tag.ROOM_ADDED, "room", room.id, seats=rows * columns)
    return room.id


@operation(Permission.MANAGE_PLACES)
def add_post(work: Work, *, county_id: UUID, name: str, address: str, guard_unit_id: UUID) -> UUID:
    """Add a post where the guards of a unit stand and officers check; the unit may belong to another county."""
    county = _county(work, county_id)
    _refuse_taken(work, Post, name, Post.county_id == county)
    post = work.add(
        Post(
            city_id=work.city_id,
            id=work.new_id(),
            county_id=county,
            name=name,
            address=address,
            guard_unit_id=work.get(GuardUnit, guard_unit_id).id,
        )
    )
    work.record(Tag.POST_ADDED, "post", post.id)
    return post.id


def _refuse_taken(work: Work, model: type, name: str, *within: object) -> None:
    """Say that a name is taken before the constraint does."""
    query = select(model.id).where(model.city_id == work.city_id, model.name == name, *within)  # type: ignore[attr-defined,arg-type]
    if work.one(query) is not None:
        raise Invalid(
            "This name is taken.", fields={"name": Sentence(N_("There is one with this name already. Choose another."))}
        )


def _city(work: Work) -> UUID:
    query = select(Authority.id).where(Authority.city_id == work.city_id, Authority.kind == AuthorityKind.CITY)
    return work.found(work.one(query))


def _county(work: Work, county_id: UUID) -> UUID:
    authority = work.get(Authority, county_id)
    if authority.kind != AuthorityKind.COUNTY:
        raise Invalid("Choose a county.", fields={"county_id": Sentence(N_("Choose a county."))})
    return authority.id
