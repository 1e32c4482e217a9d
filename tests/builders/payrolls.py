"""Payrolls and labour contracts of a guard unit, given the way its clerk gives them."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from exam_app.operations import roster_import
from exam_app.operations.roster_import import Confirmed
from exam_app.work import Site, Work
from tests.builders.training import an_xlsx
from tests.cast import NOON, Cast

OCTOBER = date(2026, 10, 1)
"""The month that is looked at on the day of the cast."""
PAID = ("序号", "姓名", "身份证号", "实发工资")
SIGNED = ("序号", "姓名", "身份证号", "签订日期", "合同终止日期", "合同类型")


def a_payroll(*people: tuple[str, str]) -> bytes:
    """A workbook of name and ID number, with the pay that such files have."""
    rows = [(place, name, number, "4800.00") for place, (name, number) in enumerate(people, start=1)]
    return an_xlsx(rows, headings=PAID, sheet="工资表")


def previewed_payroll(
    site: Site, cast: Cast, data: bytes, *, clerk: str = "ye", month: date = OCTOBER, now: datetime = NOON
) -> UUID:
    with Work.open(site, cast[clerk], now) as work:
        return roster_import.preview_payroll(work, month, file_name="工资表.xlsx", data=data)


def paid(site: Site, cast: Cast, *people: tuple[str, str], clerk: str = "ye", now: datetime = NOON) -> Confirmed:
    """These people are on the October payroll of the clerk's unit."""
    draft_id = previewed_payroll(site, cast, a_payroll(*people), clerk=clerk, now=now)
    with Work.open(site, cast[clerk], now) as work:
        return roster_import.confirm_roster(work, draft_id)


def previewed_contracts(
    site: Site, cast: Cast, *rows: Sequence[object], clerk: str = "ye", now: datetime = NOON
) -> UUID:
    """Rows of name, ID number, day of signing, last day and kind."""
    lines = [(place, *row, *[""] * (5 - len(row))) for place, row in enumerate(rows, start=1)]
    data = an_xlsx(lines, headings=SIGNED, sheet="劳动合同")
    with Work.open(site, cast[clerk], now) as work:
        return roster_import.preview_labour_contracts(work, file_name="劳动合同.xlsx", data=data)


def signed(site: Site, cast: Cast, *rows: Sequence[object], clerk: str = "ye", now: datetime = NOON) -> Confirmed:
    draft_id = previewed_contracts(site, cast, *rows, clerk=clerk, now=now)
    with Work.open(site, cast[clerk], now) as work:
        return roster_import.confirm_roster(work, draft_id)
