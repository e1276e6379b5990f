"""What was written is read again, packed or not."""

from __future__ import annotations

import gzip
import json
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from harvester.site_folder import articles

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": gzip.compress,
    ".xz": lzma.compress,
    ".zst": zstandard.ZstdCompressor().compress,
}


def line(tid: int, revision: int = 1, kind: str = "article") -> bytes:
    return json.dumps({"kind": kind, "tid": tid, "revision": revision}).encode() + b"\n"


@pytest.mark.parametrize("suffix", PACKERS)
def test_files_are_unpacked_by_their_names(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"articles-2026-01-31.jsonl{suffix}"
    path.write_bytes(PACKERS[suffix](line(1)) + PACKERS[suffix](line(2)))
    assert [each["tid"] for each in articles.lines_of(path)] == [1, 2]


def test_a_line_that_is_being_written_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "articles-2026-01-31.jsonl"
    path.write_bytes(line(1) + line(2)[:-5])
    assert [each["tid"] for each in articles.lines_of(path)] == [1]


def test_empty_lines_and_a_missing_last_line_break_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "articles-2026-01-31.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + line(1) + b"\r\n  \n" + line(2)[:-1])
    assert [each["tid"] for each in articles.lines_of(path)] == [1, 2]


@pytest.mark.parametrize("suffix", [".gz", ".xz", ".zst"])
def test_a_damaged_file_is_named(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"articles-2026-01-31.jsonl{suffix}"
    path.write_bytes(b"not packed at all")
    with pytest.raises(OSError, match=rf"articles-2026-01-31\.jsonl\{suffix}: cut short or damaged"):
        list(articles.lines_of(path))


@pytest.mark.parametrize("suffix", [".gz", ".xz"])
def test_a_file_that_was_cut_short_is_named(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"articles-2026-01-31.jsonl{suffix}"
    path.write_bytes(PACKERS[suffix](line(1) * 9999)[:60])
    with pytest.raises(OSError, match="cut short or damaged"):
        list(articles.lines_of(path))


@pytest.mark.parametrize("wrong", [b"{]\n", b"[1]\n", b"[" * 200_000 + b"\n"])
def test_a_line_that_is_no_article_is_named(tmp_path: Path, wrong: bytes) -> None:
    path = tmp_path / "articles-2026-01-31.jsonl"
    path.write_bytes(line(1) + wrong)
    with pytest.raises(ValueError, match=r"articles-2026-01-31\.jsonl, line 2"):
        list(articles.lines_of(path))


def test_the_files_of_a_day_are_in_the_order_of_writing(tmp_path: Path) -> None:
    names = ["2026-01-30", "2026-01-31", "2026-01-31-2", "2026-01-31-10", "2026-02-01"]
    for name in reversed(names):
        (tmp_path / f"articles-{name}.jsonl").write_bytes(line(1))
    (tmp_path / "articles-2026-01-31.jsonl.gz").write_bytes(b"")
    (tmp_path / "notices-20260131T120000Z.ndjson").write_bytes(b"")
    assert [path.name for path in articles.files(tmp_path)] == [f"articles-{name}.jsonl" for name in names]


def test_the_latest_revision_of_each_article(tmp_path: Path) -> None:
    (tmp_path / "articles-2026-01-30.jsonl").write_bytes(line(1) + line(2) + line(3))
    (tmp_path / "articles-2026-01-31.jsonl").write_bytes(line(2, 2) + line(3, 1, "gone") + line(4))
    found = [(each["tid"], each["revision"]) for each in articles.latest(tmp_path)]
    assert found == [(1, 1), (3, 1), (2, 2), (4, 1)]


def test_the_folders_of_sites(tmp_path: Path) -> None:
    assert articles.folders(tmp_path / "none") == []
    (tmp_path / "b.example").mkdir()
    (tmp_path / "b.example" / "articles-2026-01-30.jsonl").write_bytes(line(1))
    (tmp_path / "a.example").mkdir()
    (tmp_path / "a.example" / "store.sqlite").touch()
    (tmp_path / "other").mkdir()
    assert [path.name for path in articles.folders(tmp_path)] == ["a.example", "b.example"]


@pytest.mark.parametrize("size", [10, 200_000])
def test_the_line_that_ends_somewhere(tmp_path: Path, size: int) -> None:
    path = tmp_path / "articles-2026-01-31.jsonl"
    lines = [json.dumps({"tid": tid, "text": "x" * size}).encode() + b"\n" for tid in (1, 2, 3)]
    path.write_bytes(b"".join(lines))
    ends = [len(b"".join(lines[:count])) for count in (1, 2, 3)]
    assert [(articles.ending_at(path, end) or {}).get("tid") for end in ends] == [1, 2, 3]
    assert articles.ending_at(path, ends[0] - 1) is None
    assert articles.ending_at(path, 0) is None
    assert articles.ending_at(tmp_path / "packed.jsonl", 9) is None
