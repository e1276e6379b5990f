"""The word lists of ``data/words.toml``."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files


def words(name: str) -> tuple[str, ...]:
    """The words of the list called ``name``. Raises :class:`KeyError` where there is none."""
    return tuple(_lists()[name].split())


def any_of(name: str) -> str:
    """The words of a list as the alternatives of a pattern, longer ones first: 央广网 before 央广."""
    return "|".join(map(re.escape, sorted(words(name), key=len, reverse=True)))


@cache
def _lists() -> dict[str, str]:
    lists: dict[str, str] = tomllib.loads(files("harvester.news").joinpath("data/words.toml").read_text("utf-8"))
    return lists
