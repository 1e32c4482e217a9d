"""A roster, a payroll or a list of labour contracts: a file previewed, its rows repaired, the good ones confirmed.

What a confirmed row does is a matter of its kind: :mod:`exam_app.operations.roster_kinds`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid, NotFound
from exam_app.journal import Tag
from exam_app.models import RosterDraft
from exam_app.operations import operation
from exam_app.operations.roster_kinds import INTO, Into, IntoCourse, IntoUnit
from exam_app.operations.roster_lists import IntoLabour, IntoPayroll
from exam_app.queries.mappings import headings_of_people
from exam_app.queries.rosters import open_draft
from exam_app.rosters import CheckedRow, Column, Draft, Entry, Outcome, read_roster
from exam_app.terms import N_
from exam_app.work import Work

DRAFT_LIFE = timedelta(hours=24)
LONGEST_GIVEN = LONGEST_FILE_NAME = 200


@dataclass(frozen=True)
class Confirmed:
    """What a confirmation wrote: the rows of how many people, and the draft that keeps the rows still to repair."""

    written: int
    rest_id: UUID | None = None


# -- previewed and repaired -----------------------------------------------------------------------------


@operation(Permission.TRAIN)
def preview_roster(work: Work, course_id: UUID, *, file_name: str, data: bytes) -> UUID:
    """Check a course's roster and keep it as a sealed draft for 24 hours; returns the draft's id. Nobody is enrolled
    yet.

    Raises :class:`~exam_app.rosters.FileRefused` when the bytes are no roster. The file is parsed and checked before
    the first write, so the database's write lock is held for one small row only.
    """
    return _preview(work, IntoCourse.of(work, course_id), file_name, data)


@operation(Permission.EMPLOY)
def preview_guards(work: Work, *, file_name: str, data: bytes) -> UUID:
    """The same for the roster of the actor's guard unit: name, ID number and day of hiring, as its clerk keeps it."""
    return _preview(work, IntoUnit.of(work), file_name, data)


@operation(Permission.EMPLOY)
def preview_payroll(work: Work, month: date, *, file_name: str, data: bytes) -> UUID:
    """The same for the payroll of a month: name and ID number of whom the unit pays. The pay itself is not kept.

    Raises :class:`Invalid` for a month that has not begun.
    """
    if month > work.today:
        raise Invalid.in_field("month", N_("This month has not begun. Choose one that has."))
    return _preview(work, IntoPayroll.of(work, month), file_name, data)


@operation(Permission.EMPLOY)
def preview_labour_contracts(work: Work, *, file_name: str, data: bytes) -> UUID:
    """The same for labour contracts: of whom, signed when, until when."""
    return _preview(work, IntoLabour.of(work), file_name, data)


def _preview(work: Work, into: Into, file_name: str, data: bytes) -> UUID:
    draft = _looked_up(work, into, Draft(read_roster(data, into.kind, headings_of_people(work)), {}, into.posts))
    rows = draft.check(work.today)
    _forget_expired(work)
    row = _keep_draft(work, into, draft, file_name, work.now + DRAFT_LIFE)
    work.record(
        Tag.ROSTER_PREVIEWED,
        "roster_draft",
        row.id,
        accepted=len(_of(rows, Outcome.ACCEPTED)),
        refused=len(_of(rows, Outcome.REFUSED)),
    )
    return row.id


def _of(rows: Sequence[CheckedRow], outcome: Outcome) -> list[Entry]:
    """What the rows of one outcome say of their people; a refused row may say nothing and counts all the same."""
    return [row.entry for row in rows if row.outcome == outcome]  # type: ignore[misc]


@operation(Permission.TRAIN, Permission.EMPLOY)
def repair_row(work: Work, draft_id: UUID, number: int, given: Mapping[Column, str]) -> CheckedRow:
    """Put cells of one row right in the draft; the rest of the file need not be sent again.

    Returns the row as it is judged now; what was typed is kept even when it is still wrong.
    """
    row, draft = _draft_with(work, draft_id, number)
    draft = draft.with_given(number, {column: text[:LONGEST_GIVEN] for column, text in given.items()})
    entry = draft.entry(number)
    looked_up = INTO[row.kind](work, row, False).standings(work, [entry]) if entry is not None else {}
    draft = replace(draft, standings={**draft.standings, **looked_up})
    row.content_sealed = _seal(work, draft, row.id)
    return next(checked for checked in draft.check(work.today) if checked.row.number == number)


@operation(Permission.TRAIN, Permission.EMPLOY)
def leave_out_row(work: Work, draft_id: UUID, number: int) -> None:
    """Leave one row out of the roster; typing it again takes it back in."""
    row, draft = _draft_with(work, draft_id, number)
    row.content_sealed = _seal(work, draft.without(number), row.id)


def _draft_with(work: Work, draft_id: UUID, number: int) -> tuple[RosterDraft, Draft]:
    row = work.lock(RosterDraft, draft_id)
    draft = open_draft(work, row)
    if not draft.has_row(number):
        raise NotFound("This does not exist, or not for you.")
    return row, draft


@operation(Permission.TRAIN, Permission.EMPLOY)
def discard_roster(work: Work, draft_id: UUID) -> None:
    """Delete an unconfirmed roster before its day is over."""
    row = work.lock(RosterDraft, draft_id)
    open_draft(work, row)
    _forget(work, row)


@operation(Permission.CLOSE_EXPIRED, Permission.TRAIN, Permission.EMPLOY)
def expire_rosters(work: Work) -> int:
    """Delete what is left of unconfirmed rosters after 24 hours; returns how many there were."""
    return _forget_expired(work)


def _forget_expired(work: Work) -> int:
    over = work.all(
        select(RosterDraft).where(
            RosterDraft.city_id == work.city_id,
            RosterDraft.content_sealed.is_not(None),
            RosterDraft.expires_at <= work.now,
        )
    )
    for row in over:
        _forget(work, row)
    return len(over)


def _forget(work: Work, row: RosterDraft) -> None:
    row.content_sealed, row.expires_at = None, min(row.expires_at, work.now)
    work.record(Tag.ROSTER_EXPIRED, "roster_draft", row.id)


def _keep_draft(work: Work, into: Into, draft: Draft, file_name: str, expires_at: datetime) -> RosterDraft:
    row_id = work.new_id()
    return work.add(
        RosterDraft(
            city_id=work.city_id,
            id=row_id,
            kind=into.kind,
            **into.columns,
            file_name=file_name[:LONGEST_FILE_NAME],
            content_sealed=_seal(work, draft, row_id),
            created_by_id=work.actor.person_id,
            created_at=work.now,
            expires_at=expires_at,
        )
    )


def _seal(work: Work, draft: Draft, row_id: UUID) -> bytes:
    return work.site.vault.seal(draft.to_json(), "roster_draft", row_id)


def _looked_up(work: Work, into: Into, draft: Draft) -> Draft:
    return replace(draft, standings=into.standings(work, draft.entries()))


# -- a roster: confirmed ------------------------------------------------------------------------------------------


@operation(Permission.TRAIN, Permission.EMPLOY)
def confirm_roster(work: Work, draft_id: UUID) -> Confirmed:
    """Write everybody whose row is accepted and hand doubtful identities to the county, once.

    Confirming again writes nothing and returns the same figure. What the record knows is looked up anew, because hours
    may have passed since the preview. Rows still to repair go on in a draft of their own, until the same hour. Raises
    :class:`TooLate` when the draft is gone, :class:`Conflict` when there is nothing to write yet.
    """
    row = work.lock(RosterDraft, draft_id)
    if row.confirmed_at is not None:
        return Confirmed(row.written or 0)
    draft = open_draft(work, row)
    into = INTO[row.kind](work, row, True)
    draft = _looked_up(work, into, replace(draft, posts=into.posts))
    rows = draft.check(work.today)
    accepted, asked = _of(rows, Outcome.ACCEPTED), _of(rows, Outcome.COUNTY)
    if not accepted and not asked:
        raise Conflict("No row can be written yet. Repair at least one, then confirm.")
    _take_in(work, into, accepted)
    into.ask(work, asked)
    row.confirmed_at, row.written, row.content_sealed = work.now, len(accepted), None
    work.record(Tag.ROSTER_CONFIRMED, "roster_draft", row.id, written=len(accepted))
    rest = draft.rest(rows)
    rest_id = _keep_draft(work, into, rest, row.file_name, row.expires_at).id if rest is not None else None
    return Confirmed(len(accepted), rest_id)


def _take_in(work: Work, into: Into, entries: Sequence[Entry]) -> None:
    try:
        into.take_in(work, entries)
    except IntegrityError as error:
        # Another unit wrote the same new person between our look and now; the next look finds that person.
        raise Conflict(
            "Somebody entered one of these people at the same moment. Nothing was written; confirm again."
        ) from error
