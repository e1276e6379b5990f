"""Read a damaged line again: the likeliest clean text whose bytes explain what is shown.

A search over bytes. What is shown gives bytes: those of its characters are certain, an orphan is
one unknown byte, an ASCII mark of the seven may be a squashed full-width one, a pair of bytes may
be gone without a mark, and a ``(reading)`` may have been inserted. The search pairs these bytes up
to clean characters; its state is the place in what is shown, the lead byte that waits for its
trail byte, and the last two clean characters, which is all that the language model looks at.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntFlag
from typing import Final, NamedTuple

from harvester.text import gbk
from harvester.text.choices import Choices
from harvester.text.orphans import ORPHAN
from harvester.text.readings import GLOSS, OPEN_GLOSS, sounding

#: Paths that cost this many bits more than the best are given up.
MARGIN: Final = 26.0
#: Paths kept at a place.
BEAM: Final = 24
#: What a lead byte that waits for its trail byte has told, in bits: paths with one look too cheap by it.
WAITING: Final = 5.0
#: The price of a path that says that a mark, or a gloss, shifted what follows.
START: Final = 6.0
#: The price of an author's note, and of a gloss of a character that the document was not seen to gloss.
NOTE: Final = 16.0
GLOSS_PRICE: Final = 8.0
_DEAR: Final = 60.0


class Event(IntFlag):
    """What a path says has happened; it must be the same all through a document."""

    NONE = 0
    GONE = 1  # a private pair left no mark
    MARKED = 2  # a private pair left an orphan
    SPLIT = 4  # the lead byte of a private pair left an orphan, its second byte was read again
    HIDDEN = 8  # an orphan left no mark
    ATE = 16  # an orphan swallowed the ASCII character after it


#: Prices of events that a document has not proved, in bits.
PRICES: Final[Mapping[Event, float]] = {
    Event.GONE: 1.0,
    Event.MARKED: 1.0,
    Event.SPLIT: 1.0,
    Event.HIDDEN: 8.0,
    Event.ATE: 5.0,
}


class Gloss(NamedTuple):
    """A glossed character, and what the converter inserted after it."""

    char: str
    inserted: str


class Span(NamedTuple):
    """A stretch of what is shown, from ``start`` to ``end``, that a path reads as ``text``."""

    start: int
    end: int
    text: str
    events: Event
    glosses: tuple[Gloss, ...]
    #: Whether a squashed mark shifted it; else it was a gloss.
    squashed: bool


_CLOSED: Final = (-1, 0, False)


class Path(NamedTuple):
    """A way to read the line up to some place."""

    cost: float
    #: The lead byte of a clean character whose trail byte comes next; 0 where characters are whole.
    lead: int
    #: The clean text, after the context before the start.
    text: str
    spans: tuple[Span, ...] = ()
    #: The span that is being read: where it began in what is shown, in ``text``, and whether with a mark.
    opened: tuple[int, int, bool] = _CLOSED
    events: Event = Event.NONE
    glosses: tuple[Gloss, ...] = ()


@dataclass(slots=True)
class Reader:
    """Reads lines of one document again."""

    text: str
    costs: Mapping[str, float]
    heard: Mapping[str, float]
    choices: Choices
    prices: Mapping[Event, float] = field(default_factory=lambda: dict(PRICES))
    start_price: float = START
    #: The characters that the document has glossed.
    glossed: frozenset[str] = frozenset()
    _frontier: dict[int, dict[tuple[int, str], Path]] = field(default_factory=dict)

    def read(self, start: int, before: str) -> tuple[int, Path]:
        """The best path from ``start`` to where all paths agree again, or the line ends.

        ``before``: the two clean characters before ``start``. Returns the place after the last
        character that was read, and the path to it.
        """
        self._frontier = {start: {(0, before): Path(0.0, 0, before)}}
        place = start
        while True:
            paths = self._best(self._frontier.pop(place, {}))
            if place > start and not self._frontier and len(paths) == 1 and not paths[0].lead:
                return place, paths[0]
            if place >= len(self.text) or self.text[place] == "\n":
                return place, self._last(place, paths)
            for path in paths:
                self._step(place, path)
            place += 1

    def literal(self, start: int, end: int, before: str) -> float:
        """What the text from ``start`` to ``end`` costs as it stands."""
        cost = 0.0
        for place in range(start, end):
            char = self._shown(place, before)
            cost += self.costs[before + char]
            before = before[-1] + char
        if end >= len(self.text) or self.text[end] == "\n":
            cost += self.costs[before + "\n"]
        return cost

    def _best(self, paths: Mapping[tuple[int, str], Path]) -> list[Path]:
        if len(paths) < 2:
            return list(paths.values())
        ranked = [(path.cost + (WAITING if path.lead else 0.0), path) for path in paths.values()]
        limit = min(ranked)[0] + MARGIN
        return [path for _, path in heapq.nsmallest(BEAM, (entry for entry in ranked if entry[0] < limit))]

    def _last(self, place: int, paths: list[Path]) -> Path:
        ends = [path for path in paths if not path.lead]
        for path in paths:
            if path.lead and Event.HIDDEN in self.prices:
                ends += self._hidden_trail(place, path)
        return min((path._replace(cost=path.cost + self.costs[path.text[-2:] + "\n"]) for path in ends), default=Path(1e9, 0, ""))

    def _push(self, place: int, path: Path) -> None:
        table = self._frontier.setdefault(place, {})
        key = (path.lead, path.text[-2:])
        known = table.get(key)
        if known is None or path.cost < known.cost:
            table[key] = path

    # What can come next

    def _step(self, place: int, path: Path) -> None:
        if path.lead:
            self._shifted(place, path)
        else:
            self._straight(place, path)

    def _straight(self, place: int, path: Path) -> None:
        """Characters are whole: what is shown, the start of a shift, a gloss."""
        char = self.text[place]
        shown = self._shown(place, path.text[-1])
        self._push(place + 1, path._replace(cost=path.cost + self.costs[path.text[-2:] + shown], text=path.text + shown))
        if is_sign(char):
            self._start(place, place + 1, path, known_byte(char))
            self._start_gloss(place, path, known_byte(char))
        if char in gbk.SECOND:
            if Event.HIDDEN in self.prices:
                self._start(place, place, path, 0, Event.HIDDEN)
            if char == "(":
                self._gloss(place, path)

    def _shown(self, place: int, before: str) -> str:
        """What stands at ``place``; an ASCII mark beside Hanzi counts as a full-width one."""
        char = self.text[place]
        if char in gbk.FULL and (is_wide(before) or is_wide(self.text[place + 1 : place + 2])):
            return gbk.FULL[char]
        return char

    def _start(self, place: int, mark: int, path: Path, byte: int, event: Event = Event.NONE) -> None:
        """An orphan, the lead byte of a character in A3, before a mark whose second byte is a lead byte."""
        second = gbk.SECOND.get(self.text[mark : mark + 1])
        if second is None:
            return
        base = path.cost + self.start_price + (self.prices.get(event, 0.0) if event not in path.events else 0.0)
        context = path.text[-2:]
        for char in set(self.choices.by_trail(context[-1], 0xA3)):
            if byte and gbk.codes()[char][0] != byte:
                continue
            cost = base + self.heard[context + char]
            self._push(
                mark + 1,
                path._replace(
                    cost=cost,
                    lead=second,
                    text=path.text + char,
                    opened=(place, len(path.text), True),
                    events=path.events | event,
                ),
            )

    def _shifted(self, place: int, path: Path) -> None:
        """A lead byte waits for its trail byte."""
        char = self.text[place]
        pair = gbk.codes().get(char)
        if pair:
            self._complete(path, pair[0], place + 1, pair[1])
            self._gone(place, path)
        elif is_sign(char):
            self._sign(place, path)
            self._glossed_trail(place, path)
        if char < "\x80":
            self._ascii(place, path, char)

    def _ascii(self, place: int, path: Path, char: str) -> None:
        second = gbk.SECOND.get(char)
        if second:
            self._complete(path, 0xA3, place + 1, second)
        elif char >= "@":
            self._complete(path, ord(char), place + 1, 0)
            self._gone(place, path)
        if char == "(":
            self._glossed_across(place, path)
        if Event.HIDDEN in self.prices and char < "@":
            for ended in self._hidden_trail(place, path):
                self._straight(place, ended)

    def _complete(self, path: Path, trail: int, place: int, lead: int) -> None:
        """``trail`` completes a character; ``lead`` is the next one's, or 0."""
        char = gbk.characters().get(path.lead << 8 | trail)
        if char is not None:
            self._add(path, char, place, lead)

    def _add(self, path: Path, char: str, place: int, lead: int, events: Event = Event.NONE, extra: float = 0.0) -> None:
        cost = path.cost + self.heard[path.text[-2:] + char] + extra
        text = path.text + char
        new = path._replace(cost=cost, lead=lead, text=text, events=path.events | events)
        self._push(place, new if lead else self._closed(new, place))

    def _closed(self, path: Path, place: int) -> Path:
        start, since, squashed = path.opened
        span = Span(start, place, path.text[since:], path.events, path.glosses, squashed)
        return path._replace(spans=(*path.spans, span), opened=_CLOSED, glosses=())

    def _sign(self, place: int, path: Path) -> None:
        """An orphan, unless it is a question mark: a trail byte, or what is left of a private pair."""
        byte = known_byte(self.text[place])
        following = self.text[place + 1 : place + 2] or "\n"
        if following < "@" or is_sign(following):
            for char in set(self.choices.by_lead(path.text[-1], path.lead)):
                trail = gbk.codes()[char][1]
                if trail >= 0x80 and (not byte or trail == byte):
                    self._add(path, char, place + 1, 0)
        elif byte in (0, 0x80):
            self._complete(path, 0x80, place + 1, 0)
        if following == "/" and Event.ATE in self.prices:
            self._ate(place, path, byte)
        if following > "@":
            self._split(place, path, byte, following)
            if not byte:
                self._gone(place + 1, path, Event.MARKED)

    def _ate(self, place: int, path: Path, byte: int) -> None:
        price = self._price(path, Event.ATE)
        for char in set(self.choices.by_lead(path.text[-1], path.lead)):
            trail = gbk.codes()[char][1]
            if trail >= 0x80 and (not byte or trail == byte):
                new = path._replace(cost=path.cost + self.heard[path.text[-2:] + char] + price, lead=0, text=path.text + char + "<", events=path.events | Event.ATE)
                self._push(place + 1, self._closed(new, place + 1))

    def _price(self, path: Path, event: Event) -> float:
        return 0.0 if event & path.events else self.prices.get(event, _DEAR)

    def _split(self, place: int, path: Path, byte: int, following: str) -> None:
        """The orphan is a lead byte that makes a private pair with the next byte, which is read again."""
        code = gbk.codes().get(following)
        trail = code[0] if code else ord(following)
        price = self._price(path, Event.SPLIT)
        for first, seconds in gbk.holes().items():
            if trail in seconds and (not byte or first == byte):
                char = gbk.characters().get(path.lead << 8 | first)
                if char:
                    self._add(path, char, place + 1, 0, Event.SPLIT, price)

    def _gone(self, place: int, path: Path, event: Event = Event.GONE) -> None:
        """A private pair stood before ``place``: the trail byte of one character, the lead byte of the next."""
        if event is Event.GONE and path.events & (Event.MARKED | Event.SPLIT):
            return
        price = self._price(path, event)
        if price >= _DEAR:
            return
        known = self.text[place : place + 1]
        code = gbk.codes().get(known) or ((ord(known), 0) if "@" <= known < "\x80" else None)
        if code is None:
            return
        trail, lead = code
        for cost, first, char in self._heads(path):
            holes = gbk.holes()[first]
            context = path.text[-1] + char
            for then in set(self.choices.by_trail(char, trail)):
                if gbk.codes()[then][0] in holes:
                    total = cost + self.heard[context + then] + price
                    new = path._replace(cost=total, lead=lead, text=path.text + char + then, events=path.events | event)
                    self._push(place + 1, new if lead else self._closed(new, place + 1))

    def _heads(self, path: Path) -> list[tuple[float, int, str]]:
        """The likeliest characters that the waiting lead byte makes with the first byte of a private pair."""
        context = path.text[-2:]
        heads = []
        for first in gbk.holes():
            char = gbk.characters().get(path.lead << 8 | first)
            if char:
                heads.append((path.cost + self.heard[context + char], first, char))
        heads.sort()
        return heads[:8]

    def _hidden_trail(self, place: int, path: Path) -> Iterator[Path]:
        """Characters completed by an orphan that left no mark."""
        price = self._price(path, Event.HIDDEN)
        context = path.text[-2:]
        for char in set(self.choices.by_lead(context[-1], path.lead)):
            if gbk.codes()[char][1] >= 0x80:
                new = path._replace(cost=path.cost + self.heard[context + char] + price, lead=0, text=path.text + char, events=path.events | Event.HIDDEN)
                yield self._closed(new, place)

    # Glosses

    def _inserted(self, place: int, *, after_orphan: bool = False) -> tuple[str, int, Event]:
        """The characters that a gloss at ``place`` may belong to, where it ends, and what happened to it."""
        match = GLOSS.match(self.text, place)
        if match:
            return sounding().get(match[1], ""), match.end(), Event.NONE
        match = OPEN_GLOSS.match(self.text, place) if after_orphan else None
        if match:
            return sounding().get(match[1], ""), match.end(), Event.ATE
        return "", place, Event.NONE

    def _gloss(self, place: int, path: Path) -> None:
        """Characters are whole, and a bracket opens: a gloss of the last one, of two halves, or an author's note."""
        chars, end, _ = self._inserted(place)
        if not chars:
            return
        shown = self.text[place:end]
        last = path.text[-1:]
        if end - place:
            self._push(end, path._replace(cost=path.cost + NOTE, text=path.text + shown))
        if last in chars:
            self._remove(place, end, path, last, 1)
        elif "@" <= last < "\x80":
            trail = gbk.codes().get(path.text[-2:-1], (0, 0))[1]
            for char in chars:
                if gbk.codes()[char] == (trail, ord(last)):
                    self._remove(place, end, path, char, 2)
        elif Event.HIDDEN in self.prices:
            self._open(place, place, path, 0, Event.HIDDEN)

    def _remove(self, place: int, end: int, path: Path, char: str, size: int) -> None:
        """A gloss that shifted nothing; ``size``: the characters that the glossed pair is part of."""
        gloss = Gloss(char, self.text[place:end])
        cost = path.cost + self._gloss_price(char)
        before = path.spans[-1] if path.spans else None
        if before and before.end > place - size:
            span = before._replace(end=end, glosses=(*before.glosses, gloss))
            self._push(end, path._replace(cost=cost, spans=(*path.spans[:-1], span)))
        else:
            span = Span(place - size, end, path.text[-size:], path.events, (gloss,), squashed=False)
            self._push(end, path._replace(cost=cost, spans=(*path.spans, span)))

    def _gloss_price(self, char: str) -> float:
        return 0.0 if char in self.glossed else GLOSS_PRICE

    def _open(self, start: int, place: int, path: Path, byte: int, event: Event = Event.NONE) -> None:
        """An orphan before a gloss: the second byte of a glossed pair, and the lead byte of the next character."""
        chars, end, ate = self._inserted(place, after_orphan=place > start)
        lead = gbk.codes().get(path.text[-1:], (0, 0))[1]
        for char in chars:
            first, second = gbk.codes()[char]
            if first != lead or (byte and byte != second) or second < 0x80:
                continue
            events = event | ate
            price = self._gloss_price(char) + sum(self._price(path, part) for part in events)
            gloss = Gloss(char, self._gloss_text(place, end, ate))
            self._push(
                end,
                path._replace(
                    cost=path.cost + price,
                    lead=second,
                    opened=(start - 1, len(path.text) - 1, False),
                    events=path.events | events,
                    glosses=(*path.glosses, gloss),
                ),
            )

    def _gloss_text(self, place: int, end: int, ate: Event) -> str:
        return ("(" if ate else "") + self.text[place:end]

    def _start_gloss(self, place: int, path: Path, byte: int) -> None:
        self._open(place, place + 1, path, byte)

    def _glossed_across(self, place: int, path: Path) -> None:
        """A shifted pair that is a glossed character's: the trail byte before and the lead byte that waits."""
        chars, end, _ = self._inserted(place)
        code = (gbk.codes().get(path.text[-1:], (0, 0))[1], path.lead)
        for char in chars:
            if gbk.codes()[char] == code:
                gloss = Gloss(char, self.text[place:end])
                self._push(end, path._replace(cost=path.cost + self._gloss_price(char), glosses=(*path.glosses, gloss)))
            elif Event.HIDDEN in self.prices:
                self._whole(place, end, path, char, Event.HIDDEN)

    def _glossed_trail(self, place: int, path: Path) -> None:
        """An orphan before a gloss: the trail byte of a glossed character, read one byte late."""
        chars, end, ate = self._inserted(place + 1, after_orphan=True)
        byte = known_byte(self.text[place])
        for char in chars:
            if not byte or byte == gbk.codes()[char][1]:
                self._whole(place + 1, end, path, char, ate)

    def _whole(self, place: int, end: int, path: Path, char: str, events: Event) -> None:
        lead, trail = gbk.codes()[char]
        if lead != path.lead or trail < 0x80:
            return
        price = self._gloss_price(char) + sum(self._price(path, part) for part in events)
        gloss = Gloss(char, self._gloss_text(place, end, events & Event.ATE))
        new = path._replace(
            cost=path.cost + self.heard[path.text[-2:] + char] + price,
            lead=0,
            text=path.text + char,
            events=path.events | events,
            glosses=(*path.glosses, gloss),
        )
        self._push(end, self._closed(new, end))


def is_sign(char: str) -> bool:
    """Whether ``char`` may stand for an orphan."""
    return char in "?\ufffd" or 0x80 <= ord(char) - ORPHAN <= 0xFF


def known_byte(char: str) -> int:
    """The byte of an orphan that this project's decoder kept, else 0."""
    return max(ord(char) - ORPHAN, 0)


def is_wide(char: str) -> bool:
    """Whether ``char`` is of Chinese text: a Hanzi or a full-width mark or quote."""
    return char >= "\u2e80" or ("\u2014" <= char <= "\u2026" and char != "")
