"""That fingerprints were taken. The fingerprints themselves stay in the police system alone (Regulation art. 37)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to


class BiometricsReceipt(CityOwned, Base):
    """When, where and by whom somebody's fingerprints were taken, by the number of the receipt (Regulation art. 16).

    A correction is a new row; the newest of a person counts.
    """

    __tablename__ = "biometrics_receipt"
    __table_args__ = (
        UniqueConstraint("city_id", "person_id", "number"),
        Index("ix_biometrics_receipt_number", "city_id", "authority_id", "receipt_number"),
        CheckConstraint("number = 1 OR reason <> ''", name="a_correction_has_its_reason"),
        CheckConstraint("number > 1 OR NOT is_struck", name="only_what_stood_is_struck"),
    )
    append_only = True
    person_id: Mapped[UUID] = belongs_to("person", index=False)
    number: Mapped[int]
    """1 for the first row of a person, then counted on."""
    authority_id: Mapped[UUID] = belongs_to("authority", index=False)
    """Where they were taken."""
    taken_on: Mapped[date]
    taken_by: Mapped[str] = mapped_column(String(40))
    receipt_number: Mapped[str] = mapped_column(String(40))
    is_struck: Mapped[bool]
    """Entered in error: no fingerprints were taken."""
    reason: Mapped[str] = mapped_column(String(200), default="")
    """Why it was corrected; empty in the first row."""
    entered_by_id: Mapped[UUID] = belongs_to("person", index=False)
    entered_at: Mapped[datetime]
