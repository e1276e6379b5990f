"""Threads of skins that lack even the forum's ids, read by what looks like posts.

Posts repeat: sibling boxes of one kind, each with a member's name, a time and a text. Search results and blogs with
comments look the same, so a page is read only if its address, or its link to reply, names a thread.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo

from harvester.config.patterns import regex
from harvester.discuz.addresses import parse
from harvester.discuz.members import read_member, uid_of
from harvester.discuz.message import read_message
from harvester.discuz.pager import read_pager
from harvester.discuz.trail import TRAILS, read_trail
from harvester.forum.clock import Clock, clock_of
from harvester.forum.model import Member, Post, ThreadPage
from harvester.forum.numbers import floor_of
from harvester.forum.page import Element, Page, classes, exact, name_of, raw_text, text_of

PAGERS = ".pg, .pages, .pagination, .page"

#: Elements that may hold a text, and class names of elements with an author's name that is not a link.
_BLOCKS = ("div", "td", "section", "article", "p", "dd", "li")
_AUTHOR = regex(r"author|user-?name|nick(?:name)?|poster", re.IGNORECASE)
_LONGEST_NAME = 30
#: Boxes are looked for down to this depth: pages that nest deeper are broken, or made to keep a reader busy.
_DEEPEST = 60
#: A single post needs this many characters: there is no other to compare it with.
_LONG = 40
_REPLY = regex(r"action=reply\b")
_TID = regex(r"[?&;]tid=(\d{1,10})\b")
_PID = regex(r"(?:^|[?&;#])(?:pid|post|p)[=_-]?(\d{1,10})$|[?&;#]pid=?(\d{1,10})\b")
_FLOOR = regex(r"\d{1,6}\s*[楼樓#＃]|楼主|樓主|沙[发發]|板凳|地板")


@dataclass(frozen=True, slots=True)
class _Likely:
    """A box that looks like a post, and the parts of it that make it look so."""

    box: Element
    author: Member
    published: datetime
    body: Element
    #: How much text of its own the body has.
    size: int


def read_likely_thread(page: Page, zone: tzinfo, now: datetime | None = None) -> ThreadPage | None:
    """A thread page read by what looks like posts; ``None`` if nothing does, or if the page belongs to no thread."""
    tid = _tid(page)
    if tid is None:
        return None
    heading = _heading(page)
    found = _Finder(tid, clock_of(page, zone, now)).find(page, heading)
    if not found:
        return None
    current, pages = read_pager(page, PAGERS)
    fid, board = read_trail(page, page.find_all(TRAILS)[:1])
    posts = [_post(page, at, likely, zone, now, first=current == 1) for at, likely in enumerate(found, 1)]
    return ThreadPage(
        tid=tid,
        fid=fid,
        board=board,
        title=name_of(heading) or exact(text_of(page.find("title")).split(" - ")[0]),
        posts=tuple(posts),
        page=current,
        pages=pages,
        layout="likeness",
    )


def _tid(page: Page) -> int | None:
    """The thread that the page's address, or else its link to reply, names."""
    address = parse(page.url)
    if address is not None:
        return address.tid if address.kind == "thread" else None
    targets = (element.get("href") or element.get("action") or "" for element in page.named("a", "form"))
    numbers = (_TID.search(target) for target in targets if _REPLY.search(target))
    return next((int(number[1]) for number in numbers if number), None)


def _heading(page: Page) -> Element | None:
    """The heading that the page's title repeats."""
    title = text_of(page.find("title"))
    headings = (element for element in page.named("h1", "h2") if text_of(element))
    return next((element for element in headings if title.startswith(text_of(element))), None)


class _Finder:
    """Looks for the posts of a thread by its number."""

    def __init__(self, tid: int, clock: Clock) -> None:
        self._tid = tid
        self._clock = clock
        self._sizes: dict[Element, int] = {}

    def find(self, page: Page, heading: Element | None) -> list[_Likely]:
        self._sizes = _sizes(page.root)
        return self._repeated(page) or self._single(heading)

    def _repeated(self, page: Page) -> list[_Likely]:
        """The posts among all boxes that have others of their kind next to them: those with the most text."""
        best: list[_Likely] = []
        for group in _kinds(page.root):
            likely = [found for box in group if (found := self._likely(box)) is not None]
            previews = all(self._is_elsewhere(found.body.iter("a")) for found in likely)
            if len(likely) >= 2 and not previews and _total(likely) > _total(best):
                best = likely
        return best

    def _single(self, heading: Element | None) -> list[_Likely]:
        """The one post of a thread without replies: the nearest box around the heading that looks like a post."""
        for box in [] if heading is None else heading.iterancestors("div", "td", "section", "article", "main"):
            likely = self._likely(box)
            if likely is not None and likely.size >= _LONG:
                return [likely]
        return []

    def _likely(self, box: Element) -> _Likely | None:
        named = _author(box)
        timed = None if named is None else next(_times(box, self._clock), None)
        if named is None or timed is None:
            return None
        author, name = named
        published, time = timed
        body = self._body(box, [name, time])
        if body is None:
            return None
        # Lists of what is new or recommended look like posts, too.
        inside = set(body.iter("a"))
        if self._is_elsewhere(link for link in box.iter("a") if link not in inside):
            return None
        return _Likely(box, author, published, body, self._sizes[body])

    def _body(self, box: Element, others: list[Element]) -> Element | None:
        """The block with the most text of its own, apart from the name and the time."""
        around = {each for other in others for each in (other, *other.iterancestors())}
        blocks = (block for block in box.iter(*_BLOCKS) if block not in around and self._sizes[block])
        return max(blocks, key=self._sizes.__getitem__, default=None)

    def _is_elsewhere(self, links: Iterable[Element]) -> bool:
        """Whether one of some links leads to another thread."""
        named = (parse(link.get("href") or "") for link in links)
        return any(link is not None and link.kind == "thread" and link.tid != self._tid for link in named)


def _sizes(root: Element) -> dict[Element, int]:
    """How much text each element has that is not a link, blanks left out."""
    sizes: dict[Element, int] = {}
    for element in reversed(list(root.iter("*"))):  # children before their parents
        own = sum(sizes.get(child, 0) + _length(child.tail) for child in element) + _length(element.text)
        sizes[element] = 0 if element.tag in ("a", "script", "style") else own
    return sizes


def _length(text: str | None) -> int:
    return sum(map(len, (text or "").split()))


def _kinds(root: Element) -> Iterator[list[Element]]:
    """The children of each element, grouped by tag and first class; groups of two or more."""
    stack = [(root, 0)]
    while stack:
        parent, depth = stack.pop()
        kinds: dict[tuple[str, str], list[Element]] = {}
        for child in parent.iterchildren("*"):
            kinds.setdefault((child.tag, (classes(child) or [""])[0]), []).append(child)
            if depth < _DEEPEST:
                stack.append((child, depth + 1))
        yield from (group for group in kinds.values() if len(group) >= 2)


def _total(found: Iterable[_Likely]) -> int:
    return sum(likely.size for likely in found)


def _author(box: Element) -> tuple[Member, Element] | None:
    """The member that a box names first, and the element with the name: a link, otherwise an element by its class."""
    for link in box.iter("a"):
        if uid_of(link.get("href")) and (member := read_member(link)):
            return member, link
    for part in box.iter("*"):
        name = text_of(part) if _AUTHOR.search(part.get("class") or "") else ""
        if 0 < len(name) <= _LONGEST_NAME:
            return Member(name), part
    return None


def _times(box: Element, clock: Clock) -> Iterator[tuple[datetime, Element]]:
    for part in box.iter("*"):
        for text in (part.get("title"), part.text, part.tail):
            date = clock.parse(text) if text else None
            if date is not None:
                yield date, part if text != part.tail else _parent(part, box)


def _parent(part: Element, box: Element) -> Element:
    parent = part.getparent()
    return box if parent is None else parent


def _post(page: Page, at: int, likely: _Likely, zone: tzinfo, now: datetime | None, *, first: bool) -> Post:
    message = read_message(likely.body, page, zone, now)
    inside = set(likely.body.iter())
    floor = next(
        (part for part in likely.box.iter("*") if part not in inside and _FLOOR.fullmatch(raw_text(part).strip())), None
    )
    return Post(
        pid=_pid(likely.box),
        floor=floor_of(floor) if floor is not None else at if first else None,
        author=likely.author,
        published=likely.published,
        message=message,
    )


def _pid(box: Element) -> int:
    """The number of a post in its ids and links; 0 where there is none."""
    for part in box.iter("*"):
        for text in (part.get("id"), part.get("name") if part.tag == "a" else None, part.get("href")):
            match = _PID.search(text or "")
            if match:
                return int(match[1] or match[2])
    return 0
