"""Rosters: the bytes of an .xlsx file, as people really keep them, to rows with findings. No database, no Flask.

A roster is about trainees, guards, a payroll or labour contracts (:class:`RowKind`): one machine, a declaration of
columns and checks for each.
:func:`read_roster` finds the heading row and the people under it; :func:`check` says of every row whether it is
accepted, and if not, which cell is wrong and what to do. A :class:`Draft` is what is kept, sealed, between preview and
confirmation. :func:`write_marked` gives the refused rows back as a workbook, :func:`write_template` an empty one.
"""

from exam_app.rosters.agreement import Agreement
from exam_app.rosters.checking import CheckedRow, Entry, Outcome, Standing, check
from exam_app.rosters.columns import KINDS, Column, RowKind
from exam_app.rosters.drafts import Draft
from exam_app.rosters.findings import Finding, FindingKind
from exam_app.rosters.reading import Roster, RosterRow, cell_name, read_roster
from exam_app.rosters.service import RESERVE, Service
from exam_app.rosters.unpacking import FileRefused
from exam_app.rosters.writing import write_marked, write_template

__all__ = [
    "KINDS",
    "RESERVE",
    "Agreement",
    "CheckedRow",
    "Column",
    "Draft",
    "Entry",
    "FileRefused",
    "Finding",
    "FindingKind",
    "Outcome",
    "Roster",
    "RosterRow",
    "RowKind",
    "Service",
    "Standing",
    "cell_name",
    "check",
    "read_roster",
    "write_marked",
    "write_template",
]
