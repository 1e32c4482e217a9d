"""Which column is which: the many names people give to the few columns that count, and the row that holds them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from exam_app.mappings import plain
from exam_app.terms import N_, Term


class Column(Term):
    """A column that is read. All others are kept as they are and shown beside a finding."""

    ORDER = "order", N_("No.")
    NAME = "name", N_("Name")
    ID_NUMBER = "id_number", N_("ID number")
    SEX = "sex", N_("Sex")
    PHONE = "phone", N_("Telephone")
    POST = "post", N_("Post")
    HIRED_ON = "hired_on", N_("Hired on")
    LEFT_ON = "left_on", N_("Left on")


class RowKind(Term):
    """Whom a roster is about; see :data:`KINDS`."""

    TRAINEE = "trainee", N_("Trainee")
    GUARD = "guard", N_("Guard")


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
    Column.POST: _words(
        "岗位 岗位名称 所在岗位 工作岗位 驻勤点 驻点 驻勤单位 驻守点 服务点 执勤点 "
        "执勤岗位 值勤岗位 勤务点 上岗地点 项目点 崗位 駐勤點 post site station workplace"
    ),
    Column.HIRED_ON: _words(
        "入职日期 入职时间 入职日 招录日期 招录时间 录用日期 聘用日期 上岗时间 上岗日期 "
        "到岗日期 到岗时间 参加工作时间 入司时间 入职年月日 入職日期 入職時間 "
        "hired hiredon hiredate datehired startdate entrydate"
    ),
    Column.LEFT_ON: _words(
        "离职日期 离职时间 离职日 离岗日期 离岗时间 辞职日期 退职日期 解聘日期 合同终止日期 離職日期 離職時間 "
        "left lefton leavedate dateleft enddate"
    ),
}
_OF_WORD = {word: column for column, words in SYNONYMS.items() for word in words}
NO_MORE: Mapping[str, Column] = MappingProxyType({})
SEARCHED_ROWS = 50
"""How far down the heading row is looked for."""


@dataclass(frozen=True)
class Declared:
    """The columns of one kind of row."""

    needed: tuple[Column, ...]
    """Without these headings a sheet is no such roster."""
    typed: tuple[Column, ...]
    """What the clerk can put right in the preview, where the sheet has the column."""
    offered: Mapping[Column, int]
    """Columns of the template with their widths."""
    headings_missing: str
    """Said when no sheet has the needed headings."""

    def read(self, found: Mapping[Column, int]) -> Mapping[Column, int]:
        """Of the columns that a sheet has, those that count for this kind."""
        return {column: place for column, place in found.items() if column in self.offered or column == Column.ORDER}


_PERSON = {Column.NAME: 16, Column.ID_NUMBER: 26, Column.SEX: 8, Column.PHONE: 18}
KINDS: Mapping[RowKind, Declared] = {
    RowKind.TRAINEE: Declared(
        (Column.NAME, Column.ID_NUMBER),
        (Column.NAME, Column.ID_NUMBER),
        _PERSON,
        N_("No sheet has a row of headings with 姓名 and 身份证号. Add them above the people, or use the template."),
    ),
    RowKind.GUARD: Declared(
        (Column.NAME, Column.ID_NUMBER, Column.HIRED_ON),
        (Column.NAME, Column.ID_NUMBER, Column.POST, Column.HIRED_ON, Column.LEFT_ON),
        {**_PERSON, Column.POST: 24, Column.HIRED_ON: 14, Column.LEFT_ON: 14},
        N_("No sheet has a row of headings with 姓名, 身份证号 and 入职日期. Add them above the people."),
    ),
}
Span = tuple[tuple[int, int], tuple[int, int]]
"""A merged range: its first and its last cell, each row and column from 0."""


@dataclass(frozen=True)
class Header:
    """Where the headings stand, rows and columns from 0. ``last_row`` differs where headings are merged downwards."""

    row: int
    last_row: int
    columns: Mapping[Column, int]
    headings: tuple[str, ...]


def column_of(heading: str, more: Mapping[str, Column] = NO_MORE) -> Column | None:
    """What a heading names: width, spaces, brackets, stars and punctuation do not matter.

    ``more`` are headings of a mapping file, plain as :func:`exam_app.mappings.plain` makes them; they go first.

    >>> column_of("公民身份号码（必填）*").value
    'id_number'
    >>> column_of("单位") is None
    True
    """
    word = plain(heading)
    return more.get(word) or _OF_WORD.get(word)


def find_header(
    rows: Sequence[Sequence[str]],
    merged: Sequence[Span],
    needed: Sequence[Column] = KINDS[RowKind.TRAINEE].needed,
    more: Mapping[str, Column] = NO_MORE,
) -> Header | None:
    """The first row that names every needed column, whatever stands above it."""
    for number, texts in enumerate(rows[:SEARCHED_ROWS]):
        last = max((end for (start, _), (end, _) in merged if start == number), default=number)
        last = min(last, len(rows) - 1)
        # Headings in two rows: what is needed may stand in the lower one, under a group such as 任职情况.
        named = {column_of(text, more) for each in rows[number : last + 1] for text in each}
        if set(needed) <= named and {column_of(text, more) for text in texts} & set(needed):
            return _header(rows, number, last, more)
    return None


def _header(rows: Sequence[Sequence[str]], first: int, last: int, more: Mapping[str, Column]) -> Header:
    """Headings in two rows: a group above ("contact"), what counts below it ("mobile")."""
    headings, columns = list(rows[first]), dict[Column, int]()
    for lower in rows[first + 1 : last + 1]:
        headings = [below or above for above, below in zip(headings, lower, strict=True)]
    for place, heading in enumerate(headings):
        column = column_of(heading, more)
        if column is not None:
            columns.setdefault(column, place)
    return Header(first, last, columns, tuple(headings))
