"""The boards that an index, a category or a list page links to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from harvester.config.patterns import regex
from harvester.forum.hosts import related
from harvester.forum.model import BoardLink
from harvester.forum.numbers import count_of, id_at_end
from harvester.forum.page import Element, Page, find, name_of, text_of
from harvester.phpwind.addresses import parse

#: A board's name: 8.x has its number in the id, 9.x, and what was before 8.0, in the address.
_NAMES = "a[id^=fn_], [id^=fid_] h2 a, .fname > a, tr.f_one th h2 > a"
_COUNTS = regex(r"(\d{1,9})\s*/\s*(\d{1,9})")
_NAMED_COUNTS = regex(r"主[题題][数數]?\s*[:：]\s*(\d{1,9})\D{1,12}?[帖贴貼]子?[数數]?\s*[:：]\s*(\d{1,9})")


def read_boards(page: Page) -> tuple[BoardLink, ...]:
    """The boards in a page's lists of boards, each once, in the order of the page; not its categories."""
    boards = (_board(page, link) for link in page.find_all(_NAMES))
    return _once(board for board in boards if board is not None)


def any_boards(page: Page) -> tuple[BoardLink, ...]:
    """Every board that a page links to, for pages of skins that have lists of their own."""
    return _once(_linked(page))


def _once(boards: Iterator[BoardLink]) -> tuple[BoardLink, ...]:
    found: dict[int | str, BoardLink] = {}
    for board in boards:
        found.setdefault(board.fid or board.url, board)
    return tuple(found.values())


def _board(page: Page, link: Element) -> BoardLink | None:
    url, name = page.link(link.get("href")), name_of(link)
    if url is None or not name or not related(page.url, url):  # a board may be a link to another site
        return None
    named = parse(url)
    fid = id_at_end(link.get("id")) or (named.fid if named is not None and named.kind == "board" else None)
    if fid is None and (named is None or named.kind != "board"):
        return None
    entries = (_counts(entry) for entry in link.iterancestors("th", "li", "tr"))
    threads, posts = next((counts for counts in entries if counts != (None, None)), (None, None))
    return BoardLink(fid, name, url, threads, posts)


def _counts(entry: Element) -> tuple[int | None, int | None]:
    """Threads and posts: in a cell of their own, or after their names."""
    cell = find(entry, "td.num")
    if cell is not None and (threads := count_of(find(cell, "em"))) is not None:
        text = text_of(cell)
        both = _COUNTS.search(text)
        rest = re.search(r"\d{1,9}", text[len(str(threads)) :])
        return threads, int(both[2]) if both else int(rest[0]) if rest else None
    named = _NAMED_COUNTS.search(text_of(entry))
    return (int(named[1]), int(named[2])) if named else (None, None)


def _linked(page: Page) -> Iterator[BoardLink]:
    for link in page.named("a"):
        url, name = page.link(link.get("href")), name_of(link)
        named = parse(url) if url else None
        if url and name and named is not None and named.kind == "board" and named.typeid is None and named.page == 1:
            yield BoardLink(named.fid, name, url)
