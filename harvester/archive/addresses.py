"""Addresses as archives have them: of every crawler and browser, some with what no line is to hold."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from harvester.forum.authority import flaw, names_user

_WEB: Final = re.compile(r"https?://", re.IGNORECASE)
#: What no address has as it is (RFC 3986, 2): blanks, control characters and some signs.
_UNSAFE: Final = re.compile(r"""[\x00-\x20\x7f-\xa0"<>\\^`{|}\s\ud800-\udfff]""")
#: A name, with or without a password, before the host.
_USER: Final = re.compile(r"(?<=//)[^/?#]*@")


def is_web(url: str) -> bool:
    """Whether an address is one of the web, as far as its beginning shows.

    >>> is_web("HTTP://EXAMPLE.COM/"), is_web("dns:example.com")
    (True, False)
    """
    return _WEB.match(url) is not None


def clean(url: str) -> str:
    """The address of a record as it stands in a line, with no name or password; ``""`` where it is none of the web.

    >>> clean("http://me:secret@example.com/a b")
    'http://example.com/a%20b'
    >>> clean("http://example.com:99999/")
    ''
    """
    url = url.strip()
    if not is_web(url):
        return ""
    url = _UNSAFE.sub(lambda found: quote(found[0], safe="", errors="replace"), _USER.sub("", url, count=1))
    return "" if names_user(url) or flaw(url) else url
