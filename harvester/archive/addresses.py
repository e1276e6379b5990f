"""Addresses in archives: they come from every crawler and browser, and some hold what must not be in a line."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from harvester.forum.authority import flaw, names_user

_WEB: Final = re.compile(r"https?://", re.IGNORECASE)
#: Characters that an address must not have unescaped (RFC 3986, 2): blanks, control characters and some signs.
_UNSAFE: Final = re.compile(r"""[\x00-\x20\x7f-\xa0"<>\\^`{|}\s\ud800-\udfff]""")
#: A name, with or without a password, before the host.
_USER: Final = re.compile(r"(?<=//)[^/?#]*@")


def is_web(url: str) -> bool:
    """Whether an address begins like one of the web.

    >>> is_web("HTTP://EXAMPLE.COM/"), is_web("dns:example.com")
    (True, False)
    """
    return _WEB.match(url) is not None


def clean(url: str) -> str:
    """The address of a record in the form for a line, without user and password; ``""`` if it is not a web address.

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
