"""Who reads standard output may have enough of it, as ``head`` has: no failure of a command, and nothing to say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from crawling import PROJECT
from harvested import article, put

#: More than a pipe holds.
LONG = "老街开工。\n" * 20_000


@pytest.mark.parametrize(
    "words", [["export"], ["feed"], ["show", "7"], ["repair", "long.txt"]], ids=lambda words: words[0]
)
def test_head_is_no_failure(tmp_path: Path, words: list[str]) -> None:
    put(tmp_path / "harvest", [article(7, LONG)])
    (tmp_path / "long.txt").write_text(LONG, encoding="utf-8")
    given = [str(tmp_path / word) if word.endswith(".txt") else word for word in words]
    settings = [] if words[0] == "repair" else ["-s", f"HARVESTER_DIR={tmp_path / 'harvest'}"]
    command = [sys.executable, "-m", "harvester", *given[:1], *settings, *given[1:]]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:  # noqa: S603
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.read(1)
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (0, b"")


@pytest.mark.parametrize("words", [["--dry-run", "--explain"], ["--explain", "-o", "clean.txt"]], ids=" ".join)
def test_nor_is_it_of_explanations(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "damaged.txt").write_text("產業(yè)發(fā)展\n" * 4000, encoding="utf-8")
    command = [sys.executable, "-m", "harvester", "repair", "damaged.txt", *words]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=tmp_path, stdout=pipe, stderr=subprocess.STDOUT) as process:  # noqa: S603
        assert process.stdout is not None
        assert process.stdout.read(1)
        process.stdout.close()
    assert process.returncode == 0
    if "-o" in words:  # what is written does not hang on what is read
        assert (tmp_path / "clean.txt").read_text(encoding="utf-8") == "產業發展\n" * 4000
