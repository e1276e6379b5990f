"""Random hands: files of articles changed as people, programs and disks change them, and what two runs make of it.

    .venv/bin/python bench/hands.py --times 1000 --seed 7

Each time a harvest of its own, written as a run writes it, has one thing done to one of its files, packed or not: a
byte in, a byte out, a word changed, a line gone, lines swapped, a file of an earlier run, a flipped bit, two bits of a
packed file. Two runs follow, which visit every thread that is to be visited. Counted is what must not be: articles
lost, twice or written by nobody, edits and removals undone, and messages that do not say what was done. Prints a
Markdown table; the exit code is 1 where a figure is not 0.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from harvester import items
from harvester.site_folder import articles, packing
from harvester.site_folder.folder import FolderStore, Layout
from harvester.visits.harvest import Harvest, Options

#: Threads of a harvest, which two runs write.
THREADS = 12
NAME = "articles-2026-01-02.jsonl"
Lines = list[bytes]
#: What must not be.
_WRONG = (
    "articles lost", "articles twice", "articles invented", "edits undone", "removals undone", "unexplained messages",
)  # fmt: skip


@dataclass(slots=True)
class Done:
    """What was done to a file: what it says then, and what it must come to.

    ``edited``: the line that has to stay as it is; ``removed``: the thread that has to stay away; ``said``: of which
    words one is in each message.
    """

    content: bytes
    said: tuple[str, ...]
    edited: bytes | None = None
    removed: int | None = None


def byte_in(lines: Lines, rng: random.Random) -> Done:
    """A byte too many, anywhere."""
    content = b"".join(lines)
    at = rng.randrange(len(content))
    return _changed(lines, content[:at] + bytes([rng.randrange(256)]) + content[at:])


def byte_out(lines: Lines, rng: random.Random) -> Done:
    """A byte less, anywhere."""
    content = b"".join(lines)
    at = rng.randrange(len(content))
    return _changed(lines, content[:at] + content[at + 1 :])


def flipped_bit(lines: Lines, rng: random.Random) -> Done:
    """A bit the other way, anywhere."""
    content = bytearray(b"".join(lines))
    content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
    return _changed(lines, bytes(content))


def word(lines: Lines, rng: random.Random) -> Done:
    """A word of a text changed by a person."""
    at = rng.randrange(len(lines))
    line = lines[at].replace("末班车".encode(), rng.choice(("末班公交车", "车", "末班电车")).encode(), 1)
    content = b"".join([*lines[:at], line, *lines[at + 1 :]])
    return Done(content, ("changed by hand",), edited=line)


def line_gone(lines: Lines, rng: random.Random) -> Done:
    """A line removed by a person; not all that the last run wrote, which is taken for an older copy."""
    at = rng.randrange(len(lines))
    tid = json.loads(lines[at])["tid"]
    return Done(b"".join([*lines[:at], *lines[at + 1 :]]), ("changed by hand",), removed=tid)


def lines_swapped(lines: Lines, rng: random.Random) -> Done:
    """Two lines in each other's places."""
    one, other = rng.sample(range(len(lines)), 2)
    lines = list(lines)
    lines[one], lines[other] = lines[other], lines[one]
    return Done(b"".join(lines), ("changed by hand",))


def of_yesterday(lines: Lines, _rng: random.Random) -> Done:
    """The file as it was when the first run ended."""
    return Done(b"".join(lines[: THREADS // 2]), ("cut short",))


def rot(_lines: Lines, _rng: random.Random) -> Done:
    """Two bits of a packed file the other way."""
    return Done(b"", ("damaged", "cut short", "changed by hand", "can't be read"))


HANDS: tuple[Callable[[Lines, random.Random], Done], ...] = (
    byte_in, byte_out, flipped_bit, word, line_gone, lines_swapped, of_yesterday,
)  # fmt: skip


def _changed(lines: Lines, content: bytes) -> Done:
    """What damage comes to: where all lines can still be read, it can't be distinguished from an edit, and stays."""
    said = ("changed by hand", "can't be read", "torn end", "cut short", "damaged", "harvested again")
    changed = [line for line in content.splitlines(keepends=True) if line not in lines]
    whole = len(changed) == 1 and content.endswith(b"\n") and _reads(changed[0])
    return Done(content, said, edited=changed[0] if whole else None)


def _reads(line: bytes) -> bool:
    try:
        return bool(json.loads(line)["text"])
    except (ValueError, LookupError, TypeError):
        return False


@dataclass
class Figures:
    """What all times together came to: how often each hand was at work, and what went wrong, with an example."""

    times: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    def count(self, what: str, example: object) -> None:
        """Count something that went wrong."""
        self.wrong[what] += 1
        self.examples.setdefault(what, str(example))


def article(tid: int) -> items.Article:
    """An article of the made harvest, as a page would have it."""
    return items.Article(
        id=f"bbs.example.com:{tid}",
        site="bbs.example.com",
        url=f"http://bbs.example.com/thread-{tid}-1-1.html",
        tid=tid,
        pid=tid * 10,
        board=items.Board(2, "新闻"),
        title=f"第{tid}条消息",
        thread_type=None,
        author=items.Author("某人", 5),
        published="2026-01-02T20:00:00+08:00",
        edited=None,
        text=f"末班车，九点半从{tid}号站开出。\n乘客{tid}人。",
        pictures=[],
        attachments=[],
        views=tid,
        reply_count=0,
        flags=[],
        encoding=items.Encoding(None, "utf-8", "declared", 0),
        harvested="2026-01-02T12:00:00+00:00",
    )


def run(folder: Path, tids: range, now: datetime, layout: Layout) -> list[str]:
    """A run that visits new threads, and all that are wanted; returns what it said at its beginning."""

    async def visits() -> list[str]:
        harvest = Harvest(FolderStore.take(folder, layout, lambda: now), Options(), lambda: now)
        wanted = {each.tid for each in await harvest.store.wanted()}
        for tid in sorted({*tids, *wanted}):
            item = article(tid)
            await harvest.load([tid])
            if harvest.revise(item):
                await harvest.write(item)
            else:
                harvest.unchanged(item)
            await harvest.commit()
        await harvest.finish()
        messages = [message for message in harvest.store.messages if "packed" not in message]
        await harvest.leave()
        return messages

    return asyncio.run(visits())


def once(rng: random.Random, folder: Path, figures: Figures) -> None:
    """One harvest, one hand, two runs."""
    now = datetime(2026, 1, 2, 12, tzinfo=UTC)
    layout = Layout(packed=rng.choice(("", ".gz", ".zst")))
    run(folder, range(1, THREADS // 2 + 1), now, layout)
    run(folder, range(THREADS // 2 + 1, THREADS + 1), now, layout)
    path, later = folder / NAME, now + timedelta(days=1)
    packed = layout.packed and rng.random() < 0.7
    if packed:
        run(folder, range(0), later, layout)
        (path,) = folder.glob(f"{NAME}.*")
    with articles.opened(path) as stream:
        lines = stream.read().splitlines(keepends=True)
    hand = rng.choice((*HANDS, rot) if packed else HANDS)
    figures.times[f"{hand.__name__}, {'packed' if packed else 'plain'}"] += 1
    done = hand(lines, rng)
    if hand is rot:
        _rot(path, rng)
    else:
        _put(path, done.content)
    said = [run(folder, range(0), later, layout) for _ in range(2)]
    _judge(folder, done, said, figures, hand.__name__)


def _rot(path: Path, rng: random.Random) -> None:
    content = bytearray(path.read_bytes())
    for _ in range(2):
        content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
    path.write_bytes(content)


def _put(path: Path, content: bytes) -> None:
    import zstandard  # noqa: PLC0415 - where it is needed

    pack = {".gz": gzip.compress, ".zst": zstandard.ZstdCompressor().compress}.get(path.suffix, bytes)
    path.write_bytes(pack(content))


def _judge(folder: Path, done: Done, said: list[list[str]], figures: Figures, hand: str) -> None:
    found: list[dict[str, Any]] = [line for path in articles.files(folder) for line in articles.lines_of(path)]
    lines = Counter((line["tid"], line["revision"]) for line in found)
    there = {tid for tid, _ in lines}
    wanted = set(range(1, THREADS + 1)) - {done.removed}
    if lost := wanted - there:
        figures.count("articles lost", (hand, lost, said))
    if twice := [key for key, count in lines.items() if count > 1]:
        figures.count("articles twice", (hand, twice, said))
    if invented := there - set(range(1, THREADS + 1)):
        figures.count("articles invented", (hand, invented, said))
    if done.removed in there:
        figures.count("removals undone", (hand, done.removed, said))
    if done.edited is not None and json.loads(done.edited) not in found and done.edited.strip() not in _aside(folder):
        figures.count("edits undone", (hand, said))
    for message in [*said[0], *said[1]]:
        if not any(words in message for words in done.said):
            figures.count("unexplained messages", (hand, message))
    if said[1]:
        figures.count("unexplained messages", (hand, said))


def _aside(folder: Path) -> bytes:
    """What was set aside: a line that parses and is not an article any longer is among it."""
    content = b""
    for path in folder.glob("*.damaged-*"):
        raw = path.read_bytes()
        with suppress(*packing.READ_ERRORS):
            content += gzip.decompress(raw) if ".gz" in path.name else raw
    return content


def hands(times: int, seed: int) -> Figures:
    """So many harvests, each with a hand of its own."""
    rng, figures = random.Random(seed), Figures()  # noqa: S311 - no secret
    for _ in range(times):
        with tempfile.TemporaryDirectory() as folder:
            once(rng, Path(folder), figures)
    return figures


def main() -> int:
    """Run it; see the module's docstring."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))  # noqa: S311 - as below
    options = parser.parse_args()
    figures = hands(options.times, options.seed)
    print(f"seed {options.seed}\n\n| what | times |\n|---|---|")
    for name, count in sorted(figures.times.items()):
        print(f"| {name} | {count} |")
    for name in _WRONG:
        print(f"| **{name}** | {figures.wrong[name]} |")
    for name, example in figures.examples.items():
        print(f"{name}: {example}", file=sys.stderr)
    return 1 if figures.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
