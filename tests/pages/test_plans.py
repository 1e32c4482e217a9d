"""No page walks through a whole city for each of its rows."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Engine

from exam_app.work import Site

LOOK = re.compile(r"SCAN|SEARCH")
CITYWIDE = re.compile(r"SCAN (?!CONSTANT)|SEARCH \w+ .*\(city_id=\?\)")


def inner_walks(engine: Engine, statements: Mapping[str, Any]) -> Iterator[str]:
    """Steps of a plan that are taken once a row and look at every row of the city: in a correlated subquery, or in a
    join after its first table."""
    with engine.connect() as connection:
        for statement, parameters in statements.items():
            correlated: set[int] = set()
            looked: set[int] = set()
            for step, parent, _, detail in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters):
                if "CORRELATED" in detail or parent in correlated:
                    correlated.add(step)
                if CITYWIDE.match(detail) and (parent in correlated or parent in looked):
                    yield f"{detail}: {' '.join(statement.split())}"
                if LOOK.match(detail):
                    looked.add(parent)


def test_no_row_of_a_list_costs_a_walk_through_the_city(opened: tuple[Site, Any], selects: dict[str, Any]) -> None:
    """With the figures that every SQLite database is given (``exam_app/migrations/figures.py``)."""
    assert len(selects) > 100
    assert list(inner_walks(opened[0].engine, selects)) == []


def test_a_walk_is_found(opened: tuple[Site, Any]) -> None:
    planted = (
        "SELECT person.id, (SELECT count(*) FROM certificate WHERE certificate.city_id = person.city_id"
        " AND certificate.photo_id = person.photo_id) FROM person WHERE person.city_id = ?"
    )
    assert len(list(inner_walks(opened[0].engine, {planted: ("330300",)}))) == 1
