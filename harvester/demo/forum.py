"""The demo forum as tests and people use it: start it, ask it for the truth, change it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from harvester.demo import truth
from harvester.demo.addresses import Form, Links
from harvester.demo.changes import Changes
from harvester.demo.content import WORDS, Script, load, quote
from harvester.demo.dates import ZONE
from harvester.demo.encoding import Charset
from harvester.demo.gates import Gate, Misfortune, Pages, Turnstile
from harvester.demo.members import Sessions
from harvester.demo.model import Content, Edit, Post, Thread
from harvester.demo.server import Request, Server
from harvester.demo.site import Answer, Design, Site
from harvester.demo.versions import VERSIONS, WINDS
from harvester.demo.wind import WindSite

#: The moment that the forum stands at unless told otherwise.
NOW = datetime(2025, 11, 14, 17, 22, 40, tzinfo=ZONE)


@dataclass(kw_only=True)
class DemoForum(Changes):
    """A forum on a port of ``host``, an address of loopback, running while its ``with`` block lasts.

    ``declare`` is the charset that pages claim to be in: ``"auto"`` for the true one,
    ``"none"`` for no claim at all, otherwise any label. ``flood`` puts the flood page after
    every number of pages, ``fail`` is the share of requests that fail, ``gate`` one of
    :data:`harvester.demo.gates.GATES` that stands before all pages. ``rows`` and ``posts``
    are the rows of a list page and the posts of a thread page. ``most`` leaves of each board
    the first threads, this many (0: all). ``bare_base`` leaves the port out
    of ``<base href>``. ``version`` is one of
    :data:`harvester.demo.versions.VERSIONS` or its ``WINDS``, ``sorts`` gives a thread of a sort its table, which the
    archiver does not show. ``passwords`` are those of members, who may log in and then read more; their
    sessions end after ``session`` pages (0: never), and ``captcha`` makes the login form ask for a code.
    ``seed`` fixes noise and failures.
    """

    charset: Charset = "gbk"
    addresses: Form = "rewritten"
    declare: str = "auto"
    host: str = "127.0.0.1"
    port: int = 0
    seed: int = 0
    fail: float = 0.0
    flood: int = 0
    gate: Gate | None = None
    log: Path | None = None
    now: datetime = NOW
    rows: int = 10
    posts: int = 5
    most: int = 0
    archiver: bool = True
    rss: bool = True
    bare_base: bool = False
    version: str = "X3.4"
    sorts: bool = False
    passwords: Mapping[str, str] = field(default_factory=dict, repr=False)
    session: int = 0
    captcha: bool = False

    _site: Site = field(init=False, repr=False)
    _server: Server | None = field(init=False, repr=False, default=None)
    _seen: list[Request] = field(init=False, repr=False, default_factory=list)
    _planned: dict[str, Callable[[], object]] = field(init=False, repr=False, default_factory=dict)
    _lock: threading.Lock = field(init=False, repr=False, default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.now = self.now.astimezone(ZONE).replace(microsecond=0)
        script = self.script
        design = Design(
            charset=self.charset,
            addresses=self.addresses,
            declare={"auto": self.charset, "none": None}.get(self.declare, self.declare),
            rows=self.rows,
            posts=self.posts,
            archiver=self.archiver,
            rss=self.rss,
            version=(VERSIONS | WINDS)[self.version],
            captcha=self.captcha,
        )
        content = load(script, self.now, design.links, self.most)
        for thread in content.threads.values():
            thread.sort = thread.sort if self.sorts else None
        made = WindSite if self.version in WINDS else Site
        self._site = made(content, script, design, self.seed)
        self._site.base = f"http://{self.host}/"

    def __enter__(self) -> Self:
        self._server = Server(
            self.host,
            self.port,
            site=self._site,
            now=lambda: self.now,
            pages=Pages(WORDS[self.script]),
            turnstile=Turnstile(self.flood),
            misfortune=Misfortune(self.fail, self.seed),
            gate=self.gate,
            sessions=Sessions(self.passwords, self.session),
            seen=self._note,
        )
        if not self.bare_base:
            self._site.base = self.url
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    @property
    def script(self) -> Script:
        """The script that the forum is in."""
        return "hant" if self.charset == "big5" else "hans"

    @property
    def url(self) -> str:
        """The forum's address; before it runs, one without a port."""
        return f"http://{self.host}:{self._server.server_port}/" if self._server else f"http://{self.host}/"

    @property
    def links(self) -> Links:
        """The addresses that its pages link to, below :attr:`url`."""
        return self._site.links

    def answer(self, target: str) -> Answer:
        """The answer to a request target, made in this process: gates and failures stay out of it."""
        return self._site.answer(target, self.now)

    @property
    def requests(self) -> list[Request]:
        """Method and path of every request so far."""
        with self._lock:
            return list(self._seen)

    def log_in(self, name: str) -> str:
        """The value of the cookie that a member's browser has, logged in. Raises where the forum is not running."""
        if self._server is None:
            raise RuntimeError("the forum is not running")
        return self._server.sessions.admit(name)

    def truth(self, name: str | None = None) -> list[dict[str, Any]]:
        """What each thread really says (see :mod:`harvester.demo.truth`), to the member called ``name`` or a guest."""
        with self._site.lock:
            self._site.content.viewer = self._site.content.members[name] if name else None
            return truth.records(self._site.content, self._site.design, self.url)

    def advance(self, **step: float) -> None:
        """Let time pass; ``step`` as of :class:`datetime.timedelta`."""
        self.now += timedelta(**step)

    def add_thread(self, fid: int, title: str, message: str, author: str | None = None) -> int:
        """Open a thread a minute from now; returns its number. ``author`` is a member's name."""
        with self._change() as content:
            tid = max(content.threads) + 1
            content.threads[tid] = Thread(tid, fid, title, [self._post(message, author)])
            return tid

    def add_reply(self, tid: int, message: str, author: str | None = None, quotes: int | None = None) -> int:
        """Reply a minute from now, with a quote of post number ``quotes`` if given; returns the post's number."""
        with self._change() as content:
            thread = content.threads[tid]
            post = self._post(message, author)
            if quotes is not None:
                quoted = next(post for post in thread.posts if post.pid == quotes)
                quote(thread, post, quoted, WORDS[self.script], self._site.links)
            thread.posts.append(post)
            return post.pid

    def edit(self, tid: int, message: str | None = None, title: str | None = None, by: str | None = None) -> None:
        """Change a thread's first post or title a minute from now; its place and times in lists stay."""
        with self._change() as content:
            thread = content.threads[tid]
            if message is not None:
                thread.first.message, thread.first.served = message, None
                thread.accidents = []
            if title is not None:
                thread.title, thread.served_title = title, None
            thread.first.edited = Edit(by or thread.first.author.name, self.now.replace(second=0))

    def when(self, path: str, change: Callable[[], object]) -> None:
        """Have a change made once, right after ``path`` (``/forum-2-1.html``) was served next."""
        self._planned[path] = change

    @contextmanager
    def _change(self) -> Iterator[Content]:
        with self._site.lock:
            self.advance(minutes=1)
            yield self._site.content

    def _post(self, message: str, author: str | None) -> Post:
        content = self._site.content
        member = content.members[author] if author else next(iter(content.members.values()))
        pid = max(post.pid for thread in content.threads.values() for post in thread.posts) + 1
        return Post(pid, member, self.now, message)

    def _note(self, method: str, path: str, status: int) -> None:
        planned = self._planned.pop(path, None)  # the answer is made by now
        if planned is not None:
            planned()
        with self._lock:
            self._seen.append((method, path))
            if self.log is not None:
                with self.log.open("a", encoding="utf-8") as lines:
                    lines.write(f"{time.time():.3f} {status} {path}\n")
