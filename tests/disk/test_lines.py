"""Lines on disk: whole, one at a time, in a folder of the site's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from limits import file_size

from harvester.disk.lines import LineFile


def test_a_line_is_on_disk_when_write_returns(tmp_path: Path) -> None:
    file = LineFile.new(tmp_path / "site", "articles")
    file.write({"text": "随州\n日报", "null": None})
    assert file.path.read_text(encoding="utf-8") == '{"text":"随州\\n日报","null":null}\n'
    file.close()


def test_a_new_file_never_takes_the_place_of_another(tmp_path: Path) -> None:
    names = [LineFile.new(tmp_path, "articles").path.name for _ in range(3)]
    assert names == ["articles.jsonl", "articles-2.jsonl", "articles-3.jsonl"]


def test_a_full_disk_leaves_whole_lines_only(tmp_path: Path) -> None:
    file = LineFile.new(tmp_path, "articles")
    with file_size(100):
        file.write({"text": "a" * 40})
        with pytest.raises(OSError, match="too large"):
            file.write({"text": "b" * 100})
        file.write({"text": "c"})
    file.close()
    lines = [json.loads(line) for line in file.path.read_text(encoding="utf-8").splitlines()]
    assert [line["text"][0] for line in lines] == ["a", "c"]
    assert file.path.stat().st_size < 100
