"""The registry of units as the county reads it: who stands where with the filings, and everything about one unit."""

from collections import Counter
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
from exam_app.queries.listings import Listing, page_within
from exam_app.queries.mismatches import Checked, checked_unit, mismatches_by_unit
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


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to."""

    kind: UnitKind | None = None
    state: RegistryState | None = None
    county_id: UUID | None = None
    station_id: UUID | None = None


@dataclass(frozen=True)
class Registry:
    """The list, narrowed; ``by_state`` counts what is narrowed by everything but the state."""

    wanted: Wanted
    by_state: Mapping[RegistryState, int]
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
    can_file: bool
    contracts: Sequence[ContractLine]
    posts: Sequence[PostLine]
    papers: Sequence[PaperLine]
    checked: Checked


def registry(work: Work, wanted: Wanted, page: int = 1) -> Registry:
    """The units in reach, what needs doing first; about a dozen statements whatever their number."""
    known, stations = units(work), station_by_unit(work)
    filings, papers, mismatches = filings_by_unit(work, known), papers_by_unit(work, known), mismatches_by_unit(work)
    lines = [
        RegistryLine(
            unit,
            state_of(unit, filings.get(unit.id, ())),
            next((line for line in filings.get(unit.id, ()) if line.is_open), None),
            sum(paper.state in (PaperState.MISSING, PaperState.OVERDUE) for paper in papers.get(unit.id, ())),
            len(mismatches.get(unit.id, ())),
        )
        for unit in known
        if wanted.kind in (None, unit.kind)
        and wanted.county_id in (None, unit.county_id)
        and wanted.station_id in (None, stations.get(unit.id))
    ]
    counts = Counter(line.state for line in lines)
    some = [line for line in lines if wanted.state in (None, line.state)]
    some.sort(key=_need)
    page = page_within(page, len(some), UNITS_A_PAGE)
    here = some[(page - 1) * UNITS_A_PAGE : page * UNITS_A_PAGE]
    by_state = {state: counts[state] for state in RegistryState}
    return Registry(wanted, by_state, Listing(here, len(some), page, UNITS_A_PAGE))


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
        bool(acts_of(unit)),
        contracts_of(work, unit.id) if guards else (),
        posts_of(work, unit.id) if guards else (),
        papers_of(work, unit),
        checked_unit(work, unit.id) if guards else Checked(),
    )
