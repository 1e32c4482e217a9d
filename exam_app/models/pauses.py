"""Pauses: when an examination stood still for one candidate, a room, or everybody, and by whose word."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to
from exam_app.models.sittings import Sitting


def _one_open(name: str, *columns: str, scope: str) -> Index:
    """At most one pause of a kind is on in one place."""
    condition = text(f"ended_at IS NULL AND {scope}")
    return Index(name, "city_id", *columns, unique=True, sqlite_where=condition, postgresql_where=condition)


class Pause(CityOwned, Base):
    """Time stands for one sitting, for a whole room (``sitting_id`` None), or for all rooms (``room_id`` None, too).

    The row is written when the pause begins and changes once, when it ends. Pauses may overlap: a candidate goes on
    when no pause covers the sitting any more.
    """

    __tablename__ = "pause"
    __table_args__ = (
        UniqueConstraint("city_id", "nonce"),
        _one_open("uq_pause_open_sitting", "sitting_id", scope="sitting_id IS NOT NULL"),
        _one_open(
            "uq_pause_open_room", "exam_session_id", "room_id", scope="sitting_id IS NULL AND room_id IS NOT NULL"
        ),
        _one_open("uq_pause_open_session", "exam_session_id", scope="room_id IS NULL"),
        Index("ix_pause_session", "city_id", "exam_session_id", "begun_at"),
        CheckConstraint("sitting_id IS NULL OR room_id IS NOT NULL", name="a_seat_is_in_a_room"),
        CheckConstraint("(ended_by_id IS NULL) = (ended_at IS NULL)", name="ended_by_somebody"),
        CheckConstraint("ended_at IS NULL OR ended_at >= begun_at", name="ends_after_its_begin"),
    )
    exam_session_id: Mapped[UUID] = belongs_to("exam_session", index=False)
    room_id: Mapped[UUID | None] = belongs_to("room", nullable=True, index=False)
    sitting_id: Mapped[UUID | None] = belongs_to("sitting", nullable=True)
    reason: Mapped[str] = mapped_column(String(200))
    nonce: Mapped[str] = mapped_column(String(36))
    """Of the page that was shown: pressing twice begins one pause."""
    begun_by_id: Mapped[UUID] = belongs_to("person", index=False)
    begun_at: Mapped[datetime]
    ended_by_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    ended_at: Mapped[datetime | None]

    @property
    def is_on(self) -> bool:
        return self.ended_at is None

    def covers(self, sitting: Sitting) -> bool:
        """Whether this pause is one of this sitting, while it is on."""
        return (
            self.exam_session_id == sitting.exam_session_id
            and self.room_id in (None, sitting.room_id)
            and self.sitting_id in (None, sitting.id)
        )
