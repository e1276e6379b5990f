"""Which article is meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from harvested import article, put

from harvester.show.find import NotFoundError, find


@pytest.fixture
def base(tmp_path: Path) -> Path:
    put(tmp_path, [article(7), article(8), article(8, "新", revision=2), article(7, site="127.0.0.1:8080")])
    put(tmp_path, [article(5, site="own.example", url="https://own.example/news/five.html")])
    return tmp_path


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("bbs.example.com:7", "bbs.example.com:7"),
        ("127.0.0.1:8080:7", "127.0.0.1:8080:7"),
        ("8", "bbs.example.com:8"),
        ("https://bbs.example.com/thread-7-1-1.html", "bbs.example.com:7"),
        ("https://bbs.example.com/forum.php?mod=viewthread&tid=7&page=3", "bbs.example.com:7"),
    ],
)
def test_by_id_number_or_address(base: Path, wanted: str, found: str) -> None:
    assert find(base, wanted)["id"] == found


def test_the_latest_revision(base: Path) -> None:
    assert find(base, "8")["text"] == "新"


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ("7", "7 is in several forums: 127.0.0.1:8080:7, bbs.example.com:7"),
        ("99", "no article 99 in "),
        ("none.example:7", "no article none.example:7 in "),
        ("https://none.example/thread-7-1-1.html", "no article https"),
        ("seven", "'seven' is not an id"),
    ],
)
def test_what_is_not_there_is_said(base: Path, wanted: str, says: str) -> None:
    with pytest.raises(NotFoundError, match=says):
        find(base, wanted)
