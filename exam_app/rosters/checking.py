"""Every row of a roster accepted or refused, with its findings; pure: of the roster, the day and what is on record."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from certificates import normalise_name
from certificates.holder import fault_in_name
from exam_app.id_numbers import LEAST_AGE, IdNumber, IdNumberWrong, read_id_number
from exam_app.rosters.agreement import Agreement, read_agreement
from exam_app.rosters.cells import found_at as _finding
from exam_app.rosters.columns import Column, RowKind
from exam_app.rosters.findings import BEYOND_REPAIR, UNCHANGED, WARNINGS, Finding, FindingKind
from exam_app.rosters.reading import Roster, RosterRow
from exam_app.rosters.service import Service, read_service
from exam_app.terms import N_, Sex, Term

LONGEST_NAME_BYTES = 128
_SEXES = {
    **dict.fromkeys(("男", "男性", "m", "male"), Sex.MALE),
    **dict.fromkeys(("女", "女性", "f", "female"), Sex.FEMALE),
}
_PHONE = re.compile(r"(\+?86)?(1[3-9][0-9]{9}|0[0-9]{9,11})")
_CHINESE_WITH_SPACES = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff\s\u3000]+")
_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
ID_FAULTS = {
    "characters": FindingKind.ID_CHARACTERS,
    "length": FindingKind.ID_LENGTH,
    "check": FindingKind.ID_CHECK,
    "birth": FindingKind.ID_BIRTH,
}


class Outcome(Term):
    """What becomes of a row when the roster is confirmed."""

    ACCEPTED = "accepted", N_("Accepted")
    REFUSED = "refused", N_("To repair")
    COUNTY = "county", N_("Goes to the county")
    LEFT_OUT = "left_out", N_("Left out")


class Standing(Term):
    """What the record knows of a row's number, as far as this unit may learn it."""

    ENROLLED = "enrolled", N_("In this course already")
    RECORDED = "recorded", N_("On record as the row says")
    OVERLAPS = "overlaps", N_("On record with other days")
    OTHER_NAME = "other_name", N_("On record with another name")
    LISTED = "listed", N_("In this list already")
    NOT_HERE = "not_here", N_("Not on the unit's roster")
    NAME_HERE = "name_here", N_("On the unit's roster with another name")


Said = Service | Agreement
"""What only the rows of one kind say."""
_READERS: Mapping[
    RowKind, Callable[[Roster, RosterRow, date, Collection[str]], tuple[Said | None, tuple[Finding, ...]]]
] = {RowKind.GUARD: read_service, RowKind.LABOUR: read_agreement}
"""Of kinds whose rows say more than who somebody is."""


@dataclass(frozen=True)
class Entry:
    """What a row says of a person, once name and number can be right."""

    name: str
    id_number: IdNumber
    phone: str | None
    said: Said | None = None
    """None for kinds whose rows say only who somebody is."""

    @property
    def key(self) -> str:
        """Everything that is stated, but the telephone: what a :class:`Standing` is about."""
        person = f"{self.id_number.text} {self.name}"
        return person if self.said is None else f"{person} {self.said.key}"


@dataclass(frozen=True)
class CheckedRow:
    """A row with everything that was found, worst first as the sheet has it."""

    row: RosterRow
    name: str
    entry: Entry | None
    findings: tuple[Finding, ...]

    @property
    def outcome(self) -> Outcome:
        kinds = {finding.kind for finding in self.findings} - WARNINGS
        if self.row.left_out or (kinds and kinds <= UNCHANGED):
            return Outcome.LEFT_OUT
        if kinds - {FindingKind.OTHER_NAME}:
            return Outcome.REFUSED
        return Outcome.COUNTY if kinds else Outcome.ACCEPTED

    @property
    def repairable(self) -> bool:
        """Whether typing name or number again can help; otherwise the row is to be left out."""
        return any(finding.kind not in BEYOND_REPAIR | WARNINGS for finding in self.findings)

    @property
    def main_finding(self) -> Finding | None:
        """What a one-line list says of the row."""
        return next((found for found in self.findings if found.kind not in WARNINGS), None) or next(
            iter(self.findings), None
        )


def check(
    roster: Roster, today: date, standings: Mapping[str, Standing], posts: Collection[str] = ()
) -> tuple[CheckedRow, ...]:
    """Check every row alone, against the others, and against ``standings`` (by :attr:`Entry.key`).

    ``posts`` are the names of the guard unit's posts, for rosters of guards.

    Two rows with one number and one name are one person twice: the first stays. With two names nobody here knows which
    is right, so neither is accepted until one is corrected or left out.
    """
    rows = [_alone(roster, row, today, posts) for row in roster.rows]
    doubts = _doubles(roster, rows)
    return tuple(_with_more(roster, row, doubts.get(row.row.number), standings) for row in rows)


def read_entry(roster: Roster, row: RosterRow, posts: Collection[str] = ()) -> Entry | None:
    """What a row says of a person; None while name, number or days cannot be right."""
    checked = _alone(roster, row, date.max, posts)
    return checked.entry


# -- one row ------------------------------------------------------------------------------------------------------


def _alone(roster: Roster, row: RosterRow, today: date, posts: Collection[str]) -> CheckedRow:
    name = spelled(roster.text(row, Column.NAME))
    findings = []
    name_fault = _name_fault(name)
    if name_fault is not None:
        findings.append(_finding(roster, row, Column.NAME, *name_fault))
    number = _number(roster, row)
    if isinstance(number, Finding):
        return CheckedRow(row, name, None, (*findings, number, *_of_its_kind(roster, row, today, posts)[1]))
    if (age := number.age_on(today)) < LEAST_AGE:
        findings.append(_finding(roster, row, Column.ID_NUMBER, FindingKind.UNDER_AGE, {"age": max(age, 0)}))
    findings += _sex_warning(roster, row, number)
    phone, warning = _phone(roster, row)
    said, of_kind = _of_its_kind(roster, row, today, posts)
    cannot_be = name_fault is not None or (roster.kind in _READERS and said is None)
    entry = None if cannot_be else Entry(name, number, phone, said)
    return CheckedRow(row, name, entry, (*findings, *of_kind, *warning))


def _of_its_kind(
    roster: Roster, row: RosterRow, today: date, posts: Collection[str]
) -> tuple[Said | None, tuple[Finding, ...]]:
    """What only rows of this kind say."""
    reader = _READERS.get(roster.kind)
    return (None, ()) if reader is None else reader(roster, row, today, posts)


def spelled(text: str) -> str:
    """A name as it is kept. Spaces that push two Chinese characters apart are alignment, not spelling.

    >>> spelled("王　伟"), spelled("John Smith")
    ('王伟', 'John Smith')
    """
    name = normalise_name(text)
    return re.sub(r"[\s\u3000]", "", name) if _CHINESE_WITH_SPACES.fullmatch(name) else name


def _name_fault(name: str) -> tuple[FindingKind, Mapping[str, object]] | None:
    if not name:
        return FindingKind.NAME_MISSING, {}
    if len(name.encode(errors="replace")) > LONGEST_NAME_BYTES:
        return FindingKind.NAME_LONG, {}
    for character in name:
        # Between others, so that a space is judged as part of a name and not as one at its end.
        if fault_in_name(f"x{character}x") is not None:
            return FindingKind.NAME_CHARACTER, {"character": f"U+{ord(character):04X}"}
    return None


def _number(roster: Roster, row: RosterRow) -> IdNumber | Finding:
    text = roster.text(row, Column.ID_NUMBER)
    if roster.lost_digits(row, Column.ID_NUMBER):
        return _finding(roster, row, Column.ID_NUMBER, FindingKind.DIGITS_LOST)
    if not text.strip():
        return _finding(roster, row, Column.ID_NUMBER, FindingKind.ID_MISSING)
    try:
        return read_id_number(text)
    except IdNumberWrong as wrong:
        places = {"length": {"length": wrong.expected}, "check": {"expected": wrong.expected}}.get(wrong.fault, {})
        if wrong.fault == "birth":
            places = {"birth": _birth_digits(text)}
        return _finding(roster, row, Column.ID_NUMBER, ID_FAULTS[wrong.fault], places)


def _birth_digits(text: str) -> str:
    digits = re.sub(r"[^0-9]", "", text.translate(_WIDE))
    return f"{digits[6:10]}-{digits[10:12]}-{digits[12:14]}"


def _sex_warning(roster: Roster, row: RosterRow, number: IdNumber) -> list[Finding]:
    stated = _SEXES.get(roster.text(row, Column.SEX).casefold())
    if stated is None or stated == number.sex:
        return []
    places = {"stated": stated, "sex": number.sex}
    return [_finding(roster, row, Column.SEX, FindingKind.SEX_DIFFERS, places)]


def _phone(roster: Roster, row: RosterRow) -> tuple[str | None, tuple[Finding, ...]]:
    """A mobile or a landline number in plain digits, or the warning that it is neither."""
    text = roster.text(row, Column.PHONE)
    plain = re.sub(r"[\s\-—()'’]", "", text.translate(_WIDE))
    if not plain:
        return None, ()
    found = _PHONE.fullmatch(plain)
    if found is None:
        return None, (_finding(roster, row, Column.PHONE, FindingKind.PHONE_ODD),)
    return found[2], ()


# -- among the others ---------------------------------------------------------------------------------------------


def _doubles(roster: Roster, rows: Sequence[CheckedRow]) -> dict[int, Finding]:
    """By row number: what another row of the file says about the same ID number."""
    same: dict[str, list[CheckedRow]] = defaultdict(list)
    for row in rows:
        if row.entry is not None and not row.row.left_out:
            same[row.entry.id_number.text].append(row)
    found = {}
    for group in same.values():
        for row in group[1:] if len({row.name for row in group}) == 1 else group:
            found[row.row.number] = _double(roster, row, group)
    return found


def _double(roster: Roster, row: CheckedRow, group: Sequence[CheckedRow]) -> Finding:
    other = next((one for one in group if one.name != row.name), group[0])
    kind = FindingKind.REPEATED if other.name == row.name else FindingKind.SAME_NUMBER
    cell = roster.cell(other.row, Column.ID_NUMBER)
    return _finding(roster, row.row, Column.ID_NUMBER, kind, {"other": cell})


def _with_more(
    roster: Roster, row: CheckedRow, double: Finding | None, standings: Mapping[str, Standing]
) -> CheckedRow:
    findings = row.findings if double is None else (double, *row.findings)
    standing = standings.get(row.entry.key) if row.entry is not None else None
    if standing is not None:
        findings = (*findings, _finding(roster, row.row, Column.ID_NUMBER, FindingKind[standing.name]))
    return replace(row, findings=findings)
