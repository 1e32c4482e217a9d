"""Rows 3, 10 and 38: a disk that lied, files copied while the site worked, a backup older than what was known."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pysqlite3
import pytest
from playwright.sync_api import Browser, expect

from exam_app.actors import the_system
from exam_app.backups import back_up, restore
from exam_app.delivery import Need
from exam_app.errors import Invalid, Refusal
from exam_app.ledger import write_offers
from exam_app.operations.saving import Ack
from exam_app.operations.witnessing import take_cosignatures
from exam_app.settings import Settings
from exam_app.work import Work, open_site
from tests.builders.sittings import a_sitting, chained, number_of, save
from tests.cast import CITY
from tests.faults.conftest import Place
from tests.faults.witnessed import admitted, looked_at
from tests.journeys.people.candidate import Candidate
from tests.journeys.people.visitor import PATIENCE_MS
from tests.journeys.server import environment_of, serving

DATABASE = "watchword.sqlite3"


@pytest.mark.browser
def test_a_disk_that_lost_what_it_had_promised_is_filled_again_by_the_pages(
    place: Place, browser: Browser, tmp_path: Path
) -> None:
    """The server was told that its answers are on disk, and after the cut they are not: the page still has them."""
    promised = place.settings.data_folder / DATABASE
    with serving(environment_of(place.settings)) as server:
        lin = Candidate(browser, server.address)
        lin.sign_in(place.tickets[0], number_of(0)[-4:])
        lin.page.goto("/exam/wait")
        lin.press("Begin")
        lin.see_paper()
        lin.choose(1, "A")
        lin.saved_line_says("Question 1 is saved.")
        copy_as_it_is(promised, tmp_path / DATABASE)
        for number in (2, 3):
            lin.go_on()
            lin.choose(number, "A")
            lin.saved_line_says(f"Question {number} is saved.")
        server.kill()
        for file in (promised.with_name(f"{DATABASE}-wal"), promised.with_name(f"{DATABASE}-shm")):
            file.unlink(missing_ok=True)
        shutil.copy(tmp_path / DATABASE, promised)
        assert answered(place) == [1]
        server.start()
        lin.go_on()
        lin.choose(4, "A")
        expect(lin.page.locator("#saved-state")).to_have_attribute("data-state", "saved", timeout=PATIENCE_MS)
        assert answered(place) == [1, 2, 3, 4]
        lin.leave()


def copy_as_it_is(database: Path, to: Path) -> None:
    """What is committed now, while others write."""
    source, target = pysqlite3.connect(database), pysqlite3.connect(to)
    source.backup(target)
    source.close()
    target.close()


def answered(place: Place) -> list[int]:
    """The questions of all stored answers, by a connection of its own: the file may have been exchanged."""
    place.site.engine.dispose()
    found = [slot for (slot,) in place.rows("SELECT slot FROM response ORDER BY seq")]
    place.site.engine.dispose()
    return found


def test_files_copied_while_the_site_works_are_no_backup(place: Place, tmp_path: Path) -> None:
    """What was last committed is not in them. They are not restored from; what “watchword backup” makes is."""
    seated = a_sitting(place.site, place.actor(0), datetime.now(UTC))
    save(place.site, seated, chained((1, "A")), datetime.now(UTC))
    copied = Path(shutil.copytree(place.settings.data_folder, tmp_path / "copied", ignore=only_the_database))
    lone = pysqlite3.connect(copied / DATABASE)
    assert lone.execute("SELECT count(*) FROM response").fetchone() == (0,)
    lone.close()
    elsewhere = Settings.for_folder(tmp_path / "elsewhere")
    with pytest.raises(Refusal, match=r"There is no backup in this folder: manifest\.json is missing\."):
        restore(elsewhere, copied, place.settings.key_folder)

    made = back_up(place.settings, datetime.now(UTC), None, None)
    restore(elsewhere, made.folder, made.keys)
    whole = pysqlite3.connect(elsewhere.data_folder / DATABASE)
    assert whole.execute("SELECT count(*) FROM response").fetchone() == (1,)
    whole.close()


def only_the_database(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name != DATABASE]


def test_an_older_backup_is_found_out_by_the_witness_and_filled_again_by_the_pages(
    place: Place, tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    seated = a_sitting(place.site, place.actor(0), now)
    first, everything = chained((1, "A")), chained((1, "A"), (2, "A"), (3, "A"))
    save(place.site, seated, first, now)
    witness, witness_id = admitted(place, tmp_path / "witness")
    old = back_up(place.settings, now, None, None)
    for events in (everything[1:2], everything[2:]):
        save(place.site, seated, events, now)
    assert all(answer.is_good for answer in looked_at(place.site, place, witness, witness_id))

    elsewhere = Settings.for_folder(tmp_path / "elsewhere")
    restore(elsewhere, old.folder, old.keys)
    restored = open_site(elsewhere)
    refused = [answer for answer in looked_at(restored, place, witness, witness_id) if not answer.is_good]
    assert any("entries are fewer than the" in answer.words for answer in refused), refused
    # The site's own people read it, too, when they take in what the witness answered.
    answer = write_offers(one.note for one in refused if one.note).encode()
    with (
        pytest.raises(Invalid, match="an older backup was restored, or entries were removed"),
        Work.open(restored, the_system(CITY), now) as work,
    ):
        take_cosignatures(work, answer)

    # The page kept all that it was told is saved, and says it again from where the server asks.
    assert save(restored, seated, everything[2:], now) == Need(2)
    filled = save(restored, seated, everything[1:], now)
    assert isinstance(filled, Ack) and filled.durable_through == 3
    restored.engine.dispose()
