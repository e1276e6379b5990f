"""Hosts that may be one site: ``bbs.x.cn`` and ``www.x.cn/bbs``, ``m.x.cn``.

Neither names nor what a page says about itself prove that. Another host is part of the site only if the user names it
and a page is evidently the same page there: by its canonical address, its base, a redirect, or the forum's own list
of boards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from harvester.forum.authority import place_of
from harvester.forum.domains import domain_of
from harvester.forum.names import PageName
from harvester.forum.page import Page

#: A function: what an address names in the forms that all forums of an engine understand.
Stock = Callable[[str], PageName | None]

#: Given instead of hosts: any host of the site's domain.
ANY = "*"

#: Kinds of pages whose addresses are right below a forum's base.
_PAGES = frozenset({"board", "category", "thread"})


def hosts_of(given: Iterable[str]) -> tuple[str, ...]:
    """Check hosts that a user names, each with or without a port, or ``*``; returns them as a tuple.

    Raises :class:`ValueError` where one cannot be a server.

    >>> hosts_of(["bbs.example.com", "example.net:8080"])
    ('bbs.example.com', 'example.net:8080')
    >>> hosts_of(["https://example.com/"])
    Traceback (most recent call last):
    ValueError: give hosts, such as img.example.com or img.example.com:8080, or *
    """
    names = tuple(given)
    for name in names:
        if name != ANY and ("/" in name or place_of(f"http://{name}/") is None):
            raise ValueError("give hosts, such as img.example.com or img.example.com:8080, or *")
    return names


def related(one: str, other: str) -> bool:
    """Whether two full addresses have the same host, or hosts of one domain, and the same port or the default ones.

    >>> related("https://bbs.example.com.cn/", "http://www.example.com.cn/bbs/")
    True
    >>> related("https://a.github.io/", "https://b.github.io/")
    False
    """
    try:
        first, second = urlsplit(one), urlsplit(other)
        ports = {parts.port for parts in (first, second)}
    except ValueError:  # a bracket, or a port that is not a number
        return False
    if any("@" in parts.netloc for parts in (first, second)):
        return False
    a, b = (first.hostname or "").rstrip("."), (second.hostname or "").rstrip(".")
    return bool(a and b) and (len(ports) == 1 or ports <= {None, 80, 443}) and (a == b or _one_domain(a, b))


def _one_domain(one: str, other: str) -> bool:
    domain = domain_of(one)
    return domain is not None and domain == domain_of(other)


def base_there(here: str, there: str, below: str, stock: Stock) -> str | None:
    """The site's base at ``there``, another address of the page ``here``; ``None`` where it may be another page.

    The caller checks whether the site may be on that host at all. Both are full addresses, and ``below`` is the part
    of ``here`` after the site's base.

    >>> nothing = lambda url: None
    >>> base_there("http://example.com/bbs/t9.html", "https://bbs.example.com/t9.html", "t9.html", nothing)
    'https://bbs.example.com/'
    """
    if place_of(there) is None:
        return None
    if below and there.endswith(below) and there[: -len(below)].endswith("/"):
        return there[: -len(below)]
    one, other = stock(here), stock(there)
    return folder_of(there) if one is not None and other is not None and _is_same(one, other) else None


def folder_of(url: str) -> str:
    """The folder of a full address, with a slash at the end.

    >>> folder_of("https://example.com/bbs/forum.php?fid=2")
    'https://example.com/bbs/'
    """
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path[: parts.path.rfind('/') + 1] or '/'}"


def _is_same(one: PageName, other: PageName) -> bool:
    names = ("kind", "fid", "tid", "gid", "name")
    stated = one.kind == "index" or (one.kind in _PAGES and any(getattr(one, name) for name in names[1:]))
    return stated and all(getattr(one, name) == getattr(other, name) for name in names)


def canonical(page: Page) -> str | None:
    """The address that a page gives as its own; ``None`` if it gives none.

    >>> canonical(Page('<link rel="canonical" href="https://bbs.example.com/t9.html">', "https://m.example.com/9"))
    'https://bbs.example.com/t9.html'
    """
    link = page.find("link[rel=canonical]")
    href = (link.get("href") or "").strip() if link is not None else ""
    return href if href.startswith(("http://", "https://")) and place_of(href) else None


def stated_base(page: Page) -> str | None:
    """The folder in ``<base href>`` if that is a full address, otherwise ``None``.

    >>> stated_base(Page('<base href="https://bbs.example.com/a/">', "https://example.com/"))
    'https://bbs.example.com/a/'
    """
    base = page.find("base")
    href = (base.get("href") or "").strip() if base is not None else ""
    return folder_of(href) if href.startswith(("http://", "https://")) and place_of(href) else None


def bases_of_boards(urls: Iterable[str], stock: Stock) -> set[str]:
    """The folders of those addresses that the engine recognises as boards, on any host.

    >>> stock = lambda url: PageName("board", fid=2) if "forum-2" in url else None
    >>> bases_of_boards(["https://bbs.example.com/forum-2.html", "https://example.com/news/"], stock)
    {'https://bbs.example.com/'}
    """
    named = ((url, stock(url)) for url in urls if place_of(url) is not None)
    return {folder_of(url) for url, address in named if address is not None and address.kind == "board"}


def forum_elsewhere(page: Page, stock: Stock) -> str | None:
    """The base that a portal's links to boards lead to, if there is exactly one on the portal's own domain.

    >>> stock = lambda url: PageName("board", fid=2) if "forum-2" in url else None
    >>> portal = Page('<a href="https://bbs.example.com/forum-2.html">News</a>', "https://www.example.com/")
    >>> forum_elsewhere(portal, stock)
    'https://bbs.example.com/'
    """
    bases = {base for base in bases_of_boards(page.links(), stock) if related(page.url, base)}
    return bases.pop() if len(bases) == 1 else None
