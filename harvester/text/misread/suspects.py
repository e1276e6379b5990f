"""One reader of a wrong encoding, suspected of having read a text: what the text said then, and whether it fits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from math import inf
from typing import Final

from harvester.text.encodings.orphans import ORPHAN
from harvester.text.language.alphabets import UTF_8
from harvester.text.language.classes import unmatched
from harvester.text.misread.chains import Chain
from harvester.text.misread.doubts import MOST, bits_to_decide, guessed
from harvester.text.misread.hole_choices import FIRST, LONE, SECOND, Choices
from harvester.text.misread.readers import HOLE, SIGNS, Misreading, Reader, folded
from harvester.text.misread.restoration import Ranked, Search, Token
from harvester.text.misread.worded import Guesses, Margins
from harvester.text.work import Work

#: The most bits of a last character whose last byte was trimmed as a blank; otherwise the text was cut. Short
#: texts seldom are, so most is allowed there (97 in 100 Hanzi cost less), and less in long ones (86 in 100).
_TRIMMED: Final = 15.0
_SHORT: Final = 60
_CUT: Final = 11.0
#: A trimmed blank is this many bits likelier than a text that was cut, or lost its last byte in another way.
_TRIMMING: Final = 4.0
#: How many paths are kept where only the bits count: a quarter of the usual, since a bit more or less does not matter.
_GLANCE: Final = 4
#: How many bits worse every other text must be where bytes left no sign.
_CLEAR_SILENT: Final = 4.0
#: Words never speak against a reading by more bits than that.
_BEYOND_WORDS: Final = 6.0
#: The bits of NFKC after a misreading.
_FOLDED: Final = 5.0
#: The bits of a reader that lacks more than usual: one text in twenty.
_POORER: Final = 4.3
#: Bytes that may be missing without a sign before a character, or at the end.
_GAPS: Final = ((), (LONE,), (LONE, LONE))
#: How many characters' tokens are kept for each suspect (some 5 MB), so that no input fills the memory.
_KEPT: Final = 20_000
#: What must be decided in longer texts is not remembered, so that no input fills the memory.
_REMEMBERED: Final = 2_000
#: The smallest byte with which a character of two bytes begins.
_LEAST_LEAD: Final = 0x80
#: The same where pairs leave no sign either.
_PAIR_GAPS: Final = (*_GAPS, (FIRST, SECOND), (FIRST, SECOND, FIRST, SECOND))


@dataclass(frozen=True, slots=True)
class Restored:
    """What a stretch said, by how many bits it is likelier than any other text that explains it, and its own bits.

    >>> from harvester.text.language.model import model
    >>> from harvester.text.misread.chains import CHAINS
    >>> suspect = Suspect(CHAINS["utf-8-as-cp1252"], Reader("cp1252"))
    >>> restored = suspect.restored("ä»Šå¤©çœ‹è§?äº†", model().costs, Work.on("今天看见了"))
    >>> restored.text, restored.margin > 10
    ('今天看见了', True)
    """

    text: str
    margin: float
    bits: float


@dataclass(frozen=True, slots=True)
class Suspect:
    """A chain, and one reader of its wrong encoding; a ``silent`` one leaves out holes without a sign.

    >>> from harvester.text.misread.chains import CHAINS
    >>> suspect = Suspect(CHAINS["utf-8-as-cp1252"], Reader("cp1252"))
    >>> suspect.tokens("è§?")
    [((232,),), ((167,),), ((63,), (-1,))]
    >>> suspect.tokens("灯") is None, round(suspect.lost("è§?", "见"), 2)
    (True, 0.33)
    """

    chain: Chain
    reader: Reader
    silent: bool = False

    @property
    def clear(self) -> float:
        """By how many bits any other text must be worse so that one in ten is wrong at most."""
        return max(self.chain.clear, _CLEAR_SILENT) if self.silent else self.chain.clear

    @property
    def price(self) -> float:
        """What it costs, in bits, that a text was read so: NFKC after it is rare, and readers that lack more are."""
        return _POORER if self.reader in self.chain.wrong.poorer else _FOLDED if self.reader.folds else 0.0

    def rivals(self, shown: str) -> list[Suspect]:
        """Those who may have shown ``shown`` as well, and are not asked otherwise: they lack more, or read a code anew.

        Readers of Big5 show some kana and signs for different codes.
        """
        if self.silent or self.reader.blanks:
            return []
        chars = set(shown).difference(SIGNS)
        wrong = self.chain.wrong
        others: list[Reader] = []
        if self.chain.true is UTF_8 and len(chars) < len(set(shown)):
            others += (each for each in wrong.poorer if not each.blanks and all(map(each.may_show, chars)))
        if not wrong.single and is_ambiguous(shown, wrong):
            own = self.reader
            others += (each for each in wrong.readers if each.codec != own.codec and each.width == own.width)
        return [replace(self, reader=each) for each in others]

    def tokens(self, shown: str) -> list[Token] | None:
        """The bytes that each character may stand for; ``None`` where one of the characters stands for none."""
        seen = _tokens(self)
        if len(seen) > _KEPT:
            seen.clear()
        seen |= {char: self._token(char) for char in set(shown).difference(seen)}
        tokens = [seen[char] for char in shown]
        return tokens if all(tokens) else None

    def _token(self, char: str) -> Token:
        """The bytes that ``char`` may stand for, if the reader shows it for any that can be in the true encoding."""
        behind = (b" ", b"\xa0") if char == " " else codes_behind(char, self.chain.wrong)
        behind += folded().get(char, ()) if self.reader.folds else ()
        may_have = self.chain.true.may_have
        codes: Token = tuple(tuple(code) for code in behind if may_have(code) and self._shows(code, char))
        if char in SIGNS and not self.silent:
            pairs = self.reader.width > 1 or self.reader.lacks
            codes += ((LONE,), (FIRST, SECOND)) if pairs else ((LONE,),)
        return self._with_gaps(codes) if self.silent else codes

    def _with_gaps(self, codes: Token) -> Token:
        """``codes``, and the same after missing bytes.

        Where characters have two bytes, a lone byte can only be missing before ASCII: any other would form a pair with
        what follows, except for 80 where that is not the euro sign.
        """
        if not self.reader.euro:
            return tuple(gap + code for gap in self._gaps for code in codes)
        pairs = _GAPS[:1] + _PAIR_GAPS[len(_GAPS) :] * bool(self.reader.lacks)
        return tuple(gap + code for code in codes for gap in (pairs if code[0] >= _LEAST_LEAD else self._gaps))

    @property
    def _gaps(self) -> Token:
        """The bytes that may be missing without a sign in one place."""
        return (_PAIR_GAPS if self.reader.lacks else _GAPS) if self.silent else _GAPS[:1]

    def _shows(self, code: bytes, char: str) -> bool:
        return ord(char) >= ORPHAN or self.reader.show(code) == char

    def is_clear(self, restored: Restored, shown: str) -> bool:
        """Whether every other text that it shows as ``shown`` is far worse than what was ``restored``."""
        if restored.margin >= MOST:
            return True
        if restored.margin < self._to_decide(restored.text, shown):
            return False
        return restored.margin >= self.clear + _BEYOND_WORDS or self._margin_in_words(restored, shown) >= self.clear

    def cost(self, sample: str, costs: Mapping[str, float], work: Work) -> float:
        """The bits of what it makes of the beginning of a text; infinite if it cannot have shown that."""
        tokens = self.tokens(sample)
        return inf if tokens is None else Search(_choices(self), costs, work, _GLANCE).cost(tokens)

    def restored(self, shown: str, costs: Mapping[str, float], work: Work) -> Restored | None:
        """The likeliest text, by what grams cost, that it shows as ``shown``, perhaps without a blank at the end."""
        restored = self._restored(shown, costs, work)
        if restored is None and self.reader.blanks and self.chain.true is UTF_8 and not self.silent:
            restored = self._restored(f"{shown} ", costs, work)
            if restored and costs[restored.text[-3:]] > (_TRIMMED if len(shown) < _SHORT else _CUT):
                return None
            return self._weighed(restored, _TRIMMING, costs)
        signed = shown[-1:] in SIGNS and not any(sign in shown[:-1] for sign in SIGNS)
        return self._weighed(restored, 0.0, costs) if signed else restored

    def _weighed(self, restored: Restored | None, bits: float, costs: Mapping[str, float]) -> Restored | None:
        """``restored``, weighed against that its last byte was lost in another way, which ``bits`` speak against."""
        if restored is None or self.chain.true is not UTF_8 or not self.reader.by_byte:
            return restored
        return replace(restored, margin=min(restored.margin, bits + _margin_of_last(restored.text, costs)))

    def _restored(self, shown: str, costs: Mapping[str, float], work: Work) -> Restored | None:
        tokens = self.tokens(shown)
        if tokens is None:
            return None
        found: dict[str, Ranked] = {}
        for each in Search(_choices(self), costs, work).ranked(tokens, gaps=self._gaps):
            if each.text not in found and self._explains(each.text, shown):
                found[each.text] = each
        if not found:
            return None
        best, *others = found.values()
        behind = next((other.bits - best.bits for other in others if not _leaves_more_open(other.text, best.text)), inf)
        return Restored(best.text, min(best.margin, behind), best.bits)

    def lost(self, shown: str, text: str) -> float:
        """The share of the bytes of ``text`` that ``shown`` does not tell."""
        size = len(text.encode(self.chain.true.codec))
        return max(0.0, 1 - known_bytes(shown, self.chain.wrong) / size)

    def _explains(self, text: str, shown: str) -> bool:
        """Whether it shows ``text`` as ``shown``, with any sign for holes."""
        again = self.reader.show(text.encode(self.chain.true.codec))
        if self.silent:
            return again.replace(HOLE, "") == shown
        return len(again) == len(shown) and all(
            mine == HOLE and (other in SIGNS or ord(other) >= ORPHAN)
            for mine, other in zip(again, shown, strict=True)
            if mine != other
        )

    def _margin_in_words(self, restored: Restored, shown: str) -> float:
        """By how many bits every other text is worse if the words of a dictionary count as well."""
        margins = _margins_lately if len(shown) <= _REMEMBERED else Suspect.margins
        return margins(self, restored.text, shown).of(restored.margin)

    def margins(self, text: str, shown: str) -> Margins:
        """By how many bits texts are worse than ``text`` that differ in a guess or two, which takes a while."""
        alphabet = self.chain.true
        places = dict(guessed(text, alphabet, self.reader))
        if shown[-1:] in SIGNS:
            places.setdefault(len(text) - 1, (*text[-1].encode(alphabet.codec)[:-1], None))
        return Guesses(text, places, alphabet, lambda other: self._explains(other, shown)).margins()

    def _to_decide(self, text: str, shown: str) -> float:
        """By how many bits every other text must be worse than ``text`` for what was guessed in it."""
        return _decided_lately(self, text, shown) if len(shown) <= _REMEMBERED else self.decided(text, shown)

    def decided(self, text: str, shown: str) -> float:
        """The same, which takes a while."""
        return bits_to_decide(text, self.chain.true, self.reader, lambda other: self._explains(other, shown))


def is_ambiguous(shown: str, wrong: Misreading) -> bool:
    """Whether the readers of ``wrong`` have different codes for a character of ``shown``.

    >>> from harvester.text.misread.readers import BIG5
    >>> is_ambiguous("當ヶ", BIG5), is_ambiguous("當然", BIG5)
    (True, False)
    """
    return len({reader.codec for reader in wrong.readers}) > 1 and any(
        char not in SIGNS and len(wrong.bytes_of(char)) > 1 for char in set(shown)
    )


def _leaves_more_open(text: str, than: str) -> bool:
    """Whether more brackets of ``text`` have no other half: nobody wrote that where there is a choice."""
    return unmatched(text) > unmatched(than)


@lru_cache(maxsize=512)
def _decided_lately(suspect: Suspect, text: str, shown: str) -> float:
    """The same, remembered: second thoughts, and later passes, come to the same text for most lines."""
    return suspect.decided(text, shown)


@lru_cache(maxsize=512)
def _margins_lately(suspect: Suspect, text: str, shown: str) -> Margins:
    """The same, remembered."""
    return suspect.margins(text, shown)


def _margin_of_last(text: str, costs: Mapping[str, float]) -> float:
    """By how many bits any other character is worse at the end of ``text`` that has the same bytes but the last."""
    before, last = f"\n\n{text[:-1]}"[-2:], text[-1]
    pattern = (*last.encode()[:-1], None)
    others = (costs[before + char] for char, _ in UTF_8.guesses(pattern) if char != last)
    return min(others, default=inf) - costs[before + last]


@cache
def _tokens(_suspect: Suspect) -> dict[str, Token]:
    """What characters may stand for according to a suspect, as far as they were looked at."""
    return {}


@cache
def _choices(suspect: Suspect) -> Choices:
    return Choices(suspect.chain.true, suspect.reader)


def known_bytes(shown: str, wrong: Misreading) -> int:
    """How many bytes ``shown`` tells, read in the encoding ``wrong``; signs of holes tell none.

    >>> from harvester.text.misread.readers import LATIN_1
    >>> known_bytes("ÖÐ?", LATIN_1)
    2
    """
    sizes = _sizes(wrong)
    if len(sizes) > _KEPT:
        sizes.clear()
    sizes |= {char: _size(char, wrong) for char in set(shown).difference(sizes)}
    return sum(map(sizes.__getitem__, shown))


@cache
def _sizes(_wrong: Misreading) -> dict[str, int]:
    """How many bytes characters tell, as far as they were looked at."""
    return {}


def _size(char: str, wrong: Misreading) -> int:
    codes = codes_behind(char, wrong) if char not in SIGNS else ()
    return len(codes[0]) if codes else 0


def codes_behind(char: str, wrong: Misreading) -> tuple[bytes, ...]:
    r"""The codes that ``char`` may stand for; for an undecodable byte that our decoder kept, that byte.

    >>> from harvester.text.misread.readers import LATIN_1
    >>> codes_behind("Ö", LATIN_1), codes_behind("灯", LATIN_1)
    ((b'\xd6',), ())
    """
    if ORPHAN + 0x80 <= ord(char) <= ORPHAN + 0xFF:
        return (bytes([ord(char) - ORPHAN]),)
    return wrong.bytes_of(char)
