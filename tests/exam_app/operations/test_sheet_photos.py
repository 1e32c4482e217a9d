"""Photos of answer sheets: by the two who type, sealed, on record, never one in place of another."""

import hashlib
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from exam_app.actors import Actor
from exam_app.errors import Conflict, Invalid, NotAllowed, NotFound
from exam_app.journal import JournalEntry, Tag
from exam_app.models import SheetPhoto
from exam_app.operations import sheet_entries
from exam_app.operations.sheet_photos import MOST_PHOTOS, KeptPhoto, keep_photo, open_photo
from exam_app.paper_files import paper_of
from exam_app.queries.sheet_photos import photos_of_sheet
from exam_app.terms import PaperRemark
from exam_app.work import Site, Work
from tests.builders.booklets import a_sheet, a_third_officer, key_lines, type_in
from tests.builders.papers import a_pdf
from tests.builders.papers import a_sheet as a_scan
from tests.builders.sittings import Hall, a_hall
from tests.cast import Cast
from tests.conftest import NOON

once = pytest.mark.usefixtures("sqlite_only")


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast, candidates=2)


@pytest.fixture
def sheet(site: Site, cast: Cast, hall: Hall) -> UUID:
    """A sheet that He has begun to type."""
    sitting_id = a_sheet(site, cast, hall)
    with Work.open(site, cast["he"], NOON) as work:
        sheet_entries.begin_entry(work, sitting_id)
    return sitting_id


def keep(site: Site, clerk: Actor, sitting_id: UUID, content: bytes) -> KeptPhoto:
    with Work.open(site, clerk, NOON) as work:
        return keep_photo(work, sitting_id, content)


def kept(site: Site, cast: Cast) -> list[SheetPhoto]:
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        return list(work.all(select(SheetPhoto).order_by(SheetPhoto.number)))


def facts(site: Site, cast: Cast, tag: Tag) -> list[dict[str, object]]:
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        query = select(JournalEntry).where(JournalEntry.tag == tag).order_by(JournalEntry.leaf_index)
        return [dict(entry.facts) for entry in work.all(query)]


def test_a_second_photo_stands_beside_the_first_and_each_is_on_record(site: Site, cast: Cast, sheet: UUID) -> None:
    assert keep(site, cast["he"], sheet, a_scan(1)) == KeptPhoto(1, ())
    assert keep(site, cast["he"], sheet, a_scan(2)) == KeptPhoto(2, ())
    first, second = kept(site, cast)
    digests = [hashlib.sha256(paper_of(a_scan(seed)).content).digest() for seed in (1, 2)]
    assert [first.digest, second.digest] == digests
    assert [(one["number"], one["digest"]) for one in facts(site, cast, Tag.SHEET_PHOTO_KEPT)] == [
        (1, digests[0].hex()),
        (2, digests[1].hex()),
    ]


def test_the_same_file_again_is_the_same_photo(site: Site, cast: Cast, sheet: UUID) -> None:
    for _ in range(2):
        assert keep(site, cast["he"], sheet, a_scan()).number == 1
    assert len(kept(site, cast)) == len(facts(site, cast, Tag.SHEET_PHOTO_KEPT)) == 1


def test_it_is_sealed_and_who_opens_it_is_on_record(site: Site, cast: Cast, sheet: UUID) -> None:
    keep(site, cast["he"], sheet, a_scan())
    (photo,) = kept(site, cast)
    content = paper_of(a_scan()).content
    assert content not in photo.content_sealed
    assert facts(site, cast, Tag.SHEET_PHOTO_OPENED) == []
    with Work.open(site, cast["lin"], NOON) as work:
        assert open_photo(work, sheet, photo.id) == content
    assert [one["number"] for one in facts(site, cast, Tag.SHEET_PHOTO_OPENED)] == [1]


@once
def test_a_photo_is_never_changed(site: Site, cast: Cast, sheet: UUID) -> None:
    keep(site, cast["he"], sheet, a_scan())
    with pytest.raises(DatabaseError), Work.open(site, cast["he"], NOON) as work:
        work.session.execute(text("UPDATE sheet_photo SET number = 9"))


@once
def test_what_should_be_better_is_said_and_the_photo_kept_all_the_same(site: Site, cast: Cast, sheet: UUID) -> None:
    assert keep(site, cast["he"], sheet, a_scan(blur=12)).remarks == (PaperRemark.BLURRED,)
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        assert [one.remarks for one in photos_of_sheet(work, sheet)] == [[PaperRemark.BLURRED]]


@once
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty"),
        (b"GIF89a...", "no JPEG or PNG picture"),
        (a_pdf(1), "no JPEG or PNG picture"),
        (a_scan()[:20_000], "not complete"),
        (a_scan(width=200), "so small that nothing"),
        (a_scan(light=0.1), "so dark that nothing"),
        (b"\xff\xd8" + bytes(11 * 2**20), "larger than 10 MB"),
    ],
    ids=["empty", "gif", "pdf", "cut off", "small", "dark", "large"],
)
def test_what_shows_nothing_is_refused_with_what_to_do(
    site: Site, cast: Cast, sheet: UUID, content: bytes, said: str
) -> None:
    with pytest.raises(Invalid) as refused:
        keep(site, cast["he"], sheet, content)
    assert said in str(refused.value.fields["photo"])
    assert kept(site, cast) == []


@once
def test_only_the_two_who_type_it_keep_photos_and_only_until_it_stands(site: Site, cast: Cast, sheet: UUID) -> None:
    with pytest.raises(NotAllowed):
        keep(site, cast["lin"], sheet, a_scan())
    lines = key_lines(site, cast, sheet)
    type_in(site, cast["he"], sheet, lines)
    with Work.open(site, cast["lin"], NOON) as work:
        sheet_entries.begin_entry(work, sheet)
    keep(site, cast["lin"], sheet, a_scan())
    with pytest.raises(NotAllowed):
        keep(site, a_third_officer(site, cast), sheet, a_scan(2))
    type_in(site, cast["lin"], sheet, lines)
    with pytest.raises(Conflict, match="stands already"):
        keep(site, cast["he"], sheet, a_scan(2))


@once
def test_a_sheet_has_a_handful_of_photos_at_most(site: Site, cast: Cast, sheet: UUID) -> None:
    for seed in range(MOST_PHOTOS):
        keep(site, cast["he"], sheet, a_scan(seed))
    with pytest.raises(Invalid, match="at most 6 photos"):
        keep(site, cast["he"], sheet, a_scan(99))


@once
def test_a_photo_is_found_under_its_own_sheet_only(site: Site, cast: Cast, hall: Hall, sheet: UUID) -> None:
    keep(site, cast["he"], sheet, a_scan())
    (photo,) = kept(site, cast)
    with pytest.raises(NotFound), Work.open(site, cast["he"], NOON) as work:
        open_photo(work, photo.id, photo.id)
