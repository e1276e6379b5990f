"""Walks over a simulated board: whatever happens between runs, no row is missed, and few pages are read."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import dataclass, field

import pytest

from harvester.store.records import Stretch
from harvester.visits.ground import END, MOST_PAGES, Rows, Walk

SIZE = 5


@dataclass
class Board:
    """A board's list in the order of last replies, and what a run knows of it."""

    replied: dict[int, int]
    known: dict[int, int] = field(default_factory=dict)
    stretches: list[Stretch] = field(default_factory=list)
    shuffled: bool = False

    def order(self) -> list[int]:
        if self.shuffled:
            return sorted(self.replied, key=lambda tid: -((tid * 7) % 101))
        return sorted(self.replied, key=lambda tid: (-self.replied[tid], -tid))

    def page(self, number: int) -> tuple[Rows, list[int]]:
        order = self.order()
        pages = max(1, -(-len(order) // SIZE))
        number = number if number <= pages else 1
        tids = order[(number - 1) * SIZE : number * SIZE]
        unchanged = all(self.known.get(tid) == self.replied[tid] for tid in tids)
        return Rows(number, pages, tuple(self.replied[tid] for tid in tids), unchanged), tids

    def run(self, most: int = 1000, bottom: int = END, lost: Collection[int] = ()) -> int:
        """Walk until the bottom or ``most`` pages were read, as a spider does; returns how many were.

        ``lost``: pages that can't be read.
        """
        walk = Walk(self.stretches, bottom)
        number: int | None = 1
        read: set[int] = set()
        while number is not None and len(read) < most:
            assert number not in read  # a spider asks for no page twice
            read.add(number)
            if number in lost:
                number = walk.skip(number)
                self.stretches = walk.stretches
                continue
            rows, tids = self.page(number)
            number = walk.step(rows)
            self.known |= {tid: self.replied[tid] for tid in tids}
            self.stretches = walk.stretches
        return len(read)


def board(threads: int) -> Board:
    return Board({tid: 1000 + tid * 10 for tid in range(1, threads + 1)})


class TestPagesRead:
    def test_first_walk_reads_all_pages(self) -> None:
        assert board(23).run() == 5

    def test_unchanged_board_is_one_page(self) -> None:
        forum = board(100)
        forum.run()
        assert forum.run() == 1

    def test_bumped_rows_are_followed_down_to_known_ground(self) -> None:
        forum = board(100)
        forum.run()
        forum.replied |= {50: 5000, 3: 5001}
        assert forum.run() == 2
        assert forum.known == forum.replied

    def test_killed_walk_is_taken_up_where_it_was(self) -> None:
        forum = board(500)
        forum.run(most=60)
        assert forum.run() == 1 + 41  # the first page, then from the last one that was read to the end
        assert forum.known == forum.replied

    def test_two_kills_leave_two_stretches_that_join(self) -> None:
        forum = board(500)
        forum.run(most=60)
        forum.replied |= {tid: 9000 + tid for tid in range(1, 101)}
        forum.run(most=10)
        assert len(forum.stretches) == 2
        forum.run()
        assert forum.known == forum.replied
        assert [stretch.oldest for stretch in forum.stretches] == [END]

    def test_walk_to_a_date_goes_no_deeper(self) -> None:
        forum = board(100)
        assert forum.run(bottom=1000 + 80 * 10) == 5
        assert forum.run(bottom=1000 + 80 * 10) == 1

    def test_list_of_another_order_is_known_by_its_first_page_once_it_was_read_whole(self) -> None:
        forum = board(100)
        forum.shuffled = True
        forum.run(most=10)
        assert forum.run() == 20
        assert forum.run() == 1

    def test_list_without_times_is_walked_to_its_end(self) -> None:
        walk = Walk([])
        pages = [walk.step(Rows(number, 3, (None, None), unchanged=False)) for number in (1, 2, 3)]
        assert pages == [2, 3, None]
        assert Walk(walk.stretches).step(Rows(1, 3, (None,), unchanged=True)) is None

    def test_half_a_walk_without_times_is_no_stretch(self) -> None:
        walk = Walk([])
        walk.step(Rows(1, 3, (None, None), unchanged=False))
        assert walk.stretches == []

    def test_page_of_sticky_rows_only_is_no_end(self) -> None:
        assert Walk([]).step(Rows(1, 2, (), unchanged=True)) == 2
        assert Walk([]).step(Rows(1, 1, (), unchanged=True)) is None


class TestLostPages:
    def test_what_lies_below_is_read_and_the_page_itself_by_the_next_run(self) -> None:
        forum = board(100)
        forum.run(lost={7})
        assert sorted(forum.replied.keys() - forum.known.keys()) == [66, 67, 68, 69, 70]
        assert forum.run() <= 5
        assert forum.known == forum.replied
        assert forum.run() == 1

    def test_the_first_page_says_how_many_there_are(self) -> None:
        walk = Walk([])
        assert walk.skip(1) is None
        assert Walk([]).skip(1, 3) == 2

    def test_a_page_that_is_always_lost_is_asked_for_in_each_run_and_hides_no_other(self) -> None:
        forum = board(100)
        for _ in range(3):
            forum.run(lost={7})
        assert len(forum.known) == 95
        assert forum.run(lost={7}) <= 5

    def test_two_in_a_row_end_the_walk(self) -> None:
        forum = board(100)
        assert forum.run(lost={7, 8}) == 8
        assert forum.run() == 16  # the first page, then from the last that was read
        assert forum.known == forum.replied

    def test_in_a_list_of_another_order(self) -> None:
        forum = board(100)
        forum.shuffled = True
        forum.run(lost={7})
        assert forum.run() == 20
        assert forum.known == forum.replied

    def test_the_page_where_known_ground_ends(self) -> None:
        forum = board(200)
        forum.run(most=12)
        forum.run(lost={12})
        forum.run()
        assert forum.known == forum.replied


class TestNothingMissed:
    @pytest.mark.parametrize("seed", range(60))
    def test_after_kills_bumps_new_threads_and_deletions(self, seed: int) -> None:
        rng = random.Random(seed)  # noqa: S311 - a test's chance
        forum, clock = board(rng.randrange(1, 200)), 10_000
        for _ in range(rng.randrange(8)):
            lost = rng.sample(range(1, 60), k=rng.choice([0, 0, 1, 4])) if seed % 2 else ()
            forum.run(most=rng.choice([1, 2, 5, 20, 1000]), lost=lost)
            for _ in range(rng.randrange(30)):
                clock += 1
                forum.replied[rng.randrange(1, 260)] = clock
            for tid in rng.sample(sorted(forum.replied), k=min(len(forum.replied) - 1, rng.choice([0, 0, 3, 20]))):
                del forum.replied[tid]
        read = forum.run()
        assert {tid: forum.known.get(tid) for tid in forum.replied} == forum.replied
        assert read <= -(-len(forum.replied) // SIZE) + 25
        assert forum.run() == 1


def test_a_list_is_left_where_it_brings_nothing_new_or_goes_on_for_ever() -> None:
    walk = Walk([])
    assert [walk.endless(tids) for tids in ([1, 2, 3], [2, 3], [3, 4])] == [None] * 3  # rows slid down
    assert walk.endless([1, 4]) is None
    assert "without a thread" in str(walk.endless([2]))
    assert walk.skip(5, 99) is None
    walk = Walk([])
    pages = next(number for number in range(1, MOST_PAGES + 1) if walk.endless([number]) is not None)
    assert pages == MOST_PAGES
