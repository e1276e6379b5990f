"""Raw articles and a crawl around them, for tests of single pipelines."""

from __future__ import annotations

from typing import Any

from scrapy.crawler import Crawler
from scrapy.spiders import Spider
from scrapy.statscollectors import MemoryStatsCollector

from harvester import items


def article(text: str, **fields: object) -> items.Article:
    """An article of our own with ``text``; ``fields`` in place of its others."""
    defaults: dict[str, Any] = {
        "id": "bbs.example.com:7",
        "site": "bbs.example.com",
        "url": "https://bbs.example.com/thread-7-1-1.html",
        "tid": 7,
        "pid": 9,
        "board": items.Board(2, "新闻"),
        "title": "渔火与柑橘",
        "thread_type": None,
        "author": None,
        "published": "2026-01-03T08:00:00+08:00",
        "edited": None,
        "text": text,
        "pictures": [],
        "attachments": [],
        "views": None,
        "reply_count": None,
        "flags": [],
        "encoding": items.Encoding("gbk", "gb18030", "declared", 0),
        "harvested": "2026-01-03T00:00:00+00:00",
    }
    return items.Article(**defaults | fields)


def crawler(**settings: object) -> Crawler:
    """A crawl that pipelines can be wired to."""
    made = Crawler(Spider, {"HARVESTER_DIR": "harvest", **settings})
    made.stats = MemoryStatsCollector(made)
    return made
