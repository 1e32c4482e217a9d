"""The list of leads against organisers as the city and the auditor read it: which are shown, and its pages."""

from flask import request, url_for

from exam_app.queries.organiser_leads import Leads, organiser_leads
from exam_app.work import Work

SHOWN = {"open": False, "closed": True}
"""What the filter asks for; anything else lists all."""


def listed(work: Work, endpoint: str) -> tuple[Leads, dict[str, object], dict[str, str]]:
    """The leads the reader asked for, the links to the pages before and after, and to the filters."""
    show = request.args.get("show", "")
    leads = organiser_leads(work, closed=SHOWN.get(show), page=request.args.get("page", 1, type=int) or 1)
    listing = leads.listing
    kept = {"show": show} if show in SHOWN else {}

    def to(page: int | None) -> str | None:
        return url_for(endpoint, page=page, **kept) if page else None  # type: ignore[arg-type]  # a query

    pager: dict[str, object] = {
        "first_row": listing.first_row,
        "last_row": listing.last_row,
        "total": listing.total,
        "previous_url": to(listing.previous_page),
        "next_url": to(listing.next_page),
    }
    filters = {name: url_for(endpoint, show=name) for name in SHOWN}
    return leads, pager, {**filters, "all": url_for(endpoint), "shown": show if show in SHOWN else "all"}
