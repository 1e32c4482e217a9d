"""House rules for templates and styles: nothing inline, nothing evaluated, no colour without a word."""

import re
from pathlib import Path

import pytest

from tests.frontend.conftest import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = sorted((ROOT / "frontend/src/styles").glob("*.scss"))
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)

FORBIDDEN = {
    "inline style": r"\sstyle\s*=|<style\b",
    "inline handler": r"\son(?:click|change|input|submit|load|error|focus|blur|(?:key|mouse|pointer|touch)\w+)\s*=",
    "inline script": r"<script(?![^>]*\b(?:src=|type=\"application/json\"))",
    "htmx that evaluates text": r"\bhx-(?:on|vars|live)\b|hx-(?:vals|headers)\s*=\s*[\"']\s*(?:js|javascript):",
    "htmx that filters by script": r"hx-trigger\s*=\s*[\"'][^\"']*\[",
    "something from another host": r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//",
    "a colour class of Bootstrap": r"\btext-(?:warning|info|muted|danger|success)\b",
    "unescaped output": r"\|\s*safe\b",
    "native date box": r"type=\"(?:date|datetime-local|month|time)\"",
}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_no_template_breaks_the_content_security_policy_or_the_house_rules(template: Path) -> None:
    text = COMMENT.sub("", template.read_text("utf-8"))

    assert {what: found[0] for what, pattern in FORBIDDEN.items() if (found := re.findall(pattern, text))} == {}


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_every_form_with_boxes_keeps_the_browser_silent(template: Path) -> None:
    """A browser's own bubbles speak the browser's language, not the page's."""
    text = COMMENT.sub("", template.read_text("utf-8"))
    forms = re.findall(r"(<form\b[^>]*>)(.*?)</form>", text, re.DOTALL)
    with_boxes = [
        form for form, inside in forms if re.search(r"\bfield\(|<(?:select|textarea)|<input(?![^>]*hidden)", inside)
    ]

    assert [form for form in with_boxes if "novalidate" not in form] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_every_named_drawing_exists(template: Path) -> None:
    icons = (ROOT / "templates/_parts/icons.html").read_text("utf-8")
    drawings = set(re.findall(r'^  "([a-z-]+)": "M', icons, re.MULTILINE))
    used = set(re.findall(r"\bicon\(\"([a-z-]+)\"", template.read_text("utf-8")))

    assert used - drawings == set()


@pytest.mark.parametrize("macros", sorted((ROOT / "templates/_parts").glob("*.html")), ids=name)
def test_every_macro_is_described_where_it_stands(macros: Path) -> None:
    text = macros.read_text("utf-8")
    described = COMMENT.search(text)
    public = [macro for macro in re.findall(r"\{% macro (\w+)\(", text) if not macro.startswith("_")]

    assert described is not None
    assert [macro for macro in public if not re.search(rf"\b{macro}\(", described.group())] == []


@pytest.mark.parametrize("sheet", STYLES, ids=name)
def test_styles_use_no_relational_selectors_no_italics_and_no_motion(sheet: Path) -> None:
    text = re.sub(r"//.*", "", sheet.read_text("utf-8"))

    assert re.findall(r":has\(|font-style:\s*italic|letter-spacing:|\btransition:|\banimation:", text) == []


@pytest.mark.parametrize("sheet", STYLES, ids=name)
def test_shadows_are_only_rings_of_focus(sheet: Path) -> None:
    shadows = re.findall(r"box-shadow: ([^;]+)", sheet.read_text("utf-8"))

    assert [shadow for shadow in shadows if not re.match(r"none|0 0 0 |inset 0 0 0 ", shadow)] == []
