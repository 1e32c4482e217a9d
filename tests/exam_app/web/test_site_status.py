"""The page that says whether the site is well: each light with its cause planted, and nobody but administrators."""

import os
import re
import shutil
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text

from exam_app import create_app
from exam_app.backups.last import LastBackup, note_backup
from exam_app.local_authority import server_certificate
from exam_app.operations import certificates, places
from exam_app.work import Site, Work
from tests.cast import Cast, enter
from tests.conftest import NOON, Clock, with_settings

ROW = re.compile(r'<tr role="row">(.*?)</tr>', re.S)
TAGS = re.compile(r"<svg.*?</svg>|<[^>]+>", re.S)


@pytest.fixture(autouse=True)
def roomy_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is the world's: here it has room, whatever machine runs the tests."""
    a_disk(monkeypatch, free=50)


def a_disk(monkeypatch: pytest.MonkeyPatch, free: float) -> None:
    usage = SimpleNamespace(free=int(free * 10**9), total=100 * 10**9)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)


@pytest.fixture
def well(site: Site, cast: Cast) -> Site:
    """A site in which everything is in order."""
    with Work.open(site, cast["sun"], NOON) as work:
        certificates.prepare_keys(work)
    note_backup(site.settings.data_folder, LastBackup("20261124T040000Z", NOON))
    server_certificate(site.settings.key_folder, "127.0.0.1", NOON)
    return site


@pytest.fixture
def admin(client: FlaskClient, site: Site, cast: Cast) -> FlaskClient:
    return signed_in(client, site, cast)


def signed_in(client: FlaskClient, site: Site, cast: Cast, now: datetime = NOON) -> FlaskClient:
    enter(client, site, cast["wu"], now)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def lines(client: FlaskClient) -> dict[str, str]:
    """State, figure and advice of each row, by what was checked, in the order of the page."""
    answer = client.get("/office/status")
    assert answer.status_code == 200
    rows = [re.sub(r"\s+", " ", TAGS.sub(" ", row)).strip() for row in ROW.findall(answer.text)[1:]]
    names = ("Database", "Disk", "Clock", "Last verified backup", "Issuing keys", "HTTPS certificate", "Status list")
    return {name: row.removeprefix(name).strip() for row in rows for name in names if row.startswith(name)}


def headline(client: FlaskClient) -> str:
    found = re.search(r"<h1>(.*?)</h1>", client.get("/office/status").text)
    assert found
    return found[1]


def test_when_all_is_well_the_page_says_so(admin: FlaskClient, well: Site) -> None:
    assert headline(admin) == "All is well"
    found = lines(admin)
    assert len(found) == 7
    assert all(line.startswith("In order ") for line in found.values()), found


def test_a_new_site_asks_for_a_backup_and_nothing_else(admin: FlaskClient, cast: Cast) -> None:
    assert headline(admin) == "1 thing needs you"
    found = lines(admin)
    assert next(iter(found)) == "Last verified backup"
    assert found["Last verified backup"].startswith("Act now Never Run “watchword backup” on the server now")
    assert found["Issuing keys"].startswith("Not in use Not prepared yet")
    assert found["HTTPS certificate"].startswith("Not in use")
    assert found["Status list"].startswith("Not in use")


def test_an_old_backup_is_red(admin: FlaskClient, well: Site) -> None:
    file = well.settings.data_folder / "last-backup.json"
    file.unlink()
    note_backup(file.parent, LastBackup("x", NOON - timedelta(hours=49)))
    assert lines(admin)["Last verified backup"].startswith("Act now 49 h ago (2026-11-22 11:00) Run “watchword backup”")


def test_a_record_of_backups_that_cannot_be_read_is_no_backup(admin: FlaskClient, well: Site) -> None:
    (well.settings.data_folder / "last-backup.json").write_bytes(b"\xff{")
    assert lines(admin)["Last verified backup"].startswith("Act now Never")


def test_a_full_disk_is_red(admin: FlaskClient, well: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    a_disk(monkeypatch, free=0.9)
    assert lines(admin)["Disk"].startswith("Act now 0.9 GB free (1%) Free space or enlarge the disk")


def test_tables_of_another_version_are_red(admin: FlaskClient, well: Site) -> None:
    well.sessions.kw["bind"].execute(text("UPDATE alembic_version SET version_num = '0000'"))
    assert lines(admin)["Database"].startswith("Act now")
    assert "Run “watchword db upgrade”." in lines(admin)["Database"]


def test_a_database_that_only_reads_is_red(admin: FlaskClient, well: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    connection = well.sessions.kw["bind"]
    if connection.dialect.name == "sqlite":
        monkeypatch.setattr(os, "access", lambda path, mode: False)  # a file system that was mounted read-only
    else:
        connection.execute(text("SET LOCAL default_transaction_read_only = on"))
    assert re.match(r"Act now (SQLite|PostgreSQL) can be read but not written Let the site", lines(admin)["Database"])


def test_a_clock_behind_the_newest_record_is_red(admin: FlaskClient, well: Site, cast: Cast) -> None:
    with Work.open(well, cast["wu"], NOON + timedelta(hours=3)) as work:
        places.add_county(work, name="云山县公安局", division_code="330309")
    found = lines(admin)["Clock"]
    assert found.startswith("Act now 2026-11-24 12:00; the newest record is of 2026-11-24 15:00, which is later")


def test_a_clock_moved_while_the_site_runs_is_red(well: Site, cast: Cast, clock: Clock) -> None:
    """Nobody can set the steady clock: it says that ten minutes passed, the wall's clock that it was two hours."""
    steady = Clock()
    app = create_app(site=well, clock=clock, steady=lambda: steady.now.timestamp())
    steady.now += timedelta(minutes=10)
    clock.now += timedelta(hours=2)
    client = signed_in(app.test_client(), well, cast, clock.now)
    assert "since the start it ran 110 min ahead" in lines(client)["Clock"]


def test_a_missing_key_file_is_red(admin: FlaskClient, well: Site) -> None:
    (file,) = (well.settings.key_folder / "issuers" / "330300").glob("status-*.pem")
    file.unlink()
    assert lines(admin)["Issuing keys"].startswith("Act now A key is missing from the key folder Bring its file back")


def test_keys_that_end_soon_are_yellow_and_then_red(well: Site, app: Flask, cast: Cast, clock: Clock) -> None:
    for days, state in ((340, "Act soon"), (360, "Act now")):
        clock.now = NOON + timedelta(days=days)
        client = signed_in(app.test_client(), well, cast, clock.now)
        assert lines(client)["Issuing keys"].startswith(f"{state} Days left: {365 - days} (until 2027-11-24)")


def test_a_root_that_is_not_the_pinned_one_is_red(well: Site, cast: Cast, clock: Clock) -> None:
    for pins in (("ab" * 64,), ("no pin",)):
        app = create_app(site=with_settings(well, root_keys=pins), clock=clock, steady=lambda: 0.0)
        found = lines(signed_in(app.test_client(), well, cast))
        assert found["Issuing keys"].startswith("Act now The trust list is not signed by a pinned root")
        assert found["Status list"].startswith("Act now None that can be verified")


def test_an_https_certificate_that_ends_is_yellow_and_then_red(
    well: Site, app: Flask, cast: Cast, clock: Clock
) -> None:
    for days, state in ((80, "Act soon"), (84, "Act now")):
        clock.now = NOON + timedelta(days=days)
        client = signed_in(app.test_client(), well, cast, clock.now)
        assert lines(client)["HTTPS certificate"].startswith(f"{state} Days left: {90 - days} (until 2027-02-22)")


def test_a_status_list_that_nobody_renews_is_yellow_and_then_red(
    well: Site, app: Flask, cast: Cast, clock: Clock
) -> None:
    for hours, state in ((30, "Act soon"), (50, "Act now")):
        clock.now = NOON + timedelta(hours=hours)
        client = signed_in(app.test_client(), well, cast, clock.now)
        assert lines(client)["Status list"].startswith(f"{state} {hours} h old, renewed every 24 h See that")


def test_the_page_shows_no_path_and_no_key(admin: FlaskClient, well: Site) -> None:
    shown = admin.get("/office/status").text
    assert str(well.settings.data_folder) not in shown
    assert "/tmp" not in shown


def test_the_page_asks_the_same_number_of_questions_of_a_large_site(admin: FlaskClient, well: Site, cast: Cast) -> None:
    before = statements_of_the_page(admin, well)
    for order in range(30):
        with Work.open(well, cast["wu"], NOON) as work:
            places.add_county(work, name=f"县{order}", division_code=f"3304{order:02d}")
        with Work.open(well, cast["sun"], NOON) as work:
            certificates.publish_status_list(work)
    assert statements_of_the_page(admin, well) == before > 0


def statements_of_the_page(client: FlaskClient, site: Site) -> int:
    seen: list[str] = []

    def hear(connection: object, cursor: object, statement: str, *rest: object) -> None:
        seen.append(statement)

    event.listen(site.engine, "before_cursor_execute", hear)
    client.get("/office/status")
    event.remove(site.engine, "before_cursor_execute", hear)
    return len(seen)


def test_nobody_but_an_administrator_sees_it(app: Flask, site: Site, cast: Cast, sqlite_only: None) -> None:
    for who in ("li", "zhou", "he", "sun", "zhao", "qin", "ma"):
        browser = app.test_client()
        enter(browser, site, cast[who], NOON)
        assert browser.get("/office/status").status_code == 403, who


def test_a_visitor_is_sent_to_sign_in(client: FlaskClient, cast: Cast, sqlite_only: None) -> None:
    assert client.get("/office/status").location == "/sign-in?next=/office/status"


def test_looking_at_the_page_writes_nothing(admin: FlaskClient, well: Site) -> None:
    ledgers = text("SELECT sum(size) FROM ledger")
    before = well.sessions.kw["bind"].execute(ledgers).scalar_one()
    admin.get("/office/status")
    assert well.sessions.kw["bind"].execute(ledgers).scalar_one() == before
