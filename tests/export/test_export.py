"""What was harvested, in each form, whole or not at all."""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import signal
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from harvested import put
from pyarrow import parquet

from harvester.export.formats import FORMATS, Wishes
from harvester.export.mnbvc import thread
from harvester.export.outputs import output
from harvester.export.run import add_options, run
from harvester.site_folder.articles import folders


def line(tid: int, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON value
    plain: dict[str, Any] = {
        "schema": 1, "kind": "article", "id": f"site:{tid}", "site": "site", "url": f"http://site/{tid}", "tid": tid,
        "pid": tid * 10, "board": {"fid": 2, "name": "甲"}, "title": f"题{tid}", "thread_type": None,
        "author": {"name": "某", "uid": 1}, "published": "2026-01-02T20:00:00+08:00", "text": "正文，\n电话12345678。",
        "reply_count": 1, "revision": 1, "harvested": "2026-01-03T00:00:00+00:00", "replies": None,
    }  # fmt: skip
    return plain | fields


REPLY = {"pid": 11, "floor": 2, "author": None, "published": "2026-01-02T21:00:00+08:00", "text": "好", "quotes": [10]}


@pytest.fixture
def base(tmp_path: Path) -> Path:
    folder = tmp_path / "harvest" / "site"
    folder.mkdir(parents=True)
    lines = [
        line(1, replies=[REPLY]),
        line(2, title="=1+1"),
        line(2, title="=1+2", revision=2, published="2026-02-01T00:00:00+08:00"),
        line(3),
        {"kind": "gone", "tid": 3, "revision": 1},
    ]
    text = "".join(json.dumps(each) + "\n" for each in lines)
    (folder / "articles-2026-01-03.jsonl").write_text(text, encoding="utf-8")
    return folder.parent


def export(base: Path, *words: str) -> int:
    parser = argparse.ArgumentParser()
    add_options(parser)
    return run(folders(base), parser.parse_args(words))


def tids(path: Path) -> list[int]:
    return [json.loads(raw)["tid"] for raw in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(
    ("words", "expected"), [([], [1, 2]), (["--gone"], [1, 2, 3]), (["--since", "2026-01-15"], [2])]
)
def test_latest_revisions_of_what_is_wished(base: Path, tmp_path: Path, words: list[str], expected: list[int]) -> None:
    assert export(base, "-o", str(tmp_path / "x.jsonl"), *words) == 0
    assert tids(tmp_path / "x.jsonl") == expected


@pytest.mark.parametrize("form", FORMATS)
def test_what_a_killed_export_left_goes_with_the_next(base: Path, tmp_path: Path, form: str) -> None:
    path = tmp_path / f"x.{form}"
    process = os.fork()
    if not process:
        try:
            FORMATS[form](output(str(path), 0), Wishes(place=path)).write(line(1), base / "site")
        finally:
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(process, 0)
    assert set(tmp_path.iterdir()) > {base}
    assert export(base, "-o", str(path), "--format", form) == 0
    assert set(tmp_path.iterdir()) == {base, path}


def check_types(entry: object) -> None:
    """What the corpus' own checker looks at: names and types, all of them there."""
    assert isinstance(entry, dict)
    assert {name: type(value) for name, value in entry.items()} == {
        "ID": str, "主题": str, "来源": str, "回复": list, "元数据": dict, "时间": str
    }  # fmt: skip
    for reply in entry["回复"]:
        assert {name: type(value) for name, value in reply.items()} == {"楼ID": str, "回复": str, "扩展字段": str}
        assert isinstance(json.loads(reply["扩展字段"]), dict)
    about = {name: type(value) for name, value in entry["元数据"].items()}
    assert about == {"发帖时间": str, "回复数": int, "扩展字段": str}
    assert isinstance(json.loads(entry["元数据"]["扩展字段"]), dict)


def test_mnbvc_has_the_types_of_the_corpus(base: Path, tmp_path: Path) -> None:
    export(base, "-o", str(tmp_path / "x.jsonl"), "--format", "mnbvc")
    entries = [json.loads(raw) for raw in (tmp_path / "x.jsonl").read_text(encoding="utf-8").splitlines()]
    for entry in [*entries, thread(line(9, published=None, reply_count=None, author=None))]:
        check_types(entry)
    assert entries[0]["元数据"]["发帖时间"] == "20260102 20:00:00"
    assert (entries[0]["ID"], entries[0]["时间"]) == ("1", "20260102")
    assert json.loads(entries[0]["回复"][0]["扩展字段"])["引用人"] == "某"


def test_long_numbers_are_left_out_on_request() -> None:
    assert "12345678" in thread(line(1))["主题"]
    assert "12345678" not in thread(line(1), without_numbers=True)["主题"]


def test_parts(base: Path, tmp_path: Path) -> None:
    export(base, "-o", str(tmp_path / "x.jsonl.gz"), "--part-size", "1")
    assert sorted(path.name for path in tmp_path.glob("x*")) == ["x-2.jsonl.gz", "x.jsonl.gz"]


def test_csv(base: Path, tmp_path: Path) -> None:
    export(base, "-o", str(tmp_path / "x.csv"))
    export(base, "-o", str(tmp_path / "s.csv"), "--spreadsheet")
    plain, safe = ((tmp_path / name).read_bytes().decode() for name in ("x.csv", "s.csv"))
    rows = list(csv.DictReader(io.StringIO(plain, newline="")))
    assert [(row["tid"], row["author.name"], row["title"]) for row in rows] == [("1", "某", "题1"), ("2", "某", "=1+2")]
    assert safe.startswith("\ufeff")
    assert "'=1+2" in safe


def test_parquet(base: Path, tmp_path: Path) -> None:
    assert export(base, "-o", str(tmp_path / "x.parquet")) == 0
    rows = parquet.read_table(tmp_path / "x.parquet").to_pylist()
    assert [row["tid"] for row in rows] == [1, 2]
    assert rows[0]["replies"][0]["quotes"] == [10]
    assert rows[0]["published"] == datetime(2026, 1, 2, 12, tzinfo=UTC)
    assert rows[0]["replies"][0]["published"] == datetime(2026, 1, 2, 13, tzinfo=UTC)


def test_a_time_that_can_be_none_is_null_in_parquet_and_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = {"by": "某", "at": "2026-01-02T20:00:00.5+08:00"}
    edits = [good, {"by": "某", "at": "2026-01-02T20:00:00"}, {"by": "某", "at": "昨天"}, None]
    put(tmp_path / "harvest", [line(tid, edited=edited) for tid, edited in enumerate(edits)])
    assert export(tmp_path / "harvest", "-o", str(tmp_path / "x.parquet")) == 0
    table = parquet.read_table(tmp_path / "x.parquet")
    assert [str(table.schema.field(name).type) for name in ("published", "harvested")] == ["timestamp[us, tz=UTC]"] * 2
    edited = [row["edited"] for row in table.to_pylist()]
    assert edited == [
        {"by": "某", "at": datetime(2026, 1, 2, 12, 0, 0, 500_000, tzinfo=UTC)},
        *[{"by": "某", "at": None}] * 2,
        None,
    ]
    assert "edited.at is null 2 times" in capsys.readouterr().err


def test_nothing_is_written_where_a_file_is_damaged(
    base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (base / "site" / "articles-2026-01-04.jsonl").write_text("no JSON\n", encoding="utf-8")
    for name in ("x.jsonl", "x.parquet"):
        assert export(base, "-o", str(tmp_path / name)) == 1
        assert not list(tmp_path.glob(f"*{name}*"))
    assert "line 1: not JSON" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--since", "2026-1-1"], ["--format", "parquet"], ["--part-size", "x"]])
def test_wrong_usage(base: Path, words: list[str]) -> None:
    assert export(base, *words) == 2
