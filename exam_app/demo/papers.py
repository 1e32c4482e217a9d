"""What units hand in for those who are under review: drawn sheets, each marked as a sample, with the usual gaps."""

import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from exam_app.demo.guards import Guard
from exam_app.demo.plan import REGISTRATIONS, Fate, TrainingClass
from exam_app.demo.world import World
from exam_app.documents import FONTS
from exam_app.operations import person_papers
from exam_app.terms import PaperKind
from exam_app.work import Work

SIZE = (650, 910)
PAPER, INK, SEAL = (250, 249, 244), (34, 34, 38), (196, 40, 40)
TITLES = {
    PaperKind.IDENTITY: "居民身份证复印件",
    PaperKind.MEDICAL: "体检证明",
    PaperKind.SCHOOLING: "初级中学毕业证明",
    PaperKind.FORM: "保安员考试报名登记表",
}
LINES = {
    PaperKind.IDENTITY: ("正面、反面与原件一致", "仅供报名使用"),
    PaperKind.MEDICAL: ("视力、听力正常", "心、肺、血压未见异常", "无影响从事保安工作的疾病", "结论：合格"),
    PaperKind.SCHOOLING: ("在本校修完初中全部课程", "成绩合格，准予毕业"),
    PaperKind.FORM: ("本人保证所填内容属实", "申请人签名：已签"),
}
ISSUERS = {
    PaperKind.IDENTITY: "培训学校",
    PaperKind.MEDICAL: "县人民医院",
    PaperKind.SCHOOLING: "县第二中学",
    PaperKind.FORM: "培训学校",
}
WITHOUT: Sequence[tuple[PaperKind, ...]] = (
    (),
    (PaperKind.FORM,),
    (),
    (PaperKind.MEDICAL, PaperKind.FORM),
    (PaperKind.SCHOOLING,),
)
"""What is left out, person by person and then again from the start."""


def sheet(kind: PaperKind, name: str) -> bytes:
    """One sheet as somebody's telephone takes it; nobody is called so."""
    picture = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((36, 36, SIZE[0] - 36, SIZE[1] - 36), outline=INK, width=3)
    draw.text((SIZE[0] // 2, 110), TITLES[kind], font=_font(38), fill=INK, anchor="mm")
    draw.text((80, 216), f"姓名  {name}", font=_font(28), fill=INK, anchor="lm")
    for place, line in enumerate(LINES[kind]):
        draw.text((80, 280 + place * 58), line, font=_font(25), fill=INK, anchor="lm")
    _seal(draw, ISSUERS[kind])
    draw.text((SIZE[0] // 2, SIZE[1] - 80), "样张 · 演示数据", font=_font(22), fill=(120, 120, 124), anchor="mm")
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=85)
    return content.getvalue()


def _seal(draw: ImageDraw.ImageDraw, issuer: str) -> None:
    middle, radius = (SIZE[0] - 190, SIZE[1] - 240), 94
    draw.ellipse(
        (middle[0] - radius, middle[1] - radius, middle[0] + radius, middle[1] + radius), outline=SEAL, width=4
    )
    draw.text(middle, issuer, font=_font(24), fill=SEAL, anchor="mm")


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / "NotoSansSC-Regular.ttf"), size)


def hand_in_all(world: World) -> None:
    """Arrange the papers of everybody who is under review, an hour before the registration, and of some in class."""
    for each, roll in world.rolls:
        for fate, most in ((Fate.WAITS_FOR_CITY, 1), (Fate.WAITS_FOR_COUNTY, 5), (Fate.RETURNED, 3)):
            at = world.calendar.at(world.calendar.working_day(REGISTRATIONS[fate].submitted), 8, 20)
            _hand_in(world, each, roll.get(fate, [])[:most], at)
        _hand_in_cards(world, each, roll.get(Fate.ATTENDING, []), world.calendar.built_at - timedelta(hours=3))


def _hand_in(world: World, each: TrainingClass, guards: Sequence[Guard], at: datetime) -> None:
    def hand_in(work: Work) -> None:
        for place, guard in enumerate(guards):
            for kind in PaperKind:
                if kind not in WITHOUT[place % len(WITHOUT)]:
                    person_papers.hand_in_paper(work, world.people[guard.name], kind, sheet(kind, guard.name))

    if guards:
        world.then(at, each.clerk, hand_in)


def _hand_in_cards(world: World, each: TrainingClass, guards: Sequence[Guard], at: datetime) -> None:
    """Whoever is still in class: the cards were copied on the first morning, the rest will follow."""

    def hand_in(work: Work) -> None:
        for guard in guards:
            card = sheet(PaperKind.IDENTITY, guard.name)
            person_papers.hand_in_paper(work, world.people[guard.name], PaperKind.IDENTITY, card)

    if guards:
        world.then(at, each.clerk, hand_in)
