"""Components of an examination that are marked on a scoring sheet: how, by whom, and each examiner's marks."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.scoring import Scale
from exam_app.terms import ComponentKind


class ExamComponent(CityOwned, Base):
    """Skills or a physical test as part of one examination. The theory is the sitting and has no row here."""

    __tablename__ = "exam_component"
    __table_args__ = (
        UniqueConstraint("city_id", "exam_session_id", "kind"),
        CheckConstraint("kind <> 'theory'", name="theory_is_the_sitting"),
        CheckConstraint("full_mark BETWEEN 1 AND 1000", name="full_mark_possible"),
        CheckConstraint("pass_mark BETWEEN 1 AND full_mark", name="pass_mark_possible"),
        CheckConstraint("limit_percent BETWEEN 0 AND 100", name="limit_possible"),
    )
    exam_session_id: Mapped[UUID] = belongs_to("exam_session", index=False)
    kind: Mapped[ComponentKind] = term_column(ComponentKind)
    full_mark: Mapped[int]
    pass_mark: Mapped[int]
    limit_percent: Mapped[int]
    is_required: Mapped[bool]
    """Whether somebody passes only with it."""

    @property
    def scale(self) -> Scale:
        return Scale(self.full_mark, self.pass_mark, self.limit_percent)


class ComponentExaminer(CityOwned, Base):
    """A person who marks a component: the first and the second everybody, the third where those two differ."""

    __tablename__ = "component_examiner"
    __table_args__ = (
        UniqueConstraint("city_id", "component_id", "place"),
        UniqueConstraint("city_id", "component_id", "person_id"),
        Index("ix_component_examiner_duty", "city_id", "person_id", "exam_session_id"),
        CheckConstraint("place BETWEEN 1 AND 3", name="place_possible"),
    )
    component_id: Mapped[UUID] = belongs_to("exam_component", index=False)
    exam_session_id: Mapped[UUID] = belongs_to("exam_session", index=False)
    person_id: Mapped[UUID] = belongs_to("person", index=False)
    place: Mapped[int]
    assigned_at: Mapped[datetime]


class ComponentMark(CityOwned, Base):
    """One examiner's mark of one candidate. It is never changed: a slip of the pen calls the third examiner."""

    __tablename__ = "component_mark"
    __table_args__ = (
        UniqueConstraint("city_id", "component_id", "booking_id", "examiner_id"),
        CheckConstraint("points >= 0", name="no_negative_points"),
        CheckConstraint("NOT was_absent OR points = 0", name="no_points_for_the_absent"),
    )
    append_only = True
    component_id: Mapped[UUID] = belongs_to("exam_component", index=False)
    booking_id: Mapped[UUID] = belongs_to("booking")
    person_id: Mapped[UUID] = belongs_to("person")
    """The candidate."""
    examiner_id: Mapped[UUID] = belongs_to("person", index=False)
    points: Mapped[int]
    was_absent: Mapped[bool] = mapped_column(default=False)
    marked_at: Mapped[datetime]


class ThirdCall(CityOwned, Base):
    """The marks of a candidate differ too much: the third examiner marks, without being told them."""

    __tablename__ = "third_call"
    __table_args__ = (UniqueConstraint("city_id", "component_id", "booking_id"),)
    append_only = True
    component_id: Mapped[UUID] = belongs_to("exam_component", index=False)
    booking_id: Mapped[UUID] = belongs_to("booking", index=False)
    exam_session_id: Mapped[UUID] = belongs_to("exam_session", index=False)
    called_at: Mapped[datetime]
