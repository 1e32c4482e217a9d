"""Papers of applicants as they come from a scanner, a telephone or a PDF printer."""

import io
import random
from datetime import datetime
from functools import cache
from uuid import UUID

import typst
from PIL import Image, ImageDraw, ImageFilter

from exam_app.operations import person_papers
from exam_app.terms import PaperKind
from exam_app.work import Site, Work
from tests.cast import NOON, Cast


@cache
def a_sheet(seed: int = 1, *, width: int = 1000, blur: float = 0, light: float = 1) -> bytes:
    """A JPEG of a sheet with lines like print, with the place of the camera in its file."""
    chance = random.Random(seed)
    sheet = Image.new("RGB", (width, round(width * 1.414)), (235, 235, 230))
    draw = ImageDraw.Draw(sheet)
    step = width // 50
    for top in range(4 * step, sheet.height - 4 * step, 2 * step):
        left = 4 * step
        while left < width - 6 * step:
            wide = chance.randint(step // 2, 2 * step)
            draw.rectangle((left, top, left + wide, top + step // 2), fill=(25, 25, 30))
            left += wide + step // 2
    if blur:
        sheet = sheet.filter(ImageFilter.GaussianBlur(blur))
    sheet = sheet.point([round(value * light) for value in range(256)] * 3)
    exif = Image.Exif()
    exif[0x010F] = "Secret Telephone"
    content = io.BytesIO()
    sheet.save(content, "JPEG", quality=85, exif=exif)
    return content.getvalue()


@cache
def a_pdf(pages: int = 2) -> bytes:
    """A small PDF of so many pages."""
    content: bytes = typst.compile("\n#pagebreak()\n".join(f"Page {page}" for page in range(1, pages + 1)).encode())
    return content


def handed_in(
    site: Site,
    cast: Cast,
    person_id: UUID,
    kind: PaperKind = PaperKind.MEDICAL,
    *,
    clerk: str = "li",
    content: bytes | None = None,
    at: datetime = NOON,
) -> UUID:
    with Work.open(site, cast[clerk], at) as work:
        return person_papers.hand_in_paper(work, person_id, kind, content or a_sheet()).paper_id
