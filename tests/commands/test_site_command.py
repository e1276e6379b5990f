"""``scrapy site``: what it prints is an entry that works as it is."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from crawling import RunCrawl, scrapy
from harvests import QUICK
from serving import served

from harvester.config.program import ExitCode
from harvester.demo.forum import DemoForum
from harvester.demo.gates import Gate

SHARED = Path(__file__).parents[3] / "shared" / "forum"
PACE = ("-s", "DOWNLOAD_DELAY=0.001", "-s", "AUTOTHROTTLE_ENABLED=0", "-s", "RETRY_TIMES=0")


def look(url: str, folder: Path) -> tuple[int, str]:
    """The exit code and what is printed."""
    log = folder / "site.log"
    return scrapy(["site", url, *PACE], log), log.read_text(encoding="utf-8")


def harvest(run_crawl: RunCrawl, printed: str, folder: Path, *arguments: str) -> set[int]:
    """The threads that a run by the printed entry gives."""
    (folder / "sites.toml").write_text(printed, encoding="utf-8")
    [name] = tomllib.loads(printed)
    crawl = run_crawl(None, f"site={name}", *arguments, settings=(f"HARVESTER_SITES={folder / 'sites.toml'}", *QUICK))
    assert crawl.exit_code == 0, crawl.output
    return {line["tid"] for line in crawl.articles}


def test_a_printed_entry_harvests_the_forum(run_crawl: RunCrawl, tmp_path: Path) -> None:
    with DemoForum() as forum:
        code, printed = look(forum.url, tmp_path)
        assert code == 0, printed
        asked = len(forum.requests)
        assert asked <= 14
        got = harvest(run_crawl, printed, tmp_path)
        assert got == {entry["tid"] for entry in forum.truth() if entry["visible"] == "yes"}
    for line in (
        f"with {asked} requests. Discuz! X3.4.",
        "# Addresses: forum-{id}-{page}.html and thread-{id}-{page}-{prev}.html",
        "# Time zone: by the page's line GMT+8, 2025-11-14 17:22",
        'zone = "Asia/Shanghai"',
        "found gb18030",
        "# Noise against copying: yes",
        "# Archiver: on. RSS: on.",
        "# robots.txt forbids: attachments.",
        "#   2,  # 霁川新闻, 40 threads",
        "#   # 22,  # 编务讨论, 1 threads; not for guests: no_permission: 抱歉，您没有权限访问该版块",
        "#   # 23,  # 通讯员之家, 1 threads; not for guests: password: ",
    ):
        assert line in printed


def test_the_boards_can_be_uncommented(tmp_path: Path) -> None:
    with DemoForum(charset="utf-8", addresses="dynamic", archiver=False, rss=False) as forum:
        code, printed = look(forum.url, tmp_path)
    assert code == 0, printed
    before, _, after = printed.partition("# boards")
    [entry] = tomllib.loads(before + ("# boards" + after).replace("\n# ", "\n").removeprefix("# ")).values()
    assert entry["boards"] == [2, 3, 4, 21, 12]
    assert "# Archiver: off, or shut to us. RSS: off, or shut to us." in printed
    assert "# Addresses: forum.php?mod=forumdisplay&fid={id}&page={page} and " in printed


@pytest.mark.parametrize(
    ("gate", "code", "says"),
    [
        ("reload", ExitCode.DONE, "# Looked at on "),
        ("forum_closed", ExitCode.BARRED, "scrapy site: forum_closed: 本站正在整理旧帖"),
        ("browser_check", ExitCode.BARRED, "scrapy site: browser_check: "),
        ("question", ExitCode.BARRED, "scrapy site: question: "),
        ("system_error", ExitCode.FAILURES, "scrapy site: system_error: "),
    ],
)
def test_what_stands_before_a_forum(tmp_path: Path, gate: Gate, code: ExitCode, says: str) -> None:
    with DemoForum(gate=gate) as forum:
        found, printed = look(forum.url, tmp_path)
    assert (found, printed[: len(says)]) == (code, says)
    assert code == ExitCode.DONE or len(printed.splitlines()) == 1


@pytest.mark.parametrize(
    ("pages", "code", "says"),
    [
        ({"/": "<html><body>A shop</body></html>"}, ExitCode.FAILURES, "no boards: looked for "),
        ({"/robots.txt": "User-agent: *\nDisallow: /\n", "/": "<html></html>"}, ExitCode.BARRED, "robots: "),
        ({}, ExitCode.FAILURES, "answers with status 404"),
    ],
)
def test_what_is_no_forum(tmp_path: Path, pages: dict[str, str], code: ExitCode, says: str) -> None:
    with served(pages) as (site, _):
        found, printed = look(f"{site}/", tmp_path)
    assert found == code
    assert says in printed
    assert len(printed.splitlines()) == 1


@pytest.mark.parametrize(
    ("url", "code", "says"),
    [
        ("bbs.example.com", ExitCode.USAGE, "is not an address of a forum"),
        ("http://name:secret@127.0.0.1:1/", ExitCode.USAGE, "names a user before the host"),
        ("name:secret@127.0.0.1:1", ExitCode.USAGE, "is not an address of a forum"),
        ("http://127.0.0.1:1/", ExitCode.NOT_STARTED, "127.0.0.1:1 refuses connections: check the address"),
    ],
)
def test_addresses_that_lead_nowhere(tmp_path: Path, url: str, code: ExitCode, says: str) -> None:
    found, printed = look(url, tmp_path)
    assert found == code
    assert says in printed
    assert "secret" not in printed
    assert len(printed.splitlines()) == 1


def test_a_look_stays_on_the_site(tmp_path: Path) -> None:
    with served({"/": "<html></html>"}) as (other, asked_there):
        for pages in ({"/": f"->{other}/"}, {"/robots.txt": f"->{other}/robots.txt"}, {"/robots.txt": 500}):
            with served(pages) as (site, _):
                found, printed = look(f"{site}/", tmp_path)
            assert found in (ExitCode.NOT_STARTED, ExitCode.FAILURES)
            assert "leads to" in printed or "status 500" in printed
    assert asked_there == []


@pytest.fixture
def captured() -> Iterator[str]:
    """The address of a captured forum."""
    if not (SHARED / "serve.py").is_file():
        pytest.skip("the captured forum is not here")
    command = [sys.executable, str(SHARED / "serve.py"), str(SHARED / "x34-gbk.jsonl.xz"), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603 - our own
        assert server.stdout is not None
        yield server.stdout.readline().split()[-1]
        server.terminate()


def test_a_captured_forum(run_crawl: RunCrawl, captured: str, tmp_path: Path) -> None:
    code, printed = look(captured, tmp_path)
    assert code == 0, printed
    assert len(harvest(run_crawl, printed, tmp_path, "max_threads=30")) >= 25
