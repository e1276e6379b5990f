"""Addresses of the demo forum as a phpwind forum: what one asks for, and the address of a board or thread."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from harvester.demo.addresses import Ask, Links

#: The number of a last page that no address names: past any end.
_LAST = 1_000_000

_LONG = re.compile(r"/(thread|read|cate|index)(?:-htm-|\.php\?)([\w-]+)\.html")
_SHORT = re.compile(r"/(thread|read)-(\d+)(?:-(\d+))?")
_SIMPLE = re.compile(r"t(\d+)(?:_\d+)?\.html")


#: What each script shows, and the parameter that holds the number.
_KINDS = {
    "thread": ("board", "fid"), "read": ("thread", "tid"), "robots": ("robots", ""), "index": ("index", "cateid"),
    "cate": ("index", "cateid"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class WindLinks(Links):
    """The addresses that its pages link to: 8.x rewrites all parameters, 9.x numbers alone."""

    nine: bool = False

    def board(self, fid: int, page: int = 1) -> str:
        """The address of a list page."""
        if self.nine:
            turn = f"&page={page}" if page > 1 else ""
            short = f"thread-{fid}" + (f"-{page}" if page > 1 else "")
            return short if self.form == "rewritten" else f"index.php?m=bbs&c=thread&fid={fid}{turn}"
        return self._long("thread", fid=fid, page=page if page > 1 else 0)

    def thread(self, tid: int, page: int = 1, list_page: int = 1) -> str:
        """The address of a thread page, as a list page with that number links to it."""
        if self.nine:
            short = f"read-{tid}" + (f"-{page}" if page > 1 else "")
            return short if self.form == "rewritten" else self._dynamic("read", tid=tid, page=page if page > 1 else 0)
        return self._long("read", tid=tid, fpage=list_page if list_page > 1 else 0, page=page if page > 1 else 0)

    def canonical(self, tid: int) -> str:
        """The address of a thread's first page."""
        return self.thread(tid)

    def last(self, tid: int) -> str:
        """The address of a thread's last page, which names no number."""
        if self.form == "rewritten":
            return f"read-{tid}-e#a" if self.nine else f"read-htm-tid-{tid}-page-e.html#a"
        return f"read.php?tid={tid}&page=e#a"

    def _long(self, script: str, **numbers: int) -> str:
        if self.form == "dynamic":
            return self._dynamic(script, **numbers)
        pairs = "-".join(f"{name}-{number}" for name, number in numbers.items() if number)
        return f"{script}{'-htm-' if self.form == 'rewritten' else '.php?'}{pairs}.html"

    @staticmethod
    def _dynamic(script: str, **numbers: int) -> str:
        return f"{script}.php?" + "&".join(f"{name}={number}" for name, number in numbers.items() if number)


def parse(target: str) -> Ask:
    """What a request target asks for, in all forms; kind ``unknown`` where the forum has nothing."""
    parts = urlsplit(target)
    values = dict(parse_qsl(parts.query))
    if parts.path in ("/simple/", "/simple/index.php") and (found := _SIMPLE.fullmatch(parts.query)):
        return Ask("simple", int(found[1]))
    if long := _LONG.fullmatch(target):
        words = long[2].split("-")
        return _asked(long[1], dict(zip(words[::2], words[1::2], strict=False)))
    if short := _SHORT.fullmatch(parts.path):
        return Ask("board" if short[1] == "thread" else "thread", int(short[2]), int(short[3] or 1))
    if parts.path.startswith("/attachment/"):
        return Ask("picture")
    script = {"/": "index", "/robots.txt": "robots"}.get(parts.path) or parts.path[1:].removesuffix(".php")
    return _asked({"thread": "thread", "read": "read"}.get(values.get("c", ""), script), values)


def _asked(script: str, values: dict[str, str]) -> Ask:
    kind, key = _KINDS.get(script, ("unknown", ""))
    if values.get("c") == "forumlist":
        kind = "boards"
    number, page = values.get(key, "0"), values.get("page", "1")
    return Ask(kind, int(number) if number.isdecimal() else 0, int(page) if page.isdecimal() else _LAST)
