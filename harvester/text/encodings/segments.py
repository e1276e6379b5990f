"""Pages whose parts are in different encodings: a GBK page with the UTF-8 block of a plug-in, or the reverse.

Such a page is read segment by segment. A segment is a stretch of bytes that no multi-byte character
can cross: in UTF-8, GBK and Big5 alike, a byte below 0x40 other than a digit is a character of its own.
"""

from __future__ import annotations

from typing import Final

from harvester.config.patterns import regex
from harvester.text.encodings.frequent import FREQUENT
from harvester.text.encodings.labels import BIG5, GB18030, UTF_8
from harvester.text.encodings.orphans import count_orphans, read_lossless, read_strict

#: From the first byte that is not ASCII up to the next that stands for itself in every encoding.
SEGMENT = regex(rb"[\x80-\xff][0-9\x40-\x7e\x80-\xff]*")

#: A Hanzi, kana or full-width mark in UTF-8 (U+3000 to U+9FFF, U+F900 to U+FFFF).
_HANZI = rb"[\xe3-\xe9\xef][\x80-\xbf]{2}"
_HANZIS = regex(_HANZI)

#: This many in a row are not GBK by chance: each adds a factor below 1/100.
_BLOCK = regex(rb"(?:%s){4,}" % _HANZI)

#: Classes of bytes, to find a UTF-8 block at the speed of a substring search.
_CLASSES = bytes(0x4C if 0xE3 <= b <= 0xE9 else 0x54 if 0x80 <= b <= 0xBF else 0x2E for b in range(256))
_BLOCK_CLASSES = b"LTT" * 3

#: A line of at least this many characters beyond ASCII is in the other encoding if at most the first share of them is
#: frequent as it is read, and at least the second in the other encoding.
_LONG: Final = 7
_ODD: Final = 0.15
_USUAL: Final = 0.4

#: What of a line stands behind its first character beyond ASCII, up to its end or a tag's bracket: no character of GBK
#: or Big5 contains a byte of these. What stands before it does not matter, and is not looked at again and again.
_LINE: Final = regex(rf"[^\x00-\x7f][^\r\n<>]{{{_LONG - 1},}}")
_LINE_BYTES: Final = regex(rb"[\x80-\xff][^\r\n<>]*")
#: The least share of frequent characters in Chinese that was read rightly (measured: 0.44, and 0.12 if read wrongly).
CHINESE = 0.25


def frequent_share(text: str) -> float:
    """The share of the characters beyond ASCII in ``text`` that are frequent in Chinese; 0 where there are none.

    >>> frequent_share("我们的"), frequent_share("abc")
    (1.0, 0.0)
    """
    beyond = _beyond(text)
    return sum(map(FREQUENT.__contains__, text)) / beyond if beyond else 0.0


def has_utf8_block(body: bytes) -> bool:
    """Whether ``body``, well-formed in GBK or Big5, nevertheless has a stretch of UTF-8.

    >>> has_utf8_block("灯会".encode("gb18030"))
    False
    """
    return _BLOCK_CLASSES in body.translate(_CLASSES)


def read_segments(body: bytes, codec: str) -> tuple[str, bool]:
    """``body``, mostly in ``codec``, each segment read in what explains it; and whether there were two encodings.

    >>> read_segments("灯会".encode("gb18030"), "gb18030")
    ('灯会', False)
    """
    if codec == UTF_8:
        return _read_with(body, UTF_8, _legacy_segments(body))
    if codec in (GB18030, BIG5):
        lines = _lines_in_the_other(body, codec)
        inside = [range(start, end) for start, end, _ in lines]
        others = [span for span in _utf8_segments(body, codec) if not any(span[0] in line for line in inside)]
        return _read_with(body, codec, sorted(others + lines))
    return read_lossless(body, codec), False


#: A span of the body and the codec that it is in.
_Span = tuple[int, int, str]


def _read_with(body: bytes, codec: str, others: list[_Span]) -> tuple[str, bool]:
    parts: list[str] = []
    position = 0
    for start, end, other in others:
        parts += (read_lossless(body[position:start], codec), read_lossless(body[start:end], other))
        position = end
    parts.append(read_lossless(body[position:], codec))
    return "".join(parts), bool(others)


def _utf8_segments(body: bytes, codec: str) -> list[_Span]:
    """The parts in UTF-8 of a page in ``codec``, GBK or Big5."""
    found: list[_Span] = []
    for match in SEGMENT.finditer(body):
        start, segment = match.start(), match[0]
        if _is_utf8(segment, codec):
            found.append((start, match.end(), UTF_8))
        else:
            found += [(start + left, start + right, UTF_8) for left, right in _glued_blocks(segment, codec)]
    return found


def _is_utf8(segment: bytes, codec: str) -> bool:
    hanzi = len(_HANZIS.findall(segment))
    if not hanzi or read_strict(segment, UTF_8) is None:
        return False
    if read_strict(segment, codec) is None:
        return True
    return hanzi > 1 and frequent_share(segment.decode()) >= frequent_share(read_lossless(segment, codec))


def _glued_blocks(segment: bytes, codec: str) -> list[tuple[int, int]]:
    """The UTF-8 blocks inside a segment that is otherwise well-formed in ``codec``."""
    blocks = [match.span() for match in _BLOCK.finditer(segment)]
    bounds = [0, *(place for block in blocks for place in block), len(segment)]
    outside = zip(bounds[::2], bounds[1::2], strict=True)
    return blocks if all(read_strict(segment[start:end], codec) is not None for start, end in outside) else []


def has_odd_line(text: str) -> bool:
    """Whether a line of ``text``, read from GBK or Big5, has hardly any frequent characters: it may be in the other.

    >>> has_odd_line("硂琌ㄓ禟瞶ゅ彻"), has_odd_line("这是后来贴上的文章")
    (True, False)
    """
    return any(map(_is_odd, _LINE.findall(text)))


def _is_odd(line: str) -> bool:
    beyond = _beyond(line)
    return beyond >= _LONG and sum(map(FREQUENT.__contains__, line)) / beyond <= _ODD


def _beyond(text: str) -> int:
    """How many characters are beyond ASCII."""
    return len(text) - len(text.encode("ascii", "ignore"))


def _lines_in_the_other(body: bytes, codec: str) -> list[_Span]:
    """The lines in Big5 of a page in GBK, or the reverse: what was pasted into a post as bytes."""
    other = BIG5 if codec == GB18030 else GB18030
    found = []
    for match in _LINE_BYTES.finditer(body):
        here = read_lossless(match[0], codec)
        if not _is_odd(here):
            continue
        there = read_strict(match[0], other)
        if there and frequent_share(there) >= _USUAL:
            found.append((match.start(), match.end(), other))
    return found


def _legacy_segments(body: bytes) -> list[_Span]:
    """The parts in GBK or Big5 of a UTF-8 page."""
    suspects = [match for match in SEGMENT.finditer(body) if _is_foreign(match[0])]
    if not suspects:
        return []
    pool = b"\n".join(match[0] for match in suspects)
    share, codec = max((frequent_share(read_lossless(pool, codec)), codec) for codec in (GB18030, BIG5))
    if share < CHINESE:
        return []
    return [(match.start(), match.end(), codec) for match in suspects if _nearly_fits(match[0], codec)]


def _is_foreign(segment: bytes) -> bool:
    """Whether ``segment`` is neither UTF-8 nor cut UTF-8, and is long enough for two characters of GBK."""
    if len(segment) < 4 or read_strict(segment, UTF_8) is not None:
        return False
    return len(_HANZIS.sub(b"", segment)) * 2 > len(segment)


def _nearly_fits(segment: bytes, codec: str) -> bool:
    return count_orphans(read_lossless(segment, codec)) * 8 <= len(segment)
