"""The examples in docstrings run."""

from __future__ import annotations

import doctest
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

import pytest

#: Rooms whose public functions have examples.
ROOMS = ("harvester.text", "harvester.news", "harvester.forum")


def modules() -> Iterator[str]:
    for room in ROOMS:
        package = import_module(room)
        yield room
        yield from (found.name for found in pkgutil.walk_packages(package.__path__, f"{room}."))


def examples_in(module: ModuleType) -> list[doctest.DocTest]:
    found = doctest.DocTestFinder(exclude_empty=True).find(module)
    return [each for each in found if each.examples]


@pytest.mark.parametrize("name", sorted(modules()))
def test_examples_run(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    for example in examples_in(import_module(name)):
        runner.run(example)
    assert runner.failures == 0, capsys.readouterr().out


def test_there_are_examples() -> None:
    assert sum(len(examples_in(import_module(name))) for name in modules()) > 2
