"""How long 500 admission tickets with photos take as one file. Run: `python -m benchmarks.bench_tickets`.

The goal is 20 s. It is what the city's page does once the candidates are read: word each ticket in the request, then
draw the codes and set the pages beside it. Prints figures; nothing here fails.
"""

import io
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from PIL import Image

from exam_app import create_app
from exam_app.documents import admission_tickets, qr_drawing
from exam_app.migrations.run import migrate
from exam_app.queries.scheduling import TicketValues
from exam_app.settings import Settings
from exam_app.web.ticket_papers import tickets_in_words
from exam_app.work import open_site
from tests.cast import NOON

TICKETS, GOAL_SECONDS = 500, 20


def photo(order: int) -> bytes:
    """Noise of the size of an applicant's photo: it compresses worse than any face."""
    jpeg = io.BytesIO()
    Image.effect_noise((358, 441), 40 + order % 7).convert("RGB").save(jpeg, "JPEG")
    return jpeg.getvalue()


def values() -> list[TicketValues]:
    starts_at = NOON + timedelta(days=7)
    one = TicketValues(
        name="王建国",
        id_number="3399**********4417",
        photo=None,
        ticket_number="",
        session_name="12月第1场",
        starts_at=starts_at,
        doors_open_at=starts_at - timedelta(hours=1),
        doors_close_at=starts_at + timedelta(minutes=30),
        minutes=90,
        centre="云川职教中心",
        address="云川市学府路1号",
        directions="5路到学府路站",
        room="302室",
        seat=0,
    )
    return [
        replace(one, photo=photo(order), ticket_number=f"261201{order:08d}", seat=order) for order in range(TICKETS)
    ]


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        site = open_site(Settings.for_folder(Path(name)))
        migrate(site.engine)
        tickets = values()
        start = perf_counter()
        with create_app(site=site).test_request_context():
            worded = tickets_in_words(tickets, "云川市公安局", NOON)
        in_words = perf_counter()
        for ticket, _ in worded:
            qr_drawing(ticket.number)
        codes = perf_counter()
        content = admission_tickets(worded)
        end = perf_counter()
    print(f"word {TICKETS} tickets           {in_words - start:6.2f} s, in the request")
    print(f"draw them                  {end - codes:6.2f} s   goal {GOAL_SECONDS} s, {len(content) / 1e6:.0f} MB")
    print(f"  of which their codes     {codes - in_words:6.2f} s")


if __name__ == "__main__":
    main()
