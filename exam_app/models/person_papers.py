"""Papers of applicants, as their training unit hands them in for the county (Order 112 art. 20)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.terms import PaperKind


class PersonPaper(CityOwned, Base):
    """One version of one paper of one person. A newer version is another row; the older one stays.

    A medical certificate and the copy of a card tell more than a desk should find in a stolen database, so the file and
    its small picture are sealed (PIPL art. 28 and 51).
    """

    __tablename__ = "person_paper"
    __table_args__ = (
        Index("ix_person_paper_person", "city_id", "person_id", "kind", "uploaded_at"),
        CheckConstraint("media_type IN ('application/pdf', 'image/jpeg')", name="media_type_known"),
        CheckConstraint("pages > 0", name="some_pages"),
    )
    append_only = True
    person_id: Mapped[UUID] = belongs_to("person", index=False)
    training_unit_id: Mapped[UUID] = belongs_to("training_unit")
    """The unit that handed it in."""
    kind: Mapped[PaperKind] = term_column(PaperKind)
    media_type: Mapped[str] = mapped_column(String(20))
    pages: Mapped[int]
    size: Mapped[int]
    digest: Mapped[bytes]
    """SHA-256 of the file as it is kept: a picture is our own re-encoding, a PDF is what was handed in."""
    content_sealed: Mapped[bytes]
    thumbnail_sealed: Mapped[bytes]
    """A JPEG too small to read."""
    remarks: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Values of PaperRemark: what should be better in a picture; advice."""
    uploaded_by_id: Mapped[UUID] = belongs_to("person", index=False)
    uploaded_at: Mapped[datetime]
