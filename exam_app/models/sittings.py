"""One candidate's attempt: the paper, the lease, every saved change, the result and its release."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ColumnElement,
    Index,
    SQLColumnExpression,
    String,
    UniqueConstraint,
    and_,
    exists,
    literal_column,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from exam_app import sitting_states
from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.lateness import DRAIN
from exam_app.models.kept_answers import HeldDecision
from exam_app.models.outages import OutageHold
from exam_app.terms import EventKind, EvidenceLevel, HoldEnd, SittingState


class Sitting(CityOwned, Base):
    """One candidate's attempt in one examination.

    The paper is the list of its item digests in order and a seed for the choices (architecture B1).
    """

    __tablename__ = "sitting"
    __table_args__ = (
        UniqueConstraint("city_id", "booking_id"),
        Index("ix_sitting_deadline", "city_id", "state", "deadline_at"),
        CheckConstraint(
            "(state IN ('in_progress', 'paused', 'held_back')) = (closed_at IS NULL)", name="closed_sittings_say_when"
        ),
        CheckConstraint("(state = 'paused') = (paused_at IS NOT NULL)", name="paused_sittings_say_since_when"),
        CheckConstraint("(state = 'held_back') = (held_back_at IS NOT NULL)", name="held_back_since_when"),
        CheckConstraint("state <> 'held_back' OR paper_epoch IS NULL", name="paper_is_not_held_back"),
        CheckConstraint("state <> 'collected' OR paper_epoch IS NOT NULL", name="collected_on_paper"),
        CheckConstraint("state <> 'timed_out' OR paper_epoch IS NULL", name="no_clock_closes_paper"),
    )
    exam_session_id: Mapped[UUID] = belongs_to("exam_session")
    booking_id: Mapped[UUID] = belongs_to("booking", index=False)
    person_id: Mapped[UUID] = belongs_to("person")
    room_id: Mapped[UUID] = belongs_to("room")
    paper_digests: Mapped[list[str]] = mapped_column(JSON)
    paper_seed: Mapped[bytes]
    answers: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """What the counted changes add up to: slot, value, marked of every slot that is answered or marked. Kept so that a
    save reads one row; marking adds the changes up anew."""
    state: Mapped[SittingState] = term_column(SittingState)
    started_at: Mapped[datetime]
    deadline_at: Mapped[datetime]
    """Moves with extra time, and at the end of a pause by as long as it lasted."""
    paused_at: Mapped[datetime | None]
    """Since when the time stands; what is left is ``deadline_at`` less this."""
    held_back_at: Mapped[datetime | None]
    """Since when it waits for the decision on an outage: its time is over, and it is not closed."""
    closed_at: Mapped[datetime | None]
    """Of a sitting on paper, when its answer sheet was taken in."""
    paper_epoch: Mapped[int | None]
    """The epoch of what is written on printed paper, the last one of the sitting; None at a screen."""
    final_state_hash: Mapped[str | None] = mapped_column(String(64))
    taken_in: Mapped[int] = mapped_column(default=0)
    """How often a file of kept answers has changed the answers while it was open: a page that was loaded before shows
    others than these, and loads anew."""

    @property
    def answered(self) -> int:
        """Number of questions with an answer."""
        return sum(bool(value) for _, value, _ in self.answers)

    @property
    def is_open(self) -> bool:
        """Neither handed in nor closed; it may be paused."""
        return self.state in sitting_states.OPEN

    @property
    def is_on_paper(self) -> bool:
        """Answered on printed paper: no page is heard, and no clock closes it."""
        return self.paper_epoch is not None

    def stood(self, now: datetime) -> timedelta:
        """How long the pause that is on has lasted."""
        return now - self.paused_at if self.paused_at is not None else timedelta(0)

    def ends_at(self, now: datetime) -> datetime:
        """When time is up if it goes on at ``now``: during a pause this moves on with the clock."""
        return self.deadline_at + self.stood(now)

    def is_over(self, now: datetime) -> bool:
        """Whether the deadline has passed, which it never does during a pause."""
        return now > self.ends_at(now)

    def is_drained(self, now: datetime) -> bool:
        """Whether even what was answered in time can no longer arrive and count."""
        return now > self.ends_at(now) + DRAIN


class Lease(CityOwned, Base):
    """The right of one browser to write one sitting; a new lease (a moved seat) has the next epoch."""

    __tablename__ = "lease"
    __table_args__ = (UniqueConstraint("city_id", "sitting_id", "epoch"),)
    sitting_id: Mapped[UUID] = belongs_to("sitting", index=False)
    epoch: Mapped[int]
    nonce: Mapped[str | None] = mapped_column(String(32))
    """All that is stored of the lease's key (:mod:`exam_app.lease_keys`). None: granted by a seat move, and no browser
    has taken it up yet. The lease before it is ended all the same."""
    granted_at: Mapped[datetime]
    head_seq: Mapped[int] = mapped_column(default=0)
    """Newest event held without a gap before it."""
    head_hash: Mapped[str] = mapped_column(String(64))


class Response(CityOwned, Base):
    """One saved change, append only, with what its page said of when. Whether it counts is its level of evidence, and
    of a held one what two people decided."""

    __tablename__ = "response"
    __table_args__ = (
        UniqueConstraint("city_id", "sitting_id", "epoch", "seq"),
        # The few that wait among the millions that count.
        Index(
            "ix_response_held",
            "city_id",
            "sitting_id",
            "epoch",
            sqlite_where=text("level = 'held'"),
            postgresql_where=text("level = 'held'"),
        ),
    )
    append_only = True
    sitting_id: Mapped[UUID] = belongs_to("sitting", index=False)
    epoch: Mapped[int]
    seq: Mapped[int]
    kind: Mapped[EventKind] = term_column(EventKind)
    slot: Mapped[int]
    value: Mapped[str] = mapped_column(String(8))
    hash: Mapped[str] = mapped_column(String(64))
    mono_ms: Mapped[int] = mapped_column(BigInteger)
    wall_ms: Mapped[int] = mapped_column(BigInteger)
    beacon: Mapped[str] = mapped_column(String(32))
    mac: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime]
    level: Mapped[EvidenceLevel] = term_column(EvidenceLevel)

    @classmethod
    def counts(cls) -> ColumnElement[bool]:
        """The changes that make up the answers."""
        by_itself = cls.level.in_(level for level in EvidenceLevel if level.counts)
        return or_(by_itself, and_(cls.is_held(), cls.is_decided(HeldDecision.counts)), cls.came_in_time_given_back())

    @classmethod
    def came_in_time_given_back(cls) -> ColumnElement[bool]:
        """It came after the deadline, while the time stood, and then the time was given back."""
        return and_(
            cls.level.in_((EvidenceLevel.HELD, EvidenceLevel.LATE)),
            exists(
                select(OutageHold.id)
                .where(
                    OutageHold.city_id == cls.city_id,
                    OutageHold.sitting_id == cls.sitting_id,
                    OutageHold.outcome == HoldEnd.CREDITED,
                    OutageHold.due_at < cls.received_at,
                    OutageHold.ended_at >= cls.received_at,
                )
                .correlate(cls)
            ),
        )

    @classmethod
    def is_held(cls) -> ColumnElement[bool]:
        """Written out, so that the index of the held ones serves."""
        return cls.level == literal_column(f"'{EvidenceLevel.HELD.value}'")

    @classmethod
    def is_decided(cls, *how: SQLColumnExpression[bool]) -> ColumnElement[bool]:
        """Two people have decided about this held change, and in this way."""
        return exists(
            select(HeldDecision.id)
            .where(
                HeldDecision.city_id == cls.city_id,
                HeldDecision.sitting_id == cls.sitting_id,
                HeldDecision.epoch == cls.epoch,
                HeldDecision.first_seq <= cls.seq,
                HeldDecision.last_seq >= cls.seq,
                HeldDecision.second_at.is_not(None),
                *how,
            )
            .correlate(cls)
        )


class SittingReceipt(CityOwned, Base):
    """What a candidate was given for the answers of a closed sitting (:class:`exam_app.ledger.Receipt`)."""

    __tablename__ = "sitting_receipt"
    __table_args__ = (UniqueConstraint("city_id", "sitting_id"),)
    append_only = True
    sitting_id: Mapped[UUID] = belongs_to("sitting", index=False)
    person_id: Mapped[UUID] = belongs_to("person")
    code: Mapped[str] = mapped_column(String(8))
    note: Mapped[str] = mapped_column(String(1024))
    """Signed with the key of the room, or with that of the city's ledgers."""
    issued_at: Mapped[datetime]


class Result(CityOwned, Base):
    """A computed mark of a sitting. Marking again adds a row that names its reason
    (:class:`~exam_app.models.ResultReason`); the newest counts, the first stays."""

    __tablename__ = "result"
    __table_args__ = (
        UniqueConstraint("city_id", "sitting_id", "number"),
        CheckConstraint("(number = 1) = (reason_id IS NULL)", name="marked_again_for_a_reason"),
        CheckConstraint("key_version >= 0", name="key_version_possible"),
        # What was marked again is looked for among a million that were not.
        Index("ix_result_marked_again", "city_id", "number"),
    )
    append_only = True
    sitting_id: Mapped[UUID] = belongs_to("sitting", index=False)
    exam_session_id: Mapped[UUID] = belongs_to("exam_session")
    person_id: Mapped[UUID] = belongs_to("person")
    number: Mapped[int]
    raw: Mapped[int]
    maximum: Mapped[int]
    cut_score: Mapped[int]
    passed: Mapped[bool]
    by_topic: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Topic code to [right, asked]."""
    key_version: Mapped[int] = mapped_column(default=0)
    """The number of the newest key correction of the city when it was marked; 0: the keys of the item files."""
    reason_id: Mapped[UUID | None] = belongs_to("result_reason", nullable=True)
    """Why it was marked again; None of the first marking."""
    marked_at: Mapped[datetime]


class ResultRelease(CityOwned, Base):
    """The release of an examination's results: one row, two people; nobody sees a score before the second."""

    __tablename__ = "result_release"
    __table_args__ = (
        UniqueConstraint("city_id", "exam_session_id"),
        CheckConstraint("second_person_id IS NULL OR second_person_id <> first_person_id", name="two_people"),
        CheckConstraint("(second_person_id IS NULL) = (second_at IS NULL)", name="second_signature_whole"),
    )
    exam_session_id: Mapped[UUID] = belongs_to("exam_session", index=False)
    first_person_id: Mapped[UUID] = belongs_to("person", index=False)
    first_at: Mapped[datetime]
    second_person_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    second_at: Mapped[datetime | None]


class ResultAnnulment(CityOwned, Base):
    """A result that counts no more, by a case that was upheld. The mark itself stays as it was computed."""

    __tablename__ = "result_annulment"
    __table_args__ = (UniqueConstraint("city_id", "sitting_id"),)
    append_only = True
    sitting_id: Mapped[UUID] = belongs_to("sitting", index=False)
    """All marks of the sitting, a later one included."""
    exam_session_id: Mapped[UUID] = belongs_to("exam_session")
    person_id: Mapped[UUID] = belongs_to("person")
    consequence_id: Mapped[UUID] = belongs_to("case_consequence")
    case_number: Mapped[str] = mapped_column(String(12))
    annulled_at: Mapped[datetime]
