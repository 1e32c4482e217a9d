"""The registry of units as every desk reads it: list, table, one unit, leads. Changes are made at the own desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from exam_app.actors import Permission
from exam_app.operations.registry_tables import write_registry
from exam_app.queries import places, registry, units
from exam_app.queries.filings import FilingLine
from exam_app.queries.registry import RegistryLine, RegistryState, UnitMark, Wanted
from exam_app.queries.registry_tables import RegistryTable, Stated
from exam_app.queries.units import Unit
from exam_app.terms import Term, UnitKind
from exam_app.web.rendering import day, label
from exam_app.web.workbooks import Sheet, workbook_of
from exam_app.work import Work

T = TypeVar("T", bound=Term)


@dataclass(frozen=True)
class RegistryPages:
    """Where an audience has these pages."""

    audience: str

    def to(self, page: str, **more: object) -> str:
        """The address of a page, by the name of its view."""
        return url_for(f"{self.audience}.{page}", **more)  # type: ignore[arg-type]  # values are ids and words

    def of(self, unit: Unit, **more: object) -> str:
        """The address of a unit's own page."""
        return self.to("training_unit" if unit.trains else "unit", unit_id=unit.id, **more)


def registry_list(work: Work, pages: RegistryPages) -> ResponseReturnValue:
    """The units in reach, narrowed as the address says; counts by county for who has more than one."""
    found = registry.registry(work, _wanted(), request.args.get("page", 1, type=int) or 1)
    return render_template(
        "office/units/units.html",
        found=found,
        kinds=UnitKind,
        states=RegistryState,
        marks=UnitMark,
        counties=() if work.actor.county_id else places.counties(work),
        stations=units.stations_of(work, work.actor.county_id or found.wanted.county_id),
        pages=pages,
        keeps=_keeps(work),
    )


def leads_list(work: Work, pages: RegistryPages) -> ResponseReturnValue:
    return render_template("office/units/leads.html", lines=registry.leads(work), pages=pages, keeps=_keeps(work))


def unit_entry(work: Work, pages: RegistryPages, unit_id: UUID) -> ResponseReturnValue:
    """Everything about one unit, with the details of the day in the address; each kind of unit has its own address."""
    page = registry.unit_page(work, unit_id, _day(request.args.get("on")))
    if request.path != pages.of(page.unit):
        return redirect(pages.of(page.unit))
    return render_template("office/units/unit.html", page=page, pages=pages, keeps=_keeps(work))


def registry_workbook(work: Work) -> ResponseReturnValue:
    """The list as it is narrowed, all pages of it, and every filing of these units; that it was written is recorded."""
    found = write_registry(work, _wanted())
    return workbook_of(
        [_units_sheet(found), _filings_sheet(found)], gettext("Registry of units, %(day)s", day=day(work.today))
    )


def _wanted() -> Wanted:
    return Wanted(
        kind=_chosen(UnitKind, "kind"),
        state=_chosen(RegistryState, "state"),
        mark=_chosen(UnitMark, "mark"),
        county_id=request.args.get("county", type=UUID),
        station_id=request.args.get("station", type=UUID),
    )


def _chosen(terms: type[T], name: str) -> T | None:
    return next((term for term in terms if term == request.args.get(name)), None)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _keeps(work: Work) -> bool:
    """Whether who reads may change the registry too."""
    return work.actor.may(Permission.KEEP_REGISTRY)


def _units_sheet(found: RegistryTable) -> Sheet:
    headings = [
        gettext("Unit"),
        gettext("Kind"),
        gettext("County"),
        gettext("State"),
        gettext("Permit or filing"),
        gettext("Legal person"),
        gettext("Address"),
        gettext("Police station"),
        gettext("Area"),
        gettext("Own premises"),
        gettext("Other sites"),
        gettext("Trainers"),
        gettext("Rooms"),
        gettext("Key protected units"),
        gettext("Entertainment venues"),
        gettext("Documents missing or overdue"),
        gettext("Does not fit"),
    ]
    return Sheet(headings, [_unit_row(line, found) for line in found.lines], gettext("Units"))


def _unit_row(line: RegistryLine, found: RegistryTable) -> Sequence[str]:
    unit, stated = line.unit, found.stated.get(line.unit.id, Stated())
    staff = (found.trainers[unit.id], found.rooms[unit.id])
    taught = [str(count) if unit.trains or count else "" for count in staff]
    guarded = ["", ""] if unit.trains else [str(line.guarded.key_units), str(line.guarded.venues)]
    sums = ["", ""] if unit.trains else [str(line.papers), str(line.mismatches)]
    return [
        unit.name,
        label(unit.kind),
        unit.county,
        label(line.state),
        unit.number or "",
        stated.legal_person,
        stated.address,
        stated.station,
        stated.areas,
        stated.premises,
        stated.sites,
        *taught,
        *guarded,
        *sums,
    ]


def _filings_sheet(found: RegistryTable) -> Sheet:
    headings = [
        gettext("Unit"),
        gettext("Kind"),
        gettext("County"),
        gettext("What is filed"),
        gettext("Day of the event"),
        gettext("What changes or where"),
        gettext("Last day of the period"),
        gettext("State"),
        gettext("Days late"),
        gettext("Received on"),
        gettext("Filing number"),
        gettext("Law"),
    ]
    return Sheet(headings, [_filing_row(unit, line) for unit, line in found.filings], gettext("Filings"))


def _filing_row(unit: Unit, line: FilingLine) -> Sequence[str]:
    standing = line.standing
    is_late = standing.state in ("late", "filed_late")
    return [
        unit.name,
        label(unit.kind),
        unit.county,
        label(line.act),
        day(line.event_on),
        " ".join(filter(None, (line.what, line.division_code))),
        day(standing.due_on) if standing.due_on else "",
        label(standing.state),
        str(standing.days) if is_late else "",
        day(line.received_on) if line.received_on else "",
        line.number,
        gettext(line.law),
    ]
