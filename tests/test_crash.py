"""A short form of bench/crash.py: runs killed at random instants and where it hurts most."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parent.parent


def test_killed_runs_lose_nothing_and_repeat_nothing() -> None:
    # With this seed two forums, raw pages, files, marks of copies and replies, and every run is killed.
    command = [sys.executable, "bench/crash.py", "--seed", "38", "--kills", "2", "--faults", "1", "--each", "8"]
    command += ["--most", "8", "--points", "half a line", "before commit", "after noting a stretch"]
    command += ["half a packed file", "before noting a packed file", "after noting a packed file"]
    done = subprocess.run(command, cwd=PROJECT, text=True, capture_output=True, check=False)  # noqa: S603 - our own
    assert done.returncode == 0, done.stdout + done.stderr
    figures = ("articles lost", "articles twice", "broken lines", "requests for threads already done", "stray files")
    for figure in figures:
        assert f"| **{figure}** | 0 |" in done.stdout
