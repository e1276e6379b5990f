"""A text as its user found it, with everything that happened to it, and the same restored by hand.

Both stand beside the project, not in it; :mod:`test_cases` shows the same on texts of our own.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from harvester.text import repair

SAMPLE = Path(__file__).parents[2].parent / "shared" / "sample"

pytestmark = pytest.mark.skipif(not SAMPLE.is_dir(), reason="the sample is not beside the project")


def read(name: str) -> str:
    return (SAMPLE / name).read_text(encoding="utf-8")


def without_blanks(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_is_restored() -> None:
    assert without_blanks(repair(read("harvested.txt")).text) == without_blanks(read("restored.txt"))


def test_undo_gives_it_back() -> None:
    assert repair(read("harvested.txt")).undo() == read("harvested.txt")


def test_what_is_restored_stays() -> None:
    assert repair(read("restored.txt")).repairs == ()
    repaired = repair(read("harvested.txt")).text
    assert repair(repaired).text == repaired
