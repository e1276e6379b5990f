"""Where files go: a folder, or what fsspec knows; its own file system in memory stands for object storage."""

from __future__ import annotations

from pathlib import Path

import pytest

from harvester.depot import places


@pytest.fixture(params=["folder", "memory"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    base = str(tmp_path) if request.param == "folder" else f"memory://{tmp_path.name}"
    return places.joined(base, "site", "file.jsonl.zst")


def test_what_is_written_is_read_in_part_too_and_removed(url: str) -> None:
    places.write(url, iter([b"abc", b"def"]))
    assert places.read(url) == b"abcdef"
    assert places.read(url, 2, 4) == b"cd"
    places.remove(url)
    with pytest.raises(OSError, match="file"):
        places.read(url)
    places.remove(url)  # no failure


def test_a_folder_is_known_by_its_address(tmp_path: Path) -> None:
    assert places.is_folder(f"file://{tmp_path}")
    assert places.joined(f"file://{tmp_path}/", "site") == f"{tmp_path}/site"
    assert not places.is_folder("memory://x")
