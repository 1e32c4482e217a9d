"""Sentences of flags about training records, the same for the unit that answers and the county that reads."""

from flask_babel import gettext

from exam_app.plausibility import About, FlagKind
from exam_app.queries.training_flags import FlagLine
from exam_app.terms import N_

ABOUT = {
    About.PERSON: N_("Trainee"),
    About.TRAINER: N_("Trainer"),
    About.LESSON: N_("Lesson"),
    About.COURSE: N_("Course"),
}


def seen(line: FlagLine) -> str:
    """What was seen, with its figures, in the reader's language."""
    said: str = gettext(line.kind.seen) % dict(line.facts)
    return said


def innocent(kind: FlagKind) -> str:
    """What may innocently explain it."""
    said: str = gettext(kind.innocent)
    return said


def words_of_flags() -> dict[str, object]:
    """What the templates of flags may call."""
    return {"seen": seen, "innocent": innocent, "about_words": ABOUT}
