"""The byte or two left of a character where software cut a text by bytes: titles, summaries.

Discuz cuts titles to a number of bytes and appends ``...``; what is left of the character that
was cut decodes to nothing. It cannot be known which character it was, only that the rest is not text.
"""

from __future__ import annotations

import codecs
import random
import re
from typing import TYPE_CHECKING, Final

from harvester.config.patterns import regex
from harvester.text.accident import Accident, Context
from harvester.text.edits import Certainty, Repair
from harvester.text.encodings.orphans import ORPHAN, count_orphans, orphans
from harvester.text.profile import Profile
from harvester.text.work import Work

if TYPE_CHECKING:
    from harvester.text.options import Options

KIND: Final = "cut"

# A lead byte, or two of the three bytes of UTF-8, after a full-width character, at the end of the text.
_END: Final = r"(?=\s*(?:\.{2,3}|…{1,2})?\s*\Z)"
_REST: Final = regex(rf"(?<=[\u2e80-\uffee])[{chr(ORPHAN + 0x81)}-{chr(ORPHAN + 0xFE)}]{{1,2}}{_END}")
#: The same in a text that was misread as windows-1252 or Latin-1: a letter, and perhaps one more sign.
_MARKS: Final = bytes(range(0x80, 0xA0)).decode("cp1252", "ignore")
_SHOWN_REST: Final = regex(rf"(?<=[\u2e80-\uffee])[\xc0-\xd6\xd8-\xf6\xf8-\xff][\x80-\xbf{_MARKS}]?{_END}")
_MISREAD: Final = ("utf-8-as-cp1252", "utf-8-as-latin-1", "gbk-as-cp1252", "gbk-as-latin-1")
#: How far from the end of the text it may begin.
_REACH: Final = 12
#: Shorter texts were not cut: if their last character lacks a byte, it is for another reason.
_SHORTEST: Final = 10


def damage(text: str, size: int, encoding: str = "gbk") -> bytes:
    r"""The first ``size`` bytes of ``text``: the last character may be cut.

    >>> damage("灯会开始", 3)
    b'\xb5\xc6\xbb'
    """
    return text.encode(encoding)[:size]


def repair(text: str, profile: Profile, options: Options, work: Work) -> list[Repair]:
    r"""What is left of a cut character, removed from the end of a text in which every other byte was decoded.

    What a misreading shows for it is removed where the text, or its site, was misread in that way.

    >>> from harvester.text import Options
    >>> text = "灯会开\U0010f8ca..."
    >>> [made.start for made in repair(text, Profile(), Options(), Work.on(text))]
    [3]
    """
    del options, work
    reach = max(0, len(text) - _REACH)
    rest = _REST.search(text, reach)
    if rest and count_orphans(text) == len(rest[0]):
        return [_removed(rest, "certain", profile)]
    if len(text) < _SHORTEST or not any(profile.proofs[kind] for kind in _MISREAD):
        return []
    rest = _SHOWN_REST.search(text, reach)
    return [_removed(rest, "likely", profile)] if rest else []


def _removed(rest: re.Match[str], certainty: Certainty, profile: Profile) -> Repair:
    profile.proofs[KIND] += 1
    why = "the rest of a character that was cut"
    return Repair(KIND, rest.start(), rest[0], "", certainty, 8.0 * len(rest[0]), why)


#: What a text that was cut may have been written in.
_CODECS: Final = ("gb18030", "big5hkscs", "utf-8")


def explains(before: str, after: str, context: Context) -> bool:
    r"""Whether ``before`` is the first bytes of some character, kept as such or as a single-byte table shows them.

    Nothing replaces it, and only the dots of a cut text follow.

    >>> explains("\U0010f8d6", "", Context(KIND, "灯会\U0010f8d6", 2, 3))
    True
    >>> explains("a", "", Context(KIND, "灯会a", 2, 3))
    False
    """
    if after or not before or context.right(_REACH).strip(" .…\n\r\t\u3000"):
        return False
    kept = all(0x80 <= ord(char) - ORPHAN <= 0xFF for char in before)
    data = bytes(ord(char) - ORPHAN for char in before) if kept else _shown(before)
    return any(_begins_a_character(data, codec) for codec in _CODECS)


def _shown(rest: str) -> bytes:
    """The bytes that windows-1252, or otherwise Latin-1, shows as ``rest``; none where neither does."""
    found = b""
    for char in rest:
        found += char.encode("cp1252", "ignore") or char.encode("latin-1", "ignore") or b"\0"
    return found


def _begins_a_character(data: bytes, codec: str) -> bool:
    """Whether ``data`` is a part, not the whole, of a character in ``codec``."""
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        return decoder.decode(data) == "" and decoder.getstate()[0] == data
    except UnicodeDecodeError:
        return False


def _damaged(text: str, kind: str, rng: random.Random) -> str:
    """``text`` cut inside a character, the bytes left of it kept as our decoder keeps them."""
    del kind
    encoding = rng.choice(_CODECS)
    whole = text[: rng.randint(1, len(text))].rstrip("\n") if text else ""
    while whole and len(whole[-1].encode(encoding, "ignore")) < 2:
        whole = whole[:-1]
    last = whole[-1:].encode(encoding, "ignore")
    rest = last[: rng.randint(1, len(last) - 1)] if last else b""
    return whole[:-1] + orphans(rest) + rng.choice(("", "...", "…"))


ACCIDENT: Final = Accident(
    kinds={KIND: "the byte or two left of a character where a text was cut by bytes"},
    damage=_damaged,
    repair=repair,
    explains=explains,
)
