r"""Pages that were fetched from a web archive's own site: what was captured there, without what the archive put in.

The Wayback Machine, and what others build with OpenWayback or pywb, answer under
``https://web.archive.org/web/20150102030405/http://bbs.example.com/thread-9-1-1.html``. Two letters behind the time
say how: ``id_`` as it was captured, ``if_`` and others with links that lead back to the archive, and nothing with a
toolbar, too. The time is that of the capture (https://archive.org/help/wayback_api.php, and RFC 7089 for
``Memento-Datetime``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

#: Letters of how a page is shown, and the one that leaves it as it was.
_HOW, _AS_IT_WAS = r"(?:[a-z]{2}_)?", "id_"
#: A capture's address: the archive's own part, when, how, and the page's address, whose scheme may be left out or have
#: lost a slash. Of other archives than the Internet Archive's, only a whole time tells.
_CAPTURE: Final = re.compile(
    r"(?P<archive>https?://(?P<host>[^/?#]+)/(?:[^?#]*?/)?)(?P<when>\d{4,14})(?P<how>[a-z]{2}_)?/"
    r"(?P<url>(?:https?:/{1,2}|(?=[\w-]+\.))[^/].*)",
    re.IGNORECASE | re.DOTALL,
)
_ARCHIVE: Final = re.compile(r"(?:^|\.)archive\.org(?::\d+)?$", re.IGNORECASE)
_WHOLE: Final = 14
_LOST_SLASH: Final = re.compile(r"^(https?):/(?=[^/])", re.IGNORECASE)
_SCHEME: Final = re.compile(r"https?:", re.IGNORECASE)

_SCRIPTS_END: Final = b"<!-- End Wayback Rewrite JS Include -->"
#: What is put into a page, from one comment to another: scripts at its beginning, and the toolbar.
_PUT_IN: Final = tuple(
    (re.compile(begins, re.IGNORECASE), ends)
    for begins, ends in (
        (rb"<script[^<>]*\bsrc=[\"'](?:(?:https?:)?//(?:[\w-]+\.)*archive\.org/|/_static/)", _SCRIPTS_END),
        (rb"<!-- BEGIN WAYBACK TOOLBAR INSERT -->", b"<!-- END WAYBACK TOOLBAR INSERT -->"),
        (rb"<!-- WB Insert -->", b"<!-- End WB Insert -->"),
    )
)
#: What stands behind its end: when it was archived, and what that cost.
_BEHIND: Final = re.compile(rb"</html>\s*<!--\s*FILE ARCHIVED ON ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Replay:
    """What an address in an archive shows: the page's own address, and when it was captured, if that is said.

    ``link`` is what the archive writes before each address in the page; ``None`` where the page is as it was.
    """

    url: str
    date: datetime | None
    link: re.Pattern[bytes] | None = None

    def restored(self, body: bytes) -> bytes:
        """The page without what the archive put in, its links as they were."""
        if self.link is None:
            return body
        for begins, ends in _PUT_IN:
            body = _without(body, begins, ends)
        behind = _BEHIND.search(body)
        if behind is not None:
            body = body[: behind.start() + len(b"</html>")]
        return self.link.sub(b"", body)


def replay_of(url: str, headers: Mapping[str, str]) -> Replay | None:
    """What the address of a record shows of another site; ``None`` for a page of its own.

    ``headers`` by their names in small letters.

    >>> found = replay_of("https://web.archive.org/web/20150102030405id_/http://bbs.example.com/thread-9-1-1.html", {})
    >>> found.url, found.date.isoformat(), found.link
    ('http://bbs.example.com/thread-9-1-1.html', '2015-01-02T03:04:05+00:00', None)
    >>> replay_of("http://bbs.example.com/2015/http://example.com/", {}) is None
    True
    """
    likely = "/http" in url[8:].lower() or "archive.org/" in url
    found = _CAPTURE.match(url) if likely else None
    if found is None or not (len(found["when"]) == _WHOLE or _ARCHIVE.search(found["host"])):
        return None
    named = found["url"]
    if not _SCHEME.match(named) and not _ARCHIVE.search(found["host"]):
        return None
    target = _LOST_SLASH.sub(r"\1://", named) if _SCHEME.match(named) else f"http://{named}"
    how = (found["how"] or "").lower()
    link = None if how == _AS_IT_WAS else _link(found["host"], found["archive"])
    return Replay(target, _date(found["when"], headers.get("memento-datetime", "")), link)


def _date(when: str, memento: str) -> datetime | None:
    """When a page was captured: of a time that is not whole, the archive shows the nearest capture, and says when."""
    with suppress(ValueError, TypeError, IndexError):
        if len(when) == _WHOLE:
            return datetime.strptime(when, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        said = parsedate_to_datetime(memento)
        return said.replace(tzinfo=UTC) if said.tzinfo is None else said.astimezone(UTC)
    return None


def _link(host: str, archive: str) -> re.Pattern[bytes]:
    """What an archive writes before an address: its own, from the host or from the root, a time, and how."""
    folder = re.escape(archive.split(host, 1)[1])
    words = rf"(?:(?:https?:)?//{re.escape(host)})?{folder}\d{{4,14}}{_HOW}/(?=https?:|mailto:)"
    return re.compile(words.encode("ascii", "replace"), re.IGNORECASE)


def _without(body: bytes, begins: re.Pattern[bytes], ends: bytes) -> bytes:
    """A page without what stands between two marks, each time; what does not end stays."""
    parts: list[bytes] = []
    at = 0
    while (first := begins.search(body, at)) and (last := body.find(ends, first.end())) >= 0:
        parts.append(body[at : first.start()])
        at = last + len(ends)
    return b"".join([*parts, body[at:]]) if parts else body
