"""The roving inspector (巡考): who goes through the rooms of an examination, and what was seen in each."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to


class InspectorDuty(CityOwned, Base):
    """A person inspects the rooms of an examination, without a room of the own."""

    __tablename__ = "inspector_duty"
    __table_args__ = (UniqueConstraint("city_id", "exam_session_id", "person_id"),)
    exam_session_id: Mapped[UUID] = belongs_to("exam_session", index=False)
    person_id: Mapped[UUID] = belongs_to("person")
    assigned_at: Mapped[datetime]


class RoomVisit(CityOwned, Base):
    """An inspector was in a room and says what was seen. Those on duty there read it; nobody changes it."""

    __tablename__ = "room_visit"
    __table_args__ = (
        UniqueConstraint("city_id", "nonce"),
        Index("ix_room_visit_room", "city_id", "exam_session_id", "room_id", "at"),
    )
    append_only = True
    exam_session_id: Mapped[UUID] = belongs_to("exam_session", index=False)
    room_id: Mapped[UUID] = belongs_to("room", index=False)
    by_person_id: Mapped[UUID] = belongs_to("person", index=False)
    defects: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Values of VisitDefect; none: everything in order."""
    note: Mapped[str] = mapped_column(String(300), default="")
    nonce: Mapped[str] = mapped_column(String(36))
    """Of the page that was shown: pressing twice enters one visit."""
    at: Mapped[datetime]
