"""A large harvest for the benches of what reads one: the demo forum's texts damaged, repaired, and multiplied.

To repair whole articles would take an hour. So a stock of paragraphs is damaged and repaired once, and articles are
drawn from it, with their logs. In each, one character in ten that no repair touched is another one, drawn from all of
the texts: packed, the copies are then no smaller than real texts are.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from harvester.demo.content import load
from harvester.demo.markup import text as plain
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
    far from each other that nothing can be packed by that.
    """
    rng = random.Random(1)  # noqa: S311 - no secret
    clean = _paragraphs()
    stock = [_repaired(text, rng) for text in clean]
    letters = [char for text in clean for char in text if char >= "\u4e00"]
    for site in range(sites):
        folder = base / f"bbs{site}.example"
        folder.mkdir(parents=True)
        with (folder / "articles-2026-01-31.jsonl").open("w", encoding="utf-8") as file:
            made: list[Repaired] = []
            for number, tid in enumerate(range(site, articles, sites)):
                if number < distinct // sites:
                    made.append(_article(length, clean, stock, letters, rng))
                line = _line(f"bbs{site}.example", tid, made[number % len(made)], rng)
                file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
        with (folder / "notices-20260131T120000Z.ndjson").open("w", encoding="utf-8") as file:
            for number in range(articles // 50 if notices is None else notices):
                kind = rng.choice(NOTICES)
                file.write(
                    json.dumps({"kind": kind, "url": f"https://bbs{site}.example/{number}", "text": kind}) + "\n"
                )


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
    text, log = article
    fid, board = rng.choice(BOARDS)
    published = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=rng.randrange(525_600))
    return {
        "schema": 1, "kind": "article", "id": f"{site}:{tid}", "site": site, "tid": tid, "revision": 1,
        "url": f"https://{site}/thread-{tid}-1-1.html", "board": {"fid": fid, "name": board}, "title": text[:22],
        "author": {"name": text[30:33], "uid": tid}, "edited": None, "published": published.isoformat(), "text": text,
        "encoding": {"declared": "gbk", "used": rng.choice(["gb18030", "utf-8"]), "method": "declared", "bad_bytes": 0},
        "repairs": [{"where": "text", **asdict(made)} for made in log], "replies": None,
        "harvested": (published + timedelta(days=1)).isoformat(),
    }  # fmt: skip


def lines(base: Path) -> Iterator[Line]:
    """The articles of a harvest that :func:`make` made."""
    for path in sorted(base.glob("*/articles-*.jsonl")):
        with path.open(encoding="utf-8") as file:
            yield from map(json.loads, file)
