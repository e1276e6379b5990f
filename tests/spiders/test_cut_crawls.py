"""Threads of every layout, cut off in each of their parts and in each way: a crawl writes none of them as whole.

Pages of every template that are cut off are in tests/discuz/test_cut_pages.py.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest
from changing import Answer, changed
from crawling import RunCrawl

from harvester.demo.forum import DemoForum
from harvester.discuz.site import parse

#: A version of each layout of threads, and the oldest and the newest of those that have today's.
CRAWLED = ("6.0", "7.2", "X1", "X3.4", "X5.0", "touch")
#: Where the parts of a page are about, in percent: its head, what is above its posts, these, pager, foot.
PARTS = (4, 18, 40, 65, 85, 98)
#: One thread in this many is left whole.
WHOLE = 5


def plain(answer: Answer, at: int) -> None:
    """A length that fits what comes."""
    answer.body = answer.body[:at]


def in_chunks(answer: Answer, at: int) -> None:
    """Chunks without an end."""
    answer.body, answer.endless = answer.body[:at], True


def packed(answer: Answer, at: int) -> None:
    """A part of what was packed whole."""
    whole = gzip.compress(answer.body)
    answer.body = whole[: len(whole) * at // len(answer.body)]
    answer.headers["Content-Encoding"] = "gzip"


WAYS: tuple[Callable[[Answer, int], None], ...] = (plain, in_chunks, packed)


class Cutting:
    """Cuts the first pages of threads, each in a part and a way of its own."""

    def __init__(self, tids: list[int]) -> None:
        cut = [tid for at, tid in enumerate(sorted(tids), 1) if at % WHOLE]
        self.how = {tid: (PARTS[at % len(PARTS)], WAYS[at // len(PARTS) % len(WAYS)]) for at, tid in enumerate(cut)}

    def __call__(self, answer: Answer) -> None:
        name = parse(answer.path)
        if name is None or name.tid not in self.how or answer.status != 200:
            return
        share, cut = self.how[name.tid]
        cut(answer, answer.body.rindex(b"</body>") * share // 100)


@pytest.mark.parametrize("version", CRAWLED)
def test_no_cut_thread_is_written_as_whole(run_crawl: RunCrawl, version: str) -> None:
    quick = ("HARVESTER_REPAIR=0", "RETRY_TIMES=0", "HARVESTER_MOST_FAILURES=0")
    with DemoForum(version=version, most=6) as forum, changed(forum) as front:
        there = {entry["tid"]: entry for entry in forum.truth() if entry["visible"] == "yes"}
        cutting = front.change = Cutting(list(there))
        first = run_crawl(front.url, settings=quick)
        front.change = None
        second = run_crawl(front.url, settings=quick)
    assert len({*cutting.how.values()}) == len(PARTS) * len(WAYS)
    assert first.exit_code == 3, first.output
    written = {line["tid"] for line in first.articles}
    assert {tid: cutting.how[tid] for tid in written & cutting.how.keys()} == {}
    assert written == there.keys() - cutting.how.keys()
    assert (second.exit_code, {line["tid"] for line in second.articles}) == (0, {*there}), second.output
