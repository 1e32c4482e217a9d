"""People, their photos, their accounts and how they came in."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from exam_app.actors import Role
from exam_app.db import Base, CityOwned, belongs_to, term_column
from exam_app.terms import Language, Sex, SignInOutcome


class Person(CityOwned, Base):
    """A human being, once per city: guard, candidate, clerk, officer.

    The ID number is sealed under a key outside the database and found by its blind index only.
    """

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("city_id", "id_number_index"),
        Index("ix_person_city_id_name", "city_id", "name"),
    )
    name: Mapped[str] = mapped_column(String(128))
    id_number_sealed: Mapped[bytes]
    id_number_index: Mapped[bytes]
    birth_date: Mapped[date]
    sex: Mapped[Sex] = term_column(Sex)
    phone_sealed: Mapped[bytes | None]
    photo_id: Mapped[UUID | None] = belongs_to("photo", nullable=True)
    language: Mapped[Language | None] = term_column(Language, nullable=True)
    """In which the person wants to be written to; None until somebody states it (queries.languages)."""
    created_at: Mapped[datetime]


class Photo(CityOwned, Base):
    """A canonical photo, once per content: our own re-encoding, never the file that was sent."""

    __tablename__ = "photo"
    __table_args__ = (UniqueConstraint("city_id", "digest"),)
    append_only = True
    digest: Mapped[bytes]
    """SHA-256 of ``jpeg``; its first 8 bytes stand in the certificate."""
    jpeg: Mapped[bytes]
    remarks: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """What should be better: ``kind`` (a PhotoRemark), measured ``value``, missed ``limit``."""
    created_at: Mapped[datetime]


class Account(CityOwned, Base):
    """A name and a password of a member of staff. Candidates have none."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("city_id", "login"),)
    person_id: Mapped[UUID] = belongs_to("person")
    login: Mapped[str] = mapped_column(String(40))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    """argon2id; None until the person has set a password with the one-time code."""
    pin_hash: Mapped[str | None] = mapped_column(String(200))
    """argon2id of the six digits an invigilator signs a room with; None until set."""
    code_hash: Mapped[bytes | None]
    """SHA-256 of the one-time code; None once used."""
    code_expires_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class RoleGrant(CityOwned, Base):
    """A role with its place and its dates. Exactly the place that the role needs is filled."""

    __tablename__ = "role_grant"
    __table_args__ = (CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates_in_order"),)
    account_id: Mapped[UUID] = belongs_to("account")
    role: Mapped[Role] = term_column(Role)
    authority_id: Mapped[UUID | None] = belongs_to("authority", nullable=True)
    training_unit_id: Mapped[UUID | None] = belongs_to("training_unit", nullable=True)
    guard_unit_id: Mapped[UUID | None] = belongs_to("guard_unit", nullable=True)
    centre_id: Mapped[UUID | None] = belongs_to("exam_centre", nullable=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    """Last day in force; None: until withdrawn."""

    def in_force_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class WebSession(CityOwned, Base):
    """A signed-in browser. The cookie holds 256 random bits, the table only their hash (reliability.md 3, row 1)."""

    __tablename__ = "web_session"
    __table_args__ = (
        # The hash first: who asks is found by it before the city is known.
        UniqueConstraint("token_hash", "city_id"),
        CheckConstraint(
            "CASE WHEN grant_id IS NULL THEN 0 ELSE 1 END + CASE WHEN booking_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN study_card_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN case_slip_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN applicant_slip_id IS NULL THEN 0 ELSE 1 END = 1",
            name="one_kind_of_sign_in",
        ),
    )
    token_hash: Mapped[bytes]
    account_id: Mapped[UUID | None] = belongs_to("account", nullable=True)
    grant_id: Mapped[UUID | None] = belongs_to("role_grant", nullable=True)
    booking_id: Mapped[UUID | None] = belongs_to("booking", nullable=True)
    study_card_id: Mapped[UUID | None] = belongs_to("study_card", nullable=True)
    case_slip_id: Mapped[UUID | None] = belongs_to("case_slip", nullable=True)
    applicant_slip_id: Mapped[UUID | None] = belongs_to("applicant_slip", nullable=True)
    started_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SignInAttempt(Base):
    """Every attempt to sign in, kept whether or not it succeeded; also what the growing delay counts.

    Belongs to no city: who knocks with a wrong name belongs nowhere yet. Names and addresses are kept as keyed
    hashes, so that the table is no list of people.
    """

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_name", "name_index", "at"),
        Index("ix_sign_in_attempt_address", "address_index", "at"),
    )
    append_only = True
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name_index: Mapped[bytes]
    address_index: Mapped[bytes]
    outcome: Mapped[SignInOutcome] = term_column(SignInOutcome)
    at: Mapped[datetime]


def _one_open_question(unit: str) -> Index:
    return Index(
        f"uq_identity_question_{unit.removesuffix('_id')}",
        "city_id",
        "person_id",
        unit,
        unique=True,
        sqlite_where=text("settled_at IS NULL"),
        postgresql_where=text("settled_at IS NULL"),
    )


class IdentityQuestion(CityOwned, Base):
    """Two units name different people for one ID number; the county finds out who is right.

    The asking unit learns only that its row went to the county, nothing of the other unit.
    """

    __tablename__ = "identity_question"
    __table_args__ = (
        # One index for each kind of unit: where its column is NULL, the rows of the other kind are all different.
        _one_open_question("training_unit_id"),
        _one_open_question("guard_unit_id"),
        CheckConstraint("(course_id IS NULL) <> (guard_unit_id IS NULL)", name="for_a_course_or_a_guard_unit"),
        CheckConstraint("(course_id IS NULL) = (training_unit_id IS NULL)", name="a_course_with_its_unit"),
        CheckConstraint("(guard_unit_id IS NULL) = (hired_on IS NULL)", name="a_guard_unit_with_its_day"),
    )
    county_id: Mapped[UUID] = belongs_to("authority")
    training_unit_id: Mapped[UUID | None] = belongs_to("training_unit", nullable=True)
    course_id: Mapped[UUID | None] = belongs_to("course", nullable=True)
    guard_unit_id: Mapped[UUID | None] = belongs_to("guard_unit", nullable=True)
    post_id: Mapped[UUID | None] = belongs_to("post", nullable=True, index=False)
    hired_on: Mapped[date | None]
    left_on: Mapped[date | None]
    """What a guard unit's row stated, so that the settlement can write it."""
    person_id: Mapped[UUID] = belongs_to("person")
    stated_name_sealed: Mapped[bytes]
    asked_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[UUID | None] = belongs_to("person", nullable=True, index=False)
    same_person: Mapped[bool | None]
