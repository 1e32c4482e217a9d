"""What must be true of a page in a browser (ui.md 4.6). Each check says what is wrong in words, or nothing.

Scripts are evaluated through the debugger: the pages' own policy refuses scripts from elsewhere (ui.md 2.6).
"""

from collections.abc import Iterator

from playwright.sync_api import Page as Tab

AXE = """async (contrast) => {
    const found = await axe.run(document, {
        preload: false, resultTypes: ["violations", "incomplete"],
        rules: {"target-size": {enabled: true}, "color-contrast": {enabled: contrast}}
    });
    const said = (each) => `${each.id}: ${each.nodes.map(node => node.target.join(" ")).slice(0, 3).join(", ")}`;
    return {violations: found.violations.map(said), incomplete: found.incomplete.map(said)};
}"""
WIDER = """() => [...document.querySelectorAll("body *")].reverse()
    .filter(each => each.getBoundingClientRect().left + each.scrollWidth > document.documentElement.clientWidth + 1)
    .map(each => each.tagName + "." + each.className).slice(0, 3)"""
OVERFLOWS = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
SPACED = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* {line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important}
        p {margin-bottom: 2em !important}`);
    document.adoptedStyleSheets = [sheet];
}"""
UNSPACED = "() => { document.adoptedStyleSheets = []; }"
CLIPPED = """() => [...document.querySelectorAll("main *")]
    .filter(each => each.checkVisibility() && each.clientWidth > 1 && getComputedStyle(each).overflowX === "hidden"
        && getComputedStyle(each).textOverflow !== "ellipsis" && each.scrollWidth > each.clientWidth + 1)
    .map(each => each.tagName + "." + each.className).slice(0, 3)"""
# The exam's own screen shows one part at a time, by width and by what the candidate opened.
UNSEEN = """() => [...document.querySelectorAll("main a[href], main button")]
    .filter(each => !each.checkVisibility())
    .filter(each => !each.closest("[hidden], details:not([open]), dialog:not([open]), .exam-screen"))
    .map(each => each.textContent.trim().slice(0, 30)).slice(0, 3)"""
STOPS = """() => {
    const seen = new Set();
    window.stops = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
        .filter(each => each.tabIndex >= 0 && !each.disabled && each.type !== "hidden" && each.checkVisibility())
        .filter(each => {
            if (each.type !== "radio" || !each.name) return true;
            const group = [...document.getElementsByName(each.name)].filter(other => other.form === each.form);
            const stop = group.find(other => other.checked) ?? group[0];
            return each === stop;
        });
    document.activeElement?.blur();
    return window.stops.length;
}"""
STOPPED = """() => {
    const here = document.activeElement, box = here.closest("label") ?? here, at = box.getBoundingClientRect();
    const parts = [here, here.closest("label"), here.nextElementSibling, here.parentElement].filter(Boolean);
    const ring = parts.some(each => parseFloat(getComputedStyle(each).outlineWidth) > 0
        && getComputedStyle(each).outlineStyle !== "none" || getComputedStyle(each).boxShadow !== "none");
    const x = Math.min(Math.max(at.left + at.width / 2, 0), innerWidth - 1);
    const y = Math.min(Math.max(at.top + Math.min(at.height / 2, 20), 0), innerHeight - 1);
    const top = document.elementFromPoint(x, y);
    const name = `${here.tagName.toLowerCase()} ${(here.getAttribute("aria-label") ?? here.textContent ?? "").trim()
        .slice(0, 30) || here.name || here.className}`;
    return {place: window.stops.indexOf(here), name, ring,
        seen: at.bottom > 0 && at.top < innerHeight && Boolean(top) && (box.contains(top) || top.contains(box))};
}"""
DEAD = """() => [...document.querySelectorAll("button")]
    .filter(each => each.checkVisibility() && (each.type !== "submit" || !each.form))
    .map(each => each.textContent.trim() || each.className)"""
PALE = """() => [...document.querySelectorAll("svg use, svg path, svg circle")]
    .filter(each => each.checkVisibility() && each.closest("[data-state]"))
    .filter(each => getComputedStyle(each).fill === getComputedStyle(document.body).backgroundColor
        && getComputedStyle(each).stroke === "none" && !each.previousElementSibling)
    .map(each => each.closest("[data-state]").className).slice(0, 3)"""


def wait_for_scripts(tab: Tab) -> None:
    """Until the page's own script, if it has one, has put itself in charge: the exam's opens its storage first."""
    tab.wait_for_selector("html[data-script], html:not(:has(script[src]))", state="attached")


def axe(tab: Tab, *, contrast: bool = True) -> Iterator[str]:
    """Needs axe in the page. Contrasts take it longest, and no width of a window changes a colour."""
    found = tab.evaluate(AXE, contrast)
    yield from (f"axe {each}" for each in found["violations"])
    yield from (f"axe cannot tell {each}" for each in found["incomplete"] if each.split(":")[0] not in REVIEWED)


REVIEWED = {
    "video-caption": "the picture of the camera has no sound",
    "color-contrast": "the contrast of our tokens is computed (ui.md 4.1); axe gives up where boxes overlap",
}
"""Rules that axe leaves to people on some pages, each with what people found."""


def frame(tab: Tab) -> Iterator[str]:
    """Nothing runs over the edge, and there is one first heading."""
    if tab.evaluate(OVERFLOWS):
        yield f"runs over the edge: {tab.evaluate(WIDER)}"
    if (headings := tab.locator("h1:visible").count()) != 1:
        yield f"{headings} first headings"


def shape(tab: Tab) -> Iterator[str]:
    """Nothing runs over the edge, there is one first heading, and what can be pressed is shown."""
    yield from frame(tab)
    if unseen := tab.evaluate(UNSEEN):
        yield f"not shown: {unseen}"


def spaced_text(tab: Tab) -> Iterator[str]:
    """With the spacing of WCAG 1.4.12 nothing is cut off."""
    tab.evaluate(SPACED)
    if tab.evaluate(OVERFLOWS):
        yield f"with spaced text over the edge: {tab.evaluate(WIDER)}"
    if clipped := tab.evaluate(CLIPPED):
        yield f"with spaced text cut off: {clipped}"
    tab.evaluate(UNSPACED)


def zoomed(tab: Tab, width: int, height: int) -> Iterator[str]:
    """At 200 and at 400 %, that is in a half and in a quarter of the window."""
    for times in (2, 4):
        tab.set_viewport_size({"width": width // times, "height": height // times})
        yield from (f"at {times}00 %: {fault}" for fault in shape(tab))
    tab.set_viewport_size({"width": width, "height": height})


def keyboard(tab: Tab) -> Iterator[str]:
    """The tab key stops at everything that acts, in reading order, each time with a ring and in view."""
    count = tab.evaluate(STOPS)
    reached = []
    for _ in range(count):
        tab.keyboard.press("Tab")
        stop = tab.evaluate(STOPPED)
        reached.append(stop["place"])
        if not stop["ring"]:
            yield f"focus without a ring: {stop['name']}"
        if not stop["seen"]:
            yield f"focus out of view: {stop['name']}"
    if reached != list(range(count)):
        yield f"tab order: {reached}"


def forced_colours(tab: Tab) -> Iterator[str]:
    """Where the system chooses the colours, the shapes of states stand out from the ground."""
    tab.emulate_media(forced_colors="active")
    if pale := tab.evaluate(PALE):
        yield f"in forced colours no shape: {pale}"
    tab.emulate_media(forced_colors="none")


def without_scripts(tab: Tab) -> Iterator[str]:
    """No button is shown that only a script could answer: such a one is not shown at all."""
    if dead := tab.evaluate(DEAD):
        yield f"without scripts these do nothing: {dead}"
    yield from frame(tab)
