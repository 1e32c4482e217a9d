"""What only a guard's row says: at which of the unit's posts, hired when, left when."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from exam_app.rosters.cells import found_at, past_day
from exam_app.rosters.columns import Column
from exam_app.rosters.dates import means_still_here
from exam_app.rosters.findings import Finding, FindingKind
from exam_app.rosters.reading import Roster, RosterRow

RESERVE = "机动"
"""The word by which a clerk says that somebody has no post."""
_NO_POST = frozenset(("", "-", "--", "—", "/", "无", "待定", "未定", "备勤", "机动岗", RESERVE))
_MOST_OFFERED = 6


@dataclass(frozen=True)
class Service:
    """A stay at the unit as the row states it; ``post`` in the unit's own spelling, empty for the reserve."""

    post: str
    hired_on: date
    left_on: date | None

    @property
    def key(self) -> str:
        return f"{self.post} {self.hired_on} {self.left_on}"


def read_service(
    roster: Roster, row: RosterRow, today: date, posts: Collection[str]
) -> tuple[Service | None, tuple[Finding, ...]]:
    """The stay, None while its days cannot be right, and every finding about it."""
    hired_on, of_hiring = _hired(roster, row, today)
    left_on, of_leaving = _left(roster, row, today)
    post, of_post = _post(roster, row, posts)
    findings = (*of_post, *of_hiring, *of_leaving)
    if hired_on is None or of_leaving:
        return None, findings
    if left_on is not None and left_on < hired_on:
        places = {"hired_on": hired_on.isoformat()}
        return None, (*findings, found_at(roster, row, Column.LEFT_ON, FindingKind.LEFT_FIRST, places))
    return Service(post, hired_on, left_on), findings


def _hired(roster: Roster, row: RosterRow, today: date) -> tuple[date | None, tuple[Finding, ...]]:
    if not roster.text(row, Column.HIRED_ON).strip():
        return None, (found_at(roster, row, Column.HIRED_ON, FindingKind.HIRED_MISSING),)
    return past_day(roster, row, Column.HIRED_ON, today)


def _left(roster: Roster, row: RosterRow, today: date) -> tuple[date | None, tuple[Finding, ...]]:
    if means_still_here(roster.text(row, Column.LEFT_ON)):
        return None, ()
    return past_day(roster, row, Column.LEFT_ON, today)


def _post(roster: Roster, row: RosterRow, posts: Collection[str]) -> tuple[str, tuple[Finding, ...]]:
    text = roster.text(row, Column.POST)
    if _plain(text) in _NO_POST:
        return "", ()
    known = {_plain(post): post for post in posts}
    if _plain(text) in known:
        return known[_plain(text)], ()
    offered = "、".join(sorted(posts)[:_MOST_OFFERED]) or "–"
    return "", (found_at(roster, row, Column.POST, FindingKind.POST_UNKNOWN, {"post": text, "posts": offered}),)


def _plain(text: str) -> str:
    """A post's name as it is compared: width, case and spaces do not matter."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).casefold()
