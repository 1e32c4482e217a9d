"""The world of the tests, a photo, fonts, words, and the outside data."""

import io
import os
from pathlib import Path

import pytest
from certificate_world import Card, World
from PIL import Image, ImageDraw

from certificates import seal
from certificates.card import CardFonts, CardWords
from certificates.photo import canonical_photo, photo_digest

REPOSITORY = Path(__file__).resolve().parents[2]
NOTO = Path("/usr/share/fonts/opentype/noto")


@pytest.fixture(scope="session")
def world() -> World:
    return World()


@pytest.fixture(scope="session")
def photo() -> bytes:
    """A canonical photo: a drawn head and shoulders, nobody's."""
    picture = Image.new("RGB", (600, 800), "#e8ecf0")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((180, 140, 420, 420), "#6b7683")
    draw.ellipse((60, 470, 540, 1100), "#6b7683")
    sent = io.BytesIO()
    picture.save(sent, "PNG")
    return canonical_photo(sent.getvalue())


@pytest.fixture(scope="session")
def fonts() -> CardFonts:
    """Noto Sans CJK as Debian installs it (fonts-noto-cjk); face 2 of the collection is Simplified Chinese."""
    fonts = CardFonts(NOTO / "NotoSansCJK-Regular.ttc", NOTO / "NotoSansCJK-Bold.ttc", 2)
    if not (fonts.regular.exists() and fonts.bold.exists()):
        pytest.skip(f"drawing needs the package fonts-noto-cjk: no fonts in {NOTO}")
    return fonts


@pytest.fixture(scope="session")
def words() -> CardWords:
    return CardWords(
        title="核验卡",
        issuer="云川市公安局",
        name_label="姓名",
        number_label="编号",
        type_name="保安员证",
        issued_label="签发日期",
        issued_on="2026年5月17日",
        scan_line="请用警务页面扫码核验",
        notice="本卡不替代保安员证",
        guidance=("扫码后核对三样：照片、姓名、身份证原件。",),
        found_line="拾到请交任何派出所。",
        footer="第 1 页，共 1 页",
    )


@pytest.fixture(scope="session")
def card(world: World, photo: bytes) -> Card:
    claims = world.claims(photo=photo_digest(photo))
    return Card(claims, seal(claims, world.key(), world.host), photo)


@pytest.fixture(scope="session")
def certificate_data() -> Path:
    """The shared vectors, made by other programs: $WATCHWORD_DATA/certificates, by default beside the repository."""
    folder = Path(os.environ.get("WATCHWORD_DATA") or REPOSITORY.parent / "shared" / "data") / "certificates"
    if not folder.is_dir():
        say = pytest.fail if "data" in os.environ.get("WATCHWORD_REQUIRE", "") else pytest.skip
        say(f"outside data not found: no folder {folder} (set WATCHWORD_DATA)")
    return folder
