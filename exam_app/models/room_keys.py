"""The key pair of a room in an examination: its private half is sealed, and gone once the room's record is signed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to


class RoomKeyPair(CityOwned, Base):
    """What signs the receipts of a room (:mod:`exam_app.ledger.room_keys`); it changes once, when the key ends."""

    __tablename__ = "room_key_pair"
    __table_args__ = (
        UniqueConstraint("city_id", "exam_session_id", "room_id"),
        CheckConstraint("(sealed_seed IS NULL) = (ended_at IS NOT NULL)", name="private_half_ends_with_the_key"),
        CheckConstraint("(ended_at IS NULL) = (last_statement IS NULL)", name="end_is_stated"),
    )
    exam_session_id: Mapped[UUID] = belongs_to("exam_session", index=False)
    room_id: Mapped[UUID] = belongs_to("room", index=False)
    public_key: Mapped[bytes]
    """Ed25519, 32 bytes."""
    sealed_seed: Mapped[bytes | None]
    """The private half, sealed by the vault; None once the key has ended."""
    statement: Mapped[str] = mapped_column(String(600))
    """What the city signed of the key when it was made."""
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    last_statement: Mapped[str | None] = mapped_column(String(600))
    """The same with its end."""
