"""No operation without a permission, no permission without an operation."""

import ast
from collections.abc import Iterable

from exam_app.actors import PERMISSIONS, Permission, Role
from tests.rules.source import attributes, modules


def unguarded(sources: Iterable[tuple[str, ast.Module]]) -> list[str]:
    """Public functions of operation modules that are not ``@operation(Permission.…)``."""
    return [
        f"{name}:{node.name}"
        for name, tree in sources
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not _guarded(node)
    ]


def _guarded(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Name)
        and decorator.func.id == "operation"
        and decorator.args
        for decorator in function.decorator_list
    )


PLAIN = {
    "exam_app/operations/__init__.py:operation",
    "exam_app/operations/accounts.py:hash_token",
    "exam_app/operations/proctoring.py:open_place",
    "exam_app/operations/proctoring.py:open_room_of",
    "exam_app/operations/proctoring.py:room_to_report_in",
    "exam_app/operations/saving.py:record_fact",
    "exam_app/operations/saving.py:warn",
}
"""The decorator itself, a pure function of a token, and what several operations of a room share: whether it is open,
and the lines through which the facts of a sitting are recorded and its seat warned of."""


def test_every_operation_names_its_permission() -> None:
    assert set(unguarded(modules("operations"))) == PLAIN


def test_an_operation_without_a_permission_is_found() -> None:
    planted = ast.parse("def issue(work): ...\n\n@operation()\ndef revoke(work): ...")
    assert unguarded([("planted.py", planted)]) == ["planted.py:issue", "planted.py:revoke"]


def test_every_permission_guards_something_and_belongs_to_somebody() -> None:
    used = {name for _, tree in modules("operations", "web") for name in attributes(tree, "Permission")}
    assert {permission.name for permission in Permission} - used == set()
    assert set(Permission) - frozenset().union(*PERMISSIONS.values()) == set()


def test_every_role_has_its_line_of_permissions() -> None:
    assert set(PERMISSIONS) == set(Role)
