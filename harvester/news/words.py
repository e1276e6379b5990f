"""The word lists of ``data/words.toml``, and the forms of ``data/forms.toml``, as parts of patterns."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files


def words(name: str) -> tuple[str, ...]:
    """The words of the list called ``name``. Raises :class:`KeyError` where there is none."""
    return tuple(_lists("words")[name].split())


def any_of(name: str) -> str:
    """The words of a list as the alternatives of a pattern, longer ones first: 央广网 before 央广."""
    return "|".join(map(re.escape, sorted(words(name), key=len, reverse=True)))


def forms(name: str) -> str:
    """The forms called ``name`` as one group of a pattern. Raises :class:`KeyError` where there are none."""
    return f"(?:{'|'.join(_lists('forms')[name].strip().splitlines())})"


@cache
def _lists(file: str) -> dict[str, str]:
    text = files("harvester.news").joinpath(f"data/{file}.toml").read_text("utf-8")
    lists: dict[str, str] = tomllib.loads(text)
    return lists
