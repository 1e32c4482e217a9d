"""Every page of a large hall keeps a connection of its own, and the next one is answered all the same."""

import socket
from contextlib import ExitStack
from pathlib import Path

from exam_app.settings import Settings
from exam_app.work import open_site
from tests.journeys.server import environment_of, serving
from tests.tables import make_tables

CONNECTIONS = 1_200
"""More than the 1,024 that granian takes if nobody says another number."""


def test_the_next_page_is_answered_while_a_thousand_keep_their_connections(tmp_path: Path) -> None:
    settings = Settings.for_folder(tmp_path / "site")
    site = open_site(settings)
    make_tables(site.engine)
    site.engine.dispose()
    with serving(environment_of(settings)) as server, ExitStack() as kept:
        for number in range(CONNECTIONS):
            connection = kept.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=20))
            connection.sendall(b"GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert connection.recv(15) == b"HTTP/1.1 200 OK", number
