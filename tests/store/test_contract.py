"""What must hold of every backend of the store (see harvester.store.interface)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from backends import Backend
from saving import article

from harvester.disk.lock import LockedError
from harvester.items import to_dict
from harvester.news.serial import Turn
from harvester.store.interface import BATCH, REACH, Store, StoreError
from harvester.store.records import BARRED, FAILED, GONE, HARVESTED, WANTED, Kept, Known, Mark, SourceChoice, Stretch

FULL = Known(9, 2, Mark(3, 1000, "某人"), HARVESTED, None, 2000, 3000, 0, b"t" * 32, b"f" * 36)


def line(tid: int, revision: int = 1, text: str = "正文") -> dict[str, Any]:
    return to_dict(replace(article(tid, text), revision=revision))


async def put(store: Store, *known: Known) -> None:
    await store.load([each.tid for each in known])
    for each in known:
        store.put(each)


async def harvested(store: Store, *tids: int, revision: int = 1) -> None:
    await store.load(tids)
    for tid in tids:
        store.settle(Known(tid, 2, state=HARVESTED, revision=revision), line(tid, revision))


async def thread(store: Store, tid: int) -> Known | None:
    await store.load([tid])
    return store.thread(tid)


async def states(store: Store, tids: Iterable[int]) -> list[str | None]:
    known = [await thread(store, tid) for tid in tids]
    return [each.state if each else None for each in known]


async def wanted(store: Store, fid: int | None = None) -> list[int]:
    found: list[int] = []
    number = 0
    while batch := await store.wanted(fid, number):
        found += [each.tid for each in batch]
        number = batch[-1].number
    return found


async def again(backend: Backend, store: Store) -> Store:
    """The store of the next run, after one that came to its end."""
    await store.finish(5)
    await store.leave()
    return await backend.open()


def written(lines: list[dict[str, Any]]) -> list[tuple[str, int, int]]:
    return [(each["kind"], each["tid"], each["revision"]) for each in lines]


class TestCommits:
    async def test_what_was_noted_is_seen_at_once(self, backend: Backend) -> None:
        store = await backend.open()
        await put(store, FULL)
        store.keep_form("thread", "t/{id}")
        assert store.thread(9) == FULL
        assert store.forms() == {"thread": "t/{id}"}
        await store.leave()

    async def test_what_was_committed_is_there_after_a_kill(self, backend: Backend) -> None:
        store = await backend.open()
        await put(store, FULL)
        await store.load([3])
        store.want(Known(3, 2), "[3]")
        store.keep(2, [Stretch(9, 0, 1)])
        store.keep_form("thread", "t/{id}")
        store.keep_ending("thread", 3)
        store.keep_sign("thread", "posts", Kept(7, 1))
        store.keep_choice(SourceChoice("thread", "warum", 7))
        store.keep_mark(9, b"mark")
        store.keep_turn(9, Turn(9, "题", turns=True, comes=False, published=100))
        store.keep_medium("aid:1", "media/a.jpg", "ab")
        store.keep_requests("2026-01-02", 5)
        await store.visit_as("member 5", ())
        await store.commit(10)
        await backend.kill(store)
        store = await backend.open()
        await store.load([3, 9])
        await store.load_turns(100, 0)
        assert store.thread(9) == FULL
        assert (await wanted(store), store.row(3)) == ([3], "[3]")
        assert store.stretches(2) == [Stretch(9, 0, 1)]
        assert (store.forms(), store.endings()) == ({"thread": "t/{id}"}, {"thread": 3})
        assert store.signs() == {("thread", "posts"): Kept(7, 1)}
        assert store.choice() == SourceChoice("thread", "warum", 7)
        assert store.mark(9) == b"mark"
        assert store.turns(100, 0) == [Turn(9, "题", turns=True, comes=False, published=100)]
        assert await store.medium("aid:1") == ("media/a.jpg", "ab")
        assert store.requests("2026-01-02") == 5
        assert await store.visit_as("member 5", [BARRED]) == 0
        await store.leave()

    async def test_what_was_not_committed_is_gone_after_a_kill(self, backend: Backend) -> None:
        store = await backend.open()
        await put(store, Known(1, 2))
        await store.commit(10)
        await put(store, Known(1, 2, state=BARRED, reason="payment"), Known(2, 2))
        await store.load([3])
        store.want(Known(3, 2), "[3]")
        store.keep(2, [Stretch(9, 0, 1)])
        store.keep_form("thread", "t/{id}")
        store.keep_medium("aid:1", "media/a.jpg", "ab")
        store.keep_requests("2026-01-02", 5)
        await backend.kill(store)
        store = await backend.open()
        assert await states(store, [1, 2, 3]) == [WANTED, None, None]
        assert (store.stretches(2), store.forms(), store.requests("2026-01-02")) == ([], {}, 0)
        assert (await store.medium("aid:1"), await wanted(store)) == (None, [])
        await store.leave()

    async def test_what_was_not_committed_is_dropped_by_leaving(self, backend: Backend) -> None:
        store = await backend.open()
        await put(store, Known(1))
        await store.leave()
        store = await backend.open()
        assert await thread(store, 1) is None
        await store.leave()

    async def test_what_is_noted_while_a_commit_is_under_way_is_not_lost(self, backend: Backend) -> None:
        store = await backend.open()
        await put(store, Known(1))
        await store.load([2])
        under_way = asyncio.ensure_future(store.commit(10))
        await asyncio.sleep(0)
        store.put(Known(2))
        await under_way
        assert store.thread(2) == Known(2)
        await asyncio.gather(store.commit(11), store.commit(12))
        await backend.kill(store)
        store = await backend.open()
        assert await states(store, [1, 2]) == [WANTED, WANTED]
        await store.leave()

    async def test_a_site_is_of_one_run(self, backend: Backend) -> None:
        first = await backend.open()
        await put(first, Known(1))
        await first.commit(1)
        try:
            second = await backend.open()
        except LockedError:
            await first.leave()
            return
        await put(second, Known(2))
        await put(first, Known(3))
        first.settle(Known(1, state=HARVESTED, revision=1), line(1))
        await second.commit(2)
        with pytest.raises(StoreError):
            await first.commit(2)
        await first.leave()
        assert await states(second, [1, 2, 3]) == [WANTED, WANTED, None]
        assert await backend.lines() == []
        await second.leave()

    async def test_a_run_that_has_nothing_to_say_commits(self, backend: Backend) -> None:
        store = await again(backend, await backend.open())
        assert store.messages == []
        await store.leave()


class TestLines:
    async def test_a_line_lasts_with_what_is_known_of_its_thread(self, backend: Backend) -> None:
        store = await backend.open()
        await harvested(store, 1)
        await store.commit(10)
        await harvested(store, 2)
        await backend.kill(store)
        store = await backend.open()
        spoken_of = [tid for tid in (1, 2) if await thread(store, tid)]
        assert written(await backend.lines()) == [("article", tid, 1) for tid in spoken_of]
        assert 1 in spoken_of
        for tid in spoken_of:  # also where the second was adopted
            known = await thread(store, tid)
            assert known is not None
            assert (known.state, known.revision, known.lost) == (HARVESTED, 1, False)
        await store.leave()

    async def test_a_revision_follows_the_line_before_it(self, backend: Backend) -> None:
        store = await backend.open()
        await harvested(store, 1, 2)
        await harvested(store, 1, revision=2)
        await store.commit(10)
        await store.load([1])
        assert (await store.line(1) or {})["revision"] == 2
        assert (await store.line(2) or {})["text"] == "正文"
        assert await store.line(3) is None
        assert store.where
        store = await again(backend, store)
        assert written(await backend.lines()) == [("article", 1, 1), ("article", 2, 1), ("article", 1, 2)]
        assert (await store.line(1) or {})["revision"] == 2
        await store.leave()

    async def test_a_line_is_read_before_it_is_committed(self, backend: Backend) -> None:
        store = await backend.open()
        await harvested(store, 1)
        assert (await store.line(1) or {})["tid"] == 1
        await store.leave()

    async def test_that_a_thread_is_gone_does_not_stand_for_its_article(self, backend: Backend) -> None:
        store = await backend.open()
        await harvested(store, 1)
        gone = {"kind": "gone", "id": "site:1", "tid": 1, "revision": 1, "harvested": "2026-01-02T03:04:05+00:00"}
        store.settle(Known(1, 2, state=GONE, reason="deleted", revision=1), gone)
        await store.commit(10)
        assert await states(store, [1]) == [GONE]
        assert (await store.line(1) or {})["kind"] == "article"
        assert written(await backend.lines()) == [("article", 1, 1), ("gone", 1, 1)]
        await store.leave()

    async def test_notices_last(self, backend: Backend) -> None:
        store = await backend.open()
        assert store.notices is None
        for number in (1, 2):
            store.note({"kind": "payment", "tid": number, "text": "请付费"})
        await store.commit(10)
        assert store.notices
        await backend.kill(store)
        store = await backend.open()
        assert [(each["tid"], each["text"]) for each in await backend.notices()] == [(1, "请付费"), (2, "请付费")]
        await store.leave()


class TestThreads:
    @pytest.mark.parametrize("known", [FULL, Known(9), Known(9, 2, state=BARRED, reason="payment", refused=2)])
    async def test_what_was_put_is_there(self, backend: Backend, known: Known) -> None:
        store = await backend.open()
        assert await thread(store, 9) is None
        store.put(known)
        store = await again(backend, store)
        assert await thread(store, 9) == known
        await store.leave()

    async def test_wanted_come_in_order_with_their_rows(self, backend: Backend) -> None:
        store = await backend.open()
        await store.load([3, 4, 5])
        for tid, fid in ((5, 1), (3, 2), (4, 1)):
            store.want(Known(tid, fid), f"[{tid}]")
        assert [(each.tid, each.row) for each in await store.wanted()] == [(5, "[5]"), (3, "[3]"), (4, "[4]")]
        assert await wanted(store, fid=1) == [5, 4]
        assert (await store.left(), await store.left(1)) == (3, 2)
        store = await again(backend, store)
        assert [(each.tid, each.fid, each.row) for each in await store.wanted(1)] == [(5, 1, "[5]"), (4, 1, "[4]")]
        assert store.row(5) == "[5]"  # it is in reach
        await store.leave()

    async def test_wanted_again_keeps_its_place_and_takes_the_newer_row(self, backend: Backend) -> None:
        store = await backend.open()
        await store.load([5, 6])
        for tid, row in ((5, "old"), (6, "other"), (5, None), (5, "new"), (5, None)):
            store.want(Known(tid), row)
            await store.commit(10)
        assert [(each.tid, each.row) for each in await store.wanted()] == [(5, "new"), (6, "other")]
        await store.leave()

    async def test_what_failed_goes_to_the_end(self, backend: Backend) -> None:
        store = await backend.open()
        await store.load([1, 2])
        for tid in (1, 2):
            store.want(Known(tid), f"[{tid}]")
        store.want(Known(1, state=FAILED), None)
        assert [(each.tid, each.row) for each in await store.wanted()] == [(2, "[2]"), (1, "[1]")]
        await store.leave()

    @pytest.mark.parametrize(("state", "left"), [(HARVESTED, []), (BARRED, []), (GONE, []), (FAILED, [5])])
    async def test_settled_visits_are_not_wanted_any_more(self, backend: Backend, state: str, left: list[int]) -> None:
        store = await backend.open()
        await store.load([5])
        store.want(Known(5), "[5]")
        await store.commit(1)
        store.put(Known(5, state=state))
        assert await wanted(store) == left
        assert store.row(5) == (None if state == HARVESTED else "[5]")
        store = await again(backend, store)
        assert (await wanted(store), await store.left()) == (left, len(left))
        await store.leave()

    async def test_wanted_may_be_settled_while_they_are_read(self, backend: Backend) -> None:
        store = await backend.open()
        tids = range(1, 2 * BATCH + 3)
        await store.load(tids)
        for tid in tids:
            store.want(Known(tid), None)
        seen: list[int] = []
        number = 0
        while batch := await store.wanted(None, number):
            seen += [each.tid for each in batch]
            for each in batch:
                store.put(Known(each.tid, state=HARVESTED))
            await store.commit(1)
            number = batch[-1].number
        assert seen == list(tids)
        assert await wanted(store) == []
        await store.leave()

    async def test_due(self, backend: Backend) -> None:
        store = await backend.open()
        times = {1: (0, 100), 2: (0, 101), 3: (0, None), 4: (0, 50), 5: (500, 600)}
        known = [
            Known(tid, tid % 2 + 1, state=HARVESTED, visited=visited, next_visit=due)
            for tid, (visited, due) in times.items()
        ]
        await put(store, *known)
        for _ in range(2):
            assert await store.due(100) == [4, 1, 5]  # 5 was visited by a clock that was ahead
            assert await store.due(100, fid=2) == [1, 5]
            await store.commit(1)
        await store.leave()

    async def test_how_many_are_in_which_state(self, backend: Backend) -> None:
        store = await backend.open()
        await put(store, *(Known(tid, state=state) for tid, state in enumerate((HARVESTED, HARVESTED, GONE), 1)))
        assert await store.states() == {HARVESTED: 2, GONE: 1}
        assert not await store.fruitful()
        await harvested(store, 9)
        assert await store.fruitful()
        await store.leave()

    async def test_what_was_brought_in_reach_stays_there_for_long(self, backend: Backend) -> None:
        store = await backend.open()
        await put(store, FULL)
        await store.commit(1)
        await store.load([9])
        await store.load(range(100, 100 + REACH - 1))
        assert store.thread(9) == FULL
        await store.leave()


class TestRefusedAlike:
    async def refused(self, backend: Backend, *tids: int) -> tuple[Store, int]:
        """A store with threads that were refused alike, and their number."""
        store = await backend.open()
        await store.load(tids)
        for tid in tids:
            store.want(Known(tid, 2), f"[{tid}]")
            store.put(Known(tid, 2, state=BARRED, reason="payment", refused=1, next_visit=50))
        await store.bind(tids)
        await store.commit(1)
        known = [await thread(store, tid) for tid in tids]
        [number] = {each.together for each in known if each}
        assert number is not None
        return store, number

    async def test_they_have_a_number_and_no_plan(self, backend: Backend) -> None:
        store, number = await self.refused(backend, 1, 2, 3, 4)
        assert await store.due(100) == []
        assert await store.unplanned(3) == [(number, "payment", 1)]
        await put(store, *(Known(tid, 3, state=GONE, reason="deleted", refused=1) for tid in (7, 8)))
        await store.bind([7, 8])
        assert [(each[1], each[0] == number) for each in await store.unplanned(3)] == [
            ("payment", True),
            ("deleted", False),
        ]
        await store.leave()

    async def test_those_are_looked_at_that_were_looked_at_least_often(self, backend: Backend) -> None:
        store, number = await self.refused(backend, 1, 2, 3, 4)
        await store.look_at(number, 60, 2)
        first = set(await store.due(100))
        assert len(first) == 2
        assert await store.unplanned(2) == []
        for tid in first:
            known = await thread(store, tid)
            store.put(replace(known or Known(0), refused=2, next_visit=None))
        assert await store.unplanned(2) == [(number, "payment", 2)]
        await store.look_at(number, 60, 2)
        await store.commit(2)
        assert set(await store.due(100)) == {1, 2, 3, 4} - first
        await store.leave()

    async def test_those_that_are_released_are_visited(self, backend: Backend) -> None:
        store, number = await self.refused(backend, 1, 2, 3, 4)
        store.release(number, 3)
        await store.commit(2)
        released = await wanted(store)
        assert len(released) == 3
        known = [await thread(store, tid) for tid in released]
        assert [(each.state, each.together) for each in known if each] == [(WANTED, number)] * 3
        assert store.row(released[0]) == f"[{released[0]}]"
        store.release(number, 3)
        store = await again(backend, store)
        assert len(await wanted(store)) == 4
        await store.leave()


class TestSites:
    async def test_stretches_of_a_wider_scope_serve_a_narrower_one(self, backend: Backend) -> None:
        store = await backend.open()
        everything, recent = Stretch(50, 0, 9), Stretch(90, 70, 2)
        store.keep(1, [everything])
        store.keep(1, [recent], since=60)
        for _ in range(2):
            assert store.stretches(1) == [everything]
            assert store.stretches(1, since=60) == [recent, everything]
            assert store.stretches(1, since=50) == [everything]
            assert store.stretches(2) == []
            store = await again(backend, store)
        store.keep(1, [Stretch(60, 40, 1), Stretch(30, 0, 9)])
        store.keep(1, [Stretch(60, 0, 9), Stretch(60, 0, 9)])
        store = await again(backend, store)
        assert store.stretches(1) == [Stretch(60, 0, 9)]
        await store.leave()

    async def test_what_is_kept_takes_the_place_of_what_was(self, backend: Backend) -> None:
        store = await backend.open()
        for number in (1, 2):
            store.keep_form("thread", f"t/{number}")
            store.keep_ending("thread", number)
            store.keep_sign("thread", "posts", Kept(number))
            store.keep_choice(SourceChoice(f"{number}", "", number))
            store.keep_medium("aid:1", f"{number}", f"{number}")
            store.keep_requests("2026-01-01", number)
            await store.load([7])
            store.keep_mark(7, b"%d" % number)
            store.keep_turn(7, Turn(7, f"{number}", turns=False, comes=True, published=number))
            await store.commit(number)
        store = await again(backend, store)
        assert (store.forms(), store.endings()) == ({"thread": "t/2"}, {"thread": 2})
        assert store.signs() == {("thread", "posts"): Kept(2)}
        assert store.choice() == SourceChoice("2", "", 2)
        assert await store.medium("aid:1") == ("2", "2")
        assert (store.requests("2026-01-01"), store.requests("2026-01-02")) == (2, 0)
        await store.load([7])
        await store.load_turns(1, 5)
        assert store.mark(7) == b"2"
        assert store.turns(1, 5) == [Turn(7, "2", turns=False, comes=True, published=2)]
        assert store.thread(7) is None  # in reach, and not known
        store.keep_mark(7, None)
        store.keep_turn(7, None)
        assert (store.mark(7), store.turns(1, 5)) == (None, [])
        store = await again(backend, store)
        await store.load([7])
        await store.load_turns(1, 5)
        assert (store.mark(7), store.turns(1, 5)) == (None, [])
        await store.leave()

    async def test_turns_of_about_a_time(self, backend: Backend) -> None:
        store = await backend.open()
        turns = [Turn(tid, "题", turns=True, comes=False, published=tid * 10) for tid in range(1, 6)]
        for turn in turns:
            store.keep_turn(turn.tid, turn)
        await store.load_turns(30, 10)
        assert sorted(store.turns(30, 10), key=lambda turn: turn.tid) == turns[1:4]
        await store.leave()

    async def test_threads_that_were_closed_to_a_guest_are_for_a_member_once(self, backend: Backend) -> None:
        store = await backend.open()
        closed, blocked = (Known(tid, 2, state=BARRED, reason=why) for tid, why in ((1, "no_permission"), (2, "other")))
        await put(store, closed, blocked, FULL)
        store.keep(2, [Stretch(9, 0, 1)])
        assert await store.visit_as("guest", ()) == 0
        assert await store.visit_as("member 5", ["no_permission", "payment"]) == 1
        await store.commit(1)
        assert await wanted(store) == [1]
        assert await states(store, [1, 2]) == [WANTED, BARRED]
        assert store.stretches(2) == []
        await put(store, closed)
        store.keep(2, [Stretch(9, 0, 1)])
        assert await store.visit_as("member 5", ["no_permission"]) == 0
        assert store.stretches(2) == [Stretch(9, 0, 1)]
        assert await store.visit_as("guest", ()) == 0
        assert await store.visit_as("member 5", ["no_permission"]) == 1
        store = await again(backend, store)
        assert await states(store, [1]) == [WANTED]
        await store.leave()


class TestArticlesThatAreAlike:
    async def test_threads_are_found_by_a_piece_of_their_hashes(self, backend: Backend) -> None:
        store = await backend.open()
        await store.load([1, 2, 3, 4])
        for tid, hashes in ((1, b"aaaabbbb"), (2, b"aaaacccc"), (3, b"bbbbaaaa"), (4, b"aaaa")):
            known = Known(tid, 2 + tid % 2, state=HARVESTED, revision=1, field_hashes=hashes)
            store.settle(known, line(tid))
        await put(store, Known(5, 2, state=WANTED))
        await store.commit(5)
        assert await store.alike(4, b"bbbb") == [1]
        assert await store.alike(0, b"aaaa") == [1, 2, 4]
        assert await store.alike(0, b"aaaa", 2) == [2, 4]
        assert await store.alike(8, b"aaaa") == []
        await store.leave()
