"""What a disk does to a store and to packed files while no run is at work: found by the next run, and put right."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from crawling import scrapy
from saving import Clock, Saved, article, at_once, save

from harvester.config.program import ExitCode
from harvester.site_folder import articles, checksum, index_file
from harvester.site_folder.folder import Layout
from harvester.site_folder.options import Rules

TIDS = range(1, 60)
PAGE = 4096


def run(folder: Path, clock: Clock, layout: Layout = Layout()) -> list[str]:  # noqa: B008 - frozen
    """A run that visits every thread, and finds it as it was."""
    harvest = Saved(folder, layout=layout, clock=clock)
    for tid in TIDS:
        save(harvest, article(tid, f"第{tid}篇的正文。"))
    at_once(harvest.finish())
    messages = harvest.messages
    harvest.close()
    return messages


def written(folder: Path) -> Counter[int]:
    return Counter(line["tid"] for path in articles.files(folder) for line in articles.lines_of(path))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path, clock: Clock) -> Path:
    run(tmp_path / "site", clock)
    clock.now += timedelta(hours=1)
    return tmp_path / "site"


def value_changed(store: bytearray) -> None:
    """A thread is called harvested as another word: no page is broken."""
    at = store.rindex(b"harvested")
    store[at : at + 9] = b"harwested"


def number_changed(store: bytearray) -> None:
    """The number of a row is another one, still in order: the thread is not known any longer."""
    at = store.rindex(b"harvested")
    store[at - 1] ^= 1


def pages_swapped(store: bytearray) -> None:
    last = len(store) // PAGE - 1
    one, other = slice(PAGE, 2 * PAGE), slice(last * PAGE, (last + 1) * PAGE)
    store[one], store[other] = store[other], store[one]


@pytest.mark.parametrize("damage", [value_changed, number_changed, pages_swapped])
def test_a_store_that_changed_while_no_run_was_at_work_is_made_anew(
    folder: Path, clock: Clock, damage: Callable[[bytearray], None]
) -> None:
    store = bytearray((folder / "store.sqlite").read_bytes())
    damage(store)
    (folder / "store.sqlite").write_bytes(store)
    (said, *_) = run(folder, clock)
    assert "the store was damaged: it is kept as" in said
    assert written(folder) == Counter(TIDS)
    assert run(folder, clock) == []
    assert written(folder) == Counter(TIDS)


def test_the_note_is_there_only_while_the_store_rests(folder: Path, clock: Clock) -> None:
    assert (folder / checksum.NAME).exists()
    harvest = Saved(folder, clock=clock)
    assert not (folder / checksum.NAME).exists()  # a run that is killed leaves none
    harvest.close()
    assert (folder / checksum.NAME).exists()
    assert run(folder, clock) == []


def test_a_store_of_another_time_is_not_a_damaged_one(folder: Path, clock: Clock, tmp_path: Path) -> None:
    """It came from a backup, or an older version went on with it: what it says is compared with the files."""
    shutil.copy(folder / "store.sqlite", tmp_path / "earlier")
    run(folder, clock)
    shutil.copy(tmp_path / "earlier", folder / "store.sqlite")
    assert not any("damaged" in said for said in run(folder, clock))
    assert written(folder) == Counter(TIDS)


@pytest.mark.parametrize("note", [b"", b"[]", b"{}", b'{"sha256": 7, "state": "x"}', b"\xff" * 9])
def test_a_note_that_is_none_says_nothing(folder: Path, clock: Clock, note: bytes) -> None:
    (folder / checksum.NAME).write_bytes(note)
    assert run(folder, clock) == []


class Packed:
    """A harvest with a packed file, in which a disk changes a byte, and keeps size and time as they were."""

    layout = Layout(packed=".gz")

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.folder = folder
        clock.now += timedelta(days=1)
        run(folder, clock, self.layout)
        (self.path,) = folder.glob("articles-*.jsonl.gz")

    def rot(self) -> None:
        status, content = self.path.stat(), bytearray(self.path.read_bytes())
        content[len(content) // 2] ^= 4
        self.path.write_bytes(content)
        os.utime(self.path, ns=(status.st_atime_ns, status.st_mtime_ns))


@pytest.fixture
def packed(folder: Path, clock: Clock) -> Packed:
    return Packed(folder, clock)


def test_a_packed_file_that_a_disk_damaged_is_found_within_a_week(packed: Packed, clock: Clock) -> None:
    packed.rot()
    clock.now = max(clock.now, clock.real) + 2 * index_file.AGAIN
    said = run(packed.folder, clock, packed.layout)
    assert "is not what index.json says (SHA-256), and is read again" in said[0]
    assert "is damaged: it is kept as" in said[1]
    assert set(written(packed.folder)) == set(TIDS)
    assert max(written(packed.folder).values()) == 1
    assert run(packed.folder, clock, packed.layout) == []


def test_no_more_is_read_than_that(packed: Packed, clock: Clock) -> None:
    """A file that was looked at is not read again for a week, and none where nobody wants it."""
    assert index_file.check(packed.folder, 1 << 20, clock.now) == []
    late = max(clock.now, clock.real) + 2 * index_file.AGAIN
    assert index_file.check(packed.folder, 1 << 20, late) == []
    packed.rot()
    assert index_file.check(packed.folder, 1 << 20, late + index_file.AGAIN / 2) == []
    assert index_file.check(packed.folder, 0, late + 2 * index_file.AGAIN) == []
    said = run(packed.folder, clock, Layout(Rules(checked=0), packed=".gz"))
    assert said == []
    assert index_file.check(packed.folder, 1, late + 2 * index_file.AGAIN) == [packed.path.name]
    assert index_file.check(packed.folder, 1, late + 2 * index_file.AGAIN) == []  # it is no longer in the index


def test_those_first_that_were_not_looked_at_for_longest(folder: Path, clock: Clock) -> None:
    for day in range(1, 4):
        clock.now += timedelta(days=1)
        harvest = Saved(folder, layout=Packed.layout, clock=clock)
        save(harvest, article(100 + day, "又一篇。"))
        at_once(harvest.finish())
        harvest.close()
    names = sorted(path.name for path in folder.glob("articles-*.gz"))
    late = max(clock.now, clock.real) + 2 * index_file.AGAIN
    seen = []
    for minute in range(len(names)):
        index_file.check(folder, 1, late + timedelta(minutes=minute))
        entries = index_file.read_index(folder).values()
        seen.append({entry.name for entry in entries if entry.checked})
    assert [len(each) for each in seen] == [1, 2, 3]
    assert seen[-1] == set(names)


def test_all_packed_files_are_compared_by_command(packed: Packed, tmp_path: Path) -> None:
    words = ["status", "--check", "-s", f"HARVESTER_DIR={packed.folder.parent}"]
    assert scrapy(words, tmp_path / "log") == ExitCode.DONE
    packed.rot()
    assert scrapy(words, tmp_path / "log") == ExitCode.FAILED
    assert f"{packed.path} is damaged: it is not what index.json says" in (tmp_path / "log").read_text("utf-8")
