"""Articles as a SQLite database that anybody can search, in either script."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from crawling import scrapy
from harvested import SITE, article, put

from harvester.export.outputs import output
from harvester.export.sqlite import SEARCH, Sqlite

REPLY: dict[str, Any] = {
    "pid": 9, "floor": 2, "author": None, "published": None, "text": "回复里说碼頭", "quotes": []
}  # fmt: skip
LINES = [
    article(7, "江滨老街的创新工程，明年完工。Beijing 2008 年", title="开工"),
    article(8, "老街的創新，發展得很快。", site="b.example", replies=[REPLY]),
    article(9, '他说："头发白了"，\ud800 完', event_dates=["2026-01-30"]),
]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sqlite")
    put(folder / "harvest", LINES)
    output, known, log = folder / "news.sqlite", folder / "news.json", folder / "log"
    words = ["-s", f"HARVESTER_DIR={folder / 'harvest'}", "-o", str(output), "--datasette", str(known)]
    assert scrapy(["export", *words], log) == 0, log.read_text(encoding="utf-8")
    return output


def found(database: Path, words: str) -> list[int]:
    with sqlite3.connect(database) as db:
        db.row_factory = sqlite3.Row
        return sorted(row["tid"] for row in db.execute(SEARCH, {"words": words}))


@pytest.mark.parametrize(
    ("words", "tids"),
    [
        ("创新", [7, 8]),
        ("創新", [7, 8]),
        ("新", [7, 8]),
        ("江滨老街的创新工程", [7]),
        ("江濱老街的創新工程", [7]),
        ("发", [8, 9]),
        ("碼头", [8]),
        ("beijing 2008", [7]),
        ("开工", [7]),
        ('说："头', [9]),
        ("没有", []),
        ("AND", []),
    ],
)
def test_search_in_both_scripts(database: Path, words: str, tids: list[int]) -> None:
    assert found(database, words) == tids


def test_a_row_is_an_article_with_typed_columns(database: Path) -> None:
    with sqlite3.connect(database) as db:
        db.row_factory = sqlite3.Row
        row = dict(db.execute("SELECT * FROM articles WHERE tid = 9").fetchone())
        replies = db.execute(
            "SELECT replies.text FROM replies JOIN articles ON number = article WHERE site = 'b.example'"
        ).fetchall()
    assert (row["id"], row["author_name"], row["author_uid"], row["board_fid"]) == (f"{SITE}:9", "作者甲", 5, 2)
    assert json.loads(row["event_dates"]) == ["2026-01-30"]
    assert row["text"].endswith("\ufffd 完")
    assert [text for (text,) in replies] == [REPLY["text"]]


def test_datasette_gets_the_search_as_a_page(database: Path) -> None:
    known = json.loads(database.with_name("news.json").read_text(encoding="utf-8"))
    assert known["databases"]["news"]["queries"]["search"] == {"title": "Search", "sql": SEARCH, "params": ["words"]}


def test_nothing_is_left_beside_it(database: Path) -> None:
    assert {path.name for path in database.parent.iterdir()} == {"harvest", "news.sqlite", "news.json", "log"}


def test_a_disk_that_is_full_is_said_as_for_other_formats(tmp_path: Path) -> None:
    writer = Sqlite(output(str(tmp_path / "x.sqlite"), 0), tmp_path / "x.sqlite", Counter())
    writer._db.execute("PRAGMA max_page_count = 1")  # it takes what there is, and nothing more
    with pytest.raises(OSError, match="disk is full"):
        writer.write(article(7, "".join(map(chr, range(0x4E00, 0x9000)))), tmp_path)
