"""The word lists of ``data/words.toml``, and the forms of ``data/forms.toml``, as parts of patterns."""

from __future__ import annotations

import re
import tomllib
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, cast


def words(name: str) -> tuple[str, ...]:
    """The words of the list called ``name``. Raises :class:`KeyError` where there is none.

    >>> words("paper_kinds")[:2]
    ('日报', '晚报')
    """
    return tuple(_lists("words")[name].split())


class Pattern:
    """Stands for a compiled pattern, and compiles it on first use.

    It keeps the methods that were used, so that only the first call of each costs more than a pattern's own.

    >>> Pattern("[0-9]+", 0).search("A1版").group()
    '1'
    """

    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a pattern has
        asked = getattr(self.compiled, name)
        setattr(self, name, asked)
        return asked

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern itself."""
        return re.compile(self._source, self._flags)


def regex(source: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern that is compiled on first use: the outlets' names make some of them slow to compile.

    >>> regex("[日晚]报").search("江滨晚报")[0]
    '晚报'
    """
    return cast("re.Pattern[str]", Pattern(source, flags))


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
