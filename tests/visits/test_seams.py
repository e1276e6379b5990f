"""Rows that slide up over a page's boundary while a list is read."""

from __future__ import annotations

import random

import pytest

from harvester.visits.seams import Seams

SIZE = 4


def test_without_a_sign_nothing_is_read_again() -> None:
    seams = Seams()
    assert [seams.read(page, 5, [page * 10, page * 10 + 1]) for page in range(1, 6)] == [None] * 5
    assert seams.pending() is None


def test_what_left_the_page_that_was_read_last_waits_for_the_next() -> None:
    seams = Seams()
    seams.read(1, 3, [1, 2])
    seams.read(2, 3, [3, 4])
    assert seams.left(3)
    assert not seams.left(99)
    assert seams.read(3, 3, [6, 7]) == 2


def test_a_sign_that_comes_late_covers_all_pages_since() -> None:
    seams = Seams()
    for page in (1, 2, 3, 4):
        seams.read(page, 9, [page * 10])
    seams.left(20)
    assert seams.pending() == 3
    assert [seams.again(3, new=False), seams.again(2, new=False)] == [2, None]
    assert seams.pending() is None


def test_a_pager_that_counts_fewer_pages() -> None:
    seams = Seams()
    assert [seams.read(1, 3, [1]), seams.read(2, 2, [2])] == [None, 1]


def test_a_board_that_counts_fewer_threads() -> None:
    seams = Seams()
    assert [seams.read(1, 9, [1], 90), seams.read(2, 9, [2], 91), seams.read(3, 9, [3], 90)] == [None, None, 2]
    assert seams.again(2, new=True) == 1
    assert [seams.read(4, 9, [4]), seams.read(5, 9, [5], 89), seams.read(6, 9, [6], 89)] == [None, 4, None]
    assert seams.read(1, 9, [1], 50) is None  # another walk


def test_a_count_that_servers_differ_about_is_no_sign_for_long() -> None:
    seams = Seams()
    again = [seams.read(1, 99, [1], 100)]
    for page in range(2, 50):
        again.append(seams.read(page, 99, [page], 100 - page % 2))
        if again[-1] is not None:
            assert seams.again(again[-1], new=False) is None
    assert sum(page is not None for page in again) == 5


def test_pages_that_do_not_follow_each_other_have_known_ground_between_them() -> None:
    seams = Seams()
    seams.read(1, 90, [1])
    seams.left(1)
    assert seams.read(50, 90, [500]) is None
    assert seams.read(49, 90, [490]) is None


def test_a_state_of_the_forum_is_no_sign() -> None:
    seams = Seams()
    again = 0
    for page in range(1, 50):
        again += seams.read(page, 50, range(page * 10, page * 10 + 10)) is not None
        for tid in range(page * 10, page * 10 + 10):
            seams.left(tid)
    assert again == 1


@pytest.mark.parametrize("seed", range(20))
def test_nothing_is_missed_where_the_board_counts_its_threads(seed: int) -> None:
    """Rows leave after they were visited, which nothing shows but the count; others are pushed down by new ones."""
    rng = random.Random(seed)  # noqa: S311 - a test's chance
    live = list(range(60))
    read: set[int] = set()
    seams, page, pages = Seams(), 1, 99
    while page <= pages:
        pages = -(-len(live) // SIZE)
        read.update(live[(page - 1) * SIZE : page * SIZE])
        again = seams.read(page, pages, (), len(live))
        while again is not None:
            found = live[(again - 1) * SIZE : again * SIZE]
            again = seams.again(again, new=not read.issuperset(found))
            read.update(found)
        for tid in rng.sample(sorted(read & set(live)), k=rng.choice((0, 0, 1, 3))):
            live.remove(tid)
        page += 1
    assert set(live) <= read


@pytest.mark.parametrize("seed", range(40))
def test_nothing_is_missed_where_each_row_that_leaves_gives_a_sign(seed: int) -> None:
    """Rows leave at any time between two pages, from any page that was read and not visited, or is still to come."""
    rng = random.Random(seed)  # noqa: S311 - a test's chance
    live = list(range(rng.randrange(10, 80)))
    read: set[int] = set()
    seams, page = Seams(), 1

    def rows(number: int) -> list[int]:
        return live[(number - 1) * SIZE : number * SIZE]

    following = True
    while following:
        here = rows(page)
        pages = max(1, -(-len(live) // SIZE))
        following = page < pages
        read.update(here)
        again = seams.read(page, pages, here)
        while again is not None:
            found = rows(again)
            again, new = seams.again(again, new=not read.issuperset(found)), found
            read.update(new)
        for tid in here:
            if rng.random() < 0.05:
                live.remove(tid)
                seams.left(tid)
            else:
                seams.stood()
        for tid in [tid for tid in live if tid not in read and rng.random() < 0.02]:
            live.remove(tid)  # below the reader's place: nothing that was read moves
        page += 1
    assert set(live) <= read
