"""The examples in the documentation of the library run as they are written."""

import doctest
import importlib
import pkgutil

import pytest

import question_bank

MODULES = [
    "question_bank",
    *(f"question_bank.{module.name}" for module in pkgutil.iter_modules(question_bank.__path__)),
]


@pytest.mark.parametrize("name", [name for name in MODULES if not name.endswith("__main__")])
def test_the_examples_of_a_module_run(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
