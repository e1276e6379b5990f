"""The script of a Chinese text, and folding both scripts into one for comparisons."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files
from typing import Final

#: Least number of characters that are in one script only; fewer prove nothing.
_LEAST: Final = 3
#: The share of one script's characters among these from which a text is in that script.
_SHARE: Final = 0.9

HANS: Final = "Hans"
HANT: Final = "Hant"
MIXED: Final = "mixed"


def script(text: str) -> str | None:
    """``Hans``, ``Hant`` (ISO 15924), ``mixed`` if a text has both, or ``None`` if it has hardly any of either.

    Only characters that are in one script alone count: those that OpenCC simplifies and that are not in GB 2312, the
    national standard of simplified text, and the simplified ones that are not in Big5.

    >>> script("今天上午，老桥重新通车，岸边站满了街坊，大家说时间过得真快。")
    'Hans'
    """
    simplified, traditional = _evidence()
    hans = sum(map(text.count, simplified & set(text)))
    hant = sum(map(text.count, traditional & set(text)))
    if hans + hant < _LEAST:
        return None
    share = hans / (hans + hant)
    return HANS if share >= _SHARE else HANT if share <= 1 - _SHARE else MIXED


def fold(text: str) -> str:
    """``text`` in a form that is the same for both scripts, all widths and both cases; to compare, not to read.

    The result may be of another length. OpenCC's t2s, character by character: no words are converted.

    >>> fold("產業ＡＢ") == fold("产业ab")
    True
    """
    return fold_characters(unicodedata.normalize("NFKC", text).casefold())


def fold_characters(text: str) -> str:
    """``text`` with its ideographs folded, character by character; everything else stays.

    >>> fold_characters("產業AB")
    '产业AB'
    """
    return text.translate(_folding())


def folding() -> list[tuple[str, str]]:
    """Each character that :func:`fold_characters` changes, and what it becomes.

    >>> dict(folding())["創"]
    '创'
    """
    return [(chr(traditional), chr(simplified)) for traditional, simplified in _folding().items()]


@cache
def _folding() -> dict[int, int]:
    table = files(__package__).joinpath("data", "folding.txt").read_text(encoding="utf-8")
    traditional, simplified = table.splitlines()
    return str.maketrans(traditional, simplified)


@cache
def _evidence() -> tuple[frozenset[str], frozenset[str]]:
    """The characters that are in simplified text only, and those that are in traditional text only."""
    folding = _folding()
    simplified = frozenset(char for char in map(chr, folding.values()) if _in(char, "gb2312") and not _in(char, "big5"))
    return simplified, frozenset(char for char in map(chr, folding) if not _in(char, "gb2312")) - simplified


def _in(char: str, codec: str) -> bool:
    return bool(char.encode(codec, "ignore"))
