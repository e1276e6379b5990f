"""The word lists of ``data/words.toml``, and the forms of ``data/forms.toml``, as parts of patterns."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files


def words(name: str) -> tuple[str, ...]:
    """The words of the list called ``name``. Raises :class:`KeyError` where there is none.

    >>> words("paper_kinds")[:2]
    ('日报', '晚报')
    """
    return tuple(_lists("words")[name].split())


@cache
def any_of(name: str) -> str:
    """The words of a list as alternatives of a pattern, longer ones first: 央广网 before 央广.

    >>> any_of("paper_kinds")[:7]
    '都市报|青年报'
    """
    return "|".join(map(re.escape, sorted(words(name), key=len, reverse=True)))


@cache
def forms(name: str) -> str:
    """The forms called ``name`` as a group of a pattern. Raises :class:`KeyError` where there are none.

    >>> forms("pages").startswith("(?:")
    True
    """
    return f"(?:{'|'.join(_lists('forms')[name].strip().splitlines())})"


@cache
def _lists(file: str) -> dict[str, str]:
    text = files("harvester.news").joinpath(f"data/{file}.toml").read_text("utf-8")
    lists: dict[str, str] = tomllib.loads(text)
    return lists
