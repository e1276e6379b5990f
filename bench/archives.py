"""What it costs to read piles of archives, and what is lost.

    python bench/archives.py --captures FOLDER --pages FOLDER [--kills 5] [--sizes 0.1,1] [--rounds 2]

WARCs are made of captured forums (``FOLDER/*.jsonl.xz``: ``url``, ``status``, ``headers``, ``body`` a line, behind a
line with ``origin``) and of pages of other software (``--pages``: any folder with HTML, such as a package's
documentation), shuffled. Figures are CPU seconds of a process against ``lxml`` parsing the same pages in the same run,
turn about, the best of some rounds. ``scrapy crawl replay`` reads each forum, too, and its lines are compared.
``--sizes`` are gigabytes of WARC to be read, for memory: of other pages mostly, with 300 forum pages for each 3,000;
beyond a quarter of one, the same files are read again under other names.
"""

from __future__ import annotations

import argparse
import io
import json
import lzma
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import zstandard
from lxml import etree
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from harvester.archive import run
from harvester.archive.alone import options_for
from harvester.archive.options import ReadOptions
from harvester.archive.output import Layout
from harvester.archive.recognise import engine_of
from harvester.archive.records import Position, Record, records_of
from harvester.archive.run import Told, read
from harvester.archive.shards import shards

#: A peer that may be missing.
Fast: Any = import_module("fastwarc.warc").ArchiveIterator if find_spec("fastwarc") else None

Row = tuple[str, str, str, bool]
Line = dict[str, Any]
DATE = "2026-11-30T09:38:00Z"
#: Pages of other software that are looked at, and those of them that lie among the pages of forums.
MOST_OTHERS, AMONG = 4000, 600
#: Pages of forums among all others, where memory is measured; gigabytes of WARC that are written for it.
MIXED, WRITTEN = 300, 0.25
#: Addresses of forums that are no pages of theirs, or say nothing.
NO_PAGES = ("rss", "robots.txt", "sitemap", "favicon", "attachment", ".png", "api/", "static/")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that goes into a WARC."""

    url: str
    status: int
    headers: list[tuple[str, str]]
    body: bytes


def main() -> int:
    """Make the archives, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--captures", type=Path, required=True)
    parser.add_argument("--pages", type=Path, required=True)
    parser.add_argument("--sizes", default="0.1,1", help="gigabytes of WARC to read, for memory; 0: none")
    parser.add_argument("--kills", type=int, default=5, help="readings that are killed at three random instants each")
    parser.add_argument("--rounds", type=int, default=2, help="readings on one core and on two, turn about")
    options = parser.parse_args()
    forums = {
        path.name.partition(".")[0]: list(captured(path))
        for path in sorted(options.captures.glob("*.jsonl.xz"))
        if "-truth" not in path.name
    }
    others = list(other_pages(options.pages))
    print("| figure | measured | wanted | |\n|---|---|---|---|")
    good, began = True, time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        for figure, measured, wanted, fine in measure(Path(folder), forums, others, options):
            good = good and fine
            print(f"| {figure} | {measured} | {wanted} | {'ok' if fine else 'BELOW'} |", flush=True)
    print(f"\nIt took {(time.monotonic() - began) / 60:.0f} minutes.")
    return 0 if good else 1


def measure(
    folder: Path, forums: dict[str, list[Answer]], others: list[Answer], options: argparse.Namespace
) -> Iterator[Row]:
    """All figures."""
    pages = [answer for answers in forums.values() for answer in answers if is_page(answer)]
    yield from recognition(pages, others)
    yield from skipping(folder, others)
    archive = folder / "in"
    everything = [*(answer for answers in forums.values() for answer in answers), *others[:AMONG]]
    random.Random(7).shuffle(everything)  # noqa: S311 - an order
    for number in range(8):
        write_warc(archive / f"{number}.warc.gz", everything[number::8])
    yield from speed(folder, archive, pages, options.rounds)
    yield from against_replay(folder, forums)
    if options.kills:
        yield from killed(folder, archive, options.kills)
    mixed = [*random.Random(9).sample(pages, min(MIXED, len(pages))), *others]  # noqa: S311 - a sample
    for size in filter(None, map(float, options.sizes.split(","))):
        yield memory(folder, mixed, size)


def recognition(pages: list[Answer], others: list[Answer]) -> Iterator[Row]:
    """Whether pages of forums are told from others, and what that costs."""
    found = sum(engine_of(page.body) is not None for page in pages)
    yield share("forum pages recognised, recall", found, len(pages), 0.999)
    wrong = sum(engine_of(page.body) is not None for page in others)
    yield share("precision", found, found + wrong, 0.999)
    parsing, asking = turn_about(lambda: parse_all(others), lambda: [engine_of(page.body) for page in others])
    yield figure("a page that is not one: recogniser, of lxml parsing it", asking / parsing, 0.05)


def skipping(folder: Path, others: list[Answer]) -> Iterator[Row]:
    """What it costs to read records that are of no forum."""
    path = write_warc(folder / "others.warc.gz", others)
    [shard] = shards([str(path)])

    def ours() -> None:
        for record in records_of(shard, Position()):
            if isinstance(record, Record):
                engine_of(record.body)

    def warcio() -> None:
        with path.open("rb") as file:
            for _ in ArchiveIterator(file):
                pass

    def fastwarc() -> None:
        with path.open("rb") as file:
            for _ in Fast(file):
                pass

    parsing, reading_it, *peers = turn_about(
        lambda: parse_all(others), ours, warcio, *([fastwarc] if Fast is not None else [])
    )
    yield figure("with reading the record", reading_it / parsing, 0.12)
    for name, used in zip(("warcio", "fastwarc"), peers, strict=False):
        yield peer(f"{name}, skipping it", used / parsing)


def speed(folder: Path, archive: Path, pages: list[Answer], rounds: int) -> Iterator[Row]:
    """Pages a second, on one core and on two: after a first reading, in which everything is loaded."""
    first = cpu(lambda: reading(folder / "one", archive, 1), 1)
    parsing = one = alone = both = float("inf")
    tasks: list[float] = []
    for number in range(rounds):
        parsing = min(parsing, cpu(lambda: parse_all(pages), 1))
        began = time.process_time()
        with timed_tasks() as times:
            alone = min(alone, elapsed(lambda: reading(folder / f"alone-{number}", archive, 1)))  # noqa: B023 - at once
        if (used := time.process_time() - began) < one:
            one, tasks = used, times
        both = min(both, elapsed(lambda: reading(folder / f"both-{number}", archive, 2)))  # noqa: B023 - at once
    yield peer("lxml parsing a page, ms", parsing / len(pages) * 1000)
    yield peer("reading a page, ms", one / len(pages) * 1000)
    yield peer("loading models and tables once, s", first - one)
    yield at_least("pages a second a core, of lxml parsing alone", parsing / one, 0.28)
    yield at_least("two cores against one", alone / both, 1.8)
    yield at_least("two cores against one, by the CPU of each task", one / (one - sum(tasks) + on_two(tasks)), 1.8)
    same = lines_of(folder / "alone-0") == lines_of(folder / "both-0") == lines_of(folder / "one")
    yield "the same lines from both", str(same), "True", same


@contextmanager
def timed_tasks() -> Iterator[list[float]]:
    """CPU seconds of each task of a reading in this process, in the order in which they are handed out."""
    times: list[float] = []
    spread = run._spread  # noqa: SLF001 - to be timed

    def timing(work: Callable[[Any], Any], tasks: Iterable[Any], jobs: int, told: Told) -> Iterator[Any]:
        def timed(task: Any) -> Any:  # noqa: ANN401 - any task
            began = time.process_time()
            try:
                return work(task)
            finally:
                times.append(time.process_time() - began)

        yield from spread(timed, tasks, jobs, told)
        times.append(0.0)  # the next pass begins when this one is over

    run._spread = timing  # noqa: SLF001
    try:
        yield times
    finally:
        run._spread = spread  # noqa: SLF001


def on_two(tasks: list[float]) -> float:
    """How long two cores take for tasks that are taken one after the other; after a 0, both begin anew.

    This does not depend on what else the machine does, and leaves out what the two do to each other's caches.
    """
    whole = 0.0
    busy = [0.0, 0.0]
    for task in tasks:
        if task:
            busy[busy.index(min(busy))] += task
        else:
            whole, busy = whole + max(busy), [0.0, 0.0]
    return whole + max(busy)


def against_replay(folder: Path, forums: dict[str, list[Answer]]) -> Iterator[Row]:
    """Lines and time of ``scrapy crawl replay`` over the same archives.

    A replay asks only for pages that it needs, by their addresses; a reading has to look at every page. So pages a
    second are those of the archive here, and those that were asked for there.
    """
    here = there = 0.0
    same = count = pages = asked = 0
    for name, answers in forums.items():
        path = write_warc(folder / "replayed" / f"{name}.warc.gz", answers)
        out = folder / f"read-{name}"
        began = children()
        command = [sys.executable, "-m", "scrapy", "read", str(path), "-o", str(out), "--jobs", "1", "--quiet"]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)  # noqa: S603 - our own
        here += children() - began
        began = children()
        settings = [f"HARVESTER_DIR={folder / name}", "LOG_LEVEL=ERROR"]
        command = [sys.executable, "-m", "scrapy", "crawl", "replay", "-a", f"warc={path}"]
        command += [
            "-a",
            f"address={'/'.join(answers[0].url.split('/')[:3])}/",
            *(w for s in settings for w in ("-s", s)),
        ]
        subprocess.run(command, check=False, stderr=subprocess.DEVNULL)  # noqa: S603 - our own
        there += children() - began
        pages += sum(map(is_page, answers))
        asked += sum(
            json.loads(line)["requests"] for file in (folder / name).rglob("runs.ndjson") for line in file.open()
        )
        lines = {line["id"]: line for line in lines_of(out)}
        for line in (json.loads(line) for file in (folder / name).rglob("articles-*.jsonl") for line in file.open()):
            count += 1
            same += bare(lines.get(line["id"], {})) == bare(line)
    yield share("lines equal to the crawl's", same, count, 1.0)
    title = f"pages a second a core, {pages} of the archive, against the {asked} of scrapy crawl replay"
    yield at_least(title, pages / here / (asked / there), 3)
    yield "CPU of scrapy crawl replay for all of it against its own", f"{there / here:.2f}", "", True


def bare(line: Line) -> Line:
    """A line without what is of the harvest, and not of the page."""
    left_out = ("harvested", "warc", "revision", "changed", "previous_hash")
    return {name: value for name, value in line.items() if name not in left_out}


def killed(folder: Path, archive: Path, times: int) -> Iterator[Row]:
    """Lines lost or twice after readings that were killed at random instants."""
    expected = sorted(line["id"] for line in lines_of(folder / "one"))
    whole = elapsed(lambda: reading(folder / "timed", archive, 2))
    chance = random.Random(3)  # noqa: S311 - instants
    lost = twice = 0
    for number in range(times):
        out = folder / f"killed-{number}"
        for _ in range(3):
            process = get_context("fork").Process(target=_alone, args=(out, archive))
            process.start()
            time.sleep(chance.random() * whole)
            with suppress(ProcessLookupError):  # it has no group of its own yet: the whole reading is to come
                os.killpg(process.pid or 0, signal.SIGKILL)
            process.kill()
            process.join()
        reading(out, archive, 2)
        found = sorted(line["id"] for line in lines_of(out))
        lost += len(set(expected) - set(found))
        twice += len(found) - len(set(found))
    yield f"killed {3 * times} times: lines lost, twice", f"{lost}, {twice}", "0, 0", not lost and not twice


def _alone(folder: Path, archive: Path) -> None:
    os.setpgid(0, 0)
    reading(folder, archive, 2)


def memory(folder: Path, answers: list[Answer], gigabytes: float) -> Row:
    """The most memory that a process of a reading has, and all of them together."""
    archive = folder / f"large-{gigabytes:g}"
    size, number = 0, 0
    while size < min(gigabytes, WRITTEN) * 1e9:
        renamed = [Answer(a.url.replace("://127.0.0.1:", f"://h{number}.example:"), *_rest(a)) for a in answers]
        size += write_warc(archive / f"{number}.warc.gz", renamed).stat().st_size
        number += 1
    made = sorted(archive.iterdir())
    while size < gigabytes * 1e9:
        link = archive / f"again-{number}.warc.gz"
        link.symlink_to(made[number % len(made)])
        size += link.stat().st_size
        number += 1
    # In a process of its own: this one holds all pages.
    code = f"import archives; print(archives.most_memory({str(folder / f'out-{gigabytes:g}')!r}, {str(archive)!r}))"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *filter(None, sys.path)])}
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, env=environment)  # noqa: S603 - our own
    most = int(done.stdout.split()[-1])
    return f"memory, {gigabytes:g} GB of WARC, the largest process", f"{most // 1024} MB", "500 MB", most < 500 * 1024


def _rest(answer: Answer) -> tuple[int, list[tuple[str, str]], bytes]:
    return answer.status, answer.headers, answer.body


def most_memory(folder: str, archive: str) -> int:
    """Kilobytes of the largest process of a reading."""
    reading(Path(folder), Path(archive), 2)
    status = Path("/proc/self/status").read_text(encoding="ascii")
    own = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)


# --- making and measuring -----------------------------------------------------------------


def captured(path: Path) -> Iterator[Answer]:
    """The answers of a captured forum."""
    origin = ""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for page in map(json.loads, lines):
            if "origin" in page:
                origin = page["origin"]
                continue
            headers = [(str(name), str(value)) for name, value in page["headers"]]
            yield Answer(f"http://{origin}{page['url']}", page["status"], headers, page["body"].encode("latin-1"))


def is_page(answer: Answer) -> bool:
    """Whether an answer is a page that a forum made."""
    return answer.status == 200 and not any(word in answer.url for word in NO_PAGES) and b"</html>" in answer.body


def other_pages(folder: Path) -> Iterator[Answer]:
    """Pages below a folder."""
    paths = sorted(path for path in folder.rglob("*.html") if path.is_file())
    random.Random(5).shuffle(paths)  # noqa: S311 - an order
    for number, path in enumerate(paths[:MOST_OTHERS]):
        body = path.read_bytes()
        if len(body) > 500:
            yield Answer(f"https://docs.example.com/{number}.html", 200, [("Content-Type", "text/html")], body)


def write_warc(path: Path, answers: Iterable[Answer]) -> Path:
    """A packed WARC of answers."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for each in answers:
            headers = StatusAndHeaders(f"{each.status} OK", each.headers, protocol="HTTP/1.1")
            body, about = io.BytesIO(each.body), {"WARC-Date": DATE}
            record = writer.create_warc_record(
                each.url, "response", payload=body, http_headers=headers, warc_headers_dict=about
            )
            writer.write_record(record)
    return path


def reading(folder: Path, archive: Path, jobs: int) -> None:
    """Read an archive."""
    options = ReadOptions(Layout(folder), options_for().settings, jobs=jobs)
    read(shards([str(archive)]), options, {}, Told())


def lines_of(folder: Path) -> list[Line]:
    """The lines of a reading."""
    found = []
    for path in sorted((folder / "lines").rglob("*.zst")):
        with path.open("rb") as file:
            text = zstandard.ZstdDecompressor().stream_reader(file).read().decode()
        found += [json.loads(line) for line in text.splitlines()]
    return found


def parsed(body: bytes) -> object:
    """A page parsed, and nothing else."""
    return etree.fromstring(body, etree.HTMLParser(encoding="utf-8", huge_tree=True))


def cpu(work: Callable[[], object], rounds: int = 3) -> float:
    """CPU seconds, the best of some rounds."""
    best = float("inf")
    for _ in range(rounds):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best


def parse_all(pages: Iterable[Answer]) -> None:
    """Pages parsed, one after the other; none is kept."""
    for page in pages:
        parsed(page.body)


def turn_about(*works: Callable[[], object], rounds: int = 4) -> list[float]:
    """CPU seconds of each of some works, the best of some rounds of all of them: a busy machine slows all alike."""
    return [min(each) for each in zip(*([cpu(work, 1) for work in works] for _ in range(rounds)), strict=True)]


def elapsed(work: Callable[[], object]) -> float:
    """Seconds."""
    began = time.monotonic()
    work()
    return time.monotonic() - began


def children() -> float:
    """CPU seconds of processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def share(name: str, good: int, of: int, wanted: float) -> Row:
    """A row for a share."""
    return name, f"{good} of {of}", f"{wanted:.1%}", of > 0 and good / of >= wanted


def figure(name: str, value: float, most: float) -> Row:
    """A row for what must be small."""
    return name, f"{value:.3f}", f"under {most}", value < most


def at_least(name: str, value: float, least: float) -> Row:
    """A row for what must be large."""
    return name, f"{value:.2f}", f"{least}", value >= least


def peer(name: str, value: float) -> Row:
    """A row for a peer."""
    return name, f"{value:.3f}", "", True


if __name__ == "__main__":
    sys.exit(main())
