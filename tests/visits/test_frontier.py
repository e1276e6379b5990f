"""What a list page leads to: visits, the next page, and what the store keeps for a later run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from saving import at_once

from harvester.forum.model import ListPage, Member, Row
from harvester.site_folder.folder import FolderStore, Layout
from harvester.store.interface import Store
from harvester.store.records import BARRED, GONE, HARVESTED, Known
from harvester.visits import rows
from harvester.visits.frontier import Frontier, Scope

NOW = 1_800_000_000


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def row(tid: int, **said: object) -> Row:
    plain = Row(tid, f"标题{tid}", f"http://127.0.0.1/thread-{tid}-1-1.html", replies=1)
    plain = replace(plain, last_reply=at(1000 + tid), posted=at(500_000))
    return replace(plain, **said)  # type: ignore[arg-type]  # fields of a row


def page(*listed: Row, number: int = 1, pages: int = 1) -> ListPage:
    return ListPage(2, "甲", listed, page=number, pages=pages)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = FolderStore.take(tmp_path, Layout())
    yield store
    at_once(store.leave())


Read = Callable[..., tuple[list[int], int | None]]


@pytest.fixture
def read(store: Store) -> Read:
    """A run of its own that reads one page: the threads it visits, and the page it reads next."""

    def reads(listed: ListPage, scope: Scope = Scope(), asked: int | None = None) -> tuple[list[int], int | None]:  # noqa: B008 - frozen
        visits, following = Frontier(store, scope, NOW).read(2, asked or listed.page, listed)
        return [visit.tid for visit in visits], following

    return reads


def settle(store: Store, *tids: int, state: str = HARVESTED) -> None:
    for tid in tids:
        known = store.thread(tid)
        assert known is not None
        store.put(replace(known, state=state, revision=1))


def test_new_threads_are_visited_once(store: Store, read: Read) -> None:
    listed = page(row(2), row(1), pages=3)
    assert read(listed) == ([2, 1], 2)
    settle(store, 1, 2)
    assert read(listed)[0] == []


def test_a_row_that_was_not_visited_yet_is_visited(store: Store, read: Read) -> None:
    read(page(row(2), row(1)))
    settle(store, 2)
    assert read(page(row(2), row(1)))[0] == [1]


def test_unchanged_page_ends_the_walk_once_the_board_was_read_whole(store: Store, read: Read) -> None:
    assert read(page(row(9), row(8), number=1, pages=2)) == ([9, 8], 2)
    settle(store, 8, 9)
    assert read(page(row(9), row(8), number=1, pages=2))[1] == 2  # the first run did not come to page 2
    frontier = Frontier(store, Scope(), NOW)
    frontier.read(2, 1, page(row(9), row(8), number=1, pages=2))
    frontier.read(2, 2, page(row(7), number=2, pages=2))
    assert read(page(row(9), row(8), number=1, pages=2))[1] is None


def test_a_row_that_was_moved_says_less_than_the_one_in_its_own_list(store: Store, read: Read) -> None:
    read(page(row(7)))
    read(page(row(7, moved=True, replies=None)))  # the visit is not made yet
    known = store.thread(7)
    assert known is not None
    assert known.mark == rows.mark(row(7))


@pytest.mark.parametrize("aside", [{"flags": ("sticky",)}, {"moved": True, "replies": None, "last_reply": None}])
def test_sticky_and_moved_rows_do_not_hide_known_ground(store: Store, read: Read, aside: dict[str, object]) -> None:
    listed = page(row(99, **aside), row(2), row(1))
    assert read(listed)[0] == [99, 2, 1]
    settle(store, 99, 2, 1)
    changed = page(row(99, **aside | ({} if "moved" in aside else {"replies": 5})), row(2), row(1), pages=4)
    assert read(changed) == ([], None)


def test_what_is_sticky_everywhere_and_listed_again_without_its_mark_did_not_change(store: Store) -> None:
    sticky = row(7, flags=("sticky", "sticky_global"))
    for visited in ([7], []):
        run = Frontier(store, Scope(), NOW)
        visits = run.take(2, [sticky, row(8)])[0] + run.take(2, [row(7), row(9)])[0]
        assert sorted({each.tid for each in visits} & {7}) == visited
        settle(store, 7, 8, 9)


def test_a_bumped_thread_is_no_reason_to_visit_it_but_to_read_on(store: Store, read: Read) -> None:
    read(page(row(2), row(1)))
    settle(store, 1, 2)
    bumped = page(row(1, replies=2, last_reply=at(9000)), row(2), pages=2)
    assert read(bumped) == ([], 2)
    assert read(bumped) == ([], None)
    assert read(page(row(1, replies=3, last_reply=at(9999))), Scope(replies=True))[0] == [1]


@pytest.mark.parametrize("state", [BARRED, GONE])
def test_a_thread_without_an_article_is_tried_again_when_its_row_changes(store: Store, read: Read, state: str) -> None:
    read(page(row(1)))
    settle(store, 1, state=state)
    assert read(page(row(1)))[0] == []
    assert read(page(row(1, replies=2)))[0] == [1]


def test_full_visits_what_is_known_and_reads_on(store: Store, read: Read) -> None:
    read(page(row(2), row(1)))
    settle(store, 1, 2)
    assert read(page(row(2), row(1), pages=2), Scope(full=True)) == ([2, 1], 2)


def test_since(store: Store, read: Read) -> None:
    listed = page(row(3, posted=at(2_000_000)), row(2), row(1, posted=None))
    assert read(listed, Scope(since=1_500_000))[0] == [3, 1]
    assert store.thread(2) is None
    settle(store, 1, 3)
    assert read(replace(listed, pages=3), Scope(since=1_500_000))[1] is None  # row 1 was replied to before
    assert read(replace(listed, pages=3))[0] == [2]


def test_past_the_end_is_the_first_page_again(read: Read) -> None:
    assert read(page(row(2), number=1, pages=3), asked=4) == ([2], None)


def left_over(store: Store, scope: Scope, fid: int | None = None) -> list[tuple[int, Row | None]]:
    async def gathered() -> list[tuple[int, Row | None]]:
        return [each async for each in Frontier(store, scope, NOW).left_over(fid)]

    return at_once(gathered())


def test_left_over(store: Store, read: Read) -> None:
    kept = row(2, author=Member("某人", 7), flags=("digest",), thread_type="公告")
    read(page(kept, row(1)))
    settle(store, 1)
    store.put(Known(8, 2, state=HARVESTED, next_visit=NOW))
    store.put(Known(9, 3, state=HARVESTED, next_visit=NOW))
    assert left_over(store, Scope(), 2) == [(2, kept), (8, None)]
    assert [tid for tid, _ in left_over(store, Scope())] == [2, 8, 9]
    assert [tid for tid, _ in left_over(store, Scope(since=NOW))] == [8, 9]


def test_rows_come_back_as_they_went() -> None:
    for said in ({}, {"views": 3, "author": Member("某人"), "moved": True, "readperm": 5, "price": "5 金钱"}):
        assert rows.from_json(rows.to_json(row(1, **said))) == row(1, **said)


def test_a_full_run_visits_a_thread_once_whichever_boards_name_it(store: Store) -> None:
    frontier = Frontier(store, Scope(full=True), NOW)
    pinned = row(7, flags=("sticky", "sticky_global"))
    for fid, expected in ((2, [7]), (3, [])):
        visits, _ = frontier.read(fid, 1, page(pinned))
        assert [visit.tid for visit in visits] == expected
        settle(store, 7)
    assert at_once(store.left()) == 0


ALICE = Scope(authors=frozenset({"alice"}))


def test_threads_of_others_stay_for_a_run_that_takes_everyones(store: Store) -> None:
    hers, his, said_by_none = row(3, author=Member("Alice", 1)), row(2, author=Member("Bob")), row(1)
    listed = page(hers, his, said_by_none, pages=2)
    frontier = Frontier(store, ALICE, NOW)
    visits, following = frontier.read(2, 1, listed)
    assert ([each.tid for each in visits], following, frontier.others) == ([3, 1], 2, {2})
    frontier.leave_out(1, said_by_none, Member("Carol"))
    settle(store, 3)
    # The next run knows the ground, and whose thread it was that its row says nothing of.
    frontier = Frontier(store, ALICE, NOW + 1)
    assert [each.tid for each in frontier.read(2, 1, listed)[0]] == []
    assert frontier.others == {1, 2}
    assert left_over(store, ALICE) == []
    assert sorted(tid for tid, _ in left_over(store, Scope())) == [1, 2]


def test_a_full_run_asks_for_nothing_of_others_again(store: Store, read: Read) -> None:
    listed = page(row(3, author=Member("Alice")), row(2, author=Member("Bob")))
    read(listed)
    settle(store, 2, 3)
    assert read(listed, replace(ALICE, full=True))[0] == [3]
    assert store.thread(2).state == HARVESTED  # type: ignore[union-attr]  # it is known
