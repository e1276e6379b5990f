"""The steps that a gloss explains: the gloss taken out, and what it shifted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from harvester.text.encodings import gbk
from harvester.text.language.readings import GLOSS, OPEN_GLOSS, sounding
from harvester.text.shift.paths import ATE, HIDDEN, Gloss, Path, Span
from harvester.text.shift.shown import Shown, known_byte

#: The price of an author's note, and of a gloss on a character that the document is not known to gloss, in bits: of
#: 100 Hanzi 99 cost less than a note, so that no rare character turns a gloss into a note; half of that for a gloss
#: that the rest of the document does not support.
NOTE: Final = 16.0
UNKNOWN: Final = 8.0

Step = tuple[int, Path]


class _Inserted(NamedTuple):
    """What may be a gloss: the characters it may be of, what the converter inserted, its end, what happened."""

    chars: str
    text: str
    end: int
    events: int


def _inserted(shown: Shown, place: int, *, after_orphan: bool = False) -> _Inserted | None:
    """The gloss at ``place``, whose bracket an orphan may have swallowed."""
    for pattern, bracket, events in ((GLOSS, "", 0), (OPEN_GLOSS, "(", ATE)):
        match = pattern.match(shown.text, place) if after_orphan or not events else None
        chars = sounding().get(match[1]) if match else None
        if match and chars:
            return _Inserted(chars, bracket + match[0], match.end(), events)
    return None


def straight(shown: Shown, place: int, path: Path) -> Iterator[Step]:
    r"""Characters are whole and a bracket opens: a gloss, or an author's note.

    >>> from harvester.text.shift.paths import Trace
    >>> from harvester.text.work import Work
    >>> shown = Shown("業(yè)展", Work.on("業(yè)展"))
    >>> [(place, path.text[2:]) for place, path in straight(shown, 1, Path(0.0, 0, "\n\n業", Trace()))]
    [(5, '業(yè)'), (5, '業')]
    """
    gloss = _inserted(shown, place)
    if gloss is None:
        return
    yield gloss.end, Path(path.cost + NOTE, 0, path.text + shown.text[place : gloss.end], path.trace)
    last = path.text[-1]
    if last in gloss.chars:
        yield gloss.end, _removed(shown, place, path, gloss, (last, 1))
    elif "@" <= last < "\x80":
        pair = (_trail(path.text[-2]), ord(last))
        for char in gloss.chars:
            if gbk.codes()[char] == pair:
                yield gloss.end, _removed(shown, place, path, gloss, (char, 2))
    elif HIDDEN in shown.prices:
        yield from _opened(shown, place, path, gloss, (0, HIDDEN))


def _trail(char: str) -> int:
    return gbk.codes().get(char, (0, 0))[1]


def _removed(shown: Shown, place: int, path: Path, gloss: _Inserted, whose: tuple[str, int]) -> Path:
    """A gloss that shifted nothing; ``whose``: its character, and how many shown characters that is."""
    char, size = whose
    trace = path.trace
    removed = Gloss(char, gloss.text)
    if trace.spans and trace.spans[-1].end > place - size:
        last = trace.spans[-1]
        spans = (*trace.spans[:-1], last._replace(end=gloss.end, glosses=(*last.glosses, removed)))
    else:
        since = len(path.text) - size
        span = Span(place - size, gloss.end, path.text[since:], trace.events, (removed,), squashed=False, since=since)
        spans = (*trace.spans, span)
    return path._replace(cost=path.cost + _price(shown, char), trace=trace._replace(spans=spans))


def _price(shown: Shown, char: str) -> float:
    return 0.0 if char in shown.glossed else UNKNOWN


def start(shown: Shown, place: int, path: Path) -> Iterator[Step]:
    r"""Characters are whole: an orphan at ``place``, and the gloss of a pair that was found across two characters.

    >>> from harvester.text.work import Work
    >>> from harvester.text.shift.paths import Trace
    >>> text = "展?jié)摿"
    >>> shown = Shown(text, Work.on(text))
    >>> [(place, hex(path.lead)) for place, path in start(shown, 1, Path(0.0, 0, "\n\n展", Trace()))]
    [(6, '0x9d')]
    """
    gloss = _inserted(shown, place + 1, after_orphan=True)
    if gloss is not None:
        yield from _opened(shown, place, path, gloss, (known_byte(shown.text[place]), 0))


def _opened(shown: Shown, place: int, path: Path, gloss: _Inserted, orphan: tuple[int, int]) -> Iterator[Step]:
    """The orphan was the second byte of a glossed pair, and is the lead byte of the next character."""
    byte, events = orphan
    events |= gloss.events
    lead = _trail(path.text[-1])
    trace = path.trace
    for char in gloss.chars:
        first, second = gbk.codes()[char]
        if first == lead and second >= 0x80 and byte in (0, second):
            removed = (*trace.glosses, Gloss(char, gloss.text))
            opened = trace._replace(
                start=place - 1,
                since=len(path.text) - 1,
                squashed=False,
                events=trace.events | events,
                glosses=removed,
            )
            cost = path.cost + _price(shown, char) + shown.price(trace, events)
            yield gloss.end, Path(cost, second, path.text, opened)


def across(shown: Shown, place: int, path: Path) -> Iterator[Step]:
    r"""A lead byte waits and a bracket opens: the pair shown before it is the glossed character.

    >>> from harvester.text.shift.paths import Trace
    >>> from harvester.text.work import Work
    >>> shown = Shown("節(jié)", Work.on("節(jié)"))
    >>> next(across(shown, 1, Path(0.0, 0x9D, "\n\n展", Trace())))[1].trace.glosses
    (Gloss(char='節', inserted='(jié)'),)
    """
    gloss = _inserted(shown, place)
    if gloss is None:
        return
    pair = (_trail(path.text[-1]), path.lead)
    for char in gloss.chars:
        if gbk.codes()[char] == pair:
            removed = (*path.trace.glosses, Gloss(char, gloss.text))
            yield (
                gloss.end,
                path._replace(cost=path.cost + _price(shown, char), trace=path.trace._replace(glosses=removed)),
            )
    if HIDDEN in shown.prices:
        yield from _completed(shown, path, gloss, (0, HIDDEN))


def trailing(shown: Shown, place: int, path: Path) -> Iterator[Step]:
    r"""An orphan at ``place`` before a gloss: the trail byte of the glossed character, whose lead byte waits.

    >>> from harvester.text.shift.paths import Trace
    >>> from harvester.text.work import Work
    >>> shown = Shown("?(jié)", Work.on("?(jié)"))
    >>> [(place, path.text[2:]) for place, path in trailing(shown, 0, Path(0.0, 0xB9, "\n\n展", Trace()))]
    [(6, '展節')]
    """
    gloss = _inserted(shown, place + 1, after_orphan=True)
    if gloss is not None:
        yield from _completed(shown, path, gloss, (known_byte(shown.text[place]), 0))


def _completed(shown: Shown, path: Path, gloss: _Inserted, orphan: tuple[int, int]) -> Iterator[Step]:
    byte, events = orphan
    events |= gloss.events
    trace = path.trace
    for char in gloss.chars:
        lead, trail = gbk.codes()[char]
        if lead == path.lead and trail >= 0x80 and byte in (0, trail):
            text = path.text + char
            after = trace._replace(events=trace.events | events, glosses=(*trace.glosses, Gloss(char, gloss.text)))
            cost = path.cost + shown.bits(path, char) + _price(shown, char) + shown.price(trace, events)
            yield gloss.end, Path(cost, 0, text, after.closed(gloss.end, text))
