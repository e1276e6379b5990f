"""Crawls and commands over one forum, with a database or a folder, for tests that compare what comes of them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import psycopg
from crawling import ended, scrapy, started
from harvests import QUICK

from harvester.demo.forum import DemoForum
from harvester.depot.door import Door
from harvester.disk.names import folder_name
from harvester.engines import table
from harvester.site_folder import articles

PACE = ("DOWNLOAD_DELAY=0.001", "AUTOTHROTTLE_ENABLED=0", "DOWNLOAD_DELAY_JITTER=0", *QUICK)
#: What differs between two looks at one page: the time, and addresses that the forum signs anew.
_SIGNED = re.compile(r"aid=[A-Za-z0-9%]+")


class Runs:
    """Commands over a forum, each in a process of its own; ``asked``: the threads that the last one asked for."""

    def __init__(self, forum: DemoForum, folder: Path, database: str) -> None:
        self.forum = forum
        self.folder = folder
        self.database = database
        self.site = table.of_address(forum.url + forum.links.thread(1)).site.of(forum.url)
        self.name = folder_name(self.site.name)
        self.asked: list[int] = []
        self.output = ""

    def while_at_work(self, what: Callable[[], object] | None, *settings: str) -> int:
        """A crawl with the database, and something that is done once it asks for threads; the crawl's exit code.

        ``None``: it is killed.
        """
        words = ["crawl", "forum", "-a", f"address={self.forum.url}"]
        given = (f"HARVESTER_DIR={self.folder / 'own'}", f"HARVESTER_DATABASE={self.database}", *PACE, *settings)
        before = len(self.forum.requests)
        log = self.folder / "at-work"
        process = started([*words, *(word for each in given for word in ("-s", each))], log)
        while len(self.forum.requests) < before + 12 and process.exitcode is None:
            process.join(0.01)
        if what is None:
            process.kill()
        else:
            what()
        code = ended(process)
        self.output = log.read_text(encoding="utf-8")
        return code

    def crawl(self, base: str, *arguments: str, database: bool = False, settings: tuple[str, ...] = ()) -> int:
        """A crawl with the folder ``base``, or with the database."""
        given = [f"HARVESTER_DATABASE={self.database}"] * database
        words = [word for each in (f"address={self.forum.url}", *arguments) for word in ("-a", each)]
        before = len(self.forum.requests)
        code = self.run(["crawl", "forum", *words], base, *PACE, *given, *settings)
        keys = [self.site.key(urljoin(self.forum.url, path)) for _, path in self.forum.requests[before:]]
        self.asked = sorted(int(key[1]) for key in keys if key and key[0] == "thread")
        return code

    def command(self, *words: str, base: str = "own", settings: tuple[str, ...] = ()) -> int:
        """Another command, with the database."""
        return self.run(list(words), base, f"HARVESTER_DATABASE={self.database}", *settings)

    def run(self, words: list[str], base: str, *settings: str) -> int:
        log = self.folder / "output"
        given = [word for each in (f"HARVESTER_DIR={self.folder / base}", *settings) for word in ("-s", each)]
        code = scrapy([words[0], *given, *words[1:]], log)
        self.output = log.read_text(encoding="utf-8")
        return code

    def sql(self, statement: str, *values: object) -> list[Any]:
        with psycopg.connect(self.database, autocommit=True) as connection:
            cursor = connection.execute(statement.encode(), values)
            return cursor.fetchall() if cursor.description else []

    def lines(self) -> list[dict[str, Any]]:
        """All lines of the site in the database, in files or not."""
        with closing(Door(self.database, self.folder)) as door:
            paths = articles.files(door.folder(self.name))
            return [line for path in paths for line in articles.lines_of(path)]

    def seal(self, *words: str, form: str = "jsonl") -> None:
        """Have all days be over, and seal them."""
        self.sql("UPDATE harvester.line SET written = written - interval '2 days'")
        given = (f"HARVESTER_DATABASE_FILES={self.folder / 'sealed'}", f"HARVESTER_DATABASE_FILES_FORMAT={form}")
        assert self.command("sites", "seal", *words, settings=given) == 0, self.output
        assert self.rows() == []

    def rows(self) -> list[dict[str, Any]]:
        """The lines that stand in the database."""
        return [json.loads(raw) for (raw,) in self.sql("SELECT line FROM harvester.line ORDER BY number")]

    def exported(self, *words: str) -> list[dict[str, Any]]:
        """What an export of the database says, in no order."""
        path = self.folder / "export.jsonl"
        assert self.command("export", "-o", str(path), *words) == 0, self.output
        return normal(json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())


def normal(lines: Iterator[dict[str, Any]] | list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lines without what differs between two looks at one page, in an order of our own."""
    bare = [json.loads(_SIGNED.sub("aid=", json.dumps(line | {"harvested": ""}, ensure_ascii=False))) for line in lines]
    return sorted(bare, key=lambda line: (line["tid"], line["revision"], line["kind"]))
