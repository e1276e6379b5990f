"""One run after the other over a forum, for tests that compare what each asks for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin

from crawling import Crawl, RunCrawl

from harvester.demo.forum import DemoForum
from harvester.disk.names import site_folder
from harvester.engines import table
from harvester.store.sqlite import Store

#: Threads of a board that are enough where a test is not about what they hold.
FEW = 6

#: These tests are about what is asked for; repair is tested elsewhere.
QUICK = ("HARVESTER_REPAIR=0",)


class Harvests:
    """Runs over one forum into one folder, with what each asked for."""

    def __init__(self, forum: DemoForum, run_crawl: RunCrawl, folder: Path) -> None:
        self.forum = forum
        self.site = table.of_address(forum.url + forum.links.thread(1)).site.of(forum.url)
        self.path = site_folder(folder, self.site.name)
        self._crawl = run_crawl
        self.asked: list[tuple[str, int]] = []
        self.tids = [entry["tid"] for entry in forum.truth() if entry["visible"] == "yes"]

    def run(self, *arguments: str, settings: tuple[str, ...] = (), url: str = "") -> Crawl:
        before = len(self.forum.requests)
        crawl = self._crawl(url or self.forum.url, *arguments, settings=(*QUICK, *settings))
        paths = [path for _, path in self.forum.requests[before:]]
        keys = [self.site.key(urljoin(self.forum.url, path)) for path in paths]
        self.asked = [(key[0], int(key[1])) if key else (path, 0) for key, path in zip(keys, paths, strict=True)]
        return crawl

    def threads(self) -> list[int]:
        return sorted(number for kind, number in self.asked if kind == "thread")

    def make_due(self, *tids: int) -> None:
        store = Store(self.path / "store.sqlite")
        for tid in tids:
            known = store.thread(tid)
            assert known is not None
            store.put(replace(known, next_visit=1))
        store.save(2)
        store.close()
