"""The same forum on phpwind, 8.7 or 9.1: its pages, its notices with status 200, its noise, anew at each load.

Messages are shown as their text alone, without what Discuz's markup has in them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from importlib.resources import files

from harvester.demo.addresses import Ask
from harvester.demo.content import Script
from harvester.demo.dates import ZONE
from harvester.demo.markup import escape, text
from harvester.demo.model import Board, Content, Post, Thread, Upload
from harvester.demo.site import PIXEL, Answer, Design, Site
from harvester.demo.views import ListView, Notice, Redirect, ThreadView, list_view, thread_view, visible
from harvester.demo.wind_addresses import WindLinks, parse

_DATA = files("harvester.demo") / "data"
_NEAR = ("楼主", "沙发", "板凳", "地板")
#: How many characters of noise stand before a line break, and the last code that is drawn.
_NOISE, _LAST_CODE = 10, 126
_HIGHLIGHT = "color:#FF0000;font-weight:bold"
_ROBOTS = b"User-agent: *\nDisallow: /job.php\nDisallow: /login.php\n"
#: Signs of a list by version: stickiness, what a thread is.
_ICONS = {
    "8": {"sticky": "file/headtopic_{}", "closed": "thread/topiclock", "poll": "thread/vote", "": "thread/topicnew"},
    "9": {"sticky": "icon_headtopic_{}", "closed": "icon_lock", "poll": "icon_vote", "": "icon_topic"},
}


class WindSite(Site):
    """The forum's pages, made anew at each hit."""

    links: WindLinks

    def __init__(self, content: Content, script: Script, design: Design, seed: int) -> None:
        super().__init__(content, script, design, seed)
        self._release = design.version.release[0]
        self._said: dict[str, str] = json.loads((_DATA / "wind.json").read_text(encoding="utf-8"))[self._release]
        self._now = datetime.now(ZONE)
        self._kinds: dict[str, Callable[[Ask], str | Answer]] = {
            "robots": lambda _: Answer(200, _ROBOTS, "text/plain"),
            "index": lambda ask: self._front() if self.links.nine and not ask.number else self._index(ask.number),
            "boards": lambda _: self._index(0),
            "board": self._board_page,
            "thread": self._thread_page,
            "simple": self._simple,
            "picture": lambda _: Answer(200, PIXEL, "image/gif"),
        }

    def answer(self, target: str, now: datetime, name: str | None = None) -> Answer:
        """The answer to a request target at a moment, for the member called ``name``, or for a guest."""
        ask = parse(target)
        make = self._kinds.get(ask.kind)
        if make is None or (ask.kind == "simple" and self.links.nine):
            return Answer(404, b"<html><head><title>404 Not Found</title></head></html>", "text/html")
        with self.lock:
            self.content.viewer = self.content.members[name] if name else None
            self._now = now
            made = make(ask)
            return made if isinstance(made, Answer) else self.page(made)

    def notice(self, kind: str, now: datetime, number: int = 0, status: int | None = None) -> Answer:
        """A notice, with status 200 as all of them."""
        del now, number, status
        piece = "password" if kind == "password" and self.links.nine else "message"
        said = self._words(self._said.get(kind, self._said["no_permission"]))
        return self.page(self._fill(piece, said=said))

    # --- pages --------------------------------------------------------------------------

    def _fill(self, piece: str, /, **values: object) -> str:
        site = escape(self.content.name)
        return self._layout.fill(piece, **{"base": self.base, "meta": self.meta, "site": site} | values)

    def _page(self, title: str, content: str, *steps: tuple[str, str]) -> str:
        viewer = self.content.viewer
        visitor = self._fill("guest") if viewer is None else self._fill("member", uid=viewer.uid)
        trail = "".join(self._fill("step", url=url, name=escape(name)) for name, url in steps)
        now = f"{self._now:%m-%d %H:%M}"
        return self._fill("page", title=escape(title), visitor=visitor, trail=trail, content=content, now=now)

    def _index(self, gid: int) -> str:
        shown = [each for each in self.content.categories if gid in (0, each.gid)]
        parts = (
            self._fill(
                "category",
                gid=each.gid,
                url=self.links.board(each.gid),
                name=escape(each.name),
                boards=self._boards(board for board in self._open_boards() if board.category == each.gid),
            )
            for each in shown
        )
        return self._page(self.content.name, "\n".join(parts))

    def _open_boards(self) -> list[Board]:
        return [board for board in self.content.boards.values() if board.parent is None and board.access != "link"]

    def _boards(self, boards: Iterable[Board]) -> str:
        return "".join(
            self._fill(
                "board",
                fid=board.fid,
                url=self.links.board(board.fid),
                name=escape(board.name),
                about=escape(board.about),
                threads=len(self.content.listed(board.fid)),
                posts=sum(len(thread.posts) for thread in self.content.listed(board.fid)),
            )
            for board in boards
        )

    def _front(self) -> str:
        """The newest threads of all boards, where 9.x has its front page."""
        threads = [thread for board in self._open_boards() for thread in self.content.listed(board.fid)]
        threads.sort(key=lambda thread: thread.last.published, reverse=True)
        rows = "\n".join(self._row(thread, 1, sticky=False) for thread in threads[: self.design.rows])
        return self._page(self.content.name, self._fill("front", rows=rows))

    def _board_page(self, ask: Ask) -> Answer:
        if self.links.nine and any(category.gid == ask.number for category in self.content.categories):
            return self.page(self._category(ask.number))
        view = list_view(self.content, ask, self.design.rows)
        if isinstance(view, ListView) and ask.page > view.pages:  # past the end the last page is shown
            view = list_view(self.content, Ask("board", ask.number, view.pages), self.design.rows)
        if isinstance(view, Redirect):
            return Answer(view.status, b"", "text/html", view.location)
        if isinstance(view, Notice):
            return self.notice(view.kind, self._now)
        board = view.board
        rows = [self._row(thread, view.page, sticky=True) for thread in view.sticky]
        rows += [self._fill("separator")] if rows else []
        rows += [self._row(row.thread, view.page, sticky=False) for row in view.rows if not row.moved]
        if self.links.nine:  # stickies stand at their own place, too
            rows += [self._row(thread, view.page, sticky=True) for thread in view.sticky if thread.fid == board.fid]
        subs = [sub for sub in self.content.boards.values() if sub.parent == board.fid]
        content = self._fill(
            "list",
            name=escape(board.name),
            subs=self._fill("subs", boards=self._boards(subs)) if subs else "",
            pager=self._pager(view.page, view.pages, lambda page: self.links.board(board.fid, page)),
            rows="\n".join(rows),
        )
        return self.page(self._page(board.name, content, *self._steps(board)))

    def _category(self, gid: int) -> str:
        """A category of 9.x, under a board's address: its boards, over rows of them."""
        name = next(category.name for category in self.content.categories if category.gid == gid)
        boards = [board for board in self._open_boards() if board.category == gid]
        rows = [self._row(thread, 1, sticky=False) for board in boards for thread in self.content.listed(board.fid)[:1]]
        subs = self._fill("subs", boards=self._boards(boards))
        content = self._fill("list", name=escape(name), subs=subs, pager="", rows="\n".join(rows))
        return self._page(name, content, (name, self.links.board(gid)))

    def _steps(self, board: Board) -> list[tuple[str, str]]:
        category = next(each for each in self.content.categories if each.gid == board.category)
        above = [(category.name, self.links.board(category.gid))] if self.links.nine else []
        if board.parent is not None:
            parent = self.content.boards[board.parent]
            above.append((parent.name, self.links.board(parent.fid)))
        return [*above, (board.name, self.links.board(board.fid))]

    def _row(self, thread: Thread, page: int, *, sticky: bool) -> str:
        icons = _ICONS[self._release]
        icon = icons["closed" if thread.closed else "poll" if thread.poll else ""]
        title = escape(thread.title)
        marks = [f"digest_{thread.digest}"] if thread.digest else []
        marks += {"pictures": ["img"], "attachments": ["file"]}.get(thread.attached or "", [])
        first, last = thread.first, thread.last
        return self._fill(
            "row",
            url=self.links.thread(thread.tid, list_page=page),
            icon=icons["sticky"].format(thread.sticky) if sticky else icon,
            tid=thread.tid,
            type=self._type(thread),
            title=self._fill("highlight", title=title) if thread.highlight else title,
            style=_HIGHLIGHT if thread.highlight else "",
            marks="".join(self._fill("mark", name=mark) for mark in marks),
            author=self._named(first),
            posted=f"{first.published:%Y-%m-%d}",
            replies=thread.reply_count,
            views=thread.views,
            last_author=self._named(last),
            last_url=self.links.last(thread.tid),
            last_time=f"{last.published:%m-%d %H:%M}" if self.links.nine else f"{last.published:%Y-%m-%d %H:%M}",
            last_day=f"{last.published:%Y-%m-%d}",
        )

    def _type(self, thread: Thread) -> str:
        if thread.thread_type is None:
            return ""
        number = self.content.boards[thread.fid].types.index(thread.thread_type) + 1
        url = f"thread-{thread.fid}?type={number}" if self.links.nine else f"thread.php?fid={thread.fid}&type={number}"
        return self._fill("type", url=url, name=escape(thread.thread_type))

    def _named(self, post: Post) -> str:
        if post.anonymous:
            return self._words("匿名")
        return self._fill("named", uid=post.author.uid, name=escape(post.author.name))

    def _thread_page(self, ask: Ask) -> Answer:
        thread = self.content.threads.get(ask.number)
        kind = visible(self.content, thread)
        if kind not in ("yes", "payment", "blocked_post"):
            return self.notice(kind, self._now)
        view = thread_view(self.content, ask, self.design.posts, self.links)
        assert isinstance(view, ThreadView)  # noqa: S101 - all else was answered
        shown = view.thread
        head = {
            "views": shown.views,
            "replies": shown.reply_count,
            "type": self._type(shown),
            "title": escape(shown.title),
        }
        content = self._fill(
            "thread",
            **head,
            board_url=self.links.board(shown.fid),
            pager=self._pager(view.page, view.pages, lambda page: self.links.thread(shown.tid, page)),
            fid=shown.fid,
            tid=shown.tid,
            posts="".join(self._post(view, floor, post, head) for floor, post in view.floors),
        )
        steps = (*self._steps(view.board), (shown.title, self.links.thread(shown.tid)))
        return self.page(self._page(f"{shown.title}|{view.board.name}", content, *steps))

    def _post(self, view: ThreadView, floor: int, post: Post, head: dict[str, object]) -> str:
        first, nine = floor == 1, self.links.nine
        number = ("0" if nine else "tpc") if first else str(post.pid)
        options = "".join(self._fill("option", name=escape(name)) for name in view.thread.poll) if first else ""
        minute = "%Y-%m-%d %H:%M"
        edit = post.edited and self._fill("edit", id=number, by=escape(post.edited.by), at=f"{post.edited.at:{minute}}")
        kept_back = post.blocked or (first and view.thread.price) or post.withheld
        return self._fill(
            "post",
            id=number,
            author=self._named(post),
            floor=self._words(_NEAR[floor - 1]) if floor <= len(_NEAR) else self._words(f"{floor - 1}楼"),
            time=f"{post.published:%Y-%m-%d %H:%M}" if nine else f"{post.published:%Y-%m-%d %H:%M:%S}",
            day=f"{post.published:%Y-%m-%d}",
            head=self._fill("head", **head) if first and nine else "",
            poll=self._fill("poll", options=options) if options else "",
            body=self._body(view, floor, post),
            edit=edit or "",
            files="" if kept_back else "".join(map(self._upload, post.uploads)),
        )

    def _body(self, view: ThreadView, floor: int, post: Post) -> str:
        if post.blocked:
            return self._fill("shield")
        if floor == 1 and view.thread.price:
            return self._fill("price", price=view.thread.price)
        said = escape(text(post.message)).split("\n")
        if self.links.nine or not view.board.jammer:
            return "<br />".join(said)
        return "".join([*(f"{line}{self._fill('noise', noise=self._noise())}" for line in said[:-1]), said[-1]])

    def _noise(self) -> str:
        drawn = "".join(chr(self._rng.randint(0, _LAST_CODE)) for _ in range(_NOISE))
        return drawn.replace("<", "&lt;")

    def _upload(self, upload: Upload) -> str:
        url = f"attachment/Mon_2511/{upload.aid}_{upload.name.rpartition('.')[2]}.{upload.path.rpartition('.')[2]}"
        piece, size = ("picture", "2") if upload.picture else ("file", upload.size)
        return self._fill(piece, aid=upload.aid, url=url, size=size, name=escape(upload.name))

    def _simple(self, ask: Ask) -> Answer:
        thread = self.content.threads.get(ask.number)
        kind = visible(self.content, thread)
        if thread is None or kind not in ("yes", "payment", "blocked_post"):
            return self.notice(kind, self._now)
        view = thread_view(self.content, Ask("thread", thread.tid), len(thread.posts), self.links)
        assert isinstance(view, ThreadView)  # noqa: S101 - all else was answered
        posts = (
            self._fill(
                "simple_post",
                author=self._words("匿名") if post.anonymous else escape(post.author.name),
                time=f"{post.published:%Y-%m-%d %H:%M}",
                title=f"<h1>{escape(thread.title)}</h1>\n" if floor == 1 else "",
                body=self._body(view, floor, post),
            )
            for floor, post in view.floors
        )
        board = self.content.boards[thread.fid]
        url = self.links.thread(thread.tid)
        values = {"title": escape(thread.title), "board": escape(board.name), "url": url, "fid": board.fid}
        return self.page(self._fill("simple", **values, tid=thread.tid, posts="".join(posts)))

    def _pager(self, current: int, pages: int, url: Callable[[int], str]) -> str:
        if pages == 1:
            return ""
        mark, base = ("strong", self.base) if self.links.nine else ("b", "")
        links = (
            f"<{mark}>{page}</{mark}>" if page == current else f'<a href="{base}{url(page)}">{page}</a>'
            for page in range(1, pages + 1)
        )
        before, after = (
            self._fill(piece, first=url(1), last=url(pages), pages=pages) if piece in self._layout else ""
            for piece in ("pager_before", "pager_after")
        )
        return f'<div class="pages">{before}{"".join(links)}{after}</div>'
