"""What of a post is kept where it is asked for: which links are the author's, and the blanks of code."""

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


@pytest.mark.parametrize(
    ("html", "text", "verbatim"),
    [
        (
            "看<div class='blockcode'><li>def f():<br />\r\n<li>&nbsp; &nbsp; return&nbsp;&nbsp;1<br /></div>完",
            "看\ndef f():\nreturn  1\n完",
            "看\ndef f():\n    return  1\n完",
        ),
        (
            "<div class='blockcode'><h5>代码:</h5><code>if x<br />\r\n&nbsp;&nbsp;y<br />\r\n</code></div>",
            "if x\ny",
            "if x\n  y",
        ),
        (
            "<div class='quote'><blockquote>引</blockquote></div><div class='blockcode'><ol><li>&nbsp; a</ol></div>",
            "引\na",
            "引\n  a",
        ),
        ("<div class='blockcode'><ol><li>a<li>b</ol></div>", "a\nb", None),
        ("<p>&nbsp; &nbsp; 四格</p>", "四格", None),
    ],
)
def test_code(html: str, text: str, verbatim: str | None) -> None:
    message = read(html)
    assert message.text == text
    assert (message.verbatim and message.verbatim.text) == verbatim


def test_code_without_what_is_quoted() -> None:
    html = "<div class='quote'><blockquote>引</blockquote></div><div class='blockcode'><ol><li>&nbsp; a</ol></div>"
    assert (verbatim := read(html).verbatim) is not None
    assert (read(html).own, verbatim.own) == ("a", "  a")
