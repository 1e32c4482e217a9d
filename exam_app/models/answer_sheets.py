"""Answer sheets of candidates on paper: handed out, taken in, photographed, typed by two people, settled."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to


class AnswerSheet(CityOwned, Base):
    """The sheet of one sitting on paper, and who types it: two people, never one."""

    __tablename__ = "answer_sheet"
    __table_args__ = (
        UniqueConstraint("city_id", "sitting_id"),
        Index("ix_answer_sheet_room", "city_id", "exam_session_id", "room_id"),
        CheckConstraint("(taken_in_at IS NULL) = (taken_in_by_id IS NULL)", name="taken_in_whole"),
        CheckConstraint("taken_in_at >= handed_out_at", name="taken_in_after_handing_out"),
        CheckConstraint("second_person_id <> first_person_id", name="two_people"),
        CheckConstraint("first_person_id IS NULL OR taken_in_at IS NOT NULL", name="typed_after_taking_in"),
        CheckConstraint(
            "(first_person_id IS NULL) = (first_at IS NULL) AND (second_person_id IS NULL) = (second_at IS NULL)",
            name="who_types_since_when",
        ),
        CheckConstraint(
            "(first_done_at IS NULL OR first_at IS NOT NULL) AND (second_done_at IS NULL OR second_at IS NOT NULL)",
            name="done_after_beginning",
        ),
        CheckConstraint("seconds_over >= 0", name="seconds_over_possible"),
    )
    exam_session_id: Mapped[UUID] = belongs_to("exam_session", index=False)
    room_id: Mapped[UUID] = belongs_to("room", index=False)
    sitting_id: Mapped[UUID] = belongs_to("sitting", index=False)
    person_id: Mapped[UUID] = belongs_to("person", index=False)
    """The candidate."""
    handed_out_at: Mapped[datetime]
    handed_out_by_id: Mapped[UUID] = belongs_to("person", index=False)
    taken_in_at: Mapped[datetime | None]
    """As the invigilator states it."""
    taken_in_by_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    seconds_over: Mapped[int] = mapped_column(default=0)
    """How long after the candidate's own deadline it was taken in."""
    first_person_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    first_at: Mapped[datetime | None]
    first_done_at: Mapped[datetime | None]
    second_person_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    second_at: Mapped[datetime | None]
    second_done_at: Mapped[datetime | None]

    @property
    def is_typed(self) -> bool:
        """Both people are done; what they typed is shown from now on."""
        return self.first_done_at is not None and self.second_done_at is not None


class SheetEntry(CityOwned, Base):
    """What one person reads on a sheet. A draft until it is finished; then it stands."""

    __tablename__ = "sheet_entry"
    __table_args__ = (UniqueConstraint("city_id", "sitting_id", "person_id"),)
    sitting_id: Mapped[UUID] = belongs_to("sitting", index=False)
    person_id: Mapped[UUID] = belongs_to("person", index=False)
    """Who types."""
    lines: Mapped[list[str]] = mapped_column(JSON)
    """One a question, as :mod:`exam_app.answer_sheets` writes them; empty: nothing typed yet."""
    begun_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class EnteredSheet(CityOwned, Base):
    """A sheet that stands: both entries are equal, or a third person settled each difference with a reason."""

    __tablename__ = "entered_sheet"
    __table_args__ = (
        UniqueConstraint("city_id", "sitting_id"),
        CheckConstraint("second_person_id <> first_person_id", name="two_people"),
        CheckConstraint(
            "third_person_id IS NULL OR (third_person_id <> first_person_id AND third_person_id <> second_person_id)",
            name="a_third_person",
        ),
    )
    append_only = True
    sitting_id: Mapped[UUID] = belongs_to("sitting", index=False)
    exam_session_id: Mapped[UUID] = belongs_to("exam_session")
    first_person_id: Mapped[UUID] = belongs_to("person", index=False)
    second_person_id: Mapped[UUID] = belongs_to("person", index=False)
    third_person_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    """None where the two entries were equal."""
    lines: Mapped[list[str]] = mapped_column(JSON)
    settled: Mapped[list[Any]] = mapped_column(JSON)
    """Each difference: number of the question, the first's line, the second's, the one that stands, why."""
    entered_at: Mapped[datetime]


class SheetPhoto(CityOwned, Base):
    """A photo or scan of an answer sheet; a further one stands beside those before it.

    Name and handwriting are on it, so it is sealed.
    """

    __tablename__ = "sheet_photo"
    __table_args__ = (
        UniqueConstraint("city_id", "sitting_id", "number"),
        UniqueConstraint("city_id", "sitting_id", "digest"),
        CheckConstraint("number >= 1", name="number_possible"),
    )
    append_only = True
    sitting_id: Mapped[UUID] = belongs_to("sitting", index=False)
    number: Mapped[int]
    """In the order in which they came, from 1."""
    size: Mapped[int]
    digest: Mapped[bytes]
    """SHA-256 of the file as it is kept."""
    content_sealed: Mapped[bytes]
    """JPEG of at most 1600 pixels a side."""
    remarks: Mapped[list[str]] = mapped_column(JSON)
    """What should be better in it: values of ``terms.PaperRemark``."""
    by_person_id: Mapped[UUID] = belongs_to("person", index=False)
    at: Mapped[datetime]
