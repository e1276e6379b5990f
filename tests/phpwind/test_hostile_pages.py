"""Whatever a page holds, each reader reads it or says that there is nothing to read."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from odd_pages import mutations

from harvester.forum.names import PageName
from harvester.forum.page import Page
from harvester.forum.reading import Asked
from harvester.phpwind.about import kind_of, version_of
from harvester.phpwind.engine import Phpwind
from harvester.phpwind.feed import read_replies
from harvester.phpwind.pager import links_to_pages
from harvester.phpwind.simple import SIMPLE

NOW = datetime(2026, 1, 5, tzinfo=UTC)
HERE = "http://127.0.0.1:8080/read.php?tid=7"
PAGES = Path(__file__).parent / "pages"
NAMES = (PageName("thread", tid=7), PageName("board", fid=2), PageName("index"))

SIMPLE_PAGE = """<html><head><title>题目</title></head><body><b>&raquo; <a href="f2.html">甲板</a></b>
<center><b><a href="../read.php?tid=7">题目</a></b> Pages: <a href="t7_2.html">2</a></center>
<table><tr><td><b>甲</b> 2024-01-01 10:00</td></tr><tr><td class="tpc_content">前半<br />后半</td></tr></table>
<ul><li><a href="t8.html">另一题</a> (3 回复)</li></ul></body></html>"""
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>甲</title><item><title>乙</title>
<description><![CDATA[前半<br />后半]]></description><link>http://h/job.php?action=topost&amp;tid=7&amp;pid=12</link>
<author>a@b.cn (丙)</author><pubDate>Sat, 26 Nov 2016 10:00:00 +0800</pubDate></item></channel></rss>"""
LOGIN = """<script>var winduid = '4';</script><form action="login.php?" method="post"><input name="pwuser" value="甲"/>
<input type="password" name="pwpwd"/><select name="question"><option value="0">无</option></select>
<input name="step" value="2" type="hidden"/></form><a href="login.php?action=quit&amp;verify=1">退出</a>"""


def read_all(page: Page) -> None:
    engine = Phpwind()
    engine.recognise(page)
    kind_of(page), version_of(page), links_to_pages(page), read_replies(page, UTC)
    for source in ("", SIMPLE):
        for name in NAMES:
            for status in (200, 500):
                site = engine.site.of(page.url)
                site.learn(page.links())
                site.learn_pages(page, name)
                site.read(page, Asked(name, UTC, NOW, status, source=source))
                for url in page.links():
                    site.key(url)
                    site.moved(page.url, url)
    engine.login.viewer_of(page), engine.login.address(page), engine.login.form(page), engine.login.refusal(page)


@pytest.mark.parametrize(
    "text",
    [*(path.read_text(encoding="utf-8") for path in sorted(PAGES.glob("*.html"))), SIMPLE_PAGE, FEED, LOGIN],
    ids=[*(path.stem for path in sorted(PAGES.glob("*.html"))), "simple", "feed", "login"],
)
def test_odd_things_in_a_page(text: str) -> None:
    for mutated in mutations(text, random.Random(len(text)), 8):  # noqa: S311 - the same in each run
        read_all(Page(mutated, HERE))
