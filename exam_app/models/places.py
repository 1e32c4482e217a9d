"""Where it happens: centres, rooms, seats for examinations; posts for checks."""

from uuid import UUID

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to


class ExamCentre(CityOwned, Base):
    """A building where examinations are held."""

    __tablename__ = "exam_centre"
    __table_args__ = (UniqueConstraint("city_id", "name"),)
    name: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(160))
    directions: Mapped[str] = mapped_column(String(160), default="")
    """How to get there (bus, floor), printed on the ticket."""


class Room(CityOwned, Base):
    """An examination room."""

    __tablename__ = "room"
    __table_args__ = (UniqueConstraint("city_id", "centre_id", "name"),)
    centre_id: Mapped[UUID] = belongs_to("exam_centre")
    name: Mapped[str] = mapped_column(String(40))


class Seat(CityOwned, Base):
    """A place in a room. Row and column count from 1 at the front left, as the candidates see it."""

    __tablename__ = "seat"
    __table_args__ = (
        UniqueConstraint("city_id", "room_id", "id"),
        UniqueConstraint("city_id", "room_id", "number"),
        UniqueConstraint("city_id", "room_id", "row", "column"),
        CheckConstraint("number >= 1", name="number_positive"),
    )
    room_id: Mapped[UUID] = belongs_to("room")
    number: Mapped[int]
    row: Mapped[int]
    column: Mapped[int]


class Post(CityOwned, Base):
    """A place that guards protect and officers check."""

    __tablename__ = "post"
    __table_args__ = (UniqueConstraint("city_id", "county_id", "name"),)
    county_id: Mapped[UUID] = belongs_to("authority")
    name: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(160))
    guard_unit_id: Mapped[UUID] = belongs_to("guard_unit")
    """The unit whose guards stand here."""
    is_entertainment: Mapped[bool] = mapped_column(default=False)
    """An entertainment venue: guarded by a licensed company's guards only (Regulation art. 13)."""
    is_key_unit: Mapped[bool] = mapped_column(default=False)
    """A key protected unit (治安保卫重点单位)."""
    on_own_premises: Mapped[bool | None]
    """Whether it belongs to the guarding unit's own premises or estate; None while nobody has said."""
    division_code: Mapped[str] = mapped_column(String(6), default="")
    """Where it lies; empty: in the county that it belongs to."""
