"""The lines of a harvest read into an index."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from harvester.duplicates.catalogue import Catalogue
from harvester.duplicates.follow import follow, read_all

TEXTS = {
    1: "十二月的霁川江风很硬，栈桥边的渔火却一盏接一盏亮了起来，船工们收网回家。",
    2: "山里的采茶人天不亮就上山，背篓里装着干粮和水，一直忙到太阳落山才回来。",
}


def line(site: str, tid: int, hour: int, text: str = "", revision: int = 1) -> bytes:
    fields = {
        "kind": "article",
        "id": f"{site}:{tid}",
        "tid": tid,
        "text": text or TEXTS[tid],
        "revision": revision,
        "published": None,
        "harvested": f"2026-01-31T{hour:02}:00:00+00:00",
    }
    return json.dumps(fields).encode() + b"\n"


def write(base: Path, site: str, *lines: bytes) -> Path:
    (base / site).mkdir(exist_ok=True)
    path = base / site / "articles-2026-01-31.jsonl"
    path.write_bytes(b"".join(lines))
    return path


def groups(index: Catalogue) -> list[list[str]]:
    return [[copy.id for copy in group] for group in index.groups()]


def test_sites_are_read_in_the_order_of_the_harvest(tmp_path: Path) -> None:
    write(tmp_path, "a", line("a", 1, 3), line("a", 2, 4))
    write(tmp_path, "b", line("b", 1, 2), line("b", 2, 5))
    index = Catalogue(None)
    assert list(follow(index, tmp_path)) == []
    assert groups(index) == [["b:1", "a:1"], ["a:2", "b:2"]]


def test_only_what_is_new_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, "a", line("a", 1, 1))
    index = Catalogue(None)
    list(follow(index, tmp_path))
    size = path.stat().st_size
    path.write_bytes(b"x" * (size - 1) + b"\n")  # of the same size: not opened again
    assert list(follow(index, tmp_path)) == []
    write(tmp_path, "a", line("a", 1, 1), line("a", 2, 2), line("a", 1, 3, TEXTS[2], revision=2), b'{"kind": "article')
    list(follow(index, tmp_path))
    assert (index.revision("a:1"), index.revision("a:2")) == (2, 1)


def test_a_packed_file_changes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, "a", line("a", 1, 1), line("a", 2, 2))
    write(tmp_path, "b", line("b", 1, 3))
    index = Catalogue(None)
    list(follow(index, tmp_path))
    path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes()))
    path.unlink()
    assert list(follow(index, tmp_path)) == []
    assert groups(index) == [["a:1", "b:1"]]


def test_a_file_that_cannot_be_read_is_said_and_read_again(tmp_path: Path) -> None:
    path = write(tmp_path, "a", line("a", 1, 1), b"{]\n", line("a", 2, 2))
    index = Catalogue(None)
    (message,) = follow(index, tmp_path)
    assert f"{path}, line 2" in message
    assert (index.revision("a:1"), index.revision("a:2")) == (1, 0)
    write(tmp_path, "a", line("a", 1, 1), line("a", 2, 2))
    assert list(follow(index, tmp_path)) == []
    assert index.revision("a:2") == 1


def test_the_latest_revisions_are_read(tmp_path: Path) -> None:
    write(tmp_path, "a", line("a", 1, 1), line("a", 2, 2), line("a", 1, 3, TEXTS[2], revision=2))
    index = Catalogue(None)
    assert read_all(index, tmp_path) == 2
    assert groups(index) == [["a:2", "a:1"]]
