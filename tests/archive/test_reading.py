"""Archives of the demo forum, read without a crawl: the lines are those of a crawl, and nothing is lost or twice."""

from __future__ import annotations

import base64
import gzip
import json
import os
import signal
import zipfile
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path

import pytest
import zstandard
from archiving import DATE, HOST, Kept, page_of, pages_of, reading, without, write_warc, written
from conftest import PACE, lines
from crawling import scrapy

from harvester.archive.ledger import read_facts
from harvester.config.program import ExitCode
from harvester.demo.forum import DemoForum
from harvester.disk import files
from harvester.disk.names import site_folder

OTHER = Kept("https://www.example.com/", b"<html><title>A shop</title><p>Nothing of a forum.</html>")


@pytest.fixture(scope="module")
def forum() -> DemoForum:
    return DemoForum(most=12)


@pytest.fixture(scope="module")
def tids(forum: DemoForum) -> list[int]:
    return [entry["tid"] for entry in forum.truth() if entry["visible"] == "yes"]


def test_the_lines_are_those_of_the_crawl_that_kept_the_pages(tmp_path: Path) -> None:
    with DemoForum(most=24) as forum:
        words = ["crawl", "forum", "-a", f"address={forum.url}", "-a", "replies=all", "-s", "HARVESTER_WARC=1"]
        words += ["-s", f"HARVESTER_DIR={tmp_path / 'harvest'}", *(word for each in PACE for word in ("-s", each))]
        assert scrapy(words, tmp_path / "log") == ExitCode.DONE, (tmp_path / "log").read_text()
        host = forum.url.split("/")[2]
    crawled = lines(tmp_path / "harvest", "articles")
    archive = site_folder(tmp_path / "harvest", host) / "warc"
    words = ["read", str(archive), "-o", str(tmp_path / "out"), "--replies", "--jobs", "2"]
    assert scrapy(words, tmp_path / "read.log") == ExitCode.DONE, (tmp_path / "read.log").read_text()
    read = written(tmp_path / "out")
    assert len(read) > 15
    times = ("warc", "harvested")
    assert without(read, *times) == without(sorted(crawled, key=lambda line: line["tid"]), *times)
    first = read[0]["warc"]
    assert first["file"].startswith(str(archive))
    assert f"thread-{read[0]['tid']}-" in first["target"]
    with Path(first["file"]).open("rb") as file:
        file.seek(first["offset"])
        assert first["target"].encode() in gzip.decompress(file.read())


def as_zstandard(kept: list[Kept], folder: Path) -> Path:
    plain = write_warc(folder / "plain.warc", kept, packed=False)
    (folder / "in").mkdir()
    (folder / "in" / "a.warc.zst").write_bytes(zstandard.ZstdCompressor().compress(plain.read_bytes()))
    return folder / "in"


def as_wacz(kept: list[Kept], folder: Path) -> Path:
    inner = write_warc(folder / "inner.warc.gz", kept)
    with zipfile.ZipFile(folder / "a.wacz", "w") as packed:
        packed.write(inner, "archive/data.warc.gz")
    return folder / "a.wacz"


def as_har(kept: list[Kept], folder: Path) -> Path:
    def entry(each: Kept) -> dict[str, object]:
        content = {"mimeType": "text/html", "encoding": "base64", "text": base64.b64encode(each.body).decode()}
        answer = {"status": each.status, "headers": [], "content": content}
        return {"startedDateTime": each.date, "request": {"url": each.url}, "response": answer}

    log = {"log": {"entries": [{"broken": True}, *map(entry, kept)]}}
    (folder / "a.har").write_text(json.dumps(log), encoding="utf-8")
    return folder / "a.har"


def as_saved_pages(kept: list[Kept], folder: Path) -> Path:
    for number, each in enumerate(kept):
        said = f"<!-- saved from url=({len(each.url):04}){each.url} -->\n".encode()
        path = folder / "saved" / f"{number}.html"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(said + each.body)
        os.utime(path, (1763112160, 1763112160))
    (folder / "saved" / "unknown.htm").write_text("<p>of nowhere</p>", encoding="utf-8")
    return folder / "saved"


def as_answers_packed_and_chunked(kept: list[Kept], folder: Path) -> Path:
    def chunked(each: Kept) -> Kept:
        body = gzip.compress(each.body)
        headers = [("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")]
        return Kept(each.url, f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n", headers=headers)

    return write_warc(folder / "chunked.warc.gz", map(chunked, kept))


@pytest.mark.parametrize("form", [as_zstandard, as_wacz, as_har, as_saved_pages, as_answers_packed_and_chunked])
def test_whatever_an_archive_is_kept_as(
    form: Callable[[list[Kept], Path], Path], forum: DemoForum, tids: list[int], tmp_path: Path
) -> None:
    kept = [OTHER, *pages_of(forum, tids)]
    reading(tmp_path / "out", form(kept, tmp_path))
    reading(tmp_path / "expected", write_warc(tmp_path / "expected.warc.gz", kept))
    assert [line["tid"] for line in written(tmp_path / "expected")] == sorted(tids)
    names = ("warc", "encoding")
    assert without(written(tmp_path / "out"), *names) == without(written(tmp_path / "expected"), *names)


def test_pages_of_a_thread_in_several_files_are_joined(tmp_path: Path) -> None:
    forum = DemoForum(posts=2)
    longest = max(forum.truth(), key=lambda entry: len(entry["replies"]) if entry["visible"] == "yes" else 0)
    tid, count = longest["tid"], len(longest["replies"])
    pages = [page_of(forum, forum.links.thread(tid, number)) for number in range(1, count // 2 + 2)]
    assert len(pages) > 2
    for number, each in enumerate(reversed(pages)):
        write_warc(tmp_path / "in" / f"{number}.warc.gz", [each])
    done = reading(tmp_path / "out", tmp_path / "in", replies=True, jobs=2)
    [line] = written(tmp_path / "out")
    assert [reply["floor"] for reply in line["replies"]] == list(range(2, count + 2))
    assert not done.counts["pages missing"]
    reading(tmp_path / "less", tmp_path / "in" / "0.warc.gz", replies=True)
    assert not written(tmp_path / "less")
    done = reading(tmp_path / "less", tmp_path / "in" / f"{len(pages) - 1}.warc.gz", replies=True)
    assert len(written(tmp_path / "less")) == 1
    assert done.counts["pages missing"] == 1


def test_the_latest_capture_counts_and_changes_are_revisions(forum: DemoForum, tids: list[int], tmp_path: Path) -> None:
    tid = tids[0]
    [page] = pages_of(forum, [tid])
    reading(tmp_path / "plain", write_warc(tmp_path / "plain.warc.gz", [page]))
    [plain] = written(tmp_path / "plain")
    word = plain["text"][10:14].encode("gbk")
    edited = page.body.replace(word, "改过的字".encode("gbk"))
    dates = [f"2025-11-{day}T09:22:40Z" for day in (14, 15, 16, 17)]
    for number, (date, body) in enumerate(zip(dates, (page.body, page.body, edited, edited), strict=True)):
        write_warc(tmp_path / "in" / f"{3 - number}.warc.gz", [Kept(page.url, body, date)])
    done = reading(tmp_path / "out", tmp_path / "in")
    first, second = written(tmp_path / "out")
    assert (first["text"], first["revision"], first["warc"]["date"][:10]) == (plain["text"], 1, "2025-11-15")
    assert (second["revision"], second["changed"][-1:], second["warc"]["date"][:10]) == (2, ["text"], "2025-11-17")
    assert "改过的字" in second["text"]
    assert done.counts["revisions"] == 1


def test_of_captures_that_show_the_same_only_one_is_read(forum: DemoForum, tids: list[int], tmp_path: Path) -> None:
    kept = pages_of(forum, tids)
    copies = [
        Kept(each.url + alias, each.body.replace(b"</head>", b"<!-- %d --></head>" % day), f"2025-11-{day}T09:22:40Z")
        for each in kept
        for day, alias in enumerate(("", "?extra=page%3D1", "?mobile=2", "?authorid=1"), 10)
    ]
    expected = reading(tmp_path / "expected", write_warc(tmp_path / "expected.warc.gz", kept))
    done = reading(tmp_path / "out", write_warc(tmp_path / "in.warc.gz", [*copies, *kept]))
    assert written(tmp_path / "expected")
    assert without(written(tmp_path / "out"), "warc") == without(written(tmp_path / "expected"), "warc")
    assert (expected.counts["thread pages"], expected.counts["pages not needed"]) == (len(tids), 0)
    # One more was read at once, to learn how the forum writes its addresses.
    assert (done.counts["thread pages"], done.counts["pages not needed"]) == (len(tids) + 1, 4 * len(tids) - 1)


def test_what_a_list_alone_knows_is_in_the_lines(forum: DemoForum, tids: list[int], tmp_path: Path) -> None:
    listed = page_of(forum, forum.links.board(2, 1))
    write_warc(tmp_path / "in" / "a.warc.gz", pages_of(forum, tids))
    write_warc(tmp_path / "in" / "b.warc.gz", [listed])
    reading(tmp_path / "out", tmp_path / "in")
    assert any(line["last_reply"] for line in written(tmp_path / "out"))


def test_what_is_there_already_is_not_read_again_and_what_is_new_is(
    forum: DemoForum, tids: list[int], tmp_path: Path
) -> None:
    one = write_warc(tmp_path / "in" / "one.warc.gz", pages_of(forum, tids[:4]))
    reading(tmp_path / "out", one)
    made = [path for path in (tmp_path / "out").rglob("*") if path.suffix in (".pages", ".zst")]
    times = [path.stat().st_mtime_ns for path in made]
    reading(tmp_path / "out", one)
    assert [path.stat().st_mtime_ns for path in made] == times
    write_warc(tmp_path / "in" / "two.warc.gz", pages_of(forum, tids[4:]))
    reading(tmp_path / "out", tmp_path / "in")
    assert [line["tid"] for line in written(tmp_path / "out")] == sorted(tids)
    write_warc(one, pages_of(forum, tids[:2]))  # the same name, another file
    reading(tmp_path / "out", tmp_path / "in")
    assert [line["tid"] for line in written(tmp_path / "out")] == sorted([*tids[:2], *tids[4:]])


def killed_at(number: int, folder: Path, archive: Path) -> None:
    """Read, killed before a file takes its place, or after it: at the ``number``-th such point."""
    points = iter(range(1, number + 1))
    commit = files.WholeFile.commit

    def commits(self: files.WholeFile) -> None:
        for after in (False, True):
            if after:
                commit(self)
            if next(points, 0) == number:
                os.kill(os.getpid(), signal.SIGKILL)

    files.WholeFile.commit = commits  # type: ignore[method-assign]
    reading(folder, archive)


def test_killed_anywhere_nothing_is_lost_or_twice(forum: DemoForum, tids: list[int], tmp_path: Path) -> None:
    for number in range(2):
        write_warc(tmp_path / "in" / f"{number}.warc.gz", pages_of(forum, tids[number:4:2]))
    reading(tmp_path / "expected", tmp_path / "in")
    expected = written(tmp_path / "expected")
    number, code = 0, -signal.SIGKILL
    while code:
        number += 1
        folder = tmp_path / f"out-{number}"
        process = get_context("fork").Process(target=killed_at, args=(number, folder, tmp_path / "in"))
        process.start()
        process.join()
        code = process.exitcode or 0
        assert code in (0, -signal.SIGKILL)
        reading(folder, tmp_path / "in")
        assert written(folder) == expected, number
        assert not list(folder.rglob("*.part"))
    assert number > 10


def test_processes_end_with_the_one_that_began_them_and_let_go_of_the_folder(
    forum: DemoForum, tids: list[int], tmp_path: Path
) -> None:
    for number in range(4):
        write_warc(tmp_path / "in" / f"{number}.warc.gz", pages_of(forum, tids[number:8:4]))
    reading(tmp_path / "expected", tmp_path / "in")
    process = get_context("fork").Process(target=reading, args=(tmp_path / "out", tmp_path / "in"), kwargs={"jobs": 2})
    process.start()
    while process.is_alive() and not list(tmp_path.glob("out/state/shards/*.pages")):
        process.join(0.01)
    process.kill()
    process.join(60)  # not before those that it began have ended
    assert process.exitcode is not None
    reading(tmp_path / "out", tmp_path / "in")
    assert written(tmp_path / "out") == written(tmp_path / "expected")


def test_what_is_learned_of_a_forum_is_kept_and_of_use(forum: DemoForum, tids: list[int], tmp_path: Path) -> None:
    archive = write_warc(tmp_path / "a.warc.gz", pages_of(forum, tids))
    reading(tmp_path / "out", archive)
    [(key, facts)] = read_facts(tmp_path / "out" / "sites.json").items()
    assert key == "discuz bbs.example.com/"
    assert (facts.base, facts.offset) == (HOST, 480)
    assert facts.site().thread_url(9) == f"{HOST}thread-9-1-1.html"


def test_broken_archives_break_nothing(forum: DemoForum, tids: list[int], tmp_path: Path) -> None:
    whole = write_warc(tmp_path / "whole.warc.gz", pages_of(forum, tids)).read_bytes()
    odd = [
        Kept(f"{HOST}thread-9-1-1.html", b"", DATE),
        Kept(f"{HOST}thread-9-1-1.html", gzip.compress(b"x" * 99)[:-9], headers=[("Content-Encoding", "gzip")]),
        Kept("http://[/thread-9-1-1.html", pages_of(forum, tids[:1])[0].body),
        Kept(f"{HOST}thread-{9:099}-1-1.html", pages_of(forum, tids[:1])[0].body[:9000]),
        Kept(f"{HOST}thread-8-1-1.html", pages_of(forum, tids[:1])[0].body, "no date"),
    ]
    (tmp_path / "in").mkdir()
    for name, body in {
        "cut.warc.gz": whole[: len(whole) // 2],
        "hole.warc.gz": whole[:9000] + b"\0" * 200 + whole[9200:],
        "text.warc.gz": b"nothing of the kind",
        "empty.warc": b"",
        "no.wacz": b"PK\3\4",
        "no.har": b"[" * 200_000,
    }.items():
        (tmp_path / "in" / name).write_bytes(body)
    write_warc(tmp_path / "in" / "odd.warc.gz", odd)
    done = reading(tmp_path / "out", tmp_path / "in")
    assert written(tmp_path / "out")
    assert done.counts["errors"] == 0
    assert done.counts["skipped/no date"] == 1
    assert done.counts["skipped/cut off"] == 1
    assert done.counts["skipped/damaged"] >= 3
