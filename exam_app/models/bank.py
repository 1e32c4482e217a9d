"""Item versions and blueprints as the bank delivered them: immutable, keyed by digest."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to, term_column
from question_bank import Pool


class ItemVersion(CityOwned, Base):
    """One exact version of an item. Its author cannot approve it; only approved live items reach a paper.

    It is in one pool. The pool changes once at most, from live to practice: see :class:`ItemPublication`.
    """

    __tablename__ = "item_version"
    __table_args__ = (
        UniqueConstraint("city_id", "digest"),
        Index("ix_item_version_pool", "city_id", "pool", "topic"),
        CheckConstraint("approved_by_id IS NULL OR approved_by_id <> entered_by_id", name="two_people_approve"),
    )
    digest: Mapped[str] = mapped_column(String(64))
    pool: Mapped[Pool] = term_column(Pool)
    topic: Mapped[str] = mapped_column(String(8))
    item_code: Mapped[str] = mapped_column(String(20))
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    entered_by_id: Mapped[UUID] = belongs_to("person", index=False)
    entered_at: Mapped[datetime]
    approved_by_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    approved_at: Mapped[datetime | None]


class ItemPublication(CityOwned, Base):
    """A live item goes to the practice pool: one row, two people, and never back.

    The first signature changes nothing. With the second the item's own ``pool`` becomes practice, and a trigger keeps
    it there, so that an item is in one pool at any time and a published one in no later paper.
    """

    __tablename__ = "item_publication"
    __table_args__ = (
        UniqueConstraint("city_id", "item_id"),
        CheckConstraint("second_person_id IS NULL OR second_person_id <> first_person_id", name="two_people"),
        CheckConstraint("(second_person_id IS NULL) = (second_at IS NULL)", name="second_signature_whole"),
    )
    item_id: Mapped[UUID] = belongs_to("item_version", index=False)
    first_person_id: Mapped[UUID] = belongs_to("person", index=False)
    first_at: Mapped[datetime]
    second_person_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    second_at: Mapped[datetime | None]


class BlueprintVersion(CityOwned, Base):
    """One exact version of a test blueprint."""

    __tablename__ = "blueprint_version"
    __table_args__ = (UniqueConstraint("city_id", "digest"),)
    append_only = True
    digest: Mapped[str] = mapped_column(String(64))
    code: Mapped[str] = mapped_column(String(40))
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    entered_by_id: Mapped[UUID] = belongs_to("person", index=False)
    entered_at: Mapped[datetime]
