"""Which encoding a page is in, from its bytes alone: :mod:`chardet` votes on its runs of text.

chardet 7 is right on short Chinese text, clean or cut at its end, but one invalid byte anywhere
rules out the right answer; so it is asked about each of the page's longest runs, not about the page.
Its confidence means nothing for short text (0.03 to 0.25 where it is right).
"""

from __future__ import annotations

from collections import Counter

from harvester.config.patterns import regex
from harvester.text.encodings.labels import CP1252, UTF_8, codec_of
from harvester.text.encodings.orphans import count_orphans, read_lossless
from harvester.text.encodings.segments import SEGMENT

#: How many runs of a page vote, and how many bytes of each: enough, whatever the length of the page.
_RUNS = 8
_RUN_SIZE = 2000

#: The encodings of the Chinese web. "utf-8" is also the answer for what matches none of them.
_ENCODINGS = ["utf-8", "gb18030", "big5hkscs", "big5"]

#: The most bytes of a UTF-8 sequence that are left where a run was cut.
_CUT_UTF8 = 3

#: A run ends at markup or a line break.
_BREAK = regex(rb"[<>\x00-\x1f]+")
_ASCII = bytes(range(128))
_HIGH = regex(rb"[\x80-\xff]+")


def vote(body: bytes) -> str | None:
    """The codec that ``body`` is most likely in; ``None`` where chardet has no answer.

    European text, whose bytes beyond ASCII mostly stand alone, is read as windows-1252.

    >>> vote("灯会今晚开始，请走西门。".encode("gb18030"))
    'gb18030'
    """
    if is_european(body):
        return CP1252
    return _majority(_BREAK.split(body)) or _majority(SEGMENT.findall(body))


def _majority(runs: list[bytes]) -> str | None:
    """The codec that most of the longest ``runs`` are in, each weighted by its bytes beyond ASCII."""
    votes: Counter[str] = Counter()
    for run in sorted(runs, key=count_high, reverse=True)[:_RUNS]:
        codec = _detected(run[:_RUN_SIZE]) if not run.isascii() else None
        if codec:
            votes[codec] += count_high(run)
    return votes.most_common(1)[0][0] if votes else None


def is_european(body: bytes) -> bool:
    """Whether bytes beyond ASCII are few, mostly stand alone, and hardly ever come in fours, as two Hanzi do.

    >>> is_european("Der Öltank steht hinter dem Haus".encode("latin-1")), is_european("灯会今晚".encode("gb18030"))
    (True, False)
    """
    runs = Counter(min(len(run), 4) for run in _HIGH.findall(body))
    return count_high(body) * 3 <= len(body) and runs[1] * 2 > runs.total() and runs[4] * 20 <= runs.total()


def count_high(run: bytes) -> int:
    r"""How many bytes of ``run`` are beyond ASCII.

    >>> count_high(b"a\xb5\xc6")
    2
    """
    return len(run.translate(None, _ASCII))


def _detected(run: bytes) -> str | None:
    import chardet  # noqa: PLC0415 -- it takes 280 ms, and most pages do not need it

    name = chardet.detect(run, include_encodings=_ENCODINGS, no_match_encoding="utf-8")["encoding"]
    codec = codec_of(name) if name else None
    return None if codec == UTF_8 and count_orphans(read_lossless(run, UTF_8)) > _CUT_UTF8 else codec
