"""Sixth chapter: nights at the posts. Officers scan and type; most of what they meet is good, and some is not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from certificates import IssuerKey, KeyUse, VerdictKind, seal
from exam_app.demo.certifying import CANCELLED, GOOD, REPLACED, REVOKED, WITHDRAWN
from exam_app.demo.world import World
from exam_app.operations.post_checks import NONCE_BYTES, Scan, check
from exam_app.queries.certificates import Printable
from exam_app.work import Work

ELSEWHERE = "330100"
"""A city whose keys are in no trust list here."""
BETWEEN_SCANS = timedelta(minutes=4)
LAST_ROUND = timedelta(minutes=50)
"""How long before the build the last round began, so that the officer's day is not empty."""


@dataclass(frozen=True)
class Shown:
    """What a guard holds out: a code or a number; ``verdict`` is what the officer's device said by itself."""

    text: str | None = None
    number: str | None = None
    verdict: VerdictKind | None = None


Reading = Callable[[Sequence[Printable]], Shown]


def card(holder: int, verdict: VerdictKind | None = None) -> Reading:
    """The code of a card as it was issued."""
    return lambda cards: Shown(text=cards[holder].text, verdict=verdict)


def typed(holder: int) -> Reading:
    """The number of a card whose code is scratched."""
    return lambda cards: Shown(number=cards[holder].claims.number)


def mistyped(holder: int) -> Reading:
    """The same with two digits exchanged: the check digits do not fit."""
    return lambda cards: Shown(number=_exchanged(cards[holder].claims.number))


def forged(holder: int) -> Reading:
    """The code of a card with one digit changed."""
    return lambda cards: Shown(text=_altered(cards[holder].text))


def from_elsewhere(holder: int) -> Reading:
    """A card that another city sealed."""
    return lambda cards: Shown(text=_sealed_elsewhere(cards[holder]))


def other_code(text: str) -> Reading:
    """A code that has nothing to do with certificates."""
    return lambda cards: Shown(text=text)


@dataclass(frozen=True)
class Round:
    """One officer at one post: days before the build and hour, and what was read there."""

    ago: int
    hour: int
    officer: str
    post: str
    readings: tuple[Reading, ...]


ROUNDS = (
    Round(22, 22, "qin", "hospital", (card(0), card(1), card(REVOKED), card(2))),
    Round(15, 23, "qin", "coach", (card(4), card(REVOKED), card(5), forged(6))),
    Round(12, 1, "fang", "port", (card(WITHDRAWN), typed(7), card(9), other_code("https://u.example/Wx3kq7"))),
    Round(9, 23, "qin", "mall", (card(CANCELLED), card(10), card(11), typed(13))),
    Round(8, 2, "fang", "bank", (card(14), card(15), from_elsewhere(16))),
    Round(7, 22, "qin", "estate", (card(REPLACED), card(17), card(18), mistyped(20))),
    Round(4, 0, "qin", "school", (card(21), card(22), card(REVOKED, VerdictKind.GENUINE))),
    Round(3, 23, "fang", "park", (card(0), card(5), other_code("6901234567892"))),
    Round(1, 22, "qin", "hospital", (card(0), card(1), typed(2), forged(4), card(REVOKED))),
)
LAST_READINGS = (card(10), typed(11), card(WITHDRAWN), other_code("WIFI:T:WPA;S:Guest;;"), card(GOOD[-1]))


def check_all(world: World) -> None:
    """Arrange every scan of every round, and the round that has just been made."""
    for each in ROUNDS:
        _walk(world, each, world.calendar.at(each.ago, each.hour, 10))
    _walk(world, Round(0, 0, "qin", "coach", LAST_READINGS), world.calendar.built_at - LAST_ROUND)


def _walk(world: World, each: Round, at: datetime) -> None:
    for order, reading in enumerate(each.readings):
        _scan(world, each, reading, at + order * BETWEEN_SCANS)


def _scan(world: World, each: Round, reading: Reading, at: datetime) -> None:
    def scan(work: Work) -> None:
        shown = reading(world.cards)
        check(
            work,
            Scan(
                nonce=work.site.random_bytes(NONCE_BYTES),
                at=at - timedelta(seconds=2),
                text=shown.text,
                number=shown.number,
                post_id=world.places.posts[each.post],
                shown=shown.verdict,
            ),
        )

    world.then(at, each.officer, scan)


def _exchanged(number: str) -> str:
    """The number with the last two digits that differ exchanged."""
    place = next(i for i in range(len(number) - 2, 0, -1) if number[i] != number[i + 1])
    return number[:place] + number[place + 1] + number[place] + number[place + 2 :]


def _altered(text: str) -> str:
    return text[:-1] + ("1" if text[-1] != "1" else "2")


def _sealed_elsewhere(printed: Printable) -> str:
    key = IssuerKey.derive(b"a city of another province", ELSEWHERE, KeyUse.CERT)
    host = printed.text.removeprefix("https://").partition("/")[0]
    return seal(replace(printed.claims, issuer=ELSEWHERE), key, host)
