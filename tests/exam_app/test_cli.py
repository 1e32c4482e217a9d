"""The command line: a bundle verified without a database, and refused in words with exit code 1."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from exam_app.actors import Actor, Role, the_gate, the_system
from exam_app.cli import commands
from exam_app.models import Person
from exam_app.operations.accounts import set_up_site
from exam_app.operations.ledgers import sign_due_ledgers
from exam_app.operations.witnessing import add_witness
from exam_app.settings import Settings
from exam_app.work import Work, open_site
from tests.builders.room_keys import an_opened_hall, handed_in, note_of
from tests.cast import CITY, id_number, make_cast
from tests.conftest import NOON
from tests.tables import make_tables


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site of its own in a folder, with an administrator and nothing else."""
    monkeypatch.setenv("WATCHWORD_DATA_FOLDER", str(tmp_path / "site"))
    site = open_site(Settings.from_environment())
    make_tables(site.engine)
    with Work.open(site, the_gate(CITY), NOON) as work:
        set_up_site(
            work, authority_name="云川市公安局", person_name="吴刚", id_number=id_number("19800101", 1), login="wu"
        )
    site.engine.dispose()
    return tmp_path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(commands, [str(argument) for argument in arguments])


def test_a_ledger_is_exported_and_verified_elsewhere_by_three_commands(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("ledger", "export", "--city", CITY, "--to", folder / "out").exit_code == 0
    (bundle,) = (folder / "out").glob("*.zip")
    keys = folder / "keys.txt"
    keys.write_text(run("ledger", "keys", "--city", CITY).output)
    monkeypatch.setenv("WATCHWORD_DATA_FOLDER", str(folder / "nowhere"))
    verified = run("ledger", "verify", bundle, "--keys", keys)
    assert (verified.exit_code, verified.output.split("\n")[0]) == (0, f"HOLDS: {bundle.name}")
    assert not (folder / "nowhere").exists()


def test_a_damaged_bundle_ends_the_command_with_one(folder: Path) -> None:
    (folder / "bundle.zip").write_bytes(b"PK")
    (folder / "keys.txt").write_text(run("ledger", "keys", "--city", CITY).output)
    refused = run("ledger", "verify", folder / "bundle.zip", "--keys", folder / "keys.txt")
    assert (refused.exit_code, "no bundle" in refused.output) == (1, True)


def test_a_receipt_is_verified_elsewhere_with_the_keys_that_two_commands_print(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHWORD_DATA_FOLDER", str(tmp_path / "site"))
    site = open_site(Settings.from_environment())
    make_tables(site.engine)
    cast = make_cast(site, NOON)
    hall = an_opened_hall(site, cast)
    receipt, keys, rooms = tmp_path / "receipt.txt", tmp_path / "keys.txt", tmp_path / "rooms.txt"
    receipt.write_text(note_of(site, handed_in(site, hall.lin)), encoding="utf-8")
    site.engine.dispose()
    keys.write_text(run("ledger", "keys", "--city", CITY).output)
    rooms.write_text(run("ledger", "room-keys", "--city", CITY, "--exam", "12月第一场").output)
    verified = run("ledger", "receipt", receipt, "--keys", keys, "--rooms", rooms)
    assert (verified.exit_code, "The room was not closed then" in verified.output) == (0, True), verified.output
    rooms.write_text("")
    refused = run("ledger", "receipt", receipt, "--keys", keys, "--rooms", rooms)
    assert (refused.exit_code, "does not name the key of its room" in refused.output) == (1, True)


def test_a_ledger_that_does_not_exist_is_said_in_words(folder: Path) -> None:
    refused = run("ledger", "export", "--city", CITY, "--exam", "没有的考试", "--to", folder)
    assert "There is no such ledger" in str(refused.exception)


def test_a_witness_looks_at_a_site_it_cannot_reach(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five commands on two computers; nothing but files passes between them."""
    (folder / "keys.txt").write_text(run("ledger", "keys", "--city", CITY).output)
    line = run("ledger", "witness", "new", "w.example", "--keys", folder / "keys.txt", "--folder", folder / "w").output
    site = open_site(Settings.from_environment())
    with Work.open(site, the_system(CITY), NOON) as work:
        assert sign_due_ledgers(work) == 1
        auditor = work.all(select(Person.id))[0]
    with Work.open(site, Actor(Role.AUDITOR, city_id=CITY, person_id=auditor), NOON) as work:
        add_witness(work, owner="检察院", key_line=line)
    site.engine.dispose()
    offers, answer = folder / "checkpoints.txt", folder / "answer.txt"
    assert run("ledger", "offer", "--city", CITY, "--witness", "w.example", "--to", offers).exit_code == 0
    looked = run("ledger", "witness", "look", offers, "--folder", folder / "w", "--answer", answer)
    assert (looked.exit_code, looked.output.startswith("VOUCHED")) == (0, True)
    assert "1 signed heads" in run("ledger", "take-answer", answer, "--city", CITY).output
    offers.write_text("old 1")
    assert run("ledger", "witness", "look", offers, "--folder", folder / "w", "--answer", answer).exit_code == 2


def test_a_second_witness_in_one_folder_is_refused_in_words(folder: Path) -> None:
    (folder / "keys.txt").write_text(run("ledger", "keys", "--city", CITY).output)
    arguments = ("ledger", "witness", "new", "w", "--keys", folder / "keys.txt", "--folder", folder / "w")
    assert run(*arguments).exit_code == 0
    again = run(*arguments)
    assert (again.exit_code, "Nothing was changed" in again.output) == (1, True)
