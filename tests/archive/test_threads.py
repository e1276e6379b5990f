"""Pages of a thread put together, from plain values."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from harvester.archive.captures import Thread
from harvester.archive.found import FoundPage, FoundRow, FoundUnread, Place
from harvester.archive.threads import Joining, versions
from harvester.engines import table
from harvester.forum.imprint import Imprint
from harvester.forum.model import Member, Message, Notice, Post, Row, ThreadPage
from harvester.forum.signs import Signs
from harvester.items import Encoding

SITE = table.named("discuz").site.of("https://bbs.example.com/")
DAY = datetime(2020, 5, 1, tzinfo=UTC)
REPLIES = Joining(replies=True)


def post(floor: int, text: str = "", *notices: Notice) -> Post:
    return Post(100 + floor, floor, Member("苏木"), None, Message(text or f"第{floor}楼", notices=notices))


def page(
    *posts: Post,
    number: int = 1,
    pages: int = 1,
    days: int = 0,
    source: str = "",
    narrowed: bool = False,
    imprint: bytes = b"",
) -> FoundPage:
    thread = ThreadPage(9, 2, "News", "The old bridge", posts, page=number, pages=pages, layout=source or "x")
    place, encoding = (
        Place("a.warc", "", days, f"https://bbs.example.com/thread-9-{number}-1.html"),
        Encoding(None, "utf-8", "default", 0),
    )
    date = DAY + timedelta(days=days)
    print_of = Imprint(posts[0].pid, imprint) if imprint else None
    at = ("discuz bbs.example.com/", 9, date, place, source, narrowed, number, 1)
    return FoundPage(*at, encoding, thread, Signs(), print_of)


def joined(
    *pages: FoundPage, rows: tuple[FoundRow, ...] = (), joining: Joining = REPLIES
) -> tuple[list[list[str]], Counter[str]]:
    counts = Counter[str]()
    made = versions(Thread(9, list(pages), list(rows)), SITE, joining, counts, lambda _unread: None)
    return [[each.item.text, *(reply.text for reply in each.item.replies or ())] for each in made], counts


def needed(*pages: FoundPage, joining: Joining = REPLIES, refused: int | None = None) -> tuple[list[int], list[str]]:
    """The days of the captures that are read if all were kept unread, and the text of each version."""
    kept = {each.place: each for each in pages}
    read: list[int] = []

    def reading(each: FoundUnread) -> FoundPage | None:
        read.append(each.place.offset)
        return None if each.place.offset == refused else kept[each.place]

    def unread(each: FoundPage) -> FoundUnread:
        about = (each.site, each.tid, each.date, each.place, each.source, each.narrowed, each.page, each.part)
        return FoundUnread(*about, each.thread.layout == "touch", each.place.url, 200, None, each.imprint, b"")

    made = versions(Thread(9, unread=[*map(unread, pages)]), SITE, joining, Counter(), reading)
    return read, [each.item.text for each in made]


def test_pages_are_put_in_their_order() -> None:
    texts, counts = joined(page(post(3), number=2, pages=2), page(post(1), post(2), pages=2))
    assert texts == [["第1楼", "第2楼", "第3楼"]]
    assert not counts.total()


def test_a_thread_without_its_first_page_is_counted() -> None:
    assert joined(page(post(3), number=2, pages=2)) == ([], Counter({"threads without their first page": 1}))
    assert joined() == ([], Counter({"threads without their first page": 0}))


def test_newest_posts_first_are_turned_round() -> None:
    texts, _ = joined(page(post(3), post(4), pages=2), page(post(1), post(2), number=2, pages=2))
    assert texts == [["第1楼", "第2楼", "第3楼", "第4楼"]]


def test_of_a_gap_what_stands_before_it() -> None:
    texts, _ = joined(page(post(5), post(6), pages=3), page(post(1), post(2), number=3, pages=3))
    assert texts == [["第1楼", "第2楼"]]


def test_the_threads_own_pages_go_before_others() -> None:
    own, plain, narrowed = (
        page(post(1)),
        page(post(1, "x"), days=5, source="archiver"),
        page(post(1, "y"), days=9, narrowed=True),
    )
    assert joined(own, plain, narrowed)[0] == [["第1楼"]]
    assert joined(plain, narrowed)[0] == [["y"]]
    assert joined(plain)[0] == [["x"]]


def test_versions_have_the_pages_of_their_time() -> None:
    before = [page(post(1, "old"), pages=2), page(post(2, "old reply"), number=2, pages=2, days=1)]
    after = [page(post(1, "new"), pages=2, days=10), page(post(2, "new reply"), number=2, pages=2, days=11)]
    assert joined(*before, *after)[0] == [["old", "old reply"], ["new", "new reply"]]
    assert joined(*before, after[0])[0] == [["old", "old reply"], ["new", "old reply"]]


def test_what_nobody_may_read_is_no_article() -> None:
    barred = page(post(1, "", Notice("login_needed", "登录")), days=3)
    assert joined(barred) == ([], Counter({"threads nobody may read": 1}))
    assert joined(page(post(1)), barred)[0] == [["第1楼"]]


@pytest.mark.parametrize("other", [2, 7])
def test_the_latest_row_of_the_threads_own_board_counts(other: int) -> None:
    def row(views: int, fid: int, days: int, *flags: str, plain: bool = False) -> FoundRow:
        listed = Row(9, "The old bridge", "", views=views, flags=flags)
        return FoundRow("discuz bbs.example.com/", 9, DAY + timedelta(days=days), plain, fid, listed)

    rows = (row(5, 2, 0), row(7, 2, 3, "digest"), row(9, other, 1), row(11, 2, 9, plain=True), row(8, 7, 3, "sticky"))
    [made] = versions(Thread(9, [page(post(1))], list(rows)), SITE, Joining(), Counter(), lambda _unread: None)
    assert (made.item.views, made.item.flags) == (7, ["digest", "sticky"])


def test_captures_that_show_the_same_are_not_read() -> None:
    same = [page(post(1, "old"), days=day, imprint=b"o") for day in (0, 1, 2)]
    assert needed(*same) == ([2], ["old"])
    assert needed(*same, page(post(1, "new"), days=3, imprint=b"n")) == ([3, 2], ["old", "new"])
    assert needed(*same, page(post(1, "old"), days=3)) == ([3, 2], ["old"])
    changed_back = page(post(1, "new"), days=3, imprint=b"n"), page(post(1, "old"), days=4, imprint=b"o")
    assert needed(*same, *changed_back) == ([4, 3, 2], ["old", "new", "old"])


def test_the_imprint_of_a_post_that_is_not_the_first_says_nothing() -> None:
    reply_on_top = [
        page(post(2), days=day, imprint=b"r")._replace(thread=page(post(1), post(2)).thread) for day in (0, 1)
    ]
    assert needed(*reply_on_top)[0] == [1, 0]


def test_instead_of_a_page_that_cannot_be_used_the_one_before_is_read() -> None:
    same = [page(post(1, "old"), days=day, imprint=b"o") for day in (0, 1, 2)]
    assert needed(*same, refused=2) == ([2, 1], ["old"])


def test_further_pages_are_read_if_they_are_wanted_and_in_their_latest_capture() -> None:
    pages = [page(post(1), pages=2, days=5), *(page(post(2), number=2, pages=2, days=day) for day in (6, 7))]
    assert needed(*pages)[0] == [5, 7]
    assert needed(*pages, joining=Joining())[0] == [5]
    assert needed(*pages, refused=7)[0] == [5, 7, 6]


def test_pages_that_say_less_are_read_only_without_the_threads_own() -> None:
    others = page(post(1, "x"), days=5, source="archiver"), page(post(1, "y"), days=6, source="touch")
    assert needed(page(post(1)), *others)[0] == [0]
    assert sorted(needed(page(post(2), number=2, pages=2), *others)[0]) == [0, 5, 6]


def test_a_page_that_is_missing_is_looked_for_under_other_addresses() -> None:
    first, last = page(post(1), pages=2), page(post(2), number=2, pages=2, days=1)._replace(page=99)
    assert needed(first, last)[0] == [0, 1]
