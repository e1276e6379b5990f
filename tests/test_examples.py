"""The examples in docstrings run, and where the docs print a room's names, each has one."""

from __future__ import annotations

import doctest
import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

import pytest

#: Rooms of which all public functions and classes have an example, their own or a method's; all of these run.
ROOMS = (
    "harvester.text",
    "harvester.bulk",
    "harvester.news",
    "harvester.forum",
    "harvester.engines",
    "harvester.corpora",
    "harvester.robots",
)


def modules(rooms: tuple[str, ...]) -> Iterator[str]:
    for room in rooms:
        package = import_module(room)
        yield room
        yield from (found.name for found in pkgutil.walk_packages(package.__path__, f"{room}."))


def examples_in(module: ModuleType) -> list[doctest.DocTest]:
    found = doctest.DocTestFinder(exclude_empty=True).find(module)
    return [each for each in found if each.examples]


def public(module: ModuleType) -> Iterator[str]:
    """The names of a module's own functions and classes."""
    for name, value in vars(module).items():
        mine = getattr(value, "__module__", None) == module.__name__
        is_one = inspect.isclass(value) or (callable(value) and inspect.isfunction(inspect.unwrap(value)))
        if mine and is_one and not name.startswith("_"):
            yield name


def without_example(module: ModuleType) -> list[str]:
    having = {each.name.removeprefix(f"{module.__name__}.").partition(".")[0] for each in examples_in(module)}
    return [f"{module.__name__}.{name}" for name in public(module) if name not in having]


@pytest.mark.parametrize("name", sorted(modules(ROOMS)))
def test_examples_run(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    for example in examples_in(import_module(name)):
        runner.run(example)
    assert runner.failures == 0, capsys.readouterr().out


def test_each_public_name_has_an_example() -> None:
    assert not [name for each in modules(ROOMS) for name in without_example(import_module(each))]


def test_a_name_without_an_example_is_found() -> None:
    module = ModuleType("bare")
    exec("def bridge():\n    '''A bridge.'''\n\nclass Lamp:\n    '''>>> 1'''", vars(module))  # noqa: S102 - our own
    assert without_example(module) == ["bare.bridge"]
