"""Addresses of the demo forum: what an address asks for, and the address of a board or thread.

The dynamic forms are always understood; the rewritten ones only where the forum
rewrites, as with a web server that has the rules or has not. ``own`` are rules that a site made up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

from harvester.demo.versions import Scripts

Form = Literal["rewritten", "dynamic", "own"]
FORMS: tuple[Form, ...] = ("rewritten", "dynamic", "own")


@dataclass(frozen=True, slots=True)
class Ask:
    """What an address asks for. ``number`` is the board's, the thread's or the category's."""

    kind: str
    number: int = 0
    page: int = 1
    pid: int = 0
    parameters: dict[str, str] = field(default_factory=dict)


_REWRITTEN = (
    (re.compile(r"/forum-(?P<number>\d+)-(?P<page>\d+)\.html"), "board"),
    (re.compile(r"/thread-(?P<number>\d+)-(?P<page>\d+)-\d+\.html"), "thread"),
)
_OWN = (
    (re.compile(r"/f/(?P<number>\d+)/(?:(?P<page>\d+)/)?"), "board"),
    (re.compile(r"/t/(?P<number>\d+)(?:_(?P<page>\d+))?\.html"), "thread"),
)
_ARCHIVER = (
    (re.compile(r"(?:index\.(?:php|html))?"), "archiver-index"),
    (re.compile(r"fid-(?P<number>\d+)\.html"), "archiver-board"),
    (re.compile(r"tid-(?P<number>\d+)\.html"), "archiver-thread"),
)
_PLAIN = {"/": "index", "/index.php": "index", "/robots.txt": "robots", "/member.php": "login"}

# (mod, action or goto) of forum.php -> kind, and the parameter that holds the number.
_DYNAMIC = {
    ("forumdisplay", ""): ("board", "fid"),
    ("viewthread", ""): ("thread", "tid"),
    ("viewthread", "printable"): ("printable", "tid"),
    ("redirect", "lastpost"): ("last-post", "tid"),
    ("redirect", "findpost"): ("find-post", "ptid"),
    ("rss", ""): ("rss", "fid"),
    ("announcement", ""): ("announcement", "id"),
}


#: The ``mod`` that each script before X stands for.
_SCRIPTS = {
    "/index.php": {},
    "/forumdisplay.php": {"mod": "forumdisplay"},
    "/viewthread.php": {"mod": "viewthread"},
    "/redirect.php": {"mod": "redirect"},
    "/rss.php": {"mod": "rss"},
    "/announcement.php": {"mod": "announcement"},
}


def parse(target: str, form: Form, scripts: Scripts = "forum.php") -> Ask:
    """What a request target (path and query) asks for; kind ``unknown`` where the forum has nothing."""
    parts = urlsplit(target)
    parameters = dict(parse_qsl(parts.query.replace("&amp;", "&")))
    script = {"/forum.php": {}} if scripts == "forum.php" else _SCRIPTS
    if parts.path in script:
        return _dynamic(parameters | script[parts.path])
    if parts.path.startswith("/archiver/"):
        page = parts.path.removeprefix("/archiver/") or parts.query.partition("&")[0]
        return _matched(_ARCHIVER, page, parameters)
    if parts.path.startswith("/data/attachment/"):
        return Ask("picture", parameters=parameters)
    if form != "dynamic" and parts.path not in _PLAIN:
        return _matched(_REWRITTEN if form == "rewritten" else _OWN, parts.path, parameters)
    return Ask(_PLAIN.get(parts.path, "unknown"), parameters=parameters)


def _dynamic(parameters: dict[str, str]) -> Ask:
    if "gid" in parameters:
        return Ask("category", _number(parameters.get("gid")), parameters=parameters)
    if "mod" not in parameters:
        return Ask("index", parameters=parameters)
    turn = parameters.get("goto") or (parameters.get("action", "") if parameters["mod"] == "viewthread" else "")
    kind, key = _DYNAMIC.get((parameters["mod"], turn), ("unknown", ""))
    number, page = _number(parameters.get(key)), _number(parameters.get("page"), 1)
    return Ask(kind, number, page, _number(parameters.get("pid")), parameters)


def _matched(patterns: tuple[tuple[re.Pattern[str], str], ...], path: str, parameters: dict[str, str]) -> Ask:
    for pattern, kind in patterns:
        if match := pattern.fullmatch(path):
            found = match.groupdict()
            page = found.get("page") or parameters.get("page")
            return Ask(kind, _number(found.get("number")), _number(page, 1), parameters=parameters)
    return Ask("unknown", parameters=parameters)


def _number(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.isdecimal() else default


@dataclass(frozen=True, slots=True)
class Links:
    """The addresses that pages link to, relative to the forum's root and not escaped."""

    form: Form
    scripts: Scripts = "forum.php"

    @property
    def index(self) -> str:
        """The address of the forum's first page, by its name."""
        return "forum.php" if self.scripts == "forum.php" else "index.php"

    def category(self, gid: int) -> str:
        """The address of a category."""
        return f"{self.index}?gid={gid}"

    def script(self, mod: str) -> str:
        """The begin of a dynamic address, up to its first parameter."""
        return f"forum.php?mod={mod}&" if self.scripts == "forum.php" else f"{mod}.php?"

    def post(self, tid: int, pid: int) -> str:
        """The address that sends on to a post."""
        return f"{self.script('redirect')}goto=findpost&pid={pid}&ptid={tid}"

    def board(self, fid: int, page: int = 1) -> str:
        """The address of a list page."""
        if self.form == "rewritten":
            return f"forum-{fid}-{page}.html"
        if self.form == "own":
            return f"f/{fid}/" + (f"{page}/" if page > 1 else "")
        return f"{self.script('forumdisplay')}fid={fid}" + (f"&page={page}" if page > 1 else "")

    def thread(self, tid: int, page: int = 1, list_page: int = 1) -> str:
        """The address of a thread page, as a list page with that number links to it."""
        if self.form == "rewritten":
            return f"thread-{tid}-{page}-{list_page}.html"
        if self.form == "own":
            return f"t/{tid}.html" if page == 1 else f"t/{tid}_{page}.html"
        turn = f"&page={page}" if page > 1 else ""
        return f"{self.script('viewthread')}tid={tid}&extra=page%3D{list_page}{turn}"

    def canonical(self, tid: int) -> str:
        """The address that every page of a thread names as its canonical one: its first page."""
        return f"{self.script('viewthread')}tid={tid}" if self.form == "dynamic" else self.thread(tid)

    def member(self, uid: int) -> str:
        """The address of a member's own page."""
        if self.form == "rewritten":
            return f"space-uid-{uid}.html"
        return f"home.php?mod=space&uid={uid}" if self.scripts == "forum.php" else f"space.php?uid={uid}"


def href(address: str) -> str:
    """``address`` as the forum's templates write it: the first ``&`` bare, the others escaped."""
    first, ampersand, rest = address.partition("&")
    return first + ampersand + rest.replace("&", "&amp;")
