"""Theory on printed paper: who sits on it, the booklet each of them gets, what was printed, and what came back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.terms import PaperReason


class OnPaper(CityOwned, Base):
    """A booked candidate answers on printed paper, by the office's word; in force until it is taken back."""

    __tablename__ = "on_paper"
    __table_args__ = (
        Index(
            "uq_on_paper_booking",
            "city_id",
            "booking_id",
            unique=True,
            sqlite_where=text("taken_back_at IS NULL"),
            postgresql_where=text("taken_back_at IS NULL"),
        ),
        Index("ix_on_paper_session", "city_id", "exam_session_id"),
        CheckConstraint("(taken_back_by_id IS NULL) = (taken_back_at IS NULL)", name="taken_back_whole"),
    )
    exam_session_id: Mapped[UUID] = belongs_to("exam_session", index=False)
    booking_id: Mapped[UUID] = belongs_to("booking", index=False)
    person_id: Mapped[UUID] = belongs_to("person", index=False)
    """The candidate."""
    reason: Mapped[PaperReason] = term_column(PaperReason)
    note: Mapped[str] = mapped_column(String(200))
    is_large: Mapped[bool]
    """Printed in large type."""
    by_person_id: Mapped[UUID] = belongs_to("person", index=False)
    at: Mapped[datetime]
    taken_back_by_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    taken_back_at: Mapped[datetime | None]


class Booklet(CityOwned, Base):
    """The paper of one booking as it was printed first: whoever sits by it, on a screen or on paper, gets this one.

    Drawn as for the screen. Kept, because the bank may have changed between the print and the start.
    """

    __tablename__ = "booklet"
    __table_args__ = (UniqueConstraint("city_id", "booking_id"),)
    append_only = True
    exam_session_id: Mapped[UUID] = belongs_to("exam_session")
    booking_id: Mapped[UUID] = belongs_to("booking", index=False)
    paper_digests: Mapped[list[str]] = mapped_column(JSON)
    paper_seed: Mapped[bytes]
    digest: Mapped[str] = mapped_column(String(64))
    """Of items, their order and the seed (:func:`exam_app.answer_sheets.paper_digest`); stands on every page."""
    made_at: Mapped[datetime]


class BookletPrint(CityOwned, Base):
    """One print of booklets of a room: who, when, how many copies, and why once more."""

    __tablename__ = "booklet_print"
    __table_args__ = (
        UniqueConstraint("city_id", "exam_session_id", "room_id", "number"),
        CheckConstraint("copies >= 1", name="something_was_printed"),
        CheckConstraint("NOT is_again OR reason <> ''", name="again_for_a_reason"),
    )
    append_only = True
    exam_session_id: Mapped[UUID] = belongs_to("exam_session", index=False)
    room_id: Mapped[UUID] = belongs_to("room", index=False)
    number: Mapped[int]
    copies: Mapped[int]
    is_again: Mapped[bool]
    """Whether a booklet among them had been printed before."""
    reason: Mapped[str] = mapped_column(String(200))
    booking_ids: Mapped[list[str]] = mapped_column(JSON)
    by_person_id: Mapped[UUID] = belongs_to("person", index=False)
    at: Mapped[datetime]


class BookletCount(CityOwned, Base):
    """What became of the printed booklets of a room; counted again, the newest count stands."""

    __tablename__ = "booklet_count"
    __table_args__ = (
        UniqueConstraint("city_id", "exam_session_id", "room_id", "number"),
        CheckConstraint("returned >= 0 AND destroyed >= 0 AND missing >= 0", name="no_negative_copies"),
        CheckConstraint("returned + destroyed + missing = printed", name="every_copy_is_accounted_for"),
        CheckConstraint("missing = 0 OR note <> ''", name="missing_copies_are_explained"),
    )
    append_only = True
    exam_session_id: Mapped[UUID] = belongs_to("exam_session", index=False)
    room_id: Mapped[UUID] = belongs_to("room", index=False)
    number: Mapped[int]
    printed: Mapped[int]
    returned: Mapped[int]
    destroyed: Mapped[int]
    missing: Mapped[int]
    note: Mapped[str] = mapped_column(String(200))
    by_person_id: Mapped[UUID] = belongs_to("person", index=False)
    at: Mapped[datetime]
