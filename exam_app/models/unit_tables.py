"""A table of units from another system between its check and its confirmation."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to


class UnitTableDraft(CityOwned, Base):
    """The rows of one file as they were read; gone after 24 hours, or once they are taken in."""

    __tablename__ = "unit_table_draft"
    __table_args__ = (Index("ix_unit_table_draft_expires_at", "city_id", "expires_at"),)
    county_id: Mapped[UUID | None] = belongs_to("authority", nullable=True)
    """The county whose desk sent it; None: the administrator."""
    file_name: Mapped[str] = mapped_column(String(200))
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """Each with its number, its values by field, what it would write, and its findings."""
    created_by_id: Mapped[UUID] = belongs_to("person", index=False)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
