"""Examinations that were moved or withdrawn: from when to when, why, and who signed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.session_changes import LONGEST_REASON
from exam_app.terms import SessionChangeKind


class SessionChange(CityOwned, Base):
    """A change of a whole examination, in force once ``in_force_at`` is set: at once while no ticket is out, else by a
    second person. It stands as it is from then on."""

    __tablename__ = "session_change"
    __table_args__ = (
        Index("ix_session_change_session", "city_id", "exam_session_id", "first_at"),
        Index(
            "uq_session_change_open",
            "city_id",
            "exam_session_id",
            unique=True,
            sqlite_where=text("in_force_at IS NULL AND dropped_at IS NULL"),
            postgresql_where=text("in_force_at IS NULL AND dropped_at IS NULL"),
        ),
        CheckConstraint("(kind = 'move') = (new_starts_at IS NOT NULL)", name="a_move_has_its_new_start"),
        CheckConstraint("second_person_id IS NULL OR second_person_id <> first_person_id", name="two_people"),
        CheckConstraint(
            "NOT tickets_out OR in_force_at IS NULL OR second_person_id IS NOT NULL", name="two_once_tickets_are_out"
        ),
        CheckConstraint("in_force_at IS NULL OR dropped_at IS NULL", name="in_force_or_dropped"),
    )
    exam_session_id: Mapped[UUID] = belongs_to("exam_session", index=False)
    kind: Mapped[SessionChangeKind] = term_column(SessionChangeKind)
    old_starts_at: Mapped[datetime]
    new_starts_at: Mapped[datetime | None]
    """None where it is withdrawn."""
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON))
    tickets_out: Mapped[bool]
    first_person_id: Mapped[UUID] = belongs_to("person", index=False)
    first_at: Mapped[datetime]
    second_person_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    in_force_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]
