"""Which column is which: the many names people give to the few columns that count, and the row that holds them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
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
    SIGNED_ON = "signed_on", N_("Signed on")
    ENDS_ON = "ends_on", N_("Ends on")
    AGREEMENT = "agreement", N_("Kind of labour contract")


class RowKind(Term):
    """What a list is about; see :data:`KINDS`."""

    TRAINEE = "trainee", N_("Trainees")
    GUARD = "guard", N_("Roster of the unit")
    PAYROLL = "payroll", N_("Payroll of a month")
    LABOUR = "labour", N_("Labour contracts")


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
    Column.SIGNED_ON: _words(
        "签订日期 签订时间 签订日 签约日期 签约时间 签署日期 合同签订日期 合同签订时间 合同起始日期 合同开始日期 "
        "劳动合同签订日期 劳动合同签订时间 簽訂日期 簽約日期 signed signedon signingdate datesigned"
    ),
    Column.ENDS_ON: _words(
        "终止日期 终止时间 到期日期 到期日 到期时间 截止日期 合同到期日期 合同到期日 合同到期时间 合同终止日期 "
        "合同终止时间 合同截止日期 合同结束日期 劳动合同终止日期 終止日期 ends endson enddate expires"
    ),
    Column.AGREEMENT: _words(
        "合同类型 合同种类 合同期限类型 劳动合同类型 劳动合同种类 合同類型 kind contractkind contracttype"
    ),
}
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
    keeps_others: bool = True
    """Columns that are not read stay in the draft, to be shown beside a finding. Of a payroll nothing else is kept."""

    @cached_property
    def words(self) -> Mapping[str, Column]:
        """What a heading means in a list of this kind: 合同终止日期 is the last day of a guard, and the end of a
        labour contract."""
        return {word: column for column in (Column.ORDER, *self.offered) for word in SYNONYMS[column]}

    def counts(self, column: Column) -> bool:
        """Whether this column is read in a list of this kind."""
        return column == Column.ORDER or column in self.offered


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
    RowKind.PAYROLL: Declared(
        (Column.NAME, Column.ID_NUMBER),
        (Column.NAME, Column.ID_NUMBER),
        {Column.NAME: 16, Column.ID_NUMBER: 26},
        N_("No sheet has a row of headings with 姓名 and 身份证号. Add them above the people."),
        keeps_others=False,
    ),
    RowKind.LABOUR: Declared(
        (Column.NAME, Column.ID_NUMBER, Column.SIGNED_ON, Column.ENDS_ON),
        (Column.NAME, Column.ID_NUMBER, Column.SIGNED_ON, Column.ENDS_ON, Column.AGREEMENT),
        {Column.NAME: 16, Column.ID_NUMBER: 26, Column.SIGNED_ON: 14, Column.ENDS_ON: 14, Column.AGREEMENT: 18},
        N_("No sheet has a row of headings with 姓名, 身份证号, 签订日期 and 终止日期. Add them above the people."),
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


def column_of(heading: str, kind: RowKind, more: Mapping[str, Column] = NO_MORE) -> Column | None:
    """What a heading names in a list of this kind: width, spaces, brackets, stars and punctuation do not matter.

    ``more`` are headings of a mapping file, plain as :func:`exam_app.mappings.plain` makes them; they go first.

    >>> column_of("公民身份号码（必填）*", RowKind.GUARD).value
    'id_number'
    >>> column_of("单位", RowKind.GUARD) is None
    True
    """
    word, declared = plain(heading), KINDS[kind]
    named = more.get(word)
    return named if named is not None and declared.counts(named) else declared.words.get(word)


def find_header(
    rows: Sequence[Sequence[str]],
    merged: Sequence[Span],
    kind: RowKind = RowKind.TRAINEE,
    more: Mapping[str, Column] = NO_MORE,
) -> Header | None:
    """The first row that names every needed column, whatever stands above it."""
    needed = set(KINDS[kind].needed)
    for number, texts in enumerate(rows[:SEARCHED_ROWS]):
        last = max((end for (start, _), (end, _) in merged if start == number), default=number)
        last = min(last, len(rows) - 1)
        # Headings in two rows: what is needed may stand in the lower one, under a group such as 任职情况.
        named = {column_of(text, kind, more) for each in rows[number : last + 1] for text in each}
        if needed <= named and {column_of(text, kind, more) for text in texts} & needed:
            return _header(rows, number, last, kind, more)
    return None


def _header(rows: Sequence[Sequence[str]], first: int, last: int, kind: RowKind, more: Mapping[str, Column]) -> Header:
    """Headings in two rows: a group above ("contact"), what counts below it ("mobile")."""
    headings, columns = list(rows[first]), dict[Column, int]()
    for lower in rows[first + 1 : last + 1]:
        headings = [below or above for above, below in zip(headings, lower, strict=True)]
    for place, heading in enumerate(headings):
        column = column_of(heading, kind, more)
        if column is not None:
            columns.setdefault(column, place)
    return Header(first, last, columns, tuple(headings))
