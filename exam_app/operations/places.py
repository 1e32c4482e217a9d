"""Places: counties and stations, training units, examination centres with rooms and seats, posts."""

from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.errors import Invalid, Sentence
from exam_app.journal import Tag
from exam_app.models import Authority, ExamCentre, Post, Room, Seat, TrainingUnit
from exam_app.operations import operation
from exam_app.terms import N_, AuthorityKind
from exam_app.work import Work

MOST_SEATS = 200


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
def add_post(work: Work, *, county_id: UUID, name: str, address: str, guarded_by: str) -> UUID:
    """Add a post where guards stand and officers check."""
    county = _county(work, county_id)
    _refuse_taken(work, Post, name, Post.county_id == county)
    post = work.add(
        Post(
            city_id=work.city_id, id=work.new_id(), county_id=county, name=name, address=address, guarded_by=guarded_by
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
