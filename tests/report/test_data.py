"""What the page of a harvest holds."""

from __future__ import annotations

import base64
import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from harvested import article, made, put

from harvester.report import data as report_data
from harvester.report.counts import MOST_BARS, timeline
from harvester.report.data import collect, packed
from harvester.report.write import write
from harvester.site_folder.articles import folders


def unpacked(packed: str) -> Any:  # noqa: ANN401 - JSON
    return json.loads(gzip.decompress(base64.b64decode(packed)))


def collected(base: Path, most: int = 100) -> tuple[Any, list[Any]]:
    data = collect(folders(base), most=most, made={"at": "now", "version": "1"})
    chunks = [unpacked(chunk) for chunk in data.chunks]
    return unpacked(data.index), [each for chunk in chunks for each in chunk["articles"]]


def test_texts_are_in_pieces_that_give_both_versions(tmp_path: Path) -> None:
    text, repairs = "产业😀\n发展", [made(9, "x", ""), made(0, "产(chan)", "产", "likely")]
    put(tmp_path, [article(1, text, repairs=repairs)])
    index, (body,) = collected(tmp_path)
    pieces = body["texts"]["text"]
    assert pieces == [[0, 1, "产(chan)", "产", 12.5, 0], "业😀", [0, 0, "x", "", 12.5, 0], "\n发展"]
    assert index["kinds"] == ["gloss"]


def test_a_log_of_another_text_is_not_shown_in_place(tmp_path: Path) -> None:
    put(tmp_path, [article(1, "正文", repairs=[made(5, "a", "b")])])
    _, (body,) = collected(tmp_path)
    assert body["texts"]["text"] == ["正文"]
    assert body["loose"] == [[0, 0, "a", "b", 12.5, 0]]


def test_the_most_doubtful_come_first_and_stay_where_not_all_can(tmp_path: Path) -> None:
    guess = made(0, "a", "正", "guess")
    likely = made(0, "a", "正", "likely")
    put(
        tmp_path,
        [
            article(1),
            article(2, repairs=[likely]),
            article(3, repairs=[guess]),
            article(4, "\ufffd正文"),
            article(9, site="b.example"),
        ],
    )
    index, bodies = collected(tmp_path, most=3)
    assert [row[2] for row in index["rows"]] == [3, 4, 2]
    assert [body["url"][-10:] for body in bodies] == ["3-1-1.html", "4-1-1.html", "2-1-1.html"]
    assert index["figures"]["articles"] == 5
    assert index["sites"] == ["bbs.example.com"]


def test_chunks_begin_where_the_index_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_data, "CHUNK", 250)
    put(tmp_path, [article(tid, "字" * 50) for tid in range(5)])
    data = collect(folders(tmp_path), most=9, made={})
    assert unpacked(data.index)["starts"] == [0, 2, 4, 5]
    assert [len(unpacked(chunk)["articles"]) for chunk in data.chunks] == [2, 2, 1]


def test_figures(tmp_path: Path) -> None:
    lines = [article(1), article(2, "文字", repairs=[made(0, "a", "文"), made(1, "b", "字", "guess", kind="shift")])]
    notice = {"kind": "deleted", "url": "https://a/1", "text": "没有了", "failure": False}
    put(tmp_path, lines, [notice, notice, {"kind": "no_answer", "url": "https://a/2", "text": "", "failure": True}])
    (path,) = tmp_path.glob("*/notices-*")
    path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes()))
    path.unlink()
    figures = collected(tmp_path)[0]["figures"]
    assert (figures["articles"], figures["damaged"], figures["characters"]) == (2, 1, 4)
    assert figures["harvested"] == {"unit": "day", "counts": [["2026-01-31", 2]], "unknown": 0}
    assert figures["boards"] == [["bbs.example.com", "新闻", 2, 1]]
    assert figures["encodings"] == [["gb18030", "declared", 2]]
    assert figures["kinds"] == [["gloss", 1, 0, 0, 1], ["shift", 0, 0, 1, 1]]
    assert figures["notices"] == [
        {"kind": "deleted", "failure": False, "count": 1, "examples": [{"url": "https://a/1", "says": "没有了"}]},
        {"kind": "no_answer", "failure": True, "count": 1, "examples": [{"url": "https://a/2", "says": ""}]},
    ]


def test_times_that_are_none_count_as_unknown(tmp_path: Path) -> None:
    first = "0001-01-01T00:00:00+14:00"
    put(tmp_path, [article(1, published="broken"), article(2, harvested="broken"), article(3, published=first)])
    figures = collected(tmp_path)[0]["figures"]
    assert figures["published"] == {"unit": "day", "counts": [["0001-01-01", 1], ["2026-01-30", 1]], "unknown": 1}
    assert figures["harvested"] == {"unit": "day", "counts": [["2026-01-31", 1], ["2026-02-01", 1]], "unknown": 1}


@pytest.mark.parametrize(("days", "unit"), [(MOST_BARS, "day"), (MOST_BARS + 1, "month"), (366 * 8, "year")])
def test_a_long_time_is_counted_in_longer_units(days: int, unit: str) -> None:
    dates = [f"{2000 + day // 336}-{day // 28 % 12 + 1:02}-{day % 28 + 1:02}" for day in range(days)]
    drawn = timeline(Counter(["", *dates]))
    assert (drawn["unit"], drawn["unknown"]) == (unit, 1)
    assert sum(count for _, count in drawn["counts"]) == days
    assert len(drawn["counts"]) <= MOST_BARS


def test_what_is_packed_can_not_end_a_script() -> None:
    value = {"text": "</script>\u2028\ud800"}
    assert set(packed(value)).isdisjoint("<>&\u2028")
    assert unpacked(packed(value)) == value


class TestWrite:
    def test_says_what_was_written(self, tmp_path: Path) -> None:
        put(tmp_path, [article(1), article(2)])
        assert write(folders(tmp_path), tmp_path / "r.html", most=1).startswith(
            f"{tmp_path / 'r.html'}: 2 articles, the 1 most doubtful of them in the page (--most), "
        )

    def test_the_old_page_stays_where_a_line_can_not_be_read(self, tmp_path: Path) -> None:
        put(tmp_path, [article(1)])
        with (tmp_path / "bbs.example.com" / "articles-2026-02-01.jsonl").open("w") as file:
            file.write("{]\n")
        (tmp_path / "r.html").write_text("old")
        with pytest.raises(ValueError, match=r"articles-2026-02-01\.jsonl, line 1"):
            write(folders(tmp_path), tmp_path / "r.html", most=1)
        assert (tmp_path / "r.html").read_text() == "old"
        assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []
