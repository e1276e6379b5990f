"""Harvester compared with what people use instead: the same forum, the same pages, one table.

    .venv/bin/python bench/neighbours.py

Serves the demo forum in GBK, damage and noise included, and measures what comes out of each readable thread's first
post: by Scrapy's own selectors, by trafilatura, by trafilatura and ftfy, and by Harvester. Then crawls it twice, and
once more with a run that is killed half-way, with a plain Scrapy spider (``plain_spider.py``, a feed, and JOBDIR
where a run is to be resumed) and with Harvester. Prints two Markdown tables.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ftfy
import trafilatura
from scrapy.http import HtmlResponse

sys.path.insert(0, str(Path(__file__).parent))

from harvest import added, bare

from harvester.demo.forum import DemoForum

PLAIN = Path(__file__).with_name("plain_spider.py")
PACE = ["DOWNLOAD_DELAY=0.0001", "AUTOTHROTTLE_ENABLED=0", "DOWNLOAD_DELAY_JITTER=0", "LOG_LEVEL=ERROR"]
#: Requests after which a run is killed.
HALF = 60
_TID = re.compile(r"thread-(\d+)-")

Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Download:
    """A thread's page as it came."""

    url: str
    body: bytes
    content_type: str


def selectors(page: Download) -> str:
    """The first post's text nodes, by Scrapy."""
    response = HtmlResponse(page.url, headers={"Content-Type": page.content_type}, body=page.body)
    return "".join(response.css(".t_f")[0].css("::text").getall())


def main_text(page: Download) -> str:
    """The page's main text, by trafilatura; the bars of the table that posts stand in are not held against it."""
    text = trafilatura.extract(page.body, include_comments=False, favor_precision=True) or ""
    return "\n".join(line.strip("| ") for line in text.split("\n"))


def main_text_fixed(page: Download) -> str:
    """The same, after ftfy."""
    return ftfy.fix_text(main_text(page))


PEERS: dict[str, Callable[[Download], str]] = {
    "Scrapy, `.t_f ::text`": selectors,
    "trafilatura": main_text,
    "trafilatura, ftfy": main_text_fixed,
}


def main() -> int:
    """Measure, print."""
    with DemoForum() as forum:
        truth = {entry["tid"]: entry for entry in forum.truth() if entry["visible"] == "yes"}
        pages = {tid: download(entry["url"]) for tid, entry in truth.items()}
        texts = {name: {tid: read(page) for tid, page in pages.items()} for name, read in PEERS.items()}
        texts["Harvester"] = {line["tid"]: line["text"] for line in harvest(forum)}
    print("| text of the first post | exact | damaged ones exact | paragraphs exact | characters too many |")
    print("|---|---|---|---|---|")
    for name, found in texts.items():
        print("| " + " | ".join([name, *row(truth, found)]) + " |")
    print("\n| crawl | requests of a second run | after `kill -9` and another run: lost | twice | broken lines |")
    print("|---|---|---|---|---|")
    for name, command, pattern in CRAWLS:
        print("| " + " | ".join([name, *map(str, crawls(command, pattern))]) + " |")
    return 0


def download(url: str) -> Download:
    """A page, as a plain client gets it."""
    with urllib.request.urlopen(url) as answer:  # noqa: S310 - our own server
        return Download(url, answer.read(), answer.headers["Content-Type"])


def row(truth: dict[int, Line], found: dict[int, str]) -> Iterator[str]:
    """The figures of one tool."""
    exact = {tid for tid, entry in truth.items() if bare(found.get(tid, "")) == bare(entry["article"])}
    damaged = {tid for tid, entry in truth.items() if entry["accidents"]}
    yield share(len(exact), len(truth))
    yield share(len(exact & damaged), len(damaged))
    lines = [(bare(line), tid) for tid, entry in truth.items() for line in entry["article"].split("\n") if line.strip()]
    have = {tid: {bare(line) for line in text.split("\n")} for tid, text in found.items()}
    yield share(sum(line in have.get(tid, ()) for line, tid in lines), len(lines))
    extra = sum(added(bare(entry["article"]), bare(found.get(tid, ""))) for tid, entry in truth.items())
    yield f"{extra / sum(len(bare(entry['article'])) for entry in truth.values()):.1%}"


def share(good: int, of: int) -> str:
    """``8 of 10``."""
    return f"{good} of {of}"


def plain(url: str, folder: Path) -> list[str]:
    """The command of a plain spider that can be resumed and writes JSON Lines."""
    feed = f"{folder}/articles.jsonl"
    return ["runspider", str(PLAIN), "-a", f"url={url}", "-s", f"JOBDIR={folder}/job", "-o", feed]


def ours(url: str, folder: Path) -> list[str]:
    """The command of Harvester."""
    return ["crawl", "discuz", "-a", f"address={url}", "-s", f"HARVESTER_DIR={folder}"]


Command = Callable[[str, Path], list[str]]
CRAWLS: tuple[tuple[str, Command, str], ...] = (
    ("Scrapy, JOBDIR and a feed", plain, "articles.jsonl"),
    ("Harvester", ours, "*/articles-*.jsonl"),
)


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """``scrapy COMMAND``, without what it prints."""
    words = [sys.executable, "-m", "scrapy", *command, *(word for pair in PACE for word in ("-s", pair))]
    return subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own


def harvest(forum: DemoForum) -> list[Line]:
    """What Harvester writes of a forum."""
    with tempfile.TemporaryDirectory() as folder:
        start(ours(forum.url, Path(folder))).wait()
        return [json.loads(line) for path in Path(folder).glob("*/articles-*") for line in path.open(encoding="utf-8")]


def crawls(command: Command, pattern: str) -> Iterator[int]:
    """Requests of a second run; then threads lost and twice, and broken lines, after a kill and another run."""
    with DemoForum() as forum, tempfile.TemporaryDirectory() as folder:
        start(command(forum.url, Path(folder))).wait()
        before = len(forum.requests)
        shutil.rmtree(Path(folder) / "job", ignore_errors=True)  # a spider with it would never look again
        start(command(forum.url, Path(folder))).wait()
        yield len(forum.requests) - before
    with DemoForum() as forum, tempfile.TemporaryDirectory() as folder:
        wanted = {entry["tid"] for entry in forum.truth() if entry["visible"] == "yes"}
        killed = start(command(forum.url, Path(folder)))
        while len(forum.requests) < HALF and killed.poll() is None:
            time.sleep(0.01)
        killed.kill()
        killed.wait()
        start(command(forum.url, Path(folder))).wait()
        raw = [line for path in Path(folder).glob(pattern) for line in path.read_bytes().splitlines(keepends=True)]
    whole = [json.loads(line) for line in raw if is_whole(line)]
    times = Counter(tid_of(line) for line in whole)
    yield len(wanted - times.keys())
    yield sum(times[tid] > 1 for tid in wanted)
    yield len(raw) - len(whole)


def tid_of(line: Line) -> int:
    """The number of the thread that a line is of."""
    match = _TID.search(line["url"])
    return int(match[1]) if match else 0


def is_whole(line: bytes) -> bool:
    """Whether a line is JSON and ended."""
    try:
        return bool(json.loads(line)) and line.endswith(b"\n")
    except ValueError:
        return False


if __name__ == "__main__":
    sys.exit(main())
