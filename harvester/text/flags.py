"""Damage that cannot be undone, found and left as it is: the bytes are gone.

A decoder puts U+FFFD where it cannot continue. In UTF-8 that is EF BF BD, and two of them read as
GBK are 锟斤拷, as Big5 嚙踝蕭, as windows-1252 ï¿½ï¿½. Rows of 烫 and 屯 are memory that no program had
filled (CC and CD in GBK). Articles are written about all of them, so a flag is a hint, not a proof.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from harvester.config.patterns import regex
from harvester.text.edits import Flag
from harvester.text.misread.remains import unreadable_lines
from harvester.text.shift.markers import shows_shift
from harvester.text.shift.shown import LINE

_BYTE: Final = "[\x80-\xbf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ€]"
_MISREAD_HANZI: Final = f"[ã-éï]{_BYTE}{{2}}"
#: The same where bytes are gone; and what is left of one after a Hanzi, at a line's end. At most 20 of them are looked
#: at before a whole one: a search for it would begin again at each.
_BROKEN: Final = f"[ã-éï]{_BYTE}{{0,2}}"
_REST: Final = f"(?<=[\u3000-\u9fff]){_BROKEN}[?\ufffd]?$"

_GONE: Final = "read in a wrong encoding, and some of its bytes are gone: fetch the page again"

#: Pattern, kind, and what to tell people.
_DAMAGE: Final = (
    ("\ufffd+", "lost-bytes", "bytes replaced by U+FFFD: fetch the page again"),
    ("锟?(?:斤拷锟)*斤拷|锟斤", "lost-bytes", "U+FFFD in UTF-8, read as GBK: fetch the page again"),
    ("(?:嚙踝蕭)+(?:嚙踝?)?", "lost-bytes", "U+FFFD in UTF-8, read as Big5: fetch the page again"),
    ("(?:ï¿½)+", "lost-bytes", "U+FFFD in UTF-8, read as windows-1252: fetch the page again"),
    ("烫{3,}|屯{3,}|燙{3,}", "empty-memory", "memory that was never filled, shown as text"),
    (f"(?:{_MISREAD_HANZI}){{2,}}", "misread", "UTF-8 read as windows-1252, left as it is where a text quotes it"),
    (f"{_MISREAD_HANZI}(?:{_BROKEN})+|(?:{_BROKEN}){{1,20}}{_MISREAD_HANZI}", "misread", _GONE),
    (f"(?:Ã[\x80-\xbf](?:[ÂÅÆË]{_BYTE}?|â€{_BYTE}?){{1,2}}){{2,}}", "misread", _GONE),
    (_REST, "misread", _GONE),
)
_ANY: Final = regex("|".join(f"({pattern})" for pattern, _, _ in _DAMAGE), re.MULTILINE)
#: What a shift leaves of a mark and of the characters beside it, and nobody types: marks of both widths, question marks
#: on both sides of another mark; a cry that ends a line whose quote is open; and one before what is not text.
#: It begins with one character, which is searched for many times as fast as a class.
_SHIFT: Final = regex(r"\?(?<=[\u3400-\u9fff]\?)(?:[！？,:;]\?+|!\?(?=\n|$)|[!！？,:;](?=[\u3400-\u9fff]))")
#: As many characters after it as are looked at, with the mark.
_SHOWN: Final = 8
_QUOTES: Final = ("“”", "「」", "『』")
_SHIFTED: Final = "a mark and parts of the characters beside it were replaced in the bytes: fetch the page again"

#: What each of them begins with: a search for one character is 40 times as fast as one for all patterns.
_FIRST: Final = regex("[\ufffd锟斤嚙ï烫屯燙ã-éÃ]")


def find_flags(text: str) -> list[Flag]:
    """The spans of ``text`` that are damaged beyond repair, in order; places are in code points.

    >>> [(flag.kind, flag.start, flag.text) for flag in find_flags("灯会锟斤拷开始")]
    [('lost-bytes', 2, '锟斤拷')]
    """
    flags = []
    first = _FIRST.search(text)
    while first:
        found = _ANY.match(text, first.start())
        if found:
            flags.append(_flag(found))
        first = _FIRST.search(text, found.end() if found else first.end())
    flags = _joined(flags, [*_shifted(text)])
    return _joined(flags, [Flag("misread", start, text[start:end], _GONE) for start, end in unreadable_lines(text)])


def _shifted(text: str) -> Iterator[Flag]:
    """What shifts left that were too short to be read."""
    for match in _SHIFT.finditer(text):
        start = text.rfind("\n", max(0, match.start() - LINE), match.start()) + 1
        before = text[max(start, match.start() - LINE) : match.start()]
        if match[0].endswith("?"):
            shifted = match[0] != "?!?" or any(before.count(opens) > before.count(closes) for opens, closes in _QUOTES)
        else:
            shifted = shows_shift(text[match.start() : match.end() + _SHOWN].partition("\n")[0])
        if shifted:
            yield Flag("lost-bytes", match.start(), match[0], _SHIFTED)


def _joined(flags: list[Flag], lines: list[Flag]) -> list[Flag]:
    """``flags``, and those of ``lines`` that have no flag."""
    free = [line for line in lines if not any(line.start <= flag.start < line.start + len(line.text) for flag in flags)]
    return sorted([*flags, *free], key=lambda flag: flag.start)


def _flag(match: re.Match[str]) -> Flag:
    _, kind, why = _DAMAGE[(match.lastindex or 1) - 1]
    return Flag(kind, match.start(), match[0], why)
