"""States of sittings and examinations are set by their tables, and by nothing that goes round them."""

import ast
from collections.abc import Iterable, Iterator

from tests.rules.source import modules

TABLES = ("SITTING_TABLE", "SESSION_TABLE")
MODELS = ("Sitting", "ExamSession")


def round_the_tables(sources: Iterable[tuple[str, ast.Module]]) -> list[str]:
    """Places that name a state, or any other value, where only a table's ``after`` may stand.

    A row is known by the name of its variable (``sitting``, ``session``) or by its model; a state by its term.
    """
    return [f"{name}:{value.lineno}" for name, tree in sources for value in _set(tree) if not _asks(tree, value)]


def _set(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
                yield from (value for target, value in zip(targets, values, strict=True) if _is_state(target))
            case ast.Assign(targets=[target], value=value) | ast.AnnAssign(target=target, value=ast.expr() as value):
                if _is_state(target):
                    yield value
            case ast.Call(func=ast.Name(id=name)) if name in MODELS:
                yield from (keyword.value for keyword in node.keywords if keyword.arg == "state")
            case ast.Call(func=ast.Attribute(attr="values")) if _updates(node):
                yield from (keyword.value for keyword in node.keywords if keyword.arg == "state")


def _is_state(target: ast.expr) -> bool:
    return (
        isinstance(target, ast.Attribute)
        and target.attr == "state"
        and isinstance(target.value, ast.Name)
        and target.value.id in ("sitting", "session", "exam", "examination", "one", "row")
    )


def _updates(call: ast.Call) -> bool:
    """``update(Sitting)….values(…)``"""
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "update"
        and any(isinstance(model, ast.Name) and model.id in MODELS for model in node.args)
        for node in ast.walk(call)
    )


def _asks(tree: ast.AST, value: ast.expr) -> bool:
    """``TABLE.after(…)``, or a name that was given exactly that."""
    if isinstance(value, ast.Name):
        given = [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign)
            and any(isinstance(target, ast.Name) and target.id == value.id for target in node.targets)
        ]
        return bool(given) and all(not isinstance(one, ast.Name) and _asks(tree, one) for one in given)
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Attribute)
        and value.func.attr == "after"
        and isinstance(value.func.value, ast.Name)
        and value.func.value.id in TABLES
    )


def test_every_state_of_a_sitting_or_an_examination_is_asked_of_its_table() -> None:
    assert round_the_tables(modules("operations", "queries", "web", "demo", "ingest.py", "upkeep.py")) == []


def test_a_state_set_round_the_tables_is_found() -> None:
    for planted in (
        "sitting.state = SittingState.SUBMITTED",
        "session.state, session.closed_at = ExamSessionState.CLOSED, work.now",
        "sitting.state = state",
        "work.add(Sitting(state=SittingState.IN_PROGRESS))",
        "work.change(update(ExamSession).where(x).values(state=ExamSessionState.RUNNING))",
        "closed = ExamSessionState.CLOSED\nsession.state = closed",
    ):
        assert len(round_the_tables([("planted.py", ast.parse(planted))])) == 1, planted


def test_what_asks_a_table_is_let_by() -> None:
    for allowed in (
        "sitting.state = SITTING_TABLE.after(sitting.state, trigger)",
        "closed = SESSION_TABLE.after(session.state, trigger)\nsession.state, session.closed_at = closed, work.now",
        "registration.state = RegistrationState.SUBMITTED",
    ):
        assert round_the_tables([("planted.py", ast.parse(allowed))]) == [], allowed
