"""What is shown of a damaged document, and what is known about it: the basis of the search."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from heapq import heappush, heappushpop
from typing import Final

from harvester.config.patterns import regex
from harvester.text.encodings import gbk
from harvester.text.encodings.orphans import ORPHAN
from harvester.text.language.document import Words
from harvester.text.language.model import model
from harvester.text.shift import paths
from harvester.text.shift.choices import Choices
from harvester.text.work import Work

#: What a decoder may do with private pairs other than keeping them; a document has met one decoder.
MODES: Final = (paths.GONE, paths.MARKED, paths.SPLIT)
#: Prices of events, in bits: what all orphans of a document do costs nothing once its decoder's mode is known;
#: one that left no mark is assumed to be one in 256, one that swallowed what follows one in four.
PRICES: Final[Mapping[int, float]] = {
    paths.GONE: 0.0,
    paths.MARKED: 0.0,
    paths.SPLIT: 0.0,
    paths.HIDDEN: 8.0,
    paths.ATE: 2.0,
}
#: A price that nothing can pay.
NEVER: Final = 1e9

#: How many paths are kept at a place: the work of a search grows with them, and the right one rarely ranks lower.
BEAM: Final = 12

#: What may stand for an orphan.
SIGN: Final = f"?\ufffd{chr(ORPHAN + 0x80)}-{chr(ORPHAN + 0xFF)}"
#: More of these in a row than a shift leaves (of one sign at most four): there is nothing to read.
RUN: Final = regex(f"[{SIGN}{re.escape(gbk.TWINS)}]{{10,}}|\\?{{5,}}|\ufffd{{5,}}")

#: How much of a line around a place is searched for open quotes: more than paragraphs have, and an endless line
#: must not take quadratic time.
LINE: Final = 1000

#: How many characters the language model looks back.
_LOOKED_BACK: Final = 2

_CLOSING: Final = {"”": "“", "’": "‘", "」": "「", "』": "『", "》": "《", "】": "【", "〕": "〔", "〉": "〈"}
_CRIES: Final = frozenset("?!？！~～")
#: The most that one more of them costs, in bits: a row of them is one event, not many.
_REPEATED: Final = 2.0
#: Characters whose cost depends on more than the two before them: the tool left none of the seven marks.
CHECKED: Final = frozenset(_CLOSING) | frozenset(gbk.SQUASHED)
#: The price of a closing quote where none is open, in bits: assumed for one in 64.
_UNOPENED: Final = 6.0
#: What closing an open quote costs less than the model says, in bits: after the end of a sentence, and elsewhere.
#: In news, an open quote is closed after two sentences of three (0.6 bits, where the model says 7.4), and after
#: one Hanzi of 32 if there are clauses in it (5.0, where it says 7.8).
_SENTENCE_CLOSED: Final = -6.0
_PHRASE_CLOSED: Final = -3.0
_ENDS: Final = frozenset("。！？…")
#: What closing a quote that otherwise stays open gains, in bits: one in 256 is assumed to stay open.
_CLOSED: Final = 8.0


@dataclass(slots=True)
class Shown:
    """A damaged text, its words, and what its decoder is known to have done.

    ``prices``: event -> its price in bits, for events that may have happened;
    ``glossed``: the characters that a converter is known to have glossed in it; ``work``: what may be spent on it.

    >>> shown = Shown("知道,回答", Work.on("知道,回答"))
    >>> shown.char(2, "道"), hex(shown.second(2)), shown.ends(5)
    ('，', '0xac', True)
    """

    text: str
    work: Work
    glossed: frozenset[str] = frozenset()
    #: The twins of the marks that the tool replaced: all seven, or only cries, which may be shown at full width.
    twins: str = gbk.TWINS
    prices: dict[int, float] = field(default_factory=lambda: dict(PRICES))
    words: Words = field(init=False)
    choices: Choices = field(init=False)
    _runs: frozenset[int] = field(init=False)
    #: The clean text of the line before the search's start.
    before: str = ""

    def __post_init__(self) -> None:
        self.words = Words(self.text)
        self._runs = frozenset(match.start() for match in RUN.finditer(self.text))
        self.choices = Choices(self.words.followers(), self.words.script)

    def char(self, place: int, before: str) -> str:
        """What stands at ``place`` after ``before``; an ASCII mark next to Hanzi counts as a full-width one."""
        char = self.text[place]
        if char in gbk.FULL and (is_wide(before) or is_wide(self.text[place + 1 : place + 2])):
            return gbk.FULL[char]
        return char

    def context(self, place: int) -> str:
        """The two characters before ``place``, within its line."""
        shown = "".join(self.char(near, self.text[max(near - 1, 0)]) for near in range(max(place - 2, 0), place))
        return ("\n\n" + shown)[-2:]

    def following(self, place: int) -> str:
        """The two characters from ``place`` on, or those up to the line's end, and that."""
        shown = [self.char(near, self.text[near - 1]) for near in range(place, min(place + 2, len(self.text)))]
        line, end, _ = "".join(shown).partition("\n")
        return line + "\n" if end or len(shown) < _LOOKED_BACK else line

    def line_before(self, place: int) -> str:
        """The line up to ``place``, or the end of it."""
        return self.text[max(place - LINE, 0) : place].rpartition("\n")[2]

    def line_about(self, place: int) -> tuple[str, int]:
        """The whole line in which ``place`` is, and where it is in it; nothing of a line that is very long."""
        start = self.text.rfind("\n", max(place - LINE, 0), place) + 1
        end = self.text.find("\n", place, place + LINE)
        if (start == 0 and place > LINE) or (end < 0 and place + LINE < len(self.text)):
            return "", 0
        return self.text[start : end if end >= 0 else len(self.text)], place - start

    def literal(self, start: int, end: int, before: str) -> float:
        """What the text from ``start`` to ``end`` costs as it stands, including the line's end if it ends there."""
        cost = 0.0
        for place in range(start, end):
            char = self.char(place, before[-1])
            cost += as_shown(before, char)
            before = before[-1] + char
        return cost + (as_shown(before, "\n") if self.ends(end) else 0.0)

    def ends(self, place: int) -> bool:
        """Whether a line, or its readable part, ends at ``place``."""
        return self.text[place : place + 1] in {"", "\n"} or place in self._runs

    def pauses(self, place: int) -> bool:
        """Whether a line, or its readable part, ends at ``place``, or there is white space."""
        return self.ends(place) or self.text[place].isspace()

    def bits(self, path: paths.Path, char: str) -> float:
        """What ``char`` costs after ``path``."""
        gram = path.text[-2:] + char
        words = self.words
        cost = words[gram] if gram in words.triples else words.general[gram]
        if char not in CHECKED:
            return cost
        return NEVER if path.trace.squashed and self.is_squashed(char) else cost + self.as_closing(path.text, char)

    def is_squashed(self, char: str) -> bool:
        """Whether ``char`` is a full-width mark that the tool replaced wherever it found it."""
        return gbk.SQUASHED.get(char, " ") in self.twins

    def second(self, place: int) -> int:
        """The second byte of the full-width mark that the one at ``place`` may have been; 0 where there is none."""
        char = self.text[place : place + 1]
        twin = char if self.twins == gbk.TWINS else gbk.SQUASHED.get(char, char)
        return gbk.SECOND[twin] if twin and twin in self.twins else 0

    def as_closing(self, text: str, char: str) -> float:
        """The price of ``char`` if it is a closing quote after ``text`` where none is open; less than 0 where one is.

        The model of the language does not look so far back.
        """
        opening = _CLOSING.get(char)
        if opening is None:
            return 0.0
        opened = self.before.count(opening) + text.count(opening, 2)
        if opened <= self.before.count(char) + text.count(char, 2):
            return _UNOPENED
        if char not in _QUOTES:
            return 0.0
        line = self.before + text[2:]
        if _ends_inside(line[line.rfind(opening) + 1 :]):
            return _UNOPENED
        return _SENTENCE_CLOSED if text[-1] in _ENDS else _PHRASE_CLOSED

    def closing(self, span: paths.Span) -> float:
        """What a reading gains, in bits, if it ends with the quote that its line opens and never closes."""
        closing = span.text.removesuffix("<")[-1:]
        opening = _CLOSING.get(closing)
        if opening is None:
            return 0.0
        before = self.line_before(span.start)
        after = self.text[span.end : span.end + LINE].partition("\n")[0]
        return _CLOSED if before.count(opening) > before.count(closing) and closing not in after else 0.0

    def price(self, trace: paths.Trace, events: int) -> float:
        """What ``events`` cost after ``trace``, except those that it has already."""
        new = events & ~trace.events
        return sum(self.prices.get(event, NEVER) for event in PRICES if event & new) if new else 0.0


class Cheapest:
    """The costs of the cheapest paths to a place, as many as are kept.

    >>> cheapest = Cheapest()
    >>> [cheapest.add(float(cost)) for cost in range(BEAM, 0, -1)][-2:]
    [1000000000.0, 12.0]
    >>> cheapest.add(0.5)
    11.0
    """

    __slots__ = ("_costs",)

    def __init__(self) -> None:
        self._costs: list[float] = []

    def add(self, cost: float) -> float:
        """The most that another path may cost to be kept, now that there is one of ``cost``."""
        if len(self._costs) < BEAM:
            heappush(self._costs, -cost)
        else:
            heappushpop(self._costs, -cost)
        return self.most

    @property
    def most(self) -> float:
        """The most that another path may cost to be kept."""
        return -self._costs[0] if len(self._costs) == BEAM else NEVER


def _ends_inside(quoted: str) -> bool:
    """Whether a quote that begins in ``quoted`` is open at its end."""
    return any(quoted.count(opening) > quoted.count(closing) for closing, opening in _CLOSING.items())


def as_shown(before: str, char: str) -> float:
    """What ``char`` costs, in bits, after the two characters ``before`` it where it is read as it stands.

    Only the language counts, since the document shows it. Authors repeat question and exclamation
    marks more freely than the texts that the model was counted on.

    >>> as_shown("今天", "的") < as_shown("今天", "龘")
    True
    """
    cost = model().costs[before + char]
    return min(cost, _REPEATED) if char in _CRIES and before[-1] in _CRIES else cost


def is_sign(char: str) -> bool:
    """Whether ``char`` may stand for an orphan.

    >>> is_sign("?"), is_sign("!")
    (True, False)
    """
    return char in "?\ufffd" or 0x80 <= ord(char) - ORPHAN <= 0xFF


def known_byte(char: str) -> int:
    """The byte of an orphan that this project's decoder kept, otherwise 0.

    >>> known_byte(chr(ORPHAN + 0xA1)), known_byte("?")
    (161, 0)
    """
    return max(ord(char) - ORPHAN, 0)


def is_wide(char: str) -> bool:
    """Whether ``char`` belongs to Chinese text: a Hanzi, a full-width mark, a quote.

    >>> is_wide("灯"), is_wide("“"), is_wide("a")
    (True, True, False)
    """
    return char >= "\u2e80" or char in _QUOTES


_QUOTES: Final = frozenset("“”‘’—…·")
