"""What is declared: every setting, argument and key, walked over."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest
from crawling import PROJECT
from scrapy.settings import BaseSettings
from scrapy.utils.project import get_project_settings

from harvester import settings
from harvester.config.declaring import (
    REQUIRED,
    ConfigurationError,
    Declared,
    argument,
    declarations,
    options_of,
    setting,
)
from harvester.config.forms import whole
from harvester.crawl.arguments import ARGUMENTS, Arguments
from harvester.crawl.configuration import SETTINGS, Configuration, defaults
from harvester.crawl.scrapys import FOR_SITES
from harvester.crawl.settings import check

ALL = (*SETTINGS, *ARGUMENTS)
#: What nobody means: of the wrong type, empty, negative, huge, of several lines, beyond all bounds.
NONSENSE: tuple[Any, ...] = (
    *("", " ", "yes", "-1", "1e999", "nan", "9" * 5000, "\0", "a\nb", "[1", "{}", "null", "é" * 300, "[" * 100_000),
    *(-1, 1.5, float("nan"), 10**40, True, [None], {"a": None}, object(), b"x"),
)


def named(declared: Declared) -> str:
    return declared.name


@pytest.mark.parametrize("declared", ALL, ids=named)
def test_each_has_a_reason_and_a_default_that_passes_its_own_check(declared: Declared) -> None:
    assert declared.reason.endswith((".", ".)"))
    assert declared.section
    assert declared.form.takes
    if declared.default is not REQUIRED:
        assert declared.value(declared.default) == declared.form.value(declared.default)


@pytest.mark.parametrize("declared", ALL, ids=named)
def test_each_stands_in_the_docs(declared: Declared) -> None:
    page = (PROJECT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert f"**`{declared.name}`**" in page or f"**`-a {declared.name}=`**" in page
    keys = (PROJECT / "docs" / "sites.md").read_text(encoding="utf-8")
    assert [key.name for key in declared.keys if f"{key.name} = " not in keys and f"or {key.name} " not in keys] == []


def test_each_is_declared_once() -> None:
    names = [each.name for each in (*ALL, *FOR_SITES)]
    keys = [key.name for each in (*ALL, *FOR_SITES) for key in each.keys]
    assert len(set(names)) == len(names)
    assert len(set(keys)) == len(keys)


def test_scrapys_module_has_them_all() -> None:
    assert {name: getattr(settings, name) for name in dir(settings) if name.startswith("HARVESTER_")} == defaults()


def test_a_default_is_nobodys_to_change() -> None:
    defaults()["HARVESTER_HEADERS"]["X"] = "y"
    assert defaults()["HARVESTER_HEADERS"] == {}


def test_without_settings_there_are_defaults() -> None:
    assert Configuration.of(BaseSettings()) == Configuration.of(get_project_settings())


def refusals(name: str) -> Iterator[str]:
    """What is said of each nonsense; what is taken says nothing. Any other exception is raised."""
    given = get_project_settings()
    for value in NONSENSE:
        given.set(name, value, priority="cmdline")
        try:
            check(given)
        except ConfigurationError as error:
            yield str(error)


@pytest.mark.parametrize("declared", SETTINGS, ids=named)
def test_nonsense_is_refused_in_one_line(declared: Declared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "harvester.settings")
    monkeypatch.chdir(tmp_path)  # some of it is the name of a folder
    said = list(refusals(declared.name))
    assert len(said) >= 5
    for line in said:
        assert line.startswith(declared.name)
        assert line.isprintable()
        assert len(line) < 400


@pytest.mark.parametrize("declared", [each for each in ARGUMENTS if each.name not in ("site", "warc")], ids=named)
def test_nonsense_in_an_argument_is_refused_in_one_line(declared: Declared) -> None:
    for value in NONSENSE:
        try:
            Arguments.parse({"address": "http://bbs.example.com/", declared.name: value})
        except ConfigurationError as error:
            line = str(error)
            assert declared.name in line
            assert line.isprintable()
            assert len(line) < 400


@dataclass(frozen=True, slots=True)
class Inner:
    section: ClassVar[str] = "Inner"
    most: int = setting("X_MOST", 3, whole(least=1, most=9), "So many.")


@dataclass(frozen=True, slots=True)
class Outer:
    inner: Inner
    least: int = argument("least", "0", whole(), "So few.")


def test_options_of_options_are_read_by_name() -> None:
    assert options_of(Outer, {"X_MOST": "7", "least": 2}) == Outer(Inner(7), 2)
    assert options_of(Outer, {}) == Outer(Inner(3), 0)
    assert Inner() == Inner(3)
    assert [(each.name, each.section) for each in declarations(Outer)] == [("X_MOST", "Inner"), ("least", "")]


def test_a_wrong_value_is_named_with_what_is_allowed() -> None:
    with pytest.raises(ConfigurationError, match=r"^X_MOST=10: give a whole number from 1 to 9$"):
        options_of(Outer, {"X_MOST": "10"})


def test_the_schema_of_the_sites_file_names_every_key() -> None:
    schema = json.loads((PROJECT / "harvester" / "schema" / "sites.json").read_text(encoding="utf-8"))
    site = schema["additionalProperties"]
    keys = {key.name for each in (*ALL, *FOR_SITES) for key in each.keys}
    assert keys | {each.name for each in SETTINGS if not each.of_run} == site["properties"].keys()
    assert all(each["description"] for each in site["properties"].values())
