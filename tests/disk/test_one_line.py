"""A line that is written is one line for every reader."""

from __future__ import annotations

import json
from pathlib import Path

from harvester.disk.lines import LineFile, one_line

RECORD = {"text": "一\u2028二\u2029三\x85四\n五", "\u2028": ["\x85"]}


def test_readers_that_split_at_any_break_agree() -> None:
    line = one_line(RECORD)
    assert len(line.splitlines()) == 1
    assert json.loads(line) == RECORD
    assert "一" in line


def test_a_file_of_lines(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    written = LineFile(path).write(RECORD)
    assert written == path.read_bytes()
    assert len(written.decode().splitlines()) == 1
