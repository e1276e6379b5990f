"""What of a post is kept where it is asked for: which links are the author's."""

from __future__ import annotations

from datetime import UTC

import pytest

from harvester.discuz.message import read_message
from harvester.forum.model import Link, Message
from harvester.forum.page import Page

POST = "http://h/bbs/thread-1-1-1.html"


def read(html: str) -> Message:
    page = Page(f'<div id="m">{html}</div>', POST)
    return read_message(page.ids["m"], page, UTC)


@pytest.mark.parametrize(
    ("html", "links"),
    [
        ("见<a href='http://e.org/?a=1&amp;b=2'>计<b>划</b></a>。", [("http://e.org/?a=1&b=2", "计划")]),
        ("<a href='thread-7-1-1.html'>旧文</a>", [("http://h/bbs/thread-7-1-1.html", "旧文")]),
        ("<a href='http://e.org/post.php?id=1'>一</a>", [("http://e.org/post.php?id=1", "一")]),
        ("<a href='http://e.org/'>一<span style='display:none'>x9q</span>二<br>三</a>", [("http://e.org/", "一二 三")]),
        ("<a href='http://e.org/'><img class='zoom' src='http://e.org/a.jpg'></a>", [("http://e.org/", "")]),
        ("<a href='http://e.org/'></a>无", []),
        ("<a href='http://e.org/'>一</a><a href='http://e.org/'>一</a>", [("http://e.org/", "一")]),
        ("<table><tr><td><a href='http://e.org/1'>一</a><td>二</table>", [("http://e.org/1", "一")]),
        # The forum's own.
        ("<a href='javascript:;'>一</a><a href='#top'>顶</a><a href='mailto:a@e.org'>信</a>", []),
        ("<a href='http://h/bbs/x' class='relatedlink' target='_blank'>词</a>", []),
        ("<div class='locked'>游客，<a href='forum.php?mod=post&amp;action=reply'>回复</a></div>", []),
        ("本主题需向作者支付 5 金币 <a href='forum.php?mod=misc&amp;action=pay&amp;tid=1'>购买主题</a>", []),
        ("<ignore_js_op><a href='forum.php?mod=attachment&amp;aid=N3w='>a.zip</a></ignore_js_op>", []),
        (
            "<a href='forum.php?mod=viewthread&amp;tid=1&amp;aid=5&amp;from=album'><img src='a.jpg' data-aid='5'></a>",
            [],
        ),
        (
            (
                "<div class='quote'><blockquote><a href='forum.php?mod=redirect&amp;goto=findpost&amp;pid=3'>甲"
                " 发表于 2026-7-7</a><br>引<a href='http://e.org/q'>文</a></blockquote></div>"
            ),
            [("http://e.org/q", "文")],
        ),
    ],
)
def test_links(html: str, links: list[tuple[str, str]]) -> None:
    assert read(html).links == tuple(Link(*each) for each in links)
