"""What pages looked like when somebody last found them good, and what looks different now.

Pictures depend on the machine's fonts, so they are not in the repository: ``make check-pages`` draws new ones into
``.pictures/new`` and compares them with ``.pictures/accepted``; ``make accept-pictures`` accepts the new ones.
"""

from pathlib import Path

from PIL import Image, ImageChops
from playwright.sync_api import Page as Tab

from tests.requirements import ROOT

NEW, ACCEPTED = (ROOT / ".pictures" / name for name in ("new", "accepted"))
MOVING = "#clock, #camera, #camera-state, .fitness"
"""What shows the browser's own time or camera, or how far the officer's page has come with starting."""
SHARE = 0.001
"""Of the pixels; less is the smoothing of edges."""


def compare(tab: Tab, name: str) -> list[str]:
    """Draw the page as it is; says where it differs from the accepted picture of that name, if there is one."""
    drawn, accepted = NEW / f"{name}.png", ACCEPTED / f"{name}.png"
    drawn.parent.mkdir(parents=True, exist_ok=True)
    tab.screenshot(path=drawn, full_page=True, mask=[tab.locator(MOVING)])
    if not accepted.exists():
        return []
    return [f"looks different: {drawn.relative_to(ROOT)}"] if differs(accepted, drawn) else []


def differs(one: Path, other: Path) -> bool:
    """Whether two pictures differ in size or in more than :data:`SHARE` of their pixels."""
    with Image.open(one) as first, Image.open(other) as second:
        if first.size != second.size:
            return True
        changed = ImageChops.difference(first.convert("L"), second.convert("L")).point(lambda value: 255 * (value > 16))
        return changed.histogram()[255] > SHARE * first.width * first.height
