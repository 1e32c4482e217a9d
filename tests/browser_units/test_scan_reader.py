"""What the camera's reader makes of pictures: it reads bad photographs, and never anything that is not there."""

import base64
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import qrcode
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Page

from tests.requirements import ROOT

pytestmark = pytest.mark.browser

WASM = ROOT / "frontend" / "node_modules" / "zxing-wasm" / "dist" / "reader" / "zxing_reader.wasm"
TOKEN = "https://ba.example.gov.cn/v/" + "74829" * 66
"""As long as a certificate's text: 53 modules across."""

START = """
async (wasm) => {
  const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  window.imageOfFile = async (text) => {
    const bitmap = await createImageBitmap(new Blob([bytes(text)]));
    const drawing = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    drawing.drawImage(bitmap, 0, 0);
    return drawing.getImageData(0, 0, bitmap.width, bitmap.height);
  };
  window.readPatiently = async (file) => {
    const picture = unit.greyOf(await imageOfFile(file));
    for (const step of unit.LADDER) {
      const text = await unit.readAfter(step, picture);
      if (text !== null) return text;
    }
    return null;
  };
  await unit.startReader(bytes(wasm).buffer);
}
"""

FILM = """
async ([files, own]) => {
  const film = new unit.Film({ own: own ? eval(own) : null, bundled: unit.readAfter });
  const looks = [];
  for (const file of files) looks.push(await film.look(await imageOfFile(file)));
  return looks;
}
"""

Picture = NDArray[np.uint8]


@pytest.fixture
def parts(unit_page: Callable[[str], Page]) -> Page:
    return unit_page("../tests/browser_units/scan_parts.ts")


@pytest.fixture
def reader(parts: Page) -> Page:
    parts.evaluate(START, base64.b64encode(WASM.read_bytes()).decode())
    return parts


def code_of(text: str, box: int) -> Picture:
    symbol = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, box_size=box, border=6)
    symbol.add_data(text)
    return np.asarray(symbol.make_image().get_image().convert("L"))


def file_of(picture: Picture) -> str:
    stored = io.BytesIO()
    Image.fromarray(picture).save(stored, "PNG")
    return base64.b64encode(stored.getvalue()).decode()


def read(reader: Page, picture: Picture) -> str | None:
    text: str | None = reader.evaluate("readPatiently", file_of(picture))
    return text


def in_the_dark(picture: Picture, seed: int) -> Picture:
    """The picture as a camera at its highest gain has it: pale, noisy, and the hand moved by up to two pixels."""
    dice = np.random.default_rng(seed)
    moved = 50 + np.roll(picture, tuple(dice.integers(-2, 3, 2)), (0, 1)) * 0.6
    return np.clip(moved + dice.normal(0, 140, picture.shape), 0, 255).astype(np.uint8)


# -- single pictures ----------------------------------------------------------------------------------------------


def test_photographs_by_night_tilted_and_dirty_are_read_and_none_wrongly(reader: Page, outside_data: Path) -> None:
    folder = outside_data / "certificates" / "photographs"
    photographs = json.loads((folder / "manifest.json").read_text("utf-8"))
    missed, wrong = [], []
    for photograph in photographs:
        file = base64.b64encode((folder / photograph["f"]).read_bytes()).decode()
        text = reader.evaluate("readPatiently", file)
        if text is None:
            missed.append((photograph["f"], photograph["cond"]))
        elif text != photograph["text"]:
            wrong.append((photograph["f"], text))
    assert wrong == []
    assert missed == []  # the goal's floor is 46 of 48


@pytest.mark.parametrize("seed", range(4))
def test_what_holds_no_code_gives_no_text(reader: Page, seed: int) -> None:
    dice = np.random.default_rng(seed)
    blocks = np.kron(dice.integers(0, 2, (40, 40)), np.ones((8, 8))) * 255  # modules without finders
    wall = np.full((320, 320), 255)
    for picture in (blocks, wall, dice.normal(128, 60, (320, 320)).clip(0, 255), code_of(TOKEN, 5)[:200]):
        assert read(reader, picture.astype(np.uint8)) is None


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(
    number=st.text("0123456789", min_size=14, max_size=14),
    box=st.integers(3, 8),
    ink=st.integers(0, 90),
    paper=st.integers(150, 255),
    angle=st.integers(0, 359),
)
def test_the_number_of_a_ticket_is_read_at_any_size_light_and_angle(
    reader: Page, number: str, box: int, ink: int, paper: int, angle: int
) -> None:
    code = Image.fromarray(code_of(number, box)).rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    picture = (ink + np.asarray(code) / 255 * (paper - ink)).astype(np.uint8)
    assert read(reader, picture) == number


# -- a film -------------------------------------------------------------------------------------------------------


def film(reader: Page, pictures: list[Picture], own: str | None = None) -> list[dict[str, Any]]:
    looks: list[dict[str, Any]] = reader.evaluate(FILM, [[file_of(picture) for picture in pictures], own])
    return looks


def test_four_frames_of_the_dark_give_what_no_single_one_does(reader: Page) -> None:
    code = code_of(TOKEN, 5)
    singly = together = 0
    for night in range(6):
        frames = [in_the_dark(code, 4 * night + order) for order in range(4)]
        texts = [look["text"] for look in film(reader, frames)]
        assert {*texts} <= {None, TOKEN}
        singly += any(texts[:3])
        together += texts[3] == TOKEN
    assert singly == 0
    assert together >= 5


def test_a_moved_frame_is_shifted_back(reader: Page) -> None:
    code = code_of(TOKEN, 5)
    for seed, (x, y) in enumerate([(0, 0), (3, -2), (-11, 7), (14, 14)]):
        dice = np.random.default_rng(seed)
        both = (code, np.roll(code, (y, x), (0, 1)))
        noisy = [np.clip(one + dice.normal(0, 60, one.shape), 0, 255).astype(np.uint8) for one in both]
        found = reader.evaluate(
            "async (files) => unit.shiftOnto(...(await Promise.all(files.map(imageOfFile))).map(unit.greyOf))",
            [file_of(picture) for picture in noisy],
        )
        assert found == {"x": x, "y": y}


def test_a_frame_of_another_size_starts_anew(reader: Page) -> None:
    large, small = code_of(TOKEN, 5), code_of(TOKEN, 4)
    frames = [in_the_dark(picture, seed) for seed, picture in enumerate([large, large, small, small, small, small])]
    texts = [look["text"] for look in film(reader, frames)]
    assert texts == [None] * 5 + [TOKEN]  # the mean of the four small ones, none of the large


def test_a_dark_frame_asks_for_the_light(reader: Page) -> None:
    bright, dark = np.full((200, 200), 180, np.uint8), np.full((200, 200), 12, np.uint8)
    assert [look["isDark"] for look in film(reader, [bright, dark, bright])] == [False, True, False]


def test_of_a_fine_camera_the_inner_half_has_its_turn(parts: Page) -> None:
    views = parts.evaluate("() => [...Array(12).keys()].map((turn) => unit.viewAt(turn, 1920, 1080))")
    assert views[0] == {"left": 420, "top": 0, "width": 1080, "height": 1080}
    assert views[8] == {"left": 690, "top": 270, "width": 540, "height": 540}
    assert [view["width"] for view in views] == [1080] * 8 + [540] * 4
    coarse = parts.evaluate("() => [...Array(12).keys()].map((turn) => unit.viewAt(turn, 480, 640))")
    assert coarse == [{"left": 0, "top": 80, "width": 480, "height": 480}] * 12


# -- the browser's own reader -------------------------------------------------------------------------------------

DETECTOR = """
({ formats, answer }) => {
  self.BarcodeDetector = class {
    static async getSupportedFormats() { return formats; }
    async detect(image) { return eval(answer)(image); }
  };
  return unit.ownReader().then((read) => read !== null);
}
"""
FOUND = '[{ format: "qr_code", rawValue: "WATCHWORD" }]'


@pytest.mark.parametrize(
    ("formats", "answer", "used"),
    [
        (["qr_code"], f"() => {FOUND}", True),
        (["ean_13", "qr_code"], f"() => {FOUND}", True),
        ([], f"() => {FOUND}", False),
        (["ean_13"], f"() => {FOUND}", False),
        (["qr_code"], "() => []", False),
        (["qr_code"], '() => [{ format: "qr_code", rawValue: "SOMETHING ELSE" }]', False),
        (["qr_code"], '() => [{ format: "ean_13", rawValue: "WATCHWORD" }]', False),
        (["qr_code"], "() => { throw new Error('no service') }", False),
    ],
)
def test_the_browsers_own_reader_is_used_only_when_it_reads_the_test_picture(
    parts: Page, formats: list[str], answer: str, used: bool
) -> None:
    assert parts.evaluate(DETECTOR, {"formats": formats, "answer": answer}) is used


def test_without_an_own_reader_there_is_none(parts: Page) -> None:
    assert parts.evaluate("() => { delete self.BarcodeDetector; return unit.ownReader() }") is None


def test_the_test_picture_says_what_it_should(reader: Page) -> None:
    assert reader.evaluate("() => unit.readAfter(unit.LADDER[0], unit.testPicture())") == "WATCHWORD"


@pytest.mark.parametrize("own", ["async () => null", "async () => { throw new Error('gone') }"])
def test_what_the_own_reader_does_not_read_the_bundled_one_does(reader: Page, own: str) -> None:
    [look] = film(reader, [code_of(TOKEN, 5)], own)
    assert look["text"] == TOKEN
