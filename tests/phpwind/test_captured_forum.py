"""What the readers make of two captured forums (8.7, GBK; 9.1, UTF-8), measured against the truth about them."""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from harvester.forum.model import ListPage, Post, ThreadPage
from harvester.forum.page import Page
from harvester.forum.reading import Asked, Said
from harvester.phpwind.addresses import is_plain
from harvester.phpwind.site import PhpwindSite
from harvester.text import repair

FORUM = Path(__file__).parents[3] / "shared" / "forum"
ZONE = ZoneInfo("Asia/Shanghai")
CAPTURES = {"phpwind87": "gb18030", "phpwind9": "utf-8"}

pytestmark = [
    pytest.mark.skipif(not (FORUM / "phpwind87.jsonl.xz").is_file(), reason="the captured forums are not here"),
    pytest.mark.parametrize("capture", CAPTURES),
]


def lines(name: str) -> Iterator[dict[str, Any]]:
    with lzma.open(FORUM / name, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


@cache
def said(capture: str) -> tuple[Said, ...]:
    """What each page of a capture is read as, under its own address."""
    answers = lines(f"{capture}.jsonl.xz")
    origin = "http://" + next(answers)["origin"]
    site = PhpwindSite.of(origin + "/")
    found = []
    for answer in answers:
        name = site.parse(origin + answer["url"])
        if name is not None and name.kind in ("thread", "board") and is_plain(site.below(origin + answer["url"])):
            page = Page(answer["body"].encode("latin-1").decode(CAPTURES[capture], "replace"), origin + answer["url"])
            found.append(site.read(page, Asked(name, ZONE, status=answer["status"])).said)
    return tuple(found)


@cache
def truth(capture: str) -> dict[int, dict[str, Any]]:
    known = {thread["tid"]: thread for thread in lines(f"{capture}-truth.jsonl.xz")}
    return {tid: thread for tid, thread in known.items() if thread["visible_to_guest"] in ("yes", "partial_hidden")}


def threads(capture: str) -> Iterator[tuple[ThreadPage, dict[str, Any]]]:
    """Each first page of a thread that a guest may read, in each form that it was captured in, with its truth."""
    for page in said(capture):
        if isinstance(page, ThreadPage) and page.page == 1 and page.tid in truth(capture):
            yield page, truth(capture)[page.tid]


def test_every_thread_is_read(capture: str) -> None:
    assert {page.tid for page, _ in threads(capture)} == truth(capture).keys()


def names(posts: tuple[Post, ...]) -> list[str | None]:
    """Who wrote posts; the truth calls who is not named ``匿名``."""
    return [post.author.name if post.author else "匿名" for post in posts]


def minutes(posts: tuple[Post, ...]) -> list[int]:
    """When posts were written: 9.1 shows no seconds."""
    return [int(post.published.timestamp()) // 60 if post.published else 0 for post in posts]


def test_fields_of_every_thread(capture: str) -> None:
    for page, thread in threads(capture):
        first = page.posts[0]
        assert page.title == thread["title"]
        assert names(page.posts[:1]) == ["匿名" if thread["anonymous"] else thread["author"]]
        assert (page.fid, page.board) == (thread["fid"], thread["board"])
        assert minutes(page.posts[:1]) == [thread["dateline"] // 60]
        assert (page.replies, first.floor) == (thread["replies"], 1)


def test_text_of_every_thread(capture: str) -> None:
    """Of all but those with tables and code, which the truth has apart."""
    texts = [(page.posts[0].message.text, thread) for page, thread in threads(capture) if not thread["special_blocks"]]
    assert [thread["tid"] for text, thread in texts if repair(text).text != thread["expected_text"]] == []


def test_replies_of_every_thread(capture: str) -> None:
    for page, thread in threads(capture):
        replies = page.posts[1:]
        many = len(replies)
        assert [reply.pid for reply in replies] == thread["reply_pids"][:many]
        assert names(replies) == thread["reply_authors"][:many]
        assert minutes(replies) == [time // 60 for time in thread["reply_datelines"][:many]]
        assert [reply.floor for reply in replies] == list(range(2, 2 + many))


def test_lists_name_threads_of_their_boards_with_their_titles(capture: str) -> None:
    rows = [row for page in said(capture) if isinstance(page, ListPage) for row in page.rows]
    assert {row.tid for row in rows} >= truth(capture).keys()
    for row in rows:
        if row.tid in truth(capture):
            thread = truth(capture)[row.tid]
            assert (row.title, row.replies) == (thread["title"], thread["replies"])
