"""``watchword ledger``: bundles that anybody verifies, and the witness that somebody else keeps."""

import secrets
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import click

from exam_app.settings import Settings
from exam_app.work import Work, open_site

READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group()
def ledger() -> None:
    """The tamper-evident logs: verify a bundle anywhere, export one, witness them from outside."""


@ledger.command()
@click.argument("bundle", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--keys",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File of verifier keys, one to a line, from a place you trust.",
)
@click.option(
    "--held",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A checkpoint you got elsewhere, from the record sheet say; the bundle must extend it.",
)
def verify(bundle: Path, keys: Path, held: tuple[Path, ...]) -> None:
    """Verify a bundle without a database: exit code 0 if nothing was edited, removed, swapped, inserted or cut off."""
    from exam_app.ledger.verifying import verify_files

    shown = verify_files(bundle, keys, held)
    click.echo(shown.text)
    sys.exit(0 if shown.holds else 1)


@ledger.command("receipt")
@click.argument("receipt", type=click.File(encoding="utf-8"))
@click.option(
    "--keys",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File of verifier keys, one to a line, from a place you trust.",
)
@click.option(
    "--rooms",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File of room keys as “room-keys” writes it: shows a receipt made after its room was closed.",
)
def verify_receipt(receipt: TextIO, keys: Path, rooms: Path | None) -> None:
    """Verify a candidate's receipt, the text of its QR code in a file or on “-”: exit code 0 if it is genuine."""
    from exam_app.ledger.verifying import verify_receipt as verified

    shown = verified(receipt.read(), keys, rooms)
    click.echo(shown.text)
    sys.exit(0 if shown.holds else 1)


@ledger.command("keys")
@click.option("--city", required=True, help="Division code of the city: six digits.")
def ledger_keys(city: str) -> None:
    """Print the verifier key of a city's ledgers."""
    from exam_app.work import ledger_key

    click.echo(ledger_key(open_site(Settings.from_environment()), city).verifier.to_line())


@ledger.command("room-keys")
@click.option("--city", required=True, help="Division code of the city: six digits.")
@click.option("--exam", required=True, help="Name of the examination.")
def room_keys(city: str, exam: str) -> None:
    """Print what the city says of the keys of an examination's rooms: to be published once all are closed."""
    from exam_app.actors import the_system
    from exam_app.queries.ledgers import statements_of_exam

    site = open_site(Settings.from_environment())
    with Work.open(site, the_system(city), datetime.now(UTC), read_only=True) as work:
        click.echo(statements_of_exam(work, exam), nl=False)


@ledger.command()
@click.option("--city", required=True, help="Division code of the city: six digits.")
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), default=Path(), show_default=True)
@click.option("--exam", help="Name of one examination; without it the site's own ledger is exported.")
def export(city: str, folder: Path, exam: str | None) -> None:
    """Write the site's own ledger, or those of an examination's rooms, as bundles into a folder."""
    from exam_app.actors import the_system
    from exam_app.operations.ledgers import export_ledger
    from exam_app.queries.ledgers import ledger_ids

    site = open_site(Settings.from_environment())
    folder.mkdir(parents=True, exist_ok=True)
    with Work.open(site, the_system(city), datetime.now(UTC)) as work:
        for ledger_id in ledger_ids(work, exam):
            made = export_ledger(work, ledger_id)
            (folder / made.file_name).write_bytes(made.content)
            click.echo(f"{made.file_name}: {made.leaves} entries")


@ledger.command()
@click.option("--city", required=True, help="Division code of the city: six digits.")
@click.option("--witness", "name", required=True, help="Name of the witness, as in its key.")
@click.option("--to", "file", required=True, type=click.Path(dir_okay=False, path_type=Path))
def offer(city: str, name: str, file: Path) -> None:
    """Write what a witness is to look at next: every ledger that was signed since it last vouched."""
    from exam_app.actors import the_system
    from exam_app.queries.witnesses import offers_for, witness_named

    site = open_site(Settings.from_environment())
    with Work.open(site, the_system(city), datetime.now(UTC), read_only=True) as work:
        file.write_bytes(offers_for(work, witness_named(work, name).id).encode())
    click.echo(f"{file.name}: bring it to {name}.")


@ledger.command("take-answer")
@click.argument("file", type=READABLE)
@click.option("--city", required=True, help="Division code of the city: six digits.")
def take_answer(file: Path, city: str) -> None:
    """Take in what a witness answered; its signatures then stand beside the site's own."""
    from exam_app.actors import the_system
    from exam_app.operations.witnessing import take_cosignatures

    with Work.open(open_site(Settings.from_environment()), the_system(city), datetime.now(UTC)) as work:
        click.echo(f"{take_cosignatures(work, file.read_bytes())} signed heads are vouched for now.")


@ledger.group()
def witness() -> None:
    """A witness: kept by somebody else, on another computer. It needs neither the site nor its database."""


@witness.command("new")
@click.argument("name")
@click.option("--folder", required=True, type=FOLDER, help="The witness's own folder; made if it is not there.")
@click.option("--keys", required=True, type=READABLE, help="File of the ledgers' verifier keys, one to a line.")
def new_witness(name: str, folder: Path, keys: Path) -> None:
    """Set a witness up under NAME and print its verifier key, which the site's auditor enters."""
    from exam_app.ledger import NoteRefused
    from exam_app.ledger.witness import make_witness

    try:
        key = make_witness(folder, name, keys.read_text(encoding="utf-8"), secrets.token_bytes)
    except NoteRefused as refusal:
        raise click.ClickException(f"No witness was made: {refusal}.") from refusal
    except FileExistsError as there:
        raise click.ClickException(f"A witness lives in {folder} already. Nothing was changed.") from there
    click.echo(key.verifier.to_line())


@witness.command()
@click.argument("offers", type=READABLE)
@click.option("--folder", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--answer", required=True, type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
def look(offers: Path, folder: Path, answer: Path) -> None:
    """Hold a file of checkpoints against what this witness has seen, and vouch for what continues it.

    Exit code 0 when all of it does, 1 when something was refused, 2 when the file cannot be read at all.
    """
    from exam_app.ledger import NoteRefused, read_offers, write_offers
    from exam_app.ledger.witness import Witness

    try:
        offered = read_offers(offers.read_bytes().decode())
        answers = Witness(folder).judge_all(offered, int(datetime.now(UTC).timestamp()))
    except (NoteRefused, OSError, UnicodeDecodeError) as refusal:
        click.echo(f"NOT READ: {refusal}.", err=True)
        sys.exit(2)
    for one in answers:
        click.echo(f"{'VOUCHED' if one.is_good else 'REFUSED'}  {one.words}")
    answer.write_bytes(write_offers(one.note for one in answers if one.note).encode())
    sys.exit(0 if all(one.is_good for one in answers) else 1)
