"""The formats of sealed files: each line comes back byte for byte, whatever it says, and without the others."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from saving import article

from harvester.depot import frames, parquet, places
from harvester.depot.contents import Contents, FileLine
from harvester.depot.formats import FORMATS, Format, format_of
from harvester.depot.looking_up import latest_line
from harvester.disk.lines import one_line
from harvester.items import to_dict

#: What a line may say that a column cannot hold, or that a reader of text may take for something else.
ODD: list[dict[str, Any]] = [
    {},
    {"kind": "gone", "tid": 7, "id": "forum.example:7"},
    {"tid": 1 << 80, "revision": True, "title": 5, "board": "no object", "author": None},
    {"title": "\ud83d alone", "text": "a\u2028b\u0000c\r\n\U0001f600", "published": "0001-01-01T00:00:00+14:00"},
    {"text": "", "published": "2026-01-30", "replies": [], "more": {"deep": [[[None, 1e300]]]}},
    {
        "tid": 3,
        "published": "2026-01-30T08:00:00+08:00",
        "text": "正文\u3000。" * 2000,
        "author": {"name": "\U00020000"},
    },
]


@pytest.fixture(params=FORMATS)
def form(request: pytest.FixtureRequest) -> Format:
    return FORMATS[request.param]


def lines_of(values: list[dict[str, Any]]) -> list[FileLine]:
    return [FileLine(json.dumps(each).encode(), number, number) for number, each in enumerate(values, 1)]


def written(form: Format, lines: list[FileLine], folder: Path) -> tuple[str, Contents]:
    url, contents = str(folder / f"file{form.ending}"), Contents()
    places.write(url, form.packed(lines, contents))
    return url, contents


def test_odd_lines_come_back_as_they_were(form: Format, tmp_path: Path) -> None:
    lines = lines_of([*ODD, *(to_dict(article(tid, "正文" * 9)) for tid in range(5))])
    url, contents = written(form, lines, tmp_path)
    assert list(format_of(url).unpacked(places.read(url))) == [line.raw + b"\n" for line in lines]
    assert (contents.lines, contents.size) == (len(lines), Path(url).stat().st_size)
    assert contents.tids == [line.tid for line in lines]


@pytest.mark.parametrize("where", ["folder", "memory"])
def test_a_line_is_read_without_the_others(
    form: Format, where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "_FRAME", 3000)
    monkeypatch.setattr(parquet, "_GROUP", 3000)
    values = [to_dict(article(tid, f"第{tid}篇" * 200)) for tid in [*range(1, 9), 3]]
    lines = [FileLine(one_line(each, compact=True).encode(), each["tid"]) for each in values]
    contents = Contents()
    url = places.joined(str(tmp_path) if where == "folder" else f"memory://{tmp_path.name}", f"file{form.ending}")
    places.write(url, form.packed(lines, contents))
    assert len(contents.frames) > 6
    for tid, expected in ((3, values[-1]), (8, values[7]), (9, None)):
        assert asyncio.run(latest_line(url, contents.tids, contents.frames, tid)) == expected


def test_damage_is_an_error_and_what_is_not_there_is_nothing(form: Format, tmp_path: Path) -> None:
    url, contents = written(form, lines_of(ODD), tmp_path)
    data = places.read(url)
    middle = len(data) // 3
    for damaged in (data[:middle], data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]):
        with pytest.raises(OSError, match=r"damaged|verif"):
            list(form.unpacked(damaged))
    Path(url).write_bytes(data[:-1])
    with pytest.raises(OSError, match="damaged"):
        list(form.lines_of_frame(url, contents.frames, 0))
    assert asyncio.run(latest_line(str(tmp_path / f"gone{form.ending}"), [1], [1, 9], 1)) is None


def test_a_file_of_another_format_is_named() -> None:
    with pytest.raises(OSError, match=r"x\.csv is not in a format of sealed files: \.jsonl\.zst, \.parquet"):
        format_of("x.csv")


def test_columns_are_for_queries(tmp_path: Path) -> None:
    url, _ = written(FORMATS["parquet"], lines_of([*ODD, to_dict(article(9, "正文"))]), tmp_path)
    query = f"SELECT tid, revision, title, board, author, epoch(published), line FROM '{url}'"  # noqa: S608 - ours
    found = duckdb.execute(query).fetchall()
    assert [json.loads(row[-1]) for row in found[:3]] == ODD[:3]
    assert found[2][:-1] == (None,) * 6
    assert found[3][2] == "? alone"
    assert found[5][0] == 3
    assert found[5][4] == "\U00020000"
    assert found[5][5] == 1769731200
    assert found[6][3]  # the name of its board
