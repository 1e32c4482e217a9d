"""Importing the unit's lists: which files wait, and the uploads. The rest is the pages of every roster."""

from datetime import date, timedelta
from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from exam_app.operations import roster_import
from exam_app.queries.rosters import waiting_rosters
from exam_app.rosters import RowKind
from exam_app.terms import N_
from exam_app.web.employer import audience
from exam_app.web.forms import ChoiceField
from exam_app.web.roster_pages import UploadForm, add_roster_pages, upload_page
from exam_app.work import Work

MONTHS_OFFERED = 12


class PayrollForm(UploadForm):
    month = ChoiceField(N_("Month"), N_("Choose the month that was paid for."))


@audience.page("/rosters", menu=N_("Lists to import"))
def rosters(work: Work) -> ResponseReturnValue:
    return render_template("employer/rosters/rosters.html", rosters=waiting_rosters(work))


@audience.page("/rosters/new", methods=("GET", "POST"))
def upload_roster(work: Work) -> ResponseReturnValue:
    return upload_page(
        RowKind.GUARD,
        work.actor.place_name,
        lambda name, data: roster_import.preview_guards(work, file_name=name, data=data),
        url_for("employer.rosters"),
    )


@audience.page("/rosters/payroll/new", methods=("GET", "POST"))
def upload_payroll(work: Work) -> ResponseReturnValue:
    months = _months_until(work.today)
    form = PayrollForm(month=months[1].isoformat())
    form.month.offer([(month.isoformat(), f"{month:%Y-%m}") for month in months])

    def preview(name: str, data: bytes) -> UUID:
        month = date.fromisoformat(form.month.data)
        return roster_import.preview_payroll(work, month, file_name=name, data=data)

    return upload_page(RowKind.PAYROLL, work.actor.place_name, preview, url_for("employer.rosters"), form)


@audience.page("/rosters/labour-contracts/new", methods=("GET", "POST"))
def upload_labour_contracts(work: Work) -> ResponseReturnValue:
    return upload_page(
        RowKind.LABOUR,
        work.actor.place_name,
        lambda name, data: roster_import.preview_labour_contracts(work, file_name=name, data=data),
        url_for("employer.rosters"),
    )


def _months_until(today: date) -> list[date]:
    """First days of months, this one first."""
    months = [today.replace(day=1)]
    while len(months) < MONTHS_OFFERED:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months


add_roster_pages(audience, RowKind.GUARD, RowKind.PAYROLL, RowKind.LABOUR)
