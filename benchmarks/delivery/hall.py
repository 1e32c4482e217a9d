"""A site with an examination that has begun: candidates at their seats, each with a paper and a lease.

Rows are written set-wise, as no clerk would: what is measured comes afterwards. Papers are drawn from the shipped bank
as for anybody; a few are drawn and given out many times, each with a seed of its own for its choices.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import insert, select, update

from benchmarks.delivery.accounts import HeldSitting, Stored
from benchmarks.delivery.candidate import Page
from benchmarks.delivery.human import Choices
from exam_app import create_app
from exam_app.db import Base
from exam_app.delivery import NO_HASH
from exam_app.id_numbers import check_character, read_id_number
from exam_app.lease_keys import LeaseKey, lease_of_browser
from exam_app.models import (
    Booking,
    ExamSession,
    Lease,
    Person,
    Registration,
    Response,
    RoomMoment,
    Seat,
    Sitting,
    WebSession,
)
from exam_app.operations import places
from exam_app.operations.accounts import hash_token
from exam_app.operations.people import person_columns
from exam_app.operations.room_keys import make_room_key
from exam_app.queries.drawing import Draw
from exam_app.queries.papers import printed
from exam_app.terms import ExamSessionState, RegistrationState, RoomMomentKind, SittingState
from exam_app.web.candidate.lease import COOKIE
from exam_app.work import Site, Work, answer_secret
from question_bank import Item, ItemBank, ItemKind, Paper, Pool, assemble, shipped_bank, shipped_blueprint
from question_bank.sources import shipped_sources
from tests.builders.sittings import a_full_hall
from tests.cast import CITY, Cast

ROOM = 5, 10
"""Rows and columns of each room."""
PAPERS = 20
"""Different selections of items; the choices are shuffled for each candidate."""
AT_ONCE = 2_000


@dataclass(frozen=True)
class Seated:
    """A candidate as the generator needs one: the page, the paper, and what is typed at the seat to sign in."""

    page: Page
    paper: Sequence[Choices]
    ticket_number: str
    last_four: str


def number_of(order: int) -> str:
    born = date(1970, 1, 1) + timedelta(days=order % 12_000)
    first = f"330302{born:%Y%m%d}{1 + order // 12_000:03d}"
    return first + check_character(first)


class Hall:
    """The rows of one examination, each kind made from the ones before."""

    def __init__(self, site: Site, cast: Cast, candidates: int, room: tuple[int, int] = ROOM) -> None:
        rows, columns = room
        self.site, self.cast = site, cast
        self.now = datetime.now(UTC)
        self.exam_session_id = a_full_hall(site, cast, candidates=0, starts_at=self.now).exam_session_id
        with Work.open(site, cast["wu"], self.now) as work:
            self._new_id = work.new_id
            for order in range(-(-candidates // (rows * columns))):
                places.add_room(work, centre_id=cast.centre, name=f"{order + 401}室", rows=rows, columns=columns)
            numbers = [number_of(order) for order in range(candidates)]
            self.people = [
                dict(person_columns(work, name=f"陈{chr(0x4E00 + n % 5000)}", id_number=read_id_number(number)))
                for n, number in enumerate(numbers)
            ]
        with Work.open(site, cast["wu"], self.now, read_only=True) as work:
            seats = work.rows(select(Seat.id, Seat.room_id).where(Seat.room_id != cast.room).limit(candidates))
        self.bookings = [
            self._booking(order, person, seat.id, seat.room_id)
            for order, (person, seat) in enumerate(zip(self.people, seats, strict=True))
        ]
        self.last_fours = [number[-4:] for number in numbers]
        self._write_bookings()

    def _booking(self, order: int, person: Mapping[str, Any], seat: UUID, room: UUID) -> dict[str, Any]:
        return {
            "id": self._new_id(),
            "exam_session_id": self.exam_session_id,
            "registration_id": self._new_id(),
            "person_id": person["id"],
            "room_id": room,
            "seat_id": seat,
            "ticket_number": f"261124{order:08d}",
            "booked_at": self.now,
        }

    def _write_bookings(self) -> None:
        self._insert(Person, self.people)
        stated = {"county_id": self.cast.qingxi, "training_unit_id": self.cast.anwei, "submitted_at": self.now}
        approved = {"state": RegistrationState.APPROVED, "approved_by_id": self.cast["he"].person_id}
        registrations = [
            {"id": b["registration_id"], "person_id": b["person_id"], **stated, **approved} for b in self.bookings
        ]
        self._insert(Registration, registrations)
        self._insert(Booking, self.bookings)
        opened = {"exam_session_id": self.exam_session_id, "kind": RoomMomentKind.OPENED, "at": self.now, "note": ""}
        rooms = {b["room_id"] for b in self.bookings}
        self._insert(RoomMoment, [{"room_id": room, **opened} for room in rooms])
        with Work.open(self.site, self.cast["zhao"], self.now) as work:
            session = work.get(ExamSession, self.exam_session_id)
            for room in rooms:
                make_room_key(work, session, room)

    def seat_all(self) -> Sequence[Seated]:
        """Everybody has begun: sittings, leases, and a browser that is signed in for each."""
        items = shipped_bank(Pool.LIVE)
        bank = ItemBank(items.values(), shipped_sources(), Pool.LIVE)
        plan, day = shipped_blueprint("cn-guard-100"), self.now.date()
        papers = [assemble(bank, plan, bytes([n]) * 32, on=day).digests for n in range(PAPERS)]
        by_digest = {item.digest: item for item in items.values()}
        cookies, rows = _Cookies(self.site), list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]()
        seated = []
        for order, booking in enumerate(self.bookings):
            digests, seed = papers[order % PAPERS], hashlib.sha256(booking["id"].bytes).digest()
            sitting, token = self._new_id(), self.site.random_bytes(32).hex()
            browser = self.site.random_bytes(32).hex()
            lease = lease_of_browser(answer_secret(self.site, CITY), browser, sitting, 1)
            rows.append(
                (
                    self._sitting(sitting, booking, digests, seed),
                    self._lease(sitting, lease.nonce),
                    self._web_session(booking["id"], token),
                )
            )
            cookie, csrf = cookies.of(token, browser)
            page = Page(CITY, str(sitting), lease, cookie, csrf)
            paper = [_choices(n, by_digest[digest], seed) for n, digest in enumerate(digests, start=1)]
            seated.append(Seated(page, paper, booking["ticket_number"], self.last_fours[order]))
        for place, model in enumerate((Sitting, Lease, WebSession)):
            self._insert(model, [row[place] for row in rows])
        with self.site.engine.begin() as connection:
            connection.execute(update(ExamSession).values(state=ExamSessionState.RUNNING))
        return seated

    def before_the_start(self) -> Sequence[Seated]:
        """Everybody sits at a screen, signed in, and has not begun; the papers are those that they will be given.

        A page is known by its booking until the server has made its sitting.
        """
        by_digest = {item.digest: item for item in shipped_bank(Pool.LIVE).values()}
        cookies, rows, seated = _Cookies(self.site), list[dict[str, Any]](), []
        for booking, paper, last_four in zip(self.bookings, self._drawn(), self.last_fours, strict=True):
            token = self.site.random_bytes(32).hex()
            rows.append(self._web_session(booking["id"], token))
            cookie, csrf = cookies.of(token, self.site.random_bytes(32).hex())
            page = Page(CITY, str(booking["id"]), LeaseKey(0, ""), cookie, csrf)
            choices = [_choices(n, by_digest[digest], paper.seed) for n, digest in enumerate(paper.digests, start=1)]
            seated.append(Seated(page, choices, booking["ticket_number"], last_four))
        self._insert(WebSession, rows)
        return seated

    def _drawn(self) -> Sequence[Paper]:
        with Work.open(self.site, self.cast["he"], self.now, read_only=True) as work:
            draw = Draw(work, work.get(ExamSession, self.exam_session_id))
            return [draw.paper_of(booking["id"]) for booking in self.bookings]

    def outside(self) -> Sequence[Seated]:
        """Nobody has begun: everybody stands before the sign-in page with ticket and identity card."""
        nobody = Page(CITY, "", LeaseKey(0, ""), "", "")
        return [
            Seated(nobody, (), booking["ticket_number"], last_four)
            for booking, last_four in zip(self.bookings, self.last_fours, strict=True)
        ]

    def _sitting(
        self, sitting: UUID, booking: Mapping[str, Any], digests: Sequence[str], seed: bytes
    ) -> dict[str, Any]:
        return {
            "id": sitting,
            "exam_session_id": self.exam_session_id,
            "booking_id": booking["id"],
            "person_id": booking["person_id"],
            "room_id": booking["room_id"],
            "paper_digests": list(digests),
            "paper_seed": seed,
            "state": SittingState.IN_PROGRESS,
            "started_at": self.now,
            "deadline_at": self.now + timedelta(minutes=90),
        }

    def _lease(self, sitting: UUID, nonce: str) -> dict[str, Any]:
        at_first = {"epoch": 1, "granted_at": self.now, "head_seq": 0, "head_hash": NO_HASH}
        return {"id": self._new_id(), "sitting_id": sitting, "nonce": nonce, **at_first}

    def _web_session(self, booking: UUID, token: str) -> dict[str, Any]:
        until = {"started_at": self.now, "last_seen_at": self.now, "ends_at": self.now + timedelta(hours=6)}
        return {"id": self._new_id(), "token_hash": hash_token(token), "booking_id": booking, **until}

    def _insert(self, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
        left = iter(rows)
        while some := list(islice(left, AT_ONCE)):
            with self.site.engine.begin() as connection:
                connection.execute(insert(model), [{"id": self._new_id(), **row, "city_id": CITY} for row in some])


def held_sittings(site: Site) -> Mapping[str, HeldSitting]:
    """What the tables hold of every sitting, whoever asks."""
    stored: dict[UUID, list[Stored]] = {}
    columns = (Response.seq, Response.kind, Response.slot, Response.value, Response.hash, Response.counts())
    with site.engine.connect() as connection:
        for row in connection.execute(select(Response.sitting_id, *columns).order_by(Response.seq)):
            stored.setdefault(row[0], []).append(Stored(*row[1:]))
        sittings = connection.execute(select(Sitting.id, Sitting.answers, Sitting.final_state_hash)).all()
    return {str(row.id): HeldSitting(stored.get(row.id, []), row.answers, row.final_state_hash) for row in sittings}


def _choices(number: int, item: Item, seed: bytes) -> Choices:
    return Choices(printed(number, item, seed).letters, item.kind is ItemKind.MULTIPLE)


class _Cookies:
    """The cookies of a browser that is signed in and holds a lease, and the token its forms carry."""

    def __init__(self, site: Site) -> None:
        app = create_app(site=site)
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        assert signer is not None
        self._signer, self._name = signer, app.config["SESSION_COOKIE_NAME"]
        assert app.secret_key is not None
        self._forms = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token")

    def of(self, token: str, browser: str) -> tuple[str, str]:
        secret = hashlib.sha1(token.encode()).hexdigest()
        content = {"_user_id": token, "_fresh": True, "csrf_token": secret}
        return f"{self._name}={self._signer.dumps(content)}; {COOKIE}={browser}", self._forms.dumps(secret)
