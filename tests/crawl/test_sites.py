"""Sites of the sites file, one or many in a run."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest
from crawling import PROJECT, RunCrawl, ended, started
from serving import served

from harvester.config.program import ExitCode
from harvester.demo.forum import DemoForum
from harvester.discuz.site import DiscuzSite
from harvester.disk.lock import SiteLock
from harvester.disk.names import site_folder


@pytest.fixture(scope="module")
def forums(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[DemoForum]]:
    folder = tmp_path_factory.mktemp("logs")
    with DemoForum(log=folder / "0") as one, DemoForum(charset="utf-8", addresses="dynamic", log=folder / "1") as two:
        yield [one, two]


def write(folder: Path, **entries: str) -> str:
    """A sites file with an address and lines for each entry, as a setting."""
    path = folder / "sites.toml"
    path.write_text("".join(f"[{name}]\naddress = {lines}\n" for name, lines in entries.items()), encoding="utf-8")
    return f"HARVESTER_SITES={path}"


def quick(forum: DemoForum, *lines: str) -> str:
    return "\n".join([f'"{forum.url}"', "HARVESTER_REPAIR = false", *lines])


def asked(forum: DemoForum, since: float) -> list[float]:
    """When a forum was asked for something, from a moment on."""
    assert forum.log is not None
    times = [float(line.split()[0]) for line in forum.log.read_text(encoding="utf-8").splitlines()]
    return [time for time in times if time >= since]


def test_sites_in_one_run_each_by_its_entry(run_crawl: RunCrawl, forums: list[DemoForum], tmp_path: Path) -> None:
    began = time.time()
    sites = write(
        tmp_path, one=quick(forums[0], "boards = [3, 12]", 'zone = "UTC"'), two=quick(forums[1], "boards = [4]")
    )
    crawl = run_crawl(None, "site=all", settings=(sites,))
    assert crawl.exit_code == ExitCode.DONE, crawl.output
    expected = {(0, 3), (0, 12), (1, 4)}
    truth = {
        (at, entry["tid"])
        for at, forum in enumerate(forums)
        for entry in forum.truth()
        if (at, entry["fid"]) in expected and entry["visible"] == "yes"
    }
    names = [DiscuzSite.of(forum.url).name for forum in forums]
    got = {(names.index(line["site"]), line["tid"]) for line in crawl.articles}
    above_all = {
        (at, entry["tid"]) for at in (0, 1) for entry in forums[at].truth() if "sticky_global" in entry["flags"]
    }
    assert truth <= got <= truth | above_all
    zones = {line["site"]: line["published"][-6:] for line in crawl.articles}
    assert zones == {names[0]: "+00:00", names[1]: "+08:00"}
    one, two = (asked(forum, began) for forum in forums)
    assert max(one[0], two[0]) < min(one[-1], two[-1])  # at the same time
    assert "   one  done; " in crawl.output
    assert "   two  done; " in crawl.output
    assert crawl.output.rstrip().endswith("(exit code 0)")
    assert "result  2 sites: 2 done; " in crawl.output


def test_a_bound_on_how_many_are_under_way(run_crawl: RunCrawl, forums: list[DemoForum], tmp_path: Path) -> None:
    began = time.time()
    sites = write(tmp_path, one=quick(forums[0], "max_threads = 2"), two=quick(forums[1], "max_threads = 2"))
    crawl = run_crawl(None, "site=two,one", settings=(sites, "HARVESTER_SITES_AT_ONCE=1"))
    assert crawl.exit_code == ExitCode.DONE, crawl.output
    one, two = (asked(forum, began) for forum in forums)
    assert two[-1] < one[0]


def test_one_that_is_locked_and_one_that_does_not_answer_leave_the_others_alone(
    run_crawl: RunCrawl, forums: list[DemoForum], tmp_path: Path
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        nobody = f'"http://127.0.0.1:{unused.getsockname()[1]}/"'
        sites = write(tmp_path, free=quick(forums[0], "max_threads = 2"), taken=quick(forums[1]), silent=nobody)
        folder = site_folder(tmp_path / "harvest", DiscuzSite.of(forums[1].url).name)
        folder.mkdir(parents=True)
        lock = SiteLock(folder / "lock")
        locked = run_crawl(None, "site=free,taken", settings=(sites,))
        every = run_crawl(None, "site=all", settings=(sites, "RETRY_TIMES=0"))
        lock.close()
    assert locked.exit_code == ExitCode.LOCKED, locked.output
    assert "2 sites: 1 done, 1 locked; 2 articles" in locked.output
    assert every.exit_code == ExitCode.NOT_STARTED, every.output
    assert "3 sites: 1 done, 1 locked, 1 could not start; 2 articles" in every.output
    assert "Traceback" not in every.output


def test_a_command_line_goes_before_the_file(run_crawl: RunCrawl, forums: list[DemoForum], tmp_path: Path) -> None:
    sites = write(tmp_path, one=quick(forums[0], "boards = [3]", 'zone = "UTC"', "max_threads = 1"))
    tid = next(entry["tid"] for entry in forums[0].truth() if entry["visible"] == "yes")
    url = f"url={forums[0].url}thread-{tid}-1-1.html"
    crawl = run_crawl(None, "site=one", url, "zone=Asia/Tokyo", settings=(sites, "HARVESTER_KEEP_ORIGINAL=1"))
    assert crawl.exit_code == ExitCode.DONE, crawl.output
    assert [(line["tid"], line["published"][-6:]) for line in crawl.articles] == [(tid, "+09:00")]


@pytest.mark.parametrize(
    ("entries", "arguments", "says"),
    [
        ({"a": '"http://127.0.0.1:1/"'}, ("site=b",), "site=b: no such site; there is a"),
        ({"a": '"ftp://127.0.0.1/"'}, ("site=a",), "sites.toml, line 2: address=ftp://127.0.0.1/ is not an address"),
        (
            {"a": '"http://me:secret@127.0.0.1/"'},
            ("site=a",),
            "line 2: address= names a user before the host",
        ),
        ({"a": '["http://me:secret@127.0.0.1/"]'}, ("site=a",), "line 2: address = (an address that names a user"),
        ({"a": '"http://127.0.0.1/"'}, ("site=a", "url=http://me:secret@127.0.0.1/"), "address= names a user"),
        (
            {"a": '"http://127.0.0.1:1/"\nzone = "Mars/Base"'},
            ("site=a",),
            "line 3: HARVESTER_ZONE=Mars/Base: no such",
        ),
        ({"a": '"http://127.0.0.1:1/"\nHARVESTER_HOURS = "late"'}, ("site=a",), "line 3: HARVESTER_HOURS=late"),
        ({"a": '"http://127.0.0.1:1/"\ncharset = "klingon"'}, ("site=a",), "line 3: HARVESTER_CHARSET=klingon"),
        ({"a": '"http://127.0.0.1:1/"\ncookies = "none.txt"'}, ("site=a",), "line 3: HARVESTER_COOKIES="),
        (
            {"a": '"http://127.0.0.1:1/"\nproxy = "socks5://me:secret@x"'},
            ("site=a",),
            "number 1 is not an address such as",
        ),
        ({"a": '"http://127.0.0.1:1/"\nheaders = { Cookie = "x" }'}, ("site=a",), "Cookie is set by HARVESTER_COOKIES"),
        ({"a": '"http://127.0.0.1:1/"\nrepair_profile = "x"'}, ("site=a",), "line 3: HARVESTER_REPAIR_PROFILE="),
        ({"a": '"http://127.0.0.1:1/"\nreplies = "some"'}, ("site=a",), 'line 3: replies = "some": give none or all'),
        ({"a": '"http://127.0.0.1:1/"'}, ("site=a", "url=http://127.0.0.1:2/"), "is not of the site a"),
        ({"a": '"http://127.0.0.1:1/"', "b": '"http://127.0.0.1:1/forum.php"'}, ("site=all",), "a and b are one site"),
        (
            {"a": '"http://127.0.0.1:1/"', "b": '"http://127.0.0.1:2/"'},
            ("site=all", "url=http://127.0.0.1:1/"),
            "leave it",
        ),
    ],
)
def test_wrong_usage_is_one_line_and_code_2(
    run_crawl: RunCrawl, tmp_path: Path, entries: dict[str, str], arguments: tuple[str, ...], says: str
) -> None:
    crawl = run_crawl(None, *arguments, settings=(write(tmp_path, **entries),))
    assert crawl.exit_code == ExitCode.USAGE
    assert says in crawl.output
    assert "secret" not in crawl.output
    assert len(crawl.output.strip().splitlines()) == 1


def start(folder: Path, *settings: str) -> tuple[ForkServerProcess, Path]:
    """A run of all sites that is the caller's to stop, and its log."""
    given = (f"HARVESTER_DIR={folder}/harvest", "AUTOTHROTTLE_ENABLED=0", "DOWNLOAD_DELAY_JITTER=0", *settings)
    log = folder / "log"
    log.touch()
    words = ["crawl", "discuz", "-a", "site=all", *(word for setting in given for word in ("-s", setting))]
    return started(words, log), log


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, ExitCode.FAILURES), (signal.SIGINT, ExitCode.INTERRUPTED)]
)
def test_a_signal_ends_all_in_order(forums: list[DemoForum], tmp_path: Path, number: int, code: ExitCode) -> None:
    sites = write(tmp_path, one=quick(forums[0], "delay = 0.05"), two=quick(forums[1], "delay = 0.05"))
    before = [len(forum.requests) for forum in forums]
    run, log = start(tmp_path, sites)
    while any(len(forum.requests) < began + 15 for forum, began in zip(forums, before, strict=True)):
        assert run.is_alive(), log.read_text()
        time.sleep(0.01)
    os.kill(run.pid or 0, number)
    assert ended(run) == code, log.read_text()
    assert "Traceback" not in log.read_text()
    for forum in forums:
        folder = site_folder(tmp_path / "harvest", DiscuzSite.of(forum.url).name)
        [text] = [path.read_text(encoding="utf-8") for path in folder.glob("articles-*.jsonl")]
        assert [json.loads(line)["tid"] for line in text.splitlines()]
        SiteLock(folder / "lock").close()


def test_a_second_signal_ends_the_process_at_once(forums: list[DemoForum], tmp_path: Path) -> None:
    sites = write(tmp_path, one=quick(forums[0], "delay = 600"), two=quick(forums[1]))
    run, log = start(tmp_path, sites, "HARVESTER_SITES_AT_ONCE=1")
    for number, word in ((signal.SIGINT, "Spider opened"), (signal.SIGTERM, "finishing the pages in hand")):
        while word not in log.read_text():
            assert run.is_alive(), log.read_text()
            time.sleep(0.01)
        os.kill(run.pid or 0, number)
    assert ended(run) == ExitCode.INTERRUPTED, log.read_text()
    assert "2 sites: 2 interrupted" in log.read_text()


def test_a_script_of_ones_own(forums: list[DemoForum], tmp_path: Path) -> None:
    sites = write(tmp_path, one=quick(forums[0], "max_threads = 2", "delay = 0.001"))
    script = f"""
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.utils.project import get_project_settings
settings = get_project_settings()
settings.set("HARVESTER_SITES", {sites.partition("=")[2]!r})
settings.set("HARVESTER_DIR", {str(tmp_path / "h")!r})
process = AsyncCrawlerProcess(settings)
process.crawl("discuz", site="one")
process.start()
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=PROJECT, text=True, capture_output=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
    lines = [line for path in tmp_path.glob("h/*/articles-*.jsonl") for line in path.read_text().splitlines()]
    assert len(lines) == 2


def test_requests_go_through_the_proxy(run_crawl: RunCrawl, tmp_path: Path) -> None:
    with served({"/": "<html></html>"}) as (site, _):
        sites = write(tmp_path, one=f'"{site}/"\nproxy = "http://127.0.0.1:9"')
        crawl = run_crawl(None, "site=one", settings=(sites, "RETRY_TIMES=0"))
    assert crawl.exit_code == ExitCode.NOT_STARTED, crawl.output
    assert "ConnectionRefused" in crawl.output  # the proxy's port, not the forum's


def test_a_charset_that_is_given_is_not_doubted(run_crawl: RunCrawl, tmp_path: Path) -> None:
    with DemoForum(declare="big5") as forum:
        sites = write(tmp_path, one=quick(forum, "max_threads = 1", 'charset = "gbk"'))
        crawl = run_crawl(None, "site=one", settings=(sites,))
    assert [(line["encoding"]["used"], line["encoding"]["method"]) for line in crawl.articles] == [("gb18030", "given")]
