"""A thread page: its posts, and what it says of the thread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from itertools import chain

from harvester.config.patterns import regex
from harvester.forum.clock import clock_of
from harvester.forum.dates import parse_date
from harvester.forum.flags import in_order
from harvester.forum.model import Member, Notice, Post, ThreadPage
from harvester.forum.numbers import count_of, floor_of
from harvester.forum.page import Element, Page, find_all, name_of, own_name, text_of
from harvester.phpwind.about import is_nine
from harvester.phpwind.addresses import number, parse
from harvester.phpwind.members import read_bold, read_member
from harvester.phpwind.message import deleted, read_message
from harvester.phpwind.pager import read_pager
from harvester.phpwind.posts import Found, posts_of_eight, posts_of_nine
from harvester.phpwind.trail import Trail, read_trail


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a thread page keeps what: CSS selectors; ``author`` and the following are relative to a post.

    ``author``, ``published``: places that may say it, the best first. ``around``: what is next to the text of a post.
    """

    layout: str
    title: str
    thread_type: str
    views: str
    replies: str
    poll: str
    author: tuple[str, ...]
    published: tuple[str, ...]
    floor: str
    around: str


EIGHT = Layout(
    layout="8",
    title="#subject_tpc",
    thread_type="#subject_tpc a[href*=type], #subject_tpc a[href*=modelid], #subject_tpc a[href*=pcid]",
    views=".readNum li:first-child em",
    replies="#topicRepliesNum, .readNum li:nth-child(2) em",
    poll=".vote, .vote-ol, form[name=vote]",
    author=(".readName", ".user-pic", ".floot_left", ".r_two"),
    published=(".tipTop span[title], .tiptop span[title], span[title], .tipTop, .tiptop", ".tipad .gray", ".tipad"),
    floor="a[onclick^=copyFloorUrl], a[onclick^=copyUrl], .tipTop .s2, .tiptop a.s3, .tiptop span.b, .tipad a.s3",
    around="[id^=read_Att_]",
)
NINE = Layout(
    layout="9",
    title="#J_post_title, .floor_title h1",
    thread_type="#J_post_title a[href*=type]",
    views=".post_num .hits em",
    replies="#topicRepliesNum",
    poll=".read_vote_list",
    author=(".floor_info .name",),
    published=(".floor_top_tips span.fl, .floor_top_tips",),
    floor=".lou",
    around=".edit_log, .read_attach_pic, .read_attach_downattach",
)

_TOPPED = regex(r"来自|來自|置[顶頂]")


def read_thread(page: Page, zone: tzinfo, now: datetime | None = None) -> ThreadPage | None:
    """What a thread page says; ``None`` where no posts are found on it.

    ``zone`` is the forum's, ``now`` (aware) is when the page was fetched, for relative dates. Each post stands once,
    in the order of the floors.
    """
    layout = NINE if page.find(".J_read_floor") is not None and is_nine(page) else EIGHT
    found = list(posts_of_nine(page) if layout is NINE else posts_of_eight(page))
    return _Reader(page, layout, zone, now).read(found) if found else None


class _Reader:
    def __init__(self, page: Page, layout: Layout, zone: tzinfo, now: datetime | None) -> None:
        self._page = page
        self._layout = layout
        self._zone = zone
        self._now = now
        self._clock = clock_of(page, zone, now)

    def read(self, found: list[Found]) -> ThreadPage:
        page, layout = self._page, self._layout
        current, pages = read_pager(page)
        floors = self._floors(found)
        pids = {floor: each.pid for each, floor in zip(found, floors, strict=True) if floor is not None}
        posts = [self._post(each, floor, pids) for each, floor in zip(found, floors, strict=True)]
        trail = read_trail(page)
        subject = page.find(layout.title)
        if subject is None and found[0].is_old and not found[0].pid:
            subject = page.find("h4", found[0].box)
        fid = self._field("fid") or (trail.boards[-1] if trail.boards else None)
        address = parse(page.url)
        return ThreadPage(
            tid=(address.tid if address is not None else None) or self._field("tid") or trail.tid,
            fid=fid,
            board=trail.board,
            title=self._title(subject, trail),
            posts=_in_order(posts),
            thread_type=self._thread_type(),
            page=current,
            pages=pages,
            views=count_of(page.find(layout.views)),
            replies=count_of(page.find(layout.replies)),
            flags=in_order({"poll"}) if page.find(layout.poll) is not None else (),
            layout=layout.layout,
        )

    def _post(self, found: Found, floor: int | None, pids: dict[int, int]) -> Post:
        page, layout = self._page, self._layout
        around = page.find_all(layout.around, found.box)
        published = self._published(found)
        message = read_message(found.body, page, self._zone, self._now, around, pid_of=pids.get)
        if published is None and deleted(message.text):
            message = replace(message, text="", notices=(Notice("blocked_post", message.text),))
        author = self._author(found)
        return Post(pid=found.pid, floor=floor, author=author, published=published, message=message)

    def _author(self, found: Found) -> Member | None:
        boxes = (self._page.find(place, found.box) for place in self._layout.author)
        named = next((member for box in boxes if (member := read_member(box)) is not None), None)
        return read_bold(found.box) if named is None and found.is_old else named

    def _published(self, found: Found) -> datetime | None:
        """When a post was written: the ``title`` has the time to the second, the text only the day."""
        places = (self._page.find_all(place, found.box) for place in self._layout.published)
        parts = (part for part in chain.from_iterable(places) if not _inside(part, found.body))
        return next((time for part in parts if (time := self._time(part)) is not None), None)

    def _time(self, part: Element) -> datetime | None:
        titled = parse_date(part.get("title") or "", self._zone)
        return titled or self._clock.of(part)

    def _floors(self, found: list[Found]) -> list[int | None]:
        """The floors of the posts of a page: the numbers shown are those of posts before; the first is floor 1.

        What has no number, as sites name the first floors as they like, follows from the posts next to it. A reply that
        was put to the top of the page is not a neighbour.
        """
        floors: list[int | None] = []
        topped: set[int] = set()
        for at, each in enumerate(found):
            labels = self._page.find_all(self._layout.floor, each.box)
            label = next((one for one in labels if floor_of(one, first=0) is not None), next(iter(labels), None))
            around = label.getparent() if label is not None else None
            if around is not None and _TOPPED.search(text_of(label) + text_of(around)[:40]) and each.pid:
                topped.add(at)
            floors.append(1 if not each.pid else None if at in topped else floor_of(label, first=0))
        regular = [at for at in range(len(found)) if at not in topped]
        anchored = [(place, at) for place, at in enumerate(regular) if floors[at] is not None]
        step = _step([floors[at] for _, at in anchored])
        for place, at in enumerate(regular):
            if floors[at] is None and anchored:
                near_place, near = min(anchored, key=lambda known: abs(known[0] - place))
                floors[at] = (floors[near] or 0) + step * (place - near_place)
        return floors

    def _title(self, subject: Element | None, trail: Trail) -> str:
        """The title, without its type and the buttons next to it; before 8.3 later pages have it in the trail alone."""
        if subject is not None:
            others = [part for part in subject if part.tag in ("a", "span", "img", "em")]
            if title := own_name(subject, others).strip("\xa0 "):  # the template puts one before it
                return title
        return trail.title or name_of(self._page.find("title")).partition("|")[0]

    def _thread_type(self) -> str | None:
        names = [name_of(link).strip("[]【】") for link in self._page.find_all(self._layout.thread_type)]
        return next((name for name in reversed(names) if name), None)

    def _field(self, name: str) -> int | None:
        """The number in a hidden field of the forms around the posts."""
        for field in find_all(self._page.root, f"input[name={name}]"):
            if (stated := number(field.get("value"))) is not None:
                return stated
        return None


def _step(floors: list[int | None]) -> int:
    """Whether floors go up or down a page."""
    known = [floor for floor in floors if floor is not None]
    return -1 if len(known) > 1 and known[0] > known[-1] else 1


def _inside(element: Element, box: Element) -> bool:
    return element is box or any(parent is box for parent in element.iterancestors())


def _in_order(posts: list[Post]) -> tuple[Post, ...]:
    """Posts by floor, each once; a reply that was put to the top stands at its own place, where it is on the page."""
    found: dict[int, Post] = {}
    for post in posts:
        if post.pid not in found or (found[post.pid].floor is None and post.floor is not None):
            found[post.pid] = post
    ordered = list(found.values())
    if all(post.floor is not None for post in ordered):
        ordered.sort(key=lambda post: post.floor or 0)
    return tuple(ordered)
