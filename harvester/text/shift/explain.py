"""No repair without an explanation: the damage done again to what a span was read as."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from harvester.text.encodings import gbk
from harvester.text.encodings.gbk import Decoder, Private
from harvester.text.encodings.orphans import ORPHAN
from harvester.text.shift.paths import ATE, HIDDEN, MARKED, SPLIT, Gloss, Span

_NARROW: Final = str.maketrans(dict(gbk.SQUASHED))


def insert(data: bytes, glosses: Iterable[tuple[str, str]]) -> bytes:
    """``data`` with what a converter inserts after each pair of bytes of a glossed character."""
    for char, inserted in dict(glosses).items():
        pair = gbk.encode(char)
        data = data.replace(pair, pair + gbk.encode(inserted))
    return data


def insert_aligned(text: str, glosses: Iterable[tuple[str, str]]) -> str:
    """``text`` with what a converter inserts after each glossed character."""
    return text.translate({ord(char): char + inserted for char, inserted in glosses})


def explained(text: str, span: Span, twins: str = gbk.TWINS) -> bool:
    """Whether the damage, done to the reading of ``span`` in ``text``, gives what is shown there.

    ``twins``: those of the marks that the tool replaced. Where it replaced some alone, their widths were changed later.
    """
    shown = text[span.start : span.end]
    tail = text[span.end : span.end + 1]
    if span.squashed and twins != gbk.TWINS:
        decoder, clean = _decoder(shown, span.events), span.text + gbk.FULL.get(tail, tail)
        return any(
            narrow(decoder.decode(data)) == narrow(shown + tail) for data in _damaged(clean, span.glosses, twins)
        )
    clean = span.text + gbk.FULL.get(tail, tail)
    decoder = _decoder(shown, span.events)
    if not span.squashed and decoder.decode(insert(gbk.encode(span.text + tail), span.glosses)) == shown + tail:
        return True
    return any(decoder.decode(data) == shown + tail for data in _damaged(clean, span.glosses))


def narrow(shown: str) -> str:
    """``shown`` with its full-width marks of the seven at half width."""
    return shown.translate(_NARROW)


def _damaged(clean: str, glosses: tuple[Gloss, ...], twins: str = gbk.TWINS) -> Iterable[bytes]:
    """The bytes that the tools may have left, in either order."""
    yield gbk.squash(insert(gbk.encode(clean), glosses), twins)
    if glosses:
        yield insert(gbk.squash(gbk.encode(clean), twins), glosses)
        yield gbk.squash(gbk.encode(insert_aligned(clean, glosses)), twins)


def _decoder(shown: str, events: int) -> Decoder:
    """The decoder that shows what ``events`` say, with the orphans of ``shown``."""
    sign = next((char for char in shown if char in "?\ufffd" or ord(char) > ORPHAN), "?")
    private = Private.MARK if events & MARKED else Private.LEAD if events & SPLIT else Private.DROP
    if any(map(gbk.is_private, shown)):
        private = Private.KEEP
    if events & HIDDEN:
        sign = ""
    return Decoder(None if sign > "\uffff" else sign, private, b"<(" if events & ATE else b"")
