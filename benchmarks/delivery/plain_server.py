"""Two designs that are not ours, for comparing: a transaction for each save through Flask, and one post at the end.

The same server program, the same database with the same care for the disk, and no queue: no chain, no session, no
ledger, so that they are as fast as such designs can be. Settings come from the environment, as for the real program.
"""

import os
import threading
from contextlib import closing

import pysqlite3
from flask import Flask, request
from granian import Granian
from granian.constants import Interfaces

FILE, PORT = "WATCHWORD_PLAIN_FILE", "WATCHWORD_PLAIN_PORT"
TABLE = "CREATE TABLE IF NOT EXISTS answer (sitting TEXT, slot INTEGER, value TEXT, PRIMARY KEY (sitting, slot))"
KEEP = "INSERT INTO answer VALUES (?, ?, ?) ON CONFLICT (sitting, slot) DO UPDATE SET value = excluded.value"


def app() -> Flask:
    plain, own = Flask(__name__), threading.local()

    def connection() -> pysqlite3.Connection:
        if not hasattr(own, "connection"):
            own.connection = pysqlite3.connect(os.environ[FILE], timeout=15, isolation_level=None)
            for pragma in ("journal_mode=WAL", "synchronous=FULL"):
                own.connection.execute(f"PRAGMA {pragma}")
            own.connection.execute(TABLE)
        return own.connection

    @plain.get("/live")
    def live() -> str:
        connection()
        return "alive"

    @plain.post("/save")
    def save() -> dict[str, bool]:
        sent = request.get_json()
        with closing(connection().cursor()) as cursor:
            cursor.execute("BEGIN IMMEDIATE")
            cursor.executemany(KEEP, [(sent["sitting"], slot, value) for slot, value in sent["answers"]])
            cursor.execute("COMMIT")
        return {"saved": True}

    return plain


def main() -> None:
    Granian(
        "benchmarks.delivery.plain_server:app",
        factory=True,
        port=int(os.environ[PORT]),
        interface=Interfaces.WSGI,
        blocking_threads=16,
        backlog=4096,
        backpressure=16_384,
        log_enabled=False,
    ).serve()


if __name__ == "__main__":
    main()
