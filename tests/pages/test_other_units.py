"""Ten thousand generated requests: no unit sees, fetches or changes anything of another unit's people."""

import io
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import Connection, func, select
from werkzeug.routing import Rule

from exam_app.actors import Role
from exam_app.db import Base
from exam_app.journal import JournalEntry
from exam_app.models import Account, Employment, Enrolment, Lesson, Person, RoleGrant, Trainer
from exam_app.web.audience import ENDPOINTS
from exam_app.work import Site
from tests.pages.visitors import VISITORS, Visitor
from tests.pages.walked import Walked, browser_of, world_application
from tests.pages.world import open_copy

REQUESTS = 10_000
OF_UNITS = (Role.TRAINING_CLERK, Role.TRAINER, Role.EMPLOYER_CLERK)
ASKING = [visitor for visitor in VISITORS if visitor.role in OF_UNITS]
TURNED_AWAY = {302, 403, 404}
OWNERS = ("training_unit_id", "guard_unit_id", "person_id")
"""Columns that say whose a row is."""
OTHER_VALUES = {
    "number": 1,
    "epoch": 1,
    "sheet": 1,
    "topic": "1.1",
    "code": "ABCDEFGH",
    "digits": "1",
    "day_text": "2026-11-20",
}
SHARE_OF_OWN_PAGES = 0.8
"""Of the requests, how many go to pages that the visitor's role may open; the rest to everybody else's."""
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Asker:
    """Somebody of a unit at a browser, with the ids of everybody else's rows by table, and everybody else's names."""

    visitor: Visitor
    client: FlaskClient
    strange_rows: Mapping[str, Sequence[UUID]]
    own_names: Sequence[str]
    strange_names: Sequence[str]

    def names_seen(self, shown: str) -> set[str]:
        """Whose names stand there; own people's names go first, for another's may be the beginning of theirs."""
        for name in self.own_names:
            shown = shown.replace(name, "")
        return {name for name in self.strange_names if name in shown}


@dataclass(frozen=True)
class World:
    app: Flask
    site: Site
    askers: Sequence[Asker]


@pytest.fixture(scope="module")
def world(walked_folder: Path, walked: Walked, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """An own copy: among the requests are some that would change what they reach."""
    site, _ = open_copy(walked_folder, tmp_path_factory.mktemp("strangers"))
    app = world_application(site)
    with site.engine.connect() as connection:
        askers = [_asker(connection, visitor, browser_of(app, walked.cookies[visitor.key])) for visitor in ASKING]
    yield World(app, site, askers)
    site.engine.dispose()


def _asker(connection: Connection, visitor: Visitor, client: FlaskClient) -> Asker:
    grant = connection.execute(
        select(RoleGrant.training_unit_id, RoleGrant.guard_unit_id, Account.person_id)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(Account.login == visitor.login, RoleGrant.role == visitor.role)
    ).one()
    if visitor.role is Role.TRAINER:
        taught = select(Lesson.course_id).join(Trainer, Trainer.id == Lesson.trainer_id)
        people = select(Enrolment.person_id).where(
            Enrolment.course_id.in_(taught.where(Trainer.person_id == grant.person_id))
        )
    elif grant.training_unit_id is not None:
        people = select(Enrolment.person_id).where(Enrolment.training_unit_id == grant.training_unit_id)
    else:
        people = select(Employment.person_id).where(Employment.guard_unit_id == grant.guard_unit_id)
    own = set(connection.execute(people).scalars()) | {grant.person_id}
    names = {row.id: row.name for row in connection.execute(select(Person.id, Person.name))}
    staff = set(connection.execute(select(Account.person_id)).scalars())
    staff |= set(connection.execute(select(Trainer.person_id)).scalars())
    mine = {"training_unit_id": {grant.training_unit_id}, "guard_unit_id": {grant.guard_unit_id}, "person_id": own}
    rows = {table.name: _strange(connection, table.name, mine) for table in Base.metadata.sorted_tables}
    return Asker(
        visitor,
        client,
        {table: found for table, found in rows.items() if found},
        sorted((names[person] for person in own), key=len, reverse=True),
        sorted({name for person, name in names.items() if person not in own | staff} - {names[who] for who in own}),
    )


def _strange(connection: Connection, name: str, mine: Mapping[str, set[UUID | None]]) -> list[UUID]:
    """The rows of a table in which every column that names an owner names another."""
    table = Base.metadata.tables[name]
    if name == "person":
        return sorted(set(connection.execute(select(table.c.id)).scalars()) - mine["person_id"])
    owners = [column for column in OWNERS if column in table.c]
    if not owners or "id" not in table.c:
        return []
    found = connection.execute(select(table.c.id, *(table.c[owner] for owner in owners)))
    return sorted(
        row.id
        for row in found
        if any(getattr(row, owner) is not None for owner in owners)
        and all(getattr(row, owner) not in mine[owner] - {None} for owner in owners)
    )


def rules_of(app: Flask, method: str) -> list[Rule]:
    """The addresses with an object in them that answer to this method."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if method in (rule.methods or ())
        and rule.endpoint in ENDPOINTS
        and any(name.endswith("_id") for name in rule.arguments)
    ]


def fitting(name: str, rows: Mapping[str, Sequence[UUID]]) -> list[str]:
    """Tables that an argument's name may mean: ``plan_id`` an assessment plan or a training plan."""
    stem = name.removesuffix("_id")
    return [table for table in rows if table == stem or table.endswith(f"_{stem}")] or sorted(rows)


def requests(world: World, method: str, count: int, seed: int) -> Iterator[tuple[Asker, Rule, str]]:
    """Addresses of rows of others, drawn by seed."""
    chance, adapter = random.Random(seed), world.app.url_map.bind("localhost")
    rules = rules_of(world.app, method)
    for order in range(count):
        asker = world.askers[order % len(world.askers)]
        own = [rule for rule in rules if asker.visitor.role in ENDPOINTS[rule.endpoint]]
        rule = chance.choice(own if chance.random() < SHARE_OF_OWN_PAGES else rules)
        values = {
            name: chance.choice(asker.strange_rows[chance.choice(fitting(name, asker.strange_rows))])
            if name.endswith("_id")
            else OTHER_VALUES.get(name) or _one_of(rule, name)
            for name in rule.arguments
        }
        yield asker, rule, adapter.build(rule.endpoint, values, method=method)


def _one_of(rule: Rule, name: str) -> str:
    """A value that an address takes where it names a few words, and any other word elsewhere."""
    return min(getattr(rule._converters[name], "items", ("x",)))


def test_nothing_of_another_unit_is_shown_or_fetched(world: World) -> None:
    shown = {
        (rule.endpoint, asker.visitor.key, status)
        for asker, rule, address in requests(world, "GET", REQUESTS, seed=20261124)
        if (status := asker.client.get(address).status_code) not in TURNED_AWAY
    }
    assert shown == set()


def test_nothing_of_another_unit_is_changed(world: World) -> None:
    entries = select(func.count()).select_from(JournalEntry)
    with world.site.engine.connect() as connection:
        before = connection.execute(entries).scalar_one()
    done = set()
    for asker, rule, address in requests(world, "POST", REQUESTS // 10, seed=20261125):
        status = asker.client.post(address, data={"person": str(UUID(int=1)), "reason": "x", "note": "x"}).status_code
        if status not in TURNED_AWAY | {405}:
            done.add((rule.endpoint, asker.visitor.key, status))
    with world.site.engine.connect() as connection:
        assert connection.execute(entries).scalar_one() == before
    assert done == set()


def test_no_list_and_no_export_names_people_of_another_unit(world: World) -> None:
    named, read = {}, 0
    for asker in world.askers:
        for rule in world.app.url_map.iter_rules():
            if (
                rule.arguments
                or "GET" not in (rule.methods or ())
                or asker.visitor.role not in ENDPOINTS.get(rule.endpoint, ())
            ):
                continue
            answer = asker.client.get(rule.rule)
            if answer.status_code != 200:
                continue
            read += 1
            found = asker.names_seen(_words(answer.mimetype, answer.data))
            if found:
                named[rule.endpoint, asker.visitor.key] = found
    assert named == {}
    assert read > 5 * len(world.askers)


def _words(mimetype: str, content: bytes) -> str:
    if mimetype == SPREADSHEET:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return "\n".join(
            str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row
        )
    return content.decode("utf-8", "ignore")
