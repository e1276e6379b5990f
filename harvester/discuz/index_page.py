"""The boards that an index, a category or a list page links to."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urljoin

from harvester.config.patterns import regex
from harvester.discuz.addresses import parse
from harvester.discuz.archiver import read_archived_index
from harvester.forum.hosts import related
from harvester.forum.model import BoardLink
from harvester.forum.numbers import count_of
from harvester.forum.page import Element, Page, find, find_all, name_of, own_name, text_of

#: A board's name in an index: one board a row, several boards a row, and the versions before X.
_NAMES = (
    ".fl_tb h2 a, .fl_g dt a, .fl_tb td > h2 > a, .forumlist th h2 a, .forumlist dt a, table[summary^=category] h2 a, "
    "table[summary^=subform] h2 a, table[summary^=subforum] h2 a, tbody[id^=forum] h2 a, .mainbox.forumlist h2 a, "
    ".sub_forum li a, .sub-forum li a.murl, #subname_list li a"
)

#: What an index says of a board that is no more than a link to another site.
_ELSEWHERE = regex(r"[链鏈連连][接结結]到外部地址")

_NUMBER = regex(r"\d{1,10}")
_COUNTS = regex(r"(\d[\d,]{0,12})\s*/\s*(\d[\d,]{0,12})")
_NAMED_COUNTS = (
    regex(r"主[题題][數数]?\s*[:：]?\s*(\d[\d,]{0,12})"),
    regex(r"(?:帖|貼|贴)[子]?[数數]?\s*[:：]?\s*(\d[\d,]{0,12})"),
)


def read_index(page: Page) -> tuple[BoardLink, ...]:
    """The boards of an index or category page, each once, in the order of the page.

    Boards that lead to another site are left out. Where the layout is unknown, every
    link to a board counts that stands in the body of the page.
    """
    return read_sub_boards(page) or read_archived_index(page) or _any_board(page)


def read_sub_boards(page: Page) -> tuple[BoardLink, ...]:
    """The boards in lists of boards; on a list page, its sub-boards."""
    found = [board for link in page.find_all(_NAMES) if (board := _board(page, link)) is not None]
    boards: dict[int | str, BoardLink] = {}
    for board in _numbered(found):
        boards.setdefault(board.fid or board.url, board)
    return tuple(boards.values())


def _numbered(boards: list[BoardLink]) -> list[BoardLink]:
    """Boards with their numbers, where the site writes addresses its own way (``f12-1``, ``bbs/12/``)."""
    unknown = [board.url for board in boards if board.fid is None and not _is_named(board.url)]
    place = _place(unknown)
    if place is None:
        return boards
    numbers = {url: int(_NUMBER.findall(url)[place]) for url in unknown}
    return [board if board.fid else replace(board, fid=numbers.get(board.url)) for board in boards]


def _is_named(url: str) -> bool:
    """Whether the address has a board's name in the place of its number (``forum-news-1.html``)."""
    address = parse(url)
    return address is not None and address.name is not None


def _place(urls: list[str]) -> int | None:
    """Which number of the addresses of boards is the board's: the one that differs between them.

    Of a single address it is the first of its path. Addresses that differ in more than
    one number, or in words, tell nothing.
    """
    urls = list(dict.fromkeys(urls))
    if len({_NUMBER.sub("#", url) for url in urls}) != 1:
        return None
    numbers = [_NUMBER.findall(url) for url in urls]
    if len(urls) == 1:
        first = len(_NUMBER.findall(urljoin(urls[0], "/")))
        return first if first < len(numbers[0]) else None
    differing = [at for at, column in enumerate(zip(*numbers, strict=True)) if len(set(column)) == len(urls)]
    return differing[0] if len(differing) == 1 else None


def _board(page: Page, link: Element) -> BoardLink | None:
    url = page.link(link.get("href"))
    address = None if url is None else parse(url)
    name = _shown_name(page, link)
    if url is None or not name or (address is not None and address.kind not in ("board", "index")):
        return None
    entry = _entry(link)
    if _ELSEWHERE.search(text_of(entry)) or not related(page.url, url):
        return None
    threads, posts = _counts(entry)
    return BoardLink(address.fid if address else None, name, url, threads, posts)


def _shown_name(page: Page, link: Element) -> str:
    """A board's name, without the day's count that telephones get with it."""
    line = page.find("p.mtit", link)
    box = link if line is None else line
    return own_name(box, find_all(box, "span.num, span.mnum"))


def _entry(link: Element) -> Element:
    """The part of the index that is about one board."""
    return next(link.iterancestors("dl", "tr", "li"), link)


def _counts(entry: Element) -> tuple[int | None, int | None]:
    """Threads and posts of a board: in one cell, in two (6.x), or after their names."""
    box = find(entry, ".fl_i, .forumnums")
    parts = find_all(entry, "td.nums") if box is None else [part for part in box if part.tag in ("span", "em")]
    numbers = [count_of(part) for part in parts]
    if len(numbers) == 2 and None not in numbers:
        return numbers[0], numbers[1]
    text = text_of(entry if box is None else box)
    match = _COUNTS.search(text) if box is not None else None
    if match:
        return _number(match[1]), _number(match[2])
    threads, posts = (_named_count(entry, text, pattern) for pattern in _NAMED_COUNTS)
    return threads, posts


def _named_count(entry: Element, text: str, pattern: re.Pattern[str]) -> int | None:
    """The number after a name; a large one is shortened, and whole in a ``title``."""
    own = next((part for part in find_all(entry, "em") if pattern.match(text_of(part))), None)
    match = pattern.search(text)
    return count_of(own) if own is not None else match and _number(match[1])


def _number(text: str) -> int:
    return int(text.replace(",", ""))


def _any_board(page: Page) -> tuple[BoardLink, ...]:
    boards: dict[int | str, BoardLink] = {}
    for link in page.named("a"):
        url = page.link(link.get("href"))
        address = None if url is None else parse(url)
        name = name_of(link)
        if (
            url
            and name
            and address is not None
            and address.kind == "board"
            and address.typeid is None
            and address.page == 1
        ):
            boards.setdefault(address.fid or url, BoardLink(address.fid, name, url))
    return tuple(boards.values())
