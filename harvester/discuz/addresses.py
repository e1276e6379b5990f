"""What the address of a page names, in the stock forms of all versions.

A thread has thousands of aliases: ``extra=``, ``highlight=``, ``mobile=2``, the last part of
``thread-9-1-4.html``. All of them have the same :class:`~harvester.forum.names.PageName`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl

from harvester.config.patterns import regex
from harvester.forum.authority import split
from harvester.forum.names import PageName

#: What an address can name. The first three are pages to crawl, the next are other doors to
#: the same threads, and ``post`` and ``redirect`` answer with a redirection.
KINDS = (
    "index", "category", "board", "thread",
    "archiver-index", "archiver-board", "archiver-thread",
    "rss", "printable", "mobile-api", "post", "redirect", "other",
)  # fmt: skip

#: Rewritten names, as the last parts of a path. The second number of a thread is its page, the
#: third the list page one came from.
_REWRITTEN: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("thread", regex(r"(?:^|/)thread-(?P<tid>\d+)(?:-(?P<page>\d+))?(?:-\d+)?(?:\.html?)?$")),
    ("board", regex(r"(?:^|/)forum-(?:(?P<fid>\d+)|(?P<name>[A-Za-z]\w*))(?:-(?P<page>\d+))?(?:\.html?)?$")),
    ("category", regex(r"(?:^|/)(?:category|gid)-(?P<gid>\d+)(?:\.html?)?$")),
    ("archiver-thread", regex(r"(?:^|/)archiver/(?:\S*/)?tid-(?P<tid>\d+)(?:-page-(?P<page>\d+))?(?:\.html?)?$")),
    ("archiver-board", regex(r"(?:^|/)archiver/(?:\S*/)?fid-(?P<fid>\d+)(?:-page-(?P<page>\d+))?(?:\.html?)?$")),
    ("archiver-index", regex(r"(?:^|/)archiver/(?:index\.(?:php|html?))?$")),
)  # fmt: skip

#: The archiver's addresses carry theirs in the query: ``archiver/?tid-9.html&page=2``.
_ARCHIVED = regex(r"^(?P<what>[tf]id)-(?P<id>\d+)(?:-page-(?P<page>\d+))?(?:\.html?)?")

#: Scripts before X, and what each shows.
_SCRIPTS = {
    "viewthread.php": "viewthread",
    "forumdisplay.php": "forumdisplay",
    "redirect.php": "redirect",
    "rss.php": "rss",
    "index.php": "index",
    "": "index",
}


@lru_cache(maxsize=4096)  # the same few stand on every page
def parse(url: str) -> PageName | None:
    """What a forum's address names, whatever form it has.

    ``url`` may be escaped once (``&amp;``), carry a fragment, or be relative. ``None``
    where it is not an address of a list, thread or other door of a forum: use
    :meth:`harvester.discuz.site.DiscuzSite.parse` for forums that rewrite addresses in ways of their own.
    """
    parts = split(url)
    if parts is None:
        return None
    query = _query(parts.query)
    address = _rewritten(parts, query) or _dynamic(parts, query)
    if address is not None and address.kind == "thread" and "cp" in query:
        address = replace(address, part=_number(query["cp"]) or 1)
    if address is None or address.pid is not None or not parts.fragment.startswith("pid"):
        return address
    return replace(address, pid=_number(parts.fragment[3:]))


def is_gone(url: str) -> bool:
    """Whether an address is where X5.0 sends those who ask for a thread that is not there."""
    parts = split(url)
    return parts is not None and parts.path.endswith("home.php") and _query(parts.query).get("mod") == "follow"


def is_narrowed(url: str) -> bool:
    """Whether an address shows one author's posts, one post, or the newest first; parts of a post are pages.

    >>> is_narrowed("https://bbs.example.com/forum.php?mod=viewthread&tid=9&authorid=4")
    True
    """
    parts = split(url)
    query = _query(parts.query) if parts is not None else {}
    return bool(query.keys() & {"authorid", "viewpid"} and "cp" not in query) or query.get("ordertype") == "1"


def is_mobile(url: str) -> bool:
    """Whether an address asks for its page as telephones show it.

    >>> is_mobile("https://bbs.example.com/thread-9-1-1.html?mobile=2"), is_mobile("https://bbs.example.com/?mobile=no")
    (True, False)
    """
    parts = split(url)
    asked = _query(parts.query).get("mobile", "no") if parts is not None and "mobile=" in parts.query else "no"
    return asked not in ("", "0", "no")


def _query(query: str) -> dict[str, str]:
    # Names in addresses are in the forum's encoding; only ASCII values are of use here.
    return dict(parse_qsl(query, keep_blank_values=True, encoding="latin-1"))


def _number(text: str | None) -> int | None:
    """A positive number of at most 10 digits, as ids and pages are."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 10:
        return None
    return int(text) or None


def _rewritten(parts: SplitResult, query: dict[str, str]) -> PageName | None:
    for kind, pattern in _REWRITTEN:
        match = pattern.search(parts.path)
        if match is None:
            continue
        if kind == "archiver-index" and _ARCHIVED.match(parts.query):
            return _archived(parts.query, query)
        found = match.groupdict()
        page = _number(found.get("page")) or _number(query.get("page")) or 1
        fid, tid, gid = (_number(found.get(key)) for key in ("fid", "tid", "gid"))
        return PageName(kind, fid=fid, tid=tid, gid=gid, page=page, name=found.get("name"))
    return None


def _archived(text: str, query: dict[str, str]) -> PageName | None:
    match = _ARCHIVED.match(text)
    if match is None:
        return None
    after = re.search(r"[?&]page=(\d+)", text)
    page = _number(match["page"]) or _number(after and after[1]) or _number(query.get("page")) or 1
    if match["what"] == "tid":
        return PageName("archiver-thread", tid=_number(match["id"]), page=page)
    return PageName("archiver-board", fid=_number(match["id"]), page=page)


def _dynamic(parts: SplitResult, query: dict[str, str]) -> PageName | None:
    folder, _, script = parts.path.rpartition("/")
    if script == "index.php" and folder.endswith("api/mobile"):
        return _of_query(query, "mobile-api")
    mod = query.get("mod", "index") if script == "forum.php" else _SCRIPTS.get(script)
    if mod == "index" and query.get("mod") in ("viewthread", "forumdisplay"):  # index.php routed to forum.php
        mod = query["mod"]
    return None if mod is None else _MODS.get(mod, _other)(query)


def _of_query(query: dict[str, str], kind: str) -> PageName:
    return PageName(
        kind,
        fid=_number(query.get("fid")),
        tid=_number(query.get("tid") or query.get("ptid")),
        pid=_number(query.get("pid")),
        page=_number(query.get("page")) or 1,
    )


def _index(query: dict[str, str]) -> PageName:
    gid = _number(query.get("gid"))
    return PageName("index") if gid is None else PageName("category", gid=gid)


def _board(query: dict[str, str]) -> PageName:
    fid, name = _number(query.get("fid")), None
    if fid is None and re.fullmatch(r"[A-Za-z]\w*", query.get("fid", "")):
        name = query["fid"]
    return PageName(
        "board", fid=fid, name=name, page=_number(query.get("page")) or 1, typeid=_number(query.get("typeid"))
    )


def _thread(query: dict[str, str]) -> PageName:
    return _of_query(query, "printable" if query.get("action") == "printable" else "thread")


def _redirect(query: dict[str, str]) -> PageName:
    goto = query.get("goto")
    return _of_query(query, "post" if goto == "findpost" or (goto is None and "pid" in query) else "redirect")


def _rss(query: dict[str, str]) -> PageName:
    return PageName("rss", fid=_number(query.get("fid")))


def _other(_query: dict[str, str]) -> PageName:
    return PageName("other")


_MODS = {
    "index": _index,
    "forumdisplay": _board,
    "viewthread": _thread,
    "redirect": _redirect,
    "rss": _rss,
}
