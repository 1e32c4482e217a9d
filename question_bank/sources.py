"""The laws and standards that items cite, each with the days on which its text is in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from question_bank.errors import Fault, FileFault, FileInvalid
from question_bank.shipped import SHIPPED
from question_bank.toml_reading import read_toml


@dataclass(frozen=True)
class LawText:
    """One text of a law, regulation, standard or body of practice.

    `valid_from` is its first day (None: no day is known), `valid_to` its last day (None: not repealed).
    """

    code: str
    title: str
    title_en: str
    valid_from: date | None = None
    valid_to: date | None = None

    def in_force_on(self, day: date) -> bool:
        """Whether an examination on this day may ask about the text.

        >>> old = LawText("X", "旧法", "Old law", valid_from=date(2013, 1, 1), valid_to=date(2025, 12, 31))
        >>> old.in_force_on(date(2025, 12, 31)), old.in_force_on(date(2026, 1, 1))
        (True, False)
        """
        begun = self.valid_from is None or self.valid_from <= day
        ended = self.valid_to is not None and self.valid_to < day
        return begun and not ended


Sources = Mapping[str, LawText]
"""Law texts by their codes."""


def read_sources(path: Path) -> Sources:
    """The law texts of a sources.toml by their codes, in file order. Raises FileInvalid with all faults."""
    table, _ = read_toml(path)
    faults = [FileFault(fault) for code, row in table.items() for fault in _faults(code, row)]
    if faults:
        raise FileInvalid(path, faults)
    return {code: LawText(code, **row) for code, row in table.items() if isinstance(row, dict)}


def shipped_sources() -> Sources:
    """The law texts that the shipped bank cites."""
    return read_sources(SHIPPED / "sources.toml")


def _faults(code: str, row: object) -> list[Fault]:
    if not isinstance(row, dict):
        return [Fault(code, repr(row), "a table with title, title_en and valid_from")]
    faults = [Fault(f"{code}.{name}", "an unknown field", "only title, title_en, valid_from and valid_to")
              for name in row.keys() - {"title", "title_en", "valid_from", "valid_to"}]  # fmt: skip
    faults += [Fault(f"{code}.{name}", repr(row.get(name)), "a text")
               for name in ("title", "title_en") if not isinstance(row.get(name), str)]  # fmt: skip
    # A TOML date and time is a datetime, which Python counts as a date, hence the exact type.
    faults += [Fault(f"{code}.{name}", repr(row[name]), "a day, e.g. 2026-01-01")
               for name in ("valid_from", "valid_to") if name in row and type(row[name]) is not date]  # fmt: skip
    return faults
