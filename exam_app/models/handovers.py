"""Certificates on their way to their holders: what waits at a desk, and every try to hand one over."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.terms import CardReading, HandoverTo


class CertificateDelivery(CityOwned, Base):
    """That an issued certificate is to be handed over, by which county, and when it was: the desks' queue."""

    __tablename__ = "certificate_delivery"
    __table_args__ = (
        UniqueConstraint("city_id", "certificate_id"),
        Index(
            "ix_certificate_delivery_waiting",
            "city_id",
            "issued_on",
            "id",
            sqlite_where=text("handed_on IS NULL"),
            postgresql_where=text("handed_on IS NULL"),
        ),
        Index(
            "ix_certificate_delivery_county_waiting",
            "city_id",
            "county_id",
            "issued_on",
            "id",
            sqlite_where=text("handed_on IS NULL"),
            postgresql_where=text("handed_on IS NULL"),
        ),
        CheckConstraint("handed_on IS NULL OR ready_on IS NOT NULL", name="handed_over_when_it_is_there"),
    )
    certificate_id: Mapped[UUID] = belongs_to("certificate", index=False)
    person_id: Mapped[UUID] = belongs_to("person")
    county_id: Mapped[UUID] = belongs_to("authority", index=False)
    training_unit_id: Mapped[UUID | None] = belongs_to("training_unit", nullable=True, index=False)
    """Whose clerk may collect it together with others; None for who came alone."""
    issued_on: Mapped[date]
    ready_on: Mapped[date | None]
    """When the card was printed for the first time, and its holder told."""
    handed_on: Mapped[date | None]


class CertificateHandover(CityOwned, Base):
    """One try at a desk: the card was read back and handed over, or could not be read and stays."""

    __tablename__ = "certificate_handover"
    __table_args__ = (
        Index("ix_certificate_handover_certificate", "city_id", "certificate_id", "at"),
        Index(
            "uq_certificate_handover_done",
            "city_id",
            "certificate_id",
            unique=True,
            sqlite_where=text("reading = 'read'"),
            postgresql_where=text("reading = 'read'"),
        ),
        CheckConstraint("(reading = 'read') = (receiver IS NOT NULL)", name="who_took_what_was_read"),
        CheckConstraint("reading = 'read' OR words <> ''", name="unread_says_why"),
        CheckConstraint("receiver <> 'representative' OR letter <> ''", name="a_representative_has_a_letter"),
        CheckConstraint("receiver = 'holder' OR receiver_name <> ''", name="another_has_a_name"),
    )
    append_only = True
    certificate_id: Mapped[UUID] = belongs_to("certificate", index=False)
    county_id: Mapped[UUID] = belongs_to("authority", index=False)
    reading: Mapped[CardReading] = term_column(CardReading)
    receiver: Mapped[HandoverTo | None] = term_column(HandoverTo, nullable=True)
    receiver_name: Mapped[str] = mapped_column(String(64), default="")
    """Of who took it in the holder's place; empty for the holder."""
    letter: Mapped[str] = mapped_column(String(80), default="")
    """The letter of authority: its date, number or signer."""
    words: Mapped[str] = mapped_column(String(120), default="")
    """Why the card could not be read."""
    by_person_id: Mapped[UUID] = belongs_to("person", index=False)
    at: Mapped[datetime]
