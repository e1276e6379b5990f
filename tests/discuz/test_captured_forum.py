"""What the readers make of a captured forum (X3.4, GBK), measured against the truth about it."""

import json
import lzma
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from harvester.discuz.addresses import parse
from harvester.discuz.feed import read_feed
from harvester.discuz.index_page import read_index
from harvester.discuz.list_page import read_board
from harvester.discuz.notice import read_notice
from harvester.discuz.thread_page import read_thread
from harvester.forum.model import ListPage, ThreadPage
from harvester.forum.page import Page

FORUM = Path(__file__).parents[3] / "shared" / "forum"
ZONE = ZoneInfo("Asia/Shanghai")
ORIGIN = "http://127.0.0.1:8082"

pytestmark = pytest.mark.skipif(not (FORUM / "x34-gbk.jsonl.xz").is_file(), reason="the captured forum is not here")

NOTICES = {
    "board_forbidden": "no_permission",
    "board_password": "password",
    "not_found": "deleted",
    "readperm_200": "reading_level",
}


def lines(name: str) -> Iterator[dict[str, Any]]:
    with lzma.open(FORUM / name, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


@pytest.fixture(scope="module")
def pages() -> dict[str, tuple[int, Page]]:
    answers = (answer for answer in lines("x34-gbk.jsonl.xz") if "url" in answer)
    return {
        answer["url"]: (
            answer["status"],
            Page(answer["body"].encode("latin-1").decode("gb18030"), ORIGIN + answer["url"]),
        )
        for answer in answers
    }


@pytest.fixture(scope="module")
def truth() -> dict[int, dict[str, Any]]:
    return {thread["tid"]: thread for thread in lines("x34-gbk-truth.jsonl.xz")}


@pytest.fixture(scope="module")
def threads(pages: dict[str, tuple[int, Page]], truth: dict[int, dict[str, Any]]) -> dict[int, ThreadPage]:
    """The first page of each thread that a guest may read."""
    found = {}
    for tid, thread in truth.items():
        if thread["visible_to_guest"] == "yes":
            read = read_thread(pages[f"/thread-{tid}-1-1.html"][1], ZONE)
            assert read is not None, tid
            found[tid] = read
    return found


def stated(thread: dict[str, Any]) -> dict[str, Any]:
    """The fields of a thread, as the truth has them."""
    return {
        "title": thread["title"],
        "author": None if thread["anonymous"] else thread["author"],
        "board": (thread["fid"], thread["board"]),
        "published": thread["dateline_local"],
        "edited": thread["flags"]["edited_str"],
        "replies": thread["replies"],
        "first": (thread["first_pid"], 1),
        "poll": thread["flags"]["poll"] is not None,
        "closed": thread["flags"]["closed"],
        "external": thread["flags"]["external_images"],
    }


def shown(thread: ThreadPage) -> dict[str, Any]:
    """The same fields, as they were read."""
    first = thread.posts[0]
    edit = first.message.edit
    at = edit.at if edit else None
    return {
        "title": thread.title,
        "author": first.author.name if first.author else None,
        "board": (thread.fid, thread.board),
        "published": f"{first.published:%Y-%m-%d %H:%M:%S}",
        "edited": f"{at.year}-{at.month}-{at.day} {at:%H:%M}" if at else None,
        "replies": thread.replies,
        "first": (first.pid, first.floor),
        "poll": "poll" in thread.flags,
        "closed": "closed" in thread.flags,
        "external": [picture.url for picture in first.message.pictures],
    }


def test_fields_of_every_thread(threads: dict[int, ThreadPage], truth: dict[int, dict[str, Any]]) -> None:
    assert {tid: shown(thread) for tid, thread in threads.items()} == {tid: stated(truth[tid]) for tid in threads}


def test_text_of_every_thread(threads: dict[int, ThreadPage], truth: dict[int, dict[str, Any]]) -> None:
    wrong = [tid for tid, thread in threads.items() if thread.posts[0].message.text != truth[tid]["expected_text"]]
    assert wrong == []


def test_replies_of_every_thread(threads: dict[int, ThreadPage], truth: dict[int, dict[str, Any]]) -> None:
    for tid, thread in threads.items():
        replies = thread.posts[1:]
        expected = truth[tid]
        assert [reply.pid for reply in replies] == expected["reply_pids"][: len(replies)]
        names = [reply.author.name if reply.author else None for reply in replies]
        assert names == expected["reply_authors"][: len(replies)]
        times = [reply.published.timestamp() if reply.published else None for reply in replies]
        assert times == expected["reply_datelines"][: len(replies)]
        assert [reply.floor for reply in replies] == list(range(2, 2 + len(replies)))


def test_hidden_texts_are_not_shown_and_reported(
    threads: dict[int, ThreadPage], truth: dict[int, dict[str, Any]]
) -> None:
    hidden = {tid for tid in threads if truth[tid]["flags"]["hidden_text"]}
    reported = {
        tid
        for tid, thread in threads.items()
        if any(notice.kind == "hidden_part" for notice in thread.posts[0].message.notices)
    }
    assert hidden == reported != set()


@pytest.mark.parametrize(("tid", "kind"), [(170, "blocked_post"), (190, "payment")])
def test_posts_that_are_kept_back(pages: dict[str, tuple[int, Page]], tid: int, kind: str) -> None:
    thread = read_thread(pages[f"/thread-{tid}-1-1.html"][1], ZONE)
    assert thread is not None
    assert thread.posts[0].message.text == ""
    assert [notice.kind for notice in thread.posts[0].message.notices] == [kind]


def test_pages_of_threads_that_are_kept_back(
    pages: dict[str, tuple[int, Page]], truth: dict[int, dict[str, Any]]
) -> None:
    for tid, thread in truth.items():
        address = f"/forum.php?mod=viewthread&tid={tid}"
        kind = NOTICES.get(thread["visible_to_guest"])
        if kind is None or address not in pages or pages[address][0] == 302:
            continue
        status, page = pages[address]
        notice = read_notice(page, status)
        assert notice is not None, tid
        assert notice.kind == kind
        assert read_thread(page, ZONE) is None


def test_no_page_of_content_is_a_notice(pages: dict[str, tuple[int, Page]], truth: dict[int, dict[str, Any]]) -> None:
    kept_back = {tid for tid, thread in truth.items() if not thread["visible_to_guest"].startswith("yes")}
    for url, (status, page) in pages.items():
        named = parse(url)
        if status != 200 or named is None or read_notice(page, status) is None:
            continue
        assert named.tid in kept_back or named.fid in {38, 39, 99}, url


def bare(text: str) -> str:
    return "".join(text.split())


def test_the_archiver_has_the_same_text(pages: dict[str, tuple[int, Page]], truth: dict[int, dict[str, Any]]) -> None:
    """But for the codes of smilies (152) and the address of a picture (208) that it leaves in the text."""
    wrong = set()
    for tid, thread in truth.items():
        if thread["visible_to_guest"] == "yes":
            read = read_thread(pages[f"/archiver/?tid-{tid}.html"][1], ZONE)
            assert read is not None
            assert (read.layout, read.tid, read.title, read.fid) == ("archiver", tid, thread["title"], thread["fid"])
            assert f"{read.posts[0].published:%Y-%m-%d %H:%M:%S}" == thread["dateline_local"]
            if bare(read.posts[0].message.text) != bare(thread["expected_text"]):
                wrong.add(tid)
    assert wrong == {152, 208}


def test_feeds_name_the_newest_threads(pages: dict[str, tuple[int, Page]], truth: dict[int, dict[str, Any]]) -> None:
    rows = read_feed(pages["/forum.php?mod=rss&fid=2"][1])
    assert rows is not None
    assert len(rows) == 20
    for row in rows:
        assert row.title == truth[row.tid]["title"]
        assert row.posted is not None
        assert row.posted.timestamp() == truth[row.tid]["dateline"]


def lists(pages: dict[str, tuple[int, Page]]) -> Iterator[tuple[str, ListPage]]:
    for url, (status, page) in pages.items():
        read = read_board(page, ZONE) if url.startswith("/forum-") and status == 200 else None
        if read is not None:
            yield url, read


def test_rows_of_every_list(pages: dict[str, tuple[int, Page]], truth: dict[int, dict[str, Any]]) -> None:
    seen = set()
    for _, board in lists(pages):
        for row in board.rows:
            thread = truth[row.tid]
            seen.add(row.tid)
            assert row.title == thread["title"]
            assert (row.author.name if row.author else None) == (None if thread["anonymous"] else thread["author"])
            assert row.replies == (None if row.moved else thread["replies"])
            assert f"{row.posted:%Y-%m-%d}" == thread["dateline_local"][:10]
            assert row.readperm == (thread["flags"]["readperm"] or None)
            assert ("digest" in row.flags) == (thread["flags"]["digest"] > 0)
            assert ("sticky" in row.flags) == (thread["flags"]["sticky"] > 0)
            assert ("highlight" in row.flags) == thread["flags"]["highlight"]
            latest = datetime.fromtimestamp(max([thread["dateline"], *thread["reply_datelines"]]), ZONE)
            assert row.last_reply == latest.replace(second=0)
    visible = {tid for tid, thread in truth.items() if thread["visible_to_guest"].startswith(("yes", "readperm"))}
    assert seen == visible


def test_a_list_past_its_end_says_which_page_it_is(pages: dict[str, tuple[int, Page]]) -> None:
    boards = dict(lists(pages))
    assert (boards["/forum-2-9.html"].page, boards["/forum-2-9.html"].pages) == (9, 9)
    assert (boards["/forum-37-4.html"].page, boards["/forum-37-4.html"].pages) == (1, 1)


def test_the_moved_row_leads_to_the_thread_that_was_moved(pages: dict[str, tuple[int, Page]]) -> None:
    moved = [row for _, board in lists(pages) for row in board.rows if row.moved]
    assert [(row.tid, row.replies, row.views) for row in moved] == [(163, None, None)]


def test_index_and_sub_boards(pages: dict[str, tuple[int, Page]]) -> None:
    assert [board.fid for board in read_index(pages["/forum.php"][1])] == [2, 36, 37, 39]
    assert [board.fid for board in dict(lists(pages))["/forum-2-1.html"].sub_boards] == [41]
