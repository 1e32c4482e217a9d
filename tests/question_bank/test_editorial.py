"""Each rule of the editor finds its offence, says it in words, and leaves good items alone."""

from collections.abc import Sequence

import pytest

from question_bank.editorial import Remark, Severity, lint
from question_bank.items import Item
from question_bank.kinds import ItemKind, Pool
from question_bank.topics import Topic
from tests.question_bank.builders import SOURCES, an_item

TOPICS = {"T2": Topic("T2", {}, ())}


def remarks_on(live: Sequence[Item], practice: Sequence[Item] = ()) -> list[Remark]:
    return lint(live, practice, SOURCES, TOPICS)


def the_remark_on(*live: Item) -> Remark:
    (remark,) = remarks_on(live)
    return remark


def singles(keys: str, pool: Pool = Pool.LIVE) -> list[Item]:
    """One single choice item for each letter of `keys`, with stems that have nothing in common."""
    return [an_item(number, pool=pool, stem=chr(0x4E00 + 50 * number) * 3, key=key) for number, key in enumerate(keys)]


def statements(keys: str) -> list[Item]:
    return [
        an_item(500 + number, ItemKind.TRUE_FALSE, stem=chr(0x5E00 + 50 * number) * 3, key=key)
        for number, key in enumerate(keys)
    ]


def test_good_items_earn_no_remark() -> None:
    assert remarks_on(singles("ABCDABCD") + statements("TFTF")) == []


def test_a_long_stem_is_an_error_from_the_sixty_first_character() -> None:
    assert remarks_on([an_item(stem="保" * 60)]) == []

    remark = the_remark_on(an_item(stem="保" * 61))

    assert (remark.severity, remark.item_id) == (Severity.ERROR, "T2-L-001")
    assert remark.sentence == "The stem has 61 characters, more than 60."


def test_choices_that_say_the_same_are_an_error() -> None:
    remark = the_remark_on(an_item(choices=("立即报警", "自行离开", "立即 报警。", "收取费用")))

    assert (remark.severity, remark.sentence) == (Severity.ERROR, "Choices A, C say the same.")


@pytest.mark.parametrize(
    "text", ["以上都对", "以上说法均正确", "以上选项都不对", "上述三项全部", "前面各项皆是", "All of the above"]
)
def test_all_of_the_above_is_an_error(text: str) -> None:
    remark = the_remark_on(an_item(choices=("立即报警", "自行离开", "等候下班", text)))

    assert remark.severity is Severity.ERROR
    assert remark.sentence.startswith("Choice D speaks of the other choices")


def test_all_of_the_above_that_stays_last_is_only_a_warning() -> None:
    """What an office brings along may be marked so; then no order of the others makes it wrong."""
    choices = ("立即报警", "自行离开", "等候下班", "以上都对")
    assert the_remark_on(an_item(choices=choices, keep_last=["D"])).severity is Severity.WARNING
    assert the_remark_on(an_item(choices=choices, keep_last=["C"])).severity is Severity.ERROR


@pytest.mark.parametrize("text", ["年满18周岁以上", "处500元以上1000元以下罚款", "县级以上公安机关"])
def test_an_amount_or_more_is_not_all_of_the_above(text: str) -> None:
    assert remarks_on([an_item(choices=(text, "自行离开并且不报告", "等候下班时间到来", "收取费用之后放行"))]) == []


def test_a_key_that_is_the_longest_by_far_is_a_warning() -> None:
    long_key = ("走", "立即报警并保护现场等候民警", "等下班", "收费")

    remark = the_remark_on(an_item(choices=long_key, key="B"))

    assert (remark.severity, remark.item_id) == (Severity.WARNING, "T2-L-001")
    assert remark.sentence == "The right choice has 13 characters, the longest wrong one 3: length gives it away."
    assert remarks_on([an_item(choices=long_key, key="A")]) == []


@pytest.mark.parametrize(
    "stem",
    [
        "保安员在巡逻中错误的做法是？",
        "关于灭火器的说法，不正确的是（  ）。",
        "保安员的权限不包括哪些的是？",
        "门卫登记时，做法有误的是",
    ],
)
def test_a_negation_that_is_not_marked_is_a_warning(stem: str) -> None:
    remark = the_remark_on(an_item(stem=stem))

    assert remark.severity is Severity.WARNING
    assert "hurried reader" in remark.sentence


@pytest.mark.parametrize(
    "stem",
    [
        "下列行为中，不属于保安员权限的是？",
        "以下哪一项不能由保安员决定的是？",
        "客户要求保安员做不合法的事，保安员应当怎么办？",
        "灭火器压力不足时应当怎样处理？",
    ],
)
def test_a_marked_or_harmless_negation_earns_no_remark(stem: str) -> None:
    assert remarks_on([an_item(stem=stem)]) == []


def test_an_unknown_source_is_an_error() -> None:
    remark = the_remark_on(an_item(law="NOWHERE"))

    assert remark.severity is Severity.ERROR
    assert remark.sentence == "The source NOWHERE is not in sources.toml, so the item can never enter a paper."


def test_a_source_with_a_last_day_is_a_warning() -> None:
    remark = the_remark_on(an_item(law="OLD"))

    assert remark.severity is Severity.WARNING
    assert remark.sentence.startswith("旧法 is in force only until 2025-12-31")


def test_an_unknown_topic_is_an_error() -> None:
    remark = the_remark_on(an_item(topic="T77"))

    assert (remark.severity, remark.sentence) == (Severity.ERROR, "Topic T77 is not in topics.toml.")


def test_the_place_of_the_key_is_balanced_in_each_file() -> None:
    # 20 items: 15 % is 3, 35 % is 7. A stands 8 times, D twice.
    remarks = remarks_on(singles("A" * 8 + "B" * 5 + "C" * 5 + "D" * 2))

    assert [remark.item_id for remark in remarks] == ["T2 live", "T2 live"]
    assert remarks[0].sentence == "The key is A in 8 of 20 single choice items; 3 to 7 are balanced."
    assert remarks[1].sentence == "The key is D in 2 of 20 single choice items; 3 to 7 are balanced."
    assert remarks_on(singles("A" * 7 + "B" * 5 + "C" * 5 + "D" * 3)) == []


def test_the_pools_are_balanced_each_for_itself() -> None:
    live = singles("ABCDABCD")
    practice = [an_item(n, pool=Pool.PRACTICE, stem=chr(0x7000 + 50 * n) * 3, key="A") for n in range(4)]

    remarks = remarks_on(live, practice)

    assert {remark.item_id for remark in remarks} == {"T2 practice"}


def test_true_and_false_are_balanced() -> None:
    # 20 statements: 35 % is 7, 65 % is 13.
    assert remarks_on(statements("T" * 13 + "F" * 7)) == []

    remark = the_remark_on(*statements("T" * 14 + "F" * 6))

    assert remark.sentence == "The key is T in 14 of 20 true/false items; 7 to 13 are balanced."


def test_a_stem_with_little_changed_is_an_error_that_names_both_items() -> None:
    first = an_item(1, stem="访客没有带证件，要求进入办公楼时，门卫应当怎么做？")
    second = an_item(2, stem="访客没有带证件，要求进入教学楼时，门卫应当怎么做？", key="A")

    remark = the_remark_on(first, second)

    assert (remark.severity, remark.item_id) == (Severity.ERROR, "T2-L-002")
    assert remark.sentence.startswith("The stem is that of T2-L-001 with little changed (similarity 0.")


def test_near_duplicates_are_found_across_the_pools() -> None:
    live = an_item(1, stem="访客没有带证件，要求进入办公楼时，门卫应当怎么做？")
    practice = an_item(1, pool=Pool.PRACTICE, stem="访客没带证件，要求进入办公楼时，门卫应当怎么做？")

    assert [remark.item_id for remark in remarks_on([live], [practice])] == ["T2-P-001"]


def test_an_item_in_both_pools_is_an_error() -> None:
    live, practice = an_item(1, stem="同一道题？"), an_item(1, pool=Pool.PRACTICE, stem="同一道题？")

    sentences = [remark.sentence for remark in remarks_on([live], [practice])]

    assert "The item is also in the live pool, as T2-L-001." in sentences


def test_an_id_used_twice_is_an_error() -> None:
    remark = the_remark_on(an_item(1, stem="门卫如何换岗？"), an_item(1, stem="发现火情先做什么？", key="A"))

    assert (remark.item_id, remark.sentence) == ("T2-L-001", "2 items have this id.")


def test_every_remark_says_what_to_do() -> None:
    offences = [
        an_item(1, stem="保" * 61, law="NOWHERE", choices=("立即报警", "立即报警", "等候下班", "以上都对")),
        an_item(2, stem="保" * 62, law="OLD"),
    ]

    assert all(remark.what_to_do.endswith(".") for remark in remarks_on(offences))
