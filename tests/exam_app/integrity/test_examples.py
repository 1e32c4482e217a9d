"""The examples in the docstrings are run."""

import doctest
import importlib
import pkgutil

import pytest

from exam_app import integrity

MODULES = [f"exam_app.integrity.{module.name}" for module in pkgutil.iter_modules(integrity.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_every_example_does_what_it_says(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
