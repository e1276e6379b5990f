"""Find the shifted spans of a text by their markers, and read them again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from harvester.config.patterns import regex
from harvester.text.encodings import gbk
from harvester.text.encodings.orphans import ORPHAN
from harvester.text.shift.explain import explained
from harvester.text.shift.markers import Following, hidden, may_be_hidden, outside, visible
from harvester.text.shift.paths import ATE, GONE, HIDDEN, Span, Trace
from harvester.text.shift.rivals import with_margin
from harvester.text.shift.search import Search
from harvester.text.shift.shift_steps import START
from harvester.text.shift.shown import LINE, MODES, PRICES, SIGN, Shown
from harvester.text.work import TooMuchWorkError, Vain, Work

#: Private-use characters and known orphans: their decoder kept private pairs.
_KEPT: Final = regex(f"[\ue000-\uf8ff{chr(ORPHAN + 0x80)}-{chr(ORPHAN + 0xFF)}]")
#: An orphan before a character that could have been its trail byte: what is left of a private pair.
_LEFT: Final = regex(f"[{SIGN}][^\\x00-?\ufffd]")
#: An orphan before a cry of either width; and full-width ones of the seven marks that are not cries.
_CRIED: Final = regex(f"[{SIGN}][!?！？]")
#: An orphan before what only a tool left that replaced ``？`` too.
_ASKED: Final = regex(f"[{SIGN}][?？]")
_LEFT_WIDE: Final = regex("[（），：；]|[！？](?<=[?\ufffd].)")
#: What it is worth, in bits, that the rest of the text agrees with a tool: 4,096 to 1.
_ODDS: Final = 12.0
#: What a reading that gives a tag its bracket back gains, in bits: two Hanzi; undamaged text has no half tags.
_MENDED: Final = 10.0
#: A search that gains less counts as fruitless: 12 bits are 4,096 to 1, as for a proof.
_ENOUGH: Final = 12.0
#: How many markers decide a decoder's mode: six, so that one or two chance readings are outvoted.
_TRIALS: Final = 6
#: A mode that has gained so many bits less than another is given up: 16 million to 1.
_BEHIND: Final = 24.0
#: Trials of the less likely tool take at most one in this many of the steps that are left.
_MOST_TRIED: Final = 3


class Found(NamedTuple):
    """A span that has a better reading, by how many bits, and whether that closes a quote that nothing else closes.

    >>> text = "他說：“這件事我知道?!惫鶗詵|回答。"
    >>> [found] = reread(text, frozenset(), Work.on(text))
    >>> found.span.text, found.gain > 12, found.closes
    ('。”郭曉東', True, False)
    """

    span: Span
    gain: float
    closes: bool


def reread(text: str, glossed: frozenset[str], work: Work, beside: Sequence[tuple[int, int]] = ()) -> list[Found]:
    """The spans of ``text`` that a shift or a gloss explains, and that read better that way.

    ``glossed``: the characters that the document is known to have glossed. ``beside``: the starts and ends of lines
    that met something else, and are left alone. Orphans that left no
    sign are considered where those that did explain nothing. What takes too much work stays as it is, and is
    noted in ``work``.

    >>> text = "他說：“這件事我知道?!惫鶗詵|回答。"
    >>> [found.span.text for found in reread(text, frozenset(), Work.on(text))]
    ['。”郭曉東']
    """
    signs = outside(visible(text), beside)
    if signs(0) is None and not may_be_hidden(text):
        return []
    shown = Shown(text, work, glossed)
    found = []
    if signs(0) is not None:
        reading = _choose_mode(shown, signs)
        found = _all(shown, reading)
        work.given_up += reading.given_up
    if not found and may_be_hidden(text):
        shown.prices = {event: PRICES[event] for event in (GONE, HIDDEN)}
        reading = _Reading(shown, outside(hidden(text), beside))
        found = _all(shown, reading)
    return found


def _all(shown: Shown, reading: _Reading) -> list[Found]:
    return [_found(shown, span) for _, spans in (*reading.read, *reading.on(len(shown.text))) for span in spans]


def _choose_mode(shown: Shown, markers: Following) -> _Reading:
    """Find out, from the first markers, what the document's decoder did with private pairs; give that reading."""
    known = shown.work.shifted_by
    if known:
        _allow(shown, _Way(*known))
        return _Reading(shown, markers)
    first = list(islice(_starts(markers), _TRIALS))
    modes = _modes(shown.text, first)
    likely, *others = _tools(shown.text)
    ways = [_Way(likely, mode) for mode in modes]
    less = [_Way(twins, modes[0]) for twins in others]
    readings = {way: _Reading(shown, markers) for way in (*ways, *less)}
    best = _best_way(shown, readings, first, likely) if len(readings) > 1 else ways[0]
    _allow(shown, best)
    shown.work.shifted_by = best
    return readings[best]


class _Way(NamedTuple):
    """How shifts may have come about: the marks that the tool replaced, and what the decoder did with private pairs."""

    twins: str
    mode: int


def _best_way(shown: Shown, readings: dict[_Way, _Reading], markers: Iterable[int], likely: str) -> _Way:
    """The one of ``readings`` that gains most up to the last of ``markers``; none goes on that is far behind.

    ``likely``: what the tool is more likely to have replaced. Ways with other marks are left out if trials would take
    the steps that the reading needs.
    """
    left = shown.work.left

    def score(way: _Way) -> float:
        return readings[way].gain + _ODDS * (way.twins == likely)

    going = list(readings)
    for marker in markers:
        for way in sorted(going, key=lambda way: (way.twins != likely, -way.mode)):  # those that cost least first
            if way.twins != likely and _MOST_TRIED * (left - shown.work.left) > left:
                going.remove(way)
                continue
            _allow(shown, way)
            readings[way].read += readings[way].on(marker + 1)
        most = max(map(score, going))
        going = [way for way in going if score(way) >= most - _BEHIND]
        if len(going) == 1:
            break
    return max(going, key=score)


def _tools(text: str) -> Sequence[str]:
    """The marks that the tool may have replaced, all seven or only cries, likelier by the rest of ``text`` first."""
    if not _CRIED.search(text):
        return (gbk.TWINS,)
    cries = gbk.CRIES if _ASKED.search(text) else gbk.CRY
    return (cries, gbk.TWINS) if _LEFT_WIDE.search(text) else (gbk.TWINS, cries)


def _starts(markers: Following) -> Iterator[int]:
    start = markers(0)
    while start is not None:
        yield start
        start = markers(start + 1)


def _modes(text: str, markers: Sequence[int]) -> Sequence[int]:
    """What the decoder may have done, judged by the signs that it left."""
    if _KEPT.search(text):
        return (0,)
    return MODES if any(_LEFT.search(text, start, _line_end(text, start)) for start in markers) else MODES[:1]


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place, place + LINE)
    return min(place + LINE, len(text)) if end < 0 else end


def _allow(shown: Shown, way: _Way) -> None:
    shown.twins = way.twins
    shown.prices = {event: PRICES[event] for event in (way.mode, ATE) if event}


class _Searched(NamedTuple):
    """What a search in a line found: where it ended, the last two characters of its path, its gain, and its spans.

    Places count from the start of the search.
    """

    size: int
    tail: str
    gain: float
    spans: Sequence[Span]


class _Reading:
    """A text reread from its markers on, so far; ``read`` is what searches gained, and which spans they explained."""

    def __init__(self, shown: Shown, markers: Following) -> None:
        self.read: list[tuple[float, list[Span]]] = []
        self.given_up: list[tuple[int, int]] = []
        self._shown = shown
        self._markers = markers
        self._place, self._tail = 0, ""
        self._vain = Vain(shown.work)

    @property
    def gain(self) -> float:
        """What the searches gained in total."""
        return sum(gain for gain, _ in self.read)

    def on(self, until: int) -> Iterator[tuple[float, list[Span]]]:
        """Search from the markers before ``until`` that have not been read yet."""
        while (start := self._markers(self._place)) is not None and start < until:
            if not self._vain.is_worth():
                self._place, self._tail = start + 1, ""
                continue
            before = self._tail if start == self._place and self._tail else self._shown.context(start)
            found = self._known(start, before)
            if found is None:
                continue
            if found.spans:
                if found.gain >= _ENOUGH:
                    self._vain.found()
                yield found.gain, [_moved(span, start) for span in found.spans]
            self._place, self._tail = max(start + found.size, start + 1), found.tail

    def _known(self, start: int, before: str) -> _Searched | None:
        """What a search from ``start`` finds; of one in a line that no accident has changed since, what it found then.

        ``None`` where it takes too much work, having moved past it.
        """
        shown = self._shown
        line, place = shown.line_about(start)
        key = (line, place, before, shown.twins, *shown.prices)
        known = shown.work.searched.get(key)
        if isinstance(known, _Searched):
            return known
        try:
            found = self._search(start, before)
        except TooMuchWorkError:
            return None
        if line:
            shown.work.searched[key] = found
        return found

    def _search(self, start: int, before: str) -> _Searched:
        """What a search from ``start`` finds. Raises :class:`TooMuchWorkError`, having moved past it."""
        shown = self._shown
        shown.before = shown.line_before(start)
        search = Search(shown, start, before)
        try:
            place, path = search.run()
        except TooMuchWorkError:
            self._place, self._tail = search.reached + 1, ""
            self.given_up.append((start, self._place))
            raise
        spans = [span for span in path.trace.spans if explained(shown.text, span, shown.twins)]
        gain = shown.literal(start, place, before) - path.cost if spans else 0.0
        return _Searched(
            place - start, path.text[-2:], gain, [_moved(with_margin(shown, span, path), -start) for span in spans]
        )


def _moved(span: Span, by: int) -> Span:
    return span._replace(start=span.start + by, end=span.end + by)


def _found(shown: Shown, span: Span) -> Found:
    closing = shown.closing(span)
    mended = _MENDED if span.text.endswith("<") else 0.0
    return Found(span, _gain(shown, span) + closing + mended, closes=closing > 0)


def _gain(shown: Shown, span: Span) -> float:
    """How many bits fewer the reading of ``span`` costs than what is shown."""
    before = shown.context(span.start)
    end = span.end if shown.ends(span.end) else span.end + 1
    reading = span.text.removesuffix("<")
    text = reading + "".join(shown.char(place, reading[-1]) for place in range(span.end, end))
    whole = before + text + ("\n" if shown.ends(end) else "")
    cost = sum(shown.words[whole[place - 2 : place + 1]] for place in range(2, len(whole)))
    return shown.literal(span.start, end, before) - cost - START - shown.price(Trace(), span.events & HIDDEN)
