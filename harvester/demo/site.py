"""The site: a request target in, an answer out. No sockets."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any

from harvester.demo.addresses import Ask, Form, Links, parse
from harvester.demo.content import WORDS, Script
from harvester.demo.encoding import Charset, encode
from harvester.demo.hit import Hit
from harvester.demo.model import Content
from harvester.demo.pages import doors, frame, lists, login, threads
from harvester.demo.templates import Templates
from harvester.demo.versions import VERSIONS, Version
from harvester.demo.views import ListView, Notice, Redirect, ThreadView, list_view, page_of, thread_view
from harvester.demo.wind_addresses import WindLinks

_DATA = files("harvester.demo") / "data"
PIXEL = bytes.fromhex("47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b")
_XML = "application/xml"
_Page = Callable[[Hit, Ask], "str | Answer"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back to the client."""

    status: int
    body: bytes
    content_type: str
    location: str | None = None


@dataclass(frozen=True, slots=True)
class Design:
    """How the site is built; ``declare`` is the charset that pages claim, ``None`` for none at all."""

    charset: Charset
    addresses: Form
    declare: str | None
    rows: int = 10
    posts: int = 5
    archiver: bool = True
    rss: bool = True
    version: Version = VERSIONS["X3.4"]
    captcha: bool = False

    @property
    def links(self) -> Links:
        """The addresses that its pages link to."""
        if self.version.software == "phpwind":
            return WindLinks(self.addresses, nine=self.version.release.startswith("9"))
        return Links(self.addresses, self.version.scripts)


class Site:
    """The forum's pages, made anew at each hit."""

    def __init__(self, content: Content, script: Script, design: Design, seed: int) -> None:
        self.content = content
        self.design = design
        self.base = ""
        #: Held while a page is made; hold it to change the content.
        self.lock = threading.Lock()
        self._words = WORDS[script]
        self._layout = Templates(design.version.templates, self._words)
        self._doors = Templates(["doors"], self._words)
        self.links = design.links
        self._notices: dict[str, Any] = json.loads((_DATA / "notices.json").read_text(encoding="utf-8"))
        self._rng = random.Random(seed)  # noqa: S311  # noise, not secrets
        self._fed: set[int] = set()
        self._pages: dict[str, _Page] = {
            "index": lambda hit, _: lists.index(hit),
            "category": lambda hit, ask: lists.index(hit, ask.number),
            "announcement": lambda hit, _: lists.announcement(hit),
            "board": self._board,
            "thread": self._thread,
            "printable": self._printable,
            "archiver-index": lambda hit, _: doors.archiver_index(hit),
            "archiver-board": self._archiver_board,
            "archiver-thread": self._archiver_thread,
            "rss": self._rss,
            "last-post": self._last_post,
            "find-post": self._find_post,
            "login": lambda hit, _: login.login(hit, captcha=self.design.captcha),
            "robots": lambda _hit, _ask: Answer(200, (_DATA / "robots.txt").read_bytes(), "text/plain"),
            "picture": lambda _hit, _ask: Answer(200, PIXEL, "image/gif"),
        }

    def answer(self, target: str, now: datetime, name: str | None = None) -> Answer:
        """The answer to a request target at a moment, for the member called ``name``, or for a guest."""
        ask = parse(target, self.design.addresses, self.design.version.scripts)
        make = self._pages.get(ask.kind)
        if make is None or (ask.kind.startswith("archiver") and not self.design.archiver):
            return Answer(404, b"<html><head><title>404 Not Found</title></head></html>", "text/html")
        with self.lock:
            self.content.viewer = self.content.members[name] if name else None
            made = make(self._hit(ask.kind, now), ask)
            return made if isinstance(made, Answer) else self.page(made)

    def page(self, html: str, status: int = 200) -> Answer:
        """``html`` in the site's charset, declared as the site declares it."""
        declared = f"; charset={self.design.declare}" if self.design.declare else ""
        return Answer(status, encode(html, self.design.charset), f"text/html{declared}")

    def notice(self, kind: str, now: datetime, number: int = 0, status: int | None = None) -> Answer:
        """A message page, with the status that its kind has unless told otherwise."""
        wording = self._notices[kind]
        page = frame.notice(self._hit("notice", now), wording, number)
        usual = wording["status"] if self.design.version.not_found else 200
        return self.page(page, usual if status is None else status)

    @property
    def meta(self) -> str:
        """The line of a page's head that declares the charset, or nothing."""
        if self.design.declare is None:
            return ""
        return f'<meta http-equiv="Content-Type" content="text/html; charset={self.design.declare}" />\n'

    def _hit(self, kind: str, now: datetime) -> Hit:
        templates = self._doors if kind.startswith(("archiver", "rss")) else self._layout
        rng = random.Random(self._rng.random())  # noqa: S311  # noise, not secrets
        version = self.design.version
        return Hit(self.content, templates, self.links, version, self._words, now, self.base, self.meta, rng)

    def _instead(self, hit: Hit, view: Notice | Redirect, ask: Ask) -> str | Answer:
        if isinstance(view, Redirect):
            return Answer(view.status, b"", "text/html", view.location)
        if view.kind == "password":
            return frame.password(self._hit("notice", hit.now), self.content.boards[ask.number])
        return self.notice(view.kind, hit.now, view.number)

    def _board(self, hit: Hit, ask: Ask) -> str | Answer:
        view = list_view(self.content, ask, self.design.rows)
        return (
            lists.board(hit, view, self.design.posts) if isinstance(view, ListView) else self._instead(hit, view, ask)
        )

    def _thread(self, hit: Hit, ask: Ask) -> str | Answer:
        view = thread_view(self.content, ask, self.design.posts, self.links)
        return threads.thread(hit, view) if isinstance(view, ThreadView) else self._instead(hit, view, ask)

    def _printable(self, hit: Hit, ask: Ask) -> str | Answer:
        view = thread_view(self.content, ask, 1000, self.links)
        return doors.printable(hit, view) if isinstance(view, ThreadView) else self._instead(hit, view, ask)

    def _archiver_board(self, hit: Hit, ask: Ask) -> str | Answer:
        view = list_view(self.content, ask, self.design.rows)
        return doors.archiver_board(hit, view) if isinstance(view, ListView) else self._instead(hit, view, ask)

    def _archiver_thread(self, hit: Hit, ask: Ask) -> str | Answer:
        view = thread_view(self.content, ask, self.design.posts, self.links)
        return doors.archiver_thread(hit, view) if isinstance(view, ThreadView) else self._instead(hit, view, ask)

    def _rss(self, hit: Hit, ask: Ask) -> str | Answer:
        board = self.content.boards.get(ask.number)
        if board is None or board.access != "open" or not self.design.rss:
            return Answer(200, b"Specified forum not found", "text/html")
        empty = board.fid not in self._fed
        self._fed.add(board.fid)
        feed = doors.rss(hit, board, self.design.charset, empty=empty)
        return Answer(200, encode(feed, self.design.charset), _XML)

    def _last_post(self, hit: Hit, ask: Ask) -> str | Answer:
        thread = self.content.threads.get(ask.number)
        if thread is None or thread.deleted:
            return self.notice("deleted", hit.now, status=200)
        page = page_of(thread, len(thread.posts), self.design.posts)
        location = f"{self.links.script('viewthread')}tid={thread.tid}&page={page}#lastpost"
        return Answer(302, b"", "text/html", location)

    def _find_post(self, hit: Hit, ask: Ask) -> str | Answer:
        thread = self.content.threads.get(ask.number)
        pids = [] if thread is None or thread.deleted else [post.pid for post in thread.posts]
        if thread is None or ask.pid not in pids:
            return self.notice("deleted", hit.now, status=200)
        page = page_of(thread, pids.index(ask.pid) + 1, self.design.posts)
        location = f"{self.links.script('viewthread')}tid={thread.tid}&page={page}#pid{ask.pid}"
        return Answer(301, b"", "text/html", location)
