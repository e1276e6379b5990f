"""What the address of a page names, in the forms of all versions.

8.x rewrites an address by a rule: ``.php?`` becomes a setting (``-htm-``), ``=`` and ``&`` become hyphens, and an
ending is added. So the pairs may stand in any order, with others between them:
``read-htm-tid-1-fpage-2-page-3.html``. 9.x has patterns that a site may choose, by default ``read-1-3``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import SplitResult, parse_qsl, unquote

from harvester.config.patterns import regex
from harvester.forum.authority import split
from harvester.forum.names import PageName

#: The name of the last page in addresses; they do not say which number it has.
LAST = "e"

#: A rewritten address of 8.x: the script, and what follows it.
_WRITTEN = regex(r"(?:^|/)(?P<script>read|thread|cate|index|rss)(?P<rest>[^A-Za-z0-9/=][^=/]*)$")
_PAIR = regex(r"(?<![A-Za-z0-9])(tid|fid|cateid|page|pid|m|type)-([A-Za-z0-9]+)")
#: One that has pairs; and one that has none but the number and the page.
_KEYED = regex(r"(?<![A-Za-z0-9])(?:tid|fid)-\d")
_ALONE = regex(
    r"(?:^|/)(?:read|thread)(?:\.php\?|[^A-Za-z0-9]+(?:[A-Za-z]+[^A-Za-z0-9]+)?)(?:tid|fid)-\d{1,10}(?:-page-\d{1,7})?"
    r"(?:\.\w{2,5})?$"
)
#: One of 9.x, by default or as sites are known to have it: ``read-1-3``, ``read-1.html``, ``read/1``.
_SHORT = regex(r"(?:^|/)(?P<script>read|thread)[-_/](?P<id>\d{1,10})(?:[-_/](?P<page>\d{1,7}|e))?(?:\.html?)?/?$")
#: A thread written to disk once: the board, year and month, the thread.
_STATIC = regex(r"(?:^|/)(?:html?_data|html/read|html)/(?P<fid>\d{1,10})/\d{4}/(?P<tid>\d{1,10})\.html?$")
#: Below ``simple/``: ``t1_2.html`` is the second page of thread 1.
_SIMPLE = regex(r"(?P<what>[tf])(?P<id>\d{1,10})(?:_(?P<page>\d{1,7}))?(?:\.html?)?$")
_DOOR = regex(r"(?:^|/)(?P<door>simple|m)/(?:index\.php)?$")

#: The part of an address below the forum's base, if it is more than the last part of the path.
BELOW_BASE = regex(
    r"(?:simple|m)/(?:index\.php)?$|(?:html?_data|html/read|html)/\d{1,10}/\d{4}/\d{1,10}\.html?$"
    r"|(?:read|thread)/\d{1,10}(?:/(?:\d{1,7}|e))?(?:\.html?)?/?$"
)


def parse(url: str) -> PageName | None:
    """What a forum's address names; ``None`` for an address that is not one of this software.

    ``url`` may be escaped once (``&amp;``), carry a fragment, or be relative.

    >>> parse("https://bbs.example.com/read-htm-tid-7-fpage-2-page-3.html")
    PageName(kind='thread', fid=None, tid=7, pid=None, gid=None, page=3, name=None, typeid=None, part=1)
    >>> parse("https://bbs.example.com/index.php?m=bbs&c=thread&fid=2").fid
    2
    >>> parse("https://bbs.example.com/read.php?tid=7&page=e") is None  # the last page, whichever that is
    True
    """
    parts = split(url)
    if parts is None:
        return None
    named = _named(parts)
    if named is None or named.kind != "thread" or named.pid is not None:
        return named
    return replace(named, pid=number(parts.fragment))


def _named(parts: SplitResult) -> PageName | None:
    path, query = parts.path, unquote(parts.query)
    door = _DOOR.search(path)
    if door is not None:
        return _simple(query) if door["door"] == "simple" else _mobile(_values(parts.query))
    if (static := _STATIC.search(path)) is not None:
        return PageName("thread", fid=int(static["fid"]), tid=int(static["tid"]))
    if (short := _SHORT.search(path)) is not None:
        return _short(short, _values(parts.query))
    tail = path if not query else f"{path}?{query}"
    if "=" not in query and (written := _WRITTEN.search(tail)) is not None and "-" in written["rest"]:
        pairs = dict(_PAIR.findall(written["rest"]))
        return _of_script(f"{written['script']}.php", pairs) if pairs else None
    return _of_script(path.rpartition("/")[2], _values(parts.query))


def is_plain(address: str) -> bool:
    """Whether an address below the base gives only the number and the page of a board or thread.

    Any other is an alias, which says where the reader came from, or shows less.

    >>> is_plain("read-htm-tid-1-page-2.html"), is_plain("read-htm-tid-1-fpage-2.html"), is_plain("read-7-2")
    (True, False, True)
    """
    query = address.partition("?")[2]
    if "=" in query:
        return set(_values(query)) <= {"tid", "fid", "page", "m", "c"}
    if "&" in address:
        return False
    return _KEYED.search(address) is None or _ALONE.search(address) is not None


def is_narrowed(url: str) -> bool:
    """Whether an address shows one author's posts, or the newest first.

    >>> is_narrowed("https://bbs.example.com/read.php?tid=7&uid=4")
    True
    """
    parts = split(url)
    return parts is not None and bool(_values(parts.query).keys() & {"uid", "desc"})


def number(text: str | None) -> int | None:
    """A positive number of at most 10 digits, as ids and pages are.

    >>> number("12"), number("e"), number("0")
    (12, None, None)
    """
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 10:
        return None
    return int(text) or None


def _values(query: str) -> dict[str, str]:
    # Names in addresses are in the forum's encoding; only ASCII values are of use here.
    return dict(parse_qsl(query, keep_blank_values=True, encoding="latin-1"))


def _simple(query: str) -> PageName | None:
    found = _SIMPLE.match(query)
    if found is None:
        return PageName("simple-index")
    page = number(found["page"]) or 1
    if found["what"] == "t":
        return PageName("simple-thread", tid=number(found["id"]), page=page)
    return PageName("simple-board", fid=number(found["id"]), page=page)


def _mobile(values: Mapping[str, str]) -> PageName:
    kinds = {"read": "mobile-thread", "reply_all": "mobile-thread", "forum": "mobile-board"}
    kind = kinds.get(values.get("a", ""), "mobile-index")
    return PageName(kind, fid=number(values.get("fid")), tid=number(values.get("tid")), page=_page(values) or 1)


def _short(found: re.Match[str], values: Mapping[str, str]) -> PageName | None:
    if found["page"] == LAST:
        return None
    page = number(found["page"]) or _page(values) or 1
    if found["script"] == "read":
        return PageName("thread", tid=number(found["id"]), page=page)
    return PageName("board", fid=number(found["id"]), page=page, typeid=number(values.get("type")))


def _of_script(script: str, values: Mapping[str, str]) -> PageName | None:
    read = _SCRIPTS.get(script)
    return None if read is None else read(values)


def _page(values: Mapping[str, str]) -> int | None:
    return number(values.get("page"))


def _thread(values: Mapping[str, str]) -> PageName | None:
    if values.get("page") == LAST:
        return None
    tid = number(values.get("tid"))
    return PageName("other") if tid is None else PageName("thread", tid=tid, page=_page(values) or 1)


def _board(values: Mapping[str, str]) -> PageName | None:
    fid = number(values.get("fid"))
    if fid is None:
        return PageName("other")
    return PageName("board", fid=fid, page=_page(values) or 1, typeid=number(values.get("type")))


def _category(values: Mapping[str, str]) -> PageName | None:
    return PageName("category", gid=number(values.get("cateid") or values.get("fid")))


def _index(values: Mapping[str, str]) -> PageName | None:
    if values.get("m", "bbs") != "bbs":  # the portal, and what else a site has
        return PageName("other")
    if number(values.get("cateid")):
        return _category(values)
    return _CONTROLLERS.get(values.get("c", "index"), _other)(values)


def _read(values: Mapping[str, str]) -> PageName | None:
    if values.get("a") == "jump":
        return _post(values)
    return PageName("redirect", tid=number(values.get("tid"))) if values.get("a") else _thread(values)


def _front(_: Mapping[str, str]) -> PageName | None:
    return PageName("index")


def _boards(_: Mapping[str, str]) -> PageName | None:
    return PageName("boards")  # the front page is another page


def _feed(values: Mapping[str, str]) -> PageName | None:
    return PageName("rss", fid=number(values.get("fid")), tid=number(values.get("tid")))


def _post(values: Mapping[str, str]) -> PageName | None:
    return PageName("post", tid=number(values.get("tid")), pid=number(values.get("pid")))


def _job(values: Mapping[str, str]) -> PageName | None:
    return _post(values) if values.get("action") == "topost" else PageName("other")


def _link(values: Mapping[str, str]) -> PageName | None:
    return PageName("redirect", tid=number(values.get("tid"))) if values.get("goto") else PageName("other")


def _other(_: Mapping[str, str]) -> PageName | None:
    return PageName("other")


_Reader = Callable[[Mapping[str, str]], PageName | None]

#: Of ``index.php?m=bbs&c=...`` (9.x).
_CONTROLLERS: dict[str, _Reader] = {
    "index": _front, "forumlist": _boards, "thread": _board, "read": _read, "cate": _category,
}  # fmt: skip

_SCRIPTS: dict[str, _Reader] = {
    "": _front, "index.php": _index, "read.php": _thread, "thread.php": _board, "cate.php": _category,
    "rss.php": _feed, "job.php": _job, "link.php": _link, "login.php": _other, "u.php": _other,
}  # fmt: skip
