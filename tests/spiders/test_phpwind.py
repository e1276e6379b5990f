"""What every forum software has to give, on phpwind: all threads, later runs, walls, changes while it is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from changing import Answer, changed
from crawling import RunCrawl
from harvests import FEW, QUICK, Harvests

from harvester.demo.encoding import Charset
from harvester.demo.forum import DemoForum
from harvester.demo.versions import WINDS

both = pytest.mark.parametrize("version", ["phpwind-8.7", "phpwind-9.1"])
#: Kinds of notices where a board shows another than what keeps a guest out.
SHOWN = {"password": {"password", "login_needed"}, "reading_level": {"no_permission"}}


@pytest.fixture
def forum(version: str) -> Iterator[DemoForum]:
    with DemoForum(version=version, most=FEW, rows=4) as made:
        yield made


@pytest.fixture
def harvests(forum: DemoForum, run_crawl: RunCrawl, tmp_path: Path) -> Harvests:
    return Harvests(forum, run_crawl, tmp_path / "harvest")


def bare(text: str) -> str:
    return "".join(text.split())


def said(line: dict[str, Any]) -> dict[str, Any]:
    """What of a line, or of the truth, is compared."""
    author, board = line["author"], line["board"]
    edited = line["edited"] and line["edited"]["at"][:16]
    return {name: line[name] for name in ("title", "published", "reply_count", "thread_type")} | {
        "author": author["name"] if isinstance(author, dict) else author,
        "board": board["name"] if isinstance(board, dict) else board,
        "flags": sorted(line["flags"]),
        "edited": edited,
        "text": bare(line["text"] if isinstance(board, dict) else line["article"]),
    }


@pytest.mark.parametrize("version", WINDS)
@pytest.mark.parametrize("addresses", ["rewritten", "own", "dynamic"])
def test_every_thread_comes_once_with_all_its_fields(version: str, addresses: Any, run_crawl: RunCrawl) -> None:  # noqa: ANN401
    charset: Charset = {"rewritten": "gbk", "own": "big5", "dynamic": "utf-8"}[addresses]  # type: ignore[assignment]
    most = 0 if addresses == "rewritten" else FEW
    with DemoForum(version=version, addresses=addresses, charset=charset, most=most) as forum:
        crawl = run_crawl(forum.url, "replies=all", settings=QUICK)
        truth = {entry["tid"]: entry for entry in forum.truth()}
        asked = Counter(path for _, path in forum.requests)
    assert crawl.exit_code == 0, crawl.output
    assert [said(line) for line in crawl.articles] == [said(truth[line["tid"]]) for line in crawl.articles]
    assert Counter(line["tid"] for line in crawl.articles) == {
        tid: 1 for tid, entry in truth.items() if entry["visible"] == "yes"
    }
    for line in crawl.articles:
        joined = truth[line["tid"]]["joined"]
        wanted = truth[line["tid"]]["replies"]
        found = {reply["pid"]: reply for reply in line["replies"]}
        assert found.keys() | set(joined) == {reply["pid"] for reply in wanted}
        assert all(
            bare(found[reply["pid"]]["text"]) == bare(reply["text"]) for reply in wanted if reply["pid"] in found
        )
        assert [found[reply["pid"]]["floor"] for reply in wanted if reply["pid"] in found] == [
            reply["floor"] for reply in wanted if reply["pid"] in found
        ]
    for notice in crawl.notices:
        if notice["tid"] is not None and truth[notice["tid"]]["visible"] != "yes":
            why = truth[notice["tid"]]["visible"]
            assert notice["kind"] in SHOWN.get(why, {why}), notice
    assert max(asked.values()) == 1
    assert {line["engine"] for line in crawl.articles} == {"phpwind"}


@both
def test_later_runs_ask_for_what_changed(harvests: Harvests) -> None:
    first = harvests.run()
    assert harvests.run().exit_code == 0
    assert harvests.threads() == []
    replied, edited, deleted = harvests.tids[0], harvests.tids[1], harvests.tids[2]
    harvests.forum.add_reply(replied, "读后有感。")
    harvests.forum.edit(edited, "改过的正文。", title="改过的标题")
    harvests.forum.delete(deleted)
    new = harvests.forum.add_thread(2, "新帖", "新帖的正文。")
    harvests.make_due(edited, deleted)
    third = harvests.run(settings=("HARVESTER_VISIT_ON_REPLY=1", "HARVESTER_WRITE_GONE=1"))
    assert set(harvests.threads()) == {replied, edited, deleted, new}
    written = {line["tid"]: line for line in third.articles[len(first.articles) :]}
    assert {tid: line["revision"] for tid, line in written.items()} == {edited: 2, new: 1, deleted: 1}
    assert {"title", "text", "edited"} <= set(written[edited]["changed"])
    assert written[deleted]["kind"] == "gone"
    harvests.run()
    assert harvests.threads() == []


@both
def test_the_load_guard_is_waited_out(forum: DemoForum, run_crawl: RunCrawl) -> None:
    """It answers with bare words and status 200, whatever is asked for, and lets one in again."""
    answers = Counter[str]()

    def guard(answer: Answer) -> None:
        answers["all"] += 1
        if answer.path != "/robots.txt" and answers["all"] % 5 == 0:
            answer.body = (b"Forbidden, Please Refresh", b"Forbidden, Please turn off CC")[answers["all"] % 2]
            answer.headers["Content-Type"] = "text/html"

    with changed(forum, guard) as front:
        crawl = run_crawl(front.url, settings=(*QUICK, "HARVESTER_FLOOD_DELAY=0.01", "HARVESTER_FLOOD_RETRIES=9"))
    readable = {entry["tid"] for entry in forum.truth() if entry["visible"] == "yes"}
    assert crawl.exit_code == 0, crawl.output
    assert Counter(line["tid"] for line in crawl.articles) == dict.fromkeys(readable, 1)


@both
def test_a_page_cut_off_in_a_post_is_a_failure_and_had_by_the_next_run(forum: DemoForum, run_crawl: RunCrawl) -> None:
    tid = next(entry["tid"] for entry in forum.truth() if entry["visible"] == "yes" and len(entry["text"]) > 60)
    address = f"/{forum.links.thread(tid)}"

    def cut(answer: Answer) -> None:
        if answer.path == address:
            begin = answer.body.index(b'id="read_tpc"' if b"read_tpc" in answer.body else b"editor_content")
            answer.body = answer.body[: begin + 60]

    with changed(forum, cut) as front:
        first = run_crawl(front.url, settings=(*QUICK, "RETRY_TIMES=1"))
        front.change = None
        second = run_crawl(front.url, settings=QUICK)
    assert first.exit_code == 3, first.output
    assert [(notice["kind"], notice["tid"]) for notice in first.notices if notice["failure"]] == [("cut_off", tid)]
    assert second.exit_code == 0, second.output
    assert [line["tid"] for line in second.articles[len(first.articles) :]] == [tid]


@both
def test_threads_are_read_off_the_plain_pages_where_that_is_asked_for(
    forum: DemoForum, run_crawl: RunCrawl, version: str
) -> None:
    crawl = run_crawl(forum.url, "source=simple", settings=QUICK)
    plain = [path for _, path in forum.requests if path.startswith("/simple/")]
    truth = {entry["tid"]: entry for entry in forum.truth() if entry["visible"] == "yes"}
    assert crawl.exit_code == 0, crawl.output
    assert {line["tid"]: bare(line["text"]) for line in crawl.articles} == {
        tid: bare(entry["article"]) for tid, entry in truth.items()
    }
    assert len(plain) > len(truth) / 2 if version == "phpwind-8.7" else len(plain) == 1
