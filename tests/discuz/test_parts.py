"""Pages inside one post, as pages of all kinds say that there are some."""

from __future__ import annotations

import pytest

from harvester.discuz.parts import parts_of
from harvester.forum.page import Page

URL = "http://127.0.0.1/bbs/thread-7-1-1.html"
ASKED = "http://127.0.0.1/bbs/forum.php?mod=viewthread&tid=7&viewpid=9&cp="
PAGER = '<div class="pg"><strong>1</strong><a href="HREF=2#pid9">2</a><a href="HREF=4#pid9">4</a></div>'


def parts(inside: str, outside: str = "", *, other: str = "") -> list[str]:
    html = f"<html><body><div id='post_9'>{inside}</div><div id='post_10'>{other}</div>{outside}</body></html>"
    return [address.removeprefix("http://127.0.0.1/bbs/") for address in parts_of(Page(html, URL), 9, 7)]


@pytest.mark.parametrize(
    ("inside", "outside", "expected"),
    [
        (
            PAGER.replace("HREF", "forum.php?mod=viewthread&amp;tid=7&amp;page=1&amp;cp"),
            "",
            [f"forum.php?mod=viewthread&tid=7&page=1&cp={part}#pid9" for part in (2, 3, 4)],
        ),
        ('<a href="viewthread.php?tid=7&cp=2">2</a>', "", ["viewthread.php?tid=7&cp=2"]),
        ("", '<a href="thread-7-1-1.html?cp=2">2</a>', ["thread-7-1-1.html?cp=2"]),
        (
            "<div id='threadpage'></div><script>show_threadpage(9, 1, 3, 0);</script>",
            "",
            [f"forum.php?mod=viewthread&tid=7&viewpid=9&cp={part}" for part in (2, 3)],
        ),
        (
            "<div id='threadindex'><a page='1' sub='0'>一</a><a page='2' sub='0'>二</a></div>",
            "",
            ["forum.php?mod=viewthread&tid=7&viewpid=9&cp=2"],
        ),
    ],
)
def test_parts_in_order(inside: str, outside: str, expected: list[str]) -> None:
    assert parts(inside, outside) == expected


@pytest.mark.parametrize(
    "inside",
    [
        '<a href="forum.php?mod=viewthread&amp;tid=7&amp;cp=1">1</a>',
        '<a href="forum.php?mod=viewthread&amp;tid=7&amp;page=2">2</a>',
        '<a href="forum.php?mod=viewthread&amp;tid=7&amp;ecp=2">2</a>',
        '<a href="forum.php?mod=viewthread&amp;tid=7&amp;viewpid=10&amp;cp=2">2</a>',
        "<script>show_threadpage(10, 1, 3, 0);</script>",
        "<script>show_threadpage(9, 1, 999, 0);</script>",
        "",
    ],
)
def test_posts_without_parts(inside: str) -> None:
    assert parts(inside) == []


def test_parts_of_another_post() -> None:
    assert parts("", other='<a href="forum.php?mod=viewthread&amp;tid=7&amp;cp=2">2</a>') == []


def test_what_the_forum_answers_to_its_scripts_is_a_page() -> None:
    xml = '<?xml version="1.0" encoding="gbk"?>\n<root><![CDATA[<div id="post_9"><p>二</p></div>]]></root>'
    page = Page(xml, ASKED + "2")
    assert list(page.numbered("post_")) == [9]
