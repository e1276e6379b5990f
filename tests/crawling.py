"""Crawls as the shell makes them, and what they leave behind, for tests that look at it."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parent.parent

#: Crawls are processes forked off one that has everything loaded (and no threads): loading takes longer than a small
#: crawl. None of these loads Twisted's reactor, which has to be chosen first.
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(
    [
        "scrapy.cmdline",
        "scrapy.core.engine",
        "scrapy.core.downloader.handlers.http11",
        "scrapy.downloadermiddlewares.cookies",
        "scrapy.downloadermiddlewares.httpcompression",
        "harvester.middlewares.robots",
        "scrapy.extensions.feedexport",
        "harvester.commands.crawl",
        "harvester.discuz.engine",
        "harvester.pipelines.news",
        "harvester.pipelines.repair",
        "harvester.pipelines.revise",
        "harvester.pipelines.validate",
        "harvester.pipelines.write",
        "harvester.spiders.forum",
    ]
)


def scrapy(words: list[str], log: Path, environment: Mapping[str, str] | None = None) -> int:
    """The exit code of ``scrapy WORDS`` in the project's folder, its output to ``log``; killed after two minutes."""
    process = _CONTEXT.Process(target=_execute, args=(words, log, dict(environment or {})))
    process.start()
    process.join(120)
    if process.exitcode is None:
        process.kill()
        process.join()
    assert process.exitcode is not None
    return process.exitcode


def _execute(words: list[str], log: Path, environment: dict[str, str]) -> None:
    from scrapy.cmdline import execute  # noqa: PLC0415 - looks for the project where it is called

    os.chdir(PROJECT)
    os.environ.update(environment)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.dup2(output, 1)
    os.dup2(output, 2)
    execute(["scrapy", *words])


@dataclass(frozen=True, slots=True)
class Crawl:
    """What ``scrapy crawl forum`` left behind."""

    exit_code: int
    articles: list[dict[str, Any]]
    notices: list[dict[str, Any]]
    output: str

    def kinds(self) -> dict[int, str]:
        """The kind of notice of each thread that got one."""
        return {notice["tid"]: notice["kind"] for notice in self.notices if notice["tid"] is not None}


RunCrawl = Callable[..., Crawl]
