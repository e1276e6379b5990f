r"""Crawl a forum and compare each line with the truth.

    python3 ../shared/forum/serve.py ../shared/forum/x34-gbk.jsonl.xz --port 9082 --log requests.log &
    .venv/bin/python bench/harvest.py http://127.0.0.1:9082/ ../shared/forum/x34-gbk-truth.jsonl.xz \
        --log requests.log --peer
    .venv/bin/python bench/harvest.py --demo     # the demo forum in every version and encoding: 57 crawls

A truth file holds one JSON object per thread: tid, title, author, board, dateline, replies, expected_text,
visible_to_guest and flags, and perhaps reply_texts (compared with ``--replies``). ``--log`` is the server's request log
("time status path" a line) and gives the figures about requests. ``--peer`` also fetches the same addresses with a bare
Scrapy spider that does nothing, at the same settings, and prints the ratio of the two throughputs. ``--source`` reads
threads off the pages that it names (see docs/sources.md); the archiver has no pictures and lost some line breaks.
Prints a Markdown table; the exit code is 1
where a figure is below what is wanted.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urljoin
from urllib.request import urlopen

import versions
from protego import Protego

from harvester.engines import table

#: Fast, for a server of one's own; never 0, which lifts Scrapy's limit per host.
PACE = ["DOWNLOAD_DELAY=0.0001", "AUTOTHROTTLE_ENABLED=0", "LOG_LEVEL=WARNING", "DOWNLOAD_DELAY_JITTER=0"]
#: What the summary says of the bytes that came in.
RECEIVED = re.compile(r"([\d,]+) kB received")
#: Of the environment that runs this, whether it is activated or not.
SCRAPY = (sys.executable, "-m", "scrapy")
BARE = Path(__file__).with_name("bare_spider.py")

Row = tuple[str, str, str, bool]
Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Crawl:
    """What a crawl left behind."""

    lines: list[Line]
    notices: list[Line]
    seconds: float
    exit_code: int
    received: int  # kilobytes


def main() -> int:
    """Crawl, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", nargs="?")
    parser.add_argument("truth", type=Path, nargs="?")
    parser.add_argument("--demo", action="store_true", help="crawl the demo forum in every version and encoding")
    parser.add_argument("--log", type=Path, help="the server's request log")
    parser.add_argument("--peer", action="store_true", help="compare with a bare spider")
    parser.add_argument(
        "--source", default="auto", choices=("auto", "thread", *table.sources()), help="-a source= of the crawl"
    )
    parser.add_argument("--replies", action="store_true", help="harvest and compare the replies, too")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a setting of the crawl")
    options = parser.parse_args()
    if options.demo:
        return compare_versions(options.source, options.set)
    if options.truth is None:
        parser.error("give the forum's address and its truth, or --demo")
    truth = list(read_lines(options.truth))
    asked_before = len(requests_in(options.log)) if options.log else 0
    crawl = run_crawl(options.url, options.source, options.set, replies=options.replies)
    rows = [*compare(truth, crawl), (f"kilobytes received, source={options.source}", f"{crawl.received}", "", True)]
    if options.log:
        paths = requests_in(options.log)[asked_before:]
        if not paths:
            parser.error(f"{options.log} shows no request of the crawl: is it this server's log?")
        rows += compare_requests(options.url, paths, options.log.read_text(encoding="utf-8"))
        if options.peer:
            rows.append(compare_speed(options.url, paths, crawl, options.set))
    print(f"| figure (exit code {crawl.exit_code}) | measured | wanted | |\n|---|---|---|---|")
    for figure, measured, wanted, good in rows:
        print(f"| {figure} | {measured} | {wanted} | {'ok' if good else 'BELOW'} |")
    return 0 if all(row[3] for row in rows) else 1


def compare_versions(source: str, settings: list[str]) -> int:
    """A row for each version and encoding of the demo forum; 1 where one is below what is wanted."""

    def crawl(url: str) -> tuple[list[Line], int]:
        done = run_crawl(url, source, [*settings, "LOG_LEVEL=ERROR"])
        return done.lines, done.exit_code

    good = True
    for row, as_wanted in versions.compare(crawl):
        print(row, flush=True)
        good = good and as_wanted
    return 0 if good else 1


def read_lines(path: Path) -> Iterator[Line]:
    """The JSON objects of a file, a line each, plain or xz."""
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            if "tid" in entry:
                yield entry


def run_crawl(url: str, source: str, settings: Iterable[str], *, replies: bool = False) -> Crawl:
    """``scrapy crawl`` into a new folder."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        command = [*SCRAPY, "crawl", "forum", "-a", f"address={url}", "-a", f"source={source}"]
        command += ["-a", "replies=all"] if replies else []
        command += _set([f"HARVESTER_DIR={folder}", *PACE, *settings])
        done = subprocess.run(command, check=False, stderr=subprocess.PIPE, text=True)  # noqa: S603 - our own command
        sys.stderr.write(done.stderr)
        seconds = time.monotonic() - began
        written: dict[str, list[Line]] = {"articles": [], "notices": []}
        for path in Path(folder).rglob("*-*json*"):
            written[path.name.split("-")[0]] += [json.loads(line) for line in path.open(encoding="utf-8")]
    received = RECEIVED.search(done.stderr)
    size = int(received[1].replace(",", "")) if received else 0
    return Crawl(written["articles"], written["notices"], seconds, done.returncode, size)


def compare(truth: list[Line], crawl: Crawl) -> Iterator[Row]:
    """What was written, and how exact each field is."""
    readable = {entry["tid"]: entry for entry in truth if entry["visible_to_guest"] in ("yes", "partial_hidden")}
    closed = {entry["tid"] for entry in truth} - readable.keys()
    times = Counter(line["tid"] for line in crawl.lines)
    yield share("readable threads written exactly once", sum(times[tid] == 1 for tid in readable), len(readable), 1)
    barred = sum(times[tid] for tid in closed)
    noted = Counter(notice["kind"] for notice in crawl.notices)
    yield "written for unreadable threads", f"{barred} (notices: {dict(noted)})", "0", barred == 0
    pairs = [(readable[line["tid"]], line) for line in crawl.lines if line["tid"] in readable]
    for name, matches in FIELDS.items():
        yield share(f"{name} exact", sum(matches(entry, line) for entry, line in pairs), len(pairs), 1)
    yield from compare_texts(pairs)
    if any(line["replies"] for _, line in pairs):
        with_texts = [(entry, line) for entry, line in pairs if "reply_texts" in entry]
        yield from compare_replies(with_texts) if with_texts else [UNCOMPARED]
    withheld = {notice["tid"] for notice in crawl.notices if notice["kind"] == "attachment_login"}
    expected = [
        (pictures_of(entry, shown=entry["tid"] not in withheld), {picture["url"] for picture in line["pictures"]})
        for entry, line in pairs
    ]
    found = sum(any(url.endswith(path) for url in urls) for paths, urls in expected for path in paths)
    yield share("pictures with the real address", found, sum(len(paths) for paths, _ in expected), 1)


def compare_texts(pairs: list[tuple[Line, Line]]) -> Iterator[Row]:
    """Texts: exact, by paragraph, and what is in them that the truth has not."""
    texts = [(entry["expected_text"], without_blocks(entry, line["text"])) for entry, line in pairs]
    yield share("text exact, white space ignored", sum(bare(a) == bare(b) for a, b in texts), len(texts), 1)
    paragraphs = [(set(map(bare, b.split("\n"))), a.split("\n")) for a, b in texts]
    found = sum(bare(paragraph) in have for have, wanted in paragraphs for paragraph in wanted)
    yield share("paragraphs exact", found, sum(len(wanted) for _, wanted in paragraphs), 0.99)
    extra = sum(added(bare(a), bare(b)) for a, b in texts if bare(a) != bare(b))
    yield "characters too many (noise left)", str(extra), "0", extra == 0


def compare_replies(pairs: list[tuple[Line, Line]]) -> Iterator[Row]:
    """The replies that say anything: each at its place, with its text."""
    said = [
        (list(filter(None, entry["reply_texts"])), [reply["text"] for reply in line["replies"] if reply["text"]])
        for entry, line in pairs
    ]
    good = sum(bare(a) == bare(b) for wanted, found in said for a, b in zip(wanted, found, strict=False))
    yield share("replies' texts exact", good, sum(max(map(len, each)) for each in said), 1)


def compare_requests(url: str, paths: list[str], log: str) -> Iterator[Row]:
    """What was asked of the server, and whether it was asked politely."""
    site = table.of_addresses(urljoin(url, path) for path in paths).site.of(url)
    most = max(Counter(paths).values(), default=0)
    yield "requests for one address, at most", str(most), "1", most <= 1 or " 503 " in log
    keys = Counter(site.key(urljoin(url, path)) for path in set(paths))
    keys.pop(None, None)
    aliases = max(keys.values(), default=0)
    yield "addresses of one page, at most", str(aliases), "1", aliases <= 1
    robots = Protego.parse(robots_of(url))
    outside = sum(not robots.can_fetch(urljoin(url, path), "Harvester") for path in paths)
    yield "requests outside robots.txt", str(outside), "0", outside == 0
    yield "requests in all", str(len(paths)), "", True


def compare_speed(url: str, paths: list[str], crawl: Crawl, settings: Iterable[str]) -> Row:
    """The crawl's throughput over that of a spider that fetches the same and does nothing."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as addresses:
        addresses.write("\n".join(urljoin(url, path) for path in paths if path != "/robots.txt"))
        addresses.flush()
        began = time.monotonic()
        command = [*SCRAPY, "runspider", str(BARE), "-a", f"addresses={addresses.name}"]
        subprocess.run([*command, *_set([*PACE, "ITEM_PIPELINES={}", *settings])], check=True)  # noqa: S603
        ratio = (time.monotonic() - began) / crawl.seconds
    return "throughput against a bare spider", f"{ratio:.2f}", "0.7", ratio >= 0.7


def share(figure: str, good: int, of: int, wanted: float) -> Row:
    """A row for a share of cases."""
    return figure, f"{good} of {of}", f"{wanted:.0%}", of > 0 and good / of >= wanted


def bare(text: str) -> str:
    """``text`` without white space."""
    return "".join(text.split())


def added(expected: str, text: str) -> int:
    """How many characters of ``text`` are not in ``expected``."""
    matcher = SequenceMatcher(None, expected, text, autojunk=False)
    return len(text) - sum(block.size for block in matcher.get_matching_blocks())


def requests_in(log: Path) -> list[str]:
    """The paths in a server's log."""
    lines = log.read_text(encoding="utf-8").splitlines()
    return [line.split(" ", 2)[2] for line in lines]


def robots_of(url: str) -> str:
    """The server's robots.txt, otherwise the one that Discuz! comes with."""
    try:
        with urlopen(urljoin(url, "/robots.txt")) as answer:  # noqa: S310 - our own server
            return answer.read().decode("utf-8", "replace")  # type: ignore[no-any-return]
    except HTTPError:
        return ROBOTS


def without_blocks(entry: Line, text: str) -> str:
    """``text`` without its tables and code, where the truth has them apart."""
    for block in entry.get("special_blocks", ()):
        cells = [re.escape(cell) for cell in re.split(r"\||\s", block.partition(" ")[2])]
        text = re.sub(r"\s*" + r"\s+".join(cells), "", text, count=1)
    return text


def pictures_of(entry: Line, *, shown: bool) -> list[str]:
    """Ends of the addresses of the first post's pictures; of the attached ones where guests are ``shown`` them."""
    files = entry["flags"]["attach"]
    attached = [
        file.get("file") or file["path"] for file in files if shown and (file.get("is_image") or file.get("img"))
    ]
    return [*attached, *entry["flags"]["external_images"]]


def edited_of(entry: Line) -> datetime | None:
    """When the first post was edited, to the minute, as its edit line says."""
    flags = entry["flags"]
    if "edited_str" not in flags and flags["edited"]:  # the same offset as the thread's own time
        local = datetime.fromisoformat(entry["dateline_local"]).replace(tzinfo=UTC).timestamp() - entry["dateline"]
        return datetime.fromtimestamp(flags["edited"] + local, UTC).replace(tzinfo=None, second=0)
    found = re.search(r"\d{4}-\d{1,2}-\d{1,2} \d\d:\d\d", flags.get("edited_str") or "")  # 2026-7-23 19:45
    return datetime.strptime(found[0], "%Y-%m-%d %H:%M") if found else None  # noqa: DTZ007 - local on both sides


def _local(time: str | None) -> datetime | None:
    return datetime.fromisoformat(time).replace(tzinfo=None) if time else None


def _set(settings: Iterable[str]) -> list[str]:
    return [word for setting in settings for word in ("-s", setting)]


FIELDS: dict[str, Callable[[Line, Line], bool]] = {
    "title": lambda entry, line: entry["title"] == line["title"],
    "author": lambda entry, line: (
        (None if entry["anonymous"] else entry["author"]) == (line["author"] and line["author"]["name"])
    ),
    "board": lambda entry, line: (entry["fid"], entry["board"]) == (line["board"]["fid"], line["board"]["name"]),
    "published": lambda entry, line: (
        _shown(entry, entry["dateline"]) == int(datetime.fromisoformat(line["published"]).timestamp())
    ),
    "edited": lambda entry, line: edited_of(entry) == _local(line["edited"] and line["edited"]["at"]),
    "reply_count": lambda entry, line: entry["replies"] == line["reply_count"],
}


def _shown(entry: Line, dateline: int) -> int:
    """The time that pages of the truth's software show: those of X5.0 and of phpwind 9 have no seconds."""
    software = entry.get("software", "")
    return dateline - dateline % 60 if "X5" in software or "phpwind 9" in software else dateline


#: Where replies were asked for and the truth does not say what they are.
UNCOMPARED: Row = ("replies' texts exact", "not compared: the truth has no reply_texts", "", True)

#: The stock robots.txt of Discuz!
ROBOTS = """
User-agent: *
Disallow: /api/
Disallow: /admin.php
Disallow: /search.php
Disallow: /member.php
Disallow: /api.php
Disallow: /misc.php
Disallow: /forum.php?mod=redirect*
Disallow: /forum.php?mod=post*
Disallow: /home.php?mod=spacecp*
Disallow: /*?mod=misc*
Disallow: /*?mod=attachment*
Disallow: /*mobile=yes*
"""

if __name__ == "__main__":
    sys.exit(main())
