"""Pictures and attached files, downloaded by real crawls."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import pytest
from crawling import Crawl, RunCrawl
from serving import Answer, served

from harvester.demo.forum import DemoForum

GIF = bytes.fromhex("47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b")
QUICK = ("HARVESTER_REPAIR=0", "RETRY_TIMES=0")


def thread(*pictures: str) -> str:
    shown = "<br />".join(f'<img class="zoom" src="{address}" />' for address in pictures)
    return (
        '<html><head><title>渡口</title></head><body><div id="pt"><a href="forum-2-1.html">新闻</a></div>'
        '<span id="thread_subject">渡口开了</span><div id="postlist"><div id="post_7"><div class="authi">'
        '<a class="xw1" href="space-uid-3.html">记者</a><em id="authorposton7">发表于 2026-1-5 10:00:00</em></div>'
        f'<table><tr><td class="t_f" id="postmessage_7">渡口今天开了。<br />{shown}</td></tr></table>'
        "</div></div></body></html>"
    )


def files(folder: Path) -> dict[str, bytes]:
    """The files that were kept, by their place below the site's folder."""
    (site,) = (folder / "harvest").iterdir()
    return {str(path.relative_to(site)): path.read_bytes() for path in site.glob("media/*/*")}


def crawl_thread(run_crawl: RunCrawl, answers: dict[str, Answer], *settings: str) -> tuple[Crawl, list[str]]:
    with served(answers) as (url, asked):
        crawl = run_crawl(f"{url}/thread-9-1-1.html", settings=(*QUICK, "HARVESTER_MEDIA=pictures", *settings))
    return crawl, asked


@pytest.fixture
def forum_crawls(run_crawl: RunCrawl) -> tuple[Crawl, Crawl, list[str], list[str]]:
    """Two runs over the demo forum that want all files, and what each asked for."""
    settings = ("HARVESTER_REPAIR=0", "HARVESTER_MEDIA=all", "HARVESTER_RECHECK=")
    with DemoForum(most=10) as forum:
        first = run_crawl(forum.url, settings=settings)
        asked = [path for _, path in forum.requests]
        second = run_crawl(forum.url, "full=1", settings=settings)
        return first, second, asked, [path for _, path in forum.requests[len(asked) :]]


def test_files_of_a_forum(forum_crawls: tuple[Crawl, Crawl, list[str], list[str]], tmp_path: Path) -> None:
    first, second, asked, asked_again = forum_crawls
    assert first.exit_code == 0, first.output
    own = [each for line in first.articles for each in line["pictures"] if "127.0.0.1" in each["url"]]
    kept = files(tmp_path)
    assert own
    assert {(each["file"], each["sha256"]) for each in own} == {(*kept, hashlib.sha256(GIF).hexdigest())}
    assert kept.popitem()[1] == GIF
    others = [each for line in first.articles for each in line["pictures"] if "127.0.0.1" not in each["url"]]
    assert {(each["file"], each["sha256"]) for each in others} == {(None, None)}
    # The stock robots.txt forbids the script that hands out attached files.
    barred = [each for line in first.articles for each in line["attachments"] if each["url"]]
    assert {each["file"] for each in barred} == {None}
    assert Counter(notice["kind"] for notice in first.notices)["robots"] == len(barred)
    # What is there is not asked for again, and makes no revision.
    assert any("/data/attachment/" in path for path in asked)
    assert not any("/data/attachment/" in path for path in asked_again)
    assert second.articles == first.articles, second.output


def test_what_is_no_picture_is_a_notice(run_crawl: RunCrawl, tmp_path: Path) -> None:
    answers: dict[str, Answer] = {
        "/thread-9-1-1.html": thread("a.gif", "page.gif", "text.gif", "none.gif", "large.gif", "empty.gif"),
        "/a.gif": GIF,
        "/page.gif": "<html><body>抱歉，您没有权限</body></html>",
        "/text.gif": b"no picture",
        "/large.gif": GIF + b"\0" * 100_000,
        "/empty.gif": b"",
    }
    crawl, _ = crawl_thread(run_crawl, answers, "HARVESTER_MEDIA_MAXSIZE=50000")
    assert crawl.exit_code == 0, crawl.output
    assert [each["file"] is not None for each in crawl.articles[0]["pictures"]] == [True, *[False] * 5]
    assert list(files(tmp_path).values()) == [GIF]
    found = {notice["url"].rpartition("/")[2]: notice["kind"] for notice in crawl.notices}
    assert found == {
        "page.gif": "not_a_file",
        "text.gif": "not_a_file",
        "empty.gif": "not_a_file",
        "none.gif": "missing_file",
        "large.gif": "too_large",
    }


def test_hosts_and_types_are_as_asked_for(run_crawl: RunCrawl) -> None:
    with served({"/c.gif": GIF}) as (_other, asked_there):
        pictures = ("a.gif", "b.png", "http://localhost:1/c.gif")
        answers: dict[str, Answer] = {"/thread-9-1-1.html": thread(*pictures), "/a.gif": GIF, "/b.png": GIF}
        crawl, asked = crawl_thread(run_crawl, answers, "HARVESTER_MEDIA_TYPES=gif")
    assert crawl.exit_code == 0, crawl.output
    assert [each["file"] is not None for each in crawl.articles[0]["pictures"]] == [True, False, False]
    assert asked.count("/a.gif") == 1
    assert "/b.png" not in asked
    assert asked_there == []
    assert crawl.notices == []


def test_a_file_that_comes_late_is_a_revision(run_crawl: RunCrawl) -> None:
    answers: dict[str, Answer] = {"/thread-9-1-1.html": thread("a.gif"), "/a.gif": 503}
    with served(answers) as (url, _):
        settings = (*QUICK, "HARVESTER_MEDIA=pictures")
        first = run_crawl(f"{url}/thread-9-1-1.html", settings=settings)
        answers["/a.gif"] = GIF
        second = run_crawl(f"{url}/thread-9-1-1.html", settings=settings)
        third = run_crawl(f"{url}/thread-9-1-1.html", settings=("HARVESTER_REPAIR=0",))
    assert (first.exit_code, second.exit_code, third.exit_code) == (3, 0, 0), second.output
    assert [notice["kind"] for notice in first.notices] == ["download"]
    assert first.articles[0]["text"] == "渡口今天开了。"
    assert first.articles[0]["pictures"][0]["file"] is None
    (late,) = second.articles[1:]
    assert (late["revision"], late["changed"]) == (2, ["files"])
    assert late["pictures"][0]["sha256"] == hashlib.sha256(GIF).hexdigest()
    assert third.articles == second.articles


def test_a_full_disk_stops_the_run(run_crawl: RunCrawl, tmp_path: Path) -> None:
    (tmp_path / "harvest").mkdir()
    with served({"/thread-9-1-1.html": thread("a.gif"), "/a.gif": GIF}) as (url, _):
        folder = tmp_path / "harvest" / url.removeprefix("http://").replace(":", "_")
        folder.mkdir()
        (folder / "media").write_bytes(b"in the way")
        crawl = run_crawl(f"{url}/thread-9-1-1.html", settings=(*QUICK, "HARVESTER_MEDIA=pictures"))
        assert crawl.exit_code == 3
        assert "Cannot write" in crawl.output
        assert crawl.articles == []
        (folder / "media").unlink()
        again = run_crawl(f"{url}/thread-9-1-1.html", settings=(*QUICK, "HARVESTER_MEDIA=pictures"))
    assert again.exit_code == 0, again.output
    assert len(again.articles) == 1


def test_wrong_settings_are_refused(run_crawl: RunCrawl) -> None:
    crawl = run_crawl("http://127.0.0.1:1/", settings=("HARVESTER_MEDIA=movies",))
    assert crawl.exit_code == 2
    assert "HARVESTER_MEDIA=movies: give pictures, attachments, all" in crawl.output
