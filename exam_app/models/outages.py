"""Time that was given back for an outage of a room: what was found and confirmed, and how much each candidate got."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to


class OutageCredit(CityOwned, Base):
    """An outage that was found in the signs of life of a room, and who confirmed it; once more for whoever came back
    after the first time."""

    __tablename__ = "outage_credit"
    __table_args__ = (
        Index("ix_outage_credit_room", "city_id", "exam_session_id", "room_id", "began_at"),
        CheckConstraint("began_at < ended_at", name="in_order"),
        CheckConstraint("silent BETWEEN 2 AND answering", name="an_outage_of_a_room"),
    )
    append_only = True
    exam_session_id: Mapped[UUID] = belongs_to("exam_session", index=False)
    room_id: Mapped[UUID] = belongs_to("room", index=False)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    silent: Mapped[int]
    answering: Mapped[int]
    reason: Mapped[str] = mapped_column(String(200))
    confirmed_by_id: Mapped[UUID] = belongs_to("person", index=False)
    confirmed_at: Mapped[datetime]


class OutageShare(CityOwned, Base):
    """A span of silence that was added to one sitting's deadline; no two spans of a sitting overlap."""

    __tablename__ = "outage_share"
    __table_args__ = (
        UniqueConstraint("city_id", "sitting_id", "since"),
        UniqueConstraint("city_id", "sitting_id", "until"),
        CheckConstraint("since < until", name="in_order"),
    )
    append_only = True
    credit_id: Mapped[UUID] = belongs_to("outage_credit")
    sitting_id: Mapped[UUID] = belongs_to("sitting", index=False)
    since: Mapped[datetime]
    until: Mapped[datetime]
