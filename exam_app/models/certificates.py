"""Certificates as records: the sealed text, the ends, the keys' public halves and the published lists."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.terms import CertificateStatus


class CertificateSeries(CityOwned, Base):
    """The running numbers of one issuer: certificate numbers by year, places in the status list for ever."""

    __tablename__ = "certificate_series"
    __table_args__ = (UniqueConstraint("city_id", "issuer", "year"),)
    issuer: Mapped[str] = mapped_column(String(6))
    year: Mapped[int]
    last_serial: Mapped[int] = mapped_column(default=0)


class Certificate(CityOwned, Base):
    """An issued certificate. The token text is the certificate; everything else helps to find it."""

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("city_id", "number"),
        UniqueConstraint("city_id", "issuer", "status_index"),
        UniqueConstraint("city_id", "result_id"),
        Index("ix_certificate_person", "city_id", "person_id", "number"),
        Index("ix_certificate_day", "city_id", "issued_on", "number"),
        CheckConstraint("signed_by_id <> approved_by_id", name="signer_is_not_approver"),
    )
    append_only = True
    person_id: Mapped[UUID] = belongs_to("person", index=False)
    result_id: Mapped[UUID] = belongs_to("result", index=False)
    photo_id: Mapped[UUID] = belongs_to("photo", index=False)
    issuer: Mapped[str] = mapped_column(String(6))
    number: Mapped[str] = mapped_column(String(16))
    """Sixteen digits with two check digits (certificate-format 3)."""
    status_index: Mapped[int]
    token: Mapped[str] = mapped_column(String(1000))
    issued_on: Mapped[date]
    expires_after: Mapped[date | None]
    approved_by_id: Mapped[UUID] = belongs_to("person", index=False)
    signed_by_id: Mapped[UUID] = belongs_to("person", index=False)
    signed_at: Mapped[datetime]


class StatusChange(CityOwned, Base):
    """An end of a certificate: proposed by one person, in force when another has confirmed it."""

    __tablename__ = "status_change"
    __table_args__ = (
        Index(
            "uq_status_change_open",
            "city_id",
            "certificate_id",
            unique=True,
            sqlite_where=text("dropped_at IS NULL"),
            postgresql_where=text("dropped_at IS NULL"),
        ),
        CheckConstraint("second_person_id IS NULL OR second_person_id <> first_person_id", name="two_people"),
        CheckConstraint("(second_person_id IS NULL) = (second_at IS NULL)", name="second_signature_whole"),
        CheckConstraint("new_status <> 'valid'", name="an_end_is_final"),
        CheckConstraint("NOT by_deceit OR new_status = 'withdrawn'", name="what_deceit_got_is_withdrawn"),
    )
    certificate_id: Mapped[UUID] = belongs_to("certificate")
    new_status: Mapped[CertificateStatus] = term_column(CertificateStatus)
    legal_basis: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(String(300))
    by_deceit: Mapped[bool] = mapped_column(default=False)
    """It was got by fraud or bribery: its holder may not apply for three years (Licensing Law art. 69 and 79)."""
    first_person_id: Mapped[UUID] = belongs_to("person", index=False)
    first_at: Mapped[datetime]
    second_person_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    second_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]
    """When the proposal was dropped by its second reader instead of confirmed."""


class PublishedKey(CityOwned, Base):
    """The public half of a key with its days, as the trust list states it. Private halves are files."""

    __tablename__ = "published_key"
    __table_args__ = (UniqueConstraint("city_id", "kid", "x"),)
    append_only = True
    issuer: Mapped[str] = mapped_column(String(6))
    use: Mapped[str] = mapped_column(String(6))
    """``cert`` or ``status``."""
    kid: Mapped[bytes]
    x: Mapped[bytes]
    y: Mapped[bytes]
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    created_at: Mapped[datetime]


class PublishedList(CityOwned, Base):
    """A signed list as it went out: status lists and trust lists. The newest of a kind is in force."""

    __tablename__ = "published_list"
    __table_args__ = (Index("ix_published_list_newest", "city_id", "kind", "issuer", "issued_at"),)
    append_only = True
    kind: Mapped[str] = mapped_column(String(6))
    """``status`` or ``trust``."""
    issuer: Mapped[str] = mapped_column(String(6))
    sequence: Mapped[int]
    cwt: Mapped[bytes]
    issued_at: Mapped[datetime]
