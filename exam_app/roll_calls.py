"""When a lesson is to be photographed: a moment in its middle that is drawn when it is planned, and shown to nobody.

A code proves a phone, a trainer's word proves a trainer; a picture of the room at a moment that could not be prepared
for shows faces. It is one sign beside the others, and a county can compare it with the list (domain.md 5.2).
"""

from datetime import datetime, timedelta

EARLIEST, LATEST = 0.2, 0.8
"""Within which share of the lesson it is asked for: neither while people arrive nor while they leave."""
ANSWER_WITHIN = timedelta(minutes=10)
"""A picture taken later still counts as one, and is shown as late."""
BYTES_DRAWN = 8


def drawn_moment(starts_at: datetime, ends_at: datetime, drawn: bytes) -> datetime:
    """The moment that ``drawn``, eight random bytes, choose between the earliest and the latest one, to the minute.

    >>> from datetime import timezone
    >>> begins = datetime(2026, 11, 24, 8, 30, tzinfo=timezone.utc)
    >>> [str(drawn_moment(begins, begins + timedelta(hours=3), bytes([n] * 8)))[11:16] for n in (0, 128, 255)]
    ['09:06', '10:00', '10:54']
    """
    share = int.from_bytes(drawn) / float(1 << 8 * len(drawn))
    moment = starts_at + (ends_at - starts_at) * (EARLIEST + share * (LATEST - EARLIEST))
    return moment.replace(second=0, microsecond=0)
