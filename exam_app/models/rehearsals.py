"""Receipts of rehearsals: that a room was tried out before its examination, by whom, and what came of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.terms import RehearsalKind


class Rehearsal(CityOwned, Base):
    """One receipt of one room for one examination. Trying again adds a receipt; the newest of its kind counts."""

    __tablename__ = "rehearsal"
    __table_args__ = (
        Index("ix_rehearsal_room", "city_id", "exam_session_id", "room_id", "at"),
        CheckConstraint("saved BETWEEN 0 AND reached", name="saved_by_who_reached"),
        CheckConstraint("spare >= 0 AND clock_seconds >= 0", name="no_negative_figures"),
    )
    append_only = True
    exam_session_id: Mapped[UUID] = belongs_to("exam_session", index=False)
    room_id: Mapped[UUID] = belongs_to("room", index=False)
    kind: Mapped[RehearsalKind] = term_column(RehearsalKind)
    reached: Mapped[int]
    """Computers that reached the server; after a power cut those that came back."""
    saved: Mapped[int]
    """Of them those whose practice answer was saved; after a power cut those whose answer was still there."""
    spare: Mapped[int]
    """Computers beyond those that somebody is booked at."""
    clock_seconds: Mapped[int]
    """The largest difference of a computer's clock from the server's."""
    tried_by: Mapped[str] = mapped_column(String(40))
    """The technician, as the invigilator names the person."""
    note: Mapped[str] = mapped_column(String(300), default="")
    by_person_id: Mapped[UUID] = belongs_to("person", index=False)
    at: Mapped[datetime]
