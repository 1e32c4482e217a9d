"""What stands for and against a person's application: sensitive, so what was found is sealed (PIPL art. 28)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from exam_app.db import Base, CityOwned, belongs_to


class BackgroundFact(CityOwned, Base):
    """One finding of a background check. A correction is a new row; of each chain the newest counts."""

    __tablename__ = "background_fact"
    __table_args__ = (UniqueConstraint("city_id", "corrects_id"),)
    append_only = True
    person_id: Mapped[UUID] = belongs_to("person")
    registration_id: Mapped[UUID] = belongs_to("registration", index=False)
    """The application for which it was looked up; it counts for every one of the person."""
    county_id: Mapped[UUID] = belongs_to("authority", index=False)
    content_sealed: Mapped[bytes]
    """JSON: kind and date, or neither when the fact was struck; document; reason of a correction."""
    corrects_id: Mapped[UUID | None] = belongs_to("background_fact", nullable=True, index=False)
    recorded_by_id: Mapped[UUID] = belongs_to("person", index=False)
    recorded_at: Mapped[datetime]


class RequirementCheck(CityOwned, Base):
    """What a county saw of the requirements of Order 112 art. 19 for one application; the newest counts."""

    __tablename__ = "requirement_check"
    __table_args__ = (UniqueConstraint("city_id", "registration_id", "number"),)
    append_only = True
    registration_id: Mapped[UUID] = belongs_to("registration", index=False)
    number: Mapped[int]
    content_sealed: Mapped[bytes]
    """JSON: the answer to each requirement; it tells of health, so it is sealed."""
    checked_by_id: Mapped[UUID] = belongs_to("person", index=False)
    checked_at: Mapped[datetime]


class EligibilityOverride(CityOwned, Base):
    """Bars of one application lifted by two persons: the county proposes, the city signs."""

    __tablename__ = "eligibility_override"
    __table_args__ = (
        Index(
            "uq_eligibility_override_waiting",
            "city_id",
            "registration_id",
            unique=True,
            sqlite_where=text("second_at IS NULL AND dropped_at IS NULL"),
            postgresql_where=text("second_at IS NULL AND dropped_at IS NULL"),
        ),
        Index(
            "ix_eligibility_override_to_sign",
            "city_id",
            "first_at",
            sqlite_where=text("second_at IS NULL AND dropped_at IS NULL"),
            postgresql_where=text("second_at IS NULL AND dropped_at IS NULL"),
        ),
        CheckConstraint("second_person_id IS NULL OR second_person_id <> first_person_id", name="two_people"),
        CheckConstraint("(second_person_id IS NULL) = (second_at IS NULL)", name="second_signature_whole"),
        CheckConstraint("dropped_at IS NULL OR second_at IS NULL", name="dropped_or_signed"),
    )
    registration_id: Mapped[UUID] = belongs_to("registration")
    content_sealed: Mapped[bytes]
    """JSON: the bars it lifts, each by the code of its rule and the day from which it stands, and the reason."""
    first_person_id: Mapped[UUID] = belongs_to("person", index=False)
    first_at: Mapped[datetime]
    second_person_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    second_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]


class EligibilityFinding(CityOwned, Base):
    """How an application stood after the last act that could change it, without any reason: what its unit may know.

    Follows from the rows above, which neither unit nor candidate reaches; stored, because whoever may not read the
    reasons cannot have them judged.
    """

    __tablename__ = "eligibility_finding"
    __table_args__ = (
        UniqueConstraint("city_id", "registration_id", "number"),
        Index("ix_eligibility_finding_person", "city_id", "person_id", "found_at"),
        CheckConstraint("is_barred OR barred_until IS NULL", name="a_day_only_for_the_barred"),
    )
    append_only = True
    registration_id: Mapped[UUID] = belongs_to("registration", index=False)
    number: Mapped[int]
    person_id: Mapped[UUID] = belongs_to("person", index=False)
    is_barred: Mapped[bool]
    barred_until: Mapped[date | None]
    """The last barred day; None when there is none, or nothing bars."""
    found_at: Mapped[datetime]

    def bars_on(self, day: date) -> bool:
        return self.is_barred and (self.barred_until is None or day <= self.barred_until)
