"""Hosts that are one site, and hosts that only look like it."""

from __future__ import annotations

import pytest

from harvester.discuz.site import DiscuzSite, parse
from harvester.forum.hosts import base_there, canonical, folder_of, related, stated_base
from harvester.forum.page import Page


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("http://bbs.x.cn/", "https://www.x.cn/bbs/", True),
        ("http://x.cn/", "https://bbs.x.cn/", True),
        ("http://m.x.com.cn/", "http://bbs.x.com.cn/", True),
        ("http://x.cn/", "https://x.cn/", True),
        ("http://bbs.x.cn:8080/", "http://m.x.cn:8080/", True),
        ("http://bbs.x.cn/", "http://bbs.y.cn/", False),
        ("http://a.com.cn/", "http://b.com.cn/", False),
        ("http://a.cn/", "http://b.cn/", False),
        ("http://bbs.x.cn:8080/", "http://m.x.cn/", False),
        ("http://10.0.0.1/", "http://11.0.0.1/", False),
        ("http://x.cn/", "http://x.cn:port/", False),
    ],
)
def test_related(one: str, other: str, *, expected: bool) -> None:
    assert related(one, other) is related(other, one) is expected


@pytest.mark.parametrize(
    ("here", "there", "below", "base"),
    [
        ("http://x.cn/thread-9-1-1.html", "https://x.cn/thread-9-1-1.html", "thread-9-1-1.html", "https://x.cn/"),
        ("http://x.cn/t/9.html", "http://www.x.cn/bbs/t/9.html", "t/9.html", "http://www.x.cn/bbs/"),
        ("http://x.cn/", "https://bbs.x.cn", "", "https://bbs.x.cn/"),
        ("http://x.cn/", "https://bbs.x.cn/forum.php", "", "https://bbs.x.cn/"),
        ("http://x.cn/forum.php?mod=viewthread&tid=9", "http://m.x.cn/thread-9-1-1.html", "?", "http://m.x.cn/"),
        ("http://x.cn/thread-9-1-1.html", "http://m.x.cn/thread-8-1-1.html", "thread-9-1-1.html", None),
        ("http://x.cn/thread-9-1-1.html", "http://m.x.cn/forum-2-1.html", "thread-9-1-1.html", None),
        ("http://x.cn/9.html", "http://m.x.cn/show19.html", "9.html", None),
    ],
)
def test_base_there(here: str, there: str, below: str, base: str | None) -> None:
    assert base_there(here, there, below, parse) == base


def test_a_site_that_moved_writes_there_and_keeps_its_name() -> None:
    site = DiscuzSite("http://x.cn/")
    assert not site.moved("http://x.cn/thread-9-1-1.html", "https://bbs.x.cn/thread-9-1-1.html")
    site.name_hosts(["bbs.x.cn"])
    assert not site.moved("http://x.cn/thread-9-1-1.html", "https://m.x.cn/thread-9-1-1.html")
    assert site.moved("http://x.cn/thread-9-1-1.html", "https://bbs.x.cn/thread-9-1-1.html")
    assert site.thread_url(9) == "https://bbs.x.cn/forum.php?mod=viewthread&tid=9"
    assert site.name == "x.cn"
    assert site.key("http://www.x.cn/thread-9-1-1.html") == site.key("https://bbs.x.cn/thread-9-1-7.html")
    assert not site.moved("https://bbs.x.cn/thread-9-1-1.html", "https://bbs.x.cn/forum.php?mod=viewthread&tid=9")
    assert not site.moved("https://bbs.x.cn/forum-2-1.html", "https://bbs.x.cn/forum-3-1.html")


def test_what_a_page_says_of_its_hosts() -> None:
    head = "<base href='http://www.x.cn/bbs/'><link rel='canonical' href='http://m.x.cn/thread-9-1-1.html'>"
    page = Page(f"<html><head>{head}</head><body></body></html>", "http://bbs.x.cn/thread-9-1-1.html")
    assert (canonical(page), stated_base(page)) == ("http://m.x.cn/thread-9-1-1.html", "http://www.x.cn/bbs/")
    site = DiscuzSite("http://bbs.x.cn/")
    site.see(page)
    assert site.key("http://m.x.cn/thread-9-1-1.html") is None
    site.name_hosts(["*"])
    site.see(page)
    keys = {
        site.key(f"{base}thread-9-1-1.html") for base in ("http://bbs.x.cn/", "http://m.x.cn/", "http://www.x.cn/bbs/")
    }
    assert keys == {("thread", 9, 1)}
    assert not site.owns("http://www.x.cn/news/thread-9-1-1.html")


def test_a_base_without_the_port_is_no_other_host() -> None:
    page = Page("<html><head><base href='http://127.0.0.1/'></head></html>", "http://127.0.0.1:8080/forum.php")
    site = DiscuzSite("http://127.0.0.1:8080/")
    site.see(page)
    assert not site.owns("http://127.0.0.1/forum.php")


@pytest.mark.parametrize(
    ("url", "folder"),
    [("http://h", "http://h/"), ("http://h/a/b?c=/d/e", "http://h/a/"), ("http://h:8080/a/", "http://h:8080/a/")],
)
def test_folder_of(url: str, folder: str) -> None:
    assert folder_of(url) == folder


def test_a_site_named_by_a_page_deeper_down_is_widened() -> None:
    site = DiscuzSite.of("http://h/f/2/")
    site.widen("http://h/")
    assert site.owns("http://h/t/9.html")
    assert site.base == "http://h/"
    site.widen("http://elsewhere/")
    assert site.base == "http://h/"
