"""Reading our own source for the house rules."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APP = ROOT / "exam_app"


def modules(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    """Name and syntax tree of every module in these folders of exam_app."""
    for folder in folders:
        start = APP / folder
        for path in sorted(start.rglob("*.py") if start.is_dir() else [start]):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call with the last part of the called name: ``session.commit()`` is ``commit``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Attribute(attr=name) | ast.Name(id=name):
                    yield name, node


def attributes(tree: ast.AST, of: str) -> Iterator[str]:
    """Every ``of.X`` in a tree, such as the members of an enum that are used."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == of:
            yield node.attr
