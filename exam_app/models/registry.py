"""The registry of units: what was stated of one from which day, what it filed, to whom a lead was passed on.

Everything here is about exactly one unit, which trains or guards. Rows are facts: a new statement is a new row, so that
every past day can be read. Where a filing stands is derived from its clock (``exam_app.filing_clocks``), never stored.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, belongs_to, term_column
from exam_app.models.one_unit import OfOneUnit, of_one_unit
from exam_app.terms import FilingAct, FilingAnswerKind


class Supervised(OfOneUnit):
    """A row about a training unit or a guard unit, and the county that supervises it."""

    county_id: Mapped[UUID] = belongs_to("authority", index=False)
    training_unit_id: Mapped[UUID | None] = belongs_to("training_unit", nullable=True)
    guard_unit_id: Mapped[UUID | None] = belongs_to("guard_unit", nullable=True)


class UnitDetail(Supervised, Base):
    """What was stated of a unit, in force from a day until the next statement."""

    __tablename__ = "unit_detail"
    __table_args__ = (of_one_unit(), Index("ix_unit_detail_county", "city_id", "county_id", "stated_from"))
    append_only = True
    stated_from: Mapped[date]
    legal_person: Mapped[str] = mapped_column(String(80))
    """Legal representative or responsible person (法定代表人、主要负责人)."""
    phone_sealed: Mapped[bytes | None]
    address: Mapped[str] = mapped_column(String(160))
    station_id: Mapped[UUID | None] = belongs_to("authority", nullable=True, index=False)
    """The police station that looks after the unit day by day (Order 112 art. 5)."""
    areas: Mapped[str] = mapped_column(String(160), default="")
    """Division codes in which the unit is authorised, separated by spaces; empty while nobody has stated them."""
    premises: Mapped[str] = mapped_column(String(300), default="")
    """Of an in-house employer: the premises or estate it guards (Regulation art. 15)."""
    sites: Mapped[str] = mapped_column(String(300), default="")
    """Other sites of the unit, as stated."""
    stated_by_id: Mapped[UUID] = belongs_to("person", index=False)
    stated_at: Mapped[datetime]


class Filing(Supervised, Base):
    """An event that has to be filed with the police, as the county recorded or the unit announced it."""

    __tablename__ = "filing"
    __table_args__ = (of_one_unit(), Index("ix_filing_county", "city_id", "county_id", "event_on"))
    append_only = True
    act: Mapped[FilingAct] = term_column(FilingAct)
    event_on: Mapped[date]
    """Day of the start, change or end; of service in another province the planned start."""
    what: Mapped[str] = mapped_column(String(200), default="")
    """What changed, or where the service is."""
    division_code: Mapped[str] = mapped_column(String(6), default="")
    """Of service in another region: where."""
    recorded_by_id: Mapped[UUID] = belongs_to("person", index=False)
    recorded_at: Mapped[datetime]


class FilingAnswer(Supervised, Base):
    """The county's one answer to a filing: received on a day, or entered in error."""

    __tablename__ = "filing_answer"
    __table_args__ = (
        of_one_unit(),
        UniqueConstraint("city_id", "filing_id"),
        Index("ix_filing_answer_county", "city_id", "county_id"),
        CheckConstraint("answer <> 'set_aside' OR note <> ''", name="an_error_has_a_reason"),
    )
    append_only = True
    filing_id: Mapped[UUID] = belongs_to("filing", index=False)
    answer: Mapped[FilingAnswerKind] = term_column(FilingAnswerKind)
    received_on: Mapped[date]
    number: Mapped[str] = mapped_column(String(40), default="")
    note: Mapped[str] = mapped_column(String(200), default="")
    answered_by_id: Mapped[UUID] = belongs_to("person", index=False)
    answered_at: Mapped[datetime]


class Referral(Supervised, Base):
    """A lead on a unit without licence or filing, passed on to whoever acts on it. The receipt is noted once."""

    __tablename__ = "referral"
    __table_args__ = (
        of_one_unit(),
        Index("ix_referral_county", "city_id", "county_id"),
        CheckConstraint("(receipt_on IS NULL) = (receipt = '')", name="a_receipt_has_a_day"),
    )
    to_whom: Mapped[str] = mapped_column(String(80))
    document_number: Mapped[str] = mapped_column(String(60))
    referred_on: Mapped[date]
    receipt: Mapped[str] = mapped_column(String(120), default="")
    """Who received it and under which number; empty until it is known."""
    receipt_on: Mapped[date | None]
    referred_by_id: Mapped[UUID] = belongs_to("person", index=False)
    referred_at: Mapped[datetime]
