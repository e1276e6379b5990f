"""Damage that nothing can undo, found and left as it is: the bytes behind it are gone.

A decoder puts U+FFFD where it can't go on. Written in UTF-8 that is EF BF BD, and two of them read as
GBK are 锟斤拷, as Big5 嚙踝蕭, as windows-1252 ï¿½ï¿½. 烫 and 屯 on end are memory that no program had
filled (CC and CD in GBK). Articles tell of all of them, so a flag is a hint, not a proof.
"""

from __future__ import annotations

import re
from typing import Final

from harvester.text.edits import Flag

_MISREAD_HANZI: Final = "[ã-éï][\x80-\xbf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ€]{2}"

#: Pattern, kind, and what there is to say, for people.
_DAMAGE: Final = (
    ("\ufffd+", "lost-bytes", "bytes replaced by U+FFFD: fetch the page again"),
    ("锟?(?:斤拷锟)*斤拷|锟斤", "lost-bytes", "U+FFFD in UTF-8, read as GBK: fetch the page again"),
    ("(?:嚙踝蕭)+(?:嚙踝?)?", "lost-bytes", "U+FFFD in UTF-8, read as Big5: fetch the page again"),
    ("(?:ï¿½)+", "lost-bytes", "U+FFFD in UTF-8, read as windows-1252: fetch the page again"),
    ("烫{3,}|屯{3,}|燙{3,}", "empty-memory", "memory that was never filled, shown as text"),
    (f"(?:{_MISREAD_HANZI}){{2,}}", "misread", "UTF-8 read as windows-1252, left as it stands where a text quotes it"),
)
_ANY: Final = re.compile("|".join(f"({pattern})" for pattern, _, _ in _DAMAGE))
#: What each of them begins with: a search for one character is 40 times as fast as one for all.
_FIRST: Final = re.compile("[\ufffd锟斤嚙ï烫屯燙ã-é]")


def find_flags(text: str) -> list[Flag]:
    """The spans of ``text`` that are damaged beyond repair, in order; their places are in code points.

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
    return flags


def _flag(match: re.Match[str]) -> Flag:
    _, kind, why = _DAMAGE[(match.lastindex or 1) - 1]
    return Flag(kind, match.start(), match[0], why)
