"""Archives read within other programs: tables of records, datatrove, signatures, addresses of fsspec."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import zstandard
from archiving import DATE, Kept, pages_of, reading, without, write_warc, written
from crawling import scrapy
from datatrove_run import run_datatrove, run_killed

from harvester.archive.batches import COLUMNS, SCHEMA, lines_in_pandas, lines_of
from harvester.config.program import ExitCode
from harvester.demo.forum import DemoForum

RAY_RUN = Path(__file__).parents[1] / "ray_run.py"
OTHER = Kept("https://www.example.com/", b"<html><title>A shop</title><p>Nothing of a forum.</html>")


@pytest.fixture(scope="module")
def kept() -> list[Kept]:
    forum = DemoForum(most=10)
    return [OTHER, *pages_of(forum, (entry["tid"] for entry in forum.truth() if entry["visible"] == "yes"))]


def test_tables_of_records(kept: list[Kept], tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    rows = [(each.url, each.date, each.status, "text/html; charset=gbk", each.body) for each in kept]
    reading(tmp_path / "out", write_warc(tmp_path / "a.warc.gz", kept), settings={}, learned=False)
    expected = written(tmp_path / "out")
    frames = [pandas.DataFrame(rows[start : start + 4], columns=COLUMNS) for start in range(0, len(rows), 4)]
    frames[0]["date"] = pandas.to_datetime(frames[0]["date"])
    made = pandas.concat(lines_in_pandas(iter(frames)))
    assert [f"{name} " in f"{SCHEMA} " for name in made.columns] == [True] * len(made.columns)
    assert sorted(made["id"]) == sorted(line["id"] for line in expected)
    lines = sorted(map(json.loads, made["line"]), key=lambda line: int(line["tid"]))
    assert without(lines, "warc", "repairs") == without(expected, "warc", "repairs")


def test_ray_data_makes_lines_of_a_table(kept: list[Kept], tmp_path: Path) -> None:
    pytest.importorskip("ray", reason="Ray is not installed (pip install 'ray[data]')")
    pandas = pytest.importorskip("pandas")
    rows = [(each.url, each.date, each.status, "text/html; charset=gbk", each.body) for each in kept]
    pandas.DataFrame(rows, columns=COLUMNS).to_parquet(tmp_path / "pages.parquet")
    command = [sys.executable, str(RAY_RUN), str(tmp_path / "pages.parquet"), str(tmp_path / "out")]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own
    made = [json.loads(line) for path in (tmp_path / "out").iterdir() for line in path.open(encoding="utf-8")]
    expected = lines_of(dict(zip(COLUMNS, row, strict=True)) for row in rows)
    assert len(expected) > 1
    assert {each["id"]: each["text"] for each in made} == {line["id"]: line["text"] for line in expected}


def test_rows_that_make_no_sense_are_left_out(kept: list[Kept]) -> None:
    good = {"url": kept[1].url, "date": DATE, "status": 200, "content_type": None, "body": kept[1].body}
    odd: list[dict[str, Any]] = [{}, good | {"date": "never"}, good | {"body": None}, good | {"status": "x"}]
    assert [line["tid"] for line in lines_of([*odd, good])] == [101]


# --- datatrove ------------------------------------------------------------------------------


def test_a_datatrove_run_that_was_killed_is_taken_up_again(kept: list[Kept], tmp_path: Path) -> None:
    pytest.importorskip("datatrove", reason="datatrove is not installed")
    for number in range(3):
        write_warc(tmp_path / "in" / f"{number}.warc.gz", kept[number::3])
    reading(tmp_path / "expected", tmp_path / "in", learned=False, settings={})
    assert run_killed(tmp_path, rank=1) == -signal.SIGKILL
    done = sorted(path.name for path in (tmp_path / "logs" / "completions").iterdir())
    assert done == ["00000"]
    first = (tmp_path / "out" / "00000.jsonl").stat().st_mtime_ns
    run_datatrove(tmp_path)
    assert (tmp_path / "out" / "00000.jsonl").stat().st_mtime_ns == first
    documents = [json.loads(line) for path in (tmp_path / "out").iterdir() for line in path.open(encoding="utf-8")]
    expected = {line["id"]: line["text"] for line in written(tmp_path / "expected")}
    assert len(documents) == len(expected)
    assert {each["id"]: each["text"] for each in documents} == expected


def test_documents_that_are_pages_become_articles(kept: list[Kept]) -> None:
    data = pytest.importorskip("datatrove.data", reason="datatrove is not installed")
    from harvester.archive.datatrove import ArticlesOfPages  # noqa: PLC0415 -- may be missing

    pages = [
        data.Document(text=each.body.decode("gbk"), id=str(number), metadata={"url": each.url, "date": each.date})
        for number, each in enumerate(kept)
    ]
    made = list(ArticlesOfPages().run(iter([data.Document(text="", id="x", metadata={}), *pages])))
    assert len(made) == len(kept) - 1
    assert {each.metadata["engine"] for each in made} == {"discuz"}


# --- what stands beside ---------------------------------------------------------------------


def test_copies_are_found_by_signatures_alone(kept: list[Kept], tmp_path: Path) -> None:
    twins = [Kept(each.url.replace("bbs.", "mirror."), each.body, each.date) for each in kept[1:]]
    write_warc(tmp_path / "in" / "a.warc.gz", [*kept, *twins])
    reading(tmp_path / "out", tmp_path / "in")
    for path in (tmp_path / "out" / "lines").rglob("*.zst"):
        path.unlink()
    words = ["duplicates", "--signatures", str(tmp_path / "out" / "signatures"), "-o", str(tmp_path / "groups")]
    assert scrapy(words, tmp_path / "log") == ExitCode.DONE, (tmp_path / "log").read_text(encoding="utf-8")
    groups = [json.loads(line) for line in (tmp_path / "groups").open(encoding="utf-8")]
    assert len(groups) > 5
    assert all({each["id"].split(".")[0] for each in group["members"]} == {"bbs", "mirror"} for group in groups)


def test_archives_at_an_address(kept: list[Kept], tmp_path: Path) -> None:
    fsspec = pytest.importorskip("fsspec")
    reading(tmp_path / "expected", write_warc(tmp_path / "a.warc.gz", kept))
    fsspec.filesystem("memory").pipe("/crawl/deep/a.warc.gz", (tmp_path / "a.warc.gz").read_bytes())
    addresses = ("memory://crawl", "memory://crawl/deep/*.warc.gz", "memory://crawl/deep/a.warc.gz")
    for number, address in enumerate(addresses):
        reading(tmp_path / str(number), address)
        assert without(written(tmp_path / str(number)), "warc") == without(written(tmp_path / "expected"), "warc")


def test_parquet_and_the_form_of_mnbvc(kept: list[Kept], tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    archive = write_warc(tmp_path / "a.warc.gz", kept)
    reading(tmp_path / "table", archive, form="parquet")
    rows = [row for path in (tmp_path / "table").rglob("*.parquet") for row in parquet.read_table(path).to_pylist()]
    assert len(rows) == len(kept) - 1
    assert {row["warc"]["file"] for row in rows} == {str(archive)}
    reading(tmp_path / "mnbvc", archive, form="mnbvc")
    assert all(
        line["主题"]
        for path in (tmp_path / "mnbvc").rglob("*.zst")
        if "lines" in path.parts
        for line in map(json.loads, _text(path).splitlines())
    )


def _text(path: Path) -> str:
    with path.open("rb") as file:
        return zstandard.ZstdDecompressor().stream_reader(file).read().decode()
