"""Servers and networks that fail, for real: nothing is lost, and the next run gets the rest."""

from __future__ import annotations

import json
from pathlib import Path

from broken_spider import BROKEN
from crawling import RunCrawl
from harvests import FEW, Harvests
from troubles import TROUBLES, Front

from harvester.demo.forum import DemoForum
from harvester.disk.lock import SiteLock
from harvester.store.sqlite import Store

HASTY = ("HARVESTER_REPAIR=0", "DOWNLOAD_TIMEOUT=1", "RETRY_TIMES=1")
#: The kind of failure that each trouble comes to.
KINDS = {
    "stall": "download",
    "reset": "download",
    "half": "download",
    "garbage": "download",
    "no_text": "download",
    "circle": "redirect_loop",
    "elsewhere": "redirected_away",
    "huge": "download",
}


def test_a_page_that_cannot_be_fetched_is_fetched_by_the_next_run(run_crawl: RunCrawl) -> None:
    assert KINDS.keys() == TROUBLES.keys()
    with DemoForum(most=12) as forum:
        readable = [entry["tid"] for entry in forum.truth() if entry["visible"] == "yes"]
        wrong = dict(zip(readable[::2], TROUBLES, strict=False))
        with Front(forum, {f"thread-{tid}-": TROUBLES[name] for tid, name in wrong.items()}) as front:
            first = run_crawl(front.url, settings=HASTY)
            front.troubles = {}
            before = len(forum.requests)
            second = run_crawl(front.url, settings=HASTY)
            asked = [path for _, path in forum.requests[before:] if "thread" in path]
    assert first.exit_code == 3, first.output
    failed = {notice["tid"]: notice["kind"] for notice in first.notices if notice["failure"]}
    assert {wrong[tid]: kind for tid, kind in failed.items()} == KINDS
    assert {line["tid"] for line in first.articles} == {*readable} - {*wrong}
    assert "finished with failures: some pages are missing, run it again" in first.output
    assert "Traceback" not in first.output
    assert second.exit_code == 0, second.output
    assert sorted(asked) == sorted(f"/thread-{tid}-1-1.html" for tid in wrong)
    new = second.articles[len(first.articles) :]
    assert {line["tid"] for line in new if line["revision"] == 1} == {*wrong}
    links = {"continues", "continued_by"}  # the other half of an article came only now
    assert all({*line["changed"]} <= links for line in new if line["revision"] > 1)


def test_a_network_that_goes_in_mid_run_ends_it_soon(run_crawl: RunCrawl) -> None:
    with DemoForum(most=FEW) as forum, Front(forum, {"thread-1": TROUBLES["reset"]}) as front:
        gone = run_crawl(front.url, settings=(*HASTY, "HARVESTER_MOST_FAILURES=4"))
        front.troubles = {}
        back = run_crawl(front.url, settings=HASTY)
        readable = {entry["tid"] for entry in forum.truth() if entry["visible"] == "yes"}
    assert gone.exit_code == 3
    assert "the forum does not answer: run it again later" in gone.output
    assert len([notice for notice in gone.notices if notice["kind"] == "download"]) <= 6
    assert back.exit_code == 0
    assert {line["tid"] for line in back.articles} == readable
    assert len(back.articles) == len(readable)


def test_a_name_that_is_not_known_is_said_in_a_line(run_crawl: RunCrawl) -> None:
    crawl = run_crawl("http://forum.invalid/", settings=HASTY)
    assert crawl.exit_code == 1
    assert "could not start" in crawl.output
    assert "there is no host forum.invalid: check the address" in crawl.output
    assert "Traceback" not in crawl.output


def test_two_runs_of_a_site_the_second_stops_at_once(harvests: Harvests) -> None:
    harvests.path.mkdir(parents=True)
    lock = SiteLock(harvests.path / "lock")
    crawl = harvests.run()
    lock.close()
    assert crawl.exit_code == 5
    assert harvests.asked == []
    assert "another run" in crawl.output
    assert "Traceback" not in crawl.output
    assert harvests.run().exit_code == 0


def test_a_folder_that_cannot_be_written_to(harvests: Harvests, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    crawl = harvests.run(settings=(f"HARVESTER_DIR={tmp_path / 'file' / 'harvest'}",))
    assert crawl.exit_code == 1
    assert harvests.asked == []
    assert "Not a directory: move what is there out of the way, or set HARVESTER_DIR to another folder" in crawl.output
    assert "Errno" not in crawl.output
    assert "Traceback" not in crawl.output


def test_two_sites_that_a_file_system_does_not_keep_apart_are_refused(run_crawl: RunCrawl, tmp_path: Path) -> None:
    folder = tmp_path / "harvest" / "127.0.0.1_9_bbs"
    folder.mkdir(parents=True)
    store = Store(folder / "store.sqlite")
    store.keep_form("site", "127.0.0.1:9/BBS")
    store.save(1)
    store.close()
    crawl = run_crawl("http://127.0.0.1:9/bbs/", settings=HASTY)
    assert crawl.exit_code == 1
    assert "it holds 127.0.0.1:9/BBS, and this file system does not distinguish" in crawl.output
    assert not crawl.notices


def test_an_error_of_ours_costs_one_page_and_is_said_in_a_line(run_crawl: RunCrawl) -> None:
    with DemoForum(most=12) as forum:
        board = f"{forum.url}forum-2-1.html"
        broken = run_crawl(board, settings=(*HASTY, "SPIDER_MODULES=broken_spider"))
        mended = run_crawl(board, settings=HASTY)
    assert broken.exit_code == 3, broken.output
    (failure,) = (notice for notice in broken.notices if notice["failure"])
    assert (failure["kind"], failure["tid"]) == ("internal_error", BROKEN)
    assert "KeyError: 'a key that is not there' (broken_spider.py, line" in failure["text"]
    assert "internal_error 1" in broken.output
    assert "Traceback" not in broken.output
    assert len(broken.articles) > 5
    assert [line["tid"] for line in mended.articles[len(broken.articles) :]] == [BROKEN]


def test_items_that_are_not_articles_go_past_our_pipelines_and_are_mentioned_once(
    run_crawl: RunCrawl, tmp_path: Path
) -> None:
    exported = tmp_path / "items.jsonl"
    settings = (
        *HASTY,
        "SPIDER_MODULES=table_spider",
        f'FEEDS={{"{exported}": {{"format": "jsonlines"}}}}',
        "HARVESTER_DUPLICATES=True",
    )
    with DemoForum(most=6) as forum:
        crawl = run_crawl(f"{forum.url}forum-2-1.html", settings=settings)
    assert crawl.articles
    written = [json.loads(line) for line in exported.read_text(encoding="utf-8").splitlines()]
    own = [line["page"] for line in written if "page" in line]
    kinds = [line["kind_of_page"] for line in written if "kind_of_page" in line]
    assert {"board", "thread"} <= {*kinds}
    assert own[0] == 1
    assert {2, 3}.isdisjoint(own)
    assert 4 in own
    assert crawl.output.count("Items of type dict are not articles") == 1
    assert crawl.output.count("Traceback") == 1, "the pipeline's own error"
    assert len(written) == len(own) + len(kinds) + len(crawl.articles)
