"""Practice of people with a study card: the card, every answer, the mock papers. Nothing of it is an examination."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.db import Base, CityOwned, belongs_to
from exam_app.models.own_papers import OwnPaper


class StudyCard(CityOwned, Base):
    """What a person signs in with to practise: its number and the last four of the ID number. One is in force."""

    __tablename__ = "study_card"
    __table_args__ = (
        UniqueConstraint("city_id", "number"),
        # Who asks is found by the number before the city is known.
        Index("ix_study_card_number", "number"),
        Index(
            "uq_study_card_in_force",
            "city_id",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
    person_id: Mapped[UUID] = belongs_to("person")
    number: Mapped[str] = mapped_column(String(10))
    issued_by_id: Mapped[UUID] = belongs_to("person", index=False)
    issued_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class PracticeAnswer(CityOwned, Base):
    """One answered practice item, from practice by topic or from a mock paper."""

    __tablename__ = "practice_answer"
    __table_args__ = (Index("ix_practice_answer_topic", "city_id", "person_id", "topic"),)
    append_only = True
    person_id: Mapped[UUID] = belongs_to("person", index=False)
    digest: Mapped[str] = mapped_column(String(64))
    topic: Mapped[str] = mapped_column(String(8))
    right: Mapped[bool]
    from_mock: Mapped[bool]
    answered_at: Mapped[datetime]


class MockPaper(OwnPaper, Base):
    """A paper of the practice pool in the real shape. One is open at a time."""

    __tablename__ = "mock_paper"
    __table_args__ = (
        Index("ix_mock_paper_person", "city_id", "person_id", "started_at"),
        Index(
            "uq_mock_paper_open",
            "city_id",
            "person_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        CheckConstraint("(closed_at IS NULL) = (raw IS NULL)", name="closed_papers_are_marked"),
    )
