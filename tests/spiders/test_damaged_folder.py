"""Stores and files that were damaged, deleted or are of another age: said in a line, and nothing is lost."""

from __future__ import annotations

import sqlite3
from collections import Counter

from harvests import Harvests


def test_a_damaged_store_is_made_anew_from_the_articles(harvests: Harvests) -> None:
    first = harvests.run()
    (harvests.path / "store.sqlite").write_bytes(b"damage " * 5000)
    second = harvests.run()
    assert second.exit_code == 0, second.output
    assert "the store was damaged: it is kept as" in second.output
    assert second.articles == first.articles
    assert not set(harvests.tids) & set(harvests.threads())
    assert len(list(harvests.path.glob("store.sqlite.damaged-*"))) == 1


def test_a_store_that_proves_damaged_later_is_set_aside_then(harvests: Harvests) -> None:
    first = harvests.run()
    store = harvests.path / "store.sqlite"
    size = store.stat().st_size
    with store.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * (size - 8192))
    runs = [harvests.run() for _ in range(2)]
    assert runs[-1].exit_code == 0, runs[-1].output
    assert all("Traceback" not in run.output for run in runs)
    assert Counter(line["tid"] for line in runs[-1].articles) == Counter(line["tid"] for line in first.articles)


def test_a_store_of_a_newer_version_is_left_alone(harvests: Harvests) -> None:
    harvests.run()
    with sqlite3.connect(harvests.path / "store.sqlite") as store:
        store.execute("PRAGMA user_version = 99")
    store.close()
    crawl = harvests.run()
    assert crawl.exit_code == 1
    assert harvests.asked == []
    assert "was made by a newer Harvester" in crawl.output
    assert "Traceback" not in crawl.output


def test_articles_that_were_deleted_are_harvested_again(harvests: Harvests) -> None:
    harvests.run()
    [path] = harvests.path.glob("articles-*.jsonl")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    half = harvests.run()
    assert half.exit_code == 0, half.output
    assert "was cut short" in half.output
    assert Counter(line["tid"] for line in half.articles) == Counter(harvests.tids)
    path.unlink()
    kept = harvests.run(settings=("HARVESTER_LOST_LINES=keep",))
    assert "is gone" in kept.output
    assert harvests.threads() == []


def test_articles_that_were_edited_or_removed_are_not_asked_for_again(harvests: Harvests) -> None:
    harvests.run("replies=all")
    [path] = harvests.path.glob("articles-*.jsonl")
    lines = path.read_bytes().splitlines(keepends=True)
    lines[2] = lines[2].replace(b'"title":"', '"title":"更正：'.encode(), 1)
    content = b"".join([*lines[:4], *lines[5:]])
    path.write_bytes(content)
    second = harvests.run()
    assert "was changed by hand (articles: 1 edited, 1 removed)" in second.output
    assert harvests.threads() == []
    full = harvests.run("full=1", "replies=all")
    assert full.exit_code == 0, full.output
    assert path.read_bytes() == content
