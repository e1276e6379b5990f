"""The steps that a squashed mark explains: how a shift starts, continues and ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from heapq import nsmallest
from operator import itemgetter
from typing import Final

from harvester.config.patterns import regex
from harvester.text.encodings import gbk
from harvester.text.shift.gloss_steps import across, trailing
from harvester.text.shift.paths import ATE, HIDDEN, SPLIT, Path, Trace
from harvester.text.shift.shown import BEAM, Shown, is_sign, known_byte

#: The price of a mark that shifted what follows, in bits: assumed to be one mark in 64.
START: Final = 6.0
#: How many more bits than the likeliest the character before a squashed mark may cost: of all Hanzi, 98 in 100
#: cost less than that in total.
_RANGE: Final = 15.0

#: A tag whose bracket an orphan swallowed.
_TAG: Final = regex(r"/?(?:p|br|div|b|i|u|strong|em|span|font|a|li|ul|td|tr|h[1-6])\b[^<>\n]{0,80}>", re.IGNORECASE)

#: A place, and a path to it.
Step = tuple[int, Path]


def start(shown: Shown, place: int, path: Path) -> Iterator[Step]:
    """Characters are whole: an orphan at ``place`` and a mark, or a mark alone, start a shift.

    >>> from harvester.text.work import Work
    >>> text = "?!惫鶗詵|"
    >>> steps = start(Shown(text, Work.on(text)), 0, Path(0.0, 0, "知道", Trace()))
    >>> "。" in {path.text[-1] for _, path in steps}
    True
    """
    char = shown.text[place]
    if is_sign(char):
        second = shown.second(place + 1)
        if second:
            yield from _started(shown, (place, place + 2), path, known_byte(char), (second, 0))
    if char in shown.twins and HIDDEN in shown.prices:
        yield from _started(shown, (place, place + 1), path, 0, (gbk.SECOND[char], HIDDEN))


def _started(shown: Shown, where: tuple[int, int], path: Path, byte: int, then: tuple[int, int]) -> Iterator[Step]:
    """A character whose trail byte is A3, followed by the lead byte that formed a mark with it."""
    lead, events = then
    trace = path.trace
    base = path.cost + START + shown.price(trace, events)
    opened = Trace(
        trace.spans, where[0], len(path.text), squashed=True, events=trace.events | events, rivals=trace.rivals
    )
    for char in _beginning(shown, path, byte):
        yield where[1], Path(base + shown.bits(path, char), lead, path.text + char, opened)


def _beginning(shown: Shown, path: Path, byte: int) -> list[str]:
    """The characters that the orphan ``byte``, or any byte if it is 0, forms with a trail byte A3."""
    if byte:
        char = gbk.characters().get(byte << 8 | 0xA3)
        return [char] if char else []
    choices = shown.choices.find(path.text[-1], 0xA3, "trail")
    return [choice.char for choice in choices if choice.cost <= choices[0].cost + _RANGE]


def go_on(shown: Shown, place: int, path: Path) -> Iterator[Step]:
    """A lead byte waits for its trail byte: what stands at ``place`` has it, or an orphan took it.

    >>> from harvester.text.work import Work
    >>> text = "惫鶗詵|"
    >>> place, path = next(go_on(Shown(text, Work.on(text)), 0, Path(0.0, 0xA1, "道。", Trace())))
    >>> place, path.text
    (1, '道。”')
    """
    char = shown.text[place]
    pair = gbk.codes().get(char)
    if char in gbk.SQUASHED and path.trace.squashed and not shown.second(place) and shown.is_squashed(char):
        return  # the tool would have replaced it
    if pair:
        yield from _completed(shown, place + 1, path, *pair)
        return
    if is_sign(char):
        yield from _orphan(shown, place, path)
        yield from trailing(shown, place, path)
    if char < "@":
        if char in gbk.SECOND:
            yield from _completed(shown, place + 1, path, 0xA3, gbk.SECOND[char])
        if char == "(":
            yield from across(shown, place, path)
    elif char < "\x80":
        yield from _completed(shown, place + 1, path, ord(char), 0)


def _completed(shown: Shown, place: int, path: Path, trail: int, lead: int) -> Iterator[Step]:
    """``trail`` completes a character; ``lead`` is the next one's, or 0."""
    char = gbk.characters().get(path.lead << 8 | trail)
    if char is not None:
        yield place, _added(shown, path, char, place, (lead, 0))


def _added(shown: Shown, path: Path, char: str, place: int, then: tuple[int, int]) -> Path:
    lead, events = then
    trace = path.trace
    cost = path.cost + shown.bits(path, char)
    if events and events & ~trace.events:
        cost += shown.price(trace, events)
        trace = trace._replace(events=trace.events | events)
    text = path.text + char
    return Path(cost, lead, text, trace if lead else trace.closed(place, text))


def _orphan(shown: Shown, place: int, path: Path) -> Iterator[Step]:
    """An orphan: a trail byte, or what is left of a private pair."""
    byte = known_byte(shown.text[place])
    following = shown.text[place + 1 : place + 2] or "\n"
    if ATE in shown.prices and _TAG.match(shown.text, place + 1):
        for after, step in _trail(shown, place + 1, path, byte, ATE):
            yield after, _with_bracket(step)
    elif following < "@" or is_sign(following):
        yield from _trail(shown, place + 1, path, byte)
    elif byte in (0, 0x80):
        yield from _completed(shown, place + 1, path, 0x80, 0)
    if following > "@" and SPLIT in shown.prices:
        yield from _split(shown, place, path, byte, following)


def _with_bracket(path: Path) -> Path:
    """``path``, whose last span ended in an orphan that swallowed ``<``, with that bracket."""
    *spans, last = path.trace.spans
    span = last._replace(text=last.text + "<")
    return path._replace(text=path.text + "<", trace=path.trace._replace(spans=(*spans, span)))


def _trail(shown: Shown, place: int, path: Path, byte: int, events: int = 0) -> Iterator[Step]:
    """Characters whose trail byte became an orphan, at most as many as are kept at a place."""
    chars = _ending(shown, path, byte)
    shown.work.spend(len(chars))
    steps = [_trailed(shown, place, path, char, events) for char in chars]
    for step in nsmallest(BEAM, steps, key=itemgetter(0)):
        yield place, step


def _trailed(shown: Shown, place: int, path: Path, char: str, events: int) -> Path:
    step = _added(shown, path, char, place, (0, events))
    bonus = shown.closing(step.trace.spans[-1]) if events & ATE or shown.pauses(place) else 0.0
    return step._replace(cost=step.cost - bonus) if bonus else step


def _ending(shown: Shown, path: Path, byte: int) -> list[str]:
    """The characters that the waiting lead byte forms with the orphan ``byte``, or with any byte if it is 0."""
    if byte:
        char = gbk.characters().get(path.lead << 8 | byte)
        return [char] if char else []
    choices = shown.choices.find(path.text[-1], path.lead, "lead")
    return [choice.char for choice in choices if choice.trail >= 0x80]


def hidden(shown: Shown, place: int, path: Path) -> Iterator[Path]:
    """Characters whose trail byte left no mark before the ASCII character, or the line's end, at ``place``.

    >>> from harvester.text.work import Work
    >>> "闻" in {path.text[-1] for path in hidden(Shown("!", Work.on("!")), 0, Path(0.0, 0xCE, "看新", Trace()))}
    True
    """
    if HIDDEN in shown.prices and (shown.text[place : place + 1] or "\n") < "@":
        for _, step in _trail(shown, place, path, 0, HIDDEN):
            yield step


def _split(shown: Shown, place: int, path: Path, byte: int, following: str) -> Iterator[Step]:
    """The orphan is a lead byte that forms a private pair with the byte after it, which is read again."""
    code = gbk.codes().get(following)
    trail = code[0] if code else ord(following)
    for choice in shown.choices.find(path.text[-1], path.lead, "head"):
        if trail in gbk.holes()[choice.trail] and (not byte or byte == choice.trail):
            yield place + 1, _added(shown, path, choice.char, place + 1, (0, SPLIT))
