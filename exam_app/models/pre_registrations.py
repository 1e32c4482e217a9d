"""Who registered from home and has not come to the desk yet, and how many a county takes in this way."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.terms import PreRegistrationState

WAITS = text("state = 'waiting'")
KEPT = text("name_sealed IS NOT NULL")


class PreRegistration(CityOwned, Base):
    """What a person typed at home, until the papers are brought: sealed, known to nobody but its county.

    It is no application: nothing is checked and no time runs before the person stands at the desk (Order 112 art. 20).
    What was typed is wiped some days after the row has come to its end; number, days and fate stay.
    """

    __tablename__ = "pre_registration"
    __table_args__ = (
        UniqueConstraint("city_id", "number"),
        # Who asks is found by the number before the city is known.
        Index("ix_pre_registration_number", "number"),
        Index(
            "uq_pre_registration_waiting",
            "city_id",
            "id_number_index",
            unique=True,
            sqlite_where=WAITS,
            postgresql_where=WAITS,
        ),
        Index("ix_pre_registration_queue", "city_id", "county_id", "state", "bring_by"),
        Index("ix_pre_registration_made", "city_id", "county_id", "made_at"),
        Index("ix_pre_registration_due", "city_id", "bring_by", sqlite_where=WAITS, postgresql_where=WAITS),
        Index("ix_pre_registration_kept", "city_id", "settled_at", sqlite_where=KEPT, postgresql_where=KEPT),
        CheckConstraint("(state = 'waiting') = (settled_at IS NULL)", name="an_end_has_its_moment"),
        CheckConstraint("(state = 'taken_up') = (registration_id IS NOT NULL)", name="taken_up_into_an_application"),
        CheckConstraint("(state = 'taken_up') = (person_id IS NOT NULL)", name="taken_up_for_a_person"),
        CheckConstraint("(state = 'taken_up') = (taken_up_by_id IS NOT NULL)", name="taken_up_by_somebody"),
        CheckConstraint("state <> 'waiting' OR name_sealed IS NOT NULL", name="who_waits_has_a_name"),
        CheckConstraint("(name_sealed IS NULL) = (id_number_sealed IS NULL)", name="wiped_as_a_whole"),
        CheckConstraint("(name_sealed IS NULL) = (id_number_index IS NULL)", name="wiped_with_its_index"),
        CheckConstraint("(name_sealed IS NULL) = (phone_sealed IS NULL)", name="wiped_with_its_telephone"),
    )
    county_id: Mapped[UUID] = belongs_to("authority", index=False)
    number: Mapped[str] = mapped_column(String(8))
    name_sealed: Mapped[bytes | None]
    id_number_sealed: Mapped[bytes | None]
    id_number_index: Mapped[bytes | None]
    phone_sealed: Mapped[bytes | None]
    made_at: Mapped[datetime]
    bring_by: Mapped[date]
    """The last day on which the desk takes the papers; the row is void after it."""
    state: Mapped[PreRegistrationState] = term_column(PreRegistrationState)
    settled_at: Mapped[datetime | None]
    """When it came to its end, whichever that was."""
    person_id: Mapped[UUID | None] = belongs_to("person", nullable=True)
    registration_id: Mapped[UUID | None] = belongs_to("registration", nullable=True, index=False)
    taken_up_by_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)


class PreRegistrationLimit(CityOwned, Base):
    """How many pre-registrations a county takes in a day, as stated by its desk; the newest holds."""

    __tablename__ = "pre_registration_limit"
    __table_args__ = (
        Index("ix_pre_registration_limit_newest", "city_id", "county_id", "set_at"),
        CheckConstraint("most_a_day >= 0", name="no_fewer_than_none"),
    )
    append_only = True
    county_id: Mapped[UUID] = belongs_to("authority", index=False)
    most_a_day: Mapped[int]
    """0: nobody registers from home for the time being."""
    set_by_id: Mapped[UUID] = belongs_to("person", index=False)
    set_at: Mapped[datetime]
