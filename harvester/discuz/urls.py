"""A forum at its address: what belongs to it, and the one canonical address of each of its pages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit

from harvester.discuz import hosts
from harvester.discuz.addresses import KINDS, Address, parse, split
from harvester.discuz.forms import DYNAMIC, Form, Forms
from harvester.forum.authority import flaw, names_user, place, place_of, shown
from harvester.forum.page import Page

__all__ = ["KINDS", "Address", "Site", "parse"]

#: The number that says which page of its kind an address names.
_IDENTITY = {
    "category": "gid", "board": "fid", "thread": "tid", "archiver-board": "fid", "archiver-thread": "tid",
    "rss": "fid", "printable": "tid", "mobile-api": "tid", "post": "pid", "redirect": "tid",
}  # fmt: skip

#: Layouts of threads of versions whose scripts have names of their own.
_BEFORE_X = frozenset({"6", "7"})

#: Kinds that there is one of.
_SINGLE = frozenset({"index", "archiver-index"})

#: Names below a forum's base: scripts, rewritten names, the doors that are folders.
_PREFIX = re.compile(
    r"(?:forum|index|viewthread|forumdisplay|redirect|rss|misc|home|member|search|group|portal|plugin|space|logging"
    r"|register|post|attachment)\.php$|(?:thread|forum|space|group|category|gid|article|blog)-[\w%-]+(?:\.html?)?$"
    r"|archiver(?:/.*)?$|api/.*$"
)


class Site:
    """A forum at its address: what belongs to it, and how it writes its addresses.

    ``base`` is the address that its scripts stand under, with a slash at the end
    (``https://host:8080/bbs/``); ``name`` is the same without scheme and slash, as it was first given: a site
    that moves to another base, or has several, keeps its name.
    """

    def __init__(self, base: str) -> None:
        self.base = base
        self.name = re.sub(r"^https?://", "", base).rstrip("/")
        self.forms = Forms()
        self._bases = [urlsplit(base)]

    @classmethod
    def of(cls, url: str) -> Site:
        """The site that ``url`` is an address of.

        Raises :class:`ValueError` where it is no web address with a host, or names a user.
        """
        if names_user(url) or flaw(url.strip()):
            raise ValueError(f"not a web address: {shown(url)}")
        parts = urlsplit(url.strip())
        path = _PREFIX.sub("", parts.path)
        folder = path[: path.rfind("/") + 1] or "/"
        return cls(f"{parts.scheme.lower()}://{_authority(parts)}{folder}")

    def owns(self, url: str) -> bool:
        """Whether a full address is of this site.

        That is, of the same host and port (``http`` or ``https``, ``www.`` or not), below its path; or below
        another base of it that was taken in.
        """
        return self._base_of(url) is not None

    def is_on(self, url: str) -> bool:
        """Whether a full address is of a server that the site is on, below its path or not: a host and a port."""
        there = place_of(url)
        return there is not None and any(there == place(base) for base in self._bases)

    def _base_of(self, url: str) -> SplitResult | None:
        """The base that an address stands below; of several, the longest."""
        parts = split(url)
        if parts is None or parts.scheme.lower() not in ("http", "https"):
            return None
        there = place(parts)
        found = (base for base in self._bases if there == place(base))
        below = (base for base in found if f"{parts.path}/".startswith(base.path))
        return max(below, key=lambda base: len(base.path), default=None)

    def also_at(self, base: str) -> None:
        """Take in another base of the site: what stands below it are aliases of the pages below its own."""
        parts = urlsplit(base)
        if all((place(parts), parts.path) != (place(known), known.path) for known in self._bases):
            self._bases.append(parts)

    def move_to(self, base: str) -> None:
        """Write all addresses below another base from now on; those below the old one are aliases."""
        self.also_at(base)
        self.base = base

    def widen(self, base: str) -> None:
        """Take the folder that a page's links start from for the base, where the site was named by a page deeper down.

        ``https://h/f/2/`` may be a board of the forum at ``https://h/``: no address tells.
        """
        folder = hosts.folder_of(base)
        if folder != self.base and self.base.startswith(folder):
            self.base, self._bases = folder, [urlsplit(folder)]

    def see(self, page: Page) -> None:
        """Take in the other hosts that a page of the site evidently has, too."""
        there = hosts.canonical(page)
        if there is not None and not self.owns(there) and (base := self._base_there(page.url, there)):
            self.also_at(base)
        stated = hosts.stated_base(page)
        if stated is not None and not self.owns(stated) and hosts.related(page.url, stated):
            self.also_at(stated)

    def moved(self, here: str, there: str) -> bool:
        """Whether a redirect leads to the same page below another base, where the site then writes its addresses."""
        base = self._base_there(here, there)
        if base is None or base == self.base:
            return False
        self.move_to(base)
        return True

    def _base_there(self, here: str, there: str) -> str | None:
        return hosts.base_there(here, there.partition("#")[0], self._below(here))

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
        address = parse(url)
        other_door = address is not None and address.kind not in (kind, "index")
        if self.owns(url) and not other_door:
            self.forms.learn(kind, identity, self._below(url), page)

    def board_url(self, fid: int, page: int = 1) -> str:
        """The canonical address of a list page."""
        return self.base + self.forms.write("board", fid, page)

    def thread_url(self, tid: int, page: int = 1) -> str:
        """The canonical address of a thread page."""
        return self.base + self.forms.write("thread", tid, page)

    def plain_list_url(self, fid: int, page: int = 1) -> str:
        """The address of a list page as an ordinary list, where the board shows a wall of pictures (since X2.5)."""
        return self.base + Form(DYNAMIC["board"][0]).write(fid, page) + "&forumdefstyle=yes"

    def archiver_url(self, tid: int, page: int = 1) -> str:
        """The address of a thread page in the archiver, in the form that all versions and servers understand."""
        return f"{self.base}archiver/?tid-{tid}.html" + (f"&page={page}" if page > 1 else "")

    def oldest_first_url(self, tid: int, page: int, layout: str) -> str:
        """The address of a thread page where its board has the newest posts first.

        ``layout`` is that of the thread's page: only dynamic addresses say the order, and the scripts before X have
        other names. The first page is spelled out.
        """
        template = DYNAMIC["thread"][layout in _BEFORE_X]
        return self.base + template.replace("{id}", str(tid)).replace("{page}", str(page)) + "&ordertype=2"

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
        kind = address.kind if address.part == 1 else f"{address.kind}-part-{address.part}"
        return None if identity is None else (kind, identity, address.page)

    def _below(self, url: str) -> str:
        """The part of an address of this site after ``base``, without the fragment."""
        parts, base = split(url), self._base_of(url)
        if parts is None or base is None:
            return ""
        path = parts.path[len(base.path) :]
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
