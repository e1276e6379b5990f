"""The true encodings of a misread text: which characters fit bytes of which some are unknown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product
from typing import Final

from harvester.config.patterns import regex
from harvester.text.language.model import model

#: The bytes of a character; ``None`` where one is unknown.
Pattern = tuple[int | None, ...]

#: A character that costs more bits than this by itself is never guessed: of the Hanzi of GBK, 58 in 100 do.
_MOST_BITS: Final = 21.0
_ANY: Final = range(0x40, 0x100)
#: Not guessed either: Hangul, user-defined characters, and scripts from outside East Asia.
_OTHER_SCRIPT: Final = regex("[\u0530-\u1fff\ua000-\uf8ff]")


@dataclass(frozen=True)
class Alphabet:
    """A true encoding: its name in the kinds of damage, and its codec.

    >>> UTF_8.size(0xE7), GBK.size(0xB5)
    (3, 2)
    >>> [char for char, _ in UTF_8.guesses((0xE7, 0x9C, None))][:3]
    ['看', '真', '省']
    """

    name: str
    codec: str

    def size(self, lead: int) -> int:
        """How many bytes a character that begins with ``lead`` has; 0 where none does."""
        return self._sizes[lead]

    def continues(self, byte: int) -> bool:
        """Whether ``byte`` can be in a character after its lead byte."""
        return byte in self._trails

    def may_have(self, code: Iterable[int]) -> bool:
        """Whether each byte of ``code`` is in some character; negative ones are unknown.

        >>> UTF_8.may_have((0xE7, -1)), UTF_8.may_have((0xFE, 0xA1))
        (True, False)
        """
        return all(byte < 0 or self._sizes[byte] or byte in self._trails for byte in code)

    @cached_property
    def _sizes(self) -> tuple[int, ...]:
        if self.codec != "utf-8":
            return (*[1] * 0x80, 0, *[2] * 0x7E, 0)
        return (*[1] * 0x80, *[0] * 0x42, *[2] * 0x1E, *[3] * 0x10, *[4] * 5, *[0] * 11)

    @cached_property
    def _trails(self) -> frozenset[int]:
        return frozenset(range(0x80, 0xC0) if self.codec == "utf-8" else (*range(0x40, 0x7F), *range(0x80, 0xFF)))

    def guesses(self, pattern: Pattern) -> tuple[tuple[str, bytes], ...]:
        """The characters, with their bytes, that fit ``pattern``; likelier ones first.

        All of them where at most one byte is unknown, otherwise only those that are likely at all.
        """
        known = self._known.get(pattern)
        if known is None:
            known = self._known[pattern] = self._guess(pattern)
        return known

    def _guess(self, pattern: Pattern) -> tuple[tuple[str, bytes], ...]:
        if pattern.count(None) > 1:
            return self._by_pattern.get(pattern, ())
        codes = product(*(_ANY if byte is None else (byte,) for byte in pattern))
        chars = {self._char(bytes(code)): bytes(code) for code in codes}
        if None in pattern:
            chars = {char: code for char, code in chars.items() if not _OTHER_SCRIPT.match(char)}
        costs = model().costs
        return tuple(sorted(((char, code) for char, code in chars.items() if char), key=lambda entry: costs[entry[0]]))

    def _char(self, code: bytes) -> str:
        """The single character that ``code`` is, or nothing."""
        try:
            char = code.decode(self.codec)
        except UnicodeDecodeError:
            return ""
        return char if len(char) == 1 else ""

    @cached_property
    def _known(self) -> dict[Pattern, tuple[tuple[str, bytes], ...]]:
        return {}

    @cached_property
    def _by_pattern(self) -> Mapping[Pattern, tuple[tuple[str, bytes], ...]]:
        found: defaultdict[Pattern, list[tuple[str, bytes]]] = defaultdict(list)
        for char in _usual():
            code = char.encode(self.codec, "ignore")
            if 2 <= len(code) <= 3 and code.decode(self.codec) == char:
                for pattern in product(*((byte, None) for byte in code)):
                    found[pattern].append((char, code))
        return {pattern: tuple(chars) for pattern, chars in found.items()}


UTF_8: Final = Alphabet("utf-8", "utf-8")
GBK: Final = Alphabet("gbk", "gb18030")
BIG5: Final = Alphabet("big5", "big5hkscs")

ALPHABETS: Final[Mapping[str, Alphabet]] = {entry.name: entry for entry in (UTF_8, GBK, BIG5)}


@cache
def _usual() -> tuple[str, ...]:
    """The characters that make up Chinese text, most frequent first."""
    costs = model().costs
    chars = [chr(code) for block in _BLOCKS for code in block]
    priced = sorted((costs[char], char) for char in chars)
    return tuple(char for cost, char in priced if cost < _MOST_BITS)


_BLOCKS: Final = (
    range(0xA1, 0x100),
    range(0x2013, 0x2027),
    range(0x2030, 0x203C),
    range(0x2160, 0x217A),
    range(0x2460, 0x2474),
    range(0x25A0, 0x2640),
    range(0x3000, 0x3020),
    range(0x4E00, 0x9FA6),
    range(0xFF01, 0xFF5F),
)
