"""Files are kept once, and told by what they begin with."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from harvester.site_folder.media import ending_of, is_page, keep, picture_ending


def test_the_same_content_is_kept_once(tmp_path: Path) -> None:
    one, other = keep(tmp_path, b"content", ".pdf"), keep(tmp_path, b"content", ".doc")
    assert one == other
    assert one.sha256 == hashlib.sha256(b"content").hexdigest()
    assert [path.read_bytes() for path in tmp_path.glob("media/*/*")] == [b"content"]
    assert (tmp_path / one.file).suffix == ".pdf"


@pytest.mark.parametrize(
    ("body", "ending"),
    [
        (b"\xff\xd8\xff\xe0", ".jpg"),
        (b"\x89PNG\r\n\x1a\n....", ".png"),
        (b"GIF89a", ".gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", ".webp"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", None),  # it can hold a script
        (b"BMW", None),
        (b"", None),
    ],
)
def test_pictures_are_told_by_their_first_bytes(body: bytes, ending: str | None) -> None:
    assert picture_ending(body) == ending


@pytest.mark.parametrize("body", [b"<!DOCTYPE html>", b"\n\n<html>", b"\xef\xbb\xbf<HTML lang='zh'>", b"<script>"])
def test_a_page_is_told_by_its_first_tag(body: bytes) -> None:
    assert is_page(body)
    assert not is_page(b"%PDF-1.7 " + body)


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("a.PDF", ".pdf"),
        ("forum.php?x=a.exe", ".php"),
        ("表.xlsx", ".xlsx"),
        ("a", ""),
        ("a.b/../c", ""),
        ("a.../", ""),
    ],
)
def test_endings_are_safe(name: str, ending: str) -> None:
    assert ending_of(name) == ending
