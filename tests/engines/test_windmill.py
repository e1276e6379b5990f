"""An engine by another hand, for a forum with the habits of phpwind, crawled from one end to the other."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from conftest import PACE, lines, noted
from crawling import PROJECT, Crawl, ended, started
from windmill import package, server
from windmill.server import Forum

from harvester.config.program import ExitCode
from harvester.engines import table
from harvester.spiders.replay import engine_of
from harvester.warc.reader import captures_in, files

LISTS = ["/", "/index.php?m=forumlist", "/thread-1", "/thread-4"]


def news(number: int) -> str:
    return f"新闻第{number}条：水车今天又转起来了。\n\n磨坊主人说，河水涨了三寸，\n面粉够吃到明年春天。"


@pytest.fixture
def forum() -> Iterator[Forum]:
    forum = Forum()
    for number in range(1, 10):
        forum.add(100 + number, 2, f"水车新闻之{number}", news(number))
    forum.add(120, 3, "闲谈", "河边的树都绿了，大家怎么看？", *(f"第{number}个回答。" for number in range(1, 6)))
    forum.add(121, 3, "版规", "请大家友善发言，不要刷屏，谢谢合作。", sticky=True)
    forum.add(122, 3, "关了的帖", "谁也看不到的话。").closed = "对不起，此帖被管理员关闭，暂时不能浏览"
    forum.threads[120].missing_pages = 1
    with server.served(forum):
        yield forum


class Runs:
    """Runs of one folder, with the engine installed as another package's."""

    def __init__(self, folder: Path, forum: Forum) -> None:
        self.folder = folder
        self.forum = forum
        package.install(folder / "packages")

    def run(self, *words: str, spider: str = "forum", url: str = "", settings: tuple[str, ...] = ()) -> Crawl:
        given = [*words, *([] if spider == "replay" else [f"address={url or self.forum.url}"])]
        harvest = self.folder / "harvest"
        quick = (f"HARVESTER_DIR={harvest}", "HARVESTER_REPAIR=0", "HARVESTER_FLOOD_DELAY=0.01", *PACE, *settings)
        command = ["crawl", spider, *(word for each in given for word in ("-a", each))]
        command += [word for each in quick for word in ("-s", each)]
        log = self.folder / "log"
        code = self._alone(command, log) if spider == "replay" else ended(started(command, log, before=self._find))
        there = harvest / "replay" if spider == "replay" else harvest
        return Crawl(code, lines(there, "articles"), noted(there), log.read_text(encoding="utf-8"))

    @property
    def _find(self) -> Callable[[], None]:
        return partial(package.find, self.folder / "packages")

    def _alone(self, command: list[str], log: Path) -> int:
        """In a process that was not forked: it finds the engine as any does, and takes its name for an argument."""
        paths = os.pathsep.join([str(self.folder / "packages"), *sys.path])
        with log.open("w", encoding="utf-8") as output:
            done = subprocess.run(  # noqa: S603 - our own
                [sys.executable, "-m", "scrapy", *command],
                check=False,
                cwd=PROJECT,
                env=os.environ | {"PYTHONPATH": paths},
                stdout=output,
                stderr=output,
            )
        return done.returncode


@pytest.fixture
def runs(tmp_path: Path, forum: Forum) -> Runs:
    return Runs(tmp_path, forum)


def plain(harvest: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(({**line, "harvested": ""} for line in harvest), key=lambda line: (line["tid"], line["revision"]))


def test_all_of_it_then_only_what_changed(runs: Runs, forum: Forum) -> None:
    first = runs.run("replies=all", settings=("HARVESTER_WARC=1",))
    assert first.exit_code == ExitCode.DONE, first.output
    articles = {line["tid"]: line for line in first.articles}
    assert {*articles} == {*forum.threads} - {122}
    assert {line["engine"] for line in first.articles} == {"windmill"}
    assert first.kinds() == {122: "no_permission"}
    asked = forum.take_requests()
    assert len(asked) == len(set(asked))
    assert sorted(path for path in asked if not path.startswith("/read-")) == sorted(
        [*LISTS, "/thread-2", "/thread-2-2", "/thread-2-3", "/thread-3", "/thread-5"]
    )
    assert articles[103]["text"] == "\n".join(line for line in news(3).split("\n") if line)
    assert (articles[103]["board"], articles[103]["published"]) == (
        {"fid": 2, "name": "新闻"},
        "2011-05-06T15:34:40+08:00",
    )
    assert articles[103]["pid"] is None
    assert articles[121]["board"]["fid"] == 3  # a board of its own, whatever list it is kept at the top of
    assert articles[121]["flags"] == ["sticky"]
    assert [(each["floor"], each["text"]) for each in articles[120]["replies"]] == [
        (number + 1, f"第{number}个回答。") for number in range(1, 6)
    ]

    second = runs.run("replies=all")
    assert second.exit_code == ExitCode.DONE, second.output
    assert sorted(forum.take_requests()) == sorted([*LISTS, "/thread-2", "/thread-3", "/thread-5"])
    assert second.articles == first.articles

    forum.reply(105, "这条新闻是真的吗？")
    forum.add(130, 2, "水车新闻之末", news(10))
    third = runs.run("replies=all")
    assert third.exit_code == ExitCode.DONE, third.output
    assert {path for path in forum.take_requests() if path.startswith("/read-")} == {"/read-105", "/read-130"}
    added = [(line["tid"], line["revision"]) for line in third.articles if line not in first.articles]
    assert sorted(added) == [(105, 2), (130, 1)]

    replayed = runs.run("replies=all", f"warc={next((runs.folder / 'harvest').glob('*/warc'))}", spider="replay")
    assert replayed.exit_code == ExitCode.DONE, replayed.output
    assert plain(replayed.articles) == plain(first.articles)


def test_pages_of_an_archive_tell_an_engine_where_addresses_are_of_two(
    runs: Runs, forum: Forum, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert runs.run(url=f"{forum.url}thread-5", settings=("HARVESTER_WARC=1",)).exit_code == ExitCode.DONE
    captures = captures_in(files(str(next((runs.folder / "harvest").glob("*/warc")))))
    monkeypatch.syspath_prepend(str(runs.folder / "packages"))
    table.engines.cache_clear()
    assert table.of_addresses(each.url for each in captures).name == "discuz"
    assert engine_of(captures, {}).name == "windmill"
    table.engines.cache_clear()


def gone(runs: Runs) -> list[dict[str, Any]]:
    return [line for line in lines(runs.folder / "harvest", "articles") if line["kind"] == "gone"]


def test_a_thread_that_is_gone_is_gone_from_this_engines_forum(runs: Runs, forum: Forum) -> None:
    address = f"{forum.url}read-103"
    assert runs.run(url=address).exit_code == ExitCode.DONE
    del forum.threads[103]
    second = runs.run(url=address, settings=("HARVESTER_WRITE_GONE=1",))
    assert second.exit_code == ExitCode.DONE, second.output
    assert [(line["tid"], line["engine"], line["notice"]) for line in gone(runs)] == [
        (103, "windmill", server.NO_THREAD)
    ]


@pytest.mark.parametrize(
    ("address", "bans", "threads"),
    [
        ("thread-2", 2, {*range(101, 110), 121}),  # a board; another engine writes threads so
        ("thread-2-3.html", 0, set()),  # a thread of another engine's form, which this one does not have
        ("thread-1", 0, {*range(101, 110), 120, 121}),  # a category
        ("read-104", 2, {104}),
        ("index.php?m=forumlist", 0, {*range(101, 110), 120, 121}),
    ],
)
def test_from_wherever_one_begins(runs: Runs, forum: Forum, address: str, bans: int, threads: set[int]) -> None:
    forum.bans = bans
    crawl = runs.run(url=forum.url + address)
    assert {line["tid"] for line in crawl.articles} == threads, crawl.output
    assert crawl.exit_code == (ExitCode.DONE if threads else ExitCode.BARRED), crawl.output
    asked = forum.take_requests()
    assert len(asked) == len(set(asked)) + bans


def test_an_entry_for_the_sites_file(runs: Runs, forum: Forum) -> None:
    log = runs.folder / "log"
    command = ["site", forum.url, *(word for each in PACE for word in ("-s", each))]
    assert ended(started(command, log, before=runs._find)) == ExitCode.DONE
    said = log.read_text(encoding="utf-8")
    assert "Windmill 3.1." in said
    assert 'engine = "windmill"' in said
    assert "#   2,  # 新闻" in said
    assert "#   5,  # 空版" in said
