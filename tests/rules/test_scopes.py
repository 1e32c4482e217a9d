"""No model without a scope rule, no statement without a scope, no row for a stranger."""

import ast
from collections.abc import Iterable
from uuid import UUID

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

import exam_app.models  # noqa: F401  - the metadata must be whole
from exam_app.actors import Actor, Role
from exam_app.db import Base, CityOwned
from exam_app.journal import JournalEntry
from exam_app.models import Authority, Course, Person, Room
from exam_app.operations import courses
from exam_app.scoping import OPEN, OutsideScope, ScopeMissing
from exam_app.scoping.rules import RULES
from exam_app.work import Site, Work
from tests.cast import CITY, Cast
from tests.conftest import NOON
from tests.rules.source import modules

STRANGER = UUID(int=1)


def test_every_model_has_a_rule_or_stands_on_the_open_list() -> None:
    mapped = {mapper.class_ for mapper in Base.registry.mappers}
    assert mapped == set(RULES) | OPEN
    assert not set(RULES) & OPEN


def test_every_table_that_grows_belongs_to_a_city() -> None:
    assert {model for model in RULES if not issubclass(model, CityOwned)} == set()


def test_a_session_without_a_scope_raises(site: Site, sqlite_only: None) -> None:
    with Session(site.engine) as bare, pytest.raises(ScopeMissing):
        site.sessions(info={}).scalars(select(Person)).all()
    assert bare is not None


def test_bulk_inserts_that_pass_by_the_net_are_refused(site: Site, sqlite_only: None) -> None:
    actor = Actor(Role.ADMINISTRATOR, city_id=CITY)
    with Work.open(site, actor, NOON) as work, pytest.raises(ScopeMissing):
        work.session.execute(insert(Room).values(city_id=CITY, name="x"))


@pytest.mark.parametrize("role", [role for role in Role if role != Role.GATE], ids=lambda role: role.value)
def test_a_role_of_another_city_sees_nothing(site: Site, cast: Cast, role: Role, sqlite_only: None) -> None:
    other_city = Actor(
        role,
        city_id="440100",
        person_id=STRANGER,
        county_id=STRANGER,
        training_unit_id=STRANGER,
        guard_unit_id=STRANGER,
    )
    with Work.open(site, other_city, NOON, read_only=True) as work:
        seen = {model.__name__: work.count(select(func.count()).select_from(model)) for model in RULES}
    assert {name for name, rows in seen.items() if rows} == set()


PRIVATE = {model for model in RULES if Role.PUBLIC not in RULES[model]}


def test_a_visitor_sees_no_row_but_signed_lists_and_what_may_be_studied(
    site: Site, cast: Cast, sqlite_only: None
) -> None:
    assert {model.__name__ for model in set(RULES) - PRIVATE} == {
        "PublishedKey",
        "PublishedList",
        "Ledger",
        "ItemVersion",
    }
    with Work.open(site, Actor(Role.PUBLIC, city_id=CITY), NOON, read_only=True) as work:
        assert all(work.count(select(func.count()).select_from(model)) == 0 for model in PRIVATE)


def test_every_rule_is_right_sql_on_every_database(site: Site, cast: Cast) -> None:
    for role in Role:
        actor = Actor(
            role,
            city_id=CITY,
            person_id=STRANGER,
            county_id=cast.qingxi,
            training_unit_id=cast.anwei,
            guard_unit_id=cast.panshi,
            booking_id=STRANGER,
        )
        with Work.open(site, actor, NOON, read_only=True) as work:
            for model in RULES:
                work.all(select(model).limit(1))


def test_a_clerk_sees_only_the_own_units_courses(site: Site, cast: Cast) -> None:
    for clerk in ("li", "gao"):
        with Work.open(site, cast[clerk], NOON) as work:
            courses.open_course(work, name=f"{clerk} 1", starts_on=work.today, ends_on=work.today)
    for clerk in ("li", "gao"):
        with Work.open(site, cast[clerk], NOON, read_only=True) as work:
            assert work.all(select(Course.name)) == [f"{clerk} 1"]


def test_a_row_of_another_unit_cannot_be_written(site: Site, cast: Cast) -> None:
    with pytest.raises(OutsideScope), Work.open(site, cast["li"], NOON) as work:
        work.add(
            Course(
                city_id=CITY,
                id=work.new_id(),
                training_unit_id=cast.other_unit,
                name="x",
                starts_on=work.today,
                ends_on=work.today,
                created_at=NOON,
            )
        )


def test_a_row_of_another_city_cannot_be_written(site: Site, cast: Cast) -> None:
    with pytest.raises(OutsideScope), Work.open(site, cast["wu"], NOON) as work:
        work.add(Authority(city_id="440100", id=work.new_id(), kind="city", name="x", division_code="440100"))


@pytest.mark.parametrize("stranger", [{"training_unit_id": UUID(int=7)}, {"city_id": "440100"}])
def test_rows_given_by_column_are_held_to_the_same_city_and_unit(
    site: Site, cast: Cast, stranger: dict[str, object]
) -> None:
    with pytest.raises(OutsideScope), Work.open(site, cast["li"], NOON) as work:
        days = {"starts_on": work.today, "ends_on": work.today, "created_at": NOON}
        own = {"city_id": CITY, "id": work.new_id(), "training_unit_id": cast.anwei, "name": "x", **days}
        work.write_all(Course, [own, {**own, "id": work.new_id(), **stranger}])
    with Work.open(site, cast["li"], NOON, read_only=True) as work:
        assert work.all(select(Course.id)) == []


def test_looking_beyond_the_scope_is_journalled(site: Site, cast: Cast) -> None:
    with Work.open(site, cast["li"], NOON) as work, work.everything("a test") as beyond:
        assert beyond.count(select(func.count()).select_from(Person)) > 5
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        newest = work.all(select(JournalEntry).order_by(JournalEntry.leaf_index.desc()).limit(1))[0]
    assert newest.facts == {"reason": "a test"}


FORBIDDEN = {"text", "from_statement", "connection", "insert", "execute_driver_sql", "exec_driver_sql"}


def ways_around(sources: Iterable[tuple[str, ast.Module]]) -> list[str]:
    """Places that could reach rows without the net."""
    found = []
    for name, tree in sources:
        for node in ast.walk(tree):
            match node:
                case ast.Attribute(attr="__table__" | "session" as attribute):
                    found.append(f"{name}:{node.lineno} {attribute}")
                case ast.Call(func=ast.Name(id=called)) if called in FORBIDDEN:
                    found.append(f"{name}:{node.lineno} {called}()")
                case ast.Call(func=ast.Attribute(attr=called)) if called in FORBIDDEN - {"text"}:
                    found.append(f"{name}:{node.lineno} {called}()")
    return found


def test_no_operation_and_no_query_goes_around_the_net() -> None:
    assert ways_around(modules("operations", "queries")) == []


@pytest.mark.parametrize(
    "planted", ["text('select 1')", "Person.__table__", "work.session.scalars(q)", "insert(Person)"]
)
def test_a_way_around_is_found(planted: str) -> None:
    assert len(ways_around([("planted.py", ast.parse(planted))])) == 1
