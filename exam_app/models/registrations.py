"""The qualification pipeline of one person: registration, county review, city decision."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.terms import RegistrationState, ReviewAct


class Registration(CityOwned, Base):
    """One application of one person for the certificate examination (Order 112 art. 20 and 21).

    It is completed when the certificate is issued, and ends with it: who gave the certificate up or lost it may apply
    anew once no bar stands (Regulation art. 17), and the attempts are counted anew.
    """

    __tablename__ = "registration"
    __table_args__ = (
        Index(
            "uq_registration_open",
            "city_id",
            "person_id",
            unique=True,
            sqlite_where=text("state NOT IN ('refused', 'ended')"),
            postgresql_where=text("state NOT IN ('refused', 'ended')"),
        ),
        Index("ix_registration_queue", "city_id", "county_id", "state", "submitted_at"),
        Index("ix_registration_city_queue", "city_id", "state", "submitted_at"),
        Index("ix_registration_person", "city_id", "person_id", "county_id"),
        CheckConstraint(
            "(state IN ('approved', 'completed', 'ended')) = (approved_by_id IS NOT NULL)",
            name="approval_names_its_person",
        ),
    )
    person_id: Mapped[UUID] = belongs_to("person", index=False)
    county_id: Mapped[UUID] = belongs_to("authority", index=False)
    training_unit_id: Mapped[UUID | None] = belongs_to("training_unit", nullable=True)
    """The unit that registered the person; None when the person came alone."""
    state: Mapped[RegistrationState] = term_column(RegistrationState)
    """Follows from the last :class:`RegistrationStep`; stored for the queues."""
    submitted_at: Mapped[datetime]
    approved_by_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)


class RegistrationStep(CityOwned, Base):
    """What was done to a registration, by whom, with all reasons at once."""

    __tablename__ = "registration_step"
    __table_args__ = (UniqueConstraint("city_id", "registration_id", "number"),)
    append_only = True
    registration_id: Mapped[UUID] = belongs_to("registration", index=False)
    number: Mapped[int]
    act: Mapped[ReviewAct] = term_column(ReviewAct)
    reasons: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Values of ReturnReason or RefusalGround; empty for acts that need none."""
    note: Mapped[str] = mapped_column(String(300), default="")
    by_person_id: Mapped[UUID] = belongs_to("person")
    at: Mapped[datetime]
