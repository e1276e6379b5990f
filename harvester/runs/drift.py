"""Drift: a site whose pages are read worse than before. Skins change, and no error shows it.

Each run's record has the number of its lines and of those without an author, a time or a text, and the number of pages
it got and of those it could not read. A run's shares are compared with those of the site's last runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

#: Fields of a line that are counted where they are empty.
FIELDS = ("author", "published", "text", "board")
#: Kinds of failures that mean that a page was not read.
UNREAD = ("unreadable", "rows_unread", "posts_unread", "pages_unread")
#: The name for the share of pages that were not read.
PAGES = "unread pages"

#: With fewer lines or pages, in a run or in those before it together, shares show nothing.
_FEW = 20
#: The number of earlier runs to compare with, and by how much a share has to grow to count as drift.
_RUNS, _MORE = 10, 0.1

#: The counts of a run by name, with their totals ``lines`` and ``pages``.
Seen = dict[str, int]


@dataclass(frozen=True, slots=True)
class Drift:
    """Something that is missing more often than before: its share now, and in the runs before."""

    name: str
    now: float
    before: float

    def __str__(self) -> str:
        """In words, for the log and ``scrapy status``.

        >>> str(Drift("author", 0.9, 0.02)), str(Drift(PAGES, 0.5, 0))
        ('lines without author: 90% (2% before)', 'unread pages: 50% (0% before)')
        """
        what = self.name if self.name == PAGES else f"lines without {self.name}"
        return f"{what}: {self.now:.0%} ({self.before:.0%} before)"


def seen(stats: Mapping[str, Any], failures: Mapping[str, int]) -> Seen:
    """A run's counts for its record, from its stats and its failures by kind."""
    unknown = {name: stats.get(f"harvester/unknown/{name}", 0) for name in FIELDS}
    unread = sum(failures.get(kind, 0) for kind in UNREAD)
    pages = max(stats.get("harvester/pages", 0), unread)
    return {"lines": stats.get("harvester/lines", 0), "pages": pages, PAGES: unread} | unknown


def drifts(now: Seen, before: Iterable[Seen]) -> list[Drift]:
    """What is missing more often in a run than in those ``before``; runs without lines and pages do not count.

    >>> good = {"lines": 50, "pages": 60, "author": 1, "published": 0, "text": 0, "board": 0, PAGES: 0}
    >>> [str(drift) for drift in drifts(good | {"published": 40}, [good, good])]
    ['lines without published: 80% (0% before)']
    >>> drifts(good | {"author": 3}, [good]) or drifts(good | {"published": 40}, [])
    []
    """
    earlier = [each for each in before if each.get("lines") or each.get("pages")][-_RUNS:]
    found = []
    for name in (*FIELDS, PAGES):
        of = "pages" if name == PAGES else "lines"
        share, whole = now.get(name, 0), now.get(of, 0)
        share_before, whole_before = (sum(each.get(key, 0) for each in earlier) for key in (name, of))
        if min(whole, whole_before) < _FEW:
            continue
        drift = Drift(name, share / whole, share_before / whole_before)
        if drift.now - drift.before >= _MORE:
            found.append(drift)
    return found
