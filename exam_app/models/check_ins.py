"""Who came to the examination and when: one arrival of one candidate, noted by an invigilator of the room."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.terms import CheckInWay, EntryGround


class CheckIn(CityOwned, Base):
    """The first arrival of a candidate that was noted; a later one about the same candidate is a leaf of the ledger."""

    __tablename__ = "check_in"
    __table_args__ = (
        UniqueConstraint("city_id", "booking_id"),
        UniqueConstraint("city_id", "client_id"),
        Index("ix_check_in_room", "city_id", "exam_session_id", "room_id"),
        CheckConstraint("late_minutes >= 0", name="no_negative_minutes"),
        CheckConstraint("at <= received_at", name="noted_before_received"),
    )
    append_only = True
    exam_session_id: Mapped[UUID] = belongs_to("exam_session", index=False)
    room_id: Mapped[UUID] = belongs_to("room", index=False)
    booking_id: Mapped[UUID] = belongs_to("booking", index=False)
    client_id: Mapped[str] = mapped_column(String(36))
    """Made where it was noted, so that sending again stores once."""
    way: Mapped[CheckInWay] = term_column(CheckInWay)
    at: Mapped[datetime]
    """When it was noted; by the device's clock where the network was down, never later than ``received_at``."""
    received_at: Mapped[datetime]
    late_minutes: Mapped[int]
    """Whole minutes after the start; 0 on time."""
    by_person_id: Mapped[UUID] = belongs_to("person", index=False)


class EntryRefusal(CityOwned, Base):
    """A candidate is not let in (exam-delivery.md 2.6, ``checked_in -> refused``): one person proposes it, another
    signs or declines. Nobody is kept out before the second signature."""

    __tablename__ = "entry_refusal"
    __table_args__ = (
        UniqueConstraint("city_id", "nonce"),
        Index(
            "uq_entry_refusal_stands",
            "city_id",
            "booking_id",
            unique=True,
            sqlite_where=text("declined_at IS NULL"),
            postgresql_where=text("declined_at IS NULL"),
        ),
        Index("ix_entry_refusal_room", "city_id", "exam_session_id", "room_id", "first_at"),
        CheckConstraint("second_person_id IS NULL OR second_person_id <> first_person_id", name="two_people"),
        CheckConstraint(
            "(second_person_id IS NULL) = (second_at IS NULL AND declined_at IS NULL)", name="settled_by_somebody"
        ),
        CheckConstraint("second_at IS NULL OR declined_at IS NULL", name="signed_or_declined"),
        CheckConstraint("ground <> 'other' OR words <> ''", name="another_reason_is_written"),
    )
    exam_session_id: Mapped[UUID] = belongs_to("exam_session", index=False)
    room_id: Mapped[UUID] = belongs_to("room", index=False)
    booking_id: Mapped[UUID] = belongs_to("booking", index=False)
    person_id: Mapped[UUID] = belongs_to("person")
    """The candidate."""
    ground: Mapped[EntryGround] = term_column(EntryGround)
    words: Mapped[str] = mapped_column(String(300))
    evidence_sealed: Mapped[bytes | None]
    """A picture, our own re-encoding as JPEG; every opening is recorded."""
    nonce: Mapped[str] = mapped_column(String(36))
    """Of the page that was shown: pressing twice is one proposal."""
    first_person_id: Mapped[UUID] = belongs_to("person", index=False)
    first_at: Mapped[datetime]
    second_person_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    """Who signed or declined."""
    second_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]

    @property
    def is_waiting(self) -> bool:
        return self.second_person_id is None
