"""An export in several files: of those whose articles did not change none is written."""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path

import pytest
from harvested import article, put
from pyarrow import parquet

from harvester.config.program import ExitCode
from harvester.disk.lock import FolderLock
from harvester.export import split
from harvester.export.run import add_options, run
from harvester.export.split import NAME
from harvester.site_folder.articles import folders
from harvester.site_folder.corrections import Correction, add, hash_of

A, B = "a.example", "b.example"
#: A manifest that names a file outside of its folder.
ELSEWHERE = (
    '{"version": 1, "format": "jsonl", "split": ["site", "month"], "choice": "", "spreadsheet": false, '
    '"files": [{"site": "..", "month": "own"}]}'
)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    january, february = "2026-01-30T10:00:00+08:00", "2026-02-01T00:30:00+08:00"
    lines = [
        article(1, site=A, published=january),
        article(2, site=A, published=february),
        article(3, site=A, published=None),
        article(4, site=B, published=january),
    ]
    return put(tmp_path / "harvest", lines)


def export(base: Path, *words: str, form: str = "jsonl", by: str = "site,month") -> int:
    parser = argparse.ArgumentParser()
    add_options(parser)
    options = parser.parse_args(["--format", form, "--split", by, "-o", str(out(base)), *words])
    return run(folders(base), options)


def out(base: Path) -> Path:
    return base.parent / "out"


def names(base: Path) -> set[str]:
    return {str(path.relative_to(out(base))) for path in out(base).rglob("*") if path.is_file()} - {NAME}


def written(base: Path, form: str = "jsonl") -> set[str]:
    """Export once more; returns the files that were written."""
    before = {path: path.stat().st_ino for path in out(base).rglob("*")}
    assert export(base, form=form) == 0
    paths = [path for path in out(base).rglob("*") if path.is_file() and before.get(path) != path.stat().st_ino]
    return {str(path.relative_to(out(base))) for path in paths} - {NAME}


def tids(path: Path) -> list[int]:
    if path.suffix == ".parquet":
        return [int(tid) for tid in parquet.read_table(path)["tid"].to_pylist()]
    lines = path.read_text("utf-8").splitlines()
    return [int(row["tid"]) for row in (csv.DictReader(lines) if path.suffix == ".csv" else map(json.loads, lines))]


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("site", {"a.example", "b.example"}),
        ("month", {"2026-01", "2026-02", "undated"}),
        ("site,month", {"a.example/2026-01", "a.example/2026-02", "a.example/undated", "b.example/2026-01"}),
    ],
)
@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_each_article_is_in_the_file_of_its_site_and_month(base: Path, by: str, expected: set[str], form: str) -> None:
    assert export(base, by=by, form=form) == 0
    assert names(base) == {f"{name}.{form}" for name in expected}
    assert sorted(tid for name in names(base) for tid in tids(out(base) / name)) == [1, 2, 3, 4]
    listed = json.loads((out(base) / NAME).read_text("utf-8"))["files"]
    assert {each["name"] for each in listed} == names(base)
    assert sum(each["articles"] for each in listed) == 4


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_only_what_changed_is_written(base: Path, form: str) -> None:
    assert len(written(base, form)) == 4
    assert written(base, form) == set()
    revised = article(2, "改过", site=A, published="2026-02-01T00:30:00+08:00", revision=2)
    put(base, [revised], day="2026-02-02")
    assert written(base, form) == {f"a.example/2026-02.{form}"}
    made = Correction(4, 1, "2026-02-03T00:00:00+00:00", "顾念", "title", hash_of("标题"), "改过的标题")
    add(base / B, [made])
    assert written(base, form) == {f"b.example/2026-01.{form}"}
    (out(base) / f"a.example/undated.{form}").write_text("edited", encoding="utf-8")
    (out(base) / f"a.example/2026-01.{form}").unlink()
    assert written(base, form) == {f"a.example/undated.{form}", f"a.example/2026-01.{form}"}


def test_a_file_of_which_no_article_is_left_goes_with_its_articles(
    base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export(base)
    path = next((base / A).glob("articles-*"))
    path.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[:1]), encoding="utf-8")
    (out(base) / "own.txt").write_text("not of an export", encoding="utf-8")
    assert written(base) == set()
    assert names(base) == {"a.example/2026-01.jsonl", "b.example/2026-01.jsonl", "own.txt"}
    assert "2 unchanged, 2 removed" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_articles_whose_times_are_none_are_undated(tmp_path: Path, form: str) -> None:
    odd: list[object] = ["yesterday", "2026-13-01T00:00:00+08:00", "", 20260101, None]
    base = put(tmp_path / "harvest", [article(tid, site=A, published=each) for tid, each in enumerate(odd)])
    assert len(written(base, form)) == 1
    assert tids(out(base) / f"a.example/undated.{form}") == [0, 1, 2, 3, 4]


def test_files_of_sites_that_are_not_named_stay(base: Path) -> None:
    export(base)
    parser = argparse.ArgumentParser()
    add_options(parser)
    assert run([base / B], parser.parse_args(["--split", "site,month", "-o", str(out(base))])) == 0
    assert len(names(base)) == 4
    assert written(base) == set()


def test_what_a_killed_export_left_is_written_again(base: Path) -> None:
    """The manifest of the export before says what a file was: what it is now differs, and so it is made again."""
    export(base)
    manifest = (out(base) / NAME).read_bytes()
    path = out(base) / "b.example/2026-01.jsonl"
    before = path.read_bytes()
    path.write_bytes(before.replace("标题".encode(), "旧题".encode()))
    (out(base) / NAME).write_bytes(manifest)
    assert written(base) == {"b.example/2026-01.jsonl"}
    assert path.read_bytes() == before


def test_unfinished_files_of_a_killed_export_go(base: Path) -> None:
    """They go where nobody else can be writing them: what may be another command's stays."""
    export(base)
    inner = out(base) / A
    ours = [inner / ".2026-02.jsonl.part", out(base) / f".{NAME}.part"]
    others = [inner / ".2026-02.csv.part", out(base) / ".all.jsonl.part", inner / "2026-02.jsonl.part"]
    for path in (*ours, *others):
        path.touch()
    assert export(base) == 0
    assert [path.exists() for path in ours] == [False, False]
    assert all(path.exists() for path in others)


def test_two_exports_at_once(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with FolderLock(out(base), "another export"):
        assert export(base) == ExitCode.LOCKED
        assert names(base) == set()
    (said,) = capsys.readouterr().err.splitlines()
    assert f"another export is at work in {out(base)}: wait for it" in said
    assert not out(base).exists()  # nothing was put in it
    assert export(base) == 0
    with FolderLock(out(base), "another export"):
        before = names(base)
        assert export(base) == ExitCode.LOCKED
        assert names(base) == before


def test_more_files_than_are_open_at_once(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(split, "_AT_ONCE", 1)
    assert len(written(base)) == 4
    assert written(base) == set()


def test_nothing_is_written_where_a_file_is_damaged(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (base / A / "articles-2026-02-04.jsonl").write_text("no JSON\n", encoding="utf-8")
    assert export(base) == 1
    assert not out(base).exists()
    assert "not JSON" in capsys.readouterr().err


@pytest.mark.parametrize("words", [("--format", "csv"), ("--since", "2026-01-01")])
def test_an_export_of_another_kind_is_not_touched(
    base: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    export(base)
    before = names(base)
    assert export(base, *words) == 1
    assert names(base) == before
    assert "with other options" in capsys.readouterr().err


@pytest.mark.parametrize(
    "manifest",
    [
        "",
        "[]",
        '{"files": 7}',
        ELSEWHERE,
    ],
)
def test_a_manifest_that_is_none_is_not_written_over(base: Path, manifest: str) -> None:
    out(base).mkdir()
    (out(base) / NAME).write_text(manifest, encoding="utf-8")
    (base.parent / "own.jsonl").touch()
    assert export(base) == 1
    assert (base.parent / "own.jsonl").exists()
    assert (out(base) / NAME).read_text("utf-8") == manifest


@pytest.mark.parametrize(
    "words",
    [
        ("--split", "day"),
        ("--split", ","),
        ("--split", "site,"),
        ("--format", "epub"),
        ("--format", "md"),
        ("--part-size", "1M"),
        ("-o", "-"),
    ],
)
def test_wrong_usage(base: Path, words: tuple[str, ...]) -> None:
    assert export(base, *words) == 2
