"""The applicant at home: the slip that opens the own pages, and more time that a desk took with its reason."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to


class ApplicantSlip(CityOwned, Base):
    """What an applicant signs in with to read the own application: its number and the last four of the ID number.

    One is in force.
    """

    __tablename__ = "applicant_slip"
    __table_args__ = (
        UniqueConstraint("city_id", "number"),
        # Who asks is found by the number before the city is known.
        Index("ix_applicant_slip_number", "number"),
        Index(
            "uq_applicant_slip_in_force",
            "city_id",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
    person_id: Mapped[UUID] = belongs_to("person")
    number: Mapped[str] = mapped_column(String(10))
    issued_by_id: Mapped[UUID] = belongs_to("person", index=False)
    issued_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ReviewExtension(CityOwned, Base):
    """Ten more working days for the decision on an application, with the reason that its applicant is told
    (Administrative Licensing Law art. 42)."""

    __tablename__ = "review_extension"
    __table_args__ = (Index("ix_review_extension_registration", "city_id", "registration_id", "at"),)
    append_only = True
    registration_id: Mapped[UUID] = belongs_to("registration", index=False)
    reason: Mapped[str] = mapped_column(String(300))
    by_person_id: Mapped[UUID] = belongs_to("person", index=False)
    at: Mapped[datetime]
