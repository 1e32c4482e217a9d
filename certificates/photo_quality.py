"""Whether a photo will do for a certificate: what was measured, and where the limit lies.

It looks for *a* face and never asks whose: nothing here compares two pictures, and no template of a face is made or
kept. Frontal faces are found by the two cascades of Viola and Jones (2001) that OpenCV ships. They miss some people,
so everything about the face is advice that a person overrules; only a picture in which nobody could be recognised
must be repaired. Of 120 drawn portraits they found 114; dark skin, veils and glasses are known to cost more.
"""

import io
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from certificates.photo import HEIGHT, WIDTH
from certificates.picture import quantiser

Grey = NDArray[np.float64]
"""Lightness of a picture, (rows, columns), 0 black to 255 white."""
SEARCH_HEIGHT = 300
"""Rows of the picture in which faces are looked for: on more the cascades find no more, and take longer."""
FACE_SIDE = 128
"""Sharpness is measured on the face at this size, so that it does not depend on the size of the face."""

SHARP_ENOUGH, SHARP_AT_ALL = 0.016, 0.0045
LIT_ENOUGH, LIT_AT_ALL = 100.0, 50.0
BURNT = 0.30
SMALL_FACE, LARGE_FACE = 0.34, 0.66
OFF_CENTRE, HIGH_FACE, LOW_FACE = 0.12, 0.30, 0.62
TILTED_DEGREES = 8.0
LIGHT_GROUND, BUSY_GROUND = 140.0, 24.0
COLOURED = 6.0
COARSE_STEPS = 75.0


class FindingKind(StrEnum):
    """What can be said of a photo."""

    TWO_FACES = "two_faces"
    FAR_TOO_BLURRED = "far_too_blurred"
    FAR_TOO_DARK = "far_too_dark"
    NO_FACE = "no_face"
    BLURRED = "blurred"
    DARK = "dark"
    BURNT = "burnt"
    SMALL_FACE = "small_face"
    LARGE_FACE = "large_face"
    OFF_CENTRE = "off_centre"
    HIGH_OR_LOW = "high_or_low"
    TILTED = "tilted"
    DARK_GROUND = "dark_ground"
    BUSY_GROUND = "busy_ground"
    GREY = "grey"
    COARSE = "coarse"


MUST_BE_REPAIRED = frozenset({FindingKind.TWO_FACES, FindingKind.FAR_TOO_BLURRED, FindingKind.FAR_TOO_DARK})


@dataclass(frozen=True)
class Finding:
    """One thing to repair, with what was measured and the limit it missed, both in the unit of its kind."""

    kind: FindingKind
    value: float
    limit: float

    @property
    def must_be_repaired(self) -> bool:
        """Whether the photo is refused; otherwise a better one is only asked for."""
        return self.kind in MUST_BE_REPAIRED


@dataclass(frozen=True)
class Box:
    """A square that holds a face, in pixels of the canonical photo; `votes` of the two cascades."""

    left: float
    top: float
    side: float
    votes: int

    def overlaps(self, other: "Box") -> bool:
        """Whether the two share more than a third of the smaller one."""
        wide = min(self.left + self.side, other.left + other.side) - max(self.left, other.left)
        high = min(self.top + self.side, other.top + other.side) - max(self.top, other.top)
        return wide > 0 and high > 0 and wide * high > min(self.side, other.side) ** 2 / 3


class _Finder:
    """The cascades, read once. OpenCV's are not safe in two threads at a time, hence the lock."""

    def __init__(self) -> None:
        folder = Path(cv2.__file__).parent / "data"
        self.faces = [
            cv2.CascadeClassifier(str(folder / f"haarcascade_frontalface_{name}.xml")) for name in ("default", "alt2")
        ]
        self.eyes = cv2.CascadeClassifier(str(folder / "haarcascade_eye.xml"))
        self.lock = threading.Lock()

    def find_faces(self, grey: Grey) -> list[Box]:
        """Every face, the largest first."""
        scale = SEARCH_HEIGHT / grey.shape[0]
        small = _scaled(grey, round(grey.shape[1] * scale), SEARCH_HEIGHT)
        with self.lock:
            found = [self._search(cascade, small, 1.1, SEARCH_HEIGHT // 8) for cascade in self.faces]
        boxes: list[Box] = []
        for left, top, side in sorted((box for boxes in found for box in boxes), key=lambda box: -box[2]):
            box = Box(left / scale, top / scale, side / scale, 1)
            same = next((index for index, other in enumerate(boxes) if other.overlaps(box)), None)
            if same is None:
                boxes.append(box)
            else:
                known = boxes[same]
                boxes[same] = Box(known.left, known.top, known.side, 2)
        return boxes

    def find_eyes(self, face: Grey) -> list[tuple[float, float]]:
        """Middles of the eyes in the upper part of a face, from left to right."""
        side = face.shape[1]
        with self.lock:
            found = self._search(self.eyes, face[: round(side * 0.6)], 1.1, side // 8, side // 2)
        return sorted((left + size / 2, top + size / 2) for left, top, size in found)

    @staticmethod
    def _search(
        cascade: cv2.CascadeClassifier, grey: Grey, step: float, least: int, most: int = 0
    ) -> list[tuple[int, int, int]]:
        found = cascade.detectMultiScale(
            grey.astype(np.uint8), step, 3, minSize=(least, least), maxSize=(most, most) if most else (0, 0)
        )
        return [(int(left), int(top), int(side)) for left, top, side, _ in found]


_FINDER = _Finder()


def photo_findings(canonical: bytes, sent: bytes | None = None) -> tuple[Finding, ...]:
    """Everything that should be better in a canonical photo, what must be repaired first; empty when it will do.

    `sent` is the file that it was made of: only there is how coarsely a camera or a messenger compressed it.
    """
    picture = Image.open(io.BytesIO(canonical)).convert("RGB")
    colours = np.asarray(picture, dtype=np.float64)
    grey = np.asarray(picture.convert("L"), dtype=np.float64)
    faces = _FINDER.find_faces(grey)
    # Without a face the middle is judged, where it should be.
    face = faces[0] if faces else Box(WIDTH * 0.25, HEIGHT * 0.25, WIDTH * 0.5, 0)
    findings = [
        *_about_number(faces),
        *_about_sharpness(_cut(grey, face)),
        *_about_light(_cut(grey, face)),
        *(_about_place(face) if face.votes == 2 else ()),
        *(_about_tilt(_cut(grey, face)) if faces else ()),
        *_about_ground(grey),
        *_about_colour(_cut(colours, face)),
        *(_about_compression(sent) if sent is not None else ()),
    ]
    return tuple(sorted(findings, key=lambda finding: not finding.must_be_repaired))


def sharpness(grey: Grey) -> float:
    """Variance of the Laplacian over the variance of the picture: fine detail, whatever the light.

    For a picture that goes on as it ends at its borders this is a mean of the fourth powers of its frequencies,
    weighted with their energy. A blur takes most from the highest, so it never makes the figure larger.
    """
    spread = float(grey.var())
    if spread < 1.0:
        return 0.0
    inner = grey[1:-1, 1:-1]
    laplacian = grey[1:-1, :-2] + grey[1:-1, 2:] + grey[:-2, 1:-1] + grey[2:, 1:-1] - 4 * inner
    return float(laplacian.var()) / spread


def _about_number(faces: Sequence[Box]) -> list[Finding]:
    if not faces:
        return [Finding(FindingKind.NO_FACE, 0, 1)]
    # A pattern on a shirt deceives one cascade, hardly both.
    people = [face for face in faces if face.votes == 2 and face.side > faces[0].side * 0.6]
    return [Finding(FindingKind.TWO_FACES, len(people), 1)] if len(people) > 1 else []


def _about_sharpness(face: Grey) -> list[Finding]:
    measured = sharpness(_scaled(face, FACE_SIDE, FACE_SIDE))
    if measured < SHARP_AT_ALL:
        return [Finding(FindingKind.FAR_TOO_BLURRED, measured, SHARP_AT_ALL)]
    return [Finding(FindingKind.BLURRED, measured, SHARP_ENOUGH)] if measured < SHARP_ENOUGH else []


def _about_light(face: Grey) -> list[Finding]:
    """By the brightest parts of a face, not its mean: a dark skin in good light has them, a face in the dark none."""
    bright = float(np.percentile(face, 95))
    if bright < LIT_AT_ALL:
        return [Finding(FindingKind.FAR_TOO_DARK, bright, LIT_AT_ALL)]
    if bright < LIT_ENOUGH:
        return [Finding(FindingKind.DARK, bright, LIT_ENOUGH)]
    burnt = float((face >= 250).mean())
    return [Finding(FindingKind.BURNT, burnt, BURNT)] if burnt > BURNT else []


def _about_place(face: Box) -> list[Finding]:
    high = face.side / HEIGHT
    aside = abs(face.left + face.side / 2 - WIDTH / 2) / WIDTH
    down = (face.top + face.side / 2) / HEIGHT
    findings = []
    if high < SMALL_FACE:
        findings.append(Finding(FindingKind.SMALL_FACE, high, SMALL_FACE))
    if high > LARGE_FACE:
        findings.append(Finding(FindingKind.LARGE_FACE, high, LARGE_FACE))
    if aside > OFF_CENTRE:
        findings.append(Finding(FindingKind.OFF_CENTRE, aside, OFF_CENTRE))
    if not HIGH_FACE <= down <= LOW_FACE:
        findings.append(Finding(FindingKind.HIGH_OR_LOW, down, HIGH_FACE if down < HIGH_FACE else LOW_FACE))
    return findings


def _about_tilt(face: Grey) -> list[Finding]:
    """By the line through the eyes, if exactly two were found."""
    eyes = _FINDER.find_eyes(face)
    if len(eyes) != 2:
        return []
    ((left, left_down), (right, right_down)) = eyes
    degrees = abs(float(np.degrees(np.arctan2(right_down - left_down, right - left))))
    return [Finding(FindingKind.TILTED, degrees, TILTED_DEGREES)] if degrees > TILTED_DEGREES else []


def _about_ground(grey: Grey) -> list[Finding]:
    """By the two upper corners, where neither hair nor shoulders reach."""
    high, wide = round(HEIGHT * 0.3), round(WIDTH * 0.12)
    corners = np.concatenate([grey[:high, :wide], grey[:high, -wide:]], axis=1)
    if (light := float(corners.mean())) < LIGHT_GROUND:
        return [Finding(FindingKind.DARK_GROUND, light, LIGHT_GROUND)]
    spread = float(corners.std())
    return [Finding(FindingKind.BUSY_GROUND, spread, BUSY_GROUND)] if spread > BUSY_GROUND else []


def _about_colour(face: NDArray[np.float64]) -> list[Finding]:
    coloured = float((face.max(axis=2) - face.min(axis=2)).mean())
    return [Finding(FindingKind.GREY, coloured, COLOURED)] if coloured < COLOURED else []


def _about_compression(sent: bytes) -> list[Finding]:
    """By the quantiser's steps of the JPEG that was sent; what was made smaller since hides them."""
    steps, size = quantiser(sent)
    smaller = max(1.0, min(size[0] / WIDTH, size[1] / HEIGHT))
    coarse = steps / smaller
    return [Finding(FindingKind.COARSE, coarse, COARSE_STEPS)] if coarse > COARSE_STEPS else []


def _cut(picture: NDArray[np.float64], box: Box) -> NDArray[np.float64]:
    top, left, side = (max(0, round(part)) for part in (box.top, box.left, box.side))
    return picture[top : top + side, left : left + side]


def _scaled(grey: Grey, wide: int, high: int) -> Grey:
    small = Image.fromarray(grey.astype(np.float32)).resize((wide, high), Image.Resampling.BILINEAR)
    return np.asarray(small, dtype=np.float64)
