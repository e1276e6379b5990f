r"""A thread's title and first post as bytes of its page's source, to compare captures of a page without reading them.

Archives have a thread's first page many times: captured again and again, and under other addresses. Most captures
differ only around the post. Where the bytes of title and post are the same, so is what a reader would make of them.

>>> shown = FirstPost((b"<h1>",), b"</h1>", (b"<p",), (b"</p>",))
>>> one, other = b"<h1>News</h1>5 views<p>Rain.</p>", b"<h1>News</h1>9 views<p>Rain.</p>"
>>> shown.imprint(one) == shown.imprint(other) != shown.imprint(other.replace(b"Rain", b"Snow"))
True
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from harvester.config.patterns import regex

#: Which encoding the page declares: the same bytes are another text in another one.
_CHARSET: Final = regex(rb"""charset\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
#: Bytes at a page's beginning that are searched for that.
_HEAD: Final = 4096
#: What forums put between the words of a post against copying, another one in each answer; a reader leaves it out.
_JAMMERS: Final = regex(rb"""<(?:span style="display:none"|font class="jammer")>[^<]*</(?:span|font)>""")
_NUMBER: Final = regex(rb"\d{1,10}")


class Imprint(NamedTuple):
    """A hash of the bytes of a title and a first post; ``pid``: the number of that post, 0 if its page has none.

    >>> Imprint(7, b"1") == Imprint(7, b"2")
    False
    """

    pid: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class FirstPost:
    """Where a page's source has the thread's title, and its first post with all that belongs to its text.

    Each of these is a string in the source; of several, the first that is there counts. ``titles`` and ``texts``:
    where title and text begin. ``title_end``: what is behind the title. ``ends``: what is behind the text, with the
    post's number in place of ``%d``; ``number``: what this number follows, somewhere behind the beginning of the text.

    >>> shown = FirstPost((b"<h1>",), b"</h1>", (b"<p",), (b"<!-- %d -->",), b'<p id="')
    >>> shown.imprint(b'<h1>News</h1><p id="7">Rain.</p><!-- 7 -->').pid
    7
    """

    titles: tuple[bytes, ...]
    title_end: bytes
    texts: tuple[bytes, ...]
    ends: tuple[bytes, ...]
    number: bytes = b""

    def imprint(self, body: bytes, declared: str | None = None) -> Imprint | None:
        """The imprint of a page; ``None`` if its source has no such places.

        ``declared``: the encoding that the answer's headers give.
        """
        title = _first(body, self.titles, 0)
        text = _first(body, self.texts, title) if title >= 0 else -1
        number = _NUMBER.match(body, body.find(self.number, text) + len(self.number)) if text >= 0 else None
        if text < 0 or (self.number and number is None):
            return None
        pid = int(number[0]) if self.number and number is not None else 0
        end = _first(body, (each.replace(b"%d", b"%d" % pid) for each in self.ends), text)
        if end < 0:
            return None
        charset = _CHARSET.search(body, 0, _HEAD)
        named = body[title : body.find(self.title_end, title)]
        parts = (named, _JAMMERS.sub(b"", body[text:end]), charset[1] if charset else b"", (declared or "").encode())
        return Imprint(pid, hashlib.blake2b(b"\0".join(parts), digest_size=12).digest())


def _first(body: bytes, signs: Iterable[bytes], begin: int) -> int:
    """Where the first of some strings is that is there at all; -1 if none is."""
    return next((at for sign in signs if (at := body.find(sign, begin)) >= 0), -1)
