"""From the posts of a page to an article."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from harvester import items
from harvester.article.assembly import article, reply
from harvester.discuz.site import DiscuzSite
from harvester.forum.model import Attachment, Member, Message, Picture, Post, Row, ThreadPage

BODY = "江风吹过老码头，栈桥边的渔火一盏接一盏亮了起来，候船室里只剩下一只正在打盹的花猫。"
NOON = datetime.fromisoformat("2026-07-07T12:00:00+08:00")
AUTHOR = Member("霁川日报", 3)
FIRST = Post(21, 1, AUTHOR, NOON, Message(BODY, pictures=(Picture("https://bbs.example.com/1.jpg"),)))
SECOND = Post(
    22,
    2,
    AUTHOR,
    NOON,
    Message(f"（续）{BODY}", pictures=(Picture("https://bbs.example.com/2.jpg"),), attachments=(Attachment(None, 5),)),
)
REPLY = Post(23, 3, Member("柳塘渔夫"), NOON, Message("写得好。"))


def assembled(*posts: Post, page: int = 1, row: Row | None = None) -> items.Article:
    thread = ThreadPage(7, 2, "新闻", "渔火", posts, page=page, layout="x")
    encoding = items.Encoding("gbk", "gb18030", "declared", 0)
    return article(thread, posts[0], tid=7, site=DiscuzSite("https://bbs.example.com/"), row=row, encoding=encoding)


def test_empty_dates_of_a_database_are_times_of_the_schema() -> None:
    empty = datetime(1900, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    item = assembled(replace(FIRST, published=empty), row=Row(7, "渔火", "", last_reply=empty))
    assert (item.published, item.last_reply) == ("1900-01-01T00:00:00+08:05",) * 2


def test_a_post_that_goes_on_is_joined_with_its_pictures_and_files() -> None:
    item = assembled(FIRST, SECOND, REPLY)
    assert item.joined == [22]
    assert item.text == f"{BODY}\n（续）{BODY}"
    assert [picture.url[-5:] for picture in item.pictures] == ["1.jpg", "2.jpg"]
    assert [attached.aid for attached in item.attachments] == [5]


@pytest.mark.parametrize(
    "posts",
    [
        (FIRST,),
        (FIRST, REPLY),
        (FIRST, replace(REPLY, floor=2), replace(SECOND, floor=3)),
        (FIRST, replace(SECOND, author=Member("柳塘渔夫"))),
        (FIRST, replace(SECOND, message=Message(BODY))),
    ],
)
def test_replies_are_not_joined(posts: tuple[Post, ...]) -> None:
    item = assembled(*posts)
    assert (item.text, item.joined, item.attachments) == (BODY, [], [])
    assert len(item.pictures) == 1


def test_the_line_says_what_read_the_page() -> None:
    assert assembled(FIRST).layout == "x"


def test_a_post_without_a_number_has_none() -> None:
    assert assembled(replace(FIRST, pid=0)).pid is None


def test_only_the_first_page_is_joined() -> None:
    assert assembled(FIRST, SECOND, page=2).joined == []


def test_a_reply_without_what_it_quotes() -> None:
    quoting = Post(9, 2, None, None, Message("旧话\n新话", own="新话", quotes=(7,)))
    plain = Post(9, 2, None, None, Message("新话"))
    assert [reply(post, quotations=False).text for post in (quoting, plain)] == ["新话", "新话"]
    assert (reply(quoting).text, reply(quoting, quotations=False).quotes) == ("旧话\n新话", [7])
