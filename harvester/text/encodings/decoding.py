"""From a page's bytes to text, no byte lost.

What a page declares is a claim, checked against its bytes. The check counts how many of the
characters that a reading gives are frequent in Chinese: right readings have 44 % or more of them,
wrong ones at most 12 % (measured on 1,140 texts in UTF-8, GB18030 and Big5, both scripts). UTF-8
proves itself by its form. One bad byte refutes nothing: it is kept as an orphan (:mod:`.orphans`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from harvester.config.patterns import regex
from harvester.text.encodings.cns import EUC_TW, ISO_2022_CN, is_iso_2022_cn
from harvester.text.encodings.detection import count_high, is_european, vote
from harvester.text.encodings.labels import (
    BIG5,
    CP1252,
    GB18030,
    HZ,
    UTF_8,
    UTF_16,
    bom_of,
    codec_of,
    codecs_of,
    declared_in,
)
from harvester.text.encodings.orphans import (
    ORPHAN,
    count_orphans,
    finish,
    orphan,
    read_lossless,
    read_strict,
    write_lossless,
)
from harvester.text.encodings.segments import (
    CHINESE,
    SEGMENT,
    frequent_share,
    has_odd_line,
    has_utf8_block,
    read_segments,
)

__all__ = ["ORPHAN", "Decoded", "Method", "declared_in", "decode", "encode", "finish", "orphan"]

Method = Literal["bom", "declared", "detected", "mixed", "default", "given"]

#: UTF-8 is believed outright where at most this share of the bytes beyond ASCII does not fit it, and up to the
#: other share where it gives better Chinese. Of text in GBK or Big5 at least 40 % does not fit it.
_FEW_BAD_UTF8, _MOST_BAD_UTF8 = 0.1, 0.5

#: Any other declared encoding is believed where at most this share of the bytes is undecodable.
_MOST_BAD = 0.1

#: How much is looked at to choose an encoding: slices of a page, bytes of a slice; bytes of
#: all segments, and of one segment.
_SLICES, _SLICE_SIZE = 16, 1024
_SAMPLE_SIZE, _SEGMENT_SIZE = 4000, 400


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a page, and how it was read.

    ``text``: an undecodable byte ``b`` is ``chr(ORPHAN + b)``, until :func:`finish`.
    ``declared``: the first label that was declared, verbatim.
    ``used``: the codec, by a name that Python knows: ``utf-8``, ``gb18030`` (also for GB2312 and
    GBK), ``big5-hkscs`` (for any Big5), ``cp1252`` (for Latin-1), ``hz``, ``utf-16-le``, ...; ``euc_tw`` and
    ``iso2022_cn`` are codecs of :mod:`.cns`.
    ``method``: ``bom`` a byte order mark, ``declared`` a declaration that the bytes bear out,
    ``detected`` from the bytes, ``mixed`` mostly in ``used`` but partly in another one,
    ``default`` nothing declared and only ASCII, ``given`` by the caller.
    ``bad_bytes``: how many bytes no encoding explained.

    >>> found = decode("灯会今晚开始".encode("gb18030"), "utf-8")
    >>> found.text, found.declared, found.used, found.method
    ('灯会今晚开始', 'utf-8', 'gb18030', 'detected')
    """

    text: str
    declared: str | None
    used: str
    method: Method
    bad_bytes: int


def decode(body: bytes, declared: Sequence[str | None] | str | None = (), *, charset: str | None = None) -> Decoded:
    """Read ``body``. ``declared`` are labels in order of authority, that of the HTTP header first.

    The page's own declarations (:func:`declared_in`) are added. ``charset`` is a label that is known to
    be right: then neither declarations nor bytes count, except for parts that cannot be in it. Never fails; raises
    :class:`LookupError` only where ``charset`` is not a label of an encoding.

    >>> decode("灯会".encode("gb18030"), declared=("gbk",)).text
    '灯会'
    """
    given = [declared] if isinstance(declared, str) else declared or ()
    labels = [label for label in (*given, *declared_in(body)) if label]
    first = labels[0] if labels else None
    mark, marked = bom_of(body) or (b"", None)
    body = body[len(mark) :]
    codec, method = _given(charset) if charset else _choose(body, marked, codecs_of(labels))
    text = _read_whole(body, codec)
    if text is not None:
        return Decoded(text, first, codec, method, bad_bytes=0)
    text, mixed = read_segments(body, codec)
    return Decoded(text, first, codec, "mixed" if mixed else method, count_orphans(text))


def encode(text: str, used: str) -> bytes:
    r"""The bytes that :func:`decode` read ``text`` from, given what it ``used``; without a byte order mark.

    Exact except where the method was ``mixed``, and for the few codes that :func:`.orphans.write_lossless` names.
    Raises :class:`UnicodeEncodeError` where ``used`` lacks a character of ``text``.

    >>> encode("灯会", "gb18030")
    b'\xb5\xc6\xbb\xe1'
    """
    return write_lossless(text, used)


def _read_whole(body: bytes, codec: str) -> str | None:
    """The text of a page that is well-formed and entirely in ``codec``."""
    if codec in (GB18030, BIG5) and has_utf8_block(body):
        return None
    text = read_strict(body, codec)
    return None if text and codec in (GB18030, BIG5) and has_odd_line(text) else text


def _given(charset: str) -> tuple[str, Method]:
    codec = codec_of(charset)
    if codec is None:
        raise LookupError(f"no such encoding: {charset}")
    return codec, "given"


def _choose(body: bytes, marked: str | None, declared: list[str]) -> tuple[str, Method]:
    if marked in UTF_16:
        return marked, "bom"
    if b"\0" not in body:  # a page whose declaration of UTF-16 could be read as ASCII is not in UTF-16
        declared = [UTF_8 if codec in UTF_16 else codec for codec in declared]
    escaped = next((codec for codec in declared if codec in _SEVEN_BIT), None)
    if escaped and body.isascii():
        return escaped, "declared"
    claims = [marked, *declared] if marked else declared
    if body.isascii() and is_iso_2022_cn(body):
        return ISO_2022_CN, "detected"
    if body.isascii():
        return (claims[0], "bom" if marked else "declared") if claims else (UTF_8, "default")
    codec = UTF_8 if _is_all_utf8(body, claims) else _best(_Sample(body), claims)
    if codec == marked:
        return codec, "bom"
    return codec, "declared" if codec in declared else "detected"


#: Encodings whose text is all ASCII bytes, so that only the declaration identifies them.
_SEVEN_BIT = (HZ, "iso2022_jp", ISO_2022_CN, *UTF_16)


class _Sample:
    """Parts of a page that are beyond ASCII, and what each encoding makes of them."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.data = _segments(_slices(body))
        if len(self.data) < _SLICE_SIZE:
            self.data = _segments([body])

    def bad(self, codec: str) -> float:
        """The share of undecodable bytes among all beyond ASCII."""
        return count_orphans(read_lossless(self.data, codec)) / count_high(self.data)

    def share(self, codec: str) -> float:
        """The share of frequent characters that ``codec`` gives."""
        return frequent_share(read_lossless(self.data, codec))

    @cached_property
    def chinese(self) -> tuple[float, str]:
        """The better of GB18030 and Big5, after its share of frequent characters."""
        return max((self.share(codec), codec) for codec in (BIG5, GB18030))


def _slices(body: bytes) -> list[bytes]:
    """Slices from all over a page, or all of a small one. Each but the first begins after an ASCII byte."""
    step = max(_SLICE_SIZE, len(body) // _SLICES)
    slices = [body[start : start + _SLICE_SIZE] for start in range(0, len(body), step)]
    return slices[:1] + [_WHOLE.sub(b"", part, count=1) for part in slices[1:]]


#: What may be the rest of a segment that began earlier.
_WHOLE = regex(rb"^[0-9\x40-\x7e\x80-\xff]+")


def _segments(parts: list[bytes]) -> bytes:
    """The segments of ``parts``, one a line: long ones cut, some left out where there are many."""
    segments: list[bytes] = [segment for part in parts for segment in SEGMENT.findall(part)]
    step = 1 + sum(map(len, segments)) // _SAMPLE_SIZE
    return b"\n".join(segment[:_SEGMENT_SIZE] for segment in segments[::step])


def _best(sample: _Sample, claims: list[str]) -> str:
    """The encoding of a page, from its claims, best first, and its bytes."""
    if claims and claims[0] in (GB18030, BIG5) and sample.share(claims[0]) >= 2 * CHINESE:
        return claims[0]
    if _is_utf8(sample):
        return UTF_8
    share, chinese = sample.chinese
    if share >= CHINESE:
        return chinese
    if sample.bad(EUC_TW) <= _FEW_BAD_UTF8 and sample.share(EUC_TW) >= 2 * CHINESE:
        return EUC_TW
    fitting = (codec for codec in claims if codec != UTF_8 and _fits(sample, codec))
    return next(fitting, None) or vote(sample.body) or chinese


def _is_all_utf8(body: bytes, claims: list[str]) -> bool:
    """Whether all of a page is UTF-8 by its form, and it says nothing else: almost all pages, at once."""
    if claims and claims[0] in (GB18030, BIG5):
        return False
    return read_strict(body, UTF_8) is not None and _THREE_BYTE_LEAD.search(body) is not None


def _is_utf8(sample: _Sample) -> bool:
    """Whether it is UTF-8 by its form alone, or by its form and content."""
    bad = sample.bad(UTF_8)
    if bad <= _FEW_BAD_UTF8 and _THREE_BYTE_LEAD.search(sample.data):
        return True
    if bad:
        return bad <= _MOST_BAD_UTF8 and sample.share(UTF_8) > sample.chinese[0]
    return sample.chinese[0] < CHINESE


#: Without one of these, short GBK may look like UTF-8 by chance: sequences of two bytes are within its range.
_THREE_BYTE_LEAD = regex(rb"[\xe0-\xef]")


def _fits(sample: _Sample, codec: str) -> bool:
    """Whether the bytes can be in a declared encoding, Chinese or not, even without frequent characters."""
    if codec == CP1252:
        return is_european(sample.body)
    rival = sample.chinese[0] if codec in (GB18030, BIG5) else 0
    return sample.bad(codec) <= _MOST_BAD and sample.share(codec) * 2 >= rival
