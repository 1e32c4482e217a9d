"""Whether a restored database holds everything that its manifest states."""

from sqlalchemy import Connection, Engine, LargeBinary, Uuid, column, inspect, select, table

from exam_app.backups.manifest import LedgerFigure, Manifest
from exam_app.backups.store import Progress, held_by, within
from exam_app.errors import Refusal
from exam_app.migrations.run import is_known, newest_revision
from exam_app.vault import SealBroken, Vault

WHOLE = 0.7
"""How much of the time of a proof SQLite's own checks take."""
PERSON = table("person", column("id", Uuid()), column("id_number_sealed", LargeBinary()))


def prove(engine: Engine, manifest: Manifest, vault: Vault, progress: Progress) -> None:
    """Raises :class:`Refusal` that names the first thing which is not as the manifest states it."""
    with engine.connect() as connection:
        _pages_are_whole(connection)
        progress(WHOLE)
        held = held_by(connection, within(progress, WHOLE, 1))
        if held.schema != manifest.schema:
            raise _not_as_stated("alembic_version")
        for name in sorted(manifest.rows.keys() | held.rows.keys()):
            if manifest.rows.get(name) != held.rows.get(name):
                raise _not_as_stated(name)
        for ledger in held.ledgers:
            _is_complete(ledger)
        if held.ledgers != manifest.ledgers:
            raise _not_as_stated("ledger")
        _keys_open_it(connection, vault)


def is_of_this_program(manifest: Manifest) -> bool:
    """Whether the tables were at the version of this program when the backup was made."""
    return manifest.schema == newest_revision()


def refuse_newer_tables(manifest: Manifest) -> None:
    if not is_known(manifest.schema):
        raise Refusal("This backup was made by a newer version of the program. Install that version to restore it.")


def _pages_are_whole(connection: Connection) -> None:
    """SQLite's own checks. PostgreSQL makes them while it restores: every index and constraint is built anew."""
    if connection.dialect.name != "sqlite":
        return
    said = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
    if said != "ok":
        raise Refusal("The database file is damaged: %(why)s.", why=said)
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise Refusal("The database file is damaged: %(why)s.", why=f"{broken[0]} → {broken[2]}")


def _is_complete(ledger: LedgerFigure) -> None:
    if ledger.leaves != ledger.size:
        raise Refusal(
            "The ledger %(ledger)s is not complete: record %(missing)s of %(size)s is missing.",
            ledger=f"{ledger.city_id} {ledger.name}",
            missing=ledger.leaves,
            size=ledger.size,
        )


def _keys_open_it(connection: Connection, vault: Vault) -> None:
    """One sealed field opens: data without its keys would be a backup of nothing."""
    if not inspect(connection).has_table(PERSON.name):
        return
    person = connection.execute(select(PERSON).limit(1)).first()
    if person is None:
        return
    try:
        vault.open(person.id_number_sealed, "person", person.id)
    except SealBroken as error:
        raise Refusal("The keys do not belong to these data: a sealed ID number does not open.") from error


def _not_as_stated(name: str) -> Refusal:
    return Refusal("The restored table %(table)s does not hold what the backup states.", table=name)
