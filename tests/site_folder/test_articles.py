"""What was written is read again, packed or not."""

from __future__ import annotations

import gzip
import json
import lzma
from collections.abc import Callable
from pathlib import Path

import harvested
import pytest
import zstandard

from harvester.disk.lines import one_line
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


#: A line as a run writes it, and what the hand of a person makes of it.
WRITTEN = one_line(harvested.article(7, "正文", revision=3), compact=True)
HANDS = {
    "as it was written": WRITTEN,
    "with spaces": one_line(harvested.article(7, revision=3)),
    "its fields in another order": one_line(dict(reversed(harvested.article(7, revision=3).items())), compact=True),
    "a text about fields": one_line(harvested.article(7, '"tid":9,"revision":1,', revision=3), compact=True),
    "a text about fields, escaped": one_line(harvested.article(7, '\\",\\"tid\\":9,"', revision=3), compact=True),
    "names of fields in replies": one_line(
        harvested.article(7, replies=[{"tid": 9, "revision": 1}], revision=3), compact=True
    ),
    "a field twice": WRITTEN[:-1] + ',"revision":4}',
    "of another kind": WRITTEN.replace('"kind":"article"', '"kind":"gone"'),
    "a number as a text": WRITTEN.replace('"tid":7', '"tid":"7"'),
    "with a byte order mark": "\ufeff" + WRITTEN,
}


@pytest.mark.parametrize("written", HANDS.values(), ids=HANDS)
def test_a_version_is_what_the_whole_line_says(written: str) -> None:
    raw = written.encode() + b"\n"
    line = articles.parsed(raw)
    expected = (line["tid"], line["revision"]) if line["kind"] == "article" else None
    assert articles.version_of(raw) == expected


@pytest.mark.parametrize("revision", [2, 4])
def test_a_broken_line_is_named_where_it_is_the_latest(tmp_path: Path, revision: int) -> None:
    broken = WRITTEN.replace('"revision":3', f'"revision":{revision}').replace("正文", '正"文')
    (tmp_path / "articles-2026-01-31.jsonl").write_text(f"{broken}\n{WRITTEN}\n", encoding="utf-8")
    if revision > 3:
        with pytest.raises(ValueError, match=r"articles-2026-01-31\.jsonl, line 1: not JSON"):
            list(articles.latest(tmp_path))
    else:
        assert [each["revision"] for each in articles.latest(tmp_path)] == [3]


def test_a_torn_line_is_no_revision(tmp_path: Path) -> None:
    later = WRITTEN.replace('"revision":3', '"revision":4')
    for torn in (later[:-1], later[: later.index('"revision"') + 14]):
        (tmp_path / "articles-2026-01-31.jsonl").write_text(f"{WRITTEN}\n{torn}", encoding="utf-8")
        assert [each["revision"] for each in articles.latest(tmp_path)] == [3]
    (tmp_path / "articles-2026-01-31.jsonl").write_text(f"{WRITTEN}\n{later}", encoding="utf-8")  # only its end lacks
    assert [each["revision"] for each in articles.latest(tmp_path)] == [4]


def test_the_latest_of_some_threads(tmp_path: Path) -> None:
    written = [harvested.article(tid, revision=revision) for tid, revision in ((7, 1), (8, 1), (7, 2), (9, 1))]
    text = "".join(one_line(each, compact=True) + "\n" for each in written)
    (tmp_path / "articles-2026-01-31.jsonl").write_text(text, encoding="utf-8")
    assert [(each["tid"], each["revision"]) for each in articles.latest(tmp_path, {7, 9})] == [(7, 2), (9, 1)]


def test_the_folders_of_sites(tmp_path: Path) -> None:
    assert articles.folders(tmp_path / "none") == []
    (tmp_path / "b.example").mkdir()
    (tmp_path / "b.example" / "articles-2026-01-30.jsonl").write_bytes(line(1))
    (tmp_path / "a.example").mkdir()
    (tmp_path / "a.example" / "store.sqlite").touch()
    (tmp_path / "other").mkdir()
    assert [path.name for path in articles.folders(tmp_path)] == ["a.example", "b.example"]


def test_a_folder_with_a_second_name_is_one(tmp_path: Path) -> None:
    base, elsewhere = tmp_path / "harvest", tmp_path / "disk"
    for folder in (base / "bbs.example.com", elsewhere):
        folder.mkdir(parents=True)
        (folder / "articles-2026-01-31.jsonl").write_text(f"{WRITTEN}\n", encoding="utf-8")
    (base / "a-link").symlink_to(base / "bbs.example.com")
    (base / "moved.example.com").symlink_to(elsewhere)
    assert [path.name for path in articles.folders(base)] == ["bbs.example.com", "moved.example.com"]
    assert [(site, [path.name for path in paths]) for site, paths in articles.same_site(articles.folders(base))] == [
        ("bbs.example.com", ["bbs.example.com", "moved.example.com"])
    ]


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
