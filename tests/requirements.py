"""What tests may need from outside: said in one line when absent, a failure when WATCHWORD_REQUIRE names it."""

import os
import shutil
from pathlib import Path

import pytest

REQUIRED = frozenset(filter(None, os.environ.get("WATCHWORD_REQUIRE", "").split(",")))
ROOT = Path(__file__).resolve().parent.parent


def absent(what: str, how_to_get_it: str) -> None:
    """Skip the test with one line, or fail it when ``what`` is required."""
    if what in REQUIRED:
        pytest.fail(f"{what} is required: {how_to_get_it}", pytrace=False)
    pytest.skip(how_to_get_it)


def data_folder() -> Path:
    return Path(os.environ.get("WATCHWORD_DATA", ROOT.parent / "shared" / "data"))


def chromium_path() -> str | None:
    """WATCHWORD_CHROMIUM, or a Chromium on PATH; none is ever downloaded."""
    named = os.environ.get("WATCHWORD_CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
