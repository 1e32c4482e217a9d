"""Documents that a guard unit lays before the police, each with the day by which it is looked through again."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.terms import DocumentKind


class UnitDocument(CityOwned, Base):
    """One version of a document. A newer version is another row; the older one stays."""

    __tablename__ = "unit_document"
    __table_args__ = (
        Index("ix_unit_document_unit", "city_id", "guard_unit_id", "kind", "uploaded_at"),
        CheckConstraint("media_type IN ('application/pdf', 'image/jpeg', 'image/png')", name="media_type_known"),
    )
    append_only = True
    county_id: Mapped[UUID] = belongs_to("authority")
    guard_unit_id: Mapped[UUID] = belongs_to("guard_unit", index=False)
    kind: Mapped[DocumentKind] = term_column(DocumentKind)
    title: Mapped[str] = mapped_column(String(80))
    media_type: Mapped[str] = mapped_column(String(20))
    size: Mapped[int]
    digest: Mapped[bytes]
    """SHA-256 of the file as it was handed in."""
    content_sealed: Mapped[bytes]
    review_due_on: Mapped[date]
    uploaded_by_id: Mapped[UUID] = belongs_to("person", index=False)
    uploaded_at: Mapped[datetime]
