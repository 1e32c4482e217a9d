"""Documents of guard units: the newest version of each kind, what is missing, what has to be looked through again."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from exam_app.models import UnitDocument
from exam_app.queries.units import Unit, own_unit
from exam_app.terms import N_, DocumentKind, Term, UnitKind
from exam_app.work import Work

LAWS: Mapping[DocumentKind, str] = {
    DocumentKind.SERVICE_SYSTEM: N_("Regulation art. 4"),
    DocumentKind.DUTY_SYSTEM: N_("Regulation art. 4"),
    DocumentKind.GUARD_SYSTEM: N_("Regulation art. 4"),
    DocumentKind.LABOUR_CONTRACT: N_("Regulation art. 18"),
    DocumentKind.INSURANCE: N_("Regulation art. 20"),
}
REVIEW_SOON = 30
"""So many days before its review day a document is asked for."""


class PaperState(Term):
    """Where a kind of document stands, what needs doing first."""

    MISSING = "missing", N_("Missing")
    OVERDUE = "overdue", N_("Review day has passed")
    SOON = "soon", N_("To be reviewed soon")
    IN_ORDER = "in_order", N_("In order")


@dataclass(frozen=True)
class Version:
    """One version of a document, without its bytes."""

    id: UUID
    title: str
    size: int
    digest: str
    """First eight hexadecimal digits."""
    review_due_on: date
    uploaded_at: datetime

    @property
    def kilobytes(self) -> int:
        return -(-self.size // 1024)


@dataclass(frozen=True)
class PaperLine:
    """One kind of document of one unit, newest version first."""

    kind: DocumentKind
    state: PaperState
    law: str
    versions: Sequence[Version]

    @property
    def newest(self) -> Version | None:
        return self.versions[0] if self.versions else None


def papers_by_unit(work: Work, units: Sequence[Unit]) -> Mapping[UUID, Sequence[PaperLine]]:
    """The documents of every guard unit that is licensed or filed; one statement, no bytes."""
    query = (
        select(
            UnitDocument.guard_unit_id,
            UnitDocument.kind,
            UnitDocument.id,
            UnitDocument.title,
            UnitDocument.size,
            UnitDocument.digest,
            UnitDocument.review_due_on,
            UnitDocument.uploaded_at,
        )
        .where(UnitDocument.city_id == work.city_id)
        .order_by(UnitDocument.uploaded_at.desc(), UnitDocument.id.desc())
    )
    if len(units) == 1:
        query = query.where(UnitDocument.guard_unit_id == units[0].id)
    versions: dict[tuple[UUID, DocumentKind], list[Version]] = defaultdict(list)
    for unit_id, kind, version_id, title, size, digest, review_due_on, uploaded_at in work.rows(query):
        version = Version(version_id, title, size, digest.hex()[:8], review_due_on, uploaded_at)
        versions[unit_id, kind].append(version)
    return {
        unit.id: [_line(kind, versions[unit.id, kind], work.today) for kind in DocumentKind]
        for unit in units
        if owes(unit)
    }


def papers_of(work: Work, unit: Unit) -> Sequence[PaperLine]:
    """The documents of one unit, every kind once; nothing for a unit that does not owe them."""
    return papers_by_unit(work, [unit]).get(unit.id, ())


def own_papers(work: Work) -> Sequence[PaperLine]:
    """The documents of a clerk's unit."""
    return papers_of(work, own_unit(work))


def owes(unit: Unit) -> bool:
    """Whether a unit lays documents before the police: guard companies and in-house employers (Regulation art. 4)."""
    return unit.kind in (UnitKind.SERVICE_COMPANY, UnitKind.IN_HOUSE)


def _line(kind: DocumentKind, versions: Sequence[Version], today: date) -> PaperLine:
    return PaperLine(kind, paper_state(versions[0].review_due_on if versions else None, today), LAWS[kind], versions)


def paper_state(review_due_on: date | None, today: date) -> PaperState:
    """Where a document stands by its review day; None when there is none.

    >>> paper_state(date(2026, 11, 23), date(2026, 11, 24)).value
    'overdue'
    """
    if review_due_on is None:
        return PaperState.MISSING
    left = (review_due_on - today).days
    return PaperState.OVERDUE if left < 0 else PaperState.SOON if left <= REVIEW_SOON else PaperState.IN_ORDER
