"""What is said of a photo: on drawn faces and on a photograph of a person (NASA, public domain, from scikit-image)."""

import io
from collections.abc import Callable
from functools import cache
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from certificates.photo import canonical_photo
from certificates.photo_quality import FindingKind, photo_findings, sharpness
from exam_app.demo.portraits import GROUND, SIZE, portrait
from exam_app.terms import PhotoRemark, Sex

Picture = Image.Image


@cache
def drawn() -> Picture:
    return Image.open(io.BytesIO(portrait(3, Sex.MALE, 30)))


@cache
def photographed() -> Picture:
    """The head of the astronaut Eileen Collins, cropped as a certificate photo and enlarged."""
    whole = Image.open(str(files("skimage") / "data" / "astronaut.png")).convert("RGB")
    return whole.crop((134, 4, 317, 230)).resize(SIZE, Image.Resampling.LANCZOS)


PEOPLE = pytest.mark.parametrize("person", [drawn, photographed])


def kinds(picture: Picture, quality: int = 92) -> set[FindingKind]:
    sent = io.BytesIO()
    picture.save(sent, "JPEG", quality=quality)
    found = photo_findings(canonical_photo(sent.getvalue()), sent.getvalue())
    return {finding.kind for finding in found}


def blurred(radius: float) -> Callable[[Picture], Picture]:
    return lambda picture: picture.filter(ImageFilter.GaussianBlur(radius))


def lit(factor: float) -> Callable[[Picture], Picture]:
    return lambda picture: picture.point(lambda value: min(255, value * factor))


def smaller(factor: float) -> Callable[[Picture], Picture]:
    def shrink(picture: Picture) -> Picture:
        page = Image.new("RGB", picture.size, GROUND)
        small = picture.resize((round(picture.width * factor), round(picture.height * factor)))
        page.paste(small, ((picture.width - small.width) // 2, (picture.height - small.height) // 2))
        return page

    return shrink


def turned(degrees: float) -> Callable[[Picture], Picture]:
    return lambda picture: picture.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=GROUND)


def twice(picture: Picture) -> Picture:
    page, half = Image.new("RGB", picture.size, GROUND), picture.resize((picture.width // 2, picture.height // 2))
    page.paste(half, (0, picture.height // 4))
    page.paste(half, (picture.width // 2, picture.height // 4))
    return page


def before_a_crowd(picture: Picture) -> Picture:
    values = np.asarray(picture).copy()
    patches = np.random.default_rng(0).integers(90, 255, (30, 30, 3)).repeat(30, 0).repeat(30, 1).astype(np.uint8)
    for place in (np.s_[:270, :90], np.s_[:270, -90:]):
        values[place] = patches[: values.shape[0], : values.shape[1]][place]
    return Image.fromarray(values)


@PEOPLE
def test_a_good_photo_is_left_in_peace(person: Callable[[], Picture]) -> None:
    assert kinds(person()) == set()
    assert kinds(blurred(1)(person())) == set()
    assert kinds(turned(4)(person())) == set()


@PEOPLE
@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        (blurred(4), FindingKind.BLURRED),
        (blurred(7), FindingKind.FAR_TOO_BLURRED),
        (lit(0.35), FindingKind.DARK),
        (lit(0.12), FindingKind.FAR_TOO_DARK),
        (lit(2.2), FindingKind.BURNT),
        (smaller(0.6), FindingKind.SMALL_FACE),
        (turned(13), FindingKind.TILTED),
        (twice, FindingKind.TWO_FACES),
        (before_a_crowd, FindingKind.BUSY_GROUND),
        (lambda picture: picture.convert("L").convert("RGB"), FindingKind.GREY),
    ],
    ids=lambda value: value.value if isinstance(value, FindingKind) else "",
)
def test_each_fault_is_said(
    person: Callable[[], Picture], spoilt: Callable[[Picture], Picture], said: FindingKind
) -> None:
    assert said in kinds(spoilt(person()))


def test_a_dark_wall_and_coarse_compression_are_said() -> None:
    assert FindingKind.COARSE in kinds(drawn().resize((358, 441)), quality=15)
    dark_wall = Image.new("RGB", SIZE, (60, 70, 80))
    assert FindingKind.DARK_GROUND in kinds(dark_wall)


def test_an_empty_picture_holds_no_face_and_is_no_use() -> None:
    found = kinds(Image.new("RGB", SIZE, GROUND))
    assert found == {FindingKind.NO_FACE, FindingKind.FAR_TOO_BLURRED}


def test_that_no_face_was_found_never_refuses_a_photo() -> None:
    """A detector misses some people; they must not be sent away for it."""
    (about_faces,) = [one for one in photo_findings(canonical_photo(_as_png(upside_down()))) if "face" in one.kind]
    assert about_faces.kind == FindingKind.NO_FACE and not about_faces.must_be_repaired


def upside_down() -> Picture:
    return drawn().rotate(180)


def _as_png(picture: Picture) -> bytes:
    sent = io.BytesIO()
    picture.save(sent, "PNG")
    return sent.getvalue()


def test_most_drawn_faces_are_found() -> None:
    """114 of 120 were found when the limits were set; a fair share must stay found."""
    found = [kinds(Image.open(io.BytesIO(portrait(seed, list(Sex)[seed % 2], 22 + seed)))) for seed in range(20)]
    assert sum(FindingKind.NO_FACE in one for one in found) <= 2


def test_every_finding_has_its_words() -> None:
    assert {kind.value for kind in FindingKind} == {remark.value for remark in PhotoRemark}


@given(st.integers(0, 2**32 - 1), st.floats(0.3, 4))
def test_blurring_never_improves_sharpness(seed: int, radius: float) -> None:
    """On a picture that repeats at its borders, as in the proof; values in steps of 1/255 leave a little play."""
    rng = np.random.default_rng(seed)
    tile = rng.integers(0, 256, (16, 16)).repeat(rng.integers(1, 3), 0).repeat(2, 1).astype(np.float64)
    frequencies = np.meshgrid(np.fft.fftfreq(tile.shape[1]), np.fft.fftfreq(tile.shape[0]))
    passed = np.exp(-2 * (np.pi * radius) ** 2 * (frequencies[0] ** 2 + frequencies[1] ** 2))
    soft = np.fft.ifft2(np.fft.fft2(tile) * passed).real
    assert sharpness(np.pad(soft, 1, mode="wrap")) <= sharpness(np.pad(tile, 1, mode="wrap")) * 1.1


def test_a_smaller_face_is_measured_smaller() -> None:
    sizes = [_measured_height(smaller(factor)(photographed())) for factor in (0.7, 0.6, 0.5, 0.4)]
    assert sizes == sorted(sizes, reverse=True)


def _measured_height(picture: Picture) -> float:
    found = photo_findings(canonical_photo(_as_png(picture)))
    return next(one.value for one in found if one.kind == FindingKind.SMALL_FACE)
