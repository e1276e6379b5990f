"""Archives of others: whatever they hold, what can be read of them is read, and the rest is said."""

from __future__ import annotations

import gzip
import io
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harvester.warc.reader import ArchiveError, beginning, captures_in, load
from harvester.warc.records import dechunked
from harvester.warc.streams import STEP

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

DATE = "WARC-Date: 2026-01-01T00:00:00Z\r\n"
HTTP = b"HTTP/1.1 200 OK\r\nA: b\r\n\r\nx"


def record(number: int = 1, date: str = DATE, length: str = "", kind: str = "response", http: bytes = HTTP) -> bytes:
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: http://h/{number}\r\n{date}"
        f"Content-Length: {length or len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def dictionary() -> zstd.ZstdDict:
    return zstd.train_dict([record(number, http=HTTP * (number % 7)) for number in range(200)], 2000)


def with_dictionary(records: list[bytes]) -> bytes:
    trained = dictionary()
    content = trained.dict_content
    head = b"\x5d\x2a\x4d\x18" + len(content).to_bytes(4, "little") + content
    return head + b"".join(zstd.compress(each, zstd_dict=trained) for each in records)


def wacz(method: int) -> Callable[[list[bytes]], bytes]:
    def made(records: list[bytes]) -> bytes:
        whole = io.BytesIO()
        with zipfile.ZipFile(whole, "w", method) as packed:
            packed.writestr("datapackage.json", "{}")
            packed.writestr("archive/one.warc.gz", b"".join(map(gzip.compress, records)))
            packed.writestr("../../evil.warc.gz", b"x")
        return whole.getvalue()

    return made


#: How a file is packed: its name, and its bytes out of the records.
PACKED: dict[str, tuple[str, Callable[[list[bytes]], bytes]]] = {
    "plain": ("a.warc", b"".join),
    "a member a record": ("a.warc.gz", lambda records: b"".join(map(gzip.compress, records))),
    "one member": ("a.warc.gz", lambda records: gzip.compress(b"".join(records))),
    "padding": ("a.warc.gz", lambda records: b"".join(map(gzip.compress, records)) + bytes(100)),
    "zstandard": ("a.warc.zst", lambda records: b"".join(map(zstd.compress, records))),
    "zstandard, a dictionary": ("a.warc.zst", with_dictionary),
    "wacz": ("a.wacz", wacz(zipfile.ZIP_STORED)),
    "wacz, packed": ("a.wacz", wacz(zipfile.ZIP_DEFLATED)),
}


@pytest.mark.parametrize("how", PACKED)
def test_every_way_to_pack(tmp_path: Path, how: str) -> None:
    name, packed = PACKED[how]
    large = HTTP + b"y" * (3 * STEP)
    records = [record(1), record(2, kind="request"), record(3, http=large), record(4)]
    path = tmp_path / name
    path.write_bytes(packed(records))
    found = captures_in([path])
    assert [each.url[-1] for each in found] == ["1", "3", "4"]
    assert [load(each).body for each in found] == [b"x", b"x" + b"y" * (3 * STEP), b"x"]
    assert load(found[0]).headers == [("A", "b")]


#: What stands between two good records: what of it is read, and what is said.
BAD: dict[str, tuple[bytes, str]] = {
    "no date": (record(date=""), "no date that makes sense"),
    "a date that is none": (record(date="WARC-Date: yesterday\r\n"), "no date that makes sense"),
    "year 0": (record(date="WARC-Date: 0000-00-00T00:00:00Z\r\n"), "no date that makes sense"),
    "year 9999 with an offset": (record(date="WARC-Date: 9999-12-31T23:59:59-23:00\r\n"), "no date that makes sense"),
    "no HTTP": (record(http=b"\x00\xff"), ""),
    "a status that is none": (record(http=b"HTTP/1.1 2x0\r\n\r\n"), ""),
    "an empty answer": (record(http=b""), ""),
    "a length that is none": (record(length="x"), "damaged in 1 places"),
    "a length below 0": (record(length="-5"), "damaged in 1 places"),
    "digits of another script": (record(length="٣"), "damaged in 1 places"),
    "no version": (record().replace(b"WARC/1.1", b"CRAW/1.1"), "damaged in 1 places"),
    "a head without an end": (b"WARC/1.1\r\n" + b"A: b\r\n" * 200_000, "damaged in 1 places"),
    "bytes above 7F in its head": (record().replace(b"WARC-Date", b"X: \xff\xfe\r\nWARC-Date"), ""),
}


@pytest.mark.parametrize("how", ["a member a record", "zstandard", "plain"])
@pytest.mark.parametrize("name", BAD)
def test_records_that_make_no_sense_cost_themselves(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, how: str, name: str
) -> None:
    bad, says = BAD[name]
    file, packed = PACKED[how]
    path = tmp_path / file
    path.write_bytes(packed([record(7), bad, record(8)]))
    found = {each.url[-1]: each for each in captures_in([path])}
    assert {"7", "8"} <= found.keys()
    assert [load(found[number]).body for number in "78"] == [b"x", b"x"]
    assert says in caplog.text


def test_a_member_that_is_damaged_and_a_file_that_is_torn(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "a.warc.gz"
    members = [bytearray(gzip.compress(record(number))) for number in (1, 2, 3)]
    members[1][len(members[1]) // 2] ^= 0xFF
    path.write_bytes(b"".join(members))
    assert {"1", "3"} <= {each.url[-1] for each in captures_in([path])}
    path.write_bytes(b"".join(members[:1]) + gzip.compress(record(4))[:-20])
    assert [each.url[-1] for each in captures_in([path])] == ["1"]
    assert "ends in the middle of a record" in caplog.text


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.warc", b"x"), ("a.warc.gz", b"\x1f\x8b\x08x"), ("a.warc.zst", b"\x28\xb5\x2f\xfdx"), ("a.wacz", b"PK"),
     ("a.warc.zst", b"\x5d\x2a\x4d\x18\x04\0\0\0abcd"), ("a.warc", b"\0" * 9)],
)  # fmt: skip
def test_what_is_no_archive_is_one_clear_error(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match="not a WARC file, or damaged"):
        captures_in([path])


@pytest.mark.parametrize(
    ("sent", "body"),
    [
        (b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", b"abcde"),
        (b"<html>", b"<html>"),
        (b"3\nabc\n0\n", b"abc"),
        (b"FFFFFFFF\r\nabc", b"abc"),
        (b"3\r\nabc\r\nzz", b"abczz"),
        (b"", b""),
    ],
)
def test_chunks_are_joined(sent: bytes, body: bytes) -> None:
    assert dechunked(sent) == body


def test_the_beginning_of_a_page_that_unpacks_to_much(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    for coding, packed in (
        ("gzip", gzip.compress(bytes(10**7))),
        ("zstd", zstd.compress(bytes(10**7))),
        ("gzip", b"\x1f\x8b" + b"x" * 30),
    ):
        path.write_bytes(record(http=f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\n\r\n".encode() + packed))
        [capture] = captures_in([path])
        if packed[2:3] != b"x":
            assert len(beginning(capture, 1000)[0]) <= 1000
        else:
            with pytest.raises(ArchiveError):
                beginning(capture, 1000)


SMALL = [bad for bad, _ in BAD.values() if len(bad) < 500]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(
    how=st.sampled_from(sorted(PACKED)),
    parts=st.lists(
        st.one_of(
            st.sampled_from([record(), *(bad for bad, _ in BAD.values() if len(bad) < 500)]), st.binary(max_size=40)
        )
    ),
    cut=st.integers(0, 400),
    flip=st.integers(0, 10_000),
)
def test_no_file_raises_anything_else(tmp_path: Path, how: str, parts: list[bytes], cut: int, flip: int) -> None:
    name, packed = PACKED[how]
    content = bytearray(packed(parts or [b""]))
    if content:
        content[flip % len(content)] ^= flip & 0xFF
    path = tmp_path / name
    path.write_bytes(content[: max(0, len(content) - cut)])
    try:
        for capture in captures_in([path]):
            load(capture)
    except ArchiveError:
        pass
