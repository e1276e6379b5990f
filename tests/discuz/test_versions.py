"""Every version of the demo forum in every encoding: all rows, fields and texts, asked for in this process."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

import pytest

from harvester.demo.dates import ZONE
from harvester.demo.encoding import CHARSETS, Charset
from harvester.demo.forum import DemoForum
from harvester.demo.versions import VERSIONS
from harvester.discuz.about import version_of
from harvester.discuz.index_page import read_index
from harvester.discuz.list_page import read_board
from harvester.discuz.notice import read_notice
from harvester.discuz.thread_page import read_thread
from harvester.forum.model import ListPage, Member, Post, Row, ThreadPage
from harvester.forum.page import Page

Record = dict[str, Any]

#: The layouts that read lists and threads, by the beginning of a version's name.
LAYOUTS = {
    "6": ("7", "6"),
    "7": ("7", "7"),
    "X": ("x", "x"),
    "touch": ("touch-x3", "touch"),
    "touch-x35": ("touch", "touch"),
    "touch-x50": ("touch", "touch"),
    "X5.0": ("x5", "x"),
}

#: What a list does not show of a thread; telephones get less of it.
HIDDEN = {
    "touch": {"views", "posted", "last_reply", "thread_type", "readperm", "price"},
    "touch-x35": {"last_reply", "readperm", "price"},
    "touch-x50": {"last_reply", "readperm", "price"},
    "X5.0": {"last_reply", "readperm", "price"},
}
#: What telephones get of threads that are kept at the top: their titles.
HIDDEN_TOP = {name: {"author", "replies", "views", "posted", "thread_type"} for name in ("touch-x35", "touch-x50")}

#: The versions whose pages are made of different templates, each for all that share them.
MAKES = {version.templates: name for name, version in reversed(VERSIONS.items())}

#: Board 2 has sub-boards, types, pages and all kinds of threads; the others are less.
BOARDS = (2, 12, 3, 4, 21)


class Forum:
    """A demo forum asked in process, with the truth about its threads."""

    def __init__(self, version: str, charset: Charset) -> None:
        self.version = VERSIONS[version]
        self.forum = DemoForum(
            version=version, charset=charset, sorts=True, addresses="dynamic" if charset == "big5" else "rewritten"
        )
        self.truth: dict[int, Record] = {entry["tid"]: entry for entry in self.forum.truth()}

    def page(self, address: str) -> Page:
        answer = self.forum.answer(f"/{address}")
        assert (
            answer.status == 200
            or not self.version.not_found
            or b"alert_error" in answer.body
            or b"jump_c" in answer.body
        )
        return Page(answer.body.decode(self.forum.charset, "replace"), urljoin(self.forum.url, address))

    def lists(self) -> Iterator[ListPage]:
        for fid in BOARDS:
            number = 1
            while True:
                page = self.page(self.forum.links.board(fid, number))
                assert read_notice(page, 200) is None
                listed = read_board(page, ZONE, self.forum.now)
                assert listed is not None
                assert (listed.fid, listed.page) == (fid, number)
                yield listed
                if number == listed.pages:
                    break
                number += 1

    def posts(self, tid: int) -> tuple[ThreadPage, list[Post]]:
        """The first page of a thread, and the posts of all its pages."""
        pages = [self._thread(tid, 1)]
        pages += [self._thread(tid, number) for number in range(2, pages[0].pages + 1)]
        assert [page.page for page in pages] == list(range(1, pages[0].pages + 1))
        return pages[0], [post for page in pages for post in page.posts]

    def _thread(self, tid: int, number: int) -> ThreadPage:
        page = self.page(self.forum.links.thread(tid, number))
        assert read_notice(page, 200) is None
        thread = read_thread(page, ZONE, self.forum.now)
        assert thread is not None
        return thread


def layouts(version: str) -> tuple[str, str]:
    return LAYOUTS.get(version) or LAYOUTS[version[0]]


def at(text: str, *, second: bool = True) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if second else moment.replace(second=0)


@pytest.fixture(
    scope="module",
    params=[(version, charset) for version in MAKES.values() for charset in CHARSETS],
    ids=lambda p: f"{p[0]}-{p[1]}",
)
def forum(request: pytest.FixtureRequest) -> Forum:
    return Forum(*request.param)


def row_of(row: Row) -> dict[str, Any]:
    return {
        "title": row.title,
        "author": row.author.name if row.author else None,
        "replies": row.replies,
        "views": row.views,
        "posted": row.posted,
        "last_reply": row.last_reply,
        "thread_type": row.thread_type,
        "readperm": row.readperm,
        "price": bool(row.price),
        "flags": set(row.flags),
    }


def row_in(entry: Record) -> dict[str, Any]:
    return {
        "title": entry["damaged_title"],
        "author": entry["author"],
        "replies": entry["reply_count"],
        "views": entry["views"],
        "posted": at(entry["published"]).replace(hour=0, minute=0, second=0),
        "last_reply": at(entry["last_reply"], second=False),
        "thread_type": entry["thread_type"],
        "readperm": entry["readperm"] or None,
        "price": entry["price"] > 0,
        "flags": set(entry["flags"]),
    }


def test_every_list_page(forum: Forum) -> None:
    found: dict[int, set[int]] = {}
    for listed in forum.lists():
        assert listed.layout == layouts(forum.version.name)[0]
        assert listed.fid is not None
        for row in listed.rows:
            found.setdefault(listed.fid, set()).add(row.tid)
            entry = forum.truth[row.tid]
            if row.moved or (entry["fid"] != listed.fid and "sticky_global" not in entry["flags"]):
                continue
            hidden = HIDDEN.get(forum.version.name, set())
            hidden = hidden | (HIDDEN_TOP.get(forum.version.name, set()) if "sticky" in row.flags else set())
            shown, expected = row_of(row), row_in(entry)
            if forum.version.name == "touch":  # one sign for all
                shown["flags"] &= {"highlight"}
                expected["flags"] &= {"highlight"}
            differing = {name for name in shown if shown[name] != expected[name]} - hidden
            assert {name: (shown[name], expected[name]) for name in differing} == {}, row.tid
    for fid, tids in found.items():
        listed_there = {
            tid for tid, entry in forum.truth.items() if entry["fid"] == fid and entry["visible"] != "deleted"
        }
        assert listed_there <= tids


def member(post: Post) -> str | None:
    return post.author.name if post.author else None


def test_every_thread_page(forum: Forum) -> None:
    for tid, entry in forum.truth.items():
        if entry["visible"] != "yes":
            continue
        thread, posts = forum.posts(tid)
        first = posts[0]
        assert (thread.layout, thread.tid, thread.title) == (
            layouts(forum.version.name)[1],
            tid,
            entry["damaged_title"],
        )
        assert (thread.fid, thread.board) == (entry["fid"], entry["board"])
        assert thread.thread_type == entry["thread_type"]
        assert (first.pid or None, member(first)) == (entry["pid"], entry["author"])
        assert first.published == at(entry["published"])
        edit = first.message.edit
        assert (edit and {"by": edit.by, "at": edit.at and edit.at.isoformat()}) == entry["edited"]
        if not entry["accidents"] and tid != 137:  # whose bytes are of two encodings
            assert first.message.text == entry["text"]
        pictures = [{"url": each.url, "aid": each.aid, "caption": each.caption} for each in first.message.pictures]
        assert pictures == entry["pictures"], tid
        files = [{"aid": each.aid, "name": each.name, "size": each.size} for each in first.message.attachments]
        assert files == entry["attachments"], tid
        if entry["pid"] is None:  # a script would load the replies
            continue
        shown = [(post.pid, post.floor, member(post), post.published, post.message.text) for post in posts[1:]]
        assert shown == [
            (reply["pid"], reply["floor"], reply["author"], at(reply["published"]), reply["text"])
            for reply in entry["replies"]
        ]
        assert [list(post.message.quotes) for post in posts[1:]] == [reply["quotes"] for reply in entry["replies"]]


def test_every_notice(forum: Forum) -> None:
    for tid, entry in forum.truth.items():
        if entry["visible"] in ("deleted", "no_permission", "reading_level"):
            notice = read_notice(forum.page(forum.forum.links.thread(tid)), 200)
            assert notice is not None
            assert notice.kind == entry["visible"]
        elif entry["visible"] in ("payment", "blocked_post"):
            _, posts = forum.posts(tid)
            assert posts[0].message.text == ""
            assert [notice.kind for notice in posts[0].message.notices] == [entry["visible"]]
    notice = read_notice(forum.page(forum.forum.links.board(23)), 200)
    assert notice is not None
    assert notice.kind == "password"


def test_the_index(forum: Forum) -> None:
    boards = read_index(forum.page(""))
    assert [board.fid for board in boards if board.fid != 24] == [2, 3, 4, 21, 22, 23]
    names = {entry["fid"]: entry["board"] for entry in forum.truth.values()}
    assert {board.fid: board.name for board in boards if board.fid in names} == {
        fid: name for fid, name in names.items() if fid != 12
    }


def test_pages_name_their_version_and_no_other_s_scripts(forum: Forum) -> None:
    addresses = ["", forum.forum.links.board(2), forum.forum.links.thread(119), forum.forum.links.thread(104)]
    foreign = (
        r"\bforum\.php|home\.php" if forum.version.scripts != "forum.php" else r"\b(?:viewthread|forumdisplay)\.php"
    )
    for address in addresses:
        page = forum.page(address)
        assert re.search(foreign, page.text) is None
        if forum.version.name != "touch":
            assert version_of(page) == forum.version.release


def test_no_other_page_is_a_thread(forum: Forum) -> None:
    addresses = ["", forum.forum.links.category(1), forum.forum.links.board(2), forum.forum.links.board(23)]
    addresses += [forum.forum.links.thread(tid) for tid in (115, 127, 195)]  # a reading level, deleted, no permission
    assert [read_thread(forum.page(address), ZONE, forum.forum.now) for address in addresses] == [None] * len(addresses)


def test_members_have_numbers_on_thread_pages(forum: Forum) -> None:
    _, posts = forum.posts(101)
    assert posts[0].author == Member(forum.truth[101]["author"], forum.truth[101]["uid"])


@pytest.mark.parametrize("version", [name for name in VERSIONS if name not in MAKES.values()])
def test_versions_of_one_make_differ_in_their_names(version: str) -> None:
    one, other = Forum(version, "utf-8"), Forum(MAKES[VERSIONS[version].templates], "utf-8")
    for address in ("", one.forum.links.board(2), one.forum.links.thread(104)):
        page, same = one.page(address), other.page(address)
        assert version_of(page) == one.version.release
        assert page.text.replace(one.version.release, "") == same.text.replace(other.version.release, "")
