"""What a run keeps of posts where it is asked to, all of it in one crawl of a board."""

from __future__ import annotations

from crawling import RunCrawl
from harvests import QUICK

from harvester.demo.forum import DemoForum


def test_what_is_asked_for_is_kept(run_crawl: RunCrawl) -> None:
    with DemoForum() as forum:
        address = forum.url + forum.links.board(2)
        plain = run_crawl(address, "max_threads=20", settings=QUICK)
        kept = run_crawl(address, "full=1", settings=(*QUICK, "HARVESTER_KEEP=links"))
        again = run_crawl(address, "full=1", settings=QUICK)
        truth = {record["tid"]: record for record in forum.truth()}
    assert (plain.exit_code, kept.exit_code, again.exit_code) == (0, 0, 0), kept.output
    assert {line["links"] is None for line in plain.articles} == {True}
    assert len(again.articles) == len(kept.articles)  # what is no longer asked for is no change
    new = {line["tid"]: line for line in kept.articles if line["links"] is not None}
    assert {tid: line["links"] for tid, line in new.items()} == {tid: truth[tid]["links"] for tid in new}
    assert len(new) > len(plain.articles)
    assert any(line["links"] for line in new.values())
