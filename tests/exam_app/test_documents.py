"""Admission tickets as PDF, and study cards: what is on them, and that data never becomes markup."""

import io
from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from exam_app import documents
from exam_app.documents import (
    Card,
    CardWords,
    FontsMissing,
    Letter,
    LetterWords,
    Slip,
    SlipWords,
    Ticket,
    TicketWords,
    admission_tickets,
    case_letters,
    case_slips,
    grouped,
    study_cards,
)

WORDS = TicketWords(
    title="准考证",
    organiser="云川市公安局",
    id_label="身份证号",
    number_label="准考证号",
    directions_label="怎么去",
    bring="请带：身份证、老花镜",
    rules=("不用带笔。", "答案自动保存。"),
    photo_missing="没有照片",
    issued="2026-11-25 14:06 打印",
    page="第 {page} 页，共 {pages} 页",
)
TICKET = Ticket(
    name="王建国",
    id_number="3399**********4417",
    photo=None,
    number="26120130212455",
    starts="2026年12月1日（星期二）上午9:00",
    doors="8:00 开门进场，9:30 以后不能进。",
    room="302室",
    seat="12 号座",
    centre="云川职教中心",
    address="云川市学府路1号",
    directions="5路到学府路站",
)


def a_photo() -> bytes:
    jpeg = io.BytesIO()
    Image.effect_noise((358, 441), 40).convert("RGB").save(jpeg, "JPEG")
    return jpeg.getvalue()


def pages(*tickets: Ticket, words: TicketWords = WORDS) -> list[str]:
    """The text of each page, without the breaks of lines."""
    reader = PdfReader(io.BytesIO(admission_tickets([(ticket, words) for ticket in tickets])))
    return ["".join(page.extract_text().split()) for page in reader.pages]


def test_a_ticket_says_who_when_where_and_what_to_bring() -> None:
    (page,) = pages(TICKET)
    for said in (
        "准考证",
        "王建国",
        "3399**********4417",
        "26120130212455",
        "2026年12月1日（星期二）上午9:00",
        "302室",
        "12号座",
        "云川职教中心",
        "云川市学府路1号",
        "5路到学府路站",
        "身份证、老花镜",
        "第1页，共1页",
        "2026-11-25",
    ):
        assert said in page


def test_a_ticket_is_a5() -> None:
    (page,) = PdfReader(io.BytesIO(admission_tickets([(TICKET, WORDS)]))).pages
    millimetres = [round(float(side) / 72 * 25.4) for side in (page.mediabox.width, page.mediabox.height)]
    assert millimetres == [148, 210]


@pytest.mark.parametrize(
    "name",
    ["#panic()", "$x$", "*王*", "@label", "<end>", "\\u{41}", "//王", "```", '"]#[', "= 王", "王 & 李", "{page}"],
)
def test_a_name_is_printed_as_it_is_written(name: str) -> None:
    (page,) = pages(replace(TICKET, name=name, room=name, directions=name))
    assert page.count("".join(name.split())) == 3


def test_every_ticket_counts_its_own_pages() -> None:
    long_way = replace(TICKET, directions="沿学府路一直走，" * 60)
    first, second, third, *rest = pages(TICKET, long_way, TICKET)
    assert "第1页，共1页" in first and "第1页，共2页" in second and "第2页，共2页" in third
    assert len(rest) == 1 and "第1页，共1页" in rest[0]


def test_without_a_photo_the_frame_says_so() -> None:
    with_photo, without = pages(replace(TICKET, photo=a_photo()), TICKET)
    assert "没有照片" in without and "没有照片" not in with_photo


def test_the_code_holds_the_whole_ticket_number() -> None:
    svg = documents.qr_drawing("26120130212455")
    (code,) = zxingcpp.read_barcodes(_drawn(svg))
    assert code.text == "26120130212455"


def _drawn(svg: str) -> Image.Image:
    """The QR drawing as the template sets it, alone on a page."""
    import typst

    source = '#set page(width: 40mm, height: 40mm, margin: 0mm)\n#image(bytes(sys.inputs.qr), format: "svg")'
    png = typst.compile(source.encode(), format="png", ppi=200, sys_inputs={"qr": svg})
    return Image.open(io.BytesIO(png)).convert("L")


def test_all_letters_come_from_the_built_fonts() -> None:
    (page,) = PdfReader(io.BytesIO(admission_tickets([(TICKET, WORDS)]))).pages
    fonts = page["/Resources"]["/Font"]
    names = {str(fonts[name]["/BaseFont"]) for name in fonts}
    assert names and all("NotoSansSC" in name for name in names)


def test_a_broken_installation_is_said_instead_of_printing_boxes(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(documents, "FONTS", tmp_path)
    with pytest.raises(FontsMissing, match="install"):
        admission_tickets([(TICKET, WORDS)])


def test_a_file_without_tickets_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="ticket"):
        admission_tickets([])


def test_a_number_is_grouped_as_it_is_read_out() -> None:
    assert grouped("26120130212455") == "261201 3021 2455"


# -- study cards ----------------------------------------------------------------------------------------------------

CARD_WORDS = CardWords(
    title="学习卡",
    number_label="卡号",
    sign_in="扫码，再输入身份证后四位。",
    note="只供练习",
    issued="2026-11-25 14:06 打印",
    page="第 {page} 页，共 {pages} 页",
)
CARD = Card("王建国", "3021245581", "https://watchword.example/study/sign-in?number=3021245581")


def sheets(*cards: Card) -> list[str]:
    reader = PdfReader(io.BytesIO(study_cards(cards, CARD_WORDS)))
    return ["".join(page.extract_text().split()) for page in reader.pages]


def test_a_card_says_whose_it_is_and_how_to_sign_in() -> None:
    (sheet,) = sheets(CARD)
    for said in ("学习卡", "王建国", "3021245581", "身份证后四位", "只供练习", "第1页，共1页"):
        assert said in sheet


def test_ten_cards_are_a_sheet_of_a4() -> None:
    assert [sheet.count("王建国") for sheet in sheets(*[CARD] * 11)] == [10, 1]
    (page,) = PdfReader(io.BytesIO(study_cards([CARD], CARD_WORDS))).pages
    assert [round(float(side) / 72 * 25.4) for side in (page.mediabox.width, page.mediabox.height)] == [210, 297]


def test_a_name_on_a_card_is_printed_as_it_is_written() -> None:
    (sheet,) = sheets(replace(CARD, name='#panic() "]#['))
    assert '#panic()"]#[' in sheet


def test_the_code_on_a_card_opens_the_sign_in() -> None:
    (code,) = zxingcpp.read_barcodes(_drawn(documents.qr_drawing(CARD.address)))
    assert code.text == CARD.address


def test_a_sheet_without_cards_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="card"):
        study_cards([], CARD_WORDS)


# -- slips and letters of cases ---------------------------------------------------------------------------------------

SLIP_WORDS = SlipWords(
    title="情况说明通知单",
    organiser="云川市公安局",
    case_label="案件编号",
    number_label="单号",
    no_finding="目前没有作出任何决定。",
    ways_title="怎样说明",
    ways=("扫码，再输入身份证后四位。", "也可以当面。"),
    then="两人签字决定。",
    issued="2026-11-25 14:06 打印",
    page="第 {page} 页，共 {pages} 页",
)
SLIP = Slip(
    name="王建国",
    case_number="2026-017",
    number="3021245581",
    address="https://watchword.example/slip/sign-in?number=3021245581",
    facts=(("考试", "十一月第一场"), ("时间", "2026年12月1日"), ("考场座位", "302室 12")),
    asked="您的答案与另一名考生的相同之处，多于偶然所能解释的程度。",
    plea="请在2026年12月5日前说明当天情况，可书面也可当面。不说明不等于承认。",
)
LETTER_WORDS = LetterWords(
    title="核查决定书",
    organiser="云川市公安局",
    case_label="案件编号",
    grounds_title="理由",
    consequences_title="处理",
    objection_title="不服怎么办",
    seal="（印章）",
    issued="2026-11-25 14:06 打印",
    page="第 {page} 页，共 {pages} 页",
)
LETTER = Letter(
    recipient="王建国",
    case_number="2026-017",
    facts=(("考试", "十一月第一场"),),
    outcome="认定违纪",
    meaning="两人签字作出本决定。",
    grounds="两名复核人意见一致。",
    consequences=(("成绩作废", "答案在后。"),),
    nothing_follows="没有处理。",
    objection=("六十日内申请行政复议。", "六个月内提起行政诉讼。"),
    signed=("签字人：何静、林涛", "2026年12月20日"),
)


def slip_pages(*slips: Slip) -> list[str]:
    reader = PdfReader(io.BytesIO(case_slips(slips, SLIP_WORDS)))
    return ["".join(page.extract_text().split()) for page in reader.pages]


def letter_pages(*letters: Letter) -> list[str]:
    reader = PdfReader(io.BytesIO(case_letters(letters, LETTER_WORDS)))
    return ["".join(page.extract_text().split()) for page in reader.pages]


def test_a_slip_says_what_about_until_when_and_how() -> None:
    (page,) = slip_pages(SLIP)
    for said in ("王建国", "2026-017", "3021245581", "302室12", "2026年12月5日前", "不说明不等于承认", "身份证后四位"):
        assert said in page


def test_a_slip_is_one_sheet_of_a5() -> None:
    (page,) = PdfReader(io.BytesIO(case_slips([SLIP], SLIP_WORDS))).pages
    assert [round(float(side) / 72 * 25.4) for side in (page.mediabox.width, page.mediabox.height)] == [148, 210]


def test_a_letter_says_outcome_grounds_consequence_and_how_to_object() -> None:
    (page,) = letter_pages(LETTER)
    for said in (
        "认定违纪",
        "意见一致",
        "成绩作废",
        "答案在后",
        "六十日内",
        "六个月内",
        "何静、林涛",
        "2026年12月20日",
    ):
        assert said in page
    assert "没有处理" not in page
    (spared,) = letter_pages(replace(LETTER, consequences=()))
    assert "没有处理" in spared


def test_a_letter_is_a4_and_counts_its_own_pages() -> None:
    long = replace(LETTER, grounds="两名复核人意见一致。" * 200)
    first, *_, last = letter_pages(LETTER, long)
    assert "第1页，共1页" in first and "第3页，共3页" in last
    page = PdfReader(io.BytesIO(case_letters([LETTER], LETTER_WORDS))).pages[0]
    assert [round(float(side) / 72 * 25.4) for side in (page.mediabox.width, page.mediabox.height)] == [210, 297]


def test_what_is_written_about_a_case_is_printed_as_it_is_written() -> None:
    name = '#panic() "]#['
    (slip,), (letter,) = slip_pages(replace(SLIP, name=name)), letter_pages(replace(LETTER, grounds=name))
    assert '#panic()"]#[' in slip and '#panic()"]#[' in letter


def test_a_file_without_papers_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="slip"):
        case_slips([], SLIP_WORDS)
    with pytest.raises(ValueError, match="letter"):
        case_letters([], LETTER_WORDS)
