"""What the registry holds of a unit, with defaults for all that a test is not about."""

from datetime import date
from typing import Any
from uuid import UUID

from exam_app.operations import contracts, filings, registry, unit_documents
from exam_app.terms import DocumentKind, FilingAct
from exam_app.work import Site, Work
from tests.cast import Cast
from tests.conftest import NOON

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


def filed(site: Site, cast: Cast, unit_id: UUID, *, who: str = "zhou", **more: Any) -> UUID:
    """An event recorded by a county: by default the start of training on 1 September 2026."""
    given = {"act": FilingAct.STARTED, "event_on": date(2026, 9, 1), **more}
    with Work.open(site, cast[who], NOON) as work:
        return filings.record_filing(work, unit_id, **given)


def stated(site: Site, cast: Cast, unit_id: UUID, *, who: str = "zhou", **more: Any) -> UUID:
    """Details of a unit, from 1 January 2026 on."""
    given = {"stated_from": date(2026, 1, 1), "legal_person": "陈建业", "address": "青溪县人民路101号", **more}
    with Work.open(site, cast[who], NOON) as work:
        return registry.state_details(work, unit_id, **given)


def contracted(
    site: Site, cast: Cast, *post_ids: UUID, unit_id: UUID | None = None, who: str = "ye", **more: Any
) -> UUID:
    """A contract of Panshi for the year 2026, by default for its one post."""
    given = {
        "client_name": "青溪县人民医院",
        "signed_on": date(2025, 12, 20),
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2026, 12, 31),
        **more,
    }
    with Work.open(site, cast[who], NOON) as work:
        return contracts.record_contract(work, unit_id or cast.panshi, post_ids=post_ids or [cast.post], **given)


def handed_in(site: Site, cast: Cast, kind: DocumentKind = DocumentKind.INSURANCE, **more: Any) -> UUID:
    """A document of Panshi, to be reviewed at the end of 2027."""
    given = {"title": "保险单", "review_due_on": date(2027, 12, 31), "content": PDF, **more}
    with Work.open(site, cast["ye"], NOON) as work:
        return unit_documents.hand_in(work, kind=kind, **given)


def described(site: Site, cast: Cast, post_id: UUID, *, who: str = "zhou", **more: Any) -> None:
    """A post that is nothing special, not the unit's own."""
    given = {"is_entertainment": False, "is_key_unit": False, "on_own_premises": False, **more}
    with Work.open(site, cast[who], NOON) as work:
        registry.describe_post(work, post_id, **given)
