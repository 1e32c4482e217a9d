"""Work: one actor, one scope, one moment, one transaction. Nothing else commits.

``with Work.open(site, actor, now) as work:`` is used by the web, the command line and the tests alike. Leaving it
normally keeps everything, an exception undoes everything; so a refusal that is evidence is *returned* by operations,
and one that is a mere inconvenience is raised (architecture B3).
"""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar, TypeVarTuple
from uuid import UUID

from sqlalchemy import Engine, Row, Select, event, insert, select
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.sql.dml import UpdateBase

from exam_app.actors import Actor
from exam_app.db import (
    Base,
    DatabaseState,
    begin_read_only,
    end_read_only,
    make_engine,
    make_sessions,
    release_write_lock,
    state_of,
    take_write_lock,
)
from exam_app.disk_faults import is_disk_fault
from exam_app.errors import NotFound
from exam_app.journal import (
    Fact,
    JournalEntry,
    JournalText,
    Ledger,
    LedgerCheckpoint,
    PersonalText,
    Tag,
    hash_personal_text,
    leaf_of,
    signer_name,
)
from exam_app.keyring import keyring_of
from exam_app.lease_keys import LeaseKey
from exam_app.ledger import Checkpoint, LedgerKey, leaf_hash
from exam_app.opened_keys import OpenedKeys
from exam_app.scoping import SCOPE, Scope, check_rows, watch
from exam_app.settings import Settings
from exam_app.vault import Vault, open_vault

SITE_LEDGER = "site"
NO_CITY = "000000"
"""Where facts of no city are kept: a visitor's look, an attempt with an unknown name."""
M = TypeVar("M", bound=Base)
T = TypeVar("T")
Ts = TypeVarTuple("Ts")


@dataclass(frozen=True)
class Site:
    """What outlives a piece of work: settings, engine, keys, and the source of random bytes."""

    settings: Settings
    engine: Engine
    sessions: sessionmaker[Session]
    vault: Vault
    random_bytes: Callable[[int], bytes] = secrets.token_bytes
    on_disk_fault: Callable[[BaseException], None] = lambda _: None
    """What a served site does when its disk can no longer be relied on; a command only fails."""
    opened_keys: OpenedKeys = field(default_factory=OpenedKeys, repr=False, compare=False)
    """Private keys of rooms that this process has signed with lately."""


def open_site(settings: Settings) -> Site:
    """Open the database and the vault of a site. Creates folders and keys on first use, never tables."""
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    engine = make_engine(settings.database_url)
    sessions = make_sessions(engine)
    watch(sessions)
    return Site(settings, engine, sessions, open_vault(settings.key_folder))


def ledger_key(site: Site, city_id: str) -> LedgerKey:
    """The key that signs the checkpoints of a city."""
    return LedgerKey.from_seed(signer_name(city_id), keyring_of(site.settings).ledger_seed(city_id))


def answer_secret(site: Site, city_id: str) -> bytes:
    """The secret behind the leases and beacons of a city's sittings (:mod:`exam_app.lease_keys`)."""
    return keyring_of(site.settings).answer_secret(city_id)


def is_lease_of(site: Site, city_id: str, lease: LeaseKey, sitting_id: UUID) -> bool:
    """Whether this site granted a lease; not whether it is in force. No statement, and no key is made for it."""
    keyring = keyring_of(site.settings)
    return keyring.has_answer_secret(city_id) and lease.is_genuine(keyring.answer_secret(city_id), sitting_id)


@dataclass
class Work:
    """One transaction by one actor. Made by :meth:`open` only."""

    site: Site
    actor: Actor
    now: datetime
    session: Session = field(repr=False)
    read_only: bool = False
    _facts: list[Fact] = field(default_factory=list, repr=False)
    _to_sign: dict[str, list[Callable[[LedgerCheckpoint], Base]]] = field(default_factory=dict, repr=False)
    _after_commit: list[Callable[[], None]] = field(default_factory=list, repr=False)

    @classmethod
    @contextmanager
    def open(cls, site: Site, actor: Actor, now: datetime, *, read_only: bool = False) -> Iterator["Work"]:
        """Open a piece of work; commits on normal exit unless ``read_only``, rolls back on any exception.

        After-commit actions run only when the commit has succeeded. A failed commit is an unknown outcome, never a
        success: the exception goes on to the caller.
        """
        with site.sessions(info={SCOPE: Scope(actor)}) as session:
            work = cls(site, actor, now, session, read_only)
            looked_through = begin_read_only(session) if read_only else None
            try:
                yield work
                if not read_only:
                    work._write_facts()
                    work._sign_heads()
                    session.commit()
            except BaseException as error:
                if is_disk_fault(error):
                    site.on_disk_fault(error)
                if looked_through is None:
                    session.rollback()
                raise
            finally:
                if looked_through is not None:
                    end_read_only(session, looked_through)
        for action in work._after_commit:
            action()

    # -- looking ------------------------------------------------------------------------------------------------

    def get(self, model: type[M], row_id: UUID) -> M:
        """The row of this city within this actor's scope; raises :class:`NotFound` for every other."""
        return self.found(self.session.scalars(self._by_key(model, row_id)).one_or_none())

    def get_in(self, model: type[M], city_id: str, row_id: UUID) -> M:
        """Like :meth:`get` for an actor of no city (the gate), who learns the city from another row."""
        key = select(model).where(model.city_id == city_id, model.id == row_id)  # type: ignore[attr-defined]
        return self.found(self.session.scalars(key).one_or_none())

    def lock(self, model: type[M], row_id: UUID) -> M:
        """Like :meth:`get`, and nobody else changes the row until this work ends."""
        take_write_lock(self.session)
        locked = self._by_key(model, row_id).with_for_update().execution_options(populate_existing=True)
        return self.found(self.session.scalars(locked).one_or_none())

    def lock_all(self, query: Select[M]) -> Sequence[M]:
        """Like :meth:`all`, and nobody else changes these rows until this work ends; the query orders them by id."""
        take_write_lock(self.session)
        locked = query.with_for_update().execution_options(populate_existing=True)
        return self.session.scalars(locked).all()

    def _by_key(self, model: type[M], row_id: UUID) -> Select[M]:
        return select(model).where(model.city_id == self.city_id, model.id == row_id)  # type: ignore[attr-defined]

    @staticmethod
    def found(row: T | None) -> T:
        """The row, or :class:`NotFound`: for queries other than by key."""
        if row is None:
            raise NotFound("This does not exist, or not for you.")
        return row

    def one(self, query: Select[T]) -> T | None:
        """The single value or object a query finds, or None."""
        return self.session.scalars(query).one_or_none()

    def all(self, query: Select[T]) -> Sequence[T]:
        """All values or objects of a one-column query, in its order."""
        return self.session.scalars(query).all()

    def rows(self, query: Select[*Ts]) -> Sequence[Row[*Ts]]:
        """All rows of a query, in its order."""
        return self.session.execute(query).all()

    def count(self, query: Select[int]) -> int:
        return self.session.scalars(query).one()

    def database_state(self) -> DatabaseState:
        """How the database itself stands, whatever rows are in reach."""
        return state_of(self.session)

    @contextmanager
    def everything(self, reason: str) -> Iterator["Work"]:
        """A second, read-only look over all rows; the look itself is journalled with its reason.

        It has a transaction of its own and does not see what this work has written but not yet committed. Read-only
        work cannot keep the fact that it looked, so it may not look: a page that needs this says ``records=True``.
        """
        if self.read_only:
            raise RuntimeError("read-only work looked beyond its scope; the look would leave no trace")
        self.record(Tag.SCOPE_OPENED, "site", None, reason=reason)
        with self.site.sessions(info={SCOPE: Scope(self.actor, everything=True)}) as session:
            looked_through = begin_read_only(session)
            try:
                yield Work(self.site, self.actor, self.now, session, read_only=True)
            finally:
                end_read_only(session, looked_through)

    # -- acting -------------------------------------------------------------------------------------------------

    def add(self, row: M) -> M:
        """Write one row now, so that a broken constraint is raised where it was broken."""
        self.session.add(row)
        self.session.flush()
        return row

    def add_all(self, rows: Sequence[Base]) -> None:
        """Write many rows of one model in one statement batch."""
        self.session.add_all(rows)
        self.session.flush()

    def write_all(self, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
        """Write many new rows of one model, given by column, without an object for each.

        They are held to the same city and place as objects are on flush. For thousands of rows that nothing in this
        work looks at again; the others are objects and go through :meth:`add_all`.
        """
        check_rows(self.session, model, rows)
        self.session.flush()
        self._insert(model, rows)

    def _insert(self, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            take_write_lock(self.session)
            self.session.connection().execute(insert(model.__table__), rows)  # type: ignore[arg-type]  # is a Table

    def change(self, statement: UpdateBase) -> int:
        """Run one ORM UPDATE within the scope; returns how many rows it changed."""
        take_write_lock(self.session)
        result = self.session.execute(statement)
        return int(result.rowcount)  # type: ignore[attr-defined]  # every UPDATE result has it

    def record(
        self,
        tag: Tag,
        subject_kind: str,
        subject_id: UUID | None,
        *,
        about: UUID | None = None,
        ledger: str = SITE_LEDGER,
        city_id: str | None = None,
        **facts: Any,
    ) -> None:
        """Collect a fact for the journal; written with everything else when the work ends.

        ``about`` is the person the fact concerns; ``city_id`` is needed only where the actor belongs to no city (the
        gate, once it knows whose account it is). Values are numbers, codes, ids, ISO dates; text about a person is
        wrapped in :class:`~exam_app.journal.PersonalText`.
        """
        city = city_id or self.actor.city_id or NO_CITY
        self._facts.append(Fact(tag, subject_kind, subject_id, about, city, ledger, facts))

    def sign_ledger(self, name: str, beside: Callable[[LedgerCheckpoint], Base] | None = None) -> None:
        """Sign the head of a ledger of this city when the work ends, with the leaves this work writes.

        ``beside`` makes a row of the checkpoint, kept in the same transaction; the work has to write a leaf there.
        """
        self._to_sign.setdefault(name, []).extend([beside] if beside else [])

    def ledger_head(self, name: str) -> Checkpoint:
        """The head of a ledger of this city as it is committed now, not signed; nothing is locked for it."""
        query = select(Ledger).where(Ledger.city_id == self.city_id, Ledger.name == name)
        head = self.session.scalars(query).one_or_none() or Ledger(city_id=self.city_id, name=name, size=0, peaks=b"")
        return Checkpoint.of(head.origin, head.tree)

    def after_commit(self, action: Callable[[], None]) -> None:
        """Do something outside the database once everything is kept."""
        self._after_commit.append(action)

    # -- the world ----------------------------------------------------------------------------------------------

    @property
    def city_id(self) -> str:
        if self.actor.city_id is None:
            raise NotFound("This does not exist, or not for you.")
        return self.actor.city_id

    @property
    def today(self) -> date:
        """The legal day at the site (default Asia/Shanghai)."""
        return self.now.astimezone(self.site.settings.zone).date()

    def new_id(self) -> UUID:
        """A UUIDv7 (RFC 9562 5.7) from this work's moment and the site's randomness."""
        milliseconds = int(self.now.timestamp() * 1000)
        tail = bytearray(self.site.random_bytes(10))
        tail[0] = 0x70 | tail[0] & 0x0F
        tail[2] = 0x80 | tail[2] & 0x3F
        return UUID(bytes=milliseconds.to_bytes(6, "big") + bytes(tail))

    # -- the end ------------------------------------------------------------------------------------------------

    def _write_facts(self) -> None:
        """Number and hash the collected facts into their ledgers, set-wise; heads locked in the order of names."""
        by_city: dict[str, dict[str, list[Fact]]] = {}
        for fact in self._facts:
            by_city.setdefault(fact.city_id, {}).setdefault(fact.ledger, []).append(fact)
        entries: list[dict[str, Any]] = []
        texts: list[dict[str, Any]] = []
        for city_id, by_name in sorted(by_city.items()):
            heads = self._ledger_heads(city_id, sorted(by_name))
            for name, facts in sorted(by_name.items()):
                self._grow(heads[name], facts, entries, texts)
        self.session.flush()
        self._insert(JournalEntry, entries)
        self._insert(JournalText, texts)

    def _ledger_heads(self, city_id: str, names: Sequence[str]) -> Mapping[str, Ledger]:
        """The heads of some ledgers of a city, locked; those that did not exist begin empty."""
        take_write_lock(self.session)
        query = select(Ledger).where(Ledger.city_id == city_id, Ledger.name.in_(names)).order_by(Ledger.name)
        found = self.session.scalars(query.with_for_update().execution_options(populate_existing=True))
        heads = {head.name: head for head in found}
        for name in names:
            if name not in heads:
                heads[name] = Ledger(city_id=city_id, id=self.new_id(), name=name, size=0)
                self.session.add(heads[name])
        self.session.flush()
        return heads

    def _grow(
        self, head: Ledger, facts: Sequence[Fact], entries: list[dict[str, Any]], all_texts: list[dict[str, Any]]
    ) -> None:
        """Add the leaves to what is to be written, in the order in which they were recorded; the head grows by all."""
        hashes: list[bytes] = []
        for index, fact in enumerate(facts, head.size):
            shown, texts = self._without_personal_text(fact)
            entry: dict[str, Any] = {
                "city_id": head.city_id,
                "id": self.new_id(),
                "at": self.now,
                "tag": fact.tag,
                "actor_id": self.actor.person_id,
                "actor_role": self.actor.role,
                "subject_kind": fact.subject_kind,
                "subject_id": fact.subject_id,
                "about_person_id": fact.about_person_id,
                "facts": shown,
                "ledger_id": head.id,
                "leaf_index": index,
            }
            hashes.append(leaf_hash(leaf_of(entry)))
            entries.append({**entry, "leaf_hash": hashes[-1]})
            all_texts.extend(
                {
                    "city_id": head.city_id,
                    "id": self.new_id(),
                    "entry_id": entry["id"],
                    "fact": name,
                    "salt": salt,
                    "text": text,
                }
                for name, salt, text in texts
            )
        head.append_all(hashes)

    def _sign_heads(self) -> None:
        """One checkpoint for each ledger that grew since its last one."""
        for name in sorted(self._to_sign):
            head = self._ledger_heads(self.city_id, [name])[name]
            if head.signed_size == head.size:
                continue
            key = ledger_key(self.site, self.city_id)
            checkpoint = LedgerCheckpoint(
                city_id=self.city_id,
                id=self.new_id(),
                ledger_id=head.id,
                size=head.size,
                note=key.sign(Checkpoint.of(head.origin, head.tree)),
                signed_at=self.now,
            )
            self.session.add(checkpoint)
            self.session.add_all([make(checkpoint) for make in self._to_sign[name]])
            head.signed_size = head.size
        self.session.flush()

    def _without_personal_text(self, fact: Fact) -> tuple[dict[str, Any], list[tuple[str, bytes, str]]]:
        facts: dict[str, Any] = {}
        texts: list[tuple[str, bytes, str]] = []
        for name, value in fact.facts.items():
            if isinstance(value, PersonalText):
                salt = self.site.random_bytes(16)
                facts[name] = hash_personal_text(value, salt)
                texts.append((name, salt, value.text))
            else:
                facts[name] = value
        return facts, texts


@event.listens_for(Session, "before_flush")
def _lock_before_writing(session: Session, context: Any, instances: Any) -> None:
    if session.new or session.dirty or session.deleted:
        take_write_lock(session)


@event.listens_for(Engine, "rollback")
@event.listens_for(Engine, "commit")
def _forget_write_lock(connection: Any) -> None:
    release_write_lock(connection)
