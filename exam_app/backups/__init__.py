"""Backups of a running site, each proved by restoring it, and the way back.

    TO/20261124T040000Z/            a verified backup; carries the suffix -unverified until it has been restored once
        manifest.json               what, when, which versions, rows of every table, size and root of every ledger,
                                    SHA-256 of every part, and which keys belong to it
        manifest.seal               its SHA-256, and its HMAC under a key of the site: without keys nobody forges one
        database.sqlite3            or database.dump, the custom format of pg_dump
    KEYS_TO/keys-1f0c…/             the key folder as it was, named after its contents; one for as long as no key is new
        manifest.json, files/…

The two lie apart, because a database and a backup of it alone decrypt nothing (reliability.md 3, row 28). A backup
works on tables as the database names them, not on models: it must outlive the program that made it.
"""

from exam_app.backups.last import LastBackup, last_backup
from exam_app.backups.making import Backup, back_up
from exam_app.backups.restoring import Restored, restore

__all__ = ["Backup", "LastBackup", "Restored", "back_up", "last_backup", "restore"]
