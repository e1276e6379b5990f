"""A stream divided into blocks of whole lines, so that no file has to fit into memory."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

#: Bytes of a block, up to the end of its last line: large enough to keep a process busy for longer
#: than handing it over takes, small enough that those in progress are a few megabytes.
BLOCK = 256 * 1024

# A byte below 0x30 is a whole character in UTF-8, GBK, GB18030 and Big5: a long line may be cut after it.
_SAFE_CUT = re.compile(rb"[\x00-\x2F](?=[\x30-\xFF]*\Z)")


@dataclass(frozen=True, slots=True)
class Block:
    r"""Lines of a file: the number of the first one, from 1, and their bytes.

    >>> Block(1, b"one\ntwo\n").body.count(b"\n")
    2
    """

    line: int
    body: bytes


def blocks(stream: io.BufferedReader, longest: int) -> Iterator[Block]:
    r"""``stream`` in blocks, in order; put together they are the stream again, byte for byte.

    A line that continues for more than ``longest`` bytes beyond its block is cut, if possible where no
    character is torn.

    >>> lines = io.BufferedReader(io.BytesIO(b"one line\n" * 40_000))
    >>> [(block.line, len(block.body)) for block in blocks(lines, longest=1024)]
    [(1, 262152), (29129, 97848)]
    """
    line = 1
    rest = b""
    while body := rest + stream.read(max(1, BLOCK - len(rest))):
        rest = b""
        if not body.endswith(b"\n"):
            more = stream.readline(longest)
            body += more
            if len(more) == longest and not more.endswith(b"\n"):
                body, rest = _cut(body)
        yield Block(line, body)
        line += body.count(b"\n")


def _cut(body: bytes) -> tuple[bytes, bytes]:
    found = _SAFE_CUT.search(body, max(0, len(body) - BLOCK // 4))
    return (body[: found.end()], body[found.end() :]) if found else (body, b"")
