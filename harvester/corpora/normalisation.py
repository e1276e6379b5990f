"""Normal forms of a text in separate steps; docs/corpora.md says what each changes and what it leaves."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from typing import Final

from harvester.config.patterns import regex

#: Invisible characters: zero-width space, word joiner, byte order mark, soft hyphen, marks of direction, controls
#: other than tab and line feed, and a carriage return before a line feed.
_INVISIBLE = regex(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|\r(?=\n)"
)
#: Joiners have a meaning in Arabic, Indic scripts and emoji, but not next to CJK and ASCII characters.
_PLAIN: Final = "[\x00-\x7f\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]"
_JOINERS = regex(f"[\u200c\u200d]+(?={_PLAIN}|$)|(?<={_PLAIN})[\u200c\u200d]+")
#: All white space except the line feed.
_SPACES = regex(r"[^\S\n]+")
_LINE_ENDS = regex("\r\n?|[\u2028\u2029\x85]")
_BESIDE_LINE_ENDS = regex(" ?\n ?")
#: CJK Compatibility Ideographs and their supplement, which NFC replaces by others.
_COMPATIBILITY = regex("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)")

#: Full-width letters and digits to ASCII. Full-width punctuation is Chinese punctuation, and stays.
_FULL_WIDTH: Final = (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
_WIDTHS: Final = {code: code - 0xFEE0 for code in _FULL_WIDTH}
#: Half-width kana, with their marks, and hangul.
_HALF_WIDTH = regex("[\uff65-\uffdc]+")


def _visible(text: str) -> str:
    return _JOINERS.sub("", _INVISIBLE.sub("", text))


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _nfc_but_compatibility(text: str) -> str:
    parts = _COMPATIBILITY.split(text)
    parts[::2] = map(_nfc, parts[::2])
    return "".join(parts)


def _nfkc(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _widths(text: str) -> str:
    return _HALF_WIDTH.sub(lambda run: _nfkc(run[0]), text).translate(_WIDTHS)


def _spaces(text: str) -> str:
    single = _SPACES.sub(" ", _LINE_ENDS.sub("\n", text))
    return _BESIDE_LINE_ENDS.sub("\n", single).strip(" ")


#: The steps by name, in the order in which they are done.
STEPS: Final[dict[str, Callable[[str], str]]] = {
    "invisible": _visible,
    "nfc": _nfc,
    "nfc-han": _nfc_but_compatibility,
    "nfkc": _nfkc,
    "width": _widths,
    "space": _spaces,
}


def checked(names: Iterable[str]) -> tuple[str, ...]:
    """The named steps in the order in which they are done. Raises :class:`ValueError` for one that does not exist.

    >>> checked(["width", "invisible"])
    ('invisible', 'width')
    """
    wanted = {name.strip() for name in names} - {""}
    if unknown := sorted(wanted - STEPS.keys()):
        raise ValueError(f"{unknown[0]}: give {', '.join(STEPS)}")
    return tuple(name for name in STEPS if name in wanted)


def normalise(text: str, steps: Iterable[str]) -> str:
    r"""``text`` after ``steps`` (see :func:`checked`); doing them again changes nothing.

    >>> normalise("ＡＢＣ１２３，老\u200b桥", ["invisible", "width"])
    'ABC123，老桥'
    """
    for name in steps:
        text = STEPS[name](text)
    return text
