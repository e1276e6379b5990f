"""Replies of a long thread that an earlier run has read. They are kept; new pages and one old page are read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Self

from harvester import items
from harvester.article.assembly import in_order
from harvester.forum.model import Post, ThreadPage

#: A thread of at least this many pages is read in part; reading a shorter one whole costs little more.
LONG = 4
_PLACE = re.compile(r"replies\[(\d+)\]")


class Earlier:
    """The replies in the last line of a thread, with their repairs.

    ``floor`` is the highest of their floors. Posts that are read again replace those at the same floors here, so
    that edits and deletions are seen.
    """

    def __init__(self, replies: Sequence[items.Reply], repairs: Sequence[items.Repair], revision: int) -> None:
        self.replies = replies
        self.repairs = repairs
        self.revision = revision
        self.floor = max(each.floor or 0 for each in replies)
        self._read: list[tuple[int, int]] = []

    @classmethod
    def of(cls, line: Mapping[str, Any]) -> Self | None:
        """The replies of a line; ``None`` if it has none, if their floors are not known, or if data in it is masked."""
        replies = [items.from_dict(items.Reply, each) for each in line.get("replies") or ()]
        if not replies or line.get("masked") or not all(each.floor and each.pid for each in replies):
            return None
        repairs = [items.from_dict(items.Repair, each) for each in line["repairs"] if _PLACE.match(each["where"])]
        return cls(replies, repairs, line["revision"])

    def pages(self, thread: ThreadPage) -> tuple[int, ...]:
        """The pages to read after the first: an old one, a different one each time, and the last known one.

        The pages after that are new. Empty: all are to be read.
        """
        floors = [post.floor for post in thread.posts]
        if thread.page != 1 or None in floors:
            return ()
        last = min(thread.pages, -(-self.floor // max(floor or 1 for floor in floors)))
        return (2 + self.revision % (last - 2), last) if last >= LONG else ()

    def saw(self, posts: Sequence[Post], *, last: bool) -> None:
        """Note the floors of a page that was read; ``last``: no other page follows."""
        floors = [post.floor for post in posts if post.floor]
        if floors:
            self._read.append((min(floors), 1 << 40 if last else max(floors)))

    def leaves_gap(self, posts: Sequence[Post]) -> bool:
        """Whether there are floors between what is known and the posts of a page."""
        floors = [post.floor for post in posts if post.floor]
        return bool(floors) and min(floors) > self.floor + 1

    def join(self, item: items.Article) -> None:
        """Add the replies that were not read again to ``item``, in order, with their repairs."""
        new = list(item.replies or ())
        pids = {each.pid for each in new}
        kept = [each for each in self.replies if each.pid not in pids and not self._was_read(each.floor or 0)]
        item.replies = in_order([*new, *kept])
        at = {each.pid: number for number, each in enumerate(item.replies)}
        others = [each for each in item.repairs if not _PLACE.match(each.where)]
        made = _moved(item.repairs, new, at)
        item.repairs = [*others, *made, *_moved(self.repairs, self.replies, {each.pid: at[each.pid] for each in kept})]

    def _was_read(self, floor: int) -> bool:
        return any(first <= floor <= last for first, last in self._read)


def _moved(
    repairs: Sequence[items.Repair], replies: Sequence[items.Reply], at: Mapping[int | None, int]
) -> list[items.Repair]:
    """The repairs of ``replies`` with new places; ``at`` has the place of each post that is kept."""
    places = [(each, match) for each in repairs if (match := _PLACE.match(each.where))]
    return [
        replace(each, where=f"replies[{at[pid]}]{each.where[match.end() :]}")
        for each, match in places
        if (pid := replies[int(match[1])].pid) in at
    ]
