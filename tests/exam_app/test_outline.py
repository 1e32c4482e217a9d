"""The teaching outline holds together: every level has hours, and a day's ceilings are the outline's."""

from exam_app.outline import DAILY_CEILING, FIRST_STAGE, LEVELS
from exam_app.terms import HourKind, OutlineLevel, SubjectArea


def test_every_level_has_its_class_hours_as_published() -> None:
    assert {level: hours.class_hours for level, hours in LEVELS.items()} == {
        OutlineLevel.SENIOR_TECHNICIAN: 184,
        OutlineLevel.TECHNICIAN: 274,
        OutlineLevel.SENIOR: 244,
        OutlineLevel.INTERMEDIATE: 214,
        OutlineLevel.JUNIOR: 284,
    }
    assert sorted(hours.letter for hours in LEVELS.values()) == list("ABCDE")


def test_a_day_holds_what_the_outline_says() -> None:
    assert DAILY_CEILING == {HourKind.THEORY: 6, HourKind.SKILL: 3}


def test_what_must_be_mastered_first_is_law() -> None:
    assert {subject.area for subject in FIRST_STAGE if subject.mastered} == {SubjectArea.LAW}
