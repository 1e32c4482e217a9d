"""Tables of other systems as rows of texts: an .xlsx file like a roster, or a CSV file."""

from collections.abc import Sequence
from dataclasses import dataclass

from exam_app.mappings import rows_of_csv
from exam_app.rosters.sheets import SheetsUnreadable, read_sheets
from exam_app.rosters.unpacking import DAMAGED, MOST_BYTES, OLE, FileRefused, repack
from exam_app.terms import N_

ARCHIVE = b"PK"


@dataclass(frozen=True)
class SheetRows:
    """One sheet; a CSV file is one without a name."""

    name: str
    rows: Sequence[Sequence[str]]


def read_tables(data: bytes) -> Sequence[SheetRows]:
    """The visible sheets of a workbook, or the one table of a CSV file in UTF-8 or GB 18030.

    Raises :class:`FileRefused` when the bytes are neither.
    """
    if data.startswith((ARCHIVE, OLE)):
        try:
            return [SheetRows(sheet.name, sheet.rows) for sheet in read_sheets(repack(data))]
        except SheetsUnreadable as error:
            raise FileRefused(DAMAGED) from error
    if len(data) > MOST_BYTES:
        raise FileRefused(N_("The file is larger than 10 MB. Split it and upload the parts."))
    try:
        return [SheetRows("", rows_of_csv(data))]
    except ValueError as error:
        raise FileRefused(N_("This is neither an .xlsx nor a .csv file. Save it as one of them.")) from error
