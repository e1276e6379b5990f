"""No repair without an explanation: the damage is done again to the reading of a span."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, product
from typing import Final

from harvester.config.patterns import regex
from harvester.text.encodings import gbk
from harvester.text.encodings.gbk import Decoder, Private
from harvester.text.encodings.orphans import ORPHAN
from harvester.text.language.readings import READING, sounding
from harvester.text.shift.paths import ATE, HIDDEN, MARKED, SPLIT, Gloss, Span

_TWINS: Final = str.maketrans(dict(gbk.SQUASHED))
#: What a converter inserted, as it is shown: an orphan may have swallowed its bracket.
_SHOWN_GLOSS: Final = regex(rf"\(?(({READING})\)(?:\(\2\))*)")
#: How many characters that a page may have glossed are tried in all combinations.
_MOST_GLOSSED: Final = 6


def insert(data: bytes, glosses: Iterable[tuple[str, str]]) -> bytes:
    """``data`` with what a converter inserts after each pair of bytes that is a glossed character.

    >>> insert(gbk.encode("產業"), [("業", "(yè)")]).decode("gbk")
    '產業(yè)'
    """
    for char, inserted in dict(glosses).items():
        pair = gbk.encode(char)
        data = data.replace(pair, pair + gbk.encode(inserted))
    return data


def insert_aligned(text: str, glosses: Iterable[tuple[str, str]]) -> str:
    """``text`` with what a converter inserts after each glossed character.

    >>> insert_aligned("產業", [("業", "(yè)")])
    '產業(yè)'
    """
    return text.translate({ord(char): char + inserted for char, inserted in glosses})


def explained(text: str, span: Span, twins: str = gbk.TWINS) -> bool:
    """Whether the damage turns the reading of ``span`` in ``text`` into what is shown there.

    ``twins``: those of the marks that the tool replaced. If it replaced only some, the widths were changed later.

    >>> explained("?!惫鶗詵|說", Span(0, 6, "。”郭曉東", 0, (), squashed=True))
    True
    """
    shown = text[span.start : span.end]
    tail = text[span.end : span.end + 1]
    if span.squashed and twins != gbk.TWINS:
        decoder, clean = _decoder(shown, span.events), span.text + gbk.FULL.get(tail, tail)
        return any(
            _narrow(decoder.decode(data)) == _narrow(shown + tail) for data in _damaged(clean, span.glosses, twins)
        )
    clean = span.text + gbk.FULL.get(tail, tail)
    decoder = _decoder(shown, span.events)
    if not span.squashed and decoder.decode(insert(gbk.encode(span.text + tail), span.glosses)) == shown + tail:
        return True
    return any(decoder.decode(data) == shown + tail for data in _damaged(clean, span.glosses))


def _narrow(shown: str) -> str:
    """``shown`` with its full-width marks of the seven at half width."""
    return shown.translate(_TWINS)


def _damaged(clean: str, glosses: tuple[Gloss, ...], twins: str = gbk.TWINS) -> Iterable[bytes]:
    """The bytes that the tools may have left, in either order."""
    yield gbk.squash(insert(gbk.encode(clean), glosses), twins)
    if glosses:
        yield insert(gbk.squash(gbk.encode(clean), twins), glosses)
        yield gbk.squash(gbk.encode(insert_aligned(clean, glosses)), twins)


def _decoder(shown: str, events: int) -> Decoder:
    """The decoder that ``events`` describe, with the orphans of ``shown``."""
    sign = next((char for char in shown if char in "?\ufffd" or ord(char) > ORPHAN), "?")
    private = Private.MARK if events & MARKED else Private.LEAD if events & SPLIT else Private.DROP
    if any(map(gbk.is_private, shown)):
        private = Private.KEEP
    if events & HIDDEN:
        sign = ""
    return Decoder(None if sign > "\uffff" else sign, private, b"<(" if events & ATE else b"")


def explains(before: str, after: str, left: str = "", tail: str = "") -> bool:
    """Whether the tools, or some of them, turn ``after`` into ``before``, read by any decoder.

    ``left`` and ``tail``: the character before the span, and the one after it. This uses nothing from the search:
    what a converter glossed is recognised by what is shown, and by the bytes of ``after``.

    >>> explains("?!惫鶗詵|", "。”郭曉東"), explains("?!惫鶗詵|", "。”郭曉冬")
    (True, False)
    """
    cleans = dict.fromkeys((tail, gbk.FULL.get(tail, tail)))
    for beside in dict.fromkeys(("", left)):
        shown = f"{beside}{before}{tail}"
        ways = (
            (f"{beside}{after}{clean}", glosses)
            for glosses in _inserted(before, f"{beside}{after}{tail}")
            for clean in cleans
        )
        for (clean, glosses), decoder in product(ways, _decoders(before)):
            if any(decoder.decode(data) == shown for data in _left_by_any(clean, glosses)):
                return True
            # Tools that replaced only cries left marks whose widths were changed later.
            cries = (data for twins in (gbk.CRIES, gbk.CRY) for data in _damaged(clean, glosses, twins))
            if any(_narrow(decoder.decode(data)) == _narrow(shown) for data in cries):
                return True
    return False


def _left_by_any(clean: str, glosses: tuple[Gloss, ...]) -> Iterator[bytes]:
    """The bytes that one of the tools may have left, or both."""
    if glosses:
        yield insert(gbk.encode(clean), glosses)
    yield from _damaged(clean, glosses)


def _inserted(shown: str, clean: str) -> Iterator[tuple[Gloss, ...]]:
    """The characters of ``clean`` whose glosses may be the readings in ``shown``, in all combinations."""
    data = gbk.encode(clean)
    found = [
        Gloss(char, f"({match[1]}")
        for match in {match[1]: match for match in _SHOWN_GLOSS.finditer(shown)}.values()
        for char in sounding().get(match[2], "")
        if gbk.encode(char) in data
    ][:_MOST_GLOSSED]
    for size in range(len(found), -1, -1):
        yield from combinations(found, size)


def _decoders(shown: str) -> Iterator[Decoder]:
    """The decoders that may have shown ``shown``, by its signs of orphans, whatever they do with private pairs."""
    signs = dict.fromkeys(
        None if char > "\uffff" else char for char in shown if char in "?\ufffd" or ord(char) > ORPHAN
    )
    modes = [Private.KEEP] if any(map(gbk.is_private, shown)) else [Private.DROP, Private.MARK, Private.LEAD]
    for sign, private, eats in product([*signs, ""], modes, (b"", b"<(")):
        yield Decoder(sign, private, eats)
