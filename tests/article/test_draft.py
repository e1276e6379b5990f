"""A thread whose pages come in one after the other."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from harvester import items
from harvester.article.draft import Draft
from harvester.discuz.site import DiscuzSite
from harvester.forum.model import Member, Message, Post, ThreadPage

NOON = datetime(2026, 7, 7, 12, tzinfo=UTC)


def page(number: int, *posts: tuple[int, str]) -> ThreadPage:
    read = tuple(Post(pid, None, Member("柳塘渔夫"), NOON, Message(text)) for pid, text in posts)
    return ThreadPage(7, 2, "新闻", "渔火", read, page=number, pages=3)


@pytest.mark.parametrize("number", [0, 1])
def test_the_last_page_again_past_the_end_adds_nothing(number: int) -> None:
    first = page(1, (20 * number, "江风吹过老码头。"), (21 * number, "写得好。"))
    last = page(2, (22 * number, "顶。"), (23 * number, "写得好。"))
    draft = Draft(first, None, items.Encoding("gbk", "gb18030", "declared", 0), NOON)
    draft.add_page(last)
    assert draft.next_page(replies=True) == 3
    draft.add_page(last)
    assert draft.next_page(replies=True) is None
    article = draft.article(DiscuzSite("https://bbs.example.com/"), 7, replies=True)
    assert [reply.text for reply in article.replies or ()] == ["写得好。", "顶。", "写得好。"]
