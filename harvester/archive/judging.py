"""Finding the pages of a forum that contradict themselves, judged by all its pages in the archive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from harvester.archive.found import FoundPage
from harvester.archive.threads import Thread
from harvester.forum.model import Row
from harvester.forum.signs import Signs
from harvester.visits.endings import Endings
from harvester.visits.keeping import Judgement, Keeping, SiteSigns


def without_contradictions(threads: Sequence[Thread], counts: Counter[str]) -> None:
    """Remove from ``threads`` the pages that were not read correctly, and count them by the kind of failure.

    A crawl learns during its run which signs hold for a forum. Here all pages are known: each is judged twice, and the
    second judgement, which knows all others, counts.
    """
    rows = {thread.tid: thread.row() for thread in threads}
    signs: SiteSigns[None] = SiteSigns(Endings({}), Keeping({}))
    for thread in threads:
        for page in thread.pages:
            _judged(page, rows[thread.tid], signs)
    for thread in threads:
        kept = []
        for page in thread.pages:
            judgement = _judged(page, rows[thread.tid], signs)
            counts.update(f"hints/thread/{hint.name.replace(' ', '_')}" for hint in judgement.hints)
            if judgement.proof is None:
                kept.append(page)
            else:
                counts[f"pages refused/{judgement.proof.failure}"] += 1
        thread.pages = kept
    counts["threads with another's first post"] += _sharing(threads)


def _sharing(threads: Sequence[Thread]) -> int:
    """The number of threads that share their first post with another, although a post belongs to one thread.

    Either a page was kept under another's address, or threads were merged. It is not known which, so the lines stay.
    """
    firsts = [{page.thread.posts[0].pid for page in thread.pages if page.thread.page == 1} for thread in threads]
    holders = Counter(pid for pids in firsts for pid in pids if pid)
    return sum(any(holders[pid] > 1 for pid in pids) for pids in firsts)


def _judged(page: FoundPage, row: Row | None, signs: SiteSigns[None]) -> Judgement:
    kind = f"{page.source}-thread" if page.source else "thread"
    here = (page.tid, page.page, page.part, page.place.url)
    return signs.judge(kind, here, page.thread, _with_row(page, row))


def _with_row(page: FoundPage, row: Row | None) -> Signs:
    return page.signs if row is None or page.thread.page > 1 else replace(page.signs, row=row)
