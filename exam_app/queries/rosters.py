"""A roster between upload and confirmation: what the clerk sees of it, row by row."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from exam_app.errors import Conflict, TooLate
from exam_app.models import Course, GuardUnit, RosterDraft
from exam_app.queries.listings import Listing, page_within
from exam_app.rosters import KINDS, CheckedRow, Column, Draft, Outcome, Roster, RowKind
from exam_app.rosters.unpacking import column_letters
from exam_app.work import Work

ROWS_A_PAGE = 50


@dataclass(frozen=True)
class DraftLine:
    """A roster that waits, as a list shows it."""

    id: UUID
    kind: RowKind
    into: str
    """Name of the course or of the guard unit that it goes into."""
    file_name: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class RosterPage:
    """One page of a preview: figures of the whole roster, rows of one outcome."""

    id: UUID
    course_id: UUID | None
    """None for the roster of a guard unit."""
    into: str
    file_name: str
    expires_at: datetime
    roster: Roster
    posts: tuple[str, ...]
    counts: dict[Outcome, int]
    shown: Outcome
    listing: Listing[CheckedRow]
    open_row: CheckedRow | None

    @property
    def total(self) -> int:
        """Rows that count: those left out do not."""
        return sum(self.counts.values()) - self.counts[Outcome.LEFT_OUT]

    @property
    def writes(self) -> bool:
        """Whether a confirmation would do anything."""
        return self.counts[Outcome.ACCEPTED] + self.counts[Outcome.COUNTY] > 0

    @property
    def unused_headings(self) -> tuple[str, ...]:
        used = set(self.roster.columns.values())
        return tuple(text for place, text in enumerate(self.roster.headings) if text and place not in used)


@dataclass(frozen=True)
class ConfirmedRoster:
    """A roster after its confirmation."""

    kind: RowKind
    course_id: UUID | None
    """None for the lists of a guard unit."""
    into: str
    file_name: str
    written: int


def open_draft(work: Work, row: RosterDraft) -> Draft:
    """What a draft holds. Raises :class:`Conflict` when it is confirmed, :class:`TooLate` when its day is over.

    A draft past its day is not opened even while nobody has deleted it yet.
    """
    if row.confirmed_at is not None:
        raise Conflict("This roster is confirmed already. Nothing was written twice.")
    if row.content_sealed is None or row.expires_at <= work.now:
        raise TooLate("This roster is gone: an unconfirmed one is deleted after 24 hours. Upload the file again.")
    return Draft.from_json(work.site.vault.open_bytes(row.content_sealed, "roster_draft", row.id))


def roster_page(work: Work, draft_id: UUID, *, shown: Outcome | None, page: int, row_number: int | None) -> RosterPage:
    """The preview of a roster. Without ``shown`` the rows to repair come first; ``row_number`` opens one of them."""
    row = work.get(RosterDraft, draft_id)
    draft = open_draft(work, row)
    rows = draft.check(work.today)
    counts = Counter(checked.outcome for checked in rows)
    shown = shown or next(
        (outcome for outcome in (Outcome.REFUSED, Outcome.COUNTY) if counts[outcome]), Outcome.ACCEPTED
    )
    some = [checked for checked in rows if checked.outcome == shown]
    page = page_within(page, len(some), ROWS_A_PAGE)
    here = tuple(some[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE])
    return RosterPage(
        id=row.id,
        course_id=row.course_id,
        into=_name_of(work, row),
        file_name=row.file_name,
        expires_at=row.expires_at,
        roster=draft.roster,
        posts=draft.posts,
        counts={outcome: counts[outcome] for outcome in Outcome},
        shown=shown,
        listing=Listing(here, len(some), page, ROWS_A_PAGE),
        open_row=_open_row(rows, here, shown, row_number),
    )


def _open_row(
    rows: Sequence[CheckedRow], here: Sequence[CheckedRow], shown: Outcome, number: int | None
) -> CheckedRow | None:
    """The row whose form is open: the one asked for, otherwise the first on the page that typing can repair."""
    if number is not None:
        return next((checked for checked in rows if checked.row.number == number), None)
    return next((checked for checked in here if checked.repairable), None) if shown == Outcome.REFUSED else None


def refused_rows(work: Work, draft_id: UUID) -> tuple[Roster, tuple[CheckedRow, ...]]:
    """The rows to repair, for the workbook that marks their faults."""
    draft = open_draft(work, work.get(RosterDraft, draft_id))
    return draft.roster, tuple(row for row in draft.check(work.today) if row.outcome == Outcome.REFUSED)


def confirmed_roster(work: Work, draft_id: UUID) -> ConfirmedRoster:
    """What the confirmation of a roster wrote."""
    row = work.get(RosterDraft, draft_id)
    if row.confirmed_at is None:
        raise Conflict("This roster is not confirmed yet.")
    return ConfirmedRoster(row.kind, row.course_id, _name_of(work, row), row.file_name, row.written or 0)


def _name_of(work: Work, row: RosterDraft) -> str:
    if row.course_id is not None:
        return work.get(Course, row.course_id).name
    unit = work.get(GuardUnit, work.found(row.guard_unit_id)).name
    return unit if row.month is None else f"{unit} · {row.month:%Y-%m}"


def waiting_rosters(work: Work, course_id: UUID | None = None) -> tuple[DraftLine, ...]:
    """The unit's rosters that are neither confirmed nor gone, the one that ends first on top."""
    query = (
        select(
            RosterDraft.id,
            RosterDraft.kind,
            func.coalesce(Course.name, GuardUnit.name),
            RosterDraft.file_name,
            RosterDraft.created_at,
            RosterDraft.expires_at,
        )
        .outerjoin(Course, (Course.city_id == RosterDraft.city_id) & (Course.id == RosterDraft.course_id))
        .outerjoin(GuardUnit, (GuardUnit.city_id == RosterDraft.city_id) & (GuardUnit.id == RosterDraft.guard_unit_id))
        .where(
            RosterDraft.city_id == work.city_id,
            RosterDraft.confirmed_at.is_(None),
            RosterDraft.content_sealed.is_not(None),
            RosterDraft.expires_at > work.now,
        )
        .order_by(RosterDraft.expires_at, RosterDraft.id)
    )
    if course_id is not None:
        query = query.where(RosterDraft.course_id == course_id)
    return tuple(DraftLine(*row) for row in work.rows(query))


def shown_cells(page: RosterPage, checked: CheckedRow) -> list[tuple[str, str, str, bool]]:
    """The row as the sheet has it: column letters, heading, text, and whether something was found there."""
    faulty = {finding.cell for finding in checked.findings}
    others, used = KINDS[page.roster.kind].keeps_others, set(page.roster.columns.values())
    return [
        (
            column_letters(place + 1),
            page.roster.headings[place],
            text,
            f"{column_letters(place + 1)}{checked.row.number}" in faulty,
        )
        for place, text in enumerate(checked.row.texts)
        if (page.roster.headings[place] or text) and (others or place in used)
    ]


def typed(page: RosterPage, checked: CheckedRow, column: Column) -> str:
    """What stands in the box of an opened row: what was typed last, otherwise the cell unless its digits are lost."""
    lost = page.roster.lost_digits(checked.row, column)
    return "" if lost else page.roster.text(checked.row, column)
