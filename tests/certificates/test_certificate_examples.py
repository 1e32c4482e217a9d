"""The examples in the docstrings run as written."""

import doctest
import importlib
import pkgutil

import pytest

import certificates

MODULES = [module.name for module in pkgutil.iter_modules(certificates.__path__) if module.name != "__main__"]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_run_as_written(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"certificates.{name}")).failed == 0
