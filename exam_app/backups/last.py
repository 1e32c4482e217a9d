"""Which verified backup was the last one: a small file in the data folder.

It lies outside the database because the database is what it must outlive: when the database does not answer, the
operator has to know which backup to fetch, and a restored database would have forgotten every backup made after its
own. A record in the journal would know neither.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from exam_app.backups.manifest import encoded, write_file

FILE = "last-backup.json"


@dataclass(frozen=True)
class LastBackup:
    """The name of the newest backup that was restored once, and the moment whose state it holds."""

    name: str
    taken_at: datetime


def last_backup(data_folder: Path) -> LastBackup | None:
    """None where no backup was ever verified, or the record cannot be read: then nothing is known of a backup."""
    try:
        return msgspec.json.decode((data_folder / FILE).read_bytes(), type=LastBackup)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None


def note_backup(data_folder: Path, backup: LastBackup) -> None:
    """Note a verified backup, unless a newer one is noted: an old backup restored does not hide a newer one."""
    known = last_backup(data_folder)
    if known is not None and known.taken_at > backup.taken_at:
        return
    draft = data_folder / f"{FILE}.new"
    draft.unlink(missing_ok=True)
    write_file(draft, encoded(backup))
    draft.replace(data_folder / FILE)
