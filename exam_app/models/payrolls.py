"""Whom a guard unit pays, month by month, and the labour contracts of its guards (Regulation art. 18)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.terms import LabourContractKind


class PayrollMonth(CityOwned, Base):
    """The payroll of one month as a unit gave it. A newer list for the same month supersedes it; both stay."""

    __tablename__ = "payroll_month"
    __table_args__ = (Index("ix_payroll_month_unit", "city_id", "guard_unit_id", "month", "given_at"),)
    append_only = True
    county_id: Mapped[UUID] = belongs_to("authority")
    guard_unit_id: Mapped[UUID] = belongs_to("guard_unit", index=False)
    month: Mapped[date]
    """The first day of the month."""
    given_by_id: Mapped[UUID] = belongs_to("person", index=False)
    given_at: Mapped[datetime]


class PayrollLine(CityOwned, Base):
    """Somebody on a payroll, without the pay. Office staff stand there too, so nobody becomes a person of the site by
    it: the number is kept as its blind index, which finds a guard of the site and nobody else, the name sealed."""

    __tablename__ = "payroll_line"
    __table_args__ = (
        UniqueConstraint("city_id", "payroll_id", "number_index"),
        Index("ix_payroll_line_number", "city_id", "number_index", "payroll_id"),
    )
    append_only = True
    county_id: Mapped[UUID] = belongs_to("authority", index=False)
    guard_unit_id: Mapped[UUID] = belongs_to("guard_unit", index=False)
    payroll_id: Mapped[UUID] = belongs_to("payroll_month", index=False)
    number_index: Mapped[bytes]
    name_sealed: Mapped[bytes]


class LabourContract(CityOwned, Base):
    """A labour contract between a unit and one of its guards, as the unit's list states it.

    The one that was signed last counts, and of two of one day the one that was recorded last: a renewal and a
    correction are both another row.
    """

    __tablename__ = "labour_contract"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= signed_on", name="days_in_order"),
        CheckConstraint("kind <> 'open' OR ends_on IS NULL", name="without_term_without_end"),
        Index("ix_labour_contract_person", "city_id", "guard_unit_id", "person_id", "signed_on"),
    )
    append_only = True
    county_id: Mapped[UUID] = belongs_to("authority", index=False)
    guard_unit_id: Mapped[UUID] = belongs_to("guard_unit", index=False)
    person_id: Mapped[UUID] = belongs_to("person")
    kind: Mapped[LabourContractKind] = term_column(LabourContractKind)
    signed_on: Mapped[date]
    ends_on: Mapped[date | None]
    """Its last day; None where it has none."""
    recorded_by_id: Mapped[UUID] = belongs_to("person", index=False)
    recorded_at: Mapped[datetime]
