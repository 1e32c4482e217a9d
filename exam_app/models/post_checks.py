"""What an officer saw at a post."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to


class PostCheck(CityOwned, Base):
    """One scan or one typed number, with the verdict as shown, also when refused.

    ``nonce`` is made by the officer's device: two taps or a resend are one check.
    """

    __tablename__ = "post_check"
    __table_args__ = (UniqueConstraint("city_id", "nonce"),)
    append_only = True
    nonce: Mapped[bytes]
    post_id: Mapped[UUID | None] = belongs_to("post", nullable=True)
    county_id: Mapped[UUID | None] = belongs_to("authority", nullable=True)
    certificate_id: Mapped[UUID | None] = belongs_to("certificate", nullable=True)
    """None when the text names no certificate of this city."""
    typed: Mapped[bool]
    text_sealed: Mapped[bytes]
    verdict: Mapped[str] = mapped_column(String(20))
    status_age: Mapped[str | None] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(40))
    shown_verdict: Mapped[str | None] = mapped_column(String(20))
    """What the officer's own device said; None when it asked the server only."""
    scanned_at: Mapped[datetime]
    received_at: Mapped[datetime]
    officer_id: Mapped[UUID] = belongs_to("person", index=False)
