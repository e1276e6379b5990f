"""Closed files are packed, whatever a crash or a user leaves of that is put right, and the index says what there is."""

from __future__ import annotations

import gzip
import hashlib
import json
from datetime import timedelta
from pathlib import Path

import pytest
from saving import Clock, Saved, article, at_once, save

from harvester.site_folder import articles
from harvester.site_folder.folder import Layout

DAY = "articles-2026-01-02"
PACKING = Layout(file_size=600, packed=".gz")


def harvested(folder: Path, *tids: int, layout: Layout = PACKING, later: int = 0) -> list[str]:
    """A run that writes these threads; returns what it said at its beginning."""
    clock = Clock()
    clock.now += timedelta(days=later)
    harvest = Saved(folder, layout=layout, clock=clock)
    for tid in tids:
        save(harvest, article(tid))
    at_once(harvest.finish())
    harvest.close()
    return harvest.messages


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("articles-*"))


def tids(folder: Path) -> list[int]:
    return [line["tid"] for path in articles.files(folder) for line in articles.lines_of(path)]


def test_a_full_file_is_packed_and_the_day_goes_on_in_the_next(tmp_path: Path) -> None:
    harvested(tmp_path, 1, 2)
    harvested(tmp_path, 3)
    assert names(tmp_path) == [f"{DAY}-2.jsonl.gz", f"{DAY}-3.jsonl.gz", f"{DAY}.jsonl.gz"]
    assert tids(tmp_path) == [1, 2, 3]
    assert harvested(tmp_path, 1, 2, 3) == []
    assert tids(tmp_path) == [1, 2, 3]


def test_the_next_run_packs_what_was_open(tmp_path: Path) -> None:
    harvested(tmp_path, 1, layout=Layout())
    assert names(tmp_path) == [f"{DAY}.jsonl"]
    harvested(tmp_path, layout=Layout(packed=".zst"))
    assert names(tmp_path) == [f"{DAY}.jsonl"]  # its day is not over
    harvested(tmp_path, layout=Layout(packed=".zst"), later=1)
    assert names(tmp_path) == [f"{DAY}.jsonl.zst"]


def test_a_plain_file_beside_its_packed_one_is_removed(tmp_path: Path) -> None:
    harvested(tmp_path, 1)
    plain = tmp_path / f"{DAY}.jsonl"
    plain.write_bytes(gzip.decompress((tmp_path / f"{DAY}.jsonl.gz").read_bytes()))
    assert harvested(tmp_path) == []
    assert names(tmp_path) == [f"{DAY}.jsonl.gz"]


def test_a_plain_file_beside_a_damaged_packed_one_stays(tmp_path: Path) -> None:
    harvested(tmp_path, 1)
    packed = tmp_path / f"{DAY}.jsonl.gz"
    content = packed.read_bytes()
    (tmp_path / f"{DAY}.jsonl").write_bytes(gzip.decompress(content))
    packed.write_bytes(content[:20] + bytes([content[20] ^ 0x55]) + content[21:])
    (said,) = harvested(tmp_path, layout=Layout())
    assert "is damaged: it is kept as" in said
    assert tids(tmp_path) == [1]
    assert harvested(tmp_path, 1) == []


@pytest.mark.parametrize("place", [30, 60, 90])
def test_damaged_bytes_within_a_packed_file_lose_nothing(tmp_path: Path, place: int) -> None:
    threads = range(1, 30)
    harvested(tmp_path, *threads, layout=Layout())
    harvested(tmp_path, layout=Layout(packed=".gz"), later=1)
    packed = tmp_path / f"{DAY}.jsonl.gz"
    content = bytearray(packed.read_bytes())
    content[len(content) * place // 100] ^= 0x55
    packed.write_bytes(content)
    said = harvested(tmp_path, *threads, later=1)
    assert "is damaged: it is kept as" in said[0]
    lines = [line for path in articles.files(tmp_path) for line in articles.lines_of(path)]
    assert sorted(line["tid"] for line in lines) == list(threads)
    assert {line["text"] for line in lines} == {"正文"}


def test_half_a_packed_file_is_made_anew(tmp_path: Path) -> None:
    harvested(tmp_path, 1, layout=Layout())
    part = tmp_path / f".{DAY}.jsonl.gz.abc.part"
    part.write_bytes(b"\x1f\x8b")
    harvested(tmp_path, later=1)
    assert not part.exists()
    assert tids(tmp_path) == [1]


def test_a_packed_file_that_differs_is_left_alone_and_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    harvested(tmp_path, 1, layout=Layout())
    (tmp_path / f"{DAY}.jsonl.gz").write_bytes(gzip.compress(b"of somebody else\n"))
    (said,) = harvested(tmp_path, later=1)
    assert "differs from it: move one of the two away" in said
    assert tids(tmp_path) == [1]
    assert caplog.records


@pytest.mark.parametrize("left", [0, 40, -8])
def test_what_can_be_read_of_a_damaged_packed_file_is_kept(tmp_path: Path, left: int) -> None:
    harvested(tmp_path, 1, 2, layout=Layout())
    harvested(tmp_path, layout=Layout(packed=".gz"), later=1)
    packed = tmp_path / f"{DAY}.jsonl.gz"
    packed.write_bytes(packed.read_bytes()[:left])
    said = harvested(tmp_path, layout=Layout(), later=2)
    assert "is damaged: it is kept as" in said[0]
    assert list(tmp_path.glob(f"{DAY}.jsonl.gz.damaged-*"))
    harvested(tmp_path, 1, 2, layout=Layout(), later=2)
    assert sorted(tids(tmp_path)) == [1, 2]


def test_a_store_made_anew_knows_packed_files(tmp_path: Path) -> None:
    harvested(tmp_path, 1, 2)
    for path in tmp_path.glob("store.sqlite*"):
        path.unlink()
    harvested(tmp_path, 1, 2)
    assert tids(tmp_path) == [1, 2]


def test_the_index_says_what_the_files_hold(tmp_path: Path) -> None:
    harvested(tmp_path, 1, 2)
    index = json.loads((tmp_path / "index.json").read_bytes())
    assert index["kinds"] == {"article": 2}
    for entry in index["files"]:
        content = (tmp_path / entry["name"]).read_bytes()
        assert (entry["bytes"], entry["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
        assert (entry["lines"], entry["first"], entry["last"]) == (1, "2026-01-02", "2026-01-02")


def test_an_older_copy_that_is_put_beside_the_packed_file_goes(tmp_path: Path) -> None:
    path = tmp_path / f"{DAY}.jsonl"
    harvested(tmp_path, 1, layout=Layout())
    old = path.read_bytes()
    harvested(tmp_path, 2, layout=Layout())
    harvested(tmp_path, layout=Layout(packed=".gz"), later=1)
    assert not path.exists()
    path.write_bytes(old)
    (said,) = harvested(tmp_path, layout=Layout(packed=".gz"), later=1)
    assert said == f"{path} was an older copy of what is in {path.name}.gz: it is removed"
    assert not path.exists()
