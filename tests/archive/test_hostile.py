"""Archives that lie: addresses, dates and names that no line repeats; and files that are not ours."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from archiving import DATE, HOST, Kept, pages_of, reading, write_warc, written

from harvester.archive import planning, run
from harvester.archive.shards import shards
from harvester.demo.forum import DemoForum

THREAD = "thread-9-1-1.html"
OTHER_DATE = "2025-11-16T09:22:40Z"


@pytest.fixture(scope="module")
def page() -> bytes:
    with_text = DemoForum(most=4)
    tid = next(entry["tid"] for entry in with_text.truth() if entry["visible"] == "yes")
    return pages_of(with_text, [tid])[0].body


@pytest.mark.parametrize(
    ("given", "written_as"),
    [
        (f"http://me:secret@bbs.example.com/{THREAD}", f"http://bbs.example.com/{THREAD}"),
        (f"HTTP://bbs.example.com/{THREAD}", f"HTTP://bbs.example.com/{THREAD}"),
        (f"http://bbs.example.com/{THREAD}?a b\t\x00", f"http://bbs.example.com/{THREAD}?a%20b%09%00"),
        (f"http://bbs.example.com/{THREAD}?{'a' * 5000}", None),
        (f"http://bbs.example.com:99999/{THREAD}", None),
        (f"http://../{THREAD}", None),
    ],
)
def test_an_address_is_written_as_one_or_counted(
    given: str, written_as: str | None, page: bytes, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    archive = write_warc(tmp_path / "a.warc.gz", [Kept(given, page)])
    done = reading(tmp_path / "out", archive, jobs=1)
    found = [line["warc"]["target"] for line in written(tmp_path / "out")]
    assert found == ([] if written_as is None else [written_as])
    assert done.counts["skipped/no web address"] == (written_as is None)
    assert done.counts["errors"] == done.counts["invalid lines"] == 0
    assert "secret" not in caplog.text + "".join(path.read_text() for path in (tmp_path / "out").glob("*.json"))


@pytest.mark.parametrize("date", ["2999-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"])
def test_a_capture_at_an_impossible_time_does_not_count(date: str, page: bytes, tmp_path: Path) -> None:
    archive = write_warc(tmp_path / "a.warc.gz", [Kept(HOST + THREAD, page), Kept(HOST + THREAD, page, date)])
    done = reading(tmp_path / "out", archive, jobs=1)
    assert done.counts["skipped/impossible date"] == 1
    assert [line["warc"]["date"][:10] for line in written(tmp_path / "out")] == [DATE[:10]]


def test_a_page_under_the_address_of_another_is_counted(page: bytes, tmp_path: Path) -> None:
    kept = [Kept(HOST + THREAD, page), Kept(f"{HOST}thread-8-1-1.html", page), Kept(HOST + THREAD, page, OTHER_DATE)]
    for name, pages, count in (("two", kept, 2), ("one", [kept[0], kept[2]], 0)):
        done = reading(tmp_path / name, write_warc(tmp_path / f"{name}.warc", pages), jobs=1)
        assert done.counts["threads with another's first post"] == count


def test_a_page_older_than_its_posts_is_counted(page: bytes, tmp_path: Path) -> None:
    archive = write_warc(tmp_path / "a.warc.gz", [Kept(HOST + THREAD, page, "1999-01-01T00:00:00Z")])
    assert reading(tmp_path / "out", archive, jobs=1).counts["pages dated before their posts"] == 1


@pytest.mark.parametrize(("kind", "read"), [("text/html", 1), ("image/png", 0)])
def test_a_page_kept_without_its_answer_is_read(kind: str, read: int, page: bytes, tmp_path: Path) -> None:
    fields = f"WARC-Type: resource\r\nWARC-Target-URI: {HOST}{THREAD}\r\nWARC-Date: {DATE}\r\nContent-Type: {kind}\r\n"
    head = f"WARC/1.0\r\n{fields}Content-Length: {len(page)}\r\n\r\n".encode()
    (tmp_path / "a.warc").write_bytes(head + page + b"\r\n\r\n")
    done = reading(tmp_path / "out", tmp_path / "a.warc", jobs=1)
    assert (done.counts["lines"], done.counts["skipped/no answer"]) == (read, 1 - read)


def test_a_host_in_its_own_script_is_the_same_as_in_ascii(page: bytes, tmp_path: Path) -> None:
    hosts = ("论坛.example.com", "xn--kfsr23j.example.com")
    reading(
        tmp_path / "out", write_warc(tmp_path / "a.warc.gz", [Kept(f"http://{host}/{THREAD}", page) for host in hosts])
    )
    assert len(written(tmp_path / "out")) == 1


def test_forums_of_one_folder_do_not_overwrite_each_other(
    page: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A host that had phpwind, then Discuz!: no part has a file of another."""
    monkeypatch.setattr(run, "parts", lambda sizes, own: planning.parts(sizes, own, most=max(sizes.values())))
    wind = DemoForum(version="phpwind-8.7", most=4)
    tids = [entry["tid"] for entry in wind.truth() if entry["visible"] == "yes"][:3]
    archive = write_warc(tmp_path / "a.warc.gz", [*pages_of(wind, tids), Kept(HOST + "thread-9999-1-1.html", page)])
    done = reading(tmp_path / "out", archive, jobs=1)
    assert done.counts["lines"] == 4
    assert {line["tid"] for line in written(tmp_path / "out")} == {*tids, 9999}
    assert done.counts["articles with another forum's id"] == 0
    assert len(done.files) == len(set(done.files))


def test_articles_of_two_forums_that_have_one_id_are_counted(page: bytes, tmp_path: Path) -> None:
    wind = DemoForum(version="phpwind-8.7", most=4)
    tids = [entry["tid"] for entry in wind.truth() if entry["visible"] == "yes"][:2]
    kept = [*pages_of(wind, tids), Kept(f"{HOST}thread-{tids[0]}-1-1.html", page)]
    done = reading(tmp_path / "out", write_warc(tmp_path / "a.warc.gz", kept), jobs=1)
    assert done.counts["articles with another forum's id"] == 1
    assert sorted((line["tid"], line["engine"]) for line in written(tmp_path / "out")) == sorted(
        [(tids[0], "discuz"), *((tid, "phpwind") for tid in tids)]
    )


def test_files_of_others_in_the_output_stay(page: bytes, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for name in ("lines/notes.txt", "lines/bbs.example.com/mine.csv", "signatures/x/y/2019-03.jsonl.zst", "in/.a.part"):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text("mine")
    old = out / "lines" / "gone.example.com" / "2019-03.jsonl.zst"
    old.parent.mkdir()
    old.write_bytes(b"")
    archive = write_warc(out / "lines" / "a.warc.gz", [Kept(HOST + THREAD, page)])
    reading(out, archive, jobs=1)
    assert archive.exists()
    assert not old.exists(), "a file of a part that is no longer any"
    assert len([path for path in out.rglob("*") if path.is_file() and path.read_bytes() == b"mine"]) == 4


def test_a_name_that_is_no_text_is_escaped(page: bytes, tmp_path: Path) -> None:
    archive = write_warc(tmp_path / "in" / os.fsdecode(b"\xff.warc.gz"), [Kept(HOST + THREAD, page)])
    for _ in range(2):
        reading(tmp_path / "out", archive, jobs=1)
    (line,) = written(tmp_path / "out")
    assert line["warc"]["file"].endswith(r"\xff.warc.gz")


def test_a_file_that_changed_at_its_end_is_read_anew(page: bytes, tmp_path: Path) -> None:
    def archive(title: bytes) -> Path:
        filler = [Kept(HOST, b"x" * 99_000)] * 2
        body = page.replace(b"</title>", title + b"</title>")
        return write_warc(tmp_path / "a.warc", [*filler, Kept(HOST + THREAD, body)], packed=False)

    before = shards([str(archive(b"1"))])[0]
    key = before.key()
    after = shards([str(archive(b"2"))])[0]
    assert after.size == before.size
    assert after.key() != key


def test_a_file_of_which_nothing_can_be_read_is_named(
    page: bytes, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "page.warc.gz").write_bytes(page)
    (tmp_path / "empty.warc.gz").write_bytes(b"")
    write_warc(tmp_path / "good.warc.gz", [Kept(HOST + THREAD, page)])
    done = reading(tmp_path / "out", tmp_path, jobs=1)
    assert done.counts["shards that could not be read"] == 1
    assert "page.warc.gz: nothing in it could be read" in caplog.text


def test_a_page_saved_in_utf_16_says_where_it_is_from(page: bytes, tmp_path: Path) -> None:
    text = f"<!-- saved from url=(0042){HOST}{THREAD} -->" + page.decode("gbk")
    (tmp_path / "saved.html").write_bytes(text.encode("utf-16"))
    reading(tmp_path / "out", tmp_path / "saved.html", jobs=1)
    assert len(written(tmp_path / "out")) == 1
