"""Who is employed at which guard unit, at which of its posts, from when until when."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, Index, or_, text
from sqlalchemy.orm import Mapped

from exam_app.db import Base, CityOwned, belongs_to


class Employment(CityOwned, Base):
    """A person works for a guard unit; through it the unit may see the person.

    Who leaves keeps the row, with its last day; who comes back gets another one.
    """

    __tablename__ = "employment"
    __table_args__ = (
        Index(
            "uq_employment_open",
            "city_id",
            "person_id",
            "guard_unit_id",
            unique=True,
            sqlite_where=text("left_on IS NULL"),
            postgresql_where=text("left_on IS NULL"),
        ),
        Index("ix_employment_unit_person", "city_id", "guard_unit_id", "person_id"),
        # With the unit: whether somebody is one's own is asked of every row of a list, and read from the index alone.
        Index("ix_employment_person", "city_id", "person_id", "guard_unit_id", "hired_on"),
        CheckConstraint("left_on IS NULL OR left_on >= hired_on", name="dates_in_order"),
    )
    person_id: Mapped[UUID] = belongs_to("person", index=False)
    guard_unit_id: Mapped[UUID] = belongs_to("guard_unit", index=False)
    post_id: Mapped[UUID | None] = belongs_to("post", nullable=True)
    """One of the unit's posts; None in the reserve, or while nobody has said where."""
    hired_on: Mapped[date]
    left_on: Mapped[date | None]
    """Last day at the unit; None while on duty."""
    recorded_by_id: Mapped[UUID] = belongs_to("person", index=False)
    recorded_at: Mapped[datetime]

    @classmethod
    def lasts_on(cls, day: date) -> ColumnElement[bool]:
        """The person works at the unit on that day; first and last day belong to the stay."""
        return (cls.hired_on <= day) & or_(cls.left_on.is_(None), cls.left_on >= day)

    def overlaps(self, first: date, last: date | None) -> bool:
        """Whether a stay from ``first`` to ``last`` (None: until now) shares a day with this one."""
        return (last is None or self.hired_on <= last) and (self.left_on is None or first <= self.left_on)
