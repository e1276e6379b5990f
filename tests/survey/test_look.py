"""A page looked at: what it says twice, and the same page with other words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from harvester.demo.dates import ZONE
from harvester.demo.forum import DemoForum
from harvester.demo.versions import VERSIONS
from harvester.forum.model import IndexPage, ListPage, Notice, ThreadPage
from harvester.forum.page import Page
from harvester.survey.anonymous import Anonymiser
from harvester.survey.look import Look, address_of, as_json, as_table, look_at

MAKES = {version.templates: name for name, version in reversed(VERSIONS.items())}
HERE = "http://127.0.0.1/"
CHINESE = re.compile(r"[\u4e00-\u9fff]{2,}")


def shape(look: Look) -> object:
    """What has to be the same of a page and of its like without its words."""
    said = look.said
    agree = [(saying.name, saying.agrees) for saying in look.says]
    match said:
        case ThreadPage():
            posts = [
                (post.pid, post.floor, post.published, post.author is None, len(post.message.pictures))
                for post in said.posts
            ]
            return said.layout, said.tid, said.fid, said.page, said.pages, said.replies, posts, agree
        case ListPage():
            rows = [(row.tid, row.replies, row.views, row.posted, row.flags, row.author is None) for row in said.rows]
            return said.layout, said.fid, said.page, said.pages, rows, agree
        case IndexPage():
            return [(board.fid, board.threads) for board in said.boards], agree
        case Notice():
            return said.kind
        case _:
            return None


def words(look: Look) -> set[str]:
    """What is named on a page: titles, members, texts."""
    said = look.said
    if isinstance(said, ThreadPage):
        names = {post.author.name for post in said.posts if post.author}
        return {
            said.title,
            *names,
            *(run for post in said.posts for run in CHINESE.findall(post.message.text) if len(run) > 4),
        }
    if isinstance(said, ListPage):
        return {row.title for row in said.rows} | {row.author.name for row in said.rows if row.author}
    return set()


@pytest.mark.parametrize("version", MAKES.values())
def test_a_page_made_anonymous_is_read_alike_and_names_nobody(version: str) -> None:
    forum = DemoForum(version=version, charset="utf-8")
    [thread] = [entry["tid"] for entry in forum.truth() if entry["visible"] == "yes" and len(entry["replies"]) > 3][:1]
    for address in ("", forum.links.board(2, 1), forum.links.thread(thread, 1)):
        text = forum.answer(f"/{address}").body.decode()
        other = Anonymiser(b"key").page(text)
        whole, alike = (look_at(Page(source, HERE + address), ZONE, forum.now) for source in (text, other))
        assert shape(alike) == shape(whole), address
        left = {word for word in words(whole) if len(word) > 1 and word in other}
        assert left == set(), address


def test_a_page_is_made_another_each_time_and_the_same_in_itself() -> None:
    page = (
        "<title>古桥 - 站</title><h1>古桥</h1><a href='https://bbs.example.org/u/旧名'>旧名</a><!-- 古桥 -->"
        "<script>x='古桥'</script>"
    )
    one, other = Anonymiser().page(page), Anonymiser().page(page)
    assert one != other
    title = re.search("<h1>(.*)</h1>", one)
    assert title is not None
    assert one.count(title[1]) == 2
    for word in ("古桥", "旧名", "bbs.example.org"):
        assert word not in one


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("<!-- saved from url=(0038)https://bbs.example.com/thread-7-1-1.html -->", "https://bbs.example.com/thread-7-1-1.html"),
        ('<link rel="canonical" href="https://bbs.example.com/f?a=1&amp;b=2">', "https://bbs.example.com/f?a=1&b=2"),
        ("<link rel='canonical' href='javascript:x'>", "http://page.invalid/"),
        ("", "http://page.invalid/"),
    ],
)  # fmt: skip
def test_a_saved_page_says_its_address(text: str, address: str) -> None:
    assert address_of(text) == address


def test_what_is_read_and_what_the_page_says() -> None:
    path = Path(__file__).parents[1] / "discuz" / "pages" / "x34-thread.html"
    text = path.read_text(encoding="utf-8")
    whole = look_at(Page(text, HERE + "thread-90-1-4.html"), ZONE)
    assert whole.is_read
    cut = look_at(Page(text[: text.index("postmessage_503")], HERE + "thread-90-1-4.html"), ZONE)
    assert not cut.is_read
    table = as_table(cut)
    assert re.search(r"^ending +all +it stops in .* differs \(proof\)$", table, re.MULTILINE)
    assert re.search(r"^layout +x$", table, re.MULTILINE)
    found = json.loads(as_json(whole))
    assert {each["sign"] for each in found["says_twice"]} >= {"ending", "posts", "floors"}
    assert found["read"]["posts"][0]["pid"] == 501


def test_a_page_of_no_forum_is_called_what_it_is() -> None:
    page = Page("<title>Notes</title><meta name='generator' content='Acorn Press 2'><p>Text</p></html>", HERE)
    look = look_at(page, ZONE)
    assert not look.is_read
    assert "Acorn Press 2" in as_table(look)
