"""The list of fees as both desks and the auditor read it: which part, on which page, and as a workbook."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask_babel import gettext

from exam_app.fees.money import money
from exam_app.queries.fees import FeeFilter, FeeLine, FeeList, SessionTotals
from exam_app.terms import FeeState
from exam_app.web.rendering import day, label, moment, translate
from exam_app.web.workbooks import workbook

SHAPES = {
    FeeState.OWED: "needs-you",
    FeeState.FREE: "not-applicable",
    FeeState.PAID: "done",
    FeeState.WAIVED: "done",
    FeeState.REFUNDED: "not-applicable",
    FeeState.DROPPED: "not-applicable",
}
STATES = {state.value: state for state in FeeState}


def wanted() -> FeeFilter:
    """What the address asks for; what it garbles is not asked for."""
    return FeeFilter(
        STATES.get(request.args.get("state", ""), FeeState.OWED), _id_of("exam_session"), _id_of("training_unit")
    )


def page_wanted() -> int:
    return request.args.get("page", 1, type=int) or 1


def _id_of(name: str) -> UUID | None:
    try:
        return UUID(request.args.get(name, ""))
    except ValueError:
        return None


def address_of(asked: FeeFilter) -> dict[str, Any]:
    """The filter as it stands in an address."""
    parts = {
        "state": asked.state.value,
        "exam_session": str(asked.exam_session_id or ""),
        "training_unit": str(asked.training_unit_id or ""),
    }
    return {name: value for name, value in parts.items() if value}


def pager(fees: FeeList, endpoint: str) -> dict[str, object]:
    def to(page: int | None) -> str | None:
        return url_for(endpoint, page=page, **address_of(fees.wanted)) if page else None

    return {
        "first_row": fees.first_row,
        "last_row": fees.last_row,
        "total": fees.total,
        "previous_url": to(fees.previous_page),
        "next_url": to(fees.next_page),
    }


def fees_workbook(lines: Sequence[FeeLine], state: FeeState, today: date) -> Response:
    """Every fee of a list, amounts in yuan."""
    headings = [
        gettext("Name"),
        gettext("Training unit"),
        gettext("Examination"),
        gettext("Fee"),
        gettext("Attempt"),
        gettext("Amount, yuan"),
        gettext("State"),
        gettext("By which rule"),
        gettext("Charged"),
        gettext("Official receipt"),
        gettext("Received on"),
        gettext("Payer"),
    ]
    rows = [
        [
            line.name,
            line.unit,
            line.exam,
            label(line.kind),
            str(line.attempt),
            money(line.amount),
            label(line.state),
            translate(line.why),
            moment(line.charged_at),
            line.receipt,
            day(line.received_on) if line.received_on else "",
            line.payer,
        ]
        for line in lines
    ]
    return workbook(headings, rows, f"{gettext('Fees')} {label(state)} {day(today)}")


def totals_workbook(lines: Sequence[SessionTotals], today: date) -> Response:
    """The sums by examination, in yuan."""
    headings = [
        gettext("Examination"),
        gettext("Starts"),
        gettext("Fees"),
        gettext("Charged"),
        gettext("Paid"),
        gettext("Waived"),
        gettext("Refunded"),
        gettext("Not paid yet"),
    ]
    rows = [
        [
            line.name,
            moment(line.starts_at),
            str(line.fees),
            *(
                money(amount)
                for amount in (
                    line.totals.charged,
                    line.totals.paid,
                    line.totals.waived,
                    line.totals.refunded,
                    line.totals.open,
                )
            ),
        ]
        for line in lines
    ]
    return workbook(headings, rows, f"{gettext('Fees by examination')} {day(today)}")
