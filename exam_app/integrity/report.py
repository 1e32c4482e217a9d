"""One page, readable alone and without scripts, about what a screening found: for whoever runs it on files."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from exam_app.integrity.evidence import PairEvidence
from exam_app.integrity.screening import Screening
from exam_app.integrity.seating import Family

NAMED_Q: Final = 0.05
_MOST_ROWS: Final = 200
_MOST_HONEST_PAIRS: Final = 1_000_000_000
_STYLE: Final = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}"
    "table{border-collapse:collapse;margin:1rem 0;width:100%}caption{text-align:left;font-weight:600}"
    "th,td{border-bottom:1px solid #ccc;padding:.3rem .6rem;text-align:left;vertical-align:top}"
    "td.n,th.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}code{overflow-wrap:anywhere}"
)
_SEATS: Final = {Family.NEIGHBOURS: "neighbours", Family.ROOM: "same room", Family.VENUE: "different rooms"}

LIMITS: Final = (
    "A number here is a reason to look and never a verdict. It does not say who copied from whom, or how.",
    "People taught the same mistakes, or who saw the same leaked answers, look alike without having copied.",
    "Copying of a few answers is not seen; copying right answers between two strong candidates hardly ever.",
    "Fit and times of one person are supporting evidence only: illness, guessing and great speed have honest causes.",
)


def report_html(people: Sequence[str], items: Sequence[str], found: Screening) -> str:
    """The page as text; ``people`` and ``items`` are the names to show for positions in the cohort."""
    named = sorted((each for each in found.evidence if each.q <= NAMED_Q), key=lambda each: (each.q, -each.lrsym))
    body = [
        "<h1>Similar answers in one examination</h1>",
        _paragraph(_summary(people, found, named)),
        *([_paragraph(_CAUTION)] if found.screening_only else []),
        "<h2>What these numbers cannot say</h2>",
        f"<ul>{''.join(f'<li>{escape(limit)}</li>' for limit in LIMITS)}</ul>",
        "<h2>Pairs</h2>",
        _pairs(people, items, named),
        "<h2>Rooms</h2>",
        _rooms(found),
        "<h2>People</h2>",
        _people(people, found),
        "<h2>How to find the same numbers again</h2>",
        f"<p>Method {escape(found.method_version)}, inputs SHA-256 <code>{found.inputs_digest}</code>.</p>",
    ]
    head = f'<meta charset="utf-8"><title>Similar answers</title><style>{_STYLE}</style>'
    return f'<!doctype html>\n<html lang="en"><head>{head}</head><body>\n' + "\n".join(body) + "\n</body></html>\n"


_CAUTION: Final = (
    "Screening only: some items rest on fewer than 200 responses, so how rare their options are is hardly known."
)


def _summary(people: Sequence[str], found: Screening, named: Sequence[PairEvidence]) -> str:
    neighbours, room, venue = (int(count) for count in found.tests)
    return (
        f"{len(people):,} people; {neighbours:,} pairs of neighbours, {room:,} other pairs in rooms and {venue:,} "
        f"across rooms were compared. {len(named):,} pairs are named; of those named at most {NAMED_Q:.0%} are "
        "expected to be honest."
    )


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _pairs(people: Sequence[str], items: Sequence[str], named: Sequence[PairEvidence]) -> str:
    if not named:
        return _paragraph("No pair is named.")
    rows = [
        (
            f"{people[each.first]}, {people[each.second]}",
            _SEATS[each.family],
            f"{each.matches} of {each.common_items}",
            f"{each.expected_matches:.1f} ({each.expected_low} to {each.expected_high})",
            ", ".join(f"{items[wrong.item]}: {wrong.usual:.1%}" for wrong in each.shared_wrong[:6]) or "none",
            _one_in(each.honest_pairs_per_such),
            f"{each.q:.2g}",
        )
        for each in named
    ]
    heading = ("People", "Seats", "Alike", "Expected (95 %)", "Rarest shared wrong answers", "Honest pairs", "q")
    return _table("Pairs with q up to .05, the clearest first", heading, rows, numeric=(2, 3, 5, 6))


def _one_in(pairs: float) -> str:
    """In two digits, and no further than a thousand million: the model is not known to hold so far out."""
    if pairs > _MOST_HONEST_PAIRS:
        return f"fewer than 1 in {_MOST_HONEST_PAIRS:,}"
    return f"1 in {float(f'{pairs:.2g}'):,.0f}"


def _rooms(found: Screening) -> str:
    ranking = found.rooms
    rows = [
        (str(rank), str(room), f"{statistic:.1f}", f"{p:.2g}")
        for rank, (room, statistic, p) in enumerate(
            zip(ranking.rooms, ranking.statistic, ranking.p, strict=True), start=1
        )
    ]
    caption = "Rooms by how alike their people answered, in standard deviations above rooms drawn by lot"
    return _table(caption, ("Rank", "Room", "Statistic", "p"), rows[:20], numeric=(0, 2, 3))


def _people(people: Sequence[str], found: Screening) -> str:
    order = sorted(range(len(people)), key=lambda each: float(found.person_p[each]))
    rows = [
        (
            people[each],
            f"{found.fit.p[each]:.2g}",
            f"{found.times.p[each]:.2g}" if found.times else "–",
            f"{found.person_p[each]:.2g}",
            f"{found.person_q[each]:.2g}",
        )
        for each in order
        if found.person_q[each] <= NAMED_Q
    ]
    if not rows:
        return _paragraph("No person stands out.")
    heading = ("Person", "Fit of answers, p", "Fit of times, p", "Combined with best partner, p", "q")
    return _table("People with q up to .05", heading, rows, numeric=(1, 2, 3, 4))


def _table(caption: str, heading: Sequence[str], rows: Sequence[Sequence[str]], numeric: Iterable[int]) -> str:
    right = set(numeric)

    def line(tag: str, cells: Sequence[str]) -> str:
        marked = (
            f"<{tag}{' class=n' if place in right else ''}>{escape(cell)}</{tag}>" for place, cell in enumerate(cells)
        )
        return f"<tr>{''.join(marked)}</tr>"

    shown = "".join(line("td", row) for row in rows[:_MOST_ROWS])
    more = _paragraph(f"{len(rows) - _MOST_ROWS} more are in the tables.") if len(rows) > _MOST_ROWS else ""
    top = f"<caption>{escape(caption)}</caption><thead>{line('th', heading)}</thead>"
    return f"<table>{top}<tbody>{shown}</tbody></table>{more}"
