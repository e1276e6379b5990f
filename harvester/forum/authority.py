"""Which server an address belongs to, by host and port; and addresses that must not be requested or shown."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, quote, quote_from_bytes, urljoin, urlsplit

from harvester.config.patterns import regex

_WEB = {"http": 80, "https": 443}

#: Longest address that is requested: the limit of Scrapy (``URLLENGTH_LIMIT``) and of old browsers.
LONGEST = 2083

#: A user name, with or without a password, before a host: anywhere in a text, and in one address at its beginning.
_USER = regex(r"(?<=//)[^\s/?#\\<>\"']*@")
_LEADING_USER = regex(r"^((?:[A-Za-z][A-Za-z0-9+.-]*:)?(?:[/\\]{2,})?)[^/?#]*@")
_MASK = "***@"

#: The folder of an address; and a link that goes on from there, or from the server, and not from the page itself.
_FOLDER = regex(r"https?://[^/?#\\]+/(?:[^/?#]*/)*")
_NAME = regex(r"(?:/(?!/)|//[^/?#\s]|[A-Za-z0-9_-](?=[^:]*$)|https?://[^/?#\s])[^\t\r\n]*$")

#: What no address has in it, but links of pages do (RFC 3986, 2): blanks, controls, and what can't be seen. Browsers
#: escape it, too.
_BARE = regex("[\\s\x00-\x20\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]")

#: What a header's value may hold unescaped: all printable ASCII.
_SENT = "".join(map(chr, range(0x21, 0x7F)))

#: A label of a host name: letters of any script, digits, hyphens, and underscores, which some forums have.
_LABEL = regex(r"[\w-]{1,63}")
_IPV6 = regex(r"[0-9A-Fa-f:.]+(?:%[\w.-]+)?")


@lru_cache(maxsize=1024)  # a page's links are compared with the same few bases
def place(parts: SplitResult) -> tuple[str, int | None] | None:
    """What the addresses of one server share: the host without ``www.``, and the port unless it is the default.

    ``None`` where an address has none, or names a user. A host with a dot at its end (``example.com.``) or with
    escapes is another one: servers take it for another, if any has that name at all.

    >>> from urllib.parse import urlsplit
    >>> place(urlsplit("https://www.example.com:443/forum.php"))
    ('example.com', None)
    """
    try:
        port, host = parts.port, (parts.hostname or "").removeprefix("www.")
    except ValueError:  # a port that is not a number
        return None
    if not host or "@" in parts.netloc:
        return None
    return host, None if port == _WEB.get(parts.scheme.lower()) else port


@lru_cache(maxsize=4096)  # the same links stand on every page
def place_of(url: str) -> tuple[str, int | None] | None:
    """:func:`place` of a full web address; ``None`` for anything else.

    >>> place_of("http://bbs.example.com:8080/") == place_of("http://bbs.example.com/")
    False
    >>> place_of("ftp://example.com/") is None
    True
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return place(parts) if parts.scheme.lower() in _WEB else None


@lru_cache(maxsize=4096)  # of one link several things are asked
def split(url: str) -> SplitResult | None:
    """The parts of an address, with ``&amp;`` unescaped; ``None`` where it cannot be split.

    >>> split("https://example.com/a?b=1&amp;c=2").query
    'b=1&c=2'
    """
    try:
        return urlsplit(re.sub(r"&(?:amp;)+", "&", url.strip()))
    except ValueError:  # an unclosed bracket in the host
        return None


def names_user(url: str) -> bool:
    """Whether an address has a user name, and maybe a password, before its host.

    >>> names_user("https://me:secret@example.com/"), names_user("https://example.com/@me")
    (True, False)
    """
    try:
        return "@" in urlsplit(url).netloc
    except ValueError:
        return "@" in url


def masked(text: str) -> str:
    """``text`` with ``***`` in place of each user name and password before a host.

    >>> masked("see https://me:secret@example.com/")
    'see https://***@example.com/'
    """
    return _USER.sub(_MASK, text) if "@" in text else text


def shown(url: str) -> str:
    """An address from the user as it can be shown. One with an ``@`` is not: where its password ends is uncertain.

    >>> shown("https://me:sec/ret@example.com/")
    '(an address that names a user, and is not repeated here)'
    """
    return url if "@" not in url else "(an address that names a user, and is not repeated here)"


def join(base: str, href: str) -> str:
    """``href`` resolved against ``base``, a user in it masked; ``""`` for an address that cannot be resolved.

    What no address may have in it, such as a blank, is escaped.

    >>> join("https://example.com/bbs/forum.php", "thread-9-1-1.html")
    'https://example.com/bbs/thread-9-1-1.html'
    >>> join("https://example.com/bbs/", "old bridge.jpg")
    'https://example.com/bbs/old%20bridge.jpg'
    """
    # What begins with a name is below the folder of its page, the same for all pages of that folder.
    folder = _FOLDER.match(base) if _NAME.match(href) else None
    return _joined(base if folder is None else folder[0], href)


@lru_cache(maxsize=4096)  # the same links stand on every page
def _joined(base: str, href: str) -> str:
    try:
        url = urljoin(base, href)
    except ValueError:
        return ""
    if _BARE.search(url):
        url = _BARE.sub(lambda found: quote(found[0], errors="replace"), url)
    return _LEADING_USER.sub(rf"\1{_MASK}", url) if "@" in url and names_user(url) else url


def target_of(url: str, location: bytes) -> str:
    """Where a redirect leads: ``Location`` resolved against the address that answered with it.

    Bytes above 7F, in whatever encoding, are escaped one by one. Raises :class:`ValueError` if the target cannot
    be requested; the message says why.

    >>> target_of("https://example.com/a", "/查".encode("gbk"))
    'https://example.com/%B2%E9'
    >>> target_of("https://example.com/a", b"javascript:alert(1)")
    Traceback (most recent call last):
    ValueError: no web address: javascript:alert(1)
    """
    said = quote_from_bytes(location.strip(), safe=_SENT)
    try:
        target = urljoin(url, said)
    except ValueError as error:
        raise ValueError(_invalid(said, error)) from error
    if names_user(target):
        raise ValueError(f"{cut(target)}, which names a user")
    if why := flaw(target):
        raise ValueError(why)
    return target


def flaw(url: str) -> str | None:
    """Why an address cannot be requested; ``None`` where it can.

    >>> flaw("https://example.com/") is None
    True
    >>> flaw("https://bad host/")
    'no host has such a name or port: https://bad host/'
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        return _invalid(url, error)
    if parts.scheme.lower() not in _WEB or not parts.hostname:
        return f"no web address: {cut(url)}"
    if port == 0 or not _is_host(parts.hostname):
        return f"no host has such a name or port: {cut(url)}"
    return f"an address of {len(url)} characters: {cut(url)}" if len(url) > LONGEST else None


def _invalid(url: str, error: ValueError) -> str:
    """What is wrong with an address; the error's message repeats a part of it, which may be one of a password."""
    return "no address" if "@" in url else f"no address: {error}"


def cut(url: str) -> str:
    """The beginning of an address, short enough for a message, with a user in it masked.

    >>> len(cut("https://example.com/" + 200 * "a"))
    100
    """
    return masked(url if len(url) <= 100 else f"{url[:97]}...")


@lru_cache(maxsize=1024)
def _is_host(host: str) -> bool:
    if ":" in host:
        return _IPV6.fullmatch(host) is not None
    if not all(map(_LABEL.fullmatch, host.rstrip(".").split("."))):
        return False
    try:
        host.rstrip(".").encode("idna")
    except UnicodeError:
        return False
    return True
