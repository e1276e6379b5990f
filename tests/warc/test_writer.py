"""WARC files on disk: what a killed run leaves behind, and a full disk."""

from __future__ import annotations

import gzip
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from limits import file_size
from warcio.archiveiterator import ArchiveIterator

from harvester.warc.reader import captures_in, load
from harvester.warc.writer import Exchange, WarcFolder, whole_length

PAGE = Exchange(
    url="http://bbs.example.com/thread-7-1-1.html",
    asked=[("User-Agent", "test"), ("Cookie", "auth=secret")],
    protocol="HTTP/1.1",
    status="200 OK",
    headers=[("Content-Type", "text/html"), ("Set-Cookie", "auth=secret"), ("Content-Length", "4")],
    body=b"page",
    at=datetime(2026, 1, 31, 12, tzinfo=UTC),
)


def kinds(path: Path) -> list[str]:
    with path.open("rb") as file:
        return [record.rec_type for record in ArchiveIterator(file)]


def written(folder: Path, pages: int) -> WarcFolder:
    files = WarcFolder(folder, "site", 10**9, {})
    for _ in range(pages):
        files.write(PAGE)
    return files


@pytest.mark.parametrize("cut", [1, 50, 200])
def test_a_torn_record_is_cut_off_at_the_next_start(tmp_path: Path, cut: int) -> None:
    path = written(tmp_path, 2).path
    assert path is not None
    os.truncate(path, path.stat().st_size - cut)
    [(mended, lost)] = WarcFolder(tmp_path, "next", 10**9, {}).mended
    assert mended.name == "site-00001.warc.gz"
    assert lost > 0
    assert whole_length(mended) == mended.stat().st_size
    assert kinds(mended) == ["warcinfo", "response", "request", "response", "request"][: len(kinds(mended))]
    assert len(kinds(mended)) >= 3


def test_a_file_that_was_written_whole_loses_nothing(tmp_path: Path) -> None:
    written(tmp_path, 1)
    [(mended, lost)] = WarcFolder(tmp_path, "next", 10**9, {}).mended
    assert (kinds(mended), lost) == (["warcinfo", "response", "request"], 0)


def test_a_full_disk_leaves_whole_records(tmp_path: Path) -> None:
    files = WarcFolder(tmp_path, "site", 10**9, {})
    with file_size(5000):
        for _ in range(2):
            files.write(PAGE)
        with pytest.raises(OSError, match="too large"):
            files.write(replace(PAGE, body=os.urandom(5000)))
    files.close()
    [path] = tmp_path.iterdir()
    assert whole_length(path) == path.stat().st_size
    assert kinds(path).count("response") == kinds(path).count("request") == 2


def test_cookies_are_left_out(tmp_path: Path) -> None:
    files = written(tmp_path, 1)
    files.close()
    [path] = tmp_path.iterdir()
    with path.open("rb") as file:
        headers = [record.http_headers for record in ArchiveIterator(file) if record.http_headers]
    assert len(headers) == 2
    assert all("secret" not in str(each) for each in headers)
    assert headers[1].get_header("User-Agent") == "test"


@pytest.mark.parametrize(
    "value", [b'text/html\xff; charset="\xe4"', "帖子".encode("gbk"), "帖子; a=帖".encode(), b"\x80"]
)
def test_a_header_keeps_its_bytes(tmp_path: Path, value: bytes) -> None:
    files = WarcFolder(tmp_path, "site", 10**9, {})
    said = value.decode("latin-1")
    files.write(replace(PAGE, headers=[("Location", said)], asked=[("Referer", said)]))
    files.close()
    (path,) = tmp_path.glob("*.warc.gz")
    assert gzip.decompress(path.read_bytes()).count(b": " + value + b"\r\n") == 2
    (capture,) = captures_in([path])
    read = dict(load(capture).headers)["Location"]
    assert value in (read.encode("latin-1", "replace"), read.encode())
