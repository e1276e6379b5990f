"""The chains: text in one encoding that was read in another, under the names that users see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from harvester.text.language.alphabets import ALPHABETS, UTF_8, Alphabet
from harvester.text.misread.readers import (
    BIG5,
    CP949,
    CP1252,
    ENTITIES,
    EUC_JP,
    GB18030,
    GBK,
    LATIN_1,
    SIGNS,
    Misreading,
)


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """Text in one encoding that was read in another; each is declared once, so that it is equal to itself alone.

    >>> chain = CHAINS["gbk-as-cp1252"]
    >>> chain.kind, chain.true.codec, chain.may_hide_holes
    ('gbk-as-cp1252', 'gb18030', True)
    """

    true: Alphabet
    wrong: Misreading
    #: By how many bits any other text must be worse, where bytes are lost: then one in 30 is wrong, and half of the
    #: others.
    clear: float = 2.0

    @property
    def kind(self) -> str:
        """The name that users see."""
        return f"{self.true.name}-as-{self.wrong.name}"

    @property
    def may_hide_holes(self) -> bool:
        """Whether a text can be well-formed with a hole taken for a question mark; in UTF-8 it would be broken."""
        return self.true is not UTF_8 and self.wrong not in (LATIN_1, ENTITIES)


def _chains(wrong: Misreading, *true: str, clear: float = 2.0) -> tuple[Chain, ...]:
    return tuple(Chain(ALPHABETS[name], wrong, clear) for name in true)


#: Those that show Latin letters, and those that show Hanzi; of two that explain a text the first one wins.
LATIN_CHAINS: Final = _chains(CP1252, "utf-8", "gbk", "big5") + _chains(LATIN_1, "utf-8", "gbk", "big5")
UTF_8_CHAINS: Final = _chains(GB18030, "utf-8") + _chains(GBK, "utf-8")
HANZI_CHAINS: Final = (
    *UTF_8_CHAINS,
    *_chains(BIG5, "gbk", "utf-8"),
    *_chains(GBK, "big5", clear=5.0),
    *_chains(GB18030, "big5", clear=5.0),
    *_chains(EUC_JP, "gbk", clear=4.0),
)
#: Those that show Hangul, or Hanzi as Japanese has them, and lose many bytes.
HANGUL_CHAINS: Final = _chains(CP949, "gbk", clear=4.0)
ENTITY_CHAINS: Final = _chains(ENTITIES, "gbk", "utf-8", "big5")
CHAINS: Final = {chain.kind: chain for chain in LATIN_CHAINS + HANZI_CHAINS + HANGUL_CHAINS + ENTITY_CHAINS}


def chains_of(text: str) -> tuple[Chain, ...]:
    """The chains that can have given ``text``, which has no character references.

    >>> chains_of("ÖÐ¹ú")[0].kind, chains_of("鐢ㄦ埛")[0].kind
    ('utf-8-as-cp1252', 'utf-8-as-gb18030')
    """
    return LATIN_CHAINS if all(map(_is_latin, text)) else HANZI_CHAINS


def _is_latin(char: str) -> bool:
    return char in SIGNS or bool(CP1252.bytes_of(char)) or bool(LATIN_1.bytes_of(char))
