from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from harvester.disk import database
from harvester.disk.database import DamagedError, StoreError
from harvester.store import sqlite as module
from harvester.store.records import BARRED, FAILED, GONE, HARVESTED, WANTED, Known, Mark, Stretch
from harvester.store.sqlite import Store

FULL = Known(9, 2, Mark(3, 1000, "某人"), HARVESTED, None, 2000, 3000, 2, b"t" * 32, b"f" * 36, 1, 99)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    store = Store(path)
    yield store
    store.close()


class TestVisitors:
    def test_threads_that_were_closed_to_a_guest_are_for_a_member_once(self, store: Store) -> None:
        store.put(Known(1, 2, state=BARRED, reason="no_permission"))
        store.put(Known(2, 2, state=BARRED, reason="blocked_post"))
        store.put(FULL)
        store.keep(2, [Stretch(9, 0, 1)])
        assert store.visit_as("guest", ()) == 0
        assert store.visit_as("member 5", ["no_permission", "payment"]) == 1
        assert [wanted.tid for wanted in store.wanted()] == [1]
        known = [store.thread(tid) for tid in (1, 2)]
        assert [each.state for each in known if each] == [WANTED, BARRED]
        assert store.stretches(2) == []
        store.put(Known(1, 2, state=BARRED, reason="no_permission"))
        store.keep(2, [Stretch(9, 0, 1)])
        assert store.visit_as("member 5", ["no_permission"]) == 0
        assert store.stretches(2) == [Stretch(9, 0, 1)]
        assert store.visit_as("guest", ()) == 0
        assert store.visit_as("member 5", ["no_permission"]) == 1


class TestThreads:
    @pytest.mark.parametrize("known", [FULL, Known(9), Known(9, 2, state=BARRED, reason="payment")])
    def test_what_was_put_is_there(self, store: Store, known: Known) -> None:
        assert store.thread(9) is None
        store.put(known)
        assert store.thread(9) == known

    def test_wanted_come_in_order_with_their_rows(self, store: Store) -> None:
        for tid, fid in ((5, 1), (3, 2), (4, 1)):
            store.want(Known(tid, fid), f"[{tid}]")
        assert [(entry.tid, entry.row) for entry in store.wanted()] == [(5, "[5]"), (3, "[3]"), (4, "[4]")]
        assert [entry.tid for entry in store.wanted(fid=1)] == [5, 4]

    def test_wanted_again_keeps_its_place_and_takes_the_newer_row(self, store: Store) -> None:
        for tid, row in ((5, "old"), (6, "other"), (5, "new")):
            store.want(Known(tid), row)
        assert [(entry.tid, entry.row) for entry in store.wanted()] == [(5, "new"), (6, "other")]

    @pytest.mark.parametrize(("state", "left"), [(HARVESTED, []), (BARRED, []), (GONE, []), (FAILED, [5])])
    def test_settled_visits_are_not_wanted_any_more(self, store: Store, state: str, left: list[int]) -> None:
        store.want(Known(5), None)
        store.put(Known(5, state=state))
        assert [entry.tid for entry in store.wanted()] == left

    def test_wanted_may_be_settled_while_it_runs(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "_BATCH", 2)
        for tid in range(1, 8):
            store.want(Known(tid), None)
        seen = []
        for entry in store.wanted():
            seen.append(entry.tid)
            store.put(Known(entry.tid, state=HARVESTED))
        assert seen == [1, 2, 3, 4, 5, 6, 7]

    def test_due(self, store: Store) -> None:
        times = {1: (0, 100), 2: (0, 101), 3: (0, None), 4: (0, 50), 5: (500, 600)}
        for tid, (visited, due) in times.items():
            store.put(Known(tid, tid % 2, state=HARVESTED, visited=visited, next_visit=due))
        assert store.due(100) == [4, 1, 5]  # 5 was visited by a clock that was ahead
        assert store.due(100, fid=1) == [1, 5]

    def test_counts(self, store: Store) -> None:
        for tid, state in enumerate((HARVESTED, HARVESTED, GONE)):
            store.put(Known(tid, state=state))
        assert store.counts() == {HARVESTED: 2, GONE: 1}
        assert not store.fruitful
        store.put(FULL)
        assert store.fruitful


class TestBoards:
    def test_stretches_of_a_wider_scope_serve_a_narrower_one(self, store: Store) -> None:
        everything, recent = Stretch(50, 0, 9), Stretch(90, 70, 2)
        store.keep(1, [everything])
        store.keep(1, [recent], since=60)
        assert store.stretches(1) == [everything]
        assert store.stretches(1, since=60) == [recent, everything]
        assert store.stretches(1, since=50) == [everything]
        assert store.stretches(2) == []

    def test_keep_replaces(self, store: Store) -> None:
        store.keep(1, [Stretch(50, 40, 1), Stretch(30, 0, 9)])
        store.keep(1, [Stretch(50, 0, 9)])
        assert store.stretches(1) == [Stretch(50, 0, 9)]

    def test_forms_of_addresses(self, store: Store) -> None:
        store.keep_form("thread", "t/{id}.html")
        store.keep_form("thread", "t{id}-{page}.html")
        assert store.forms() == {"thread": "t{id}-{page}.html"}


class TestFiles:
    def test_committed_length(self, store: Store) -> None:
        file = store.file("a.jsonl")
        assert (file.committed, file.lines) == (0, 0)
        store.extend(replace(file, committed=100, lines=3))
        assert store.file("a.jsonl") == replace(file, committed=100, lines=3)
        assert [known.name for known in store.files()] == ["a.jsonl"]

    def test_lines_that_are_lost_or_removed_are_no_longer_in_their_file(self, store: Store) -> None:
        file = store.file("a.jsonl")
        for tid in (1, 2, 3):
            store.put(Known(tid, state=HARVESTED, revision=1, file=file.id, line_end=tid * 100))
        store.lose([2])
        store.remove([3])
        assert store.standing(file) == [(1, 100)]
        assert [entry.tid for entry in store.wanted()] == [2]
        known = [store.thread(tid) for tid in (2, 3)]
        assert [(entry.state, entry.file) for entry in known if entry] == [(WANTED, None), (HARVESTED, file.id)]

    def test_ends_of_runs(self, store: Store) -> None:
        file = store.file("a.jsonl")
        for length in (10, 20, 20):
            store.keep_end(file, length)
        assert [store.ended(file, length) for length in (10, 15, 20)] == [True, False, True]
        assert not store.ended(store.file("b.jsonl"), 10)


class TestTransactions:
    def test_what_was_not_committed_is_not_there(self, path: Path) -> None:
        first = Store(path)
        first.put(Known(1))
        first.commit(10)
        first.put(Known(2))
        first.count_requests("2026-01-01", 5)
        first.close()
        second = Store(path)
        assert second.thread(1) is not None
        assert second.thread(2) is None
        assert second.requests("2026-01-01") == 0
        assert second.clock == 10
        second.close()

    def test_killed_process_leaves_the_last_commit(self, path: Path, tmp_path: Path) -> None:
        store = Store(path)
        store.put(Known(1))
        store.commit(10)
        store.put(Known(2))
        for suffix in ("", "-wal", "-shm"):  # what is on disk at this instant
            shutil.copy(f"{path}{suffix}", tmp_path / f"copy{suffix}")
        store.close()
        copy = Store(tmp_path / "copy")
        assert copy.thread(1) is not None
        assert copy.thread(2) is None
        copy.close()

    def test_commits_go_through_to_the_disk(self, store: Store) -> None:
        assert store._rows("PRAGMA journal_mode") == [("wal",)]
        assert store._rows("PRAGMA synchronous") == [(2,)]  # FULL

    def test_requests_are_counted_by_day(self, store: Store) -> None:
        store.count_requests("2026-01-01", 5)
        store.count_requests("2026-01-01", 6)
        assert store.requests("2026-01-01") == 6
        assert store.requests("2026-01-02") == 0


class TestRefusals:
    def test_garbage_is_damaged(self, path: Path) -> None:
        path.write_bytes(b"no database at all " * 500)
        with pytest.raises(DamagedError, match=r"store\.sqlite.*set aside"):
            Store(path)

    def test_damage_deep_in_the_file_is_found_when_it_is_met(self, path: Path) -> None:
        store = Store(path)
        for tid in range(2000):
            store.put(Known(tid, last := tid, Mark(last, last, "name" * 10)))
        store.commit(1)
        store.close()
        size = path.stat().st_size
        with path.open("r+b") as file:
            file.seek(size // 2)  # behind the tables' names
            file.write(b"\xff" * (size - size // 2))
        damaged = Store(path)
        with pytest.raises(DamagedError):
            [damaged.thread(tid) for tid in range(2000)]
        damaged.close()

    def test_newer_version_is_left_alone(self, path: Path) -> None:
        Store(path).close()
        with sqlite3.connect(path) as other:
            other.execute("PRAGMA user_version = 99")
        other.close()
        before = path.read_bytes()
        with pytest.raises(StoreError, match=r"newer Harvester \(version 99.*install"):
            Store(path)
        assert path.read_bytes() == before

    def test_other_program_holds_it(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(database, "BUSY_SECONDS", 0.0)
        mine = Store(store.path)
        with sqlite3.connect(store.path, isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreError, match="another program holds the store; close it"):
                mine.put(Known(1))
            other.execute("ROLLBACK")
        other.close()
        mine.put(Known(1))
        mine.close()

    def test_folder_that_is_none(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(StoreError, match=r"make the folder writable.*HARVESTER_DIR"):
            Store(tmp_path / "file" / "store.sqlite")
