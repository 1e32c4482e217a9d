"""What comparing the answers of an examination found: numbers that ask for a closer look, and decide nothing."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to


class Screening(CityOwned, Base):
    """One run over one examination. Comparing again adds a row; equal inputs and method give equal numbers."""

    __tablename__ = "screening"
    __table_args__ = (UniqueConstraint("city_id", "exam_session_id", "number"),)
    append_only = True
    exam_session_id: Mapped[UUID] = belongs_to("exam_session", index=False)
    number: Mapped[int]
    method_version: Mapped[str] = mapped_column(String(60))
    inputs_digest: Mapped[str] = mapped_column(String(64))
    screening_only: Mapped[bool]
    """Some item rests on fewer than 200 earlier answers."""
    candidates: Mapped[int]
    pairs: Mapped[int]
    """Pairs that were compared, all families together."""
    leads: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """Pairs with q up to .2, the smallest first: the keys of :class:`exam_app.queries.screenings.PairLead`."""
    people: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """People whose own pattern is unusual with q up to .2."""
    rooms: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """Every room with how alike its answers are, the most alike first."""
    by_person_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    """None: the command line."""
    at: Mapped[datetime]
