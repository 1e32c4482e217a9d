"""The ``watchword`` command: set a site up, migrate, serve, build the demo world."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exam_app.actors import GATE, the_gate, the_system
from exam_app.errors import Refusal
from exam_app.ledger_commands import ledger
from exam_app.settings import Settings, SettingsInvalid
from exam_app.work import Work, open_site

if TYPE_CHECKING:
    from exam_app.site_status import SiteStatus


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def commands() -> None:
    """Guard certification exam and training."""


commands.add_command(ledger)


def main() -> None:
    """Run the command; a refusal is a sentence on stderr and exit code 1, never a stack trace."""
    try:
        commands(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (Refusal, SettingsInvalid) as error:
        click.echo(str(error), err=True)
        sys.exit(1)


@commands.group()
def db() -> None:
    """The database: bring its tables to this version, or look where they stand."""


@db.command()
def upgrade() -> None:
    """Bring the tables to the version of this program."""
    from exam_app.migrations.run import migrate

    site = open_site(Settings.from_environment())
    migrate(site.engine)
    click.echo("The tables are at the version of this program.")


@commands.command()
@click.option("--city", required=True, help="Division code of the city: six digits, such as 330300.")
@click.option("--authority", required=True, help="Name of the city public security bureau.")
@click.option("--name", required=True, help="Name of the first administrator.")
@click.option("--id-number", prompt=True, help="ID number of the first administrator.")
@click.option("--login", default="admin", show_default=True, help="Sign-in name of the first administrator.")
def init(city: str, authority: str, name: str, id_number: str, login: str) -> None:
    """Set up an empty site: create the tables and print the administrator's one-time code."""
    from exam_app.migrations.run import migrate
    from exam_app.operations.accounts import set_up_site

    site = open_site(Settings.from_environment())
    migrate(site.engine)
    with Work.open(site, the_gate(city), datetime.now(UTC)) as work:
        code = set_up_site(work, authority_name=authority, person_name=name, id_number=id_number, login=login)
    click.echo(f"Sign in at /first-password as {login} with the one-time code {code} (good for 24 hours).")


@commands.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=int)
@click.option(
    "--tls",
    type=click.Choice(["off", "auto"]),
    default="off",
    show_default=True,
    help="auto: make a local certificate authority and serve HTTPS, which a phone's camera needs.",
)
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="On PostgreSQL, about as many as the machine has cores; SQLite is served by one.",
)
def serve(host: str, port: int, tls: str, processes: int) -> None:
    """Serve the site."""
    from exam_app.serving import serve_site

    serve_site(Settings.from_environment(), host, port, tls=tls == "auto", processes=processes, echo=click.echo)


@commands.command()
def upkeep() -> None:
    """Do what is due once: close sittings past their deadline, delete expired drafts, renew signed lists.

    ``serve`` does this every half minute by itself; this is for a timer where the site is served otherwise.
    """
    from exam_app.upkeep import round_of

    round_of(open_site(Settings.from_environment()), datetime.now(UTC))


@commands.command()
@click.argument("exam")
@click.option("--city", required=True, help="Division code of the city: six digits.")
def screen(exam: str, city: str) -> None:
    """Compare the answers of a finished examination, named EXAM; leads are shown on the city's pages."""
    from exam_app.actors import the_system
    from exam_app.operations.screenings import screen_session
    from exam_app.queries.screenings import sessions_named

    site, now = open_site(Settings.from_environment()), datetime.now(UTC)
    with Work.open(site, the_system(city), now, read_only=True) as work:
        sessions = sessions_named(work, exam)
    for session_id in sessions:
        with (
            click.progressbar(length=1000, label=f"Comparing the answers of {exam}", file=sys.stderr) as bar,
            Work.open(site, the_system(city), now) as work,
        ):
            found = screen_session(work, session_id, lambda done, total: bar.update(1000 * done // total - bar.pos))
        click.echo(f"{exam}: {found.leads} pairs are worth a look.")


@commands.command()
@click.option(
    "--to", type=click.Path(path_type=Path), help="Folder of backups; by default “backups” in the data folder."
)
@click.option(
    "--keys-to",
    type=click.Path(path_type=Path),
    help="Folder of the keys' backups, on another medium; by default “key-backups” beside the key folder.",
)
def backup(to: Path | None, keys_to: Path | None) -> None:
    """Back the site up while it is served, and prove the backup by restoring it once into a scratch place."""
    from exam_app.backups import back_up

    settings = Settings.from_environment()
    with _bar("Backing up and trying it out") as progress:
        made = back_up(settings, datetime.now(UTC), to, keys_to, progress)
    click.echo(f"Verified backup: {made.folder} ({made.rows:,} rows, {_megabytes(made.bytes)}).")
    click.echo(f"Its keys: {made.keys}. Keep them apart from the data.")
    if made.folder.stat().st_dev == settings.data_folder.stat().st_dev:
        click.echo("Both lie on the disk of the site itself. Copy them to another one, or name it with --to.")


@commands.command()
@click.argument("backup", type=click.Path(path_type=Path))
@click.option("--keys", type=click.Path(path_type=Path), help="The folder keys-… that belongs to the backup.")
def restore(backup: Path, keys: Path | None) -> None:
    """Restore a backup into an empty site. Nothing that is there is ever overwritten."""
    from exam_app.backups import restore as put_back

    settings = Settings.from_environment()
    with _bar("Checking and restoring") as progress:
        restored = put_back(settings, backup, keys, progress)
    taken_at = restored.manifest.taken_at.astimezone(settings.zone)
    click.echo(f"Restored {restored.rows:,} rows and all ledgers as of {taken_at:%Y-%m-%d %H:%M}.")
    click.echo("What was recorded later is not in it: let computers and phones send again what they still hold.")
    if restored.needs_upgrade:
        click.echo("The tables are older than this program. Run “watchword db upgrade” before serving.")


@commands.command()
def status() -> None:
    """Say how the site is; the exit code is 0 only when nothing is red."""
    red = False
    for line, is_red in _status_lines(Settings.from_environment(), datetime.now(UTC)):
        red |= is_red
        click.echo(line)
    sys.exit(1 if red else 0)


@commands.command()
@click.option("--folder", type=click.Path(path_type=Path), default=Path(".demo"), show_default=True)
@click.option("--serve/--no-serve", "then_serve", default=True, show_default=True, help="Serve the world afterwards.")
@click.option("--port", default=8000, show_default=True, type=int)
def demo(folder: Path, then_serve: bool, port: int) -> None:
    """Build a believable world in a folder, print one sign-in per role, and serve it."""
    from exam_app.demo import build_or_open
    from exam_app.serving import serve_site

    settings = build_or_open(folder, echo=click.echo)
    if then_serve:
        serve_site(settings, "127.0.0.1", port, tls=False, echo=click.echo)


@contextmanager
def _bar(label: str) -> Iterator[Callable[[float], None]]:
    """A progress bar that hears shares of the whole."""
    with click.progressbar(length=100, label=label) as bar:
        yield lambda share: bar.update(max(0, round(share * 100) - bar.pos))


def _megabytes(size: int) -> str:
    return f"{size / 10**6:,.1f} MB"


def _status_lines(settings: Settings, now: datetime) -> Iterator[tuple[str, bool]]:
    """One line a check, and whether it is red; every city of the site under its code."""
    from exam_app.site_status import Light

    marks = {Light.RED: "✖", Light.YELLOW: "▲", Light.GREEN: "✔", Light.OFF: "–"}
    for city_id, found in _statuses(settings, now):
        if city_id:
            yield city_id, False
        for check in found.checks:
            line = f"{marks[check.light]} {check.light.label:10} {check.subject.label:21} {check.figure}"
            yield line + (f"\n{'':13} {check.advice}" if check.advice else ""), check.light is Light.RED


def _statuses(settings: Settings, now: datetime) -> "Iterator[tuple[str, SiteStatus]]":
    from sqlalchemy.exc import DBAPIError

    from exam_app.queries import site_status as looks
    from exam_app.queries.cities import cities

    if not settings.key_folder.exists():
        raise Refusal("There is no site here: the key folder is empty. Check WATCHWORD_DATA_FOLDER.")
    try:
        site = open_site(settings)
        with Work.open(site, GATE, now, read_only=True) as work:
            codes = cities(work)
            if not codes:
                yield "", looks.status_without_a_city(work)
        for city_id in codes:
            with Work.open(site, the_system(city_id), now, read_only=True) as work:
                yield (city_id if len(codes) > 1 else ""), looks.site_status(work)
    except DBAPIError:
        yield "", looks.status_without_a_database(settings, now)
