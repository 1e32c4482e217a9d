"""Only Work commits."""

import ast
from collections.abc import Iterable

from tests.rules.source import calls, modules

ALLOWED = {"exam_app/work.py", "exam_app/migrations/env.py"}
"""Work itself, and Alembic's entry, which runs before any Work can."""


def committers(sources: Iterable[tuple[str, ast.Module]]) -> set[str]:
    return {name for name, tree in sources for called, _ in calls(tree) if called in ("commit", "begin")}


def test_nothing_but_work_commits() -> None:
    assert committers(modules(".")) <= ALLOWED


def test_a_commit_elsewhere_is_found() -> None:
    planted = ast.parse("def save(work):\n    work.session.commit()")
    assert committers([("exam_app/operations/planted.py", planted)]) == {"exam_app/operations/planted.py"}
