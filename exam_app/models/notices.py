"""Notices to people: what each was told of, and how the text left the office. Nothing leaves by itself."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.terms import Language, NoticeAct, NoticeChannel, NoticeKind, NoticeState


class NoticeRules(CityOwned, Base):
    """What a city notifies, how it signs, and how long texts are kept; the newest row counts."""

    __tablename__ = "notice_rules"
    __table_args__ = (
        Index("ix_notice_rules_set_at", "city_id", "set_at"),
        CheckConstraint("keep_days BETWEEN 1 AND 3660", name="keep_days_possible"),
    )
    append_only = True
    kinds_off: Mapped[list[str]] = mapped_column(JSON)
    """Values of :class:`~exam_app.terms.NoticeKind` that are not written."""
    signature: Mapped[str] = mapped_column(String(14))
    """Who speaks, in front of every text; empty: the name of the city's authority."""
    language: Mapped[Language] = term_column(Language)
    keep_days: Mapped[int]
    """So many days after delivery the sealed text is deleted; that somebody was told stays."""
    set_by_id: Mapped[UUID] = belongs_to("person", index=False)
    set_at: Mapped[datetime]


class Notice(CityOwned, Base):
    """One text for one person about one row. The text names a person, so it is sealed, and deleted in time."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_queue", "city_id", "state", "kind", "made_at"),
        Index("ix_notice_county_queue", "city_id", "county_id", "state", "kind", "made_at"),
        Index("ix_notice_unit", "city_id", "training_unit_id", "made_at"),
        Index("ix_notice_person", "city_id", "person_id", "kind", "about_id"),
        Index(
            "ix_notice_text",
            "city_id",
            "moved_at",
            sqlite_where=text("text_sealed IS NOT NULL"),
            postgresql_where=text("text_sealed IS NOT NULL"),
        ),
        CheckConstraint("parts BETWEEN 1 AND 9", name="parts_possible"),
    )
    person_id: Mapped[UUID] = belongs_to("person", index=False)
    county_id: Mapped[UUID] = belongs_to("authority", index=False)
    """The county whose desk may hand it over; the city may, for all."""
    training_unit_id: Mapped[UUID | None] = belongs_to("training_unit", nullable=True, index=False)
    """The unit that may see that its person was told."""
    kind: Mapped[NoticeKind] = term_column(NoticeKind)
    about_id: Mapped[UUID]
    """The registration, booking, result, certificate or question that it is about."""
    language: Mapped[Language] = term_column(Language)
    text_sealed: Mapped[bytes | None]
    """None once it is deleted."""
    parts: Mapped[int]
    """So many messages the text takes at a gateway."""
    state: Mapped[NoticeState] = term_column(NoticeState)
    """Follows from the last :class:`NoticeStep`, WAITING without one; stored for the queues."""
    made_at: Mapped[datetime]
    moved_at: Mapped[datetime | None]
    """When the last step was taken, None while it waits; the text is kept for a time after that."""


class NoticeBatch(CityOwned, Base):
    """Notices that left the outbox together: a file for a gateway, or slips to print."""

    __tablename__ = "notice_batch"
    __table_args__ = (
        UniqueConstraint("city_id", "county_id", "number"),
        Index("ix_notice_batch_made_at", "city_id", "made_at"),
    )
    append_only = True
    number: Mapped[int]
    """Each desk counts its own: a county does not know how many the others made."""
    channel: Mapped[NoticeChannel] = term_column(NoticeChannel)
    county_id: Mapped[UUID | None] = belongs_to("authority", nullable=True)
    """The county whose desk made it; None: the city's."""
    count: Mapped[int]
    made_by_id: Mapped[UUID] = belongs_to("person", index=False)
    made_at: Mapped[datetime]


class NoticeStep(CityOwned, Base):
    """What was done with a notice, by whom, and in failure why."""

    __tablename__ = "notice_step"
    __table_args__ = (
        Index("ix_notice_step_notice", "city_id", "notice_id", "at"),
        UniqueConstraint("city_id", "batch_id", "place"),
        CheckConstraint("(batch_id IS NULL) = (place IS NULL)", name="a_batch_with_its_place"),
        CheckConstraint("act <> 'fail' OR words <> ''", name="failure_says_why"),
    )
    append_only = True
    notice_id: Mapped[UUID] = belongs_to("notice", index=False)
    act: Mapped[NoticeAct] = term_column(NoticeAct)
    channel: Mapped[NoticeChannel | None] = term_column(NoticeChannel, nullable=True)
    batch_id: Mapped[UUID | None] = belongs_to("notice_batch", nullable=True, index=False)
    place: Mapped[int | None]
    """The row of its batch, from 1; set with the step that hands it over."""
    words: Mapped[str] = mapped_column(String(200), default="")
    by_person_id: Mapped[UUID] = belongs_to("person", index=False)
    at: Mapped[datetime]
