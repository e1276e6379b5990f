from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from saving import at_once

from harvester.disk.database import DamagedError, StoreError
from harvester.store.records import GONE, HARVESTED, WANTED, Commit, Known, Mark, Place
from harvester.store.sqlite import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    store = Store(path)
    yield store
    store.close()


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
            store.put(Known(tid, state=HARVESTED, revision=1), Place(file.id, tid * 100))
        store.lose([2])
        store.remove([3])
        assert store.standing(file) == [(1, 100)]
        assert [entry.tid for entry in at_once(store.wanted())] == [2]
        known = [store.thread(tid) for tid in (2, 3)]
        assert [(entry.state, entry.lost) for entry in known if entry] == [(WANTED, True), (HARVESTED, False)]
        assert [store.place(tid) for tid in (2, 3)] == [Place(), Place(file.id)]

    def test_what_is_put_without_a_place_stays_where_it_was(self, store: Store) -> None:
        place = Place(store.file("a.jsonl").id, 100, b"hash")
        store.put(Known(1, state=HARVESTED, revision=1), place)
        store.put(Known(1, state=GONE, revision=1))
        assert store.place(1) == place

    def test_ends_of_runs(self, store: Store) -> None:
        file, other = store.file("a.jsonl"), store.file("b.jsonl")
        commits = [Commit(1, 10, b"a"), Commit(1, 20, b"b"), Commit(2, 15, b"c")]
        for commit in commits:
            store.keep_commit(file, commit)
        store.end_commit(file)
        assert store.commits(file) == [*commits[:2], Commit(2, 15, b"c", ended=True)]
        assert store.last_commit(file) == Commit(2, 15, b"c", ended=True)
        assert (store.commits(other), store.last_commit(other)) == ([], None)


class TestTransactions:
    def test_what_was_not_committed_is_not_there(self, path: Path) -> None:
        first = Store(path)
        first.put(Known(1))
        first.save(10)
        first.put(Known(2))
        first.keep_requests("2026-01-01", 5)
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
        store.save(10)
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


class TestRefusals:
    def test_garbage_is_damaged(self, path: Path) -> None:
        path.write_bytes(b"no database at all " * 500)
        with pytest.raises(DamagedError, match=r"store\.sqlite.*set aside"):
            Store(path)

    def test_damage_deep_in_the_file_is_found_when_it_is_opened(self, path: Path) -> None:
        store = Store(path)
        for tid in range(2000):
            store.put(Known(tid, last := tid, Mark(last, last, "name" * 10)))
        store.save(1)
        store.close()
        size = path.stat().st_size
        with path.open("r+b") as file:
            file.seek(size // 2)  # behind the tables' names
            file.write(b"\xff" * (size - size // 2))
        with pytest.raises(DamagedError, match="set aside"):
            Store(path)

    def test_pages_that_changed_places_are_found_when_it_is_opened(self, path: Path) -> None:
        store = Store(path)
        for tid in range(2000):
            store.put(Known(tid, last := tid, Mark(last, last, "name" * 10)))
        store.save(1)
        store.close()
        whole = path.read_bytes()
        pages = [whole[at : at + 4096] for at in range(0, len(whole), 4096)]
        pages[-1], pages[-2] = pages[-2], pages[-1]
        path.write_bytes(b"".join(pages))
        with pytest.raises(DamagedError, match="set aside"):
            Store(path)

    def test_an_error_of_a_statement_is_the_files(self, store: Store) -> None:
        store._db.execute("DROP TABLE wanted")
        with pytest.raises(DamagedError, match=r"no such table.*set aside"):
            store.row(1)

    def test_who_reads_leaves_nothing_behind(self, path: Path) -> None:
        Store(path).close()
        with Store.reading(path) as store:
            assert store.counts() == {}
        assert [each.name for each in path.parent.iterdir()] == [path.name]

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
        monkeypatch.setattr(Store, "busy", 0.0)
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
