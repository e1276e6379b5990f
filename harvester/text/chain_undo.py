"""Undo the misreading of one stretch of text: which one it was, and what the text said.

The encodings are told by the bytes: read rightly, they give the frequent characters of Chinese. Where
no byte was lost the text is their strict reading; where some were, :mod:`.restoration` searches for
it. Either way, the text is only believed if the wrong reader shows just the damaged stretch for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import inf
from typing import Final

from harvester.text.alphabets import ALPHABETS, UTF_8, Alphabet
from harvester.text.hole_choices import FIRST, LONE, SECOND, Choices
from harvester.text.language import model
from harvester.text.misreadings import BIG5, CP1252, ENTITIES, GB18030, GBK, HOLE, LATIN_1, SIGNS, Misreading, Reader
from harvester.text.orphans import ORPHAN
from harvester.text.restoration import Search, Token
from harvester.text.segments import frequent_share


@dataclass(frozen=True, slots=True)
class Chain:
    """Text of one encoding read in another."""

    true: Alphabet
    wrong: Misreading

    @property
    def kind(self) -> str:
        """The name that users know it by."""
        return f"{self.true.name}-as-{self.wrong.name}"

    @property
    def may_hide_holes(self) -> bool:
        """Whether a text can be well-formed with a hole taken for a question mark; UTF-8 would be broken."""
        return self.true is not UTF_8 and self.wrong not in (LATIN_1, ENTITIES)


def _chains(wrong: Misreading, *true: str) -> tuple[Chain, ...]:
    return tuple(Chain(ALPHABETS[name], wrong) for name in true)


#: Those that show Latin letters, and those that show Hanzi; of two that explain a text the first is taken.
LATIN_CHAINS: Final = _chains(CP1252, "utf-8", "gbk", "big5") + _chains(LATIN_1, "utf-8", "gbk", "big5")
HANZI_CHAINS: Final = (
    *_chains(GB18030, "utf-8"),
    *_chains(GBK, "utf-8"),
    *_chains(BIG5, "gbk", "utf-8"),
    *_chains(GBK, "big5"),
    *_chains(GB18030, "big5"),
)
ENTITY_CHAINS: Final = _chains(ENTITIES, "gbk", "utf-8", "big5")
CHAINS: Final = {chain.kind: chain for chain in LATIN_CHAINS + HANZI_CHAINS + ENTITY_CHAINS}

#: The least share of frequent characters in what bytes with holes give when they are read rightly.
_LEAST_SHARE: Final = 0.2
#: Chains are compared by what they make of the text if their share is this near to the best.
_NEAR: Final = 0.7
#: So many characters are looked at to tell a chain; bytes that can't be tell against it, but for those of a cut end.
_LOOKED_AT: Final = 160
_UNFIT: Final = "\ufffd"
_CUT: Final = 3
#: So many characters are looked at to tell a reader from others, and so many bits tell it for good.
_SAMPLE: Final = 80
_CLEAR: Final = 20.0
#: A text of which this share of the bytes is lost could be anything.
_HOPELESS: Final = 0.5


@dataclass(frozen=True, slots=True)
class Undone:
    """What a stretch said, by which chains it was damaged (the last first), and the share of lost bytes."""

    text: str
    kinds: tuple[str, ...]
    lost: float = 0.0


@dataclass(frozen=True, slots=True)
class _Suspect:
    """A chain by one reader of its wrong encoding."""

    chain: Chain
    reader: Reader

    def search(self) -> Search:
        return _search(self)

    def tokens(self, shown: str) -> list[Token] | None:
        """What may stand behind each character; ``None`` where the reader never shows one of them."""
        hole: Token = ((LONE,),) if self.reader.width == 1 else ((LONE,), (FIRST, SECOND))
        tokens: list[Token] = []
        for char in shown:
            codes: Token = tuple(tuple(code) for code in _codes(char, self.chain.wrong) if self._shows(code, char))
            if char in SIGNS:
                codes += hole
            if not codes:
                return None
            tokens.append(codes)
        return tokens

    def _shows(self, code: bytes, char: str) -> bool:
        return ord(char) >= ORPHAN or self.reader.show(code) == char

    def cost(self, sample: str) -> float:
        """The bits of what it makes of the begin of a text; infinite if it can't have given that."""
        tokens = self.tokens(sample)
        return inf if tokens is None else self.search().cost(tokens)

    def restored(self, shown: str) -> str | None:
        """The likeliest text that it shows as ``shown``."""
        tokens = self.tokens(shown)
        texts = [] if tokens is None else self.search().restore(tokens)
        return next((text for text in texts if self._explains(text, shown)), None)

    def lost(self, shown: str, text: str) -> float:
        """The share of the bytes of ``text`` that ``shown`` does not tell."""
        known = sum(len(codes[0]) for char in shown if (codes := _codes(char, self.chain.wrong)) and char not in SIGNS)
        size = len(text.encode(self.chain.true.codec))
        return max(0.0, 1 - known / size)

    def _explains(self, text: str, shown: str) -> bool:
        """Whether it shows ``shown`` for ``text``, holes as any sign of them."""
        again = self.reader.show(text.encode(self.chain.true.codec))
        return len(again) == len(shown) and all(
            mine == other or (mine == HOLE and (other in SIGNS or ord(other) >= ORPHAN))
            for mine, other in zip(again, shown, strict=True)
        )


@cache
def _search(suspect: _Suspect) -> Search:
    return Search(Choices(suspect.chain.true, suspect.reader), model().costs)


@dataclass(slots=True)
class Undoer:
    """Undoes the misreadings of one document: one reader read all of it."""

    _proven: _Suspect | None = None

    def undo(self, shown: str, chains: Sequence[Chain], depth: int = 2, least: float = _LEAST_SHARE) -> Undone | None:
        """What ``shown`` said, if one of ``chains``, or ``depth`` of them one after another, explain it.

        ``least``: the share of frequent characters that it must have said.
        """
        looks = {chain: _first_look(shown, chain) for chain in chains}
        shares = {chain: frequent_share(look) for chain, look in looks.items()}
        enough = max(least, _NEAR * max(shares.values(), default=0.0))
        promising = sorted((chain for chain in chains if shares[chain] >= enough), key=lambda chain: -shares[chain])
        found = self._undo_one(shown, promising)
        if found is None and depth > 1:
            fitting = [chain for chain, look in looks.items() if look.count(_UNFIT) <= _CUT]
            return self._undo_deeper(shown, fitting, depth - 1)
        return found

    def _undo_one(self, shown: str, chains: Sequence[Chain]) -> Undone | None:
        plain = {chain: text for chain in chains if (text := strictly(shown, chain)) is not None}
        for chain, text in plain.items():
            if SIGNS[0] not in shown or not chain.may_hide_holes:
                return Undone(text, (chain.kind,))
        if all(_is_plain(char, chain) for char in shown for chain in chains):
            return None
        for suspect in self._suspects(shown, chains):
            restored = suspect.restored(shown)
            if restored is None:
                continue
            lost = 0.0 if restored == plain.get(suspect.chain) else suspect.lost(shown, restored)
            if lost < _HOPELESS:
                return Undone(restored, (suspect.chain.kind,), lost)
        return None

    def _suspects(self, shown: str, chains: Sequence[Chain]) -> Iterator[_Suspect]:
        """Who may have shown ``shown``, the likeliest first."""
        if self._proven and self._proven.chain in chains:
            yield self._proven
        sample = shown[:_SAMPLE]
        costs = {suspect: suspect.cost(sample) for suspect in _suspects_of(chains)}
        ranked = sorted((suspect for suspect in costs if costs[suspect] < inf), key=costs.__getitem__)
        if len(ranked) == 1 or (ranked and costs[ranked[0]] + _CLEAR < costs[ranked[1]]):
            self._proven = ranked[0]
        yield from ranked

    def _undo_deeper(self, shown: str, chains: Sequence[Chain], depth: int) -> Undone | None:
        """Undo a chain that lost nothing, and what is under it."""
        for chain in chains:
            inner = strictly(shown, chain)
            if inner is None or inner == shown:
                continue
            below = self.undo(inner, chains_of(inner), depth)
            if below:
                return Undone(below.text, (chain.kind, *below.kinds), below.lost)
        return None


def _is_plain(char: str, chain: Chain) -> bool:
    """Whether it is certain which bytes stand behind ``char``."""
    return char not in SIGNS and ord(char) < ORPHAN and len(chain.wrong.bytes_of(char)) <= 1


def strictly(shown: str, chain: Chain) -> str | None:
    """What the bytes say, where all of them are known; ``None`` also where no reader would show ``shown``."""
    codes = [_codes(char, chain.wrong) for char in shown]
    if not all(codes):
        return None
    try:
        text = b"".join(code[0] for code in codes).decode(chain.true.codec)
        data = text.encode(chain.true.codec)
    except (UnicodeDecodeError, UnicodeEncodeError):
        return None
    return text if any(reader.show(data) == shown for reader in chain.wrong.readers) else None


def _first_look(shown: str, chain: Chain) -> str:
    """About what the begin of ``shown`` said; ``_UNFIT`` for bytes that can't be."""
    sample = shown[:_LOOKED_AT].replace(SIGNS[1], SIGNS[0])
    return chain.wrong.bytes_about(sample).decode(chain.true.codec, "replace")


def _codes(char: str, wrong: Misreading) -> tuple[bytes, ...]:
    if ORPHAN + 0x80 <= ord(char) <= ORPHAN + 0xFF:
        return (bytes([ord(char) - ORPHAN]),)
    return wrong.bytes_of(char)


def _suspects_of(chains: Sequence[Chain]) -> list[_Suspect]:
    return [_Suspect(chain, reader) for chain in chains for reader in chain.wrong.readers]


def chains_of(text: str) -> tuple[Chain, ...]:
    """The chains that can have given ``text``."""
    return LATIN_CHAINS if all(map(_is_latin, text)) else HANZI_CHAINS


def _is_latin(char: str) -> bool:
    return char in SIGNS or bool(CP1252.bytes_of(char)) or bool(LATIN_1.bytes_of(char))
