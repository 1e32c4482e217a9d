"""A candidate's browser at the world's edge: no page, but everything that a page sends and is told over real HTTP."""

import http.client
import json
import re
from contextlib import closing
from typing import Any
from urllib.parse import urlencode

from exam_app.delivery import Event
from tests.builders.sittings import on_the_wire


class WireCandidate:
    """Cookies, forms, and the script's saves; ``own_address`` is where its requests come from."""

    def __init__(self, port: int, own_address: str = "127.0.0.1") -> None:
        self.port, self.own_address = port, own_address
        self.cookies: dict[str, str] = {}
        self.config: dict[str, Any] = {}

    def request(self, method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, str, str]:
        """Status, location and text of one answer; raises OSError or HTTPException when the server is gone."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=20, source_address=(self.own_address, 0)
        )
        with closing(connection):
            connection.request(method, path, body, {"Cookie": self._cookie, **headers})
            answer = connection.getresponse()
            told = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                kept, _, digits = value.split(";")[0].partition("=")
                self.cookies[kept] = digits
        return answer.status, answer.getheader("Location") or "", told

    @property
    def _cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def post_form(self, path: str, page: str, **fields: str) -> str:
        """Post a form of ``page`` with its token; the address it leads to."""
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert token is not None
        status, location, _ = self.request(
            "POST",
            path,
            urlencode({"csrf_token": token[1], **fields}),
            **{"Content-Type": "application/x-www-form-urlencoded"},
        )
        assert status == 302, status
        return location

    def sign_in_and_begin(self, ticket_number: str, last_four: str) -> None:
        _, _, page = self.request("GET", "/seat")
        self.post_form("/seat", page, ticket_number=ticket_number, last_four=last_four)
        _, _, page = self.request("GET", "/exam/wait")
        self.open(self.post_form("/exam/start", page))

    def open(self, address: str) -> None:
        status, _, page = self.request("GET", address)
        assert status == 200
        block = re.search(r'id="sitting-config">(.*?)</script>', page, re.DOTALL)
        assert block is not None
        self.address, self.config = address, json.loads(block[1])

    def save(self, events: list[Event]) -> tuple[int, dict[str, Any]]:
        body = {
            **{name: self.config[name] for name in ("city", "sitting", "epoch", "lease")},
            "events": [on_the_wire(self.config["lease"], event) for event in events],
        }
        status, _, told = self.request("POST", self.config["save_url"], json.dumps(body))
        return status, json.loads(told)
