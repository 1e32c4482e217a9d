"""What belongs to an incident besides its words of the moment: photos, voice notes, and what was added later."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.terms import IncidentFileKind


class IncidentFile(CityOwned, Base):
    """A photo or a voice note of an incident. Faces and voices are on it, so it is sealed (PIPL art. 28 and 51)."""

    __tablename__ = "incident_file"
    __table_args__ = (
        UniqueConstraint("city_id", "incident_id", "sent_digest"),
        CheckConstraint("media_type IN ('image/jpeg', 'audio/webm', 'audio/ogg', 'audio/mp4')", name="media_known"),
        CheckConstraint("seconds BETWEEN 0 AND 60", name="at_most_a_minute"),
        CheckConstraint("at <= received_at", name="noted_before_received"),
    )
    append_only = True
    exam_session_id: Mapped[UUID] = belongs_to("exam_session", index=False)
    room_id: Mapped[UUID] = belongs_to("room", index=False)
    incident_id: Mapped[UUID] = belongs_to("incident", index=False)
    kind: Mapped[IncidentFileKind] = term_column(IncidentFileKind)
    media_type: Mapped[str] = mapped_column(String(20))
    seconds: Mapped[int]
    """Length of a voice note by the device; 0 for a photo."""
    size: Mapped[int]
    sent_digest: Mapped[bytes]
    """SHA-256 of the file as it was sent, so that sending again stores once."""
    digest: Mapped[bytes]
    """SHA-256 of the file as it is kept."""
    content_sealed: Mapped[bytes]
    by_person_id: Mapped[UUID] = belongs_to("person", index=False)
    at: Mapped[datetime]
    """By the device's clock, never later than ``received_at``."""
    received_at: Mapped[datetime]


class IncidentAmendment(CityOwned, Base):
    """Something was added to an incident. What stood there before stands unchanged."""

    __tablename__ = "incident_amendment"
    __table_args__ = (
        UniqueConstraint("city_id", "nonce"),
        Index("ix_incident_amendment_incident", "city_id", "incident_id", "at"),
    )
    append_only = True
    exam_session_id: Mapped[UUID] = belongs_to("exam_session", index=False)
    room_id: Mapped[UUID] = belongs_to("room", index=False)
    incident_id: Mapped[UUID] = belongs_to("incident", index=False)
    note: Mapped[str] = mapped_column(String(300))
    nonce: Mapped[str] = mapped_column(String(36))
    """Of the page that was shown: pressing twice adds once."""
    by_person_id: Mapped[UUID] = belongs_to("person", index=False)
    at: Mapped[datetime]
