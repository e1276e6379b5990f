"""A thread's article while its pages are being read."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime

from harvester import items
from harvester.article.assembly import article, as_part, following, in_order, reply
from harvester.article.earlier import Earlier
from harvester.forum.kept import CODE, LINKS, RATINGS, STRUCK
from harvester.forum.model import Message, Post, Row, Struck, ThreadPage
from harvester.forum.notices import NOTICES
from harvester.forum.site import Site
from harvester.news.continuation import continuations, may_go_on

#: Characters of a thread's posts held in memory at most until its article is whole: three thousand posts of full
#: length.
MOST_CHARACTERS = 30_000_000


class Draft:
    """What was read of a thread so far, and which page is to be read next.

    ``seen`` is when its first page was fetched. ``parts`` are the addresses of pages inside the first post that were
    not requested yet. ``flags`` are those of the last list row, used if there is no row now. ``keep`` are words of
    :data:`harvester.forum.kept.KEPT`.
    """

    def __init__(
        self,
        thread: ThreadPage,
        row: Row | None,
        encoding: items.Encoding,
        seen: datetime,
        parts: Iterable[str] = (),
        flags: Iterable[str] = (),
        keep: Collection[str] = (),
    ) -> None:
        self.wanted = frozenset(keep)
        self.thread = thread = self._as_wanted(thread)
        self.row = row
        self.encoding = encoding
        self.seen = seen
        self.parts = deque(parts)
        self.flags = tuple(flags if row is None else row.flags)
        self._parts_read = 0
        self._last = 1
        floors = [as_part(post) for post in _first_floors(thread.posts)]
        self._end = floors[-1] if floors else as_part(self.first)  # the last part of the article so far
        self._more = may_go_on(floors)
        self.pages_read = 1
        self.earlier: Earlier | None = None
        self._planned: deque[int] = deque()
        self._characters = sum(len(post.message.text) for post in thread.posts)

    @property
    def first(self) -> Post:
        """The first post, with the parts of it that were read."""
        return self.thread.posts[0]

    @property
    def plain(self) -> bool:
        """Whether a cheaper source can show the whole first post: it is nothing but text, on one page."""
        message = self.first.message
        extras: list[object] = [*message.pictures, *message.attachments, *message.notices]
        extras += message.links or () if LINKS in self.wanted else ()
        extras += message.struck or () if STRUCK in self.wanted else ()
        extras += self.first.ratings or () if RATINGS in self.wanted else ()
        whole = self._parts_read == 0 and not self.parts and not following(self.thread, self.first)
        return whole and not extras and "poll" not in self.thread.flags

    def next_page(self, *, replies: bool) -> int | None:
        """The number of the page to read next, or ``None``; without ``replies``, only while the article goes on."""
        if self._planned:
            return self._planned[0]
        wanted = self._last < self.thread.pages and (replies or self._more)
        return self._last + 1 if wanted else None

    def keep(self, earlier: Earlier) -> None:
        """Read only the new part of a long thread, and one page of what an earlier run has read."""
        pages = () if self._more or self.parts else earlier.pages(self.thread)
        if pages:
            self.earlier = earlier
            self._planned.extend(dict.fromkeys(pages))
            earlier.saw(self.thread.posts, last=False)

    def too_long(self, pages: int) -> str | None:
        """Why no more of the thread is read in this run, which reads at most ``pages``; ``None`` if more may be."""
        if self.pages_read >= pages:
            return f"{self.pages_read} of {self.thread.pages} pages were read"
        if self._characters >= MOST_CHARACTERS:
            return f"{self._characters} characters were read, on {self.pages_read} of {self.thread.pages} pages"
        return None

    def add_part(self, part: ThreadPage) -> bool:
        """Add the next page inside the first post; returns ``False`` if ``part`` has nothing new of it."""
        part = self._as_wanted(part)
        post = next((post for post in part.posts if post.pid == self.first.pid), None)
        if post is None or post.message.text in self.first.message.text:
            return False
        self._parts_read += 1
        self.pages_read += 1
        self._characters += len(post.message.text)
        longer = replace(self.first, message=_longer(self.first.message, post.message))
        self.thread = replace(self.thread, posts=(longer, *self.thread.posts[1:]))
        return True

    def add_page(self, page: ThreadPage) -> None:
        """Add the next page of the thread; if it is another page, it was past the end, and the thread ends."""
        page = self._as_wanted(page)
        goes_on = page.page == self._planned.popleft() if self._planned else page.page == self._last + 1
        self._last = max(page.page, self._last) if goes_on else max(self.thread.pages, page.pages)
        if self.earlier is not None:
            self.earlier.saw(page.posts, last=page.page >= page.pages)
            if not self._planned and goes_on and page.page > 2 and self.earlier.leaves_gap(page.posts):
                self._planned.append(page.page - 1)
        new = page.posts if goes_on else self._not_there(page)
        posts = [_numbered(post, len(self.thread.posts) + at) for at, post in enumerate(new, 1)]
        self.pages_read += 1
        self._characters += sum(len(post.message.text) for post in posts)
        if self._more:
            parts = [self._end, *map(as_part, posts)]
            self._more, self._end = len(continuations(parts)) == len(posts), parts[-1]
        self.thread = replace(self.thread, posts=(*self.thread.posts, *posts), pages=max(self.thread.pages, page.pages))

    def _as_wanted(self, thread: ThreadPage) -> ThreadPage:
        """``thread`` with the blanks of its code, if the user wants these."""
        if CODE not in self.wanted or not any(post.message.verbatim for post in thread.posts):
            return thread
        posts = (replace(post, message=post.message.verbatim or post.message) for post in thread.posts)
        return replace(thread, posts=tuple(posts))

    def _not_there(self, page: ThreadPage) -> list[Post]:
        """The new posts of a page that may have been read before; posts without a number are compared by content."""
        read = {(post.author, post.published, post.message.text) for post in self.thread.posts}
        return [post for post in page.posts if post.pid or (post.author, post.published, post.message.text) not in read]

    def article(self, site: Site, tid: int, *, replies: bool, quotations: bool = True) -> items.Article:
        """The raw article of what was read; ``replies`` and ``quotations``: with replies, and with what these quote."""
        thread, first = self.thread, self.first
        made = article(thread, first, tid=tid, site=site, row=self.row, encoding=self.encoding, keep=self.wanted)
        made.flags = sorted({*made.flags, *self.flags})
        made.harvested = self.seen.astimezone(UTC).isoformat(timespec="seconds")
        if replies:
            made.replies = in_order(
                [
                    reply(post, quotations=quotations, keep=self.wanted)
                    for post in self.thread.posts[1:]
                    if self._is_reply(post)
                ]
            )
        return made

    def _is_reply(self, post: Post) -> bool:
        """Whether a post is not the first, which may be repeated on every page."""
        return not post.pid or post.pid != self.first.pid


def is_barred(post: Post) -> bool:
    """Whether a notice takes the place of a post."""
    return any(NOTICES[notice.kind].bars for notice in post.message.notices)


def _first_floors(posts: tuple[Post, ...]) -> list[Post]:
    """The posts with floors in sequence from 1: after these, replies may be repeated out of order."""
    return [post for at, post in enumerate(posts, 1) if post.floor == at]


def _numbered(post: Post, floor: int) -> Post:
    """A post of a cheaper source without floors, with its place as its floor."""
    return replace(post, floor=floor) if post.floor is None and not post.pid else post


def _struck_of_both(message: Message, more: Message) -> tuple[Struck, ...] | None:
    if message.struck is None or more.struck is None:
        return None
    behind = len(message.text) + 1 if message.text else 0
    return (*message.struck, *(replace(each, start=behind + each.start) for each in more.struck))


def _longer(message: Message, more: Message) -> Message:
    return replace(
        message,
        text=f"{message.text}\n{more.text}".strip("\n"),
        edit=message.edit or more.edit,
        pictures=tuple(dict.fromkeys((*message.pictures, *more.pictures))),
        attachments=tuple(dict.fromkeys((*message.attachments, *more.attachments))),
        quotes=tuple(dict.fromkeys((*message.quotes, *more.quotes))),
        notices=tuple(dict.fromkeys((*message.notices, *more.notices))),
        jammers=message.jammers + more.jammers,
        jammer_chars=message.jammer_chars + more.jammer_chars,
        links=None if message.links is None or more.links is None else (*message.links, *more.links),
        struck=_struck_of_both(message, more),
    )
