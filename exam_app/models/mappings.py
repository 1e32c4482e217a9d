"""Mapping files of a city: how tables of other systems are read and written here."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.terms import TableSubject


class MappingVersion(CityOwned, Base):
    """One version of a city's mapping for a subject; the newest counts, and an empty text means: as shipped."""

    __tablename__ = "mapping_version"
    __table_args__ = (Index("ix_mapping_version_newest", "city_id", "subject", "set_at"),)
    append_only = True
    subject: Mapped[TableSubject] = term_column(TableSubject)
    name: Mapped[str] = mapped_column(String(80))
    text: Mapped[str]
    set_by_id: Mapped[UUID] = belongs_to("person", index=False)
    set_at: Mapped[datetime]
