"""A roster as a training unit keeps it: titles above, two rows of headings, numbers as the spreadsheet bent them."""

import io
from dataclasses import dataclass

from openpyxl import Workbook

from exam_app.demo.portraits import portrait
from exam_app.terms import Sex
from tests.cast import id_number


@dataclass(frozen=True)
class Trainee:
    """An invented person of the roster."""

    name: str
    id_number: str
    sex: Sex
    age: int

    @property
    def last_four(self) -> str:
        return self.id_number[-4:]

    def photo(self) -> bytes:
        return portrait(int(self.id_number[:17]), self.sex, self.age)


SUN_GUIFANG = Trainee("孙桂芳", id_number("19730404", 4), Sex.FEMALE, 53)
MAIMAITI = Trainee("买买提·艾力", id_number("19710202", 21), Sex.MALE, 55)
HUANG_ZHIQIANG = Trainee("黄志强", id_number("19750606", 63), Sex.MALE, 51)
ZHAO_WEIDONG = Trainee("赵卫东", id_number("19820715", 231), Sex.MALE, 44)
TRAINEES = (SUN_GUIFANG, MAIMAITI, HUANG_ZHIQIANG, ZHAO_WEIDONG)

WIDE_DIGITS = {ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"}


def messy_roster() -> bytes:
    """Four people. Three numbers can be understood; Zhao's lost its last digits when it became a number."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "名单"
    sheet["B1"] = "青溪县安卫职业培训学校 第6期学员名单"
    sheet.merge_cells("B1:F1")
    sheet["B2"] = "填表人：李敏"
    for cell, heading in zip("BCDEF", ("序号", "姓名", "公民身份号码（必填）", "联系方式", "备注"), strict=True):
        sheet[f"{cell}4"] = heading
        if heading != "联系方式":
            sheet.merge_cells(f"{cell}4:{cell}5")
    sheet["E5"] = "手机"
    numbers = (
        f"'{SUN_GUIFANG.id_number}",
        MAIMAITI.id_number.translate(WIDE_DIGITS),
        f"{HUANG_ZHIQIANG.id_number[:6]} {HUANG_ZHIQIANG.id_number[6:]}  ",
        float(ZHAO_WEIDONG.id_number[:17] + "0"),
    )
    for order, (trainee, number) in enumerate(zip(TRAINEES, numbers, strict=True), start=1):
        for cell, value in zip("BCDE", (order, trainee.name, number, 13800000000 + order), strict=True):
            sheet[f"{cell}{order + 5}"] = value
    sheet["B11"] = "合计：4人"
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()
