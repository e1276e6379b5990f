"""Crawls as the shell makes them, and what they leave behind, for tests that look at it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from forks import forks

PROJECT = Path(__file__).parent.parent

#: Variables that a process gets, and those that it has not.
Environment = Mapping[str, str | None]


def scrapy(words: list[str], log: Path, environment: Environment | None = None) -> int:
    """The exit code of ``scrapy WORDS`` in the project's folder, its output to ``log``; killed after two minutes."""
    return ended(started(words, log, environment))


def started(
    words: list[str],
    output: Path,
    environment: Environment | None = None,
    before: Callable[[], object] | None = None,
) -> ForkServerProcess:
    """``scrapy WORDS`` at work in the project's folder, its output to a file or a terminal.

    ``before`` is called in its process, first of all.
    """
    process = forks().Process(target=_execute, args=(words, output, dict(environment or {}), before))
    process.start()
    return process


def ended(process: ForkServerProcess) -> int:
    """The exit code of what was started, when it is over; it is killed after two minutes."""
    process.join(120)
    if process.exitcode is None:
        process.kill()
        process.join()
    assert process.exitcode is not None
    return process.exitcode


def _execute(
    words: list[str], output: Path, environment: dict[str, str | None], before: Callable[[], object] | None
) -> None:
    import warm  # noqa: F401, PLC0415 - loaded already, unless that failed: the server would not say why
    from scrapy.cmdline import execute  # noqa: PLC0415 - looks for the project where it is called

    if before is not None:
        before()
    os.chdir(PROJECT)
    for name, value in environment.items():
        os.environ.pop(name, None)
        if value is not None:
            os.environ[name] = value
    out = os.open(output, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_NOCTTY, 0o644)
    os.dup2(out, 1)
    os.dup2(out, 2)
    if words[0] in ("crawl", "site", "worker"):  # tests that run at the same time have servers of one address
        beside = Path(gettempdir()) if output.is_char_device() else output.parent
        words = [words[0], "-s", f"HARVESTER_TURNS={beside / 'turns'}", *words[1:]]
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
