"""The rows of lists before 8.0, whose cells have no names: icon, title, author, replies and views, last reply."""

from __future__ import annotations

import re

from harvester.config.patterns import regex
from harvester.forum.clock import Clock
from harvester.forum.model import Row
from harvester.forum.page import Element, Page, name_of, own_name, text_of
from harvester.phpwind.addresses import parse
from harvester.phpwind.flags import flags_of
from harvester.phpwind.members import read_member
from harvester.phpwind.wordings import NAMELESS

ROWS = "tr.tr3.t_one"
#: In a row: the link of the title; announcements and advertisements have one, too, which does not lead to a thread.
TITLES = "a[id^=a_ajax_], h3 a[href]"

_COUNTS = regex(r"(\d{1,9})(?:\s*/\s*(\d{1,9}))?")
#: Who replied last, in a cell with the time.
_BY = regex(r"(?<![A-Za-z])by\s*[:：]\s*(.+)", re.IGNORECASE)


def read_old_row(page: Page, row: Element, clock: Clock) -> Row | None:
    """A row of a list; ``None`` if it is not that of a thread."""
    links = [link for link in page.find_all(TITLES, row) if _tid(page, link) is not None]
    if not links:
        return None
    link = links[-1]
    url, tid, title = page.link(link.get("href")), _tid(page, link), name_of(link)
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    at = next((at for at, cell in enumerate(cells) if any(part is link for part in cell.iter("a"))), None)
    if url is None or tid is None or not title or at is None:
        return None
    author, counts, last = (*cells[at + 1 : at + 4], None, None, None)[:3]
    shown = _COUNTS.search(text_of(counts))
    types = [
        name_of(other) for other in cells[at].iter("a") if other is not link and "type" in (other.get("href") or "")
    ]
    return Row(
        tid=tid,
        title=title,
        url=url,
        thread_type=types[-1].strip("[]【】") or None if types else None,
        author=read_member(author),
        replies=int(shown[1]) if shown else None,
        views=int(shown[2]) if shown and shown[2] else None,
        posted=clock.of(author),
        last_poster=_last_poster(last, clock),
        last_reply=clock.of(last),
        flags=flags_of(cells[: at + 1], link),
    )


def _tid(page: Page, link: Element) -> int | None:
    url = page.link(link.get("href"))
    named = parse(url) if url else None
    return named.tid if named is not None and named.kind == "thread" else None


def _last_poster(cell: Element | None, clock: Clock) -> str | None:
    """The name in the cell of the last reply: after ``by:``, otherwise what of it is a link but not a time."""
    if cell is None:
        return None
    if (named := _BY.search(own_name(cell, []))) is not None:
        name = named[1].strip()
    else:
        name = next((name_of(link) for link in cell.iter("a") if clock.of(link) is None), "")
    return None if name in NAMELESS else name
