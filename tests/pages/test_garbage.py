"""Whatever anybody sends to any address, the answer is a page or a sentence, never an apology."""

import io
import random
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from exam_app import create_app
from exam_app.actors import the_system
from exam_app.demo.folder import Note
from exam_app.models import Booking, Certificate, ExamSession, Person, Registration, Room, Sitting
from exam_app.web.audience import ENDPOINTS
from exam_app.work import Site, Work
from tests.pages.visitors import VISITORS, Visitor, at_the_browser
from tests.pages.world import BUILT, open_copy
from tests.rules.source import modules

LEAVING = {"static", "public.sign_out", "public.act_as"}
"""Built files, and what would end the session that the next requests need."""
OTHER_DOORS = 8
"""One in so many doors that are closed to a visitor is tried."""
JUNK = (
    "", "a" * 20_000, "-1", "9" * 30, "１２", "<script>", "%s%(x)s", "2026-13-45", "😀", "' or 1=1", "NaN", "true",
    "../../etc/passwd", "𠮷野", str(UUID(int=7)),
)  # fmt: skip
JSON = (
    None, [], {}, "x", 5, {"nonce": "zz"}, {"events": [{"seq": "x"}]}, {"epoch": 1, "lease": "x", "events": [{}] * 70},
    {"login": 5, "password": []}, {"nonce": "00" * 16, "at": 10**30, "scanned_text": "\0" * 900},
)  # fmt: skip


@pytest.fixture(scope="module")
def world(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Note]]:
    """A copy of its own: what garbage does to it, no other test sees."""
    site, note = open_copy(demo_folder, tmp_path_factory.mktemp("garbage"))
    yield site, note
    site.engine.dispose()


@pytest.fixture(scope="module")
def garbage_app(world: tuple[Site, Note]) -> Flask:
    app = create_app(site=world[0], clock=lambda: BUILT)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    return app


def some_ids(site: Site) -> list[UUID]:
    with Work.open(site, the_system("330300"), BUILT, read_only=True) as work:
        return [
            row_id
            for model in (Person, Registration, ExamSession, Room, Booking, Sitting, Certificate)
            for row_id in work.all(select(model.id).limit(2))
        ]


@lru_cache
def field_names() -> Sequence[str]:
    """What forms and requests are read by, and the three boxes of every date."""
    import ast

    names = {
        node.value
        for _, tree in modules("web")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier()
    }
    names |= {
        target.id
        for _, tree in modules("web")
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return sorted(names | {f"{name}-{box}" for name in names for box in ("year", "month", "day")})


def an_address(app: Flask, rule: Rule, ids: list[UUID], chance: random.Random) -> str:
    arguments: dict[str, object] = {}
    for name, converter in rule._converters.items():
        match type(converter).__name__:
            case "UUIDConverter":
                arguments[name] = chance.choice([*ids, UUID(int=9)])
            case "IntegerConverter":
                arguments[name] = chance.choice([0, 1, 10**9])
            case "AnyConverter":
                arguments[name] = chance.choice(sorted(converter.items))
            case _:
                arguments[name] = chance.choice(["x", "0" * 300, "1" * 400, "2026-99-99", "330300"])
    with app.test_request_context():
        return app.url_for(rule.endpoint, **arguments)


def rules_for(app: Flask, visitor: Visitor, chance: random.Random) -> Iterator[Rule]:
    """All doors that are open to the visitor, and some of the others: behind those, everybody meets the same guard."""
    for rule in app.url_map.iter_rules():
        if visitor.role in ENDPOINTS.get(rule.endpoint, ()) or chance.randrange(OTHER_DOORS) == 0:
            yield rule


def send(client: FlaskClient, method: str, address: str, fields: dict[str, str], chance: random.Random) -> int:
    if method == "GET":
        return client.get(address, query_string=fields).status_code
    match chance.randrange(4):
        case 0:
            return client.post(address, data=fields).status_code
        case 1:
            return client.post(address, json=chance.choice(JSON)).status_code
        case 2:
            return client.post(address, data=b"{bad", content_type="application/json").status_code
        case _:
            files = {name: (io.BytesIO(b"PK\3\4junk"), "x.xlsx") for name in ("file", "photo", "photos")}
            return client.post(address, data={**fields, **files}).status_code


@pytest.mark.parametrize("visitor", VISITORS, ids=lambda visitor: visitor.key)
def test_no_garbage_makes_an_apology(garbage_app: Flask, world: tuple[Site, Note], visitor: Visitor) -> None:
    chance, ids, names = random.Random(visitor.key), some_ids(world[0]), field_names()
    client = at_the_browser(garbage_app, *world, visitor)
    broken = []
    for rule in rules_for(garbage_app, visitor, chance):
        for method in sorted((rule.methods or set()) & {"GET", "POST"} if rule.endpoint not in LEAVING else ()):
            address = an_address(garbage_app, rule, ids, chance)
            fields = {name: chance.choice(JUNK) for name in chance.sample(names, 60)}
            status = send(client, method, address, fields, chance)
            if status >= 500:
                broken.append((method, address[:80], status))
    assert broken == []


@pytest.mark.parametrize(("method", "place"), [("get", "query_string"), ("post", "data")])
def test_a_character_that_postgresql_cannot_store_is_refused_with_a_sentence(
    garbage_app: Flask, method: str, place: str
) -> None:
    answer = garbage_app.test_client().open("/sign-in", method=method.upper(), **{place: {"login": "a\0b"}})
    assert answer.status_code == 400
    assert "这次提交读不懂" in answer.text
