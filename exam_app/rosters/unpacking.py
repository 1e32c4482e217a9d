"""An uploaded .xlsx before it is parsed: bounded, and copied part by part into an archive of our own.

The parser takes an archive at its word: a size that lies, a part that is there twice, or one letter in the last cell of
a sheet, for which it allocates the whole rectangle. So it is shown only what was unpacked here, within bounds, and read
once as XML without a DOCTYPE.
"""

import io
import re
import zlib
from struct import error as struct_error
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from exam_app.errors import Invalid, Sentence
from exam_app.terms import N_

MOST_BYTES = 10 * 2**20
MOST_PARTS = 1000
MOST_UNPACKED = 100 * 2**20
"""Of all parts together. It bounds any ratio: what a part unpacks to is counted while it is unpacked."""
MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_CELLS = 1_000_000
"""Of the rectangle from A1 to the last cell that holds something: 10,000 people with 100 columns."""

DAMAGED = N_("This is not an .xlsx file, or it is damaged. Open it in your spreadsheet program and save it as .xlsx.")
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""What the old .xls format begins with, and every workbook that was saved with a password."""
CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
ROW = re.compile(r"[1-9][0-9]{0,6}")
# What zipfile and zlib raise for broken archives; anything else would be a fault of ours and must be seen.
_BROKEN_ARCHIVE = (
    BadZipFile,
    zlib.error,
    struct_error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    LookupError,
)


class FileRefused(Invalid):
    """A file that cannot be a roster. The sentence belongs to the form's field ``file``."""

    code = "file_refused"

    def __init__(self, text: str, /, **places: object) -> None:
        super().__init__(text, fields={"file": Sentence(text, places)})
        self.sentence = Sentence(text, places)


def repack(data: bytes) -> bytes:
    """The XML parts of a workbook as a new, uncompressed archive; raises :class:`FileRefused`."""
    if len(data) > MOST_BYTES:
        raise FileRefused(N_("The file is larger than 10 MB. Split it and upload the parts."))
    if data.startswith(OLE):
        raise FileRefused(
            N_("This is an old .xls file, or one with a password. Save it as .xlsx without a password and upload that.")
        )
    copy = io.BytesIO()
    try:
        with ZipFile(io.BytesIO(data)) as given, ZipFile(copy, "w", ZIP_STORED) as ours:
            _copy_parts(given, ours)
    except _BROKEN_ARCHIVE as error:
        raise FileRefused(DAMAGED) from error
    return copy.getvalue()


def _copy_parts(given: ZipFile, ours: ZipFile) -> None:
    parts = given.infolist()
    if len(parts) > MOST_PARTS or len({part.filename for part in parts}) < len(parts):
        raise BadZipFile("too many parts, or one of them twice")
    left = MOST_UNPACKED
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            content = _unpack(given, part, left)
            _check_xml(content)
            left -= len(content)
            ours.writestr(part.filename, content)


def _unpack(archive: ZipFile, part: ZipInfo, most: int) -> bytes:
    if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or part.flag_bits & 1:
        raise BadZipFile("compressed in an unknown way, or encrypted")
    with archive.open(part) as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise FileRefused(
            N_("The file unpacks to more than a roster can hold. Copy the rows into a new file and upload that.")
        )
    return content


def _check_xml(content: bytes) -> None:
    """Refuse XML that is broken or brings entities, and a sheet with something far away from everything else."""
    extent = _Extent()
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = extent.start
    parser.EndElementHandler = extent.end
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise BadZipFile("a part is not XML") from error


def _refuse_doctype(*_: object) -> None:
    raise BadZipFile("a part declares entities")


class _Extent:
    """How far the filled cells of one sheet reach. Cells that are merely formatted do not count: people format whole
    columns, and some programs write the last row of the sheet into every file."""

    def __init__(self) -> None:
        self.row = self.column = 0
        self.rows = self.columns = 0
        self.depth_in_cell = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        element = name.rpartition(":")[2]
        if self.depth_in_cell:
            self.depth_in_cell += 1
            self._grow()
        elif element == "row":
            self.row, self.column = self._number(attributes.get("r"), self.row + 1), 0
        elif element == "c":
            self.depth_in_cell = 1
            self._move_to(attributes.get("r"))

    def end(self, name: str) -> None:
        if self.depth_in_cell:
            self.depth_in_cell -= 1

    @staticmethod
    def _number(text: str | None, otherwise: int) -> int:
        if text is None:
            return otherwise
        if not ROW.fullmatch(text):
            raise BadZipFile("a row without a possible number")
        return int(text)

    def _move_to(self, address: str | None) -> None:
        if address is None:
            self.column += 1
            return
        found = CELL.fullmatch(address)
        if found is None:
            raise BadZipFile("a cell without a possible address")
        self.column, self.row = column_number(found[1]), int(found[2])

    def _grow(self) -> None:
        if self.row <= self.rows and self.column <= self.columns:
            return
        self.rows, self.columns = max(self.rows, self.row), max(self.columns, self.column)
        if self.rows > MOST_ROWS or self.columns > MOST_COLUMNS or self.rows * self.columns > MOST_CELLS:
            raise FileRefused(
                N_(
                    "A sheet holds something in cell %(cell)s, further away than a roster reaches (%(rows)s rows, "
                    "%(columns)s columns). Delete what is there, or split the file."
                ),
                cell=f"{column_letters(self.column)}{self.row}",
                rows=MOST_ROWS,
                columns=MOST_COLUMNS,
            )


def column_letters(number: int) -> str:
    """The letters of a column counted from 1.

    >>> column_letters(4), column_letters(28)
    ('D', 'AB')
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The column of some letters, counted from 1.

    >>> column_number("AB")
    28
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
