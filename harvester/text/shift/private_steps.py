"""The steps through pairs of bytes that are no character in GBK, and that a decoder did not keep.

The bytes of a private pair in shifted text are the trail byte of one clean character, the pair's
head here, and the lead byte of the next, its tail. Only the language shows which they were, and
with the commonest decoder, which drops the pair without a mark, that they were there at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from heapq import nsmallest
from operator import itemgetter
from typing import Final, NamedTuple

from harvester.text.encodings import gbk
from harvester.text.shift.paths import GONE, MARKED, Path
from harvester.text.shift.shown import BEAM, CHECKED, NEVER, Cheapest, Shown, is_sign, known_byte

#: By how many bits a character may cost less in its place than after the one before it: half as much finds the
#: same, twice as much in an eighth more work on clean text.
_SLACK: Final = 5.0
#: How many characters are tried as the first of a private pair: half or twice as many find the same, in a sixth less or
#: more work on clean text.
_HEADS: Final = 6
#: The limit of paths that pay for three characters at once, against that of others, in bits: they had no chance yet
#: to be as cheap as the others, so only those well below it go on.
_TWICE: Final = -4.0
#: What a path may pay for two characters that an orphan stands for, in bits: 12 each, which 91 in 100 Hanzi cost at
#: most.
_FAR: Final = 24.0
#: How much more for each orphan that follows directly: three in four Hanzi cost less.
_FARTHER: Final = 9.0
#: How many heads are pursued from one such orphan to the next: twice the beam, since each stands for two
#: characters.
_MANY: Final = 24
#: What the last of them costs at least, in bits: two in three Hanzi cost more, and no bound may cut those off.
_LEAST: Final = 3.0

#: A place, and a path to it.
Step = tuple[int, Path]
#: Takes a place; gives the most that a path to it may cost to be kept.
Kept = Callable[[int], float]


def gone(shown: Shown, place: int, path: Path, limit: float, kept: Kept) -> Iterator[Step]:
    r"""Private pairs were before ``place`` without a mark, or are the orphans from there on.

    The bytes of a private pair are the trail byte of one character and the lead byte of the next.
    Gives paths that may be ``kept`` and, if the pairs left no mark, cost less than ``limit``.

    >>> from harvester.text.shift.paths import Trace
    >>> from harvester.text.work import Work
    >>> shown = Shown("惫鶗", Work.on("惫鶗"))
    >>> steps = gone(shown, 0, Path(0.0, 0xA1, "\n\n道。", Trace()), 60.0, lambda place: 60.0)
    >>> {place for place, _ in steps}
    {1}
    """
    if GONE in shown.prices and path.cost < limit - 2 * _LEAST:
        next_ = _next(shown, place)
        if next_.is_something:
            heads = _heads(shown, _with(path, GONE), limit)[:_HEADS]
            yield from _after(shown, place, next_, heads, limit, kept)
            limit += _TWICE
            yield from _after(shown, place, next_, _middles(shown, heads, limit, kept(place + 1)), limit, kept)
    elif MARKED in shown.prices and is_sign(shown.text[place]):
        limit = path.cost + _FAR
        heads = _heads(shown, _with(path, MARKED), limit)
        while heads and is_sign(shown.text[place]) and not shown.ends(place + 1):
            place += 1
            yield from _after(shown, place, _next(shown, place), heads, limit, kept)
            limit += _FARTHER
            heads = _middles(shown, heads, limit)[:_MANY]


def longer_ends(shown: Shown, place: int, path: Path, limit: float) -> list[str]:
    r"""Likely texts with two characters after ``path``, whose middle bytes are gone, up to the orphan at ``place``.

    >>> from harvester.text.shift.paths import Trace
    >>> from harvester.text.work import Work
    >>> shown = Shown("晒Π咐?", Work.on("晒Π咐?"))
    >>> longer_ends(shown, 3, Path(0.0, 0xC0, "成功案", Trace()), 60.0)[:3]
    ['成功案例，', '成功案例。', '成功案例是']
    """
    heads = _heads(shown, path, limit)[:_HEADS]
    return [longer.text for _, longer in _orphaned_tails(shown, place, heads, limit)]


def longer(shown: Shown, path: Path, trail: int, limit: float) -> list[str]:
    r"""Likely texts with two characters after ``path`` whose middle bytes are gone, the second one ending in ``trail``.

    >>> from harvester.text.shift.paths import Trace
    >>> from harvester.text.work import Work
    >>> shown = Shown("系列主", Work.on("系列主"))
    >>> "系列著作" in longer(shown, Path(0.0, 0xD6, "系列", Trace()), 0xF7, 60.0)
    True
    """
    heads = _heads(shown, path, limit)[:_MANY]
    return [step.text for head in heads for _, step in _tails(shown, 0, head, (trail, 0), limit)]


class _Next(NamedTuple):
    """What stands at a place: the trail byte and the lead byte, or 0, that it shows, and whether an orphan took one."""

    code: tuple[int, int] | None
    orphaned: bool

    @property
    def is_something(self) -> bool:
        """Whether a character can end here."""
        return self.code is not None or self.orphaned


def _next(shown: Shown, place: int) -> _Next:
    if shown.ends(place):
        return _Next(None, orphaned=False)
    char = shown.text[place]
    code = _code(char, squashed=shown.is_squashed(char) and not shown.second(place))
    return _Next(code, orphaned=is_sign(char) and (shown.text[place + 1 : place + 2] or "\n") < "@")


def _with(path: Path, event: int) -> Path:
    """``path``, in which ``event`` happened too."""
    trace = path.trace
    return path if trace.events & event else path._replace(trace=trace._replace(events=trace.events | event))


def _after(shown: Shown, place: int, next_: _Next, heads: Iterable[Path], limit: float, kept: Kept) -> Iterator[Step]:
    """What follows heads, the cheapest first: what stands at ``place`` has the trail byte, or an orphan took it."""
    if next_.code:
        for head in heads:
            most = min(limit, kept(place + 1))
            if head.cost >= most:
                break  # those after it cost more
            yield from _tails(shown, place, head, next_.code, most)
    if next_.orphaned:
        yield from _orphaned_tails(shown, place, heads, min(limit, kept(place + 1)))


def _heads(shown: Shown, path: Path, limit: float) -> list[Path]:
    """The likeliest characters that the waiting lead byte forms with the first byte of a private pair."""
    so_far, lead, before, trace = path
    words = shown.words
    general, own = words.general, words.triples
    context, most = before[-2:], limit - _LEAST
    heads = []
    steps = 0
    for bits, char, _, trail in shown.choices.find(before[-1], lead, "head"):
        steps += 1
        if so_far + bits > most + _SLACK:
            break
        gram = context + char
        if char in CHECKED:
            cost = so_far + shown.bits(path, char)
        else:
            cost = so_far + (words[gram] if gram in own else general[gram])
        if cost < most:
            heads.append(Path(cost, trail, before + char, trace))
    shown.work.spend(steps)
    return sorted(heads, key=itemgetter(0))


def _tails(shown: Shown, place: int, head: Path, code: tuple[int, int], limit: float) -> list[Step]:
    """What follows a head: its lead byte is gone, its trail byte is known."""
    trail, lead = code
    cost, first, before, trace = head
    holes = gbk.holes()[first]
    context = before[-2:]
    words = shown.words
    general, own = words.general, words.triples
    squashed, marks = trace.squashed, gbk.SQUASHED
    most = limit + _SLACK
    found = []
    steps = 0
    for bits, char, second, _ in shown.choices.find(before[-1], trail, "trail"):
        steps += 1
        if cost + bits > most:
            break
        if second in holes and not (squashed and char in marks and shown.is_squashed(char)):
            gram = context + char
            total = cost + (words[gram] if gram in own else general[gram])
            if total < limit:
                text = before + char
                found.append((place + 1, Path(total, lead, text, trace if lead else trace.closed(place + 1, text))))
    shown.work.spend(steps)
    return found


def _middles(shown: Shown, heads: Iterable[Path], limit: float, kept: float = NEVER) -> list[Path]:
    """What follows heads where two private pairs were in a row: the second one's heads, cheaper than ``kept``."""
    words = shown.words
    general, own = words.general, words.triples
    most = min(limit - _LEAST, kept)
    found = []
    steps = 0
    for head in heads:
        so_far, lead, before, trace = head
        context = before[-2:]
        for bits, char, _, trail in shown.choices.find(before[-1], lead, "middle"):
            steps += 1
            if so_far + bits > limit:
                break
            gram = context + char
            if char in CHECKED:
                cost = so_far + shown.bits(head, char)
            else:
                cost = so_far + (words[gram] if gram in own else general[gram])
            if cost < most:
                found.append(Path(cost, trail, before + char, trace))
    shown.work.spend(steps)
    return sorted(found, key=itemgetter(0))


def _orphaned_tails(shown: Shown, place: int, heads: Iterable[Path], limit: float) -> Iterator[Step]:
    """What follows heads: the lead byte is gone, the trail byte is the orphan at ``place``.

    At most as many as are kept at a place, since characters are whole after each.
    """
    byte = known_byte(shown.text[place])
    found: dict[str, tuple[float, Path, str]] = {}
    cheapest = Cheapest()
    steps = 0
    for head in heads:
        for choice in shown.choices.find(head.text[-1], head.lead, "tail"):
            steps += 1
            if head.cost + choice.cost > limit + _SLACK:
                break
            if choice.trail < 0x80 or byte not in (0, choice.trail):
                continue
            cost = head.cost + shown.bits(head, choice.char)
            key = head.text[-1] + choice.char
            known = found.get(key)
            if cost < limit and (known is None or cost < known[0]):
                if known is None:
                    limit = min(limit, cheapest.add(cost))
                found[key] = (cost, head, choice.char)
    shown.work.spend(steps)
    for cost, head, char in nsmallest(BEAM, found.values(), key=itemgetter(0)):
        text = head.text + char
        yield place + 1, Path(cost, 0, text, head.trace.closed(place + 1, text))


def _code(char: str, *, squashed: bool) -> tuple[int, int] | None:
    """The trail byte of one character and the lead byte of the next, or 0, that ``char`` shows, if not ``squashed``."""
    if squashed:
        return None
    if char in gbk.SECOND:
        return 0xA3, gbk.SECOND[char]
    return (ord(char), 0) if "@" <= char < "\x7f" else gbk.codes().get(char)
