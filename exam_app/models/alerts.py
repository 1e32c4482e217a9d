"""What the site noticed at seats of a room, and what those found who looked into it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.terms import AlertCause, AlertFound


class SeatWarning(CityOwned, Base):
    """The site refused or set aside something that came from a seat; written with the refusal itself.

    What pages report of themselves, silence and doubtful faces are facts of their own; together they make the alerts.
    It names the sitting alone: to name the examination too would ask for its row while that of the sitting is locked,
    and who closes or pauses the examination locks them the other way round.
    """

    __tablename__ = "seat_warning"
    append_only = True
    sitting_id: Mapped[UUID] = belongs_to("sitting")
    cause: Mapped[AlertCause] = term_column(AlertCause)
    at: Mapped[datetime]


class AlertSettlement(CityOwned, Base):
    """Somebody on duty looked into an alert of a seat and says what was found.

    It covers what had happened ``times`` times then; what happens afterwards is to be settled anew.
    """

    __tablename__ = "alert_settlement"
    __table_args__ = (
        UniqueConstraint("city_id", "booking_id", "cause", "times"),
        Index("ix_alert_settlement_room", "city_id", "exam_session_id", "room_id"),
        CheckConstraint("times >= 1", name="settles_something"),
    )
    append_only = True
    exam_session_id: Mapped[UUID] = belongs_to("exam_session", index=False)
    room_id: Mapped[UUID] = belongs_to("room", index=False)
    booking_id: Mapped[UUID] = belongs_to("booking", index=False)
    cause: Mapped[AlertCause] = term_column(AlertCause)
    times: Mapped[int]
    found: Mapped[AlertFound] = term_column(AlertFound)
    note: Mapped[str] = mapped_column(String(200), default="")
    by_person_id: Mapped[UUID] = belongs_to("person", index=False)
    at: Mapped[datetime]
