"""Replies of a long thread that are kept, while some of its pages are read anew."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from saving import article

from harvester.article.earlier import Earlier
from harvester.forum.model import Member, Message, Post, ThreadPage
from harvester.items import Author, Repair, Reply, to_dict

A_PAGE = 5


def reply(floor: int, text: str = "") -> Reply:
    return Reply(floor * 10, floor, Author("甲", 1), None, text or f"第{floor}楼")


def repair(where: str) -> Repair:
    return Repair(where, "kind", 0, "a", "b", "certain", 1.0, "why")


def posts(*floors: int | None) -> tuple[Post, ...]:
    return tuple(Post((floor or 0) * 10, floor, Member("甲", 1), None, Message("")) for floor in floors)


def first_page(pages: int, *floors: int | None) -> ThreadPage:
    return ThreadPage(1, 2, "版", "题", posts(*(floors or range(1, A_PAGE + 1))), page=1, pages=pages)


def line(most: int, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - values of a line
    replies = [reply(floor) for floor in range(2, most + 1)]
    return to_dict(replace(article(1, "正文"), replies=replies, **more))


def earlier(most: int, **more: Any) -> Earlier:  # noqa: ANN401 - as above
    made = Earlier.of(line(most, **more))
    assert made is not None
    return made


def test_an_old_page_in_turn_and_the_last_known_one() -> None:
    assert [earlier(301, revision=number).pages(first_page(62)) for number in (1, 2, 59)] == [(3, 61), (4, 61), (2, 61)]
    assert earlier(300).pages(first_page(62))[-1] == 60
    assert earlier(300).pages(first_page(40))[-1] == 40  # posts were deleted


def test_short_threads_and_pages_without_floors_are_read_whole() -> None:
    assert earlier(14).pages(first_page(3)) == ()
    assert earlier(300).pages(first_page(62, 1, None, 3)) == ()


def test_lines_that_serve_for_nothing() -> None:
    assert Earlier.of(line(1)) is None
    assert Earlier.of(line(9) | {"replies": None}) is None
    assert Earlier.of(line(9) | {"masked": [{"kind": "phones", "count": 1}]}) is None
    assert Earlier.of(line(9) | {"replies": [to_dict(replace(reply(2), floor=None))]}) is None


def test_what_is_read_anew_takes_the_place_of_what_was_known() -> None:
    kept = earlier(20, repairs=[repair("title"), repair("replies[17].text"), repair("replies[3].author.name")])
    kept.saw(posts(1, 2, 4, 5), last=False)  # 3 was deleted
    kept.saw(posts(11, 12, 13, 14, 15), last=False)
    kept.saw(posts(16, 17, 19, 20, 21), last=True)  # so was 18
    read = [reply(floor, "新") for floor in (2, 4, 5, 11, 12, 13, 14, 15, 16, 17, 19, 20, 21)]
    item = replace(article(1, "正文"), replies=read, repairs=[repair("text"), repair("replies[12].text")])
    kept.join(item)
    assert item.replies is not None
    assert [each.floor for each in item.replies] == [floor for floor in range(2, 22) if floor not in (3, 18)]
    assert [each.floor for each in item.replies if each.text != "新"] == [6, 7, 8, 9, 10]
    places = [each.where for each in item.repairs]
    assert places == ["text", "replies[17].text"]  # those of what was read anew are the new ones


def test_repairs_of_kept_replies_go_where_they_are() -> None:
    kept = earlier(20, repairs=[repair("replies[5].text")])
    kept.saw(posts(1, 2, 4, 5), last=False)
    item = replace(article(1, "正文"), replies=[reply(floor) for floor in (2, 4, 5)])
    kept.join(item)
    assert [each.where for each in item.repairs] == ["replies[4].text"]
    assert item.replies is not None
    assert item.replies[4].floor == 7


def test_a_gap_below_what_is_known() -> None:
    kept = earlier(20)
    assert kept.leaves_gap(posts(22, 23))
    assert not kept.leaves_gap(posts(21, 22))
    assert not kept.leaves_gap(posts(None))
