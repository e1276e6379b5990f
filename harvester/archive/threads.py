"""Joining the pages of a thread: choosing the captures for its article, and the versions that it has had."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import count, takewhile

from harvester import items
from harvester.archive.captures import OWN, At, Captures, Read, Thread, door_of, is_first
from harvester.archive.found import FoundPage, Place
from harvester.article.draft import Draft, is_barred
from harvester.forum.model import Row
from harvester.forum.site import Site

#: Pages of a thread that are read at most; for a crawl it is a setting.
MOST_PAGES = 1000


@dataclass(slots=True)
class Version:
    """A version of a thread's raw article, and the place of its first page."""

    item: items.Article
    place: Place


@dataclass(frozen=True, slots=True)
class Joining:
    """How pages are joined, by the arguments of a crawl."""

    replies: bool = False
    quotations: bool = True
    keep: Collection[str] = ()


def versions(thread: Thread, site: Site, joining: Joining, counts: Counter[str], read: Read) -> list[Version]:
    """The versions of a thread's article, oldest first; none if its first page is missing, or nobody may read it.

    ``read`` reads pages that were kept unread, if they are needed. Missing pages are counted.
    """
    captures = Captures(thread, site, read)
    firsts = [*captures.firsts()]
    if not firsts:
        captures.read_all()
        captures = Captures(thread, site, read, min(map(door_of, filter(is_first, thread.pages)), default=OWN))
        firsts = [*captures.firsts()] or _in_order(thread.pages)
    if not firsts:
        counts["threads without their first page"] += bool(thread.pages)
        return []
    open_firsts = [each for each in reversed(firsts) if not is_barred(each.thread.posts[0])]
    if not open_firsts:
        counts["threads nobody may read"] += 1
        return []
    latest = _latest_of_each(open_firsts)
    ends = [*(each.date for each in latest[1:]), None]
    found = []
    for first, end in zip(latest, ends, strict=True):
        item = _article(first, partial(captures.latest, before=end), thread.row(), site, joining, counts)
        found.append(Version(item, first.place))
    return found


def _in_order(pages: Sequence[FoundPage]) -> list[FoundPage]:
    """For a thread with its newest posts first: its posts from the first on, as one page; none if that is missing."""
    own = [each for each in pages if not each.source and not each.narrowed and each.part == 1]
    latest = sorted({each.thread.page: each for each in own}.values(), key=lambda each: each.date)
    posts = {post.floor: post for each in latest for post in each.thread.posts if post.floor}
    first = next((each for each in latest if any(post.floor == 1 for post in each.thread.posts)), None)
    if first is None:
        return []
    floors = takewhile(lambda floor: floor in posts, count(1))
    thread = replace(first.thread, posts=tuple(posts[floor] for floor in floors), page=1, pages=1)
    return [first._replace(thread=thread, page=1)]


def _latest_of_each(firsts: Iterable[FoundPage]) -> list[FoundPage]:
    """Of consecutive captures that say the same, the last."""
    found: list[FoundPage] = []
    for page in firsts:
        if found and _said(found[-1]) == _said(page):
            found.pop()
        found.append(page)
    return found


def _said(page: FoundPage) -> tuple[str, str, int]:
    first = page.thread.posts[0]
    return page.thread.title, first.message.text, len(first.message.pictures)


def _article(
    first: FoundPage,
    others: Callable[[At], FoundPage | None],
    row: Row | None,
    site: Site,
    joining: Joining,
    counts: Counter[str],
) -> items.Article:
    """The raw article of a thread, from the chosen captures of its pages."""
    parts = tuple(filter(site.owns, first.thread.parts))
    draft = Draft(first.thread, row, first.encoding, first.date, parts, (), joining.keep)
    for page, is_part in _following(draft, others, site, joining):
        if page is None:
            counts["pages missing"] += 1
            if not is_part:
                break
        elif is_part:
            draft.add_part(page.thread)
        else:
            draft.add_page(page.thread)
    return draft.article(site, first.tid, replies=joining.replies, quotations=joining.quotations)


def _following(
    draft: Draft, others: Callable[[At], FoundPage | None], site: Site, joining: Joining
) -> Iterator[tuple[FoundPage | None, bool]]:
    """The further pages of the article in order; ``None`` for a missing one."""
    while draft.too_long(MOST_PAGES) is None:
        if draft.parts:
            named = site.parse(draft.parts.popleft())
            yield (others((named.page, named.part)) if named is not None else None), True
        elif (number := draft.next_page(replies=joining.replies)) is not None:
            yield others((number, 1)), False
        else:
            return
