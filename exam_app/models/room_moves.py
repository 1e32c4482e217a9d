"""One room of an examination that was moved: to another room, another time, or both; and who signed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to
from exam_app.session_changes import LONGEST_REASON


class RoomMove(CityOwned, Base):
    """Everybody of one room moves together, in force once ``in_force_at`` is set: at once while no ticket is out, else
    by a second person. It stands as it is from then on."""

    __tablename__ = "room_move"
    __table_args__ = (
        Index("ix_room_move_session", "city_id", "exam_session_id", "first_at"),
        Index("ix_room_move_new_session", "city_id", "new_session_id", "new_room_id"),
        Index(
            "uq_room_move_open",
            "city_id",
            "exam_session_id",
            "room_id",
            unique=True,
            sqlite_where=text("in_force_at IS NULL AND dropped_at IS NULL"),
            postgresql_where=text("in_force_at IS NULL AND dropped_at IS NULL"),
        ),
        CheckConstraint("room_id <> new_room_id OR old_starts_at <> new_starts_at", name="it_moves"),
        CheckConstraint("(in_force_at IS NULL) = (new_session_id IS NULL)", name="in_force_somewhere"),
        CheckConstraint("second_person_id IS NULL OR second_person_id <> first_person_id", name="two_people"),
        CheckConstraint(
            "NOT tickets_out OR in_force_at IS NULL OR second_person_id IS NOT NULL", name="two_once_tickets_are_out"
        ),
        CheckConstraint("in_force_at IS NULL OR dropped_at IS NULL", name="in_force_or_dropped"),
    )
    exam_session_id: Mapped[UUID] = belongs_to("exam_session", index=False)
    room_id: Mapped[UUID] = belongs_to("room", index=False)
    old_starts_at: Mapped[datetime]
    new_starts_at: Mapped[datetime]
    new_room_id: Mapped[UUID] = belongs_to("room", index=False)
    new_session_id: Mapped[UUID | None] = belongs_to("exam_session", nullable=True, index=False)
    """Where its people are booked once it is in force: the same examination where the time stays."""
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON))
    tickets_out: Mapped[bool]
    first_person_id: Mapped[UUID] = belongs_to("person", index=False)
    first_at: Mapped[datetime]
    second_person_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    in_force_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]
