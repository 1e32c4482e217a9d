"""Service contracts of guard units: with whom, for which posts, from when until when (Regulation art. 21)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, String, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to

YEARS_KEPT = 2
"""A contract is kept for at least two years after its end (Regulation art. 21)."""


class ServiceContract(CityOwned, Base):
    """A contract between a guard unit and a client; it ends on its last day, or earlier when that is noted once."""

    __tablename__ = "service_contract"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="days_in_order"),
        CheckConstraint("ended_on IS NULL OR ended_on <= ends_on", name="ended_before_its_end"),
    )
    county_id: Mapped[UUID] = belongs_to("authority", index=False)
    guard_unit_id: Mapped[UUID] = belongs_to("guard_unit")
    client_name: Mapped[str] = mapped_column(String(80))
    signed_on: Mapped[date]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    ended_on: Mapped[date | None]
    """The last day, where the contract ended before its time."""
    recorded_by_id: Mapped[UUID] = belongs_to("person", index=False)
    recorded_at: Mapped[datetime]

    @property
    def last_day(self) -> date:
        return self.ended_on or self.ends_on

    @property
    def kept_until(self) -> date:
        """The contract itself must be there until that day."""
        year = self.last_day.year + YEARS_KEPT
        leap_day = (self.last_day.month, self.last_day.day) == (2, 29)
        return self.last_day.replace(year=year, day=28) if leap_day else self.last_day.replace(year=year)

    @classmethod
    def in_force_on(cls, day: date) -> ColumnElement[bool]:
        return (cls.starts_on <= day) & (func.coalesce(cls.ended_on, cls.ends_on) >= day)


class ContractPost(CityOwned, Base):
    """A contract covers a post."""

    __tablename__ = "contract_post"
    __table_args__ = (UniqueConstraint("city_id", "contract_id", "post_id"),)
    append_only = True
    contract_id: Mapped[UUID] = belongs_to("service_contract", index=False)
    post_id: Mapped[UUID] = belongs_to("post")
