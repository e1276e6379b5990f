"""A forum of Windmill on loopback, in GBK without a word of that in its headers; it can change between two runs."""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler

from serving import QuietServer

START = datetime(2011, 5, 6, 15, 34, 40)  # noqa: DTZ001 - as the forum prints it
ROWS, POSTS = 4, 3
FLOORS = ("楼主", "沙发", "板凳", "地板")
#: What is drawn for noise: any of the first 127 characters.
NOISE = [chr(code) for code in range(127)]

BAN = "Forbidden, Please Refresh"
NO_THREAD = "帖子ID非法"
NO_BOARD = "读取数据错误,原因：您要访问的链接无效,可能链接不完整,或数据已被删除！"


@dataclass(slots=True)
class Thread:
    """A thread; ``closed`` is what the forum says in its place, below the thread's own head."""

    tid: int
    fid: int
    title: str
    posts: list[str]
    changed: datetime
    closed: str = ""
    sticky: bool = False
    missing_pages: int = 0  # that its pager has all the same


@dataclass
class Forum:
    """The forum: boards by category, threads; ``requests`` are all paths that were asked for."""

    url: str = ""
    categories: dict[int, Sequence[int]] = field(default_factory=lambda: {1: (2, 3), 4: (5,)})
    names: dict[int, str] = field(default_factory=lambda: {1: "大区", 2: "新闻", 3: "闲谈", 4: "内部", 5: "空版"})
    threads: dict[int, Thread] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    bans: int = 0  # requests that are answered with a ban, from the next on
    copying: frozenset[int] = frozenset({2})  # boards with noise

    def add(self, tid: int, fid: int, title: str, *posts: str, sticky: bool = False) -> Thread:
        """A new thread, the newest of all."""
        self.threads[tid] = thread = Thread(tid, fid, title, list(posts), self._later(), sticky=sticky)
        return thread

    def reply(self, tid: int, text: str) -> None:
        """A new reply."""
        self.threads[tid].posts.append(text)
        self.threads[tid].changed = self._later()

    def _later(self) -> datetime:
        return max((each.changed for each in self.threads.values()), default=START) + timedelta(minutes=10)

    def take_requests(self) -> list[str]:
        """The paths that were asked for since the last call, without robots.txt."""
        asked, self.requests = self.requests, []
        return [path for path in asked if path != "/robots.txt"]

    # --- pages --------------------------------------------------------------------------

    def answer(self, path: str) -> str:
        """The page at a path."""
        if self.bans:
            self.bans -= 1
            return BAN
        if path == "/index.php?m=forumlist":
            return self._page("", "".join(map(self._category, self.categories)))
        if path == "/" or path.startswith("/index.php"):
            return self._front()
        return self._numbered(path)

    def _numbered(self, path: str) -> str:
        found = re.fullmatch(r"/(thread|read)-(\d+)(?:-(\d+|e))?", path)
        if found is None:
            return self._notice(NO_BOARD)
        number, page = int(found[2]), 10**6 if found[3] == "e" else int(found[3] or 1)
        if found[1] == "read":
            return self._thread(number, page)
        if number in self.categories:
            return self._page(self.names[number], self._category(number))
        return self._board(number, page) if number in self.names else self._notice(NO_BOARD)

    def _page(self, title: str, body: str, *, left: bool = False) -> str:
        head = '<meta charset="gbk"><meta name="generator" content="Windmill v3.1">'
        links = "".join(f'<a href="thread-{fid}">{name}</a>' for fid, name in self.names.items())
        column = f'<div id="left">{links}</div>' if left else ""
        return (
            f"<html><head>{head}<title>{title} - 磨坊</title><base href='{self.url}'></head><body>"
            f"{column}{body}<p>Powered by Windmill</p></body></html>"
        )

    def _notice(self, reason: str, title: str = "提示信息") -> str:
        reasons = f"<ol><li>{reason}</li><li>您还不是站点会员</li></ol>"
        return self._page(title, f'<h1 id="subject">{title}</h1><div class="notice">{reasons}</div>')

    def _front(self) -> str:
        newest = sorted(self.threads.values(), key=lambda each: each.tid, reverse=True)
        rows = "".join(map(self._row, newest[:ROWS]))
        pages = '<div class="pages"><b>1</b><a href="index.php?page=2">2</a></div>'
        return self._page("本站新帖", f'<h2 id="newest">本站新帖</h2><table id="list">{rows}</table>{pages}', left=True)

    def _category(self, number: int) -> str:
        boards = "".join(
            f'<h3 class="fname"><a href="thread-{fid}">{self.names[fid]}</a></h3>' for fid in self.categories[number]
        )
        return f'<h2 class="cname"><a href="thread-{number}">{self.names[number]}</a></h2>{boards}'

    def _board(self, fid: int, page: int) -> str:
        stickies = [each for each in self.threads.values() if each.sticky]  # of any board, and again at their own place
        own = sorted(
            (each for each in self.threads.values() if each.fid == fid), key=lambda each: each.changed, reverse=True
        )
        last = max(1, -(-len(own) // ROWS))
        page = min(page, last)  # past the end, the last page again
        shown = [*(stickies if page == 1 and own else ()), *own[(page - 1) * ROWS : page * ROWS]]
        rows = "".join(map(self._row, shown)) or "<tr><td>暂无帖子</td></tr>"
        body = f'{self._way(fid)}{_pager(f"thread-{fid}", page, last)}<table id="list">{rows}</table>'
        return self._page(self.names[fid], body)

    def _way(self, fid: int) -> str:
        return (
            f'<div class="way"><a href="index.php">磨坊</a> &raquo; <a href="thread-{fid}">{self.names[fid]}</a></div>'
        )

    def _row(self, thread: Thread) -> str:
        icons = f'<i class="icon {"top" if thread.sticky else "topic"}"></i>'
        return (
            f'<tr id="row_{thread.tid}"><td>{icons}</td><td><a class="st" href="read-{thread.tid}">{thread.title}</a>'
            f'<a class="by" href="u.php?uid=7">苏木</a><span class="posted">{START:%Y-%m-%d}</span></td>'
            f'<td><em class="replies">{len(thread.posts) - 1}</em></td>'
            f'<td><a class="last" href="read-{thread.tid}-e" title="{thread.changed:%Y-%m-%d %H:%M}">石楠</a></td></tr>'
        )

    def _thread(self, tid: int, page: int) -> str:
        thread = self.threads.get(tid)
        if thread is None:
            return self._notice(NO_THREAD)
        if thread.closed:
            return self._notice(thread.closed, thread.title)
        last = -(-len(thread.posts) // POSTS)
        page = min(page, last)
        first = (page - 1) * POSTS
        posts = (self._post(thread, first + at, text) for at, text in enumerate(thread.posts[first : first + POSTS]))
        pager = _pager(f"read-{tid}", page, last + thread.missing_pages)
        head = (
            f'{self._way(thread.fid)}<input type="hidden" id="tid" value="{tid}"><h1 id="subject">{thread.title}</h1>'
        )
        return self._page(thread.title, f'{head}{pager}<div id="posts">{"".join(posts)}</div>')

    def _post(self, thread: Thread, number: int, text: str) -> str:
        """A post; the first has a word for a number, and counts as number 0."""
        pid = f"{thread.tid}{number:02}" if number else "tpc"
        floor = FLOORS[number] if number < len(FLOORS) else f"{number}楼"
        when = f"{START + timedelta(minutes=number):%Y-%m-%d %H:%M:%S}"
        body = text.replace("\n", f"{_noise()}<br />" if thread.fid in self.copying else "<br />")
        author = '<a class="by" href="u.php?uid=7">苏木</a>'
        return (
            f'<div class="post" id="post_{pid}">{author}<span class="floor">{floor}</span>'
            f'<span class="when" title="{when}">发表于: {when[:10]}</span><div class="said">{body}</div></div>'
        )


def _pager(address: str, page: int, last: int) -> str:
    links = (f"<b>{at}</b>" if at == page else f'<a href="{address}-{at}">{at}</a>' for at in range(1, last + 1))
    return f'<div class="pages">{"".join(links)}</div>' if last > 1 else ""


def _noise() -> str:
    """Ten characters, another ten on each load, NUL among them; the no-break space is outside what is hidden."""
    drawn = "".join(random.choices(NOISE, k=9)) + "\0"  # noqa: S311 - no secret
    return f'<span style="display:none"> {drawn.replace("<", "&lt;")} </span>&nbsp;'


@contextmanager
def served(forum: Forum) -> Iterator[Forum]:
    """The forum at a port of its own; whatever is asked for, the answer has status 200."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            forum.requests.append(self.path)
            robots = self.path == "/robots.txt"
            body = b"User-agent: *\nDisallow: /job.php\n" if robots else forum.answer(self.path).encode("gbk")
            self.send_response(200)
            self.send_header("Content-Type", "text/plain" if robots else "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with QuietServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        forum.url = f"http://127.0.0.1:{server.server_port}/"
        yield forum
        server.shutdown()
