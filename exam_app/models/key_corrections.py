"""Keys found wrong after they were sat: two people say what counts instead, and papers are marked anew."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to, term_column
from question_bank import Ruling, RulingKind

BETWEEN_KEYS = ","


class KeyCorrection(CityOwned, Base):
    """What counts instead of the key of one exact version of an item: one row, two people, and never changed after.

    The item version and every paper that has it stay byte for byte what they were; marking asks here first. The city's
    corrections are numbered as they come into force, so that a number names the state of all keys: a result says by
    which of them it was marked, and of two corrections of one item the later holds.
    """

    __tablename__ = "key_correction"
    __table_args__ = (
        UniqueConstraint("city_id", "number"),
        Index("ix_key_correction_item", "city_id", "item_id", "first_at"),
        Index("ix_key_correction_first_at", "city_id", "first_at"),
        CheckConstraint("(kind = 'other_key') = (keys <> '')", name="another_key_is_named"),
        CheckConstraint("second_person_id IS NULL OR second_person_id <> first_person_id", name="two_people"),
        CheckConstraint("(second_person_id IS NULL) = (second_at IS NULL)", name="second_signature_whole"),
        CheckConstraint("(number IS NULL) = (second_at IS NULL)", name="numbered_when_in_force"),
        CheckConstraint("dropped_at IS NULL OR second_at IS NULL", name="dropped_or_signed"),
    )
    item_id: Mapped[UUID] = belongs_to("item_version", index=False)
    kind: Mapped[RulingKind] = term_column(RulingKind)
    keys: Mapped[str] = mapped_column(String(60), default="")
    """The answers that count in the letters of the item file, such as "B" or "AC,ABC"."""
    reason: Mapped[str] = mapped_column(String(500))
    source: Mapped[str] = mapped_column(String(120))
    """Law and article, or the document that shows it."""
    number: Mapped[int | None]
    """From 1 in the order of the second signatures."""
    first_person_id: Mapped[UUID] = belongs_to("person", index=False)
    first_at: Mapped[datetime]
    second_person_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    second_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]

    @property
    def ruling(self) -> Ruling:
        """What marking takes instead of the key."""
        keys = self.keys.split(BETWEEN_KEYS) if self.keys else ()
        return Ruling(self.kind, frozenset(frozenset(each) for each in keys))

    @property
    def is_waiting(self) -> bool:
        return self.second_at is None and self.dropped_at is None
