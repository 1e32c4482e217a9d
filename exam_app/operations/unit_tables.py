"""Units with their filings from another system's table: checked row by row, then taken in whole or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid, Refusal, Sentence, TooLate
from exam_app.journal import Tag
from exam_app.mappings import MappingFile, ReadRow, Table, read_table
from exam_app.models import Authority, GuardUnit, TrainingUnit, UnitTableDraft
from exam_app.operations import filings, operation, places
from exam_app.queries.mappings import to_read
from exam_app.queries.units import Unit, unit_of
from exam_app.rosters.tables import read_tables
from exam_app.terms import N_, AuthorityKind, FilingAct, GuardUnitKind, TableSubject, UnitKind
from exam_app.work import Work

DRAFT_LIFE = timedelta(hours=24)
MOST_ROWS = 2000
LONGEST_FILE_NAME = 200
LONGEST = {"name": 80, "number": 40, "what": 200, "division_code": 6}
"""As the tables of the registry hold them."""
FIELD_OF = {"licence_number": "number", "filing_number": "number", "county_id": "county"}
"""Fields of operations that are called otherwise in a table."""


class _Undone(Exception):
    """Ends a trial: what was written in it is rolled back."""


@dataclass(frozen=True)
class TakenIn:
    """What a table wrote: new units and filings; what was known already is left as it is."""

    units: int
    filings: int


@operation(Permission.KEEP_REGISTRY)
def preview_units(work: Work, *, file_name: str, data: bytes) -> UUID:
    """Check a table of units and keep it for 24 hours; returns the draft's id. Nothing is in the registry yet.

    Every row is tried as it would be taken in, in a piece of work of its own that is undone; so what the preview says
    is what happens. Raises :class:`~exam_app.rosters.FileRefused`, or :class:`Invalid` when the headings are missing.
    """
    mapping, table = _table(work, data)
    rows = _tried(work, mapping, table)
    faulty = sum(bool(row["findings"]) for row in rows)
    draft = work.add(
        UnitTableDraft(
            city_id=work.city_id,
            id=work.new_id(),
            county_id=work.actor.county_id,
            file_name=file_name[:LONGEST_FILE_NAME],
            rows=rows,
            created_by_id=work.actor.person_id,
            created_at=work.now,
            expires_at=work.now + DRAFT_LIFE,
        )
    )
    work.record(Tag.UNITS_PREVIEWED, "unit_table", draft.id, rows=len(rows), faulty=faulty)
    return draft.id


@operation(Permission.KEEP_REGISTRY)
def confirm_units(work: Work, draft_id: UUID) -> TakenIn:
    """Take every row of a checked table into the registry, all in this work.

    Raises :class:`Conflict` while a row is to be repaired, when it was confirmed before, or when the registry changed
    so that a row is refused now; :class:`TooLate` after 24 hours. Nothing is written then.
    """
    draft = work.lock(UnitTableDraft, draft_id)
    if draft.confirmed_at is not None:
        raise Conflict("This table is taken in already. Nothing was changed.")
    if draft.expires_at <= work.now:
        raise TooLate("This table was checked more than 24 hours ago and is deleted. Upload it again.")
    if any(row["findings"] for row in draft.rows):
        raise Conflict("Rows are to be repaired still. Repair them in the file and upload it again.")
    written = [_take_in_or_say_where(work, row) for row in draft.rows]
    taken = TakenIn(sum(unit for unit, _ in written), sum(filing for _, filing in written))
    draft.confirmed_at, draft.rows = work.now, []
    work.record(Tag.UNITS_CONFIRMED, "unit_table", draft.id, units=taken.units, filings=taken.filings)
    return taken


@operation(Permission.CLOSE_EXPIRED)
def expire_unit_tables(work: Work) -> int:
    """Empty the drafts that nobody confirmed within 24 hours; returns how many there were."""
    over = (UnitTableDraft.city_id == work.city_id, UnitTableDraft.expires_at <= work.now)
    waiting = [row for row in work.all(select(UnitTableDraft).where(*over)) if row.rows]
    if waiting:
        work.change(update(UnitTableDraft).where(*over).values(rows=[]))
    return len(waiting)


# -- read and tried -----------------------------------------------------------------------------------------------


def _table(work: Work, data: bytes) -> tuple[MappingFile, Table]:
    sheets, mappings = read_tables(data), to_read(work, TableSubject.UNITS)
    for mapping in mappings:
        for sheet in sheets:
            table = read_table(mapping, sheet.rows) if mapping.sheet in ("", sheet.name) else None
            if table is not None and table.rows:
                if len(table.rows) > MOST_ROWS:
                    raise Invalid.in_field(
                        "file", N_("The table has more than %(most)s rows. Split it."), most=MOST_ROWS
                    )
                return mapping, table
    needed = "、".join(column.heading for column in mappings[0].columns if column.field in ("name", "kind"))
    raise Invalid.in_field("file", N_("The file has no row with these headings: %(needed)s."), needed=needed)


def _tried(work: Work, mapping: MappingFile, table: Table) -> list[dict[str, Any]]:
    """Every row with its findings and what it would write, found out by doing it and undoing it."""
    headings = {column.field: column.heading for column in mapping.columns if column.field}
    tried: list[dict[str, Any]] = []
    try:
        with Work.open(work.site, work.actor, work.now) as trial:
            tried += [_try(trial, row, headings) for row in table.rows]
            raise _Undone
    except _Undone:
        return tried


def _try(trial: Work, row: ReadRow, headings: Mapping[str, str]) -> dict[str, Any]:
    values = {name: _plain(value) for name, value in row.values.items()}
    findings = [[finding.heading, *_kept(finding.sentence)] for finding in row.findings]
    unit = filing = False
    if not findings:
        try:
            unit, filing = _take_in(trial, values)
        except Refusal as refusal:
            said = refusal.fields or {"name": refusal.sentence}
            findings = [[headings.get(FIELD_OF.get(name, name), name), *_kept(text)] for name, text in said.items()]
    return {"number": row.number, "values": values, "unit": unit, "filing": filing, "findings": findings}


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _kept(said: Sentence) -> tuple[str, dict[str, str]]:
    return said.text, {name: str(value) for name, value in said.places.items()}


def _take_in_or_say_where(work: Work, row: Mapping[str, Any]) -> tuple[bool, bool]:
    try:
        return _take_in(work, row["values"])
    except Refusal as refusal:
        raise Conflict(
            "The registry has changed since the check: row %(row)s is refused now. Nothing was written; upload again.",
            row=row["number"],
        ) from refusal


# -- taken in -----------------------------------------------------------------------------------------------------


def _take_in(work: Work, values: Mapping[str, str]) -> tuple[bool, bool]:
    """Whether the row wrote a new unit, and a filing; raises a :class:`Refusal` by field."""
    for name, most in LONGEST.items():
        if len(values.get(name, "")) > most:
            raise Invalid.in_field(name, N_("Use at most %(most)s characters."), most=most)
    unit = _known(work, values)
    unit_id = unit.id if unit is not None else _new_unit(work, values)
    return unit is None, bool(values.get("act")) and _file(work, unit_id, values)


def _known(work: Work, values: Mapping[str, str]) -> Unit | None:
    model = TrainingUnit if values["kind"] == UnitKind.TRAINING.value else GuardUnit
    found = work.one(select(model.id).where(model.city_id == work.city_id, model.name == values["name"]))
    if found is None:
        return None
    unit = unit_of(work, found)
    if unit.kind.value != values["kind"]:
        raise Invalid.in_field("kind", N_("The registry has this unit as: %(kind)s. Check the row."), kind=unit.kind)
    return unit


def _new_unit(work: Work, values: Mapping[str, str]) -> UUID:
    if not work.actor.may(Permission.MANAGE_PLACES):
        raise Invalid.in_field("name", N_("This unit is not in the registry. The administrator adds it first."))
    number = values.get("number") or None
    if values["kind"] == UnitKind.TRAINING.value:
        filed = None if _is_start(values) else number
        return places.add_training_unit(work, county_id=_county(work, values), name=values["name"], filing_number=filed)
    kind = GuardUnitKind.SERVICE_COMPANY if values["kind"] == UnitKind.SERVICE_COMPANY.value else GuardUnitKind.IN_HOUSE
    if kind is GuardUnitKind.SERVICE_COMPANY and number is None:
        raise Invalid.in_field("number", N_("Enter the number of the permit."))
    return places.add_guard_unit(
        work,
        county_id=_county(work, values),
        kind=kind,
        name=values["name"],
        licence_number=None if kind is GuardUnitKind.IN_HOUSE and _is_start(values) else number,
    )


def _is_start(values: Mapping[str, str]) -> bool:
    """The number of a filed start comes to the unit with the receipt of its papers."""
    return values.get("act") == FilingAct.STARTED.value and bool(values.get("received_on"))


def _county(work: Work, values: Mapping[str, str]) -> UUID:
    query = select(Authority).where(Authority.city_id == work.city_id, Authority.kind == AuthorityKind.COUNTY)
    counties: Sequence[Authority] = work.all(query.order_by(Authority.name))
    stated = values.get("county", "")
    for county in counties:
        if stated in (county.name, county.division_code):
            return county.id
    offered = "、".join(county.name for county in counties)
    raise Invalid.in_field("county", N_("Choose one of: %(offered)s."), offered=offered)


def _file(work: Work, unit_id: UUID, values: Mapping[str, str]) -> bool:
    """Whether the event was new; one that is recorded already stays as it is, so a file can be read twice."""
    acts = {act.value: act for act in FilingAct}
    if not values.get("event_on"):
        raise Invalid.in_field("event_on", N_("Enter the date."))
    try:
        filing_id = filings.record_filing(
            work,
            unit_id,
            act=acts[values["act"]],
            event_on=date.fromisoformat(values["event_on"]),
            what=values.get("what", ""),
            division_code=values.get("division_code", ""),
        )
    except Conflict:
        return False
    if values.get("received_on"):
        received_on = date.fromisoformat(values["received_on"])
        filings.receive_filing(work, filing_id, received_on=received_on, number=values.get("number", ""))
    return True
