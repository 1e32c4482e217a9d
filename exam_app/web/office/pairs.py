"""How a pair of answer sheets is drawn: rows of items, the expected curve, the lines of time."""

from datetime import datetime

from exam_app.queries.screenings import PairPage
from exam_app.terms import N_

FAMILIES = {
    "neighbours": N_("side by side"),
    "room": N_("in one room"),
    "venue": N_("in different rooms"),
}
ITEMS_A_ROW = 18


def drawn(page: PairPage) -> dict[str, object]:
    """What the drawing of a pair needs (templates/office/screenings/_pair.html)."""
    rows = [page.items[start : start + ITEMS_A_ROW] for start in range(0, len(page.items), ITEMS_A_ROW)]
    return {"rows": rows, "curve": _curve(page), "times": _times(page)}


def _curve(page: PairPage) -> dict[str, object]:
    """The expected number of equal answers as a normal curve, and where the pair is; in units of a drawing 100 wide."""
    lead = page.lead
    spread = max((lead.expected_high - lead.expected_low) / 3.92, 0.5)
    left = max(0.0, min(lead.expected_matches - 4 * spread, lead.matches - 2))
    right = min(float(lead.common_items), max(lead.expected_matches + 4 * spread, lead.matches + 2))
    scale = 100 / (right - left)
    points = []
    for step in range(81):
        value = left + (right - left) * step / 80
        height = 2.718281828 ** (-(((value - lead.expected_matches) / spread) ** 2) / 2)
        points.append(f"{(value - left) * scale:.2f},{50 - 44 * height:.2f}")
    return {
        "points": " ".join(points),
        "expected": (lead.expected_matches - left) * scale,
        "low": (lead.expected_low - left) * scale,
        "high": (lead.expected_high - left) * scale,
        "seen": (lead.matches - left) * scale,
        "left": round(left),
        "right": round(right),
    }


def _times(page: PairPage) -> dict[str, object] | None:
    """When each chose the wrong options they share, along the examination; None where nothing was timed."""
    length = (page.ends_at - page.starts_at).total_seconds()
    shared = [(item.first_at, item.second_at) for item in page.shared_wrong if item.first_at and item.second_at]
    if not shared or length <= 0:
        return None

    def place(moment: datetime) -> float:
        return max(0.0, min(100.0, 100 * (moment - page.starts_at).total_seconds() / length))

    lines = [(place(first), place(second)) for first, second in shared]
    later = sum(second > first for first, second in shared)
    return {"lines": lines, "later": later, "of": len(shared)}
