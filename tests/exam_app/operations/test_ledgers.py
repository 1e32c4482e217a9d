"""Bundles of real ledgers: whole as they leave the site, and refused once anybody touched database or file."""

import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select, text

from exam_app.actors import the_system
from exam_app.errors import Conflict, NotAllowed
from exam_app.journal import JournalEntry, Ledger
from exam_app.ledger import open_note, read_bundle, verify_bundle
from exam_app.ledger.verifying import verify_files
from exam_app.operations import courses
from exam_app.operations.ledgers import export_ledger, sign_due_ledgers
from exam_app.queries.ledgers import ledgers
from exam_app.work import Site, Work, ledger_key
from tests.cast import CITY, Cast
from tests.conftest import NOON


@pytest.fixture
def site_ledger(site: Site, cast: Cast) -> UUID:
    """The site's own ledger, signed and then grown by two courses."""
    with Work.open(site, the_system(CITY), NOON) as work:
        assert sign_due_ledgers(work) == 1
    for name in ("一期", "二期"):
        with Work.open(site, cast["li"], NOON) as work:
            courses.open_course(work, name=name, starts_on=work.today, ends_on=work.today)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        return work.all(select(Ledger.id).where(Ledger.name == "site"))[0]


def exported(site: Site, cast: Cast, ledger_id: UUID) -> bytes:
    with Work.open(site, cast["ma"], NOON) as work:
        return export_ledger(work, ledger_id).content


def verdict(folder: Path, site: Site, content: bytes, held: Sequence[Path] = ()) -> str:
    (folder / "keys.txt").write_text(f"# our city\n{ledger_key(site, CITY).verifier.to_line()}\n", encoding="utf-8")
    (folder / "bundle.zip").write_bytes(content)
    return verify_files(folder / "bundle.zip", folder / "keys.txt", held).text


def test_a_ledger_leaves_the_site_as_a_bundle_that_holds(
    site: Site, cast: Cast, site_ledger: UUID, tmp_path: Path
) -> None:
    content = exported(site, cast, site_ledger)
    verified = verify_bundle(read_bundle(content), [ledger_key(site, CITY).verifier])
    assert verified.origin == f"{CITY}.watchword/site"
    assert verified.checkpoints == 1
    assert verdict(tmp_path, site, content).startswith("HOLDS: bundle.zip")


def test_a_bundle_edited_on_its_way_is_refused_with_the_entry(
    site: Site, cast: Cast, site_ledger: UUID, tmp_path: Path
) -> None:
    content = exported(site, cast, site_ledger)
    edited = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(edited, "w") as new:
        for name in old.namelist():
            member = old.read(name)
            if name == "leaves.jsonl":
                leaves = member.splitlines()
                changed = json.loads(leaves[3])
                leaves[3] = json.dumps({**changed, "verb": "person:photo:set"}, separators=(",", ":")).encode()
                member = b"\n".join([*leaves, b""])
            new.writestr(name, member)
    assert "one of the leaves 0 to" in verdict(tmp_path, site, edited.getvalue())


def test_an_entry_changed_in_the_database_is_named_when_the_ledger_is_exported(
    site: Site, cast: Cast, site_ledger: UUID
) -> None:
    """Somebody with the database's own rights, who takes the triggers away first."""
    with Work.open(site, cast["wu"], NOON) as work:
        connection = work.session.connection()
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER journal_entry_no_update"))
        else:
            connection.execute(text("ALTER TABLE journal_entry DISABLE TRIGGER ALL"))
        connection.execute(
            text("UPDATE journal_entry SET subject_kind = 'forged' WHERE leaf_index = 2 AND city_id = :city"),
            {"city": CITY},
        )
    with pytest.raises(Conflict, match="Entry 2 of this ledger was changed"):
        exported(site, cast, site_ledger)


def test_an_entry_removed_from_the_database_is_found_when_the_ledger_is_exported(
    site: Site, cast: Cast, site_ledger: UUID
) -> None:
    with Work.open(site, cast["wu"], NOON) as work:
        connection = work.session.connection()
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER journal_entry_no_delete"))
        else:
            connection.execute(text("ALTER TABLE journal_entry DISABLE TRIGGER ALL"))
        newest = text("SELECT max(leaf_index) FROM journal_entry WHERE city_id = :city")
        connection.execute(
            text("DELETE FROM journal_entry WHERE leaf_index = :last AND city_id = :city"),
            {"last": connection.execute(newest, {"city": CITY}).scalar_one(), "city": CITY},
        )
    with pytest.raises(Conflict, match="do not give its head"):
        exported(site, cast, site_ledger)


def test_the_export_is_itself_recorded(site: Site, cast: Cast, site_ledger: UUID) -> None:
    exported(site, cast, site_ledger)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        newest = work.all(select(JournalEntry).order_by(JournalEntry.leaf_index.desc()).limit(1))[0]
    assert (newest.tag, newest.actor_id) == ("ledger:bundle:exported", cast["ma"].person_id)


def test_upkeep_signs_what_grew_and_nothing_twice(site: Site, cast: Cast, site_ledger: UUID) -> None:
    for expected in (1, 0):
        with Work.open(site, the_system(CITY), NOON) as work:
            assert sign_due_ledgers(work) == expected
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        (line,) = ledgers(work).lines.rows
    assert (line.unsigned, line.signed_at) == (0, NOON)
    assert open_note(line.note, [ledger_key(site, CITY).verifier]).size == line.size


def test_only_the_auditor_takes_a_ledger_away(site: Site, cast: Cast, site_ledger: UUID) -> None:
    with pytest.raises(NotAllowed), Work.open(site, cast["sun"], NOON) as work:
        export_ledger(work, site_ledger)


@pytest.mark.parametrize(
    ("keys", "sentence"), [("", "it holds no key"), ("# nothing\n", "it holds no key"), ("abc\n", "is no")]
)
def test_a_key_file_that_cannot_be_used_is_named(
    site: Site, cast: Cast, site_ledger: UUID, tmp_path: Path, keys: str, sentence: str
) -> None:
    (tmp_path / "bundle.zip").write_bytes(exported(site, cast, site_ledger))
    (tmp_path / "keys.txt").write_text(keys)
    shown = verify_files(tmp_path / "bundle.zip", tmp_path / "keys.txt")
    assert not shown.holds
    assert sentence in shown.text
