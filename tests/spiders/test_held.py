"""How many halves of articles are held back, and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from harvester import items
from harvester.site_folder.harvest import Harvest
from harvester.site_folder.options import Options
from harvester.spiders.links import MOST_HELD, Halves


@pytest.fixture
def harvest(tmp_path: Path) -> Iterator[Harvest]:
    opened = Harvest(tmp_path, Options())
    yield opened
    opened.close()


@pytest.fixture
def halves() -> Halves:
    return Halves()


def article(tid: int, title: str, text: str) -> items.Article:
    return items.Article(
        id=f"bbs.example.com:{tid}",
        site="bbs.example.com",
        url=f"https://bbs.example.com/thread-{tid}-1-1.html",
        tid=tid,
        pid=tid,
        board=items.Board(2, "新闻"),
        title=title,
        thread_type=None,
        author=None,
        published="2026-07-07T12:00:00+08:00",
        edited=None,
        text=text,
        pictures=[],
        attachments=[],
        views=None,
        reply_count=0,
        flags=[],
        encoding=items.Encoding(None, "utf-8", "default", 0),
        harvested="2026-07-08T00:00:00+00:00",
    )


def test_an_article_that_turns_to_no_page_is_handed_on(halves: Halves, harvest: Harvest) -> None:
    whole = article(1, "题", "正文。")
    assert list(halves.take(whole, harvest)) == [whole]
    assert not halves


def test_the_first_of_too_many_is_handed_on(halves: Halves, harvest: Harvest) -> None:
    made = [article(tid, f"霁川第{tid}桥通车", "正文。（下转第二版）") for tid in range(1, MOST_HELD + 2)]
    assert [item.tid for each in made for item in halves.take(each, harvest)] == [1]
    assert [item.tid for item in halves.rest()] == list(range(2, MOST_HELD + 2))
    assert not halves


def test_three_parts_are_a_chain(halves: Halves, harvest: Harvest) -> None:
    last = article(3, "霁川老码头百年记（三）", "（上接第二版）\n正文。")
    middle = article(2, "霁川老码头百年记（二）", "（上接第一版）\n正文。（下转第三版）")
    first = article(1, "霁川老码头百年记（一）", "正文。（下转第二版）")
    assert list(halves.take(last, harvest)) == list(halves.take(first, harvest)) == []
    assert {item.tid for item in halves.take(middle, harvest)} == {1, 2, 3}
    links = [(item.continues, item.continued_by) for item in (first, middle, last)]
    site = "bbs.example.com"
    assert links == [(None, f"{site}:2"), (f"{site}:1", f"{site}:3"), (f"{site}:2", None)]
