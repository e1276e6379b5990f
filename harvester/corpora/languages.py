"""The language of a text, by its scripts: cheap, and reliable if it gives an answer."""

from __future__ import annotations

import re
from typing import Final

from harvester.config.patterns import regex

#: Least number of CJK characters and Latin words: fewer can be in any language.
_LEAST: Final = 12
#: Japanese has a larger share of kana than this among kana and ideographs; Chinese has a smaller one than the second.
_KANA: Final = 0.2
_STRAY_KANA: Final = 0.08
#: Korean has a larger share of hangul than this among its CJK letters.
_HANGUL: Final = 0.5
#: English has a larger share of the words below than this; code and other languages have a tenth or less.
_ENGLISH: Final = 0.2

_HAN_RE = regex("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_KANA_RE = regex("[\u3041-\u3096\u30a1-\u30fa\u31f0-\u31ff\uff66-\uff6f\uff71-\uff9d]")
_HANGUL_RE = regex("[\uac00-\ud7a3\u1100-\u11ff\u3131-\u318e]")
#: A word of Latin, Greek or Cyrillic letters.
_WORD_RE = regex("[A-Za-z\u00c0-\u024f\u0370-\u04ff]+(?:['’][A-Za-z]+)?")
#: Addresses do not belong to any language.
_ADDRESS_RE = regex(r"(?<![a-z])[a-z]+://[!-~]+")
_ENGLISH_WORDS: Final = frozenset(
    re.findall(
        r"\w+",
        "the of and to in is that for it was with as on be at by this are from or have an not but has he they his "
        "their which were had been will would its who",
    )
)


def language_of(text: str) -> str | None:
    """The BCP 47 code of a text: ``zh``, ``ja``, ``ko`` or ``en``; ``None`` if it is too short, mixed, or another.

    Any text of ideographs with hardly any kana or hangul counts as Chinese, also Cantonese and classical Chinese.

    >>> language_of("今天上午，老桥重新通车，岸边站满了街坊。")
    'zh'
    >>> language_of("短") is None
    True
    """
    text = _ADDRESS_RE.sub(" ", text)
    han, kana, hangul = (len(pattern.findall(text)) for pattern in (_HAN_RE, _KANA_RE, _HANGUL_RE))
    words = _WORD_RE.findall(text)
    cjk = han + kana + hangul
    if cjk + len(words) < _LEAST:
        return None
    # A Chinese word has about 1.6 characters: the text is CJK if more than half of its words are.
    return _of_cjk(han, kana, hangul) if cjk > 1.6 * len(words) else _of_words(words)


def _of_cjk(han: int, kana: int, hangul: int) -> str | None:
    if hangul > _HANGUL * (han + kana + hangul):
        return "ko"
    share = kana / (han + kana) if han + kana else 0.0
    if share > _KANA:
        return "ja"
    stray = kana + hangul
    return "zh" if stray < _STRAY_KANA * (han + stray) else None


def _of_words(words: list[str]) -> str | None:
    known = sum(word.lower() in _ENGLISH_WORDS for word in words)
    return "en" if known >= _ENGLISH * len(words) else None
