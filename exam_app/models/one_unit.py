"""What belongs to exactly one unit, of either kind: its teaching (Regulation art. 18, 19 and 32), its filings."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, func, or_
from sqlalchemy.orm import Mapped

from exam_app.actors import Actor
from exam_app.db import CityOwned, belongs_to


class OfOneUnit(CityOwned):
    """A row of one training unit or one guard unit: of the two columns exactly one is filled."""

    training_unit_id: Mapped[UUID | None] = belongs_to("training_unit", nullable=True, index=False)
    guard_unit_id: Mapped[UUID | None] = belongs_to("guard_unit", nullable=True, index=False)

    @property
    def unit_keys(self) -> dict[str, UUID | None]:
        """The two columns, for a row that belongs to the same unit."""
        return {"training_unit_id": self.training_unit_id, "guard_unit_id": self.guard_unit_id}

    @property
    def unit_id(self) -> UUID:
        """Whichever of the two is filled."""
        unit_id = self.training_unit_id or self.guard_unit_id
        assert unit_id is not None  # a constraint of the table
        return unit_id

    @classmethod
    def held_by(cls, actor: Actor) -> ColumnElement[bool]:
        """The row is of the actor's own unit."""
        if actor.training_unit_id is not None:
            return cls.training_unit_id == actor.training_unit_id
        return cls.guard_unit_id == actor.guard_unit_id

    @classmethod
    def of_unit(cls, unit_id: UUID) -> ColumnElement[bool]:
        """The row is of that unit, of whichever kind it is."""
        return or_(cls.training_unit_id == unit_id, cls.guard_unit_id == unit_id)

    @classmethod
    def unit_column(cls) -> ColumnElement[UUID]:
        """:attr:`unit_id` as SQL."""
        return func.coalesce(cls.training_unit_id, cls.guard_unit_id)


def of_one_unit() -> CheckConstraint:
    """What every table of :class:`OfOneUnit` states."""
    return CheckConstraint("(training_unit_id IS NULL) <> (guard_unit_id IS NULL)", name="of_one_unit")


def unit_keys_of(actor: Actor) -> dict[str, UUID | None]:
    """The two columns for a row of a clerk's own unit."""
    return {"training_unit_id": actor.training_unit_id, "guard_unit_id": actor.guard_unit_id}
