"""What it costs to read a page, over parsing it alone: CPU seconds of the same process, the best of some rounds.

    python bench/pages.py [--captures FOLDER]

Pages of the demo forum, and with ``--captures`` the thread and list pages of captured forums.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from harvester.demo.forum import DemoForum
from harvester.discuz.site import DiscuzSite
from harvester.forum.names import PageName
from harvester.forum.page import Page
from harvester.forum.reading import Asked
from harvester.forum.signs import sayings

BASE = "http://127.0.0.1/"
SITE = DiscuzSite(BASE)
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 30, 9, 38, tzinfo=UTC)
ROUNDS = 5
#: Captured forums, and the encoding of each.
CAPTURES = {"x34-gbk.jsonl.xz": "gb18030", "x50-utf8.jsonl.xz": "utf-8"}
#: At most as many times the cost of parsing alone.
MOST = 3.0


@dataclass(frozen=True)
class Source:
    """A page's text, and what it was asked for as."""

    text: str
    name: PageName
    address: str


def demo() -> Iterator[Source]:
    """Threads and lists of the demo forum."""
    forum = DemoForum(charset="utf-8", posts=20)
    addresses = [forum.links.board(2, 1), *(forum.links.thread(entry["tid"], 1) for entry in forum.truth())]
    for address in addresses:
        answer, name = forum.answer(f"/{address}"), SITE.parse(BASE + address)
        if answer.status == 200 and name is not None:
            yield Source(answer.body.decode(), name, BASE + address)


def captured(folder: Path) -> Iterator[Source]:
    """Threads and lists of captured forums."""
    for file, encoding in CAPTURES.items():
        with lzma.open(folder / file, "rt", encoding="utf-8") as lines:
            for line in lines:
                page = json.loads(line)
                address = page.get("url", "")
                name = SITE.parse(BASE + address.lstrip("/"))
                if page.get("status") == 200 and name and re.match(r"/(?:thread-\d+-1-1|forum-\d+-1)\.html$", address):
                    yield Source(page["body"].encode("latin-1").decode(encoding, "replace"), name, BASE + address[1:])


def parse(source: Source) -> None:
    """The parser's part."""
    deque([Page(source.text, source.address).root], maxlen=0)


def read(source: Source) -> None:
    """All that a crawl does with a page: it is read, and compared with what it says twice."""
    reading = SITE.read(Page(source.text, source.address), Asked(source.name, ZONE, NOW))
    deque(sayings(reading.said, reading.signs), maxlen=0)


def milliseconds(sources: list[Source], work: Callable[[Source], None]) -> float:
    """CPU of a page, the best round."""
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.process_time()
        for source in sources:
            work(source)
        best = min(best, time.process_time() - began)
    return best / len(sources) * 1000


def main() -> int:
    """Print a table; 1 where a row is above the mark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--captures", type=Path, help="the folder with captured forums")
    folder = parser.parse_args().captures
    sources = [*demo(), *(captured(folder) if folder else ())]
    print("| pages | number | parsing, ms | reading, ms | times |\n|---|---|---|---|---|")
    worst = 0.0
    for kind in ("thread", "board"):
        chosen = [source for source in sources if source.name.kind == kind]
        alone, all_of_it = milliseconds(chosen, parse), milliseconds(chosen, read)
        print(f"| {kind} | {len(chosen)} | {alone:.2f} | {all_of_it:.2f} | {all_of_it / alone:.2f} |")
        worst = max(worst, all_of_it / alone if kind == "thread" else 0)
    return worst > MOST


if __name__ == "__main__":
    raise SystemExit(main())
