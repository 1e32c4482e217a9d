"""Authorities, training units and guard units: who decides, who trains, who employs."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.terms import AuthorityKind, GuardUnitKind


class Authority(CityOwned, Base):
    """A public security organ: the city bureau, its counties, their stations."""

    __tablename__ = "authority"
    __table_args__ = (
        UniqueConstraint("city_id", "division_code", "name"),
        ForeignKeyConstraint(["city_id", "parent_id"], ["authority.city_id", "authority.id"]),
        CheckConstraint("(kind = 'city') = (parent_id IS NULL)", name="only_the_city_has_no_parent"),
    )
    kind: Mapped[AuthorityKind] = term_column(AuthorityKind)
    name: Mapped[str] = mapped_column(String(80))
    division_code: Mapped[str] = mapped_column(String(6))
    """Six digits of GB/T 2260; of the city it is the city_id itself and the issuer in certificates."""
    parent_id: Mapped[UUID | None] = mapped_column(index=True)


class TrainingUnit(CityOwned, Base):
    """A training unit: filed with the police (Regulation art. 32 and 33), or known from a lead and not filed."""

    __tablename__ = "training_unit"
    __table_args__ = (
        UniqueConstraint("city_id", "name"),
        CheckConstraint("lead_sealed IS NULL OR noted_on IS NOT NULL", name="a_lead_has_a_day"),
    )
    county_id: Mapped[UUID] = belongs_to("authority")
    name: Mapped[str] = mapped_column(String(80))
    filing_number: Mapped[str | None] = mapped_column(String(40))
    """Number of the filing (备案); None while the unit is known but not filed."""
    lead_sealed: Mapped[bytes | None]
    """How an unfiled unit became known, where it is known from a lead only. Sealed as that of a guard unit."""
    noted_on: Mapped[date | None]


class GuardUnit(CityOwned, Base):
    """A unit whose guards stand at posts: a service company, an in-house employer, or one that is neither licensed
    nor filed and is known from a lead (Regulation art. 9, 14 and 41)."""

    __tablename__ = "guard_unit"
    __table_args__ = (
        UniqueConstraint("city_id", "name"),
        CheckConstraint("kind <> 'unlicensed' OR licence_number IS NULL", name="unlicensed_has_no_number"),
        CheckConstraint("kind <> 'unlicensed' OR lead_sealed IS NOT NULL", name="a_lead_for_the_unlicensed"),
    )
    county_id: Mapped[UUID] = belongs_to("authority")
    kind: Mapped[GuardUnitKind] = term_column(GuardUnitKind)
    name: Mapped[str] = mapped_column(String(80))
    licence_number: Mapped[str | None] = mapped_column(String(40))
    """Number of the licence (保安服务许可证) or of the filing (备案)."""
    lead_sealed: Mapped[bytes | None]
    """How an unlicensed unit became known; kept when it is licensed later. Sealed: a lead may point at who gave it."""
    noted_on: Mapped[date]
