"""What can be typed after ``harvester``: commands, their options, and the names for ``-a`` and ``-s``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: What the shell looks up itself: a file, a site (of the harvest or the sites file), or NAME=VALUE of an argument or a
#: setting.
Found = Literal["", "file", "site", "argument", "setting"]


@dataclass(frozen=True, slots=True)
class Option:
    """An option: how it is written, what it is for, and what follows it.

    ``words``: the words that may follow; ``takes``: what follows, if the shell looks it up; ``valued``: whether
    anything follows.
    """

    written: tuple[str, ...]
    about: str
    words: tuple[str, ...] = ()
    takes: Found = ""
    valued: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """A command, its options, and what follows it: ``words``, or what the shell looks up (``takes``)."""

    name: str
    about: str
    options: tuple[Option, ...]
    words: tuple[str, ...] = ()
    takes: Found = ""


@dataclass(frozen=True, slots=True)
class Named:
    """An argument or a setting (``NAME=VALUE``), and its values, if there are few."""

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
    """A description for a list of words: its first sentence, without characters that shells would interpret.

    >>> first_sentence("`all`: keep the replies too. It's slower; 'drop' is not.")
    'all: keep the replies too'
    """
    said = text.split(". ", maxsplit=1)[0].rstrip(".")
    return "".join(char for char in said if char not in "`'\"\\$[]")
