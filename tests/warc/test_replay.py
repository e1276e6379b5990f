"""Pages kept by a crawl, harvested again from the WARC files, with the forum gone."""

from __future__ import annotations

import gzip
import io
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import PACE, lines
from crawling import scrapy
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from harvester.config.program import ExitCode
from harvester.demo.forum import DemoForum
from harvester.disk.names import site_folder
from harvester.login.account import variables

Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """A crawl that kept its pages: its folder, its lines, and the WARC files."""

    folder: Path
    forum: str
    lines: list[Line]
    warcs: list[Path]


def run(folder: Path, spider: str, *words: str, environment: Mapping[str, str] | None = None) -> tuple[int, str]:
    log = folder.parent / f"{spider}.log"
    settings = [
        word for setting in (f"HARVESTER_DIR={folder}", "HARVESTER_REPAIR=0", *PACE) for word in ("-s", setting)
    ]
    return scrapy(["crawl", spider, *words, *settings], log, environment or {}), log.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    folder = tmp_path_factory.mktemp("kept") / "harvest"
    with DemoForum() as forum:
        words = (
            "-a",
            f"address={forum.url}",
            "-a",
            "replies=all",
            "-s",
            "HARVESTER_WARC=1",
            "-s",
            "HARVESTER_WARC_SIZE=90000",
        )
        code, output = run(folder, "discuz", *words)
    assert code == ExitCode.DONE, output
    site = site_folder(folder, forum.url.split("/")[2])
    return Kept(folder, forum.url, lines(folder, "articles"), sorted((site / "warc").iterdir()))


def records(path: Path) -> Iterator[Any]:
    with path.open("rb") as file:
        yield from ArchiveIterator(file)


def plain(harvest: list[Line]) -> list[Line]:
    """Lines without the time of harvest, in the order of threads."""
    return sorted(({**line, "harvested": ""} for line in harvest), key=lambda line: line["tid"])


def test_files_are_of_a_bounded_size_and_sound(kept: Kept) -> None:
    assert len(kept.warcs) > 1
    assert all(path.name.endswith(".warc.gz") for path in kept.warcs)
    command = [sys.executable, "-m", "warcio.cli", "check", *map(str, kept.warcs)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - our own
    assert done.returncode == 0, done.stdout


def test_records_are_as_the_standard_has_them_and_tell_no_secrets(kept: Kept) -> None:
    for path in kept.warcs:
        first, *others = records(path)
        assert (first.rec_type, first.rec_headers.protocol) == ("warcinfo", "WARC/1.1")
        assert [each.rec_type for each in others] == ["response", "request"] * (len(others) // 2)
    everything = b"".join(gzip.decompress(path.read_bytes()) for path in kept.warcs).lower()
    assert b"cookie:" not in everything
    assert b"saltkey" not in everything
    assert b"warc-payload-digest: sha1:" in everything


def test_a_members_pages_are_kept_without_what_opens_the_door(tmp_path: Path) -> None:
    opener = "tian1-di"
    with DemoForum(passwords={"顾念一": opener}) as forum:
        host = forum.url.split("/")[2]
        account = dict(zip(variables(host), ("顾念一", opener), strict=True))
        words = ("-a", f"address={forum.url}", "-a", "max_threads=3", "-s", "HARVESTER_WARC=1")
        code, output = run(tmp_path / "harvest", "discuz", *words, environment=account)
        assert code == ExitCode.DONE, output
        assert [path for method, path in forum.requests if method == "POST"]
    folder = site_folder(tmp_path / "harvest", host) / "warc"
    everything = b"".join(gzip.decompress(path.read_bytes()) for path in folder.iterdir())
    assert opener.encode() not in everything
    assert b"cookie:" not in everything.lower()
    assert b"POST " not in everything
    code, output = run(tmp_path / "harvest", "replay", "-a", f"warc={folder}", environment=account)
    assert code == ExitCode.DONE, output
    replayed = plain(lines(tmp_path / "harvest" / "replay", "articles"))
    assert replayed == plain(lines(tmp_path / "harvest", "articles"))


def test_a_replay_gives_the_same_lines(kept: Kept) -> None:
    code, output = run(kept.folder, "replay", "-a", f"warc={kept.warcs[0].parent}", "-a", "replies=all")
    assert code == ExitCode.DONE, output
    replayed = lines(kept.folder / "replay", "articles")
    assert plain(replayed) == plain(kept.lines)
    dates = {line["tid"]: line["harvested"] for line in kept.lines}
    gaps = [datetime.fromisoformat(dates[line["tid"]]) - datetime.fromisoformat(line["harvested"]) for line in replayed]
    assert all(abs(gap.total_seconds()) <= 60 for gap in gaps)
    assert lines(kept.folder, "articles") == kept.lines


def test_what_is_missing_is_a_notice_and_no_request(kept: Kept, tmp_path: Path) -> None:
    missing = kept.lines[0]["tid"]
    thinned = tmp_path / "thinned.warc"
    with thinned.open("wb") as file:
        writer = WARCWriter(file, gzip=False)
        for path in kept.warcs:
            for record in records(path):
                if f"thread-{missing}-" not in (record.rec_headers.get_header("WARC-Target-URI") or ""):
                    writer.write_record(record)
    code, output = run(tmp_path / "harvest", "replay", "-a", f"warc={thinned}")
    assert code == ExitCode.DONE, output
    assert {line["tid"] for line in lines(tmp_path / "harvest" / "replay", "articles")} == {
        line["tid"] for line in kept.lines if line["tid"] != missing
    }
    notices = lines(tmp_path / "harvest" / "replay", "notices")
    assert (missing, "not_in_archive") in {(notice["tid"], notice["kind"]) for notice in notices}


def test_a_warc_of_another_crawler_with_times_of_its_own_day(tmp_path: Path) -> None:
    """One thread page, chunked and gzipped on the wire, fetched when its post was of yesterday."""
    page = (Path(__file__).parents[1] / "discuz" / "pages" / "x34-thread.html").read_text(encoding="utf-8")
    html = page.replace("发表于 2026-7-7 07:20:17", "发表于 昨天&nbsp;08:15")
    assert html != page
    body = gzip.compress(html.encode())
    chunked = f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n"
    headers = [("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")]
    path = tmp_path / "other.warc.gz"
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        record = writer.create_warc_record(
            "http://127.0.0.1:8088/thread-90-1-1.html",
            "response",
            payload=io.BytesIO(chunked),
            http_headers=StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": "2020-03-02T04:00:00Z"},
        )
        writer.write_record(record)
    code, output = run(tmp_path / "harvest", "replay", "-a", f"warc={path}")
    assert code == ExitCode.DONE, output
    [line] = lines(tmp_path / "harvest" / "replay", "articles")
    assert line["published"] == "2020-03-01T08:15:00+08:00"
    assert line["harvested"] == "2020-03-02T04:00:00+00:00"


@pytest.mark.skipif(shutil.which("wget") is None, reason="wget is not installed")
def test_a_warc_of_wget(tmp_path: Path) -> None:
    with DemoForum() as forum:
        tid = min(entry["tid"] for entry in forum.truth() if entry["visible"] == "yes")
        address = f"{forum.url}thread-{tid}-1-1.html"
        command = ["wget", "-q", "--warc-file", str(tmp_path / "page"), "-O", "/dev/null", address]
        subprocess.run(command, check=True)  # noqa: S603 - on our own server
        code, output = run(tmp_path / "live", "discuz", "-a", f"address={address}")
        assert code == ExitCode.DONE, output
    code, output = run(tmp_path / "harvest", "replay", "-a", f"warc={tmp_path / 'page.warc.gz'}")
    assert code == ExitCode.DONE, output
    assert plain(lines(tmp_path / "harvest" / "replay", "articles")) == plain(lines(tmp_path / "live", "articles"))


def no_file(_folder: Path) -> str:
    return "no WARC file there"


def no_warc(folder: Path) -> str:
    (folder / "a.warc.gz").write_bytes(gzip.compress(b"nothing of the kind\n" * 9))
    return "not a WARC file, or damaged"


@pytest.mark.parametrize("make", [no_file, no_warc])
def test_files_that_are_none(tmp_path: Path, make: Callable[[Path], str]) -> None:
    says = make(tmp_path)
    code, output = run(tmp_path / "harvest", "replay", "-a", f"warc={tmp_path / 'a.warc.gz'}")
    assert code == ExitCode.USAGE
    assert says in output
    assert len(output.splitlines()) == 1


def test_a_torn_record_is_left_out(kept: Kept, tmp_path: Path) -> None:
    torn = tmp_path / "torn.warc.gz.open"
    torn.write_bytes(kept.warcs[0].read_bytes()[:-100])
    code, output = run(tmp_path / "harvest", "replay", "-a", f"warc={torn}")
    assert "Traceback" not in output
    assert code == ExitCode.DONE, output
    assert lines(tmp_path / "harvest" / "replay", "articles")
    assert "ends in the middle of a record" in output
