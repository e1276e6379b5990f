"""Whether a line is plausible Japanese: kana in sequences that Japanese has, and characters that go with them.

Big5 read as GBK gives kana too, for the commonest characters of Chinese, but at random: small kana after the
wrong ones, single katakana among hiragana, and between them characters that nobody writes.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Final

from harvester.config.patterns import regex
from harvester.text.misread.signs import rare

_KANA: Final = regex("[ぁ-ゖゝゞァ-ヺヽヾｦ-ﾝ]")
_WORD: Final = regex("[ぁ-ゖァ-ヺｦ-ﾝ][ぁ-ゖゝゞァ-ヺーヽヾｦ-ﾟ]")
#: Any other character that is not punctuation; a sign of a lost byte is one where it does not end a sentence.
_OTHER: Final = regex(
    "[?\ufffd](?=[^\\s?!\ufffd])|\ufffd|[Ͱ-ӿ①-\u2e7fㄅ-\ua4cf\ue000-\uf8ff豈-\ufaff︰-﹏\U00020000-\U0003ffff]"
)

#: What Japanese never has, in hiragana; katakana are checked as hiragana.
_NEVER: Final = regex(
    "(?<![きしちにひみりぎじぢびぴてでふゔ])[ゃゅょ]"  # small kana after syllables that they cannot follow
    "|っ(?=[あ-おな-のま-よら-んぁぃぅぇぉっゃゅょゎー])"  # a double consonant of what is none
    "|(?<![あかさたなはまやらわがざだばぱゃふゔつくぐゎぁぃぅぇぉー])ぁ"
    "|(?<![いきしちにひみりぎじびぴふゔうつてでくぐすずぁぃぅぇぉー])ぃ"
    "|(?<![うくすつぬふむゆるぐずづぶぷゅとどほぁぃぅぇぉー])ぅ"
    "|(?<![えけせてねへめれげぜでべぺふゔうつしじちいくぐゑぁぃぅぇぉー])ぇ"
    "|(?<![おこそとのほもよろをごぞどぼぽょふゔうつくぐぁぃぅぇぉー])ぉ"
    "|[ゐゑゎ]|(?<![0-9０-９一-鿿])[ゕゖ]"
    "|(?<=[^\x00-\x7fぁ-ゖ一-鿿々ー」』）”’》])[んを]|を[をんー]"  # particles follow words in any letters, too
    "|(?<![ぁ-ゖー～])ー"
)
#: A single katakana next to hiragana: words in either are longer.
_ALONE: Final = regex("(?<![ァ-ヺー])[ァ-ヺ](?![ァ-ヺー])(?:(?<=[ぁ-ゖ].)|(?=[ぁ-ゖ]))")

#: At least one character in this many is kana; at most one kana in this many may be out of place, and one character in
#: this many rare in Japanese.
_KANA_SHARE: Final = 3
_SLIPS: Final = 8
_SELDOM: Final = 8
#: The two levels of Hanzi of JIS X 0208 begin here, in EUC-JP.
_FIRST_LEVEL: Final = 0xB0
_SECOND_LEVEL: Final = 0xD0


def is_japanese(line: str) -> bool:
    """Whether ``line`` has words in kana, and reads as Japanese, or as Chinese with Japanese words in it.

    >>> is_japanese("今日は良い天気ですね"), is_japanese("今天天气很好")
    (True, False)
    """
    if not _WORD.search(line):
        return False
    kana = len(_KANA.findall(line))
    levels = [_level(char) for char in _OTHER.findall(line)]
    whole = kana + len(levels)
    if kana * _KANA_SHARE < whole or levels.count(None) * _SLIPS > kana or levels.count(2) * _SELDOM > whole:
        return False
    full = unicodedata.normalize("NFKC", line)
    slips = len(_NEVER.findall(full.translate(_AS_HIRAGANA))) + len(_ALONE.findall(full))
    return slips * _SLIPS <= kana


_AS_HIRAGANA: Final = {ord("ァ") + place: ord("ぁ") + place for place in range(ord("ヶ") - ord("ァ") + 1)}


@cache
def _level(char: str) -> int | None:
    """1 for a character of Chinese or Japanese text, 2 for one that is rare in Japanese, otherwise ``None``."""
    if "㐀" <= char <= "鿿" and char not in rare():
        return 1
    code = char.encode("euc_jp", "ignore")
    if len(code) != 2 or code[0] < _FIRST_LEVEL:
        return None
    return 1 if code[0] < _SECOND_LEVEL else 2
