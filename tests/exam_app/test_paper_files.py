"""Papers as they come in: encoded anew, counted, measured, and refused with a reason that can be repaired."""

import io

import pytest
from PIL import Image

from exam_app.paper_files import LONGEST_SIDE, THUMBNAIL, PaperFinding, paper_of
from exam_app.unit_files import FileKind, FileRefused
from tests.builders.papers import a_pdf, a_sheet


def test_nothing_that_came_along_in_a_picture_is_kept() -> None:
    sent = a_sheet(width=1700)
    assert b"Secret Telephone" in sent
    kept = paper_of(sent)
    assert b"Secret Telephone" not in kept.content + kept.thumbnail
    picture = Image.open(io.BytesIO(kept.content))
    assert picture.format == "JPEG" and max(picture.size) == LONGEST_SIDE and not picture.getexif()
    small = Image.open(io.BytesIO(kept.thumbnail)).size
    assert small[0] <= THUMBNAIL[0] and small[1] <= THUMBNAIL[1]
    assert kept.kind is FileKind.JPEG and kept.pages == 1 and kept.findings == ()


@pytest.mark.parametrize(
    ("sent", "finding"),
    [
        (a_sheet(width=500), PaperFinding.SMALL),
        (a_sheet(light=0.4), PaperFinding.DARK),
        (a_sheet(blur=12), PaperFinding.BLURRED),
    ],
    ids=["small", "dark", "blurred"],
)
def test_what_should_be_better_is_found(sent: bytes, finding: PaperFinding) -> None:
    assert paper_of(sent).findings == (finding,)


def test_a_pdf_is_kept_as_it_is_with_its_pages_counted() -> None:
    kept = paper_of(a_pdf(2))
    assert kept.content == a_pdf(2) and kept.pages == 2 and kept.kind is FileKind.PDF
    assert Image.open(io.BytesIO(kept.thumbnail)).format == "JPEG"


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n", "unreadable"),
        (a_pdf(11), "too_many_pages"),
        (a_sheet(width=300), "too_small"),
        (a_sheet(light=0.1), "too_dark"),
        (b"MZ a program", "not_a_document"),
    ],
    ids=["no pages", "eleven pages", "tiny", "black", "program"],
)
def test_what_cannot_be_used_is_refused_with_its_reason(sent: bytes, reason: str) -> None:
    with pytest.raises(FileRefused) as refused:
        paper_of(sent)
    assert refused.value.reason == reason
