"""The registry of units as the desks read it: who stands where with the filings, and everything about one unit."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from exam_app.queries.contracts import ContractLine, PostLine, contracts_of, posts_of
from exam_app.queries.filings import (
    FilingLine,
    ReferralLine,
    acts_of,
    filings_by_unit,
    filings_of,
    referrals_by_unit,
)
from exam_app.queries.lessons import TeachingStaff, staff_of
from exam_app.queries.listings import Listing, page_within
from exam_app.queries.mismatches import Checked, checked_unit, mismatches_by_unit
from exam_app.queries.places import Place
from exam_app.queries.registry_entries import FilingEntry, Guarded, filing_entries, guarded_by_unit
from exam_app.queries.unit_documents import PaperLine, PaperState, papers_by_unit, papers_of
from exam_app.queries.units import Detail, Unit, detail_on, details_of, lead_of, station_by_unit, unit_of, units
from exam_app.terms import N_, FilingState, Term, UnitKind
from exam_app.work import Work

UNITS_A_PAGE = 50


class RegistryState(Term):
    """Where a unit stands with permit and filings, what needs doing first."""

    LEAD = "lead", N_("Known from a lead")
    LATE = "late", N_("Filing late")
    UNFILED = "unfiled", N_("Not filed")
    RUNNING = "running", N_("Filing open")
    IN_ORDER = "in_order", N_("Licensed or filed")


class UnitMark(Term):
    """What units are sought by, beside kind and state."""

    MISMATCH = "mismatch", N_("Something does not fit")
    PAPERS = "papers", N_("Documents missing or overdue")
    KEY_UNIT = "key_unit", N_("Guards a key protected unit")
    VENUE = "venue", N_("Guards an entertainment venue")


@dataclass(frozen=True)
class RegistryLine:
    """One unit in the list, with the sums of what does not fit."""

    unit: Unit
    state: RegistryState
    filing: FilingLine | None
    """The open filing that needs doing first."""
    papers: int
    """Documents that are missing or past their review day."""
    mismatches: int
    guarded: Guarded
    station_id: UUID | None
    """The police station that looks after the unit."""

    def has(self, mark: UnitMark) -> bool:
        """Whether the unit is found by a mark."""
        counts = {
            UnitMark.MISMATCH: self.mismatches,
            UnitMark.PAPERS: self.papers,
            UnitMark.KEY_UNIT: self.guarded.key_units,
            UnitMark.VENUE: self.guarded.venues,
        }
        return counts[mark] > 0


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to."""

    kind: UnitKind | None = None
    state: RegistryState | None = None
    mark: UnitMark | None = None
    county_id: UUID | None = None
    station_id: UUID | None = None


@dataclass(frozen=True)
class CountyCounts:
    """How many units a county supervises, by kind and by state."""

    county: Place
    units: int
    by_kind: Mapping[UnitKind, int]
    by_state: Mapping[RegistryState, int]
    mismatched: int
    """Units of which something does not fit."""


@dataclass(frozen=True)
class Registry:
    """The list, narrowed; ``by_state`` counts what is narrowed by everything but the state, ``counties`` what is
    narrowed by neither state nor county."""

    wanted: Wanted
    by_state: Mapping[RegistryState, int]
    counties: Sequence[CountyCounts]
    lines: Listing[RegistryLine]


@dataclass(frozen=True)
class LeadLine:
    """A unit known from a lead, and what became of the lead."""

    unit: Unit
    days: int
    """Since it was noted."""
    referral: ReferralLine | None
    """The newest."""

    @property
    def is_open(self) -> bool:
        """Nobody has confirmed to have received it."""
        return self.referral is None or self.referral.receipt_on is None


@dataclass(frozen=True)
class UnitPage:
    """Everything about one unit."""

    unit: Unit
    state: RegistryState
    lead: str
    referrals: Sequence[ReferralLine]
    detail: Detail | None
    """In force on the day that is looked at."""
    on: date
    details: Sequence[Detail]
    filings: Sequence[FilingLine]
    entries: Sequence[FilingEntry]
    """What was entered about them, newest first."""
    can_file: bool
    staff: TeachingStaff
    """Who teaches there, and where; empty for a guard unit that holds no lessons of its own."""
    contracts: Sequence[ContractLine]
    posts: Sequence[PostLine]
    papers: Sequence[PaperLine]
    checked: Checked


def registry(work: Work, wanted: Wanted, page: int = 1) -> Registry:
    """The units in reach, what needs doing first; about a dozen statements whatever their number."""
    alike = [line for line in _lines(work) if wanted.mark is None or line.has(wanted.mark)]
    alike = [line for line in alike if wanted.kind in (None, line.unit.kind)]
    here = [line for line in alike if _is_there(line, wanted)]
    some = sorted((line for line in here if wanted.state in (None, line.state)), key=_need)
    page = page_within(page, len(some), UNITS_A_PAGE)
    shown = some[(page - 1) * UNITS_A_PAGE : page * UNITS_A_PAGE]
    return Registry(wanted, _by_state(here), _by_county(alike), Listing(shown, len(some), page, UNITS_A_PAGE))


def registry_lines(work: Work, wanted: Wanted) -> Sequence[RegistryLine]:
    """The same list whole, for a table that leaves."""
    return sorted(
        (
            line
            for line in _lines(work)
            if _is_there(line, wanted)
            and wanted.kind in (None, line.unit.kind)
            and wanted.state in (None, line.state)
            and (wanted.mark is None or line.has(wanted.mark))
        ),
        key=_need,
    )


def _lines(work: Work) -> list[RegistryLine]:
    """Every unit in reach."""
    known, stations = units(work), station_by_unit(work)
    filings, papers, mismatches = filings_by_unit(work, known), papers_by_unit(work, known), mismatches_by_unit(work)
    guarded = guarded_by_unit(work)
    return [
        RegistryLine(
            unit,
            state_of(unit, filings.get(unit.id, ())),
            next((line for line in filings.get(unit.id, ()) if line.is_open), None),
            sum(paper.state in (PaperState.MISSING, PaperState.OVERDUE) for paper in papers.get(unit.id, ())),
            len(mismatches.get(unit.id, ())),
            guarded.get(unit.id, Guarded()),
            stations.get(unit.id),
        )
        for unit in known
    ]


def _is_there(line: RegistryLine, wanted: Wanted) -> bool:
    return wanted.county_id in (None, line.unit.county_id) and wanted.station_id in (None, line.station_id)


def _by_state(lines: Sequence[RegistryLine]) -> Mapping[RegistryState, int]:
    counts = Counter(line.state for line in lines)
    return {state: counts[state] for state in RegistryState}


def _by_county(lines: Sequence[RegistryLine]) -> Sequence[CountyCounts]:
    """What each county has, by name; counties without a unit among the lines are absent."""
    by_county: dict[Place, list[RegistryLine]] = defaultdict(list)
    for line in lines:
        by_county[Place(line.unit.county_id, line.unit.county)].append(line)
    return [counted(county, by_county[county]) for county in sorted(by_county, key=lambda county: county.name)]


def counted(county: Place, lines: Sequence[RegistryLine]) -> CountyCounts:
    """The counts of some units of one county."""
    kinds = Counter(line.unit.kind for line in lines)
    by_kind = {kind: kinds[kind] for kind in UnitKind}
    return CountyCounts(county, len(lines), by_kind, _by_state(lines), sum(line.mismatches > 0 for line in lines))


def _need(line: RegistryLine) -> tuple[int, int, int, str]:
    return list(RegistryState).index(line.state), -line.mismatches, -line.papers, line.unit.name


def state_of(unit: Unit, filings: Sequence[FilingLine]) -> RegistryState:
    """The one thing to say of a unit."""
    if unit.has_lead:
        return RegistryState.LEAD
    states = {line.standing.state for line in filings}
    if FilingState.LATE in states:
        return RegistryState.LATE
    if states & {FilingState.DUE, FilingState.NO_CLOCK}:
        return RegistryState.RUNNING
    return RegistryState.IN_ORDER if unit.number else RegistryState.UNFILED


def leads(work: Work) -> Sequence[LeadLine]:
    """Units known from a lead: open ones first, the oldest before the others."""
    referred = referrals_by_unit(work)
    lines = [
        LeadLine(unit, (work.today - (unit.noted_on or work.today)).days, next(iter(referred.get(unit.id, ())), None))
        for unit in units(work)
        if unit.has_lead
    ]
    return sorted(lines, key=lambda line: (not line.is_open, -line.days, line.unit.name))


def unit_page(work: Work, unit_id: UUID, on: date | None = None) -> UnitPage:
    """One unit, with the details that were in force on a day (today, unless said)."""
    unit = unit_of(work, unit_id)
    details, filings, day = details_of(work, unit), filings_of(work, unit), on or work.today
    guards = not unit.trains
    return UnitPage(
        unit,
        state_of(unit, filings),
        lead_of(work, unit),
        referrals_by_unit(work).get(unit.id, ()) if unit.noted_on else (),
        detail_on(details, day),
        day,
        details,
        filings,
        filing_entries(work, unit),
        bool(acts_of(unit)),
        staff_of(work, unit.id),
        contracts_of(work, unit.id) if guards else (),
        posts_of(work, unit.id) if guards else (),
        papers_of(work, unit),
        checked_unit(work, unit.id) if guards else Checked(),
    )
