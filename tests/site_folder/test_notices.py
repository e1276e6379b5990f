"""Notices of earlier runs are packed, or removed when their days are over; they are read all the same."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from saving import Clock, Saved, at_once

from harvester.site_folder import articles, notices
from harvester.site_folder.folder import Layout


def ran(folder: Path, day: int, layout: Layout) -> list[str]:
    """A run that has a notice; returns what it said at its beginning."""
    clock = Clock()
    clock.now += timedelta(days=day)
    harvest = Saved(folder, layout=layout, clock=clock)
    harvest.store.note({"kind": "deleted", "url": f"https://bbs.example.com/{day}", "text": "没有了"})
    at_once(harvest.finish())
    harvest.close()
    return harvest.messages


def days(folder: Path) -> list[int]:
    lines = (line for path in notices.files(folder) for line in articles.lines_of(path))
    return [int(line["url"].rpartition("/")[2]) for line in lines]


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_those_of_earlier_runs_are_packed_and_read(tmp_path: Path, suffix: str) -> None:
    for day in (0, 0, 1, 2):
        assert ran(tmp_path, day, Layout(packed=suffix)) == []
    endings = [path.name.partition(".")[2] for path in notices.files(tmp_path)]
    assert endings == [f"ndjson{suffix}"] * 3 + ["ndjson"]
    assert days(tmp_path) == [0, 0, 1, 2]


def test_of_runs_that_began_in_one_second_the_first_comes_first(tmp_path: Path) -> None:
    names = [f"notices-20260131T12000{second}Z{number}.ndjson" for second in (0, 1) for number in ("", "-2", "-10")]
    for name in names:
        (tmp_path / name).write_bytes(b"")
    assert [path.name for path in notices.files(tmp_path)] == names


def test_those_whose_days_are_over_are_removed_and_only_those(tmp_path: Path) -> None:
    for name in ("notices-own.ndjson", "notices-20269999T000000Z.ndjson", "notices-20200101T000000Z.ndjson.txt"):
        (tmp_path / name).write_text("{}\n", encoding="utf-8")
    for day in range(5):
        assert ran(tmp_path, day, Layout(packed=".gz" if day < 2 else "", notices_days=2 if day == 4 else 0)) == []
    (tmp_path / "notices-20269999T000000Z.ndjson.gz").unlink()  # no day, and so kept and packed
    assert days(tmp_path) == [2, 3, 4]
    assert (tmp_path / "notices-own.ndjson").exists()
    assert (tmp_path / "notices-20200101T000000Z.ndjson.txt").exists()


def test_what_a_kill_left_while_packing_is_packed_and_read_once(tmp_path: Path) -> None:
    ran(tmp_path, 0, Layout())
    (plain,) = notices.files(tmp_path)
    text = plain.read_bytes()
    ran(tmp_path, 1, Layout(packed=".gz"))
    plain.write_bytes(text)
    assert days(tmp_path) == [0, 1]
    assert ran(tmp_path, 2, Layout(packed=".gz")) == []
    assert not plain.exists()
    assert days(tmp_path) == [0, 1, 2]
    plain.write_bytes(b"{}\n")  # another one
    (said,) = ran(tmp_path, 3, Layout(packed=".gz"))
    assert "differs from it" in said
