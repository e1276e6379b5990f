"""Joining the pages of a thread: choosing the captures for its article, and the versions that it has had."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count, takewhile

from harvester import items
from harvester.archive.found import TOUCH, FoundPage, FoundRow, Place
from harvester.article.draft import Draft, is_barred
from harvester.forum.model import Row
from harvester.forum.site import Site

#: Pages of a thread that are read at most; for a crawl it is a setting.
MOST_PAGES = 1000
#: Lists captured within this time are one look at the forum.
_ONE_LOOK = timedelta(days=1)


@dataclass(slots=True)
class Version:
    """A version of a thread's raw article, and the place of its first page."""

    item: items.Article
    place: Place


@dataclass(slots=True)
class Thread:
    """What was found of one thread."""

    tid: int
    pages: list[FoundPage] = field(default_factory=list)
    rows: list[FoundRow] = field(default_factory=list)

    def row(self) -> Row | None:
        """The latest list row in the thread's own board, with the flags of other rows of that day; or ``None``."""
        boards = {page.thread.fid for page in self.pages}
        best = max(self.rows, key=lambda each: (not each.plain, each.fid in boards, each.date), default=None)
        if best is None:
            return None
        near = (each.row.flags for each in self.rows if abs(each.date - best.date) <= _ONE_LOOK)
        flags = {flag for flags in near for flag in flags}
        return replace(best.row, flags=tuple(sorted(flags))) if flags else best.row


@dataclass(frozen=True, slots=True)
class Joining:
    """How pages are joined, by the arguments of a crawl."""

    replies: bool = False
    quotations: bool = True
    keep: Collection[str] = ()


def versions(thread: Thread, site: Site, joining: Joining, counts: Counter[str]) -> list[Version]:
    """The versions of a thread's article, oldest first; none if its first page is missing, or nobody may read it.

    Missing pages are counted.
    """
    pages = _best_door(thread.pages)
    firsts = sorted((each for each in pages if _is_first(each)), key=lambda each: each.date)
    if not firsts:
        firsts = pages = _in_order(thread.pages)
    if not firsts:
        counts["threads without their first page"] += bool(thread.pages)
        return []
    open_firsts = [each for each in firsts if not is_barred(each.thread.posts[0])]
    if not open_firsts:
        counts["threads nobody may read"] += 1
        return []
    row = thread.row()
    latest = _latest_of_each(open_firsts)
    ends = [*(each.date for each in latest[1:]), None]
    found = []
    for first, end in zip(latest, ends, strict=True):
        before = [each for each in pages if end is None or each.date < end] or [first]
        others = _by_page(before) | {at: each for at, each in _by_page(pages).items() if at not in _by_page(before)}
        item = _article(first, others, row, site, joining, counts)
        found.append(Version(item, first.place))
    return found


def _best_door(pages: Sequence[FoundPage]) -> list[FoundPage]:
    """The pages of the best kind that has the first page: the thread's own, then mobile, then a cheaper source's."""
    doors: defaultdict[tuple[bool, bool, bool], list[FoundPage]] = defaultdict(list)
    for page in pages:
        doors[bool(page.source), page.narrowed, page.thread.layout.startswith(TOUCH)].append(page)
    best = min((door for door, each in doors.items() if any(map(_is_first, each))), default=None)
    return doors[best] if best is not None else []


def _is_first(page: FoundPage) -> bool:
    """Whether a page has the thread's first post, at its beginning."""
    return page.thread.page == 1 and page.part == 1 and (page.thread.posts[0].floor or 1) == 1


def _in_order(pages: Sequence[FoundPage]) -> list[FoundPage]:
    """For a thread with its newest posts first: its posts from the first on, as one page; none if that is missing."""
    own = [each for each in pages if not each.source and not each.narrowed and each.part == 1]
    latest = sorted(_by_page(own).values(), key=lambda each: each.date)
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


def _by_page(pages: Iterable[FoundPage]) -> dict[tuple[int, int], FoundPage]:
    """The latest capture of each page of the thread, and of each part of its first post."""
    ordered = sorted(pages, key=lambda each: each.date)
    return {(each.page if each.part > 1 else each.thread.page, each.part): each for each in ordered}


def _article(
    first: FoundPage,
    others: dict[tuple[int, int], FoundPage],
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
    draft: Draft, others: dict[tuple[int, int], FoundPage], site: Site, joining: Joining
) -> Iterator[tuple[FoundPage | None, bool]]:
    """The further pages of the article in order; ``None`` for a missing one."""
    while draft.too_long(MOST_PAGES) is None:
        if draft.parts:
            named = site.parse(draft.parts.popleft())
            yield (others.get((named.page, named.part)) if named is not None else None), True
        elif (number := draft.next_page(replies=joining.replies)) is not None:
            yield others.get((number, 1)), False
        else:
            return
