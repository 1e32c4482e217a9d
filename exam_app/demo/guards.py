"""Invented guards: names of three generations, ID numbers that belong to nobody, abilities that vary."""

import math
import random
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import NormalDist

from exam_app.id_numbers import age_on, check_character
from exam_app.terms import Sex

NOBODYS_AREA = "330301"
"""The code of the city's own districts taken together. No card is issued under it, so no number here is anybody's."""
DAYS_OF_LIFE = (8040, 21540)
"""22 to 58 full years."""
ABILITY = NormalDist(0.48, 0.85)
"""On the scale of the items: about three in four reach 60 of 100."""
GOLDEN_RATIO = (math.sqrt(5) - 1) / 2
SHARE_OF_WOMEN = 0.18
ELDER_FROM = 45
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏"
    "魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江"
)
ELDER_MEN = (
    "建军 志强 国平 永福 德明 长根 卫东 爱民 金水 宝山 福生 海生 "
    "春林 树林 庆华 新民 玉良 正义 大勇 立新 根生 水根 文忠 守义"
)
YOUNGER_MEN = (
    "伟 磊 鹏 浩 俊杰 宇航 志远 嘉伟 晨光 凯 文博 家豪 海涛 振宇 小龙 建波 少华 永强 立群 晓东 一鸣 子豪 世杰 天佑"
)
ELDER_WOMEN = "秀英 桂兰 玉梅 春花 丽华 美芳 月娥 惠琴 金凤 素珍 爱华 彩霞"
YOUNGER_WOMEN = "静 婷 雪梅 佳怡 思雨 晓燕 丽娜 文静 海霞 倩 小芳 玉洁"
GIVEN_NAMES = {
    (Sex.MALE, True): ELDER_MEN.split(),
    (Sex.MALE, False): YOUNGER_MEN.split(),
    (Sex.FEMALE, True): ELDER_WOMEN.split(),
    (Sex.FEMALE, False): YOUNGER_WOMEN.split(),
}
"""Names of their generation, by sex and by whether somebody is an elder."""


@dataclass(frozen=True)
class Guard:
    """One invented person. ``ability`` is on the scale of the items: 0 answers a middling one right half the time."""

    name: str
    id_number: str
    sex: Sex
    age: int
    ability: float
    face: int
    """Seed of the drawn portrait."""


def invent_guards(count: int, today: date, chance: random.Random) -> list[Guard]:
    """So many guards of different names and numbers, aged 22 to 58 on that day."""
    guards: dict[str, Guard] = {}
    numbers: set[str] = set()
    while len(guards) < count:
        guard = _invent(today, _ability(len(guards)), chance)
        if guard.name not in guards and guard.id_number not in numbers:
            guards[guard.name] = guard
            numbers.add(guard.id_number)
    return list(guards.values())


def _ability(order: int) -> float:
    """Steps of the golden ratio through the distribution: every run of guards, however short, is mixed evenly."""
    return ABILITY.inv_cdf((0.5 + order * GOLDEN_RATIO) % 1)


def _invent(today: date, ability: float, chance: random.Random) -> Guard:
    sex = Sex.FEMALE if chance.random() < SHARE_OF_WOMEN else Sex.MALE
    born = today - timedelta(days=chance.randint(*DAYS_OF_LIFE))
    age = age_on(born, today)
    given = chance.choice(GIVEN_NAMES[sex, age >= ELDER_FROM])
    return Guard(
        name=chance.choice(SURNAMES) + given,
        id_number=number_of(born, sex, chance.randrange(100, 500)),
        sex=sex,
        age=age,
        ability=ability,
        face=chance.randrange(2**32),
    )


def number_of(born: date, sex: Sex, order: int) -> str:
    """A well-formed number that is nobody's; ``order`` below 500 tells apart who was born on one day.

    >>> number_of(date(1979, 3, 12), Sex.MALE, 8)
    '330301197903120175'
    """
    first = f"{NOBODYS_AREA}{born:%Y%m%d}{order * 2 + (sex == Sex.MALE):03d}"
    return first + check_character(first)
