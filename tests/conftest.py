"""What all tests share: a real crawl, from the shell, and the same examples in every run."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from crawling import Crawl, RunCrawl, scrapy
from hypothesis import settings

from harvester.site_folder import articles, notices

# The same examples each time, and none lost to a slow machine: a hunt for new ones is done by hand.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")

#: A pace for a server of our own; the retries of a test need not wait.
PACE = ("DOWNLOAD_DELAY=0.001", "AUTOTHROTTLE_ENABLED=0", "DOWNLOAD_DELAY_JITTER=0")

#: Files with the longest tests, which wait most of the time. They begin first, each in a process of its own as far as
#: there are so many: at the end, one would be at them while others have no work.
LONG = (
    "test_outages.py",
    "test_command_lines.py",
    "test_chaos.py",
    "test_crash.py",
    "test_scrapyd.py",
    "test_hands.py",
)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Have xdist not say that it brings up nodes, which it says twice even where pytest is to be quiet.

    What is loaded meanwhile stays to the end: looking through it for garbage would take a sixth of the time. Compiled
    modules are kept, whatever this machine's way: a hundred processes need not each compile what they load.
    """
    gc.disable()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    reporter = config.pluginmanager.get_plugin("terminaldistreporter")
    if reporter is not None and config.option.verbose < 0:
        reporter.ensure_show_status = lambda: None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put long files first in each part of the list: pytest-xdist cuts it in equal parts, one for each process."""
    long = [item for name in LONG for item in items if item.path.name == name]
    others = iter([item for item in items if item.path.name not in LONG])
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    cuts = [len(items) * part // processes for part in range(processes + 1)]
    items.clear()
    for part, end in enumerate(cuts[1:]):
        items += [item for item in long if LONG.index(item.path.name) % processes == part]
        items += islice(others, max(0, end - len(items)))


def pytest_collection_finish() -> None:
    """Have what was loaded by now not looked through for garbage again and again: it stays to the end."""
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.fixture
def run_crawl(tmp_path: Path) -> RunCrawl:
    """``run_crawl(url, "replies=all", settings=["NAME=VALUE"])``: a crawl in a process of its own."""

    def run(
        url: str | None,
        *arguments: str,
        settings: tuple[str, ...] = (),
        environment: Mapping[str, str] | None = None,
    ) -> Crawl:
        folder = tmp_path / "harvest"
        given = [*([f"address={url}"] if url else []), *arguments]
        words = [word for argument in given for word in ("-a", argument)]
        words += [word for setting in (f"HARVESTER_DIR={folder}", *PACE, *settings) for word in ("-s", setting)]
        log = tmp_path / "crawl.log"
        code = scrapy(["crawl", "forum", *words], log, environment)
        return Crawl(code, lines(folder, "articles"), noted(folder), log.read_text(encoding="utf-8"))

    return run


@pytest.fixture
def database() -> str:
    """The address of a new, empty database in a PostgreSQL; skips the test where there is none."""
    from postgres import server  # noqa: PLC0415 - what is loaded for it, few tests need

    return server().address(server().database())


def noted(folder: Path) -> list[dict[str, Any]]:
    """The notices that a harvest has, of all its sites, in the order of their runs."""
    return [line for site in folder.glob("*/") for path in notices.files(site) for line in articles.lines_of(path)]


def lines(folder: Path, kind: str) -> list[dict[str, Any]]:
    """The lines of a kind that a harvest has, of all its sites and files."""
    paths = sorted(folder.glob(f"*/{kind}-*.*json*"))
    return [line for path in paths for line in articles.lines_of(path)]
