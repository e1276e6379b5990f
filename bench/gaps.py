"""How politely one server is asked for two sites: the smallest gap between two requests, by the server's clock.

    .venv/bin/python bench/gaps.py [--delay 0.5]

The demo forum is reached under two addresses, so it is two sites of one server. Harvester crawls both in one process
and in two, two plain Scrapy spiders (``plain_spider.py``) in two, all with the same ``DOWNLOAD_DELAY``. Prints a
Markdown table; the exit code is 1 where a gap of Harvester's is shorter than the delay by more than the server's own
thread may differ.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Self, cast

from harvester.demo.forum import DemoForum
from harvester.demo.server import Server

PROJECT = Path(__file__).parent.parent
PLAIN = Path(__file__).with_name("plain_spider.py")
HOSTS = ("127.0.0.1", "localhost")
#: Seconds by which the server's threads may notice one request later than the next.
LESS = 0.02
#: Threads of each board: enough for some dozen requests.
MOST = 2


@dataclass(kw_only=True)
class Clock(DemoForum):
    """The demo forum, which notes when it was asked."""

    times: list[float] = field(default_factory=list)

    def __enter__(self) -> Self:
        """Serve."""
        super().__enter__()
        server = cast("Server", self._server)
        plain: type[BaseHTTPRequestHandler] = server.RequestHandlerClass  # type: ignore[assignment]
        noted = self.times.append

        class Noting(plain):  # type: ignore[misc,valid-type]
            def parse_request(self) -> bool:
                noted(time.monotonic())  # before the page is made, which takes longer for one than for another
                return bool(super().parse_request())

        server.RequestHandlerClass = Noting
        return self


def harvester(sites: list[str]) -> Callable[[Path, list[str], float], list[list[str]]]:
    """Commands that crawl both sites, a process for each of ``sites``."""

    def commands(folder: Path, urls: list[str], delay: float) -> list[list[str]]:
        file = folder / "sites.toml"
        entries = zip("ab", urls, strict=True)
        file.write_text("".join(f'[{name}]\naddress = "{url}"\n' for name, url in entries), encoding="utf-8")
        given = [f"HARVESTER_DIR={folder}", f"HARVESTER_SITES={file}", f"HARVESTER_TURNS={folder / 'turns'}"]
        given += [f"DOWNLOAD_DELAY={delay}", "LOG_LEVEL=ERROR", "HARVESTER_QUIET=1"]
        options = [word for setting in given for word in ("-s", setting)]
        return [["crawl", "forum", "-a", f"site={site}", *options] for site in sites]

    return commands


def plain(_folder: Path, urls: list[str], delay: float) -> list[list[str]]:
    """Commands of two plain spiders."""
    options = ["-s", f"DOWNLOAD_DELAY={delay}", "-s", "RANDOMIZE_DOWNLOAD_DELAY=False", "-s", "LOG_LEVEL=ERROR"]
    return [["runspider", str(PLAIN), "-a", f"url={url}", *options] for url in urls]


ROWS = {
    "Harvester, one process": harvester(["all"]),
    "Harvester, two processes": harvester(["a", "b"]),
    "Scrapy, two processes": plain,
}


def gaps(commands: Callable[[Path, list[str], float], list[list[str]]], delay: float) -> list[float]:
    """Seconds between two requests each."""
    with tempfile.TemporaryDirectory() as name, Clock(most=MOST) as forum:
        urls = [forum.url.replace(HOSTS[0], host) for host in HOSTS]
        running = [
            subprocess.Popen(  # noqa: S603 - commands of our own
                [sys.executable, "-m", "scrapy", *words],
                cwd=PROJECT if words[0] == "crawl" else name,  # where there is no project, whose settings would count
            )
            for words in commands(Path(name), urls, delay)
        ]
        for process in running:
            process.wait()
        return [later - earlier for earlier, later in pairwise(forum.times)]


def main() -> int:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--delay", type=float, default=0.5, help="seconds between two requests (0.5)")
    delay = parser.parse_args().delay
    print(f"| two sites of one server, delay {delay:g} s | requests | smallest gap | median |\n|---|---|---|---|")
    short = 0
    for title, commands in ROWS.items():
        found = gaps(commands, delay)
        short += commands is not plain and min(found) < delay - LESS
        print(f"| {title} | {len(found) + 1} | {min(found):.3f} s | {median(found):.3f} s |", flush=True)
    return int(short > 0)


if __name__ == "__main__":
    sys.exit(main())
