"""What stands in dist: complete, hashed, small enough, and nothing a browser would have to fetch from elsewhere."""

import gzip
import hashlib
import json
import re
from typing import Any

import pytest

import hatch_build
from tests.frontend.conftest import DIST, ROOT

LOCK = json.loads((ROOT / "frontend/package-lock.json").read_text("utf-8"))
BROWSER_FLOOR_UNKNOWN = (
    ":has(",
    ":is(",
    ":where(",
    "aspect-ratio",
    "@layer",
    "@container",
    "color-mix(",
    "accent-color",
)
"""CSS that Chromium 87, the floor of the exam room, does not know."""


def zipped(*names: str) -> int:
    return sum(len(gzip.compress((DIST / name).read_bytes(), 9, mtime=0)) for name in names)


def test_the_build_belongs_to_these_sources() -> None:
    assert hatch_build.is_current(ROOT), "run python hatch_build.py"


def test_every_file_carries_the_hash_of_its_content(build: dict[str, Any]) -> None:
    for plain, hashed in build["entries"].items():
        stem, _, suffix = plain.rpartition(".")
        digest = hashlib.sha256((DIST / hashed).read_bytes()).hexdigest()[:12]
        assert hashed == f"{stem}-{digest}.{suffix}"


def test_build_json_lists_all_that_is_there(build: dict[str, Any]) -> None:
    files = {path.name for path in DIST.iterdir() if path.is_file()}

    assert files == {*build["entries"].values(), "build.json"}


def test_the_officer_can_work_offline_with_what_is_precached(build: dict[str, Any]) -> None:
    needed = ("scan.js", "officer.css", "zxing_reader.wasm", "icon.svg")

    assert set(build["precache"]) == {build["entries"][name] for name in needed}


def test_no_source_maps_and_no_styles_from_elsewhere(build: dict[str, Any]) -> None:
    for name in build["entries"].values():
        content = (DIST / name).read_bytes()
        assert b"sourceMappingURL" not in content
        if name.endswith(".css"):
            assert not re.search(rb"@import|url\(\s*['\"]?(?:https?:)?//", content)


@pytest.mark.parametrize("sheet", ["desk.css", "exam.css", "officer.css", "print.css", "scripts.css"])
def test_styles_stay_on_the_browser_floor(build: dict[str, Any], sheet: str) -> None:
    text = (DIST / build["entries"][sheet]).read_text("utf-8")

    assert [word for word in BROWSER_FLOOR_UNKNOWN if word in text] == []


def test_first_visits_stay_light(build: dict[str, Any]) -> None:
    entries = build["entries"]

    assert zipped(entries["exam.css"], entries["exam.js"]) <= 20_000
    assert zipped(entries["kept.js"]) <= 12_000
    assert zipped(entries["desk.css"], entries["desk.js"]) <= 90_000
    assert zipped(*build["precache"]) <= 500_000
    assert (DIST / entries["exam.js"]).stat().st_size <= 150_000


def test_a_font_for_another_script_is_a_file_of_its_own_that_only_its_pages_fetch(build: dict[str, Any]) -> None:
    """A seat that shows one of them loads at most this, once; woff2 is compressed already."""
    most = {"arabic.woff2": 60_000, "mongolian.woff2": 100_000, "tibetan.woff2": 180_000, "yi.woff2": 120_000}
    entries, sheet = build["entries"], (DIST / build["entries"]["scripts.css"]).read_text("utf-8")

    assert {name for name in entries if name.endswith(".woff2")} == most.keys()
    assert all((DIST / entries[name]).stat().st_size <= size for name, size in most.items())
    assert all(f"url({entries[name]})" in sheet for name in most)
    assert sheet.count("unicode-range") == sheet.count("@font-face") == len(most)
    assert "woff2" not in (DIST / entries["exam.css"]).read_text("utf-8")
    assert zipped(entries["scripts.css"]) <= 600


def test_fonts_hold_chinese(build: dict[str, Any]) -> None:
    for weight in ("Regular", "Bold"):
        font = DIST / "fonts" / f"NotoSansSC-{weight}.ttf"
        assert font.read_bytes()[:4] == b"\x00\x01\x00\x00"
        assert font.stat().st_size > 5_000_000


def test_every_shipped_package_brings_its_licence() -> None:
    shipped = set(json.loads((ROOT / "frontend/package.json").read_text("utf-8"))["dependencies"])
    told = {path.stem: path.read_text("utf-8") for path in (DIST / "licences").iterdir()}
    by_package = {
        "@noble/ciphers": "noble-ciphers",
        "@noble/hashes": "noble-hashes",
        "htmx.org": "htmx",
        "workbox-precaching": "workbox",
    }

    fonts = {name: name.partition("/")[2] for name in shipped if name.startswith(("@expo-google-fonts", "@fontsource"))}

    assert {(by_package | fonts).get(name, name) for name in shipped} <= told.keys()
    assert all("SIL OPEN FONT LICENSE" in told[font].upper() for font in fonts.values())
    assert all(len(text) > 80 for text in told.values())


def test_the_lock_file_names_no_host_and_checks_every_package() -> None:
    packages = {name: package for name, package in LOCK["packages"].items() if name}

    assert not any("resolved" in package for package in packages.values())
    assert all("integrity" in package for package in packages.values())
