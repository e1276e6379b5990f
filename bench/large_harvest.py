"""A large harvest for the benches of what reads one: the demo forum's texts damaged, repaired, and multiplied.

To repair whole articles would take an hour. So a stock of paragraphs is damaged and repaired once, and articles are
drawn from it, with their logs. In each, one character in ten that no repair touched is another one, drawn from all of
the texts: packed, the copies are then no smaller than real texts are.
"""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from harvester.demo.content import load
from harvester.demo.markup import text as plain
from harvester.disk.files import Input, WholeFile
from harvester.items import Article, Board, Encoding
from harvester.show.fields import Field
from harvester.text import Repair, repair
from harvester.text.accidents import glosses, noise, shifts

Line = dict[str, Any]
#: A repaired text, and the log of it.
Repaired = tuple[str, tuple[Repair, ...]]

#: Characters of an article, at least; real ones of the captured forum have about as many on average.
LENGTH = 1000
#: The share of articles with damage, and the share of characters that are others in each copy.
DAMAGED, OTHER = 0.3, 0.1
BOARDS = [
    (fid, name) for fid, name in enumerate(("要闻", "社会", "教育", "文化", "经济", "体育", "读者来信", "副刊"), 2)
]
NOTICES = ("no_permission", "login_needed", "deleted", "password")


def name_of(site: int) -> str:
    """What the site with this number is called."""
    return f"bbs{site:04}.example"


def copy(folder: Path, name: str) -> None:
    """Make a site of this name, if it is not there, that says what the one in ``folder`` says; its store, too."""
    target, being_made = folder.with_name(name), folder.with_name(f".{name}")
    if target.is_dir():
        return
    shutil.rmtree(being_made, ignore_errors=True)
    being_made.mkdir()
    for path in folder.iterdir():
        content = Input(str(path))
        said = content.stream.read()
        content.close()
        file = WholeFile(being_made / path.name)
        file.write(said if path.suffix == ".sqlite" else said.replace(folder.name.encode(), name.encode()))
        file.commit()
    being_made.rename(target)


def make(
    base: Path,
    articles: int,
    sites: int = 3,
    length: int = LENGTH,
    notices: int | None = None,
    distinct: int = 100_000,
) -> None:
    """Write a harvest of a number of articles, of a number of forums, below ``base``.

    ``length``: characters of an article, at least; ``notices``: how many each forum has, one to 50 articles of all
    where it is ``None``; ``distinct``: how many have texts of their own; what is more has the texts of these again, so
    far from each other that nothing can be packed by that. Sites that are there already are left as they are.
    """
    writing = _Writing(random.Random(1), length)  # noqa: S311 - no secret
    for site in range(sites):
        folder = base / name_of(site)
        if folder.is_dir():
            continue
        being_made = base / f".{folder.name}"
        being_made.mkdir(parents=True, exist_ok=True)
        with (being_made / "articles-2026-01-31.jsonl").open("w", encoding="utf-8") as file:
            made: list[Repaired] = []
            for number, tid in enumerate(range(site, articles, sites)):
                if number < max(1, distinct // sites):
                    made.append(writing.article())
                line = _line(folder.name, tid, made[number % len(made)], writing.rng)
                file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
        with (being_made / "notices-20260131T120000Z.ndjson").open("w", encoding="utf-8") as file:
            for number in range(articles // 50 if notices is None else notices):
                kind = writing.rng.choice(NOTICES)
                file.write(json.dumps({"kind": kind, "url": f"https://{folder.name}/{number}", "text": kind}) + "\n")
        being_made.rename(folder)


class _Writing:
    """Writes articles of a length from a stock of paragraphs, some of them repaired."""

    def __init__(self, rng: random.Random, length: int) -> None:
        self.rng = rng
        self.length = length
        self.clean = _paragraphs()
        self.stock = [_repaired(text, rng) for text in self.clean]
        self.letters = [char for text in self.clean for char in text if char >= "\u4e00"]

    def article(self) -> Repaired:
        """The next article."""
        return _article(self.length, self.clean, self.stock, self.letters, self.rng)


def _paragraphs() -> list[str]:
    now = datetime(2026, 1, 31, tzinfo=UTC)
    texts = [
        plain(thread.first.message) for script in ("hans", "hant") for thread in load(script, now).threads.values()
    ]
    return [line for text in texts for line in text.split("\n") if len(line) >= 30]


def _repaired(text: str, rng: random.Random) -> Repaired:
    """The paragraph (for noise, with its mirror image for a second one) damaged and repaired."""
    if rng.random() < 0.3:
        damaged = noise.damage(f"{text}\n{text[::-1]}", rng=rng)
    elif rng.random() < 0.5:
        damaged = shifts.damage(text)
    else:
        damaged = glosses.damage(text)
    made = repair(damaged, least_certainty="guess")
    return made.text, tuple(made.repairs)


def _article(least: int, clean: list[str], stock: list[Repaired], letters: list[str], rng: random.Random) -> Repaired:
    damaged = rng.random() < DAMAGED
    texts: list[str] = []
    log: list[Repair] = []
    length = start = 0
    while length < least:
        text, made = rng.choice(stock) if damaged and rng.random() < 0.5 else (rng.choice(clean), ())
        text = _varied(text, made, letters, rng)
        log += [replace(each, start=each.start + start) for each in made]
        texts.append(text)
        length += len(text) + 1
        start += len(Field("", text, made).original()) + 1
    return "\n".join(texts), tuple(log)


def _varied(text: str, made: tuple[Repair, ...], letters: list[str], rng: random.Random) -> str:
    parts = []
    for piece, repair_made in Field("", text, made).pieces():
        if repair_made is None:
            piece = "".join(rng.choice(letters) if rng.random() < OTHER else char for char in piece)  # noqa: PLW2901
        parts.append(piece)
    return "".join(parts)


def _line(site: str, tid: int, article: Repaired, rng: random.Random) -> Line:
    """A line with every field, as a run writes it."""
    text, log = article
    published = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=rng.randrange(525_600))
    fid, board = rng.choice(BOARDS)
    return _bare() | {
        "id": f"{site}:{tid}",
        "site": site,
        "url": f"https://{site}/thread-{tid}-1-1.html",
        "tid": tid,
        "pid": tid * 10,
        "board": {"fid": fid, "name": board},
        "title": text[:22],
        "author": {"name": text[30:33], "uid": tid},
        "published": published.isoformat(),
        "text": text,
        "encoding": {"declared": "gbk", "used": rng.choice(["gb18030", "utf-8"]), "method": "declared", "bad_bytes": 0},
        "repairs": [{"where": "text", **asdict(each)} for each in log],
        "harvested": (published + timedelta(days=1)).isoformat(),
    }


@cache
def _bare() -> Line:
    """All fields of a line, with what most lines have in those that ``_line`` leaves alone."""
    empty = Article(
        id="", site="", url="", tid=0, pid=0, board=Board(0, ""), title="", thread_type=None, author=None, edited=None,
        published="", text="", pictures=[], attachments=[], views=10, reply_count=0, flags=[], harvested="",
        encoding=Encoding(None, "", "declared", 0),
    )  # fmt: skip
    return asdict(empty)


def lines(base: Path) -> Iterator[Line]:
    """The articles of a harvest that :func:`make` made."""
    for path in sorted(base.glob("*/articles-*.jsonl")):
        with path.open(encoding="utf-8") as file:
            yield from map(json.loads, file)
