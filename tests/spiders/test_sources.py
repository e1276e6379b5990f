"""Which door threads are read through, by ``-a source=``: what is asked for, and that nothing is lost."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from crawling import Crawl, RunCrawl
from harvests import FEW, Harvests

from harvester.demo.forum import DemoForum
from harvester.demo.model import Upload


def choice(harvests: Harvests) -> tuple[str, str]:
    with sqlite3.connect(harvests.path / "store.sqlite") as store:
        name, reason = store.execute("SELECT name, reason FROM choice").fetchone()
    return name, reason


def plain(harvests: Harvests) -> list[int]:
    with sqlite3.connect(harvests.path / "store.sqlite") as store:
        return [tid for (tid,) in store.execute("SELECT tid FROM plain ORDER BY tid")]


def archived(harvests: Harvests) -> list[int]:
    return sorted(number for kind, number in harvests.asked if kind == "archiver-thread")


@pytest.fixture
def without_archiver(run_crawl: RunCrawl, tmp_path: Path) -> Iterator[Harvests]:
    with DemoForum(archiver=False, most=FEW) as forum:
        yield Harvests(forum, run_crawl, tmp_path / "harvest")


def test_auto_looks_once_and_says_why(harvests: Harvests) -> None:
    crawl = harvests.run()
    assert len(archived(harvests)) == 1
    assert choice(harvests)[0] == "rechecks"
    assert "the same text in" in crawl.output
    assert choice(harvests)[1] in crawl.output
    assert all(line["pid"] for line in crawl.articles)
    tids = plain(harvests)
    harvests.make_due(*tids)
    harvests.run("full=1")
    assert archived(harvests) == []


def test_second_looks_go_to_the_archiver_and_miss_nothing(harvests: Harvests) -> None:
    harvests.run()
    showing = plain(harvests)
    others = [tid for tid in harvests.tids if tid not in showing]
    edited, titled, gone = showing[-3:]
    harvests.forum.edit(edited, "改过的正文。")
    harvests.forum.edit(titled, title="改过的标题")
    harvests.forum.delete(gone)
    harvests.make_due(*showing, *others)
    crawl = harvests.run(settings=("HARVESTER_RECHECK=100000d",))
    assert crawl.exit_code == 0, crawl.output
    assert archived(harvests) == showing
    assert set(harvests.threads()) >= {edited, titled, gone, *others}
    unasked = set(showing) - set(harvests.threads())
    assert unasked == {*showing} - {edited, titled, gone}
    written = {line["tid"]: line["changed"] for line in crawl.articles if line["revision"] == 2}
    assert written == {edited: ["text", "edited"], titled: ["title", "edited"]}
    assert f"{len(unasked)} of them in the archiver" in crawl.output
    harvests.run()
    assert harvests.threads() == archived(harvests) == []


def test_the_last_planned_look_is_at_the_thread_s_own_page(harvests: Harvests) -> None:
    harvests.run()
    tid = plain(harvests)[0]
    harvests.make_due(tid)
    post = harvests.forum._site.content.threads[tid].first
    post.uploads.append(Upload(aid=9999, name="new.jpg", size="1 KB", picture=True, path="data/attachment/new.jpg"))
    crawl = harvests.run(settings=("HARVESTER_RECHECK=1h",))
    assert archived(harvests) == harvests.threads() == [tid]
    assert crawl.articles[-1]["changed"] == ["pictures"]


def test_replies_are_looked_for_on_thread_pages(harvests: Harvests) -> None:
    harvests.run("replies=all")
    harvests.make_due(*harvests.tids[:5])
    harvests.run("replies=all")
    assert archived(harvests) == []
    assert set(harvests.threads()) == set(harvests.tids[:5])


def test_a_forum_without_an_archiver(without_archiver: Harvests) -> None:
    crawl = without_archiver.run()
    assert crawl.exit_code == 0, crawl.output
    assert choice(without_archiver) == ("thread", "thread pages: there is no archiver (status 404)")
    assert "there is no archiver" in crawl.output
    assert not any(notice["failure"] for notice in crawl.notices)
    without_archiver.make_due(*without_archiver.tids[:5])
    without_archiver.run()
    assert archived(without_archiver) == []
    assert set(without_archiver.threads()) == set(without_archiver.tids[:5])


def test_source_thread_asks_nothing_of_the_archiver(harvests: Harvests) -> None:
    harvests.run("source=thread")
    harvests.make_due(*harvests.tids[:3])
    harvests.run("source=thread")
    assert archived(harvests) == []
    assert set(harvests.threads()) == set(harvests.tids[:3])


def test_source_archiver_has_the_texts(harvests: Harvests) -> None:
    pages = {line["tid"]: line for line in harvests.run("source=thread").articles}
    other = Harvests(harvests.forum, harvests._crawl, harvests.path.parent)
    crawl = other.run("source=archiver", settings=(f"HARVESTER_DIR={harvests.path.parent}-archiver",))
    assert crawl.exit_code == 0, crawl.output
    assert len(archived(other)) > len(other.threads())
    lines = read(Path(f"{harvests.path.parent}-archiver"))
    assert {tid: len(found) for tid, found in lines.items()} == dict.fromkeys(pages, 1)
    alike = [tid for tid in pages if all(lines[tid][0][name] == pages[tid][name] for name in SHOWN)]
    assert len(alike) >= len(pages) * 0.95
    assert {lines[tid][0]["pid"] for tid in archived(other) if tid in lines} >= {None}
    attached = [tid for tid in pages if any(picture["aid"] for picture in pages[tid]["pictures"])]
    assert all(lines[tid][0]["pictures"] for tid in attached)


#: What the archiver has of a thread, with what its list row says.
SHOWN = (
    "title",
    "text",
    "author",
    "published",
    "edited",
    "views",
    "reply_count",
    "thread_type",
    "flags",
    "attachments",
)


def read(folder: Path) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for path in folder.glob("*/articles-*.jsonl"):
        for raw in path.read_text(encoding="utf-8").splitlines():
            line = json.loads(raw)
            found.setdefault(line["tid"], []).append(line)
    return found


def test_source_archiver_without_an_archiver(without_archiver: Harvests) -> None:
    crawl = without_archiver.run("source=archiver")
    assert crawl.exit_code == 0, crawl.output
    assert sorted(line["tid"] for line in crawl.articles) == without_archiver.tids
    assert len(archived(without_archiver)) == 1
    assert "the archiver can't be read (no archiver's page, status 404)" in crawl.output


def test_source_archiver_with_replies(run_crawl: RunCrawl) -> None:
    with DemoForum() as forum:
        truth = max(
            (entry for entry in forum.truth() if entry["visible"] == "yes"), key=lambda entry: entry["reply_count"]
        )
        crawl: Crawl = run_crawl(truth["url"], "source=archiver", "replies=all", settings=("HARVESTER_REPAIR=0",))
        asked = [path for _, path in forum.requests]
    replies = truth["replies"]
    assert crawl.exit_code == 0, crawl.output
    assert [each["floor"] for each in crawl.articles[0]["replies"]] == [reply["floor"] for reply in replies]
    assert {each["pid"] for each in crawl.articles[0]["replies"]} == {None}
    assert not any("thread-" in path for path in asked)
