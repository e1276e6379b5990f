"""What can be typed after ``harvester``: commands, their options, and what goes with ``-a`` and ``-s``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: What a shell finds itself: a file, a site (of the harvest or the sites file), NAME=VALUE of an argument or a setting.
Found = Literal["", "file", "site", "argument", "setting"]


@dataclass(frozen=True, slots=True)
class Option:
    """An option: how it is written, what it is for, and what follows it.

    ``words``: the words that may follow; ``takes``: what follows, where the shell finds it; neither, and not
    ``valued``: nothing does.
    """

    written: tuple[str, ...]
    about: str
    words: tuple[str, ...] = ()
    takes: Found = ""
    valued: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """A command, its options, and what else stands after it: ``words``, or what a shell finds (``takes``)."""

    name: str
    about: str
    options: tuple[Option, ...]
    words: tuple[str, ...] = ()
    takes: Found = ""


@dataclass(frozen=True, slots=True)
class Named:
    """An argument or a setting: ``NAME=VALUE``, and the values that it can have, where these are few."""

    name: str
    about: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Typed:
    """All that can be typed after ``program``."""

    program: str
    commands: tuple[Command, ...]
    arguments: tuple[Named, ...]
    settings: tuple[Named, ...]


def first_sentence(text: str) -> str:
    """A description as a list of words shows it: one sentence, without marks that shells would read.

    >>> first_sentence("`all`: keep the replies too. It's slower; 'drop' is not.")
    'all: keep the replies too'
    """
    said = text.split(". ", maxsplit=1)[0].rstrip(".")
    return "".join(char for char in said if char not in "`'\"\\$[]")
