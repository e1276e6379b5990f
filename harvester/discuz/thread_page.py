"""A thread page: its posts, and what it says of the thread."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, tzinfo
from functools import cached_property

from harvester.config.patterns import regex
from harvester.discuz.addresses import parse
from harvester.discuz.archiver import read_archived_thread
from harvester.discuz.explaining import Found, explaining_most
from harvester.discuz.fallback import read_unknown_thread
from harvester.discuz.flags import flags_of
from harvester.discuz.layouts import THREADS, ThreadLayout
from harvester.discuz.likeness import read_likely_thread
from harvester.discuz.members import read_member
from harvester.discuz.message import read_message
from harvester.discuz.pager import read_pager
from harvester.discuz.ratings import read_ratings
from harvester.discuz.template_parts import Role, role_of
from harvester.discuz.trail import TRAILS, number_in_links, number_in_scripts, read_trail
from harvester.discuz.wordings import BLOCKED, kind_of_part
from harvester.forum.clock import clock_of
from harvester.forum.flags import in_order
from harvester.forum.model import Member, Message, Notice, Post, ThreadPage
from harvester.forum.numbers import count_of, floor_of
from harvester.forum.page import Element, Page, classes, exact, find_all, name_of, raw_text, text_of

_NUMBER = regex(r"(?:^pid|^post_|replybtn_|postmessage_)(\d{1,10})$")
_TYPE = regex(r"\[([^\[\]\n]{1,40})\]")
#: The thread type, and the sort, that templates without a link to them put on lines of their own before the title.
_TYPES = regex(rf"\s*(?:{_TYPE.pattern}[ \t\r]*\n\s*)+")
#: The place of a floor where a reply was put to the top.
_RECOMMENDED = regex(r"推[荐薦]|置[顶頂]|[来來]自|recommend|sticky|\bfrom\b", re.IGNORECASE)
#: How much is kept of what stands in the place of a post.
_SHOWN = 500
_VIEWS = regex(r"(?:查看|[阅閱閲][读讀]|[浏瀏][览覽]|人[气氣])(?:[数數]|次[数數])?\s*[:：]?\s*(\d{1,10})")
_REPLIES = regex(r"(?:回[复復覆]|回帖)[数數]?\s*[:：]?\s*(\d{1,10})")


def read_thread(
    page: Page, zone: tzinfo, now: datetime | None = None, own: ThreadLayout | None = None
) -> ThreadPage | None:
    """What a thread page says, whatever door it is of; ``None`` where no posts are found on it.

    ``zone`` is the forum's, ``now`` (aware) is when the page was fetched, for relative
    dates. Each post stands once, in the order of the floors; comments on posts are not posts.
    """
    known = _found_by_own(page, own) or explaining_most(page, ((layout, _posts(page, layout)) for layout in THREADS))
    if known is not None:
        return _Reader(page, known[0], zone, now).read(known[1])
    return (
        read_archived_thread(page, zone, now)
        or read_unknown_thread(page, zone, now)
        or read_likely_thread(page, zone, now)
    )


def _found_by_own(page: Page, own: ThreadLayout | None) -> Found | None:
    """The user's own layout with its posts, where there is one with a text."""
    posts = _posts(page, own) if own is not None else {}
    if own is None or not any(_body(page, own, pid, post) is not None for pid, post in posts.items()):
        return None
    return own, posts


def _body(page: Page, layout: ThreadLayout, pid: int, post: Element) -> Element | None:
    found = page.ids.get(layout.body.format(pid=pid)) if layout.body else None
    return page.find(layout.body_at, post) if found is None else found


#: Posts that a post stands in, and levels above it, at most. A box that an author left open takes in the posts after
#: it; a page of nothing but open boxes would be read as often as it has posts.
_MOST_AROUND, _MOST_LEVELS = 12, 1000


def _posts(page: Page, layout: ThreadLayout) -> dict[int, Element]:
    """The posts of a page by their numbers, but for those that stand in too many others."""
    found = _all_posts(page, layout)
    boxes = set(found.values())
    return {pid: element for pid, element in found.items() if not _is_too_deep(element, boxes)}


def _is_too_deep(post: Element, boxes: set[Element]) -> bool:
    around = 0
    for level, parent in enumerate(post.iterancestors()):
        around += parent in boxes
        if around > _MOST_AROUND or level > _MOST_LEVELS:
            return True
    return False


def _all_posts(page: Page, layout: ThreadLayout) -> dict[int, Element]:
    """The posts of a page by their numbers; where their own ids do not tell them, the button to reply does."""
    if layout.posts:
        return page.numbered(layout.posts)
    if layout.alone:
        # Profiles and pages of help of 6.x are boxes of this make, too, but have no text of a post.
        boxes = [box for box in page.find_all(layout.posts_at) if page.find(layout.body_at, box) is not None]
        return {_number_inside(box): box for box in boxes[:1]}
    found: dict[int, Element] = {}
    for at, element in enumerate(page.find_all(layout.posts_at), 1):
        number = _number_inside(element) or (-at if layout.plain else 0)
        if number:
            found.setdefault(number, element)
    return found


def _number_inside(post: Element) -> int:
    """The number of a post in the ids and links of its parts; 0 where there is none."""
    for part in post.iter("div", "a"):
        number = _NUMBER.search(part.get("id") or "") or _NUMBER.search(part.get("href") or "")
        if number:
            return int(number[1])
    return 0


class _Reader:
    def __init__(self, page: Page, layout: ThreadLayout, zone: tzinfo, now: datetime | None) -> None:
        self._page = page
        self._layout = layout
        self._zone = zone
        self._now = now
        self._recommended: set[int] = set()

    def read(self, elements: Mapping[int, Element]) -> ThreadPage:
        layout = self._layout
        current, pages = read_pager(self._page, layout.pager, outside=elements.values())
        posts = [self._post(pid, element) for pid, element in elements.items()]
        subject = self._page.find(layout.title)
        head = _head(subject, next(iter(elements.values())))
        fid, board = self._board(head)
        views, replies = self._counts(head)
        return ThreadPage(
            tid=self._tid(),
            fid=fid,
            board=board,
            title=self._title(subject),
            posts=_in_order(posts, current, self._recommended),
            thread_type=self._thread_type(subject, head),
            page=current,
            pages=pages,
            views=views,
            replies=replies,
            flags=self._flags(),
            layout=layout.name,
        )

    def _post(self, pid: int, element: Element) -> Post:
        layout = self._layout
        published = self._part(layout.published, layout.published_at, pid, element)
        floor = self._part(layout.floor, layout.floor_at, pid, element)
        author = self._author(pid, element)
        clock = clock_of(self._page, self._zone, self._now)
        if floor is not None and _RECOMMENDED.search(text_of(floor)):
            self._recommended.add(pid)
        return Post(
            pid=max(pid, 0),
            floor=floor_of(floor),
            author=author,
            published=clock.of(published),
            message=self._message(pid, element, author),
            ratings=read_ratings(self._page, pid, clock),
        )

    def _author(self, pid: int, element: Element) -> Member | None:
        """The member who is named first: sites choose whether the name is next to the text or above it."""
        beside = self._page.ids.get(self._layout.author.format(pid=pid))
        if beside is not None and (member := read_member(beside)):
            return member
        boxes = self._page.find_all(self._layout.author_at, element)
        members = (read_member(box) for box in boxes if not _is_comment(box))
        named = next((member for member in members if member is not None), None)
        name = name_of(boxes[0]) if boxes and named is None and self._layout.plain else ""
        return Member(name) if name else named

    def _part(self, name: str, selector: str, pid: int, element: Element) -> Element | None:
        """A part of a post, by its id or else by its place."""
        part = self._page.ids.get(name.format(pid=pid)) if name else None
        return self._page.find(selector, element) if part is None else part

    def _message(self, pid: int, element: Element, author: Member | None) -> Message:
        body = self._part(self._layout.body, self._layout.body_at, pid, element)
        around = self._page.find_all(self._layout.around, element)
        if body is None:
            instead = around or self._page.find_all(self._layout.instead, element)[:1]
            said = [text for part in instead if (text := text_of(part))]
            return Message("", notices=tuple(Notice(kind_of_part(text, BLOCKED), text[:_SHOWN]) for text in said))
        around = [part for part in around if not _is_inside(part, body)]
        before = self._before(body, element)
        return read_message(
            body, self._page, self._zone, self._now, around, before, author=author.name if author else None
        )

    def _before(self, body: Element, element: Element) -> list[Element]:
        """What the post says before its text; a sort with a template of its own shows its table without any class."""
        before = [part for part in self._page.find_all(self._layout.before, element) if not _is_inside(part, body)]
        if not before and self._is_of_a_sort:
            before = [part for part in _above(body) if role_of(part) is Role.TEXT and _is_table(part)]
        return _outermost(before)

    @cached_property
    def _is_of_a_sort(self) -> bool:
        return self._page.find("h1 a[href*=sortid]") is not None

    def _title(self, subject: Element | None) -> str:
        if subject is None:
            return self._window_title()
        # Beside its own text there may be the thread type and a link to what the author wrote.
        own = [subject.text or ""]
        for part in subject:
            own += ["" if part.tag in ("a", "em", "span") else raw_text(part), part.tail or ""]
        return exact(_TYPES.sub("", "".join(own))) or name_of(subject)

    def _window_title(self) -> str:
        """The title in the page's head, before the names of board and site: later pages of 7.x have no other."""
        title = name_of(self._page.find("title"))
        _, board = self._board(None)
        place = title.find(f" - {board}") if board else -1
        return exact(title[:place] if place > 0 else title.split(" - ")[0])

    def _thread_type(self, subject: Element | None, head: Element | None) -> str | None:
        link = self._page.find(self._layout.thread_type)
        if link is None and head is not None:
            link = next(
                (typed for typed in find_all(head, "a[href*=typeid]") if "filter=" in (typed.get("href") or "")), None
            )
        if link is not None:
            return name_of(link).strip("[]【】") or None
        return _unlinked_type(subject)

    def _tid(self) -> int | None:
        address = parse(self._page.url)
        stated = address.tid if address is not None else None
        return stated or number_in_links(self._page, "tid") or number_in_scripts(self._page, "tid")

    def _board(self, head: Element | None) -> tuple[int | None, str | None]:
        trail = self._page.find(self._layout.trail)
        if trail is None:
            trail = self._page.find(TRAILS)
        boxes = [] if trail is None else [trail]
        fid, name = read_trail(self._page, boxes, [] if head is None else [head])
        return fid, name or name_of(self._page.find(self._layout.board_name)) or None

    def _counts(self, head: Element | None) -> tuple[int | None, int | None]:
        if self._layout.counts:
            numbers = [count_of(part) for part in self._page.find_all(self._layout.counts)]
            if len(numbers) >= 2:
                return numbers[0], numbers[1]
        text = text_of(head)
        views, replies = _VIEWS.search(text), _REPLIES.search(text)
        return views and int(views[1]), replies and int(replies[1])

    def _flags(self) -> tuple[str, ...]:
        found = flags_of(self._page.find_all(self._layout.icons))
        form = self._page.ids.get("poll")
        if (form is not None and form.tag == "form") or self._page.find(".pcht") is not None:
            found.add("poll")
        return in_order(found)


def _unlinked_type(subject: Element | None) -> str | None:
    """The thread type where it is not a link: on its own line before the title, inside its element or before it."""
    if subject is None:
        return None
    inside = _TYPES.match(subject.text or "")
    if inside:
        return inside[1]
    parent = subject.getparent()
    first = parent is not None and parent.tag == "h1" and subject.getprevious() is None
    before = _TYPE.fullmatch((parent.text or "").strip()) if first and parent is not None else None
    return before[1] if before else None


def _above(body: Element) -> list[Element]:
    """What stands above a text in the box of the post's text (X), in the order of the page."""
    inside = [body, *body.iterancestors()]
    depth = next((place for place, part in enumerate(inside) if "pcb" in classes(part)), 0)
    return [above for part in reversed(inside[:depth]) for above in reversed(list(part.itersiblings(preceding=True)))]


def _is_table(element: Element) -> bool:
    """Whether it has rows, and nothing to fill in."""
    return any(True for _ in element.iter("tr", "dl", "li")) and next(element.iter("form", "input"), None) is None


def _outermost(elements: list[Element]) -> list[Element]:
    """The elements that are in no other of them."""
    boxes = set(elements)
    return [element for element in elements if boxes.isdisjoint(element.iterancestors())]


def _is_comment(element: Element) -> bool:
    """Whether it is part of a comment on the post, which has an author of its own."""
    return any((parent.get("id") or "").startswith("comment") for parent in element.iterancestors("div"))


def _is_inside(element: Element, box: Element) -> bool:
    return any(parent is box for parent in element.iterancestors())


def _head(subject: Element | None, post: Element) -> Element | None:
    """What stands around the title: the largest box around it that has no post in it."""
    box = None
    around_post = set(post.iterancestors())
    for parent in [] if subject is None else subject.iterancestors():
        if parent in around_post:
            break
        box = parent
    return box


def _in_order(posts: list[Post], page: int, recommended: set[int]) -> tuple[Post, ...]:
    """Posts by floor, so that a reply that is pinned to the top stands at its own place.

    Where a floor is not known the page's order is kept, but for the first post: others may
    be shown above it (recommended ones, without a floor), and sites name its floor as they like.
    """
    if page == 1 and (first := _first_of(posts, recommended)) is not None:
        posts = [replace(first, floor=first.floor or 1), *(post for post in posts if post is not first)]
    if all(post.floor is not None for post in posts):
        posts.sort(key=lambda post: post.floor or 0)
    return tuple(posts)


def _first_of(posts: list[Post], recommended: set[int]) -> Post | None:
    """The first post of a thread among those of its first page: floor 1, otherwise the uppermost without a floor.

    Unless the page says that it is a reply which was put there, or it is later than all others: then it is the
    oldest. Numbers tell nothing: those of a forum that was converted are in no order.
    """
    named = next((post for post in posts if post.floor == 1), None)
    unnamed = [post for post in posts if post.floor is None]
    likely = [post for post in unnamed if post.pid not in recommended] or unnamed
    if named is not None or not likely:
        return named
    times = [post.published for post in likely]
    known = [time for time in times if time is not None]
    if len(known) > 1 and len(known) == len(times) and times[0] == max(known) != min(known):
        return min(likely, key=lambda post: (post.published is None, post.published))
    return likely[0]
