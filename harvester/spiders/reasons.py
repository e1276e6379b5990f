"""Why there is nothing to harvest at an address, in one line that says what to do."""

from __future__ import annotations

from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit, urlunsplit

from scrapy.http import Response

from harvester.engines import table
from harvester.engines.others import Kind, other
from harvester.forum.authority import masked
from harvester.forum.page import Page, text_of

#: The statuses of an address where there is nothing.
NOWHERE = frozenset({404, 410})

#: What to do, by the kind of site that is there.
_ADVICE = {
    Kind.FORUM: "Harvester reads forums of {ours}",
    Kind.SITE: "give the address of the forum, if it has one",
    Kind.EMPTY: "check the address",
    Kind.HTTPS: "try {secure}",
}

_OLD_TLS = (
    "{place} has TLS of another age, which anybody on the way can read: HARVESTER_OLD_TLS=1 asks it nevertheless, "
    "or try {plain}"
)
#: Part of the name or message of a network error, and what to say about it; the first that matches counts.
_ERRORS = (
    ("wrong version number", "{place} speaks no https: try {plain}"),
    ("record layer failure", "{place} speaks no https: try {plain}"),
    ("unknown protocol", "{place} speaks no https: try {plain}"),
    ("http request", "{place} speaks no https: try {plain}"),
    ("unsupported protocol", _OLD_TLS),
    ("alert protocol version", _OLD_TLS),
    ("dh key too small", _OLD_TLS),
    ("key too small", _OLD_TLS),
    ("key too weak", _OLD_TLS),
    ("no ciphers available", _OLD_TLS),
    ("handshake failure", _OLD_TLS),
    ("legacy sigalg", _OLD_TLS),
    ("ShortKey", _OLD_TLS),
    ("SSL", "no https with {place}: look at it in a browser, or try {plain}"),
    ("CannotResolveHost", "there is no host {host}: check the address"),
    ("DNSLookup", "there is no host {host}: check the address"),
    ("ConnectionRefused", "{place} refuses connections: check the address, or run it again later"),
    ("Timeout", "{place} does not answer: check the address, or run it again later"),
    ("", "{place} gives no answer: check the address, or run it again later"),
)


def of_error(error: BaseException, url: str) -> str:
    """What to say about a network error that is the first result of a run.

    >>> of_error(ConnectionRefusedError("111"), "http://127.0.0.1:8999/")
    '127.0.0.1:8999 refuses connections: check the address, or run it again later'
    """
    said = f"{type(error).__name__}: {error}"
    return next(words for sign, words in _ERRORS if sign in said).format_map(_words(url))


def of_page(page: Page, response: Response) -> str | None:
    """What to say about a page that no engine recognises but other known software made; ``None`` for any other."""
    found = other(page, [name.decode("latin-1") for name in response.headers], _cookies(response))
    if found is None:
        return None
    return f"{masked(response.url)} is {found.what}: {_ADVICE[found.kind].format_map(_words(response.url))}"


def of_nothing(page: Page | None, url: str, status: int) -> str:
    """What to say about a first page that is not a forum's and does not show what else it is."""
    if status in NOWHERE:
        return f"there is nothing at {masked(url)} (status {status}): check the address"
    title = text_of(page.find("title"))[:60] if page is not None else ""
    what = f"{title!r}" if title else "a page without a title"
    return (
        f"no forum at {masked(url)}: {what} is not a page of {_ours()}, as far as can be told: give the forum's own "
        "address; how to read a skin that is not known, docs/layouts.md says"
    )


def of_host(url: str, what: str) -> str:
    """What to say about a host of the same domain that the user did not name.

    >>> of_host("https://bbs.example.com/", "boards are")
    'boards are at https://bbs.example.com/, another host: harvest that address, or name the host in HARVESTER_HOSTS'
    """
    at = "to" if what == "leads" else "at"
    return f"{what} {at} {masked(url)}, another host: harvest that address, or name the host in HARVESTER_HOSTS"


def of_site(url: str) -> str:
    """What to say about a redirect to another site.

    >>> of_site("https://other.example/")
    'leads to https://other.example/: name that site to harvest it'
    """
    return f"leads to {masked(url)}: name that site to harvest it"


def of_portal(title: str, url: str, status: int) -> str:
    """What to say about a site whose front page an engine recognises, but which has no index at ``url``."""
    return f"a site of {title} without a forum at {masked(url)} (status {status}): give the forum's own address"


def _ours() -> str:
    return " or ".join(engine.title for engine in table.engines().values())


def _words(url: str) -> Mapping[str, str]:
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    plain, secure = (urlunsplit((scheme, place, parts.path, parts.query, "")) for scheme in ("http", "https"))
    return {"host": parts.hostname or "", "place": place, "plain": plain, "secure": secure, "ours": _ours()}


def _cookies(response: Response) -> list[str]:
    names: list[str] = []
    for line in response.headers.getlist("Set-Cookie"):
        try:
            names += SimpleCookie(line.decode("latin-1"))
        except CookieError:
            names.append(line.partition(b"=")[0].decode("latin-1"))
    return names
