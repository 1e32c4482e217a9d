"""Each check on the smallest records that show it, and just below its limit."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from exam_app.plausibility import Credit, Flag, FlagKind, Lesson, Proof, ProofKind, Records, find_flags
from exam_app.plausibility.bursts import fewest_in_burst
from exam_app.plausibility.limits import Limits
from exam_app.terms import HourKind
from tests.exam_app.plausibility.builders import (
    DAY,
    a_credit,
    a_lesson,
    a_room,
    a_scan,
    a_stay,
    an_id,
    found,
    records,
)

CLASS = [f"p{number}" for number in range(30)]


def kinds(given: Records) -> set[FlagKind]:
    return {flag.kind for flag in find_flags(given)}


def held(lessons: Sequence[Lesson], credits: Sequence[Credit], proofs: Sequence[Proof] = (), **others) -> Records:  # type: ignore[no-untyped-def]
    """Records in which whoever has hours was there, so that only what the test adds can be found."""
    by_id = {lesson.id: lesson for lesson in lessons}
    shown = [
        Proof(credit.lesson_id, credit.person_id, ProofKind.ROLL_CALL_PHOTO, by_id[credit.lesson_id].starts_at)
        for credit in credits
        if credit.lesson_id
    ]
    return records(lessons, credits, [*shown, *proofs], **others)


# -- hours of a day and of a lesson ------------------------------------------------------------------------------


def test_seven_theory_hours_on_one_day_are_found_over_two_units() -> None:
    first = a_lesson("one", hours=4)
    second = a_lesson("two", hours=3, starts=14 * 60, unit="other")
    (flag,) = find_flags(held([first, second], [a_credit(first), a_credit(second)]))
    assert flag.kind is FlagKind.DAY_HOURS
    assert flag.facts == {"day": "2026-05-04", "hours": 7, "most": 6, "units": 2}
    assert len(flag.records) == 2


def test_six_theory_and_three_skill_hours_are_a_full_day() -> None:
    lessons = [
        a_lesson("am", hours=4),
        a_lesson("pm", hours=2, starts=14 * 60),
        a_lesson("skills", hours=3, starts=17 * 60, kind=HourKind.SKILL),
    ]
    assert find_flags(held(lessons, [a_credit(lesson) for lesson in lessons])) == ()


def test_hours_that_were_corrected_do_not_count_twice() -> None:
    lesson = a_lesson(hours=6)
    first = a_credit(lesson)
    assert find_flags(held([lesson], [first, a_credit(lesson, hours=5, corrects=first)])) == ()


def test_hours_that_were_struck_out_do_not_count() -> None:
    lessons = [a_lesson("right", hours=6), a_lesson("wrong", hours=6, starts=20 * 60)]
    wrong = a_credit(lessons[1])
    credits = [a_credit(lessons[0]), wrong, a_credit(lessons[1], hours=0, corrects=wrong)]
    assert find_flags(held(lessons, credits)) == ()


def test_more_hours_than_announced_are_found_and_a_lesson_five_minutes_short_is_not() -> None:
    lesson = a_lesson(hours=3, minutes=3 * 45 - 5)
    assert find_flags(held([lesson], [a_credit(lesson)])) == ()
    (flag,) = find_flags(held([lesson], [a_credit(lesson, hours=4)]))
    assert (flag.kind, flag.facts["hours"]) == (FlagKind.LONGER_THAN_LESSON, 4)


# -- two places at once ---------------------------------------------------------------------------------------------


def test_a_person_in_two_lessons_at_once_is_found_by_hours_and_by_scans() -> None:
    first, second = a_lesson("one", hours=2), a_lesson("two", hours=2, starts=9 * 60, unit="other", trainer="t2")
    by_hours = held([first, second], [a_credit(first), a_credit(second)])
    by_scan = held([first, second], [a_credit(first)], [a_scan(second)])
    for given in (by_hours, by_scan):
        (flag,) = found(given, FlagKind.PERSON_OVERLAP)
        # 8:30 to 10:15 and 9:00 to 10:45 have 75 minutes in common.
        assert flag.facts == {"day": "2026-05-04", "lessons": 2, "minutes": 75}
        assert flag.subject.id == str(an_id("person", "person"))


def test_one_lesson_right_after_another_is_no_overlap() -> None:
    first = a_lesson("one", hours=2)
    second = a_lesson("two", hours=2, starts=10 * 60 + 8)
    assert find_flags(held([first, second], [a_credit(first), a_credit(second)])) == ()


def test_a_short_lesson_inside_a_long_one_does_not_hide_a_third() -> None:
    long = a_lesson("long", hours=4, minutes=300)
    inside = a_lesson("inside", hours=1, starts=9 * 60, minutes=45)
    third = a_lesson("third", hours=1, starts=12 * 60, minutes=45)
    (flag,) = found(held([long, inside, third], [a_credit(each) for each in (long, inside, third)]),
                    FlagKind.PERSON_OVERLAP)  # fmt: skip
    assert flag.facts["lessons"] == 3


def test_a_trainer_in_two_rooms_is_found_and_one_with_two_classes_in_one_room_is_not() -> None:
    here, there = a_room("here"), a_room("there")
    first = a_lesson("one", room=here)
    credits = [a_credit(first)]
    together = a_lesson("two", room=here)
    apart = a_lesson("two", room=there)
    assert find_flags(held([first, together], credits, rooms=[here, there])) == ()
    (flag,) = find_flags(held([first, apart], credits, rooms=[here, there]))
    assert flag.kind is FlagKind.TRAINER_OVERLAP
    assert flag.records == (credits[0].id,)


# -- opening times --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opens", "closes", "starts", "minutes", "outside"),
    [
        (480, 1080, 480, 600, None),  # exactly the whole day
        (480, 1080, 470, 100, None),  # ten minutes early
        (480, 1080, 450, 100, 30),
        (480, 1080, 1020, 120, 60),
        (480, 1080, 1260, 120, 120),
        (1080, 120, 1380, 150, None),  # an evening room: 18:00 to 2:00, lesson 23:00 to 1:30
        (1080, 120, 30, 60, None),  # 0:30 to 1:30, opened the evening before
        (1080, 120, 90, 90, 60),
        (600, 600, 500, 200, None),  # around the clock
        (None, None, 120, 60, None),  # not stated
    ],
)
def test_minutes_outside_opening_times(
    opens: int | None, closes: int | None, starts: int, minutes: int, outside: int | None
) -> None:
    room = a_room(opens=opens, closes=closes)
    lesson = a_lesson(room=room, starts=starts, minutes=minutes, hours=1)
    flags = find_flags(records([lesson], [], rooms=[room]))
    assert [flag.facts["minutes"] for flag in flags] == ([] if outside is None else [outside])


# -- written down later ---------------------------------------------------------------------------------------------


def test_hours_raised_weeks_later_are_found_and_lowered_or_soon_raised_ones_are_not() -> None:
    lesson = a_lesson(hours=4)
    first = a_credit(lesson, hours=2)
    for hours, days, seen in ((4, 21, True), (4, 2, False), (1, 21, False)):
        later = a_credit(lesson, hours=hours, days_later=days, corrects=first)
        flags = find_flags(held([lesson], [first, later]))
        assert [flag.kind for flag in flags] == ([FlagKind.HOURS_GROWN] if seen else [])
    grown = find_flags(held([lesson], [first, a_credit(lesson, days_later=21, corrects=first)]))[0]
    assert grown.facts == {"day": "2026-05-25", "people": 1, "hours": 2, "days": 21}


def test_twenty_late_entries_in_one_evening_are_found_and_nineteen_are_not() -> None:
    lesson = a_lesson()
    for count, seen in ((20, True), (19, False)):
        given = held([lesson], [a_credit(lesson, name, days_later=8) for name in CLASS[:count]])
        assert [flag.facts["entries"] for flag in found(given, FlagKind.LATE_ENTRY)] == ([count] if seen else [])


def test_a_class_entered_within_the_week_is_not_late() -> None:
    lesson = a_lesson()
    given = held([lesson], [a_credit(lesson, name, days_later=7) for name in CLASS])
    assert found(given, FlagKind.LATE_ENTRY) == []


# -- proofs of presence ---------------------------------------------------------------------------------------------


def burst_of(people: int, seconds: float, others: int = 0) -> list[Flag]:
    """So many people within so many seconds, and others of the class one by one, ten seconds apart."""
    lesson = a_lesson()
    proofs = [a_scan(lesson, f"b{n}", seconds=60 + seconds * n / max(people - 1, 1)) for n in range(people)]
    proofs += [a_scan(lesson, f"o{n}", seconds=100 + 10 * n) for n in range(others)]
    return found(records([lesson], [], proofs), FlagKind.BURST)


def test_twenty_people_within_five_seconds_are_found_nineteen_or_six_seconds_are_not() -> None:
    assert [flag.facts["people"] for flag in burst_of(20, 5)] == [20]
    assert burst_of(19, 5) == []
    assert burst_of(20, 6) == []


def test_a_large_hall_may_have_twenty_within_five_seconds() -> None:
    assert burst_of(20, 5, others=80) == []
    assert len(burst_of(50, 5, others=80)) == 1


def test_a_burst_over_two_lessons_in_one_room_is_one_burst() -> None:
    room = a_room()
    lessons = [a_lesson("one", room=room), a_lesson("two", room=room)]
    proofs = [a_scan(lessons[n % 2], f"b{n}", seconds=60 + n / 10) for n in range(24)]
    (flag,) = find_flags(records(lessons, [], proofs, rooms=[room]))
    assert (flag.kind, flag.facts["people"]) == (FlagKind.BURST, 24)


def test_one_person_scanning_again_and_again_is_no_burst() -> None:
    lesson = a_lesson()
    assert find_flags(records([lesson], [], [a_scan(lesson, seconds=n / 10) for n in range(40)])) == ()


def test_the_trainers_list_is_no_burst() -> None:
    lesson = a_lesson()
    assert found(held([lesson], [a_credit(lesson, name) for name in CLASS]), FlagKind.BURST) == []


def test_the_larger_the_class_the_more_it_takes_but_an_ever_smaller_share() -> None:
    fewest = [fewest_in_burst(people, Limits()) for people in range(20, 300)]
    assert all(0 <= later - earlier <= 1 for earlier, later in pairwise(fewest))
    shares = [count / people for people, count in zip(range(20, 300), fewest, strict=True)]
    assert shares[0] > shares[100] > shares[-1]


def test_a_stay_of_an_hour_for_four_class_hours_is_found_and_coming_late_is_not() -> None:
    lesson = a_lesson(hours=4, minutes=180)
    gone = a_scan(lesson, "early", ProofKind.END_CODE, seconds=-120 * 60)
    short = [a_scan(lesson, "early"), gone]
    late = [a_scan(lesson, "late", seconds=25 * 60), a_scan(lesson, "late", ProofKind.END_CODE)]
    (flag,) = find_flags(records([lesson], [a_credit(lesson, "early"), a_credit(lesson, "late")], [*short, *late]))
    assert flag.kind is FlagKind.SHORT_STAY
    assert flag.facts == {"people": 1, "minutes": 60, "needed": 180}
    assert flag.records == (a_credit(lesson, "early").id,)


def test_who_was_never_shown_to_be_there_is_found_and_who_forgot_once_is_not() -> None:
    lessons = [a_lesson(str(number), day=DAY + timedelta(days=number)) for number in range(3)]
    credits = [a_credit(lesson, name) for lesson in lessons for name in ("never", "once", "always")]
    proofs = [a_scan(lesson, "always") for lesson in lessons] + [a_scan(lesson, "once") for lesson in lessons[1:]]
    (flag,) = find_flags(records(lessons, credits, proofs))
    assert (flag.kind, flag.facts) == (FlagKind.NO_PROOF, {"people": 1, "hours": 12})
    assert flag.subject.id == str(an_id("course", "course"))


def test_a_code_scanned_on_another_day_proves_nothing() -> None:
    lessons = [a_lesson(str(number), day=DAY + timedelta(days=number)) for number in range(3)]
    credits = [a_credit(lesson) for lesson in lessons]
    all_today = [a_scan(lesson, seconds=-24 * 3600 * number) for number, lesson in enumerate(lessons)]
    assert kinds(records(lessons, credits, all_today)) == {FlagKind.NO_PROOF}


def test_hours_that_rest_on_no_lesson_are_looked_at_by_unit() -> None:
    lessons = [a_lesson(str(number), day=DAY + timedelta(days=number)) for number in range(3)]
    credits = [replace(a_credit(lesson), lesson_id=None) for lesson in lessons]
    (flag,) = find_flags(records([], credits))
    assert (flag.kind, flag.subject.id) == (FlagKind.NO_PROOF, str(an_id("unit", "unit")))


def test_a_class_that_only_the_trainer_saw_is_found_and_three_without_telephones_are_not() -> None:
    lesson = a_lesson()
    credits = [a_credit(lesson, name) for name in CLASS]
    (flag,) = find_flags(held([lesson], credits, [a_scan(lesson, "p0"), a_scan(lesson, "p1", seconds=20)]))
    assert (flag.kind, flag.facts) == (FlagKind.TRAINER_WORD_ONLY, {"people": 28, "of": 30})
    scans = [a_scan(lesson, name, seconds=10 * n) for n, name in enumerate(CLASS[3:])]
    assert find_flags(held([lesson], credits, scans)) == ()


def test_one_telephone_for_five_people_is_found_and_for_a_couple_is_not() -> None:
    lesson = a_lesson()
    for count, seen in ((5, True), (4, False), (2, False)):
        proofs = [a_scan(lesson, f"d{n}", seconds=20 * n, device=b"one") for n in range(count)]
        flags = find_flags(records([lesson], [], proofs))
        assert [flag.subject.id for flag in flags] == ([b"one".hex()] if seen else [])


def test_the_same_seconds_in_three_lessons_are_found_in_two_are_not() -> None:
    lessons = [a_lesson(str(number), day=DAY + timedelta(days=number)) for number in range(3)]
    stays = [[scan for name in ("one", "two") for scan in a_stay(lesson, name)] for lesson in lessons]
    assert kinds(records(lessons, [], [scan for stay in stays for scan in stay])) == {FlagKind.IDENTICAL_ATTENDANCE}
    assert find_flags(records(lessons, [], [scan for stay in stays[:2] for scan in stay])) == ()


# -- what does not belong together -------------------------------------------------------------------------------


def test_rows_that_name_nothing_are_refused_with_a_sentence() -> None:
    lesson, stranger = a_lesson(), a_lesson("stranger")
    with pytest.raises(ValueError, match=r"names the lesson .* not given"):
        find_flags(records([lesson], [a_credit(stranger)]))
    with pytest.raises(ValueError, match="is given twice"):
        find_flags(records([lesson, lesson], []))
    with pytest.raises(ValueError, match=r"names the room .* not given"):
        find_flags(records([a_lesson(room=a_room())], []))
    with pytest.raises(ValueError, match="ends before it begins"):
        find_flags(records([a_lesson(minutes=0)], []))


def test_a_day_begins_at_midnight_in_china() -> None:
    # 0:30 on 5 May is 16:30 UTC on the 4th: the lesson is of the 5th.
    first = a_lesson("one", day=date(2026, 5, 5), starts=30, hours=1)
    second = a_lesson("two", day=date(2026, 5, 5), starts=40, hours=1)
    (flag,) = found(held([first, second], [a_credit(first), a_credit(second)]), FlagKind.PERSON_OVERLAP)
    assert flag.facts["day"] == "2026-05-05"


def test_a_lesson_across_midnight_is_one_lesson_of_the_evening() -> None:
    lesson = a_lesson(starts=22 * 60, hours=4)
    assert find_flags(held([lesson], [a_credit(lesson)])) == ()
