"""The steps that a squashed mark explains: how a shift starts, goes on and ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Final

from harvester.text import gbk
from harvester.text.gloss_steps import across, trailing
from harvester.text.paths import ATE, GONE, HIDDEN, MARKED, SPLIT, Path, Trace
from harvester.text.shown import Shown, is_sign, known_byte

#: The price of a path that says that a mark shifted what follows, in bits.
START: Final = 6.0
#: How much less than in a text as a whole a character may cost where it stands, in bits.
_SLACK: Final = 5.0
#: How much dearer than the likeliest the character before a squashed mark may be, in bits.
_RANGE: Final = 15.0
#: Characters that are tried as the first of a private pair.
_HEADS: Final = 6

#: The limit of paths that pay for three characters at once, against that of others, in bits.
_TWICE: Final = -4.0

#: What a path may pay for two characters that an orphan stands for, in bits.
_FAR: Final = 24.0
#: How much more for each orphan that follows at once.
_FARTHER: Final = 9.0
#: Heads that are gone on with from one such orphan to the next.
_MANY: Final = 24
#: What the last of them costs at least, in bits.
_LEAST: Final = 3.0

#: A place, and a path to it.
Step = tuple[int, Path]


def start(shown: Shown, place: int, path: Path) -> Iterator[Step]:
    """Characters are whole: an orphan at ``place`` and a mark, or a mark alone, start a shift."""
    char = shown.text[place]
    if is_sign(char):
        second = gbk.SECOND.get(shown.text[place + 1 : place + 2])
        if second:
            yield from _started(shown, (place, place + 2), path, known_byte(char), (second, 0))
    if char in gbk.SECOND and HIDDEN in shown.prices:
        yield from _started(shown, (place, place + 1), path, 0, (gbk.SECOND[char], HIDDEN))


def _started(shown: Shown, where: tuple[int, int], path: Path, byte: int, then: tuple[int, int]) -> Iterator[Step]:
    """A character whose trail byte is A3, and after it the lead byte that made a mark with it."""
    lead, events = then
    trace = path.trace
    base = path.cost + START + shown.price(trace, events)
    opened = Trace(trace.spans, where[0], len(path.text), squashed=True, events=trace.events | events)
    choices = shown.choices.find(path.text[-1], 0xA3, "trail")
    dearest = choices[0].cost + _RANGE if choices else 0.0
    for choice in choices:
        if choice.cost > dearest:
            break
        if not byte or byte == choice.lead:
            yield where[1], Path(base + shown.bits(path, choice.char), lead, path.text + choice.char, opened)


def go_on(shown: Shown, place: int, path: Path) -> Iterator[Step]:
    """A lead byte waits for its trail byte: what stands at ``place`` brings it, or an orphan took it."""
    char = shown.text[place]
    pair = gbk.codes().get(char)
    if char in gbk.SQUASHED:
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
    if following < "@" or is_sign(following):
        yield from _trail(shown, place + 1, path, byte)
    elif byte in (0, 0x80):
        yield from _completed(shown, place + 1, path, 0x80, 0)
    if following == "/" and ATE in shown.prices:
        for after, step in _trail(shown, place + 1, path, byte, ATE):
            yield after, _with_bracket(step)
    if following > "@" and SPLIT in shown.prices:
        yield from _split(shown, place, path, byte, following)


def _with_bracket(path: Path) -> Path:
    """``path``, which closed its last span with an orphan that swallowed ``<``."""
    *spans, last = path.trace.spans
    span = last._replace(text=last.text + "<")
    return path._replace(text=path.text + "<", trace=path.trace._replace(spans=(*spans, span)))


def _trail(shown: Shown, place: int, path: Path, byte: int, events: int = 0) -> Iterator[Step]:
    """Characters whose trail byte became an orphan."""
    for choice in shown.choices.find(path.text[-1], path.lead, "lead"):
        if choice.trail >= 0x80 and (not byte or byte == choice.trail):
            step = _added(shown, path, choice.char, place, (0, events))
            bonus = shown.closing(step.trace.spans[-1]) if shown.ends(place) else 0.0
            yield place, step._replace(cost=step.cost - bonus) if bonus else step


def hidden(shown: Shown, place: int, path: Path) -> Iterator[Path]:
    """Characters whose trail byte left no mark before the ASCII character, or the line's end, at ``place``."""
    if HIDDEN in shown.prices and (shown.text[place : place + 1] or "\n") < "@":
        for _, step in _trail(shown, place, path, 0, HIDDEN):
            yield step


def _split(shown: Shown, place: int, path: Path, byte: int, following: str) -> Iterator[Step]:
    """The orphan is a lead byte that makes a private pair with the byte after it, which is read again."""
    code = gbk.codes().get(following)
    trail = code[0] if code else ord(following)
    for choice in shown.choices.find(path.text[-1], path.lead, "head"):
        if trail in gbk.holes()[choice.trail] and (not byte or byte == choice.trail):
            yield place + 1, _added(shown, path, choice.char, place + 1, (0, SPLIT))


def gone(shown: Shown, place: int, path: Path, limit: float) -> Iterator[Step]:
    """Private pairs stood before ``place`` without a mark, or as the orphans from it on.

    The bytes of a private pair are the trail byte of one character and the lead byte of the next.
    Paths that cost less than ``limit``, if the pairs left no mark.
    """
    if GONE in shown.prices and path.cost < limit - 2 * _LEAST:
        heads = _heads(shown, _with(path, GONE), limit)[:_HEADS]
        yield from _after(shown, place, heads, limit)
        yield from _after(shown, place, _middles(shown, heads, limit + _TWICE), limit + _TWICE)
    elif MARKED in shown.prices and is_sign(shown.text[place]):
        limit = path.cost + _FAR
        heads = _heads(shown, _with(path, MARKED), limit)
        while heads and is_sign(shown.text[place]) and not shown.ends(place + 1):
            place += 1
            yield from _after(shown, place, heads, limit)
            limit += _FARTHER
            heads = _middles(shown, heads, limit)[:_MANY]


def _with(path: Path, event: int) -> Path:
    """``path``, saying ``event`` too."""
    trace = path.trace
    return path if trace.events & event else path._replace(trace=trace._replace(events=trace.events | event))


def _after(shown: Shown, place: int, heads: Iterable[Path], limit: float) -> Iterator[Step]:
    """What follows heads: what stands at ``place`` brings its trail byte, or an orphan took it."""
    if shown.ends(place):
        return
    char = shown.text[place]
    code = _code(char)
    if code:
        for head in heads:
            yield from _tails(shown, place, head, code, limit)
    if is_sign(char) and (shown.text[place + 1 : place + 2] or "\n") < "@":
        for head in heads:
            yield from _orphaned_tails(shown, place, head, limit)


def _heads(shown: Shown, path: Path, limit: float) -> list[Path]:
    """The likeliest characters that the waiting lead byte makes with the first byte of a private pair."""
    heads = []
    for choice in shown.choices.find(path.text[-1], path.lead, "head"):
        if path.cost + choice.cost > limit - _LEAST + _SLACK:
            break
        cost = path.cost + shown.bits(path, choice.char)
        if cost < limit - _LEAST:
            heads.append(Path(cost, choice.trail, path.text + choice.char, path.trace))
    return sorted(heads, key=itemgetter(0))


def _tails(shown: Shown, place: int, head: Path, code: tuple[int, int], limit: float) -> Iterator[Step]:
    """What follows a head: its lead byte is gone too, its trail byte is known."""
    trail, lead = code
    cost, first, before, trace = head
    holes = gbk.holes()[first]
    context = before[-2:]
    words = shown.words
    general, own = words.general, words.triples
    for choice in shown.choices.find(before[-1], trail, "trail"):
        if cost + choice.cost > limit + _SLACK:
            break
        if choice.lead in holes:
            gram = context + choice.char
            total = cost + (words.bits(gram) if gram in own else general[gram])
            if total < limit:
                text = before + choice.char
                yield place + 1, Path(total, lead, text, trace if lead else trace.closed(place + 1, text))


def _middles(shown: Shown, heads: Iterable[Path], limit: float) -> list[Path]:
    """What follows heads where two private pairs stood in a row: the heads of the second."""
    found = []
    for head in heads:
        for choice in shown.choices.find(head.text[-1], head.lead, "middle"):
            if head.cost + choice.cost > limit:
                break
            cost = head.cost + shown.bits(head, choice.char)
            if cost < limit - _LEAST:
                found.append(Path(cost, choice.trail, head.text + choice.char, head.trace))
    return sorted(found, key=itemgetter(0))


def _orphaned_tails(shown: Shown, place: int, head: Path, limit: float) -> Iterator[Step]:
    """What follows a head: its lead byte is gone too, its trail byte is the orphan at ``place``."""
    byte = known_byte(shown.text[place])
    for choice in shown.choices.find(head.text[-1], head.lead, "tail"):
        if head.cost + choice.cost > limit + _SLACK:
            break
        if choice.trail >= 0x80 and byte in (0, choice.trail):
            cost = head.cost + shown.bits(head, choice.char)
            if cost < limit:
                text = head.text + choice.char
                yield place + 1, Path(cost, 0, text, head.trace.closed(place + 1, text))


def _code(char: str) -> tuple[int, int] | None:
    """The trail byte of one character and the lead byte of the next, or 0, that ``char`` shows."""
    if char in gbk.SQUASHED:
        return None
    if char in gbk.SECOND:
        return 0xA3, gbk.SECOND[char]
    return (ord(char), 0) if "@" <= char < "\x7f" else gbk.codes().get(char)
