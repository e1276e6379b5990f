"""Reading the sites file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

from harvester import settings as defaults
from harvester.forum import authority
from harvester.sites.entry import Entry, SitesError, Value
from harvester.sites.keys import KEYS, OF_THE_RUN, key_of
from harvester.sites.places import line_of

#: The names of our own settings.
SETTINGS = frozenset(name for name in vars(defaults) if name.startswith("HARVESTER_"))

#: What names all sites of the file on a command line, where names stand between commas.
ALL = "all"
_NAME = re.compile(r"[^\s,]+")


@lru_cache(maxsize=1)  # each of hundreds of crawls asks for the same
def read_sites(path: Path, text: str) -> Mapping[str, Entry]:
    """The entries of the sites file ``path``, which has this ``text``, by name, in the order of the file.

    Raises :class:`SitesError` where an entry has a key or a value that there is none of.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SitesError(f"{path}: no TOML: {error}") from error
    reader = _Reader(path, text)
    return {name: reader.entry(name, table) for name, table in document.items()}


def text_of(path: Path) -> str:
    """The text of a sites file. Raises :class:`SitesError` where it can't be read."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise SitesError(f"{path}: {error.strerror}: make it with scrapy site, or set HARVESTER_SITES") from error
    except UnicodeDecodeError as error:
        raise SitesError(f"{path}: not in UTF-8: {error}") from error


@dataclass(frozen=True, slots=True)
class _Reader:
    path: Path
    text: str

    def entry(self, name: str, table: Any) -> Entry:  # noqa: ANN401 - whatever TOML holds
        if not isinstance(table, dict):
            self._refuse((name,), f"{name} stands outside of a site: begin a site with its name, as in [bbs]")
        if name == ALL or not _NAME.fullmatch(name):
            self._refuse((name,), f"{name!r} can't be a site's name: blanks, commas and the word {ALL} are taken")
        values = tuple(self._value(name, key, value) for key, value in table.items())
        if twice := {"proxy", "proxies"} <= table.keys() and "proxies":
            self._refuse((name, twice), "give proxy or proxies, not both")
        address = next((each.value for each in values if each.key == "address"), None)
        if address is None:
            self._refuse((name,), f"{name} has no address: give {KEYS['address'].takes}")
        return Entry(self.path, name, address, tuple(each for each in values if each.key != "address"))

    def _value(self, name: str, key: str, value: Any) -> Value:  # noqa: ANN401 - as above
        known = key_of(key, SETTINGS)
        if known is None:
            self._refuse((name, key), f"no such key: {key}; {_near(key)}")
        read = known.read(value, self.path.parent)
        if read is None:
            self._refuse((name, key), f"{key} = {_shown(value)}: give {known.takes}")
        return Value(key, known.name, read, known.is_setting)

    def _refuse(self, keys: tuple[str, ...], message: str) -> NoReturn:
        raise SitesError(f"{self.path}, line {line_of(self.text, keys)}: {message}")


def _near(key: str) -> str:
    """The key that is meant, as far as one can tell."""
    allowed: Mapping[str, Any] = dict.fromkeys([*KEYS, *sorted(SETTINGS - OF_THE_RUN)])
    if key in OF_THE_RUN:
        return "it is for the whole run: give it with -s"
    near = get_close_matches(key, allowed, n=1) or get_close_matches(key.upper(), allowed, n=1)
    return f"there is {near[0]}" if near else f"there are {', '.join(KEYS)}, and any setting HARVESTER_..."


def _shown(value: object) -> str:
    shown = f'"{value}"' if isinstance(value, str) else str(value)
    shown = authority.shown(shown)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."
