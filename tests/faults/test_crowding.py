"""Rows 29 and 31: sockets that dribble, and a computer whose address changes."""

import http.client
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest

from tests.builders.sittings import chained
from tests.faults.conftest import Place
from tests.journeys.server import Server

SOCKETS = 100
HEAD = b"%s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: %s\r\nContent-Length: 9000\r\n\r\n"
FORM, JSON = b"application/x-www-form-urlencoded", b"application/json"
BEGINNINGS = {
    "in the first line": b"GET /sea",
    "in the headers": b"GET /seat HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
    "in a form": HEAD % (b"POST /seat", FORM) + b"ticket_number=",
    "in answers": HEAD % (b"POST /exam/answers", JSON) + b'{"city": ',
}


@pytest.fixture
def dribbling(request: pytest.FixtureRequest, server: Server) -> Iterator[list[socket.socket]]:
    """A hundred who have begun to say something and go on by a byte now and then."""
    with ExitStack() as kept:
        slow = [
            kept.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=20)) for _ in range(SOCKETS)
        ]
        for one in slow:
            one.sendall(BEGINNINGS[request.param])
        yield slow


@pytest.mark.parametrize("dribbling", list(BEGINNINGS), indirect=True)
def test_a_hundred_slow_sockets_keep_no_seat_waiting(
    dribbling: list[socket.socket], server: Server, shared_place: Place, order: int
) -> None:
    """The slow ones never end: whoever waited for one of them would be left without an answer for good."""
    candidate = shared_place.candidate(order, server.port)
    events = chained((1, "A"), (2, "B"), (3, "A"))
    for number, event in enumerate(events, start=1):
        for one in dribbling:
            one.sendall(b"x")
        status, told = candidate.save([event])
        assert (status, told["durable_through"]) == (200, number)
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)) as newcomer:
        newcomer.request("GET", "/seat")
        assert newcomer.getresponse().status == 200


def test_a_computer_with_another_address_goes_on_with_its_lease(
    server: Server, shared_place: Place, order: int
) -> None:
    """What it was given it keeps in its cookie; the network may call it what it likes."""
    candidate = shared_place.candidate(order, server.port, own_address="127.0.0.2")
    events = chained((1, "A"), (2, "B"))
    assert candidate.save(events[:1])[1]["durable_through"] == 1
    candidate.own_address = "127.0.0.3"
    assert candidate.save(events)[1]["durable_through"] == 2
    candidate.open(candidate.address)
    assert (candidate.config["epoch"], candidate.config["durable_through"]) == (1, 2)
