"""The questions of a paper as plain forms, filled into patterns.

A paper has a hundred questions with four choices each, and a whole hall opens its papers in one minute. The template
draws one pattern for each kind of question and number of choices; what differs from question to question is put into
it here, and what an item says is made safe once and not for each candidate.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from markupsafe import Markup, escape

from exam_app.queries.sittings import SlotLine
from exam_app.web.rendering import written_in

Pattern = Callable[[str, Sequence[str], str, str], str]
"""``slot_pattern`` of templates/_parts/exam.html: kind, letters, heading, the reader's language."""


def fill_slots(
    lines: Sequence[SlotLine], pattern: Pattern, headings: Mapping[str, str], url: str, csrf: str, reader: str
) -> Markup:
    """The forms of all questions in their order, as HTML; ``headings`` by kind, with a place for the number."""
    patterns: dict[tuple[str, tuple[str, ...]], str] = {}
    places = {"url": escape(url), "csrf": escape(csrf)}
    forms = []
    for line in lines:
        kind, letters = line.kind.value, tuple(choice.letter for choice in line.choices)
        if (kind, letters) not in patterns:
            patterns[kind, letters] = str(pattern(kind, letters, headings[kind], reader))
        forms.append(patterns[kind, letters].format_map(places | _places_of(line, reader)))
    return Markup("".join(forms))


def _places_of(line: SlotLine, reader: str) -> dict[str, object]:
    places: dict[str, object] = {
        "number": line.number,
        "stem": _safe(line.stem),
        "stem_language": written_in(line.stem, reader),
        "marked": 1 if line.is_marked else 0,
        "marks": 0 if line.is_marked else 1,
        "pressed": "true" if line.is_marked else "false",
    }
    for choice in line.choices:
        places[f"text_{choice.letter}"] = _safe(choice.text)
        places[f"language_{choice.letter}"] = written_in(choice.text, reader)
        places[f"checked_{choice.letter}"] = " checked" if choice.chosen else ""
    return places


@lru_cache(maxsize=32_768)
def _safe(text: str) -> str:
    """A text of an item as it may stand in a page."""
    return str(escape(text))
