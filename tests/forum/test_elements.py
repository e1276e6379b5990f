"""A page looked up by its names, ids and classes finds what the XPath of the selector finds."""

from __future__ import annotations

import pytest

from harvester.forum.page import Page, find_all
from harvester.forum.selectors import alternatives

HTML = """<html><head><title>桥</title><base href="/x/"></head><body id="top" class="pg_x"><!-- kept -->
<div class="pg a"><div class="pg b"><a href="forum-2-1.html" class="last  now">2</a><strong>1</strong></div>
<a href="thread-9-1-1.html">桥</a></div><div class="a\tpg"><span class="pg">x</span></div>
<h1 class="ph"><a href="?typeid=3">类</a><em><a href="?sortid=4">型</a></em></h1>
<table id="t"><tbody id="normalthread_9"><tr><td class="by"><cite>甲</cite></td><td class="by"><em>今</em></td></tr>
</tbody><tbody id="stickthread_7"><tr><td class="by">乙</td></tr></tbody></table>
<input name="pw" type="password"><input name="answer" value=""><p class="">空</p></body></html>"""


@pytest.mark.parametrize(
    "css",
    [
        "a",
        "div",
        "DIV.pg",
        ".pg",
        "div.pg",
        ".pg.a",
        "a.now",
        "#t",
        "#t td",
        "table#t td.by",
        "div#t",
        "#none a",
        ".none",
        "div.pg a",
        "div.pg .pg",
        "div div",
        "div.pg > a",
        "h1 a[href*=typeid]",
        "h1 a[href*=sortid], h1 a[href*=typeid]",
        "td.by cite, td.by em",
        "td.by em, td.by cite, #t tbody",
        "input[name=pw][type=password], input[name=answer]",
        "tbody[id^=normalthread_], tbody[id^=stickthread_]",
        "[id^=normal]",
        "a[href$='.html']",
        "a[href]",
        "input[value='']",
        "input[type=text]",
        "td:not(.none)",
        "td:first-child em",
        "title",
        "base, title",
        "h1 em a",
        "p.none, p",
        "a[class~=now]",
    ],
)
def test_as_the_xpath_does(css: str) -> None:
    page = Page(HTML, "http://h/")
    assert page.find_all(css) == find_all(page.root, css)
    one_by_one = (find_all(page.root, each.css) for each in alternatives(css))
    assert page.find(css) is next((found[0] for found in one_by_one if found), None)


def test_many_elements_stay_in_the_order_of_the_page() -> None:
    page = Page("".join(f"<i class=a>{at}</i><b>{at}</b>" for at in range(40)), "http://h/")
    assert page.find_all("b, i.a") == find_all(page.root, "b, i")


def test_boxes_in_boxes_are_searched_once() -> None:
    page = Page("<div class=a>" * 300 + "<b>x</b>", "http://h/")
    assert page.find_all("div.a b") == page.named("b")
    assert page.find("div.a i") is None
    assert len(page.find_all("div.a div")) == 299
