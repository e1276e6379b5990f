"""Reading the sites file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

from harvester.config.declaring import ConfigurationError, one_line
from harvester.config.program import program
from harvester.forum import authority
from harvester.sites.entry import SiteEntry, Value
from harvester.sites.keys import SiteKey, SiteKeys
from harvester.sites.places import line_of

#: The word for all sites of the file on a command line.
ALL = "all"
#: The word for the sites that are due.
DUE = "due"
#: The name in messages if the entries are not from a file.
_KEPT = "the table of sites"
#: The line in what ``tomllib`` says.
_LINE = re.compile(r"at line (\d+)")
#: Marks that a Chinese keyboard gives for those of TOML.
_MARKS = {
    "“": '"',
    "”": '"',
    "‘": '"',
    "’": '"',
    "＂": '"',
    "＝": "=",
    "【": "[",
    "】": "]",
    "［": "[",
    "］": "]",
    "＃": "#",
}
_NAME = re.compile(r"[^\s,\x00-\x1f\x7f]+")


@lru_cache(maxsize=1)  # each of hundreds of crawls asks for the same
def read_sites(path: Path, text: str, keys: SiteKeys) -> Mapping[str, SiteEntry]:
    """The entries of the sites file ``path`` with this ``text``, by name, in the order of the file.

    ``keys``: those that an entry may have. Raises :class:`~harvester.config.declaring.ConfigurationError` for any
    other key, or for a wrong value.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{path}: not TOML: {one_line(str(error))}{_typed(text, str(error))}") from error
    except RecursionError as error:
        raise ConfigurationError(f"{path}: not TOML: lists nested too deeply") from error
    reader = _Reader(path, text, keys)
    return {name: reader.entry(name, table) for name, table in document.items()}


def entry_of(name: str, table: Mapping[str, Any], keys: SiteKeys) -> SiteEntry:
    """The entry of a site that is not kept in a file but, for instance, in a database, from its ``table``.

    Raises :class:`ConfigurationError` as :func:`read_sites` does.
    """
    return _Reader(Path(_KEPT), "", keys).entry(name, dict(table))


def text_of(path: Path) -> str:
    """The text of a sites file. Raises :class:`ConfigurationError` if it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")  # some editors of Windows begin a file with the mark
    except OSError as error:
        raise ConfigurationError(
            f"{path}: {error.strerror}: make it with {program()} site, or set HARVESTER_SITES"
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path}: not in UTF-8: {error}: save it as UTF-8") from error


def _typed(text: str, error: str) -> str:
    """What is to be typed instead of marks of Chinese text, where the line that is wrong has some."""
    found = _LINE.search(error)
    lines = text.splitlines()
    line = lines[int(found[1]) - 1] if found and 0 < int(found[1]) <= len(lines) else ""
    meant = ", ".join(f"{_MARKS[mark]} instead of {mark}" for mark in dict.fromkeys(line) if mark in _MARKS)
    return meant and f": type {meant}"


@dataclass(frozen=True, slots=True)
class _Reader:
    path: Path
    text: str
    keys: SiteKeys

    def entry(self, name: str, table: Any) -> SiteEntry:  # noqa: ANN401 - whatever TOML holds
        if not isinstance(table, dict):
            self._refuse((name,), f"{name} stands outside of a site: begin a site with its name, as in [bbs]")
        if name in (ALL, DUE) or not _NAME.fullmatch(name):
            self._refuse(
                (name,),
                f"{name!r} can't be a site's name: blanks, commas, control characters and the words {ALL} and {DUE} "
                "are not for names",
            )
        values = tuple(self._value(name, key, value) for key, value in table.items())
        if twice := {"proxy", "proxies"} <= table.keys() and "proxies":
            self._refuse((name, twice), "give proxy or proxies, not both")
        address = next((each.value for each in values if each.key == "address"), None)
        if address is None:
            self._refuse((name,), f"{name} has no address: give {self.keys.short['address'].takes}")
        return SiteEntry(self.path, name, address, tuple(each for each in values if each.key != "address"))

    def _value(self, name: str, key: str, value: Any) -> Value:  # noqa: ANN401 - as above
        known = self.keys.find(key)
        if known is None:
            self._refuse((name, key), f"no such key: {key}; {self.keys.near(key)}")
        try:
            return Value(key, known.declared, known.value(value, self.path.parent))
        except ValueError:
            self._refuse((name, key), f"{key} = {_shown(value, known)}: give {known.takes}")

    def _refuse(self, keys: tuple[str, ...], message: str) -> NoReturn:
        raise ConfigurationError(f"{self.path}, line {line_of(self.text, keys)}: {one_line(message)}")


def _shown(value: object, key: SiteKey) -> str:
    if key.declared.form.secret and key.declared.is_setting:
        return "..."
    shown = authority.shown(one_line(f'"{value}"' if isinstance(value, str) else str(value)))
    return shown if len(shown) <= 60 else f"{shown[:57]}..."
