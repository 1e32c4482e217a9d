"""The three moments of a room whose signed heads are printed: when it opened, when it began, when it closed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.terms import RoomMomentKind


class RoomMoment(CityOwned, Base):
    """The head of a room's ledger at one of its three moments; on paper it is out of the operator's reach."""

    __tablename__ = "room_moment"
    __table_args__ = (UniqueConstraint("city_id", "exam_session_id", "room_id", "kind"),)
    append_only = True
    exam_session_id: Mapped[UUID] = belongs_to("exam_session", index=False)
    room_id: Mapped[UUID] = belongs_to("room", index=False)
    kind: Mapped[RoomMomentKind] = term_column(RoomMomentKind)
    by_person_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    """Who opened or closed it; None where the clock began it."""
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(String(600))
    """The checkpoint as a signed note."""
