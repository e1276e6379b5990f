"""A crawl hands on what it wrote: each article to the hook, and the newest as a feed."""

from __future__ import annotations

from pathlib import Path

import feedparser
from crawling import RunCrawl
from receiving import Receiver, listening

from harvester.demo.forum import DemoForum


def test_a_run_gives_each_article_once_and_writes_the_feed(run_crawl: RunCrawl, tmp_path: Path) -> None:
    with DemoForum(most=3, rows=4) as forum, listening(Receiver(200, 503, 200)) as receiver:
        handing = (f"HARVESTER_HOOK={receiver.address}", "HARVESTER_FEED=feed.xml", "HARVESTER_FEED_SIZE=5")
        first = run_crawl(forum.url, settings=handing)
        second = run_crawl(forum.url, settings=handing)
    written = {f"{line['id']}#{line['revision']}" for line in first.articles}
    assert set(receiver.got) == written
    assert len(receiver.got) == len(written)
    assert {line["text"] for line in receiver.lines} == {line["text"] for line in first.articles}
    (path,) = (tmp_path / "harvest").glob("*/feed.xml")
    feed = feedparser.parse(path.read_bytes())
    assert not feed.bozo
    assert len(feed.entries) == 5
    assert {entry.title for entry in feed.entries} <= {line["title"] for line in second.articles}


def test_a_hook_that_is_down_fails_no_run_and_is_said(run_crawl: RunCrawl) -> None:
    with DemoForum(most=1, rows=4) as forum:
        handing = ("HARVESTER_HOOK=http://127.0.0.1:9/", "HARVESTER_HOOK_PATIENCE=0.1", "HARVESTER_HOOK_HEADERS={}")
        crawl = run_crawl(forum.url, settings=handing)
    assert crawl.articles
    assert f"{len(crawl.articles)} articles could not be given to the hook; the next run gives them" in crawl.output
