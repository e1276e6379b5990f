"""How traditional characters are read: the table of glosses that converters insert."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal

from harvester.config.patterns import regex

Script = Literal["hans", "hant"]

#: Characters of one script must be more than this many times as frequent as those of the other to decide the script.
_CLEAR: Final = 3

_TABLE: Final = "glosses.tsv"

#: The letters of a gloss: pinyin with its tones.
_LETTERS: Final = "a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüêɑḿńňǹɡ"
#: The inside of a gloss: at most six letters (zhuāng).
READING: Final = f"[{_LETTERS}]{{1,6}}"
GLOSS: Final = regex(rf"\(({READING})\)")
#: A gloss that lost its opening bracket to an orphan.
OPEN_GLOSS: Final = regex(rf"({READING})\)")
#: The end of either: a text without it is passed over as fast as a search for one character.
GLOSS_END: Final = regex(rf"\)(?<=[{_LETTERS}]\))")


@dataclass(frozen=True, slots=True)
class Glossed:
    """A traditional character that converters gloss.

    ``simplified`` is empty where that form occurs in traditional text too (后, 里); ``places``:
    how often it was found glossed.

    >>> table()["業"].simplified, table()["業"].readings, table()["後"].simplified
    ('业', ('yè',), '')
    """

    char: str
    simplified: str
    readings: tuple[str, ...]
    places: int


@cache
def table() -> Mapping[str, Glossed]:
    """Every traditional character of GBK whose simplified form differs, the most often glossed first.

    >>> table()["發"].readings
    ('fā', 'bō')
    """
    source = files("harvester.text").joinpath("data", _TABLE)
    with source.open(encoding="utf-8") as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        return {row["char"]: _glossed(row) for row in rows}


def _glossed(row: Mapping[str, str]) -> Glossed:
    return Glossed(row["char"], row["simplified"], tuple(row["readings"].split()), int(row["places"]))


@cache
def foreign(script: Script | None) -> frozenset[str]:
    """The characters that belong only to the other script.

    >>> "發" in foreign("hans"), "发" in foreign("hant")
    (True, True)
    """
    if script == "hant":
        return frozenset(glossed.simplified for glossed in table().values() if glossed.simplified)
    return frozenset(table()) if script == "hans" else frozenset()


def script_of(seen: Mapping[str, int]) -> Script | None:
    """The script of a text whose characters were ``seen`` this often, where it is clear.

    >>> script_of({"發": 2, "展": 1}), script_of({"天": 3})
    ('hant', None)
    """
    traditional = sum(times for char, times in seen.items() if char in foreign("hans"))
    simplified = sum(times for char, times in seen.items() if char in foreign("hant"))
    if max(traditional, simplified) <= _CLEAR * min(traditional, simplified):
        return None
    return "hant" if traditional > simplified else "hans"


@cache
def sounding() -> Mapping[str, str]:
    """Reading, with or without its tone -> the characters that have it, the most often glossed first.

    >>> sounding()["yè"][:2]
    '業擫'
    """
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for char, glossed in table().items():
        for reading in glossed.readings:
            found[reading][char] = None
            found[toneless(reading)][char] = None
    return {reading: "".join(chars) for reading, chars in found.items()}


@cache
def toneless(reading: str) -> str:
    """``reading`` without its tones: ``fā`` is ``fa``, ``lǜ`` is ``lü``.

    >>> toneless("lǜ")
    'lü'
    """
    letters = unicodedata.normalize("NFD", reading.replace("ɑ", "a").replace("ɡ", "g"))
    return unicodedata.normalize("NFC", re.sub("[\u0300\u0301\u0304\u030c]", "", letters))
