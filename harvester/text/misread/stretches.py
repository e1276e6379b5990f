"""The stretches of a text that a single misreading may have given: lines, and runs of Latin letters in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from harvester.config.patterns import regex
from harvester.text.language import blocks
from harvester.text.misread.chains import (
    ENTITY_CHAINS,
    HANGUL_CHAINS,
    HANZI_CHAINS,
    LATIN_CHAINS,
    UTF_8_CHAINS,
    Chain,
)
from harvester.text.misread.parts import USUAL, bits_of_each
from harvester.text.misread.references import REFERENCES, unescaped
from harvester.text.misread.remains import utf8_span
from harvester.text.misread.signs import LATIN, LATIN_RUN, lines_with, rare, signs

#: The least share of rare characters in a line of misread Hanzi; in clean text one in 200 is as rare.
_RARE_SHARE: Final = 0.25
#: This many clean characters next to a misread part do not belong to it.
_MERGED: Final = 3
#: The farthest that two rare characters of one place are apart: a misread character is shown as two or three.
_NEAR: Final = 2

#: How many characters on either side of a sign are looked at first.
_ABOUT: Final = 8

#: A run of ASCII, which says the same in every encoding.
ASCII: Final = regex(r"[\x00-\x7f]+")
#: Hangul beside Hanzi, which few people write.
HANGUL: Final = regex("[가-힣][一-鿿]|[一-鿿][가-힣]")
#: A sign beside what is not ASCII: a hole, or a question mark.
HOLED: Final = regex("[?\ufffd](?:(?<=[^\x00-\x7f].)|(?=[^\x00-\x7f]))")
_LETTERS: Final = regex("[A-Za-z]")
_BEYOND: Final = regex("[\u0100-\u0fff]")


def has_holes(text: str) -> bool:
    """Whether ``text`` has a sign of a lost byte, or a question mark, beside a character that is not ASCII.

    >>> has_holes("准朕??壑断"), has_holes("好的。")
    (True, False)
    """
    return ("?" in text or "\ufffd" in text) and HOLED.search(text) is not None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the text that a single misreading may have given: a line, or a run of Latin in it.

    >>> stretch = next(stretches_in("&#214;&#208;&#185;&#250;"))
    >>> stretch.shown, stretch.quoted, stretch.chains[0].kind
    ('ÖÐ¹ú', False, 'gbk-as-entities')
    """

    start: int
    text: str
    chains: tuple[Chain, ...]
    #: Whether it is inside a line of other text.
    quoted: bool
    #: What was shown before it was escaped as character references.
    escaped: str | None = None

    @property
    def shown(self) -> str:
        """What the wrong reader showed."""
        return self.text if self.escaped is None else self.escaped


def stretches_in(text: str) -> Iterator[Stretch]:
    """The stretches of ``text`` that show signs of a misreading.

    >>> [stretch.text for stretch in stretches_in("作者：ÖÐ¹ú")]
    ['ÖÐ¹ú']
    """
    for start, end in lines_with(REFERENCES, text):
        line = text[start:end]
        shown = unescaped(line)
        if shown is not None:
            quoted = len(_LETTERS.findall(shown)) > len(ASCII.sub("", shown))
            yield Stretch(start, line, ENTITY_CHAINS, quoted=quoted, escaped=shown)
    for start, end in lines_with(LATIN, text):
        for run in LATIN_RUN.finditer(text, start, end):
            typed = len(set(ASCII.sub("", run[0]))) < 2  # a repeated letter
            if LATIN.search(run[0]) and not typed and not _is_part(text, run):
                yield Stretch(run.start(), run[0], LATIN_CHAINS, run.span() != (start, end))
    yield from _wide_stretches(text)


def _is_part(text: str, run: re.Match[str]) -> bool:
    """Whether letters that no single byte is shown as touch ``run``: another reader showed more than that."""
    before, after = text[run.start() - 1 : run.start()], text[run.end() : run.end() + 1]
    return any(char and _BEYOND.match(char) for char in (before, after))


def _wide_stretches(text: str) -> Iterator[Stretch]:
    """Those that show Hanzi that hardly anybody writes, or that nobody writes together, with signs of lost bytes."""
    known = set()
    for start, end in lines_with(signs(), text):
        line = text[start:end]
        part = utf8_span(line)
        if part and _is_merged(line, *part):
            known.add(start)
            yield Stretch(start + part[0], line[slice(*part)], UTF_8_CHAINS, quoted=False)
        elif _is_rare(line):
            known.add(start)
            yield Stretch(start, line, HANZI_CHAINS, quoted=False)
    for start, end in lines_with(HOLED, text) if has_holes(text) else ():
        line = text[start:end]
        hangul = HANGUL.search(line) if blocks.HANGUL.are_in(line) else None
        if (hangul or start not in known) and _is_unusual(_about_hole(line)) and _is_unusual(line):
            yield Stretch(start, line, HANGUL_CHAINS if hangul else HANZI_CHAINS, quoted=False)


def _about_hole(line: str) -> str:
    """The part of ``line`` about its first sign of a lost byte, which decides for most lines."""
    hole = HOLED.search(line)
    return line[max(0, hole.start() - _ABOUT) : hole.end() + _ABOUT] if hole else line


def _is_unusual(line: str) -> bool:
    """Whether ``line`` costs more bits than Chinese or Korean does."""
    return sum(bits_of_each(line)) > USUAL * len(ASCII.sub("", line))


def _is_merged(line: str, start: int, end: int) -> bool:
    """Whether ``line`` is clean outside its part from ``start`` to ``end``: at least a word, of usual characters."""
    beside = ASCII.sub("", line[:start] + line[end:])
    return len(beside) >= _MERGED and sum(map(rare().__contains__, beside)) < _RARE_SHARE * len(beside)


def _is_rare(line: str) -> bool:
    """Whether many of the characters in ``line`` are rare, and some stand together or with one character between."""
    rares = rare()
    places = [place for place, char in enumerate(line) if char in rares]
    near = any(later - place <= _NEAR for place, later in pairwise(places))
    return near and len(places) >= _RARE_SHARE * len(ASCII.sub("", line))


def other_lines(text: str, seen: Iterable[Stretch]) -> Iterator[Stretch]:
    r"""The lines that show no sign but may nevertheless be misread.

    >>> [stretch.text for stretch in other_lines("one\n灯会\nthree", [])]
    ['灯会']
    """
    known = {text.rfind("\n", 0, stretch.start) + 1 for stretch in seen}
    start = 0
    for line in text.split("\n"):
        if start not in known and not line.isascii():
            is_latin = LATIN_RUN.fullmatch(line) is not None
            yield Stretch(start, line, LATIN_CHAINS if is_latin else HANZI_CHAINS, quoted=False)
        start += len(line) + 1
