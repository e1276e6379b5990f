"""Finding the pages of a forum that contradict themselves, judged by all its pages in the archive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from harvester.archive.captures import Thread
from harvester.archive.found import FoundPage
from harvester.forum.model import Row
from harvester.forum.signs import Signs
from harvester.visits.endings import Endings
from harvester.visits.keeping import Judgement, Keeping, SiteSigns


class Judge:
    """Says which pages of a forum's threads were not read correctly, and counts these by the kind of failure.

    A crawl learns during its run which signs hold for a forum. Here many pages are known before the first is judged.
    """

    def __init__(self, threads: Sequence[Thread], counts: Counter[str]) -> None:
        """Learn from the pages of ``threads`` that are read so far."""
        self._counts = counts
        self._rows = {thread.tid: thread.row() for thread in threads}
        self._signs: SiteSigns[None] = SiteSigns(Endings({}), Keeping({}))
        for thread in threads:
            for page in thread.pages:
                self._judged(page)

    def sift(self, threads: Sequence[Thread]) -> None:
        """Remove from ``threads`` the read pages that contradict themselves."""
        for thread in threads:
            thread.pages = [*filter(self.keeps, thread.pages)]
        self._counts["threads with another's first post"] += _sharing(threads)

    def keeps(self, page: FoundPage) -> bool:
        """Whether a page does not contradict itself."""
        judgement = self._judged(page)
        self._counts.update(f"hints/thread/{hint.name.replace(' ', '_')}" for hint in judgement.hints)
        if judgement.proof is not None:
            self._counts[f"pages refused/{judgement.proof.failure}"] += 1
        return judgement.proof is None

    def _judged(self, page: FoundPage) -> Judgement:
        kind = f"{page.source}-thread" if page.source else "thread"
        here = (page.tid, page.page, page.part, page.place.url)
        return self._signs.judge(kind, here, page.thread, _with_row(page, self._rows[page.tid]))


def _sharing(threads: Sequence[Thread]) -> int:
    """The number of threads that share their first post with another, although a post belongs to one thread.

    Either a page was kept under another's address, or threads were merged. It is not known which, so the lines stay.
    """
    firsts = [{page.thread.posts[0].pid for page in thread.pages if page.thread.page == 1} for thread in threads]
    holders = Counter(pid for pids in firsts for pid in pids if pid)
    return sum(any(holders[pid] > 1 for pid in pids) for pids in firsts)


def _with_row(page: FoundPage, row: Row | None) -> Signs:
    return page.signs if row is None or page.thread.page > 1 else replace(page.signs, row=row)
