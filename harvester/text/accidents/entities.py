"""Character references that were left in the text, with or without their ``&``: ``高新區#xff0c;``, ``&ldquo;``."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from html import unescape
from html.entities import codepoint2name
from typing import TYPE_CHECKING, Final

from harvester.config.patterns import regex
from harvester.text.accident import Accident, Context
from harvester.text.edits import Certainty, Repair
from harvester.text.misread.runs import is_chinese
from harvester.text.profile import Profile
from harvester.text.work import Work

if TYPE_CHECKING:
    from harvester.text.options import Options

KIND: Final = "entity"

# A decimal reference without its "&" looks like "#12345;" in a list of tickets, but not next to Chinese. Names of
# characters that Chinese text never has are left out. Each pattern begins with one character, which is fast to find.
_NUMBER: Final = r"#(?:[xX][0-9a-fA-F]{2,5}|[0-9]{4,6});"
_NAME: Final = r"(?:nbsp|[lr][ds]quo|hellip|middot|[mn]dash|times|ensp|emsp|[lr]aquo|bull|deg|permil);"
_HASH: Final = regex(_NUMBER)
_AMPERSAND: Final = regex(rf"&(?:amp;)*(?:{_NUMBER}|{_NAME})")
_REFERENCE: Final = regex(rf"(?:&(?:amp;)*)?{_NUMBER}|&(?:amp;)*{_NAME}")
_RUN: Final = regex(rf"(?:{_REFERENCE.pattern})+")
_HANZI: Final = regex(r"[\u3400-\u9fff]")
#: Marks inside sentences and at their ends; a list of references would have 、 between them.
_MARKS: Final = "。！？，；…"
#: Text about references quotes them.
_QUOTED: Final = regex(r"[“‘「『《（【].")
#: With this many different references, none is just an example of one.
_LEAST_DISTINCT: Final = 3
#: A text with this many different references to Hanzi is written in them, whatever stands next to them.
_WRITTEN: Final = 8
#: References to Hanzi in a row are a word if each costs fewer bits as Chinese than this: text that shows how references
#: are written shows one, or some with marks between them. Nobody types them escaped twice, not even in a page's source.
_WORDED: Final = 14.0
_TWICE: Final = regex(r"(?:&(?:amp;)+#(?:[xX][0-9a-fA-F]{4,5}|[0-9]{5,6});){2,}")
_ONCE: Final = regex(r"(?:&#(?:[xX][0-9a-fA-F]{4,5}|[0-9]{5,6});){3,}")
_WHY: Final = "a character reference in Chinese text"
_FULL_WIDTH: Final = regex(r"[\u3000-\u303f\uff00-\uff60]")
_NAMED: Final = regex(r"[\xa0·×“”‘’…—–\u3000-\u303f\uff00-\uff60]")
#: Tags show that the text is a page's source, where references belong; so do words that texts about it use.
_ABOUT: Final = r"HTML|XML|转义|轉義|实体字符|字符实体"
_SOURCE: Final = regex(rf"</?[a-z][a-z0-9]*(?:\s[^<>]{{0,300}})?/?>|&lt;|{_ABOUT}", re.IGNORECASE)
_TOLD: Final = regex(_ABOUT, re.IGNORECASE)


#: How a character is written; without its ``&`` where a cleaner mistook that for a lone ampersand.
STYLES: Final[Mapping[str, Callable[[int], str]]] = {
    "#x": "#x{:x};".format,
    "#": "#{:d};".format,
    "#X": "#x{:X};".format,
    "&#x": "&#x{:x};".format,
    "&#X": "&#x{:X};".format,
    "&#": "&#{:d};".format,
    "&": lambda code: f"&{codepoint2name[code]};" if code in codepoint2name else f"&#{code};",
}


def damage(text: str, *, rng: random.Random, share: float = 0.3, style: str | None = None, escaped: int = 0) -> str:
    """``text`` with a ``share`` of its full-width marks as references; with names, of its quotes and dashes too.

    ``style``: one of :data:`STYLES`, drawn if it is ``None``; ``escaped``: how often ``&`` was escaped.

    >>> damage("他说：“好。”", rng=random.Random(0), share=1.0, style="&")
    '他说&#65306;&ldquo;好&#12290;&rdquo;'
    """
    style = style or rng.choice([*STYLES])
    written = STYLES[style]
    marks = _NAMED if style == "&" else _FULL_WIDTH

    def replaced(mark: re.Match[str]) -> str:
        return written(ord(mark[0])).replace("&", "&" + "amp;" * escaped) if rng.random() < share else mark[0]

    return marks.sub(replaced, text)


def repair(text: str, profile: Profile, options: Options, work: Work) -> list[Repair]:
    """Every reference in Chinese text as its character; nothing in the source of a page, or in text about it.

    >>> from harvester.text import Options
    >>> text = "灯会&ldquo;明天&rdquo;开始#xff0c;请走西门"
    >>> [made.after for made in repair(text, Profile(), Options(), Work.on(text))]
    ['“', '”', '，']
    """
    del options, work
    if not (_HASH.search(text) or _AMPERSAND.search(text)) or _TOLD.search(text):
        return []
    source = _SOURCE.search(text) is not None
    distinct = len(set(_REFERENCE.findall(text)))
    written = len(_HANZI.findall("".join(map(_character, set(_AMPERSAND.findall(text)))))) >= _WRITTEN
    repairs = []
    for match in _RUN.finditer(text):
        after = "".join(_character(reference[0]) for reference in _REFERENCE.finditer(match[0]))
        if not _is_plausible(after):
            continue
        if _is_word(match[0], after, source=source) or (
            not source and (written or _is_in_chinese(text, *match.span(), after))
        ):
            # A no-break space, or a single Hanzi, may be a text's example of a reference.
            alone = after == "\xa0" or (_HANZI.fullmatch(after) and distinct < _LEAST_DISTINCT)
            certainty: Certainty = "guess" if alone else "likely"
            bits = 8.0 * len(match[0])
            repairs.append(Repair(KIND, match.start(), match[0], after, certainty, bits, _WHY))
    profile.proofs[KIND] += len(repairs)
    return repairs


def _character(reference: str) -> str:
    """The character of one reference; the text itself if it is not a reference."""
    return unescape("&" + reference.rpartition(";")[0].rpartition(";")[2].removeprefix("&") + ";")


def _is_plausible(text: str) -> bool:
    """Whether Chinese text may have these characters: no control, private-use or unassigned ones."""
    return all(char == "\xa0" or (char.isprintable() and not char.isascii()) for char in text)


def _is_word(written: str, after: str, *, source: bool) -> bool:
    """Whether references are a word, whatever stands next to them; in a page's ``source`` only those escaped twice."""
    styles = (_TWICE,) if source else (_TWICE, _ONCE)
    return any(style.fullmatch(written) for style in styles) and is_chinese(after, _WORDED)


def _is_in_chinese(text: str, start: int, end: int, after: str) -> bool:
    """Whether the text around the span is Chinese: no ASCII, Hanzi next to Hanzi, quotes on at most one side."""
    left, right = text[max(0, start - 4) : start], text[end : end + 4]
    beside = left[-1:] + right[:1]
    near = left.rstrip(_MARKS)[-1:] + right.lstrip(_MARKS)[:1]
    return (
        any(_HANZI.match(char) for char in (after[1:] + beside if _HANZI.match(after) else near))
        and all(char >= "\u2000" or char in "\n\r" for char in beside)
        and not _QUOTED.fullmatch(beside)
    )


def explains(before: str, after: str, context: Context) -> bool:
    """Whether ``before`` is the characters of ``after``, each written in one of the styles, and nothing else.

    >>> context = Context(KIND, "&ldquo;#65292;", 0, 14)
    >>> explains("&ldquo;#65292;", "“，", context), explains("&ldquo;#65292;", "”，", context)
    (True, False)
    """
    del context
    while "&amp;" in before:
        before = before.replace("&amp;", "&")
    place = 0
    for char in after:
        written = next((each for style in STYLES.values() if before.startswith(each := style(ord(char)), place)), None)
        if written is None:
            return False
        place += len(written)
    return 0 < place == len(before)


def _damaged(text: str, kind: str, rng: random.Random) -> str:
    del kind
    return damage(text, rng=rng, share=rng.choice((0.3, 1.0)), escaped=rng.choice((0, 0, 1)))


ACCIDENT: Final = Accident(
    kinds={KIND: "character references that were left in the text, with or without their ``&``"},
    damage=_damaged,
    repair=repair,
    explains=explains,
)
