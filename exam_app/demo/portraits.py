"""Drawn portraits of invented people: the same seed draws the same face, and no real person is shown."""

import io
import random
from collections.abc import Sequence

from PIL import Image, ImageDraw

from exam_app.terms import Sex

SIZE = (716, 882)
GROUND = (222, 232, 241)
ROOM = (196, 202, 198)
SKINS = ((244, 214, 188), (236, 200, 170), (226, 187, 155), (212, 170, 136))
HAIRS = ((28, 26, 26), (44, 38, 36), (62, 54, 50), (110, 106, 104), (150, 147, 145))
SHIRTS = ((58, 74, 96), (96, 106, 118), (38, 58, 84), (120, 88, 74), (72, 92, 84))


def telephone() -> bytes:
    """A telephone on a desk, as an incident's photo."""
    picture = Image.new("RGB", (800, 600), (178, 148, 112))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((290, 130, 510, 520), 28, fill=(24, 26, 30))
    draw.rounded_rectangle((304, 160, 496, 486), 10, fill=(70, 92, 120))
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=85)
    return content.getvalue()


def portrait(seed: int, sex: Sex, age: int) -> bytes:
    """A frontal portrait as a JPEG of 716x882 pixels, of the kind a registration desk takes."""
    chance = random.Random(seed)
    picture = Image.new("RGB", SIZE, GROUND)
    draw = ImageDraw.Draw(picture)
    skin = chance.choice(SKINS)
    hair = HAIRS[chance.randrange(3)] if age < 48 else HAIRS[chance.randrange(1, 5)]
    middle, top = SIZE[0] // 2 + chance.randint(-8, 8), 170 + chance.randint(-14, 14)
    half = chance.randint(148, 176)
    chin = top + chance.randint(400, 440)
    if sex == Sex.FEMALE:
        _long_hair(draw, chance, middle, top, half, chin, hair)
    _shoulders(draw, chance, middle, chin, skin)
    _head(draw, middle, top, half, chin, skin)
    if age >= 48:
        _lines(draw, middle, top, chin, skin)
    _hair(draw, chance, sex, middle, top, half, hair)
    _features(draw, chance, middle, top, half, chin, skin, hair)
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=90)
    return content.getvalue()


def room_picture(portraits: Sequence[bytes], in_a_row: int = 6) -> bytes:
    """Everybody of a class in rows, as a picture of the room shows them: a JPEG of 1500 pixels in width."""
    width, height = 1500 // in_a_row, 300
    rows = -(-len(portraits) // in_a_row)
    room = Image.new("RGB", (1500, 120 + rows * height), ROOM)
    for order, each in enumerate(portraits):
        with Image.open(io.BytesIO(each)) as face:
            face.thumbnail((width - 30, height - 30))
            room.paste(face, (15 + order % in_a_row * width, 100 + order // in_a_row * height))
    content = io.BytesIO()
    room.save(content, "JPEG", quality=85)
    return content.getvalue()


def _shade(colour: tuple[int, int, int], factor: float) -> tuple[int, int, int]:
    red, green, blue = (max(0, min(255, round(part * factor))) for part in colour)
    return red, green, blue


def _shoulders(
    draw: ImageDraw.ImageDraw, chance: random.Random, middle: int, chin: int, skin: tuple[int, int, int]
) -> None:
    shirt = chance.choice(SHIRTS)
    width, bottom = chance.randint(290, 330), SIZE[1]
    draw.ellipse((middle - width, chin + 70, middle + width, bottom + 420), fill=shirt)
    draw.rectangle((middle - 78, chin - 60, middle + 78, chin + 110), fill=_shade(skin, 0.9))
    draw.ellipse((middle - 78, chin + 66, middle + 78, chin + 150), fill=_shade(skin, 0.9))
    for side in (-1, 1):
        draw.polygon(
            [(middle, chin + 190), (middle + side * 84, chin + 84), (middle + side * 128, chin + 160)],
            fill=_shade(shirt, 1.22),
        )
    draw.line((middle, chin + 190, middle, bottom), fill=_shade(shirt, 0.8), width=5)


def _long_hair(
    draw: ImageDraw.ImageDraw,
    chance: random.Random,
    middle: int,
    top: int,
    half: int,
    chin: int,
    hair: tuple[int, int, int],
) -> None:
    length = chance.choice((chin - 40, chin + 60, chin + 130))
    draw.rounded_rectangle((middle - half - 44, top - 20, middle + half + 44, length), radius=150, fill=hair)


def _head(draw: ImageDraw.ImageDraw, middle: int, top: int, half: int, chin: int, skin: tuple[int, int, int]) -> None:
    ear = (top + chin) // 2 + 10
    for side in (-1, 1):
        x = middle + side * half
        draw.ellipse((x - 26, ear - 44, x + 26, ear + 44), fill=_shade(skin, 0.93))
    draw.rounded_rectangle((middle - half, top, middle + half, chin - 90), radius=half, fill=skin)
    draw.ellipse((middle - half, chin - 300, middle + half, chin), fill=skin)


def _hair(
    draw: ImageDraw.ImageDraw,
    chance: random.Random,
    sex: Sex,
    middle: int,
    top: int,
    half: int,
    hair: tuple[int, int, int],
) -> None:
    draw.pieslice((middle - half - 22, top - 66, middle + half + 22, top + 300), 180, 360, fill=hair)
    line = top + (92 if sex == Sex.MALE else 104) + chance.randint(-12, 18)
    parting = chance.choice((-1, 1)) * chance.randint(0, half // 2)
    draw.polygon(
        [
            (middle - half - 22, top + 120),
            (middle + parting, line - 60),
            (middle + half + 22, top + 120),
            (middle + half + 22, line + 60),
            (middle + half - 14, line + 90),
            (middle + parting, line),
            (middle - half + 14, line + 90),
            (middle - half - 22, line + 60),
        ],
        fill=hair,
    )


def _features(
    draw: ImageDraw.ImageDraw,
    chance: random.Random,
    middle: int,
    top: int,
    half: int,
    chin: int,
    skin: tuple[int, int, int],
    hair: tuple[int, int, int],
) -> None:
    eyes, apart = top + 212 + chance.randint(-6, 10), chance.randint(66, 78)
    brow, wide = chance.randint(36, 48), chance.randint(30, 36)
    glasses = chance.random() < 0.16
    for side in (-1, 1):
        x = middle + side * apart
        draw.line(
            (x - wide - 6, eyes - brow + 6, x, eyes - brow - 4, x + wide + 6, eyes - brow + 6), fill=hair, width=11
        )
        draw.ellipse((x - wide, eyes - 15, x + wide, eyes + 15), fill=(250, 248, 245))
        draw.ellipse((x - 15, eyes - 16, x + 15, eyes + 15), fill=(44, 32, 26))
        draw.arc((x - wide - 2, eyes - 19, x + wide + 2, eyes + 22), 190, 350, fill=_shade(skin, 0.45), width=6)
        if glasses:
            draw.ellipse((x - 56, eyes - 44, x + 56, eyes + 46), outline=(52, 52, 56), width=6)
    if glasses:
        draw.line((middle - apart + 56, eyes - 4, middle + apart - 56, eyes - 4), fill=(52, 52, 56), width=6)
    nose = eyes + 104
    draw.line((middle - 4, eyes + 20, middle - 16, nose - 10), fill=_shade(skin, 0.86), width=7)
    draw.arc((middle - 30, nose - 30, middle + 30, nose + 10), 20, 160, fill=_shade(skin, 0.7), width=7)
    mouth, smile = chin - 92, chance.randint(-4, 14)
    lips = _shade((190, 104, 92), chance.uniform(0.85, 1.05))
    draw.chord((middle - 56, mouth - 16 - smile, middle + 56, mouth + 20), 0, 180, fill=lips)
    draw.line(
        (middle - 58, mouth - smile // 2, middle, mouth + 3, middle + 58, mouth - smile // 2),
        fill=_shade(lips, 0.6),
        width=5,
    )


def _lines(draw: ImageDraw.ImageDraw, middle: int, top: int, chin: int, skin: tuple[int, int, int]) -> None:
    crease = _shade(skin, 0.84)
    for side in (-1, 1):
        draw.arc(
            (middle + side * 70 - 40, chin - 210, middle + side * 70 + 40, chin - 70),
            80 if side < 0 else 20,
            160 if side < 0 else 100,
            fill=crease,
            width=5,
        )
    draw.line((middle - 70, top + 150, middle + 70, top + 148), fill=crease, width=4)
