"""What only the row of a labour contract says: signed when, ending when, of which kind."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from exam_app.rosters.cells import Day, day_at, found_at, past_day
from exam_app.rosters.columns import Column
from exam_app.rosters.findings import Finding, FindingKind
from exam_app.rosters.reading import Roster, RosterRow
from exam_app.terms import LabourContractKind

_NO_END = frozenset(("", "-", "--", "—", "/", "无", "长期", "无固定", "无固定期限", "open", "none"))
"""What stands in the column of the end where there is none."""
_KINDS: Mapping[str, LabourContractKind] = {
    **dict.fromkeys(("固定期限", "固定", "有固定期限", "fixed", "fixedterm"), LabourContractKind.FIXED),
    **dict.fromkeys(("无固定期限", "无固定", "長期", "长期", "open", "openended"), LabourContractKind.OPEN),
    **dict.fromkeys(
        ("任务", "任务型", "以完成一定工作任务为期限", "完成一定工作任务", "task"), LabourContractKind.TASK
    ),
}


@dataclass(frozen=True)
class Agreement:
    """A labour contract as the row states it (Labour Contract Law art. 12)."""

    kind: LabourContractKind
    signed_on: date
    ends_on: date | None

    @property
    def key(self) -> str:
        return f"{self.kind.value} {self.signed_on} {self.ends_on}"


def read_agreement(
    roster: Roster, row: RosterRow, today: date, _posts: Collection[str]
) -> tuple[Agreement | None, tuple[Finding, ...]]:
    """The contract, None while it cannot be right, and every finding about it."""
    signed_on, of_signing = _signed(roster, row, today)
    ends_on, of_ending = _ends(roster, row)
    kind, of_kind = _kind(roster, row, ends_on)
    findings = (*of_signing, *of_ending, *of_kind)
    if signed_on is None or kind is None or findings:
        return None, findings
    fault = _fault(kind, signed_on, ends_on)
    if fault is not None:
        places = {"signed_on": signed_on.isoformat()} if fault == FindingKind.ENDS_FIRST else {}
        return None, (found_at(roster, row, Column.ENDS_ON, fault, places),)
    return Agreement(kind, signed_on, ends_on), ()


def _fault(kind: LabourContractKind, signed_on: date, ends_on: date | None) -> FindingKind | None:
    """What does not fit in days that are possible each by itself."""
    if ends_on is not None and ends_on < signed_on:
        return FindingKind.ENDS_FIRST
    if kind == LabourContractKind.FIXED and ends_on is None:
        return FindingKind.ENDS_MISSING
    if kind == LabourContractKind.OPEN and ends_on is not None:
        return FindingKind.ENDS_NEVER
    return None


def _signed(roster: Roster, row: RosterRow, today: date) -> Day:
    if not roster.text(row, Column.SIGNED_ON).strip():
        return None, (found_at(roster, row, Column.SIGNED_ON, FindingKind.SIGNED_MISSING),)
    return past_day(roster, row, Column.SIGNED_ON, today)


def _ends(roster: Roster, row: RosterRow) -> Day:
    return (None, ()) if _plain(roster.text(row, Column.ENDS_ON)) in _NO_END else day_at(roster, row, Column.ENDS_ON)


def _kind(
    roster: Roster, row: RosterRow, ends_on: date | None
) -> tuple[LabourContractKind | None, tuple[Finding, ...]]:
    """The kind as the row says it; where it says none, a contract with a last day is for a fixed term."""
    text = roster.text(row, Column.AGREEMENT)
    if not text.strip():
        return (LabourContractKind.OPEN if ends_on is None else LabourContractKind.FIXED), ()
    kind = _KINDS.get(re.sub(r"(劳动)?合同$", "", _plain(text)))
    if kind is None:
        return None, (found_at(roster, row, Column.AGREEMENT, FindingKind.AGREEMENT_ODD, {"text": text}),)
    return kind, ()


def _plain(text: str) -> str:
    return re.sub(r"[\s\-_]", "", unicodedata.normalize("NFKC", text)).casefold() or text.strip()
