"""What one candidate needs to be examined on equal terms: asked for by one person, approved by another."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.terms import AccommodationKind


class Accommodation(CityOwned, Base):
    """One need of one registration, with its reason; in force once a second person has approved it.

    It belongs to the registration and not to a booking, so that it holds for a resit and after a move as well.
    """

    __tablename__ = "accommodation"
    __table_args__ = (
        Index(
            "uq_accommodation_kind",
            "city_id",
            "registration_id",
            "kind",
            unique=True,
            sqlite_where=text("approved IS NULL OR approved"),
            postgresql_where=text("approved IS NULL OR approved"),
        ),
        CheckConstraint("minutes BETWEEN 0 AND 120", name="minutes_possible"),
        CheckConstraint("(kind = 'extra_time') = (minutes > 0)", name="minutes_with_extra_time"),
        CheckConstraint("second_person_id IS NULL OR second_person_id <> first_person_id", name="two_people"),
        CheckConstraint(
            "(second_person_id IS NULL) = (approved IS NULL) AND (second_person_id IS NULL) = (decided_at IS NULL)",
            name="decision_whole",
        ),
    )
    registration_id: Mapped[UUID] = belongs_to("registration")
    person_id: Mapped[UUID] = belongs_to("person")
    kind: Mapped[AccommodationKind] = term_column(AccommodationKind)
    minutes: Mapped[int]
    """Of extra time, 1 to 120; 0 for the others."""
    reason: Mapped[str] = mapped_column(String(200))
    first_person_id: Mapped[UUID] = belongs_to("person", index=False)
    first_at: Mapped[datetime]
    second_person_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    decided_at: Mapped[datetime | None]
    approved: Mapped[bool | None]
    """None while it waits."""
