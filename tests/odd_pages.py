"""Pages with odd things in them, for tests that readers read whatever a page holds."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

#: What no forum sends of itself, in the place of a number, an address, a word.
ODD = (
    "²", "３", "9" * 30, "9" * 5000, "-1", "1e9", "\x08", "\x0b", "\x1f", "\0", "\ufffe", "\U0010ffff", "&#8;", "&#xb;",
    "&#xd800;", "&#57343;", "&#99999999999;", "http://[", "http://[::1", "http://h:99999/", "http://h:²/", "//[x]/",
    "http://a b/", "http://u:p@127.0.0.1:8080/", "http://..../", f"http://{'a' * 70}/", "javascript:x", "http://℀.cn/",
    "////", "\\\\", "\x85", "\u2028", "</div>", "<table>", '"', "<!--", "<![CDATA[", "2024-13-45 99:99",
    "0000-0-0 0:00", "99999-1-1 00:00", "9999-12-31 23:59", "1-1-1 00:00", "昨天 99:99", "99999999999 天前",
    "² 小时前", f"{'9' * 400} 分钟前",
)  # fmt: skip


def mutations(text: str, chance: random.Random, many: int) -> Iterator[str]:
    """Copies of a page with odd things in the place of some of its numbers, attributes and words."""
    spots = [match.span() for match in re.finditer(r'\d+|(?<==")[^"]*(?=")|(?<=>)[^<]+', text)]
    for _ in range(many):
        mutated = text
        for start, end in sorted(chance.sample(spots, min(4, len(spots))), reverse=True):
            mutated = mutated[:start] + chance.choice(ODD) + mutated[end:]
        yield mutated
