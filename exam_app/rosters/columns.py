"""Which column is which: the many names people give to the few columns that count, and the row that holds them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exam_app.terms import N_, Term


class Column(Term):
    """A column that is read. All others are kept as they are and shown beside a finding."""

    ORDER = "order", N_("No.")
    NAME = "name", N_("Name")
    ID_NUMBER = "id_number", N_("ID number")
    SEX = "sex", N_("Sex")
    PHONE = "phone", N_("Telephone")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SYNONYMS: Mapping[Column, frozenset[str]] = {
    Column.ORDER: _words("序号 编号 序 no number"),
    Column.NAME: _words(
        "姓名 名字 学员姓名 学员名字 人员姓名 保安员姓名 员工姓名 考生姓名 申请人 申请人姓名 姓名全称 "
        "name fullname studentname traineename"
    ),
    Column.ID_NUMBER: _words(
        "身份证 身份证号 身份证号码 身份证件号 身份证件号码 居民身份证号 居民身份证号码 居民身份号码 公民身份号码 "
        "公民身份证号 公民身份证号码 证件号 证件号码 身份号码 身份證號 身份證號碼 idnumber idno idcard idcardnumber "
        "idcardno identitynumber identitycardnumber"
    ),
    Column.SEX: _words("性别 性別 男女 sex gender"),
    Column.PHONE: _words(
        "手机 手机号 手机号码 手機 手機號碼 电话 电话号码 電話 联系电话 联系方式 联系手机 本人电话 本人手机 移动电话 "
        "聯繫電話 phone phonenumber mobile mobilephone mobilenumber telephone tel contact contactnumber"
    ),
}
_OF_WORD = {word: column for column, words in SYNONYMS.items() for word in words}
_NEEDED = (Column.NAME, Column.ID_NUMBER)
SEARCHED_ROWS = 50
"""How far down the heading row is looked for."""
Span = tuple[tuple[int, int], tuple[int, int]]
"""A merged range: its first and its last cell, each row and column from 0."""


@dataclass(frozen=True)
class Header:
    """Where the headings stand, rows and columns from 0. ``last_row`` differs where headings are merged downwards."""

    row: int
    last_row: int
    columns: Mapping[Column, int]
    headings: tuple[str, ...]


def column_of(heading: str) -> Column | None:
    """What a heading names: width, spaces, brackets, stars and punctuation do not matter.

    >>> column_of("公民身份号码（必填）*").value
    'id_number'
    >>> column_of("单位") is None
    True
    """
    plain = unicodedata.normalize("NFKC", heading).casefold()
    plain = re.sub(r"\(.*?\)|\[.*?\]|【.*?】", "", plain)
    return _OF_WORD.get(re.sub(r"[\W_]|必填$", "", plain))


def find_header(rows: Sequence[Sequence[str]], merged: Sequence[Span]) -> Header | None:
    """The first row that names both a name and an ID number, whatever stands above it."""
    for number, texts in enumerate(rows[:SEARCHED_ROWS]):
        if all(column in map(column_of, texts) for column in _NEEDED):
            last = max((end for (start, _), (end, _) in merged if start == number), default=number)
            return _header(rows, number, min(last, len(rows) - 1))
    return None


def _header(rows: Sequence[Sequence[str]], first: int, last: int) -> Header:
    """Headings in two rows: a group above ("contact"), what counts below it ("mobile")."""
    headings, columns = list(rows[first]), dict[Column, int]()
    for lower in rows[first + 1 : last + 1]:
        headings = [below or above for above, below in zip(headings, lower, strict=True)]
    for place, heading in enumerate(headings):
        column = column_of(heading)
        if column is not None:
            columns.setdefault(column, place)
    return Header(first, last, columns, tuple(headings))
