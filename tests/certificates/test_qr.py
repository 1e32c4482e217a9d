"""The symbol: version, segments, size, and that it can be read."""

import pytest
import qrcode
import zxingcpp
from certificate_world import World
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M

from certificates import TokenTooLong
from certificates.qr import draw_qr
from certificates.symbol import (
    FIELD_DOTS,
    QUIET_MODULES,
    largest_dots_per_module,
    modules_across,
    require_fit,
    split_text,
    symbol_version,
)


def code(digits: int) -> str:
    return "https://ba.example.gov.cn/v/" + "7" * digits


def test_the_symbol_is_read_back_as_the_text(world: World) -> None:
    text = world.text()
    [read] = zxingcpp.read_barcodes(draw_qr(text, largest_dots_per_module(text)))
    assert read.text == text
    assert read.ec_level == "M"


def test_the_same_text_gives_the_same_picture(world: World) -> None:
    assert draw_qr(world.text(), 6).tobytes() == draw_qr(world.text(), 6).tobytes()


def test_the_quiet_zone_is_white_and_four_modules_wide(world: World) -> None:
    picture = draw_qr(world.text(), 6).convert("L")
    margin = QUIET_MODULES * 6
    assert picture.size == (modules_across(9) * 6,) * 2
    ink = picture.point(lambda value: 255 - value).getbbox()
    assert ink == (margin, margin, picture.width - margin, picture.height - margin)


@given(st.integers(0, 680))
@settings(max_examples=40)
def test_our_arithmetic_finds_the_version_the_encoder_finds(digits: int) -> None:
    text = code(digits)
    encoder = qrcode.QRCode(error_correction=ERROR_CORRECT_M)
    encoder.add_data(text, optimize=8)
    assert encoder.best_fit() == symbol_version(text)


def test_sizes_are_those_of_the_design() -> None:
    # 300 dpi: 33 mm are 389 dots. Version 9 has 53 modules, 61 with quiet zone: 6 dots. Version 13: 77 with it: 5 dots.
    assert FIELD_DOTS == 389
    assert (symbol_version(code(335)), largest_dots_per_module(code(335))) == (9, 6)
    assert (symbol_version(code(619)), largest_dots_per_module(code(619))) == (13, 5)


def test_what_is_too_long_or_too_coarse_for_the_field_is_refused() -> None:
    with pytest.raises(TokenTooLong):
        symbol_version(code(800))
    with pytest.raises(TokenTooLong):
        draw_qr(code(335), 7)
    require_fit(code(677))


def test_a_host_name_with_many_digits_still_makes_two_segments() -> None:
    text = "https://a1234567890123.example.cn/v/" + "8" * 335
    assert split_text(text) == ("https://a1234567890123.example.cn/v/", "8" * 335)
    [read] = zxingcpp.read_barcodes(draw_qr(text, largest_dots_per_module(text)))
    assert read.text == text


def test_the_picture_is_pure_black_and_white(world: World) -> None:
    picture = draw_qr(world.text(), 3)
    assert picture.mode == "1"
    assert picture.resize((61, 61), Image.Resampling.NEAREST).resize(picture.size).tobytes() == picture.tobytes()
