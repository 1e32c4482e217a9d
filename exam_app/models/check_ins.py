"""Who came to the examination and when: one arrival of one candidate, noted by an invigilator of the room."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.terms import CheckInWay


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
