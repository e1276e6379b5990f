"""What a page says of itself a second way, as plain data, and what of it contradicts what was read.

A reader that finds nothing looks like a page with nothing on it, and half a page like a short one. A page gives itself
away by a second sign that does not depend on the reader: where its source stops, how many threads its list links to,
how many pages its pager counts. An engine gathers the signs; what they prove is decided here, for all engines alike.
"""

from __future__ import annotations

from dataclasses import dataclass

from harvester.forum.ending import WHOLE, Ending
from harvester.forum.model import ListPage


@dataclass(frozen=True, slots=True)
class Signs:
    """The signs of a page.

    ``ending``: where its source stops. ``threads``: how many threads the box of a list links to, whatever its rows look
    like; ``None`` where nobody looked. ``says_empty``: the page says in words that the list has no threads.

    >>> Signs(threads=20).says_empty
    False
    """

    ending: Ending = WHOLE
    threads: int | None = None
    says_empty: bool = False


def unread(listed: ListPage, signs: Signs) -> str | None:
    """Why a list page without rows can't be of an empty board, with both figures; ``None`` where it can, or has rows.

    The last page of a pager may be empty where it says so: forums count threads that nobody is shown.

    >>> unread(ListPage(2, "News", ()), Signs(threads=20))
    '0 rows were read; the list names 20 threads, and its pager 1 pages'
    >>> unread(ListPage(2, "News", ()), Signs(threads=0))
    """
    if listed.rows or signs.threads is None:
        return None
    if not signs.threads and (listed.pages == 1 or (listed.page >= listed.pages and signs.says_empty)):
        return None
    return f"0 rows were read; the list names {signs.threads} threads, and its pager {listed.pages} pages"
