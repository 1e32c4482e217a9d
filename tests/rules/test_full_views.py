"""A full ID number or telephone leaves its seal in one place, which journals it; every other opening is named here."""

import ast
from collections.abc import Iterable

from tests.rules.source import modules

SEALED_AS = {"person", "person.phone"}
THE_PLACE = "exam_app/operations/full_views.py"
WITHOUT_SHOWING = {
    "exam_app/queries/people.py": "masks it before anybody sees it",
    "exam_app/operations/door.py": "compares the last four with what was typed",
    "exam_app/operations/certificates.py": "seals a mark of it into the certificate",
    "exam_app/backups/proving.py": "proves that the keys fit, and forgets it",
}

JOURNALLED_BY_ITSELF = {
    "exam_app/operations/tables.py": "a table that leaves is one entry with its count",
    "exam_app/operations/outbox.py": "a batch for a gateway is one entry with its count, a telephoned notice another",
    "exam_app/queries/own_data.py": "people read their own number",
}


def openings(sources: Iterable[tuple[str, ast.Module]]) -> set[str]:
    """Modules that open a sealed number of a person: ``….open(…, "person", …)``."""
    return {
        name
        for name, tree in sources
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("open", "open_bytes")
        and any(isinstance(part, ast.Constant) and part.value in SEALED_AS for part in node.args)
    }


def test_full_numbers_are_opened_in_one_place_and_where_they_are_not_shown() -> None:
    assert openings(modules("")) == {THE_PLACE, *WITHOUT_SHOWING, *JOURNALLED_BY_ITSELF}


def test_another_opening_is_found() -> None:
    planted = ast.parse('vault.open(person.phone_sealed, "person.phone", person.id)')
    assert openings([("planted.py", planted)]) == {"planted.py"}
