"""Outages of a room: time that was given back or refused, how much each candidate got, and who waits for a decision."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.terms import HoldEnd


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


class OutageRefusal(CityOwned, Base):
    """An outage for which somebody decided that no time is given back; ``ended_at`` None: it lasted then."""

    __tablename__ = "outage_refusal"
    __table_args__ = (
        UniqueConstraint("city_id", "exam_session_id", "room_id", "began_at"),
        CheckConstraint("began_at < ended_at", name="in_order"),
        CheckConstraint("silent BETWEEN 2 AND answering", name="an_outage_of_a_room"),
    )
    append_only = True
    exam_session_id: Mapped[UUID] = belongs_to("exam_session", index=False)
    room_id: Mapped[UUID] = belongs_to("room", index=False)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    silent: Mapped[int]
    answering: Mapped[int]
    reason: Mapped[str] = mapped_column(String(200))
    refused_by_id: Mapped[UUID] = belongs_to("person", index=False)
    refused_at: Mapped[datetime]


class OutageHold(CityOwned, Base):
    """A sitting is not closed at its deadline, because an outage of its room is not decided.

    Noted shortly before the deadline or after it, and ended once: by whoever decides, or when ``until`` has passed.
    """

    __tablename__ = "outage_hold"
    __table_args__ = (
        Index(
            "uq_outage_hold_open",
            "city_id",
            "sitting_id",
            unique=True,
            sqlite_where=text("outcome IS NULL"),
            postgresql_where=text("outcome IS NULL"),
        ),
        Index("ix_outage_hold_room", "city_id", "exam_session_id", "room_id"),
        CheckConstraint("(outcome IS NULL) = (ended_at IS NULL)", name="ended_in_a_way"),
        CheckConstraint("due_at < until AND outage_began_at < outage_ended_at", name="in_order"),
    )
    exam_session_id: Mapped[UUID] = belongs_to("exam_session", index=False)
    room_id: Mapped[UUID] = belongs_to("room", index=False)
    sitting_id: Mapped[UUID] = belongs_to("sitting")
    outage_began_at: Mapped[datetime]
    outage_ended_at: Mapped[datetime | None]
    """None: it lasted when this was noted."""
    due_at: Mapped[datetime]
    """The deadline that was not kept."""
    until: Mapped[datetime]
    """When it is closed all the same, if nobody decides."""
    noted_at: Mapped[datetime]
    outcome: Mapped[HoldEnd | None] = term_column(HoldEnd, nullable=True)
    ended_at: Mapped[datetime | None]
