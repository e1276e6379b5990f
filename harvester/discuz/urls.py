"""Addresses of a forum: what each form of them names, and the one canonical form of a page.

A thread has thousands of aliases (``extra=``, ``highlight=``, ``mobile=2``, the last part of
``thread-9-1-4.html``); :func:`parse` reads the forms of all versions, and :class:`Site`
reads and writes them the way the forum at hand does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from harvester.discuz.forms import Forms

#: What an address can name. The first three are pages to crawl, the next are other doors to
#: the same threads, and ``post`` and ``redirect`` answer with a redirection.
KINDS = (
    "index", "category", "board", "thread",
    "archiver-index", "archiver-board", "archiver-thread",
    "rss", "printable", "mobile-api", "post", "redirect", "other",
)  # fmt: skip

#: The number that says which page of its kind an address names.
_IDENTITY = {
    "category": "gid", "board": "fid", "thread": "tid", "archiver-board": "fid", "archiver-thread": "tid",
    "rss": "fid", "printable": "tid", "mobile-api": "tid", "post": "pid", "redirect": "tid",
}  # fmt: skip

#: Kinds that there is one of.
_SINGLE = frozenset({"index", "archiver-index"})

#: Rewritten names, as the last parts of a path. The second number of a thread is its page, the
#: third the list page one came from.
_REWRITTEN: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("thread", re.compile(r"(?:^|/)thread-(?P<tid>\d+)(?:-(?P<page>\d+))?(?:-\d+)?(?:\.html?)?$")),
    ("board", re.compile(r"(?:^|/)forum-(?:(?P<fid>\d+)|(?P<name>[A-Za-z]\w*))(?:-(?P<page>\d+))?(?:\.html?)?$")),
    ("category", re.compile(r"(?:^|/)(?:category|gid)-(?P<gid>\d+)(?:\.html?)?$")),
    ("archiver-thread", re.compile(r"(?:^|/)archiver/(?:\S*/)?tid-(?P<tid>\d+)(?:-page-(?P<page>\d+))?(?:\.html?)?$")),
    ("archiver-board", re.compile(r"(?:^|/)archiver/(?:\S*/)?fid-(?P<fid>\d+)(?:-page-(?P<page>\d+))?(?:\.html?)?$")),
    ("archiver-index", re.compile(r"(?:^|/)archiver/(?:index\.(?:php|html?))?$")),
)  # fmt: skip

#: The archiver's addresses carry theirs in the query: ``archiver/?tid-9.html&page=2``.
_ARCHIVED = re.compile(r"^(?P<what>[tf]id)-(?P<id>\d+)(?:-page-(?P<page>\d+))?(?:\.html?)?")

#: Scripts before X, and what each shows.
_SCRIPTS = {
    "viewthread.php": "viewthread",
    "forumdisplay.php": "forumdisplay",
    "redirect.php": "redirect",
    "rss.php": "rss",
    "index.php": "index",
    "": "index",
}

_PREFIX = re.compile(
    r"(?:forum|index|viewthread|forumdisplay|redirect|rss|misc|home|member|search|group|portal|plugin|space|logging"
    r"|register|post|attachment)\.php$|(?:thread|forum|space|group|category|gid|article|blog)-[\w%-]+(?:\.html?)?$"
    r"|archiver(?:/.*)?$|api/.*$"
)


@dataclass(frozen=True, slots=True)
class Address:
    """What an address names; ``page`` counts from 1, and ``name`` is a board's where it has no number there.

    ``typeid`` is set where a list is narrowed to one thread type.
    """

    kind: str
    fid: int | None = None
    tid: int | None = None
    pid: int | None = None
    gid: int | None = None
    page: int = 1
    name: str | None = None
    typeid: int | None = None


def parse(url: str) -> Address | None:
    """What a forum's address names, whatever form it has.

    ``url`` may be escaped once (``&amp;``), carry a fragment, or be relative. ``None``
    where it is no address of a list, thread or other door of a forum: use
    :meth:`Site.parse` for forums that rewrite addresses in ways of their own.
    """
    parts = _split(url)
    if parts is None:
        return None
    query = _query(parts.query)
    address = _rewritten(parts, query) or _dynamic(parts, query)
    if address is None or address.pid is not None or not parts.fragment.startswith("pid"):
        return address
    return replace(address, pid=_number(parts.fragment[3:]))


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(re.sub(r"&(?:amp;)+", "&", url.strip()))
    except ValueError:  # an unclosed bracket in the host
        return None


def _query(query: str) -> dict[str, str]:
    # Names in addresses are in the forum's encoding; only ASCII values are of use here.
    return dict(parse_qsl(query, keep_blank_values=True, encoding="latin-1"))


def _number(text: str | None) -> int | None:
    """A positive number of at most 10 digits, as ids and pages are."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 10:
        return None
    return int(text) or None


def _rewritten(parts: SplitResult, query: dict[str, str]) -> Address | None:
    for kind, pattern in _REWRITTEN:
        match = pattern.search(parts.path)
        if match is None:
            continue
        if kind == "archiver-index" and _ARCHIVED.match(parts.query):
            return _archived(parts.query, query)
        found = match.groupdict()
        page = _number(found.get("page")) or _number(query.get("page")) or 1
        numbers = {key: _number(found.get(key)) for key in ("fid", "tid", "gid")}
        return Address(kind, page=page, name=found.get("name"), **numbers)
    return None


def _archived(text: str, query: dict[str, str]) -> Address | None:
    match = _ARCHIVED.match(text)
    if match is None:
        return None
    after = re.search(r"[?&]page=(\d+)", text)
    page = _number(match["page"]) or _number(after and after[1]) or _number(query.get("page")) or 1
    if match["what"] == "tid":
        return Address("archiver-thread", tid=_number(match["id"]), page=page)
    return Address("archiver-board", fid=_number(match["id"]), page=page)


def _dynamic(parts: SplitResult, query: dict[str, str]) -> Address | None:
    folder, _, script = parts.path.rpartition("/")
    if script == "index.php" and folder.endswith("api/mobile"):
        return _of_query(query, "mobile-api")
    mod = query.get("mod", "index") if script == "forum.php" else _SCRIPTS.get(script)
    if mod == "index" and query.get("mod") in ("viewthread", "forumdisplay"):  # index.php routed to forum.php
        mod = query["mod"]
    return None if mod is None else _MODS.get(mod, _other)(query)


def _of_query(query: dict[str, str], kind: str) -> Address:
    return Address(
        kind,
        fid=_number(query.get("fid")),
        tid=_number(query.get("tid") or query.get("ptid")),
        pid=_number(query.get("pid")),
        page=_number(query.get("page")) or 1,
    )


def _index(query: dict[str, str]) -> Address:
    gid = _number(query.get("gid"))
    return Address("index") if gid is None else Address("category", gid=gid)


def _board(query: dict[str, str]) -> Address:
    fid, name = _number(query.get("fid")), None
    if fid is None and re.fullmatch(r"[A-Za-z]\w*", query.get("fid", "")):
        name = query["fid"]
    return Address(
        "board", fid=fid, name=name, page=_number(query.get("page")) or 1, typeid=_number(query.get("typeid"))
    )


def _thread(query: dict[str, str]) -> Address:
    return _of_query(query, "printable" if query.get("action") == "printable" else "thread")


def _redirect(query: dict[str, str]) -> Address:
    goto = query.get("goto")
    return _of_query(query, "post" if goto == "findpost" or (goto is None and "pid" in query) else "redirect")


def _rss(query: dict[str, str]) -> Address:
    return Address("rss", fid=_number(query.get("fid")))


def _other(_query: dict[str, str]) -> Address:
    return Address("other")


_MODS = {
    "index": _index,
    "forumdisplay": _board,
    "viewthread": _thread,
    "redirect": _redirect,
    "rss": _rss,
}


class Site:
    """A forum at its address: what belongs to it, and how it writes its addresses.

    ``base`` is the address that its scripts stand under, with a slash at the end
    (``https://host:8080/bbs/``); ``name`` is the same without scheme and slash.
    """

    def __init__(self, base: str) -> None:
        self.base = base
        self.name = re.sub(r"^https?://", "", base).rstrip("/")
        self.forms = Forms()
        self._parts = urlsplit(base)

    @classmethod
    def of(cls, url: str) -> Site:
        """The site that ``url`` is an address of.

        Raises :class:`ValueError` where it is no web address with a host.
        """
        parts = urlsplit(url.strip())
        if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
            raise ValueError(f"not a web address: {url!r}")
        path = _PREFIX.sub("", parts.path)
        folder = path[: path.rfind("/") + 1] or "/"
        return cls(f"{parts.scheme.lower()}://{_authority(parts)}{folder}")

    def owns(self, url: str) -> bool:
        """Whether a full address is of this site.

        That is, of the same host and port (``http`` or ``https``, ``www.`` or not), below its path.
        """
        parts = _split(url)
        if parts is None or parts.scheme.lower() not in ("http", "https"):
            return False
        return _host(parts) == _host(self._parts) and (parts.path or "/").startswith(self._parts.path)

    def parse(self, url: str) -> Address | None:
        """What a full address names, in the site's own forms too; ``None`` where it is not of this site, or unknown."""
        if not self.owns(url):
            return None
        own = self.forms.read(self._below(url))
        if own is None:
            address = parse(url)
            # Any folder looks like an index: only that of the site is one.
            return None if address == Address("index") and "/" in self._below(url).partition("?")[0] else address
        if own.kind == "board":
            return Address("board", fid=own.identity, page=own.page)
        return Address("thread", tid=own.identity, page=own.page)

    def learn(self, urls: Iterable[str]) -> None:
        """See how the site writes addresses: ``urls`` are full addresses of links of its lists."""
        for url in urls:
            address = self.parse(url)
            if address is not None and address.kind in ("board", "thread"):
                identity = address.fid if address.kind == "board" else address.tid
                if identity is not None:
                    self.forms.learn(address.kind, identity, self._below(url), address.page)

    def learn_link(self, kind: str, identity: int, url: str, page: int = 1) -> None:
        """See how the site writes the address of a board or thread whose number is known from elsewhere on the page.

        ``url`` is a link to it, ``page`` the page of it that the link leads to.
        """
        if self.owns(url):
            self.forms.learn(kind, identity, self._below(url), page)

    def board_url(self, fid: int, page: int = 1) -> str:
        """The canonical address of a list page."""
        return self.base + self.forms.write("board", fid, page)

    def thread_url(self, tid: int, page: int = 1) -> str:
        """The canonical address of a thread page."""
        return self.base + self.forms.write("thread", tid, page)

    def key(self, url: str) -> tuple[str, int | str, int] | None:
        """What is the same for all aliases of one page: (kind, number or name, page).

        ``None`` for addresses that name no page that is known.
        """
        address = self.parse(url)
        if address is None:
            return None
        if address.kind in _SINGLE:
            return (address.kind, 0, 1)
        identity = getattr(address, _IDENTITY.get(address.kind, ""), None) or address.name
        return None if identity is None else (address.kind, identity, address.page)

    def _below(self, url: str) -> str:
        """The part of an address of this site after ``base``, without the fragment."""
        parts = _split(url)
        if parts is None:
            return ""
        path = parts.path[len(self._parts.path) :]
        return f"{path}?{parts.query}" if parts.query else path


def _authority(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    port = _port(parts)
    shown = f"[{host}]" if ":" in host else host
    return shown if port is None else f"{shown}:{port}"


def _port(parts: SplitResult) -> int | None:
    """The port, where it is not the usual one of the scheme."""
    port = parts.port
    return None if port == {"http": 80, "https": 443}[parts.scheme.lower()] else port


def _host(parts: SplitResult) -> tuple[str, int | None]:
    try:
        return unquote(parts.hostname or "").rstrip(".").removeprefix("www."), _port(parts)
    except ValueError:  # a port that is no number
        return "", None
