"""The rooms of the house: what a string names is there, and stands no higher than who names it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from crawling import PROJECT
from scrapy.utils.misc import load_object

_PROJECT: dict[str, Any] = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
#: A module of ours, or something in it, as settings, entry points and ``load_object`` take it.
_DOTTED = re.compile(r"harvester(?:\.[A-Za-z_]\w*)+(?::\w+)?")
#: What a file without such a string has not: reading them all takes a second.
_QUOTED = re.compile(r"[\"']harvester\.")
#: These name parts of all rooms: they are read by Scrapy and by packaging, not by a room.
_TABLES = frozenset({"settings", "__main__"})


def layers() -> dict[str, int]:
    """How deep each room lies, by the contract of the linter of imports; 0 is the top."""
    [rooms] = [each for each in _PROJECT["tool"]["importlinter"]["contracts"] if each["type"] == "layers"]
    return {name.strip(): depth for depth, layer in enumerate(rooms["layers"]) for name in re.split("[|:]", layer)}


def strings() -> Iterator[tuple[str, str]]:
    """Each file and each dotted name that stands in it as a string of its own, docstrings left out."""
    for path in sorted((PROJECT / "harvester").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text if _QUOTED.search(text) else "")):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _DOTTED.fullmatch(node.value):
                yield path.relative_to(PROJECT).as_posix(), node.value


def entry_points() -> Iterator[tuple[str, str]]:
    """What the project's file names."""
    project = _PROJECT["project"]
    for group in (project["scripts"], *project["entry-points"].values()):
        yield from (("pyproject.toml", name) for name in group.values())


def resolve(name: str) -> object:
    """What a dotted name stands for. Raises where there is no such thing."""
    path = name.replace(":", ".")
    return import_module(path) if _is_module(path) else load_object(path)


def _is_module(path: str) -> bool:
    try:
        return find_spec(path) is not None
    except ModuleNotFoundError:
        return False


@pytest.mark.parametrize(("file", "name"), sorted({*strings(), *entry_points()}))
def test_what_a_string_names_is_there(file: str, name: str) -> None:
    assert resolve(name) is not None, file


def test_a_string_names_nothing_above_its_room() -> None:
    depth = layers()
    named = [(Path(file).with_suffix("").parts[1], file, name) for file, name in strings()]
    above = [
        f"{file} names {name}"
        for room, file, name in named
        if room not in _TABLES and depth[name.split(".")[1]] < depth[room]
    ]
    assert not above


def test_a_name_that_is_not_there_is_found_out() -> None:
    with pytest.raises((ImportError, NameError)):
        resolve("harvester.pipelines.write.NoPipeline")
    with pytest.raises((ImportError, NameError)):
        resolve("harvester.no_room:main")


def test_the_text_engine_loads_nothing_heavy_and_compiles_nothing() -> None:
    heavy = ("scrapy", "lxml", "twisted", "pydantic")
    code = (
        f"import re, sys, harvester.text; print([name for name in {heavy} if name in sys.modules]);"
        "print([key[1] for key in re._cache if not str(key[1]).isascii()])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, text=True, capture_output=True, check=True)  # noqa: S603
    assert done.stdout.split() == ["[]", "[]"]


def test_a_command_loads_what_it_needs(tmp_path: Path) -> None:
    heavy = ("pydantic", "rich", "harvester.text", "harvester.engines", "scrapy.core.downloader.handlers.http11")
    code = (
        "import atexit, sys, harvester.__main__ as program;"
        f"atexit.register(lambda: print(*[name for name in sys.modules if name.startswith({heavy})]));"
        "atexit.register(lambda: print(*[name for name in sys.modules if name.startswith('harvester.commands.')]));"
        f"program.main(['status', '-s', 'HARVESTER_DIR={tmp_path}'])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, text=True, capture_output=True, check=False)  # noqa: S603
    assert "there is no harvest in" in done.stderr
    commands, others = done.stdout.splitlines()
    assert others == ""
    loaded = {name.removeprefix("harvester.commands.") for name in commands.split()}
    assert loaded == {"base_folder", "console", "mistaken", "refusing", "status"}
